"""Guards on photographs: what must be seen, with time and place, and that none proves two things."""

from typing import Any

from django.utils.translation import gettext as _

from hazards.enums import PhotoRole
from workflow.lifecycle import guard


@guard(reads_input=True)
def after_photos(hazard: Any, facts: Any) -> str | None:
    """Before (in this episode, or now) and after (now), each with time and place."""
    before = [
        photo
        for photo in facts["photos_known"]
        if photo["episode"] == hazard.episode and photo["role"] == PhotoRole.BEFORE
    ]
    return _missing_photos([*before, *facts.data.get("photos", ())]) or _used_twice(facts)


@guard(reads_input=True)
def on_site(hazard: Any, facts: Any) -> str | None:
    """Whoever signs shows what he saw on site, with time and place (rule 17)."""
    brought = facts.data.get("photos", ())
    seen = any(photo["role"] == PhotoRole.ON_SITE and is_whole_photo(photo) for photo in brought)
    return _used_twice(facts) if seen else _("缺少现场照片、时间或位置")


@guard(reads_input=True)
def two_photos(hazard: Any, facts: Any) -> str | None:
    """Before and after, in the case or brought now, each with time and place."""
    known = [photo for photo in facts["photos_known"] if photo["episode"] == hazard.episode]
    return _missing_photos([*known, *facts.data.get("photos", ())]) or _used_twice(facts)


# What each of these guards asks to see, for forms that ask for it.
PAIR = (PhotoRole.BEFORE, PhotoRole.AFTER)
SHOWS = {after_photos.name: PAIR, on_site.name: (PhotoRole.ON_SITE,), "two_photos": PAIR}
# Which of them may be in the case already.
KNOWN = {after_photos.name: (PhotoRole.BEFORE,), on_site.name: (), "two_photos": PAIR}


def _missing_photos(photos: list[Any]) -> str | None:
    shown = {photo["role"] for photo in photos if is_whole_photo(photo)}
    wanted = ((PhotoRole.BEFORE, _("前")), (PhotoRole.AFTER, _("后")))
    missing = _("、").join(word for role, word in wanted if role not in shown)
    return _("缺少整改%(which)s照片") % {"which": missing} if missing else None


def _used_twice(facts: Any) -> str | None:
    """One picture proves one thing: none is in the case already, none comes twice, also not as another file of it."""
    used = [*facts["photos_known"], *facts.data.get("photos", ())]
    twice = any(len({photo[name] for photo in used}) < len(used) for name in ("sha256", "original"))
    return _("照片在本案已经用过，请另拍") if twice else None


def is_whole_photo(photo: Any) -> bool:
    """Tell whether it says when, and where: in words or by coordinates."""
    says_where = any(character.isalnum() for character in photo["place"])
    return bool(photo["taken_at"] and (says_where or photo["latitude_e7"] is not None))
