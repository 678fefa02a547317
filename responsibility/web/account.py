"""我: who I am, my password, my second factor, where I am signed in."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from responsibility.models import User
from responsibility.web import stay
from responsibility.web.devices import name_of
from responsibility.web.forms import NewPasswordForm


@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The seats this person holds, what guards his account, the language, the way out."""
    user = cast("User", request.user)
    context = {
        "account": user.username,
        "factors": _factors(user),
        "needs_factor": request.session.get(stay.KEY, {}).get("idle") and settings.SECOND_FACTOR_REQUIRED,
        "sessions": _sessions(request, user),
        "idle_minutes": request.session.get(stay.KEY, {}).get("idle", 0) // 60,
        "signed_in_hours": settings.SIGNED_IN_HOURS,
    }
    return render(request, "me.html", context)


def _factors(user: User) -> dict[str, int]:
    """How many of each kind the account has; recovery codes are no factor of their own."""
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return {kind.value: list(kinds).count(kind) for kind in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)}


def _sessions(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    own = request.session.session_key
    return [
        {
            "pk": session.pk,
            "device": name_of(session.user_agent),
            "address": session.ip,
            "since": session.created_at,
            "seen": session.last_seen_at,
            "is_this": session.session_key == own,
        }
        for session in stay.sessions_of(user)
    ]


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one other session of mine."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        return redirect("me")
    session.end()
    messages.success(request, _("已在那台设备上退出"))
    return redirect(f"{reverse('me')}#sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    stay.end_all(cast("User", request.user), but=request.session.session_key or "")
    messages.success(request, _("已在其他设备上退出"))
    return redirect(f"{reverse('me')}#sessions")


@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Nothing: whoever asks has been seen."""
    return HttpResponse(status=204)


class ChangePassword(PasswordChangeView):
    """A new password; every other session of the account ends by it."""

    template_name = "password.html"
    form_class = NewPasswordForm  # type: ignore[assignment]  # Django's hint wants its own form

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request: its tries are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, keep this session, end the others."""
        user = cast("User", self.request.user)
        form.user.must_change_password = False
        answer = super().form_valid(form)
        stay.end_all(user, but=self.request.session.session_key or "")
        messages.success(self.request, _("密码已更改，其他设备上的登录已退出"))
        return answer

    def get_success_url(self) -> str:
        """Return the page that was asked for before, else 我."""
        return _next(self.request) or reverse("me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it is a first password, which must be changed."""
        first = cast("User", self.request.user).must_change_password
        return super().get_context_data(**kwargs) | {"is_first": first, "next": _next(self.request)}


@never_cache
@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the ways to it."""
    return render(request, "mfa/needed.html", {"next": _next(request)})


def _next(request: HttpRequest) -> str:
    """Return the page to go on to, if it is one of ours."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else ""
