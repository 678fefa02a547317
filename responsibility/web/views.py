"""Sign in, sign out, choose the language."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from responsibility.models import User
from responsibility.web import devices
from responsibility.web.attempts import account_digest
from responsibility.web.forms import SignInForm


class SignIn(LoginView):
    """The sign-in page; whoever is signed in goes on to the workbench.

    The page and the password are ours, on Django's view; from there on it is allauth's flow, which asks for the second
    factor of whoever has one before it signs him in.
    """

    template_name = "sign_in.html"
    authentication_form = SignInForm  # type: ignore[assignment]  # Django's hint wants its own form
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the second factor, or to the page that was asked for."""
        answer: HttpResponse = perform_login(self.request, form.get_user(), redirect_url=self.get_success_url())
        if self.request.user.is_authenticated:
            # Whoever has just given his password isn't asked for it again by the next page.
            reauthenticate_by_password(self.request)
        devices.remember(self.request, answer, account_digest(form.cleaned_data["username"]))
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again: 429 to whoever comes too often, else 422."""
        status = 429 if form.has_error("__all__", "too_often") else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why the last session ended."""
        context = {"ended": self.request.GET.get("ended", ""), "idle_minutes": settings.IDLE_MINUTES}
        return super().get_context_data(**kwargs) | context


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Ends the session; by POST alone, so that no link on another site can. Open: who is out already is out."""


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and, for whoever is signed in, with the account; go back to the page."""
    code = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    if code in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=code)
    return answer
