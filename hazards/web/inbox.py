"""消息: the letters to this person. The inbox is the legal notice; opening a letter is what counts as read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hazards import selectors
from hazards.access import visible_to
from hazards.web.context import standing, user_of
from hazards.web.due import say_instant

MOST = 100


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest letters."""
    who = standing(request)
    letters = [(letter, say_instant(letter.written_at, who.at)) for letter in selectors.letters_of(who)[:MOST]]
    return render(request, "inbox.html", {"letters": letters})


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was written; the first opening is its reading."""
    who = standing(request)
    found = get_object_or_404(selectors.letters_of(who), pk=pk)
    if found.read_at is None:
        found.read_at = who.at
        selectors.letters_of(who).filter(pk=pk, read_at__isnull=True).update(read_at=who.at)
    about = visible_to(user_of(request), standing=who).filter(pk=found.case_id).first()
    context = {
        "letter": found,
        "about": about,
        "written": say_instant(found.written_at, who.at),
        "read": say_instant(found.read_at, who.at),
    }
    return render(request, "letter.html", context)
