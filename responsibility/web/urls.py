"""Addresses of signing in, signing out, the language and 我.

Of allauth only what we use has an address: no sign-up, no e-mail addresses, no password by post.
"""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.urls import include, path

from responsibility.web import (
    account,
    organisation,
    organisation_file,
    person_page,
    proposals,
    seat_acts,
    unit_page,
    views,
)

sign_in = views.SignIn.as_view()

# The names are allauth's: its views lead to one another by them.
second_factor = [
    path("", factor.index, name="mfa_list_webauthn"),
    path("", factor.index, name="mfa_index"),
    path("needed/", account.second_factor_needed, name="second-factor-needed"),
    path("again/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("code/", totp.activate_totp, name="mfa_activate_totp"),
    path("code/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

chart = [
    path("", organisation.index, name="organisation"),
    path("vacancies/", organisation.vacancies, name="organisation-vacancies"),
    path("proposals/", proposals.proposals, name="organisation-proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="organisation-proposal"),
    path("workbook/", organisation_file.organisation_file, name="organisation-workbook"),
    path("workbook/confirm/", organisation_file.confirm_file, name="organisation-workbook-confirm"),
    path("workbook/download/", organisation_file.download, name="organisation-workbook-download"),
    path("units/<int:pk>/", unit_page.unit, name="organisation-unit"),
    path("units/<int:pk>/add-seat/", seat_acts.add_seat, name="organisation-add-seat"),
    path("people/<int:pk>/", person_page.person, name="organisation-person"),
    path("seats/<int:pk>/name/", seat_acts.name, name="organisation-name"),
    path("tenures/<int:pk>/stand-in/", seat_acts.stand_in, name="organisation-stand-in"),
    path("tenures/<int:pk>/end/", seat_acts.end, name="organisation-end"),
]

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/code/", factor.authenticate, name="mfa_authenticate"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("language/", views.choose_language, name="language"),
    path("me/", account.me, name="me"),
    path("me/password/", account.ChangePassword.as_view(), name="change-password"),
    path("me/password-again/", reauthenticate, name="account_reauthenticate"),
    path("me/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("me/sessions/end-others/", account.end_other_sessions, name="end-other-sessions"),
    path("me/still-here/", account.still_here, name="still-here"),
    path("me/second-factor/", include(second_factor)),
    path("organisation/", include(chart)),
]
