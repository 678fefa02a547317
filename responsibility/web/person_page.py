"""One person: the seats he has and had, for whom he stands in, and the state of his account."""

from allauth.mfa.models import Authenticator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from responsibility.models import Affiliation, Appointment, Person, User
from responsibility.web.viewer import administers, admit, own_units, sees_everything, steward_of, viewer_of
from responsibility.web.words import moment


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's page: for whoever may see one of his units; who holds no seat is nobody's but the administrators'."""
    admit(request)
    viewer, found = viewer_of(request), get_object_or_404(Person, pk=pk)
    rows = Appointment.objects.filter(person=found).select_related("post__unit", "stands_in_for__person")
    tenures = list(rows.order_by("-from_at", "-pk")[:200])
    paths = {
        place.unit_id: place.path
        for place in Affiliation.objects.filter(unit_id__in={one.post.unit_id for one in tenures}).order_by("from_at")
    }
    if not administers(request) and not _may_see(request, paths):
        raise Http404
    living = [one for one in tenures if one.until_at is None or one.until_at > viewer.at]
    who = steward_of(request)
    looks_after = any(who.looks_after(one.post.kind, paths[one.post.unit_id]) for one in living)
    lent = Appointment.objects.filter(stands_in_for__person=found).select_related("person", "post__unit")
    context = {
        "person": found,
        "now": [_line(one) for one in living if one.from_at <= viewer.at],
        "later": [_line(one) for one in living if one.from_at > viewer.at],
        "before": [_line(one) for one in tenures if one not in living],
        "lent": [_line(one) for one in lent.filter(until_at__gt=viewer.at).order_by("-from_at")[:20]],
        "accounts": _accounts(found) if looks_after or administers(request) else None,
        "may_explain": administers(request),
    }
    return render(request, "organisation/person.html", context)


def _may_see(request: HttpRequest, paths: dict[int, list[int]]) -> bool:
    if sees_everything(request):
        return bool(paths)
    own = set(own_units(request))
    return any(own & set(path) for path in paths.values())


def _line(one: Appointment) -> tuple[Appointment, str, str]:
    return one, moment(one.from_at), moment(one.until_at)


def _accounts(person: Person) -> list[dict[str, object]]:
    """What may be known of his accounts: open or closed, with which guards. Never a secret."""
    accounts = list(User.objects.filter(person=person).order_by("pk"))
    guarded = set(
        Authenticator.objects.filter(user__in=accounts)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        {
            "username": one.username,
            "open": one.is_active,
            "first_password": one.must_change_password,
            "guarded": one.pk in guarded,
            "administers": one.is_staff,
            "since": moment(one.date_joined),
        }
        for one in accounts
    ]
