"""Photographs in a form: taken in when it is sent, and not asked for again when it comes back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from time import monotonic
from typing import Any

from django import forms
from django.core import signing
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hazards.enums import PhotoRole
from hazards.photos import store
from hazards.photos.intake import FIRST_YEAR, PhotoRefused, Taken, take_in
from hazards.photos.limits import MOST, SECONDS, Reason
from hazards.services.photos import FAST, evidence
from records.clock import now
from workflow.entries import canonical_value

# All files of one sending together: a page must not hold its process for minutes.
SECONDS_OF_A_FORM = 10
KINDS = "image/jpeg,image/png,image/webp"
LABELS = {
    PhotoRole.BEFORE: lazy("整改前照片"),
    PhotoRole.AFTER: lazy("整改后照片"),
    PhotoRole.ON_SITE: lazy("现场照片"),
}


class PhotosInput(forms.FileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Files of one kind; its value is their list. What they are is judged by the form, when all fields are read."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=PhotosInput({"class": "bh-input", "accept": KINDS}), **given)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; none is an error where one is required."""
        files = [file for file in (data or []) if file]
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return files


class PhotoForm(forms.Form):
    """A form that takes photographs of some kinds. What was taken in travels, signed, in the hidden field `kept`."""

    kept = forms.CharField(widget=forms.HiddenInput({"autocomplete": "off"}), required=False)
    forget = forms.BooleanField(
        label=lazy("已收到的照片都不要，重新选"), widget=forms.CheckboxInput({"class": "bh-tick"}), required=False
    )

    def ask_for(self, wanted: Mapping[PhotoRole, bool], *, of: str) -> None:
        """Add a field for each kind, required or not; what an earlier sending brought is not required again.

        `of` says whose form it is, and of what: what was kept for one counts in no other.
        """
        self.salt = f"hazards.photos/{of}"
        kept = self._read_kept()
        self.taken: dict[str, list[Taken]] = {str(role): kept.get(role, []) for role in wanted}
        self.fields |= {
            role.lower(): PhotosField(
                label=LABELS[role],
                required=is_required and not self.taken[role],
                error_messages={"required": _("请拍一张或选一张")},
                help_text=self._said_of(role),
            )
            for role, is_required in wanted.items()
        }
        if not wanted:
            del self.fields["kept"], self.fields["forget"]

    def visible_fields(self) -> list[Any]:
        """Offer to forget only when there is something to forget."""
        has_kept = any(self.taken.values())
        return [field for field in super().visible_fields() if field.name != "forget" or has_kept]

    def clean(self) -> dict[str, Any] | None:
        """Take the files in, also when some other field is wrong: nobody takes a photograph twice for a comma."""
        cleaned = super().clean()
        until = monotonic() + SECONDS_OF_A_FORM
        for role in self.taken:
            for file in self.cleaned_data.pop(role.lower(), ()):
                try:
                    self._take(role, file, until)
                except PhotoRefused as error:
                    self.add_error(role.lower(), _("%(file)s：%(words)s") % {"file": file.name, "words": error})
            self[role.lower()].help_text = self._said_of(role)
        if self.taken:
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent["kept"] = self._kept_text()
            sent.pop("forget", None)
            self.data = sent
        return cleaned

    def _take(self, role: str, file: Any, until: float) -> None:
        seconds = min(SECONDS, int(until - monotonic()))
        if seconds < 1:
            raise PhotoRefused(Reason.TOO_SLOW)
        if len(self.taken[role]) >= MOST:
            raise PhotoRefused(Reason.TOO_MANY)
        one = take_in(file, seconds=seconds)
        if one.sha256 not in {known.sha256 for known in self.taken[role]}:
            self.taken[role].append(one)

    def evidence(self, *, stated_at: datetime, place: str, located: bool = True) -> list[dict[str, Any]]:
        """Return the photographs as a record says them."""
        return [
            evidence(role, one, stated_at=stated_at, place=place, located=located)
            for role, found in self.taken.items()
            for one in found
        ]

    def _said_of(self, role: str) -> str:
        count = len(self.taken[role])
        words = ngettext("已收到 %(n)s 张，不必重选；还可以再加", "已收到 %(n)s 张，不必重选；还可以再加", count)
        return words % {"n": count} if count else ""

    def _kept_text(self) -> str:
        plain = {
            role: [asdict(one) | {"taken_at": canonical_value(one.taken_at)} for one in found]
            for role, found in self.taken.items()
        }
        return signing.dumps(plain, salt=self.salt, compress=True)

    def _read_kept(self) -> dict[str, list[Taken]]:
        """What earlier sendings brought, as long as the files are still there; each photograph once."""
        if not self.is_bound or self.data.get("forget"):
            return {}
        found: dict[str, dict[str, Taken]] = {}
        for text in _every(self.data, "kept")[: MOST * len(PhotoRole)]:
            try:
                plain = signing.loads(text, salt=self.salt)
            except signing.BadSignature:
                continue
            for role, brought in plain.items():
                known = found.setdefault(role, {})
                for one in brought:
                    if len(known) < MOST and one["sha256"] not in known and store.touch(one["sha256"]):
                        known[one["sha256"]] = Taken(**one | {"taken_at": parse_datetime(one["taken_at"] or "")})
        return {role: list(known.values()) for role, known in found.items()}


def _every(data: Any, name: str) -> list[str]:
    """All values of a name: a page that sends each photograph by itself gets a receipt for each."""
    return list(data.getlist(name)) if hasattr(data, "getlist") else [data.get(name, "")]


def when_field() -> forms.DateTimeField:
    """When they were taken, for files that don't say it themselves."""
    widget = forms.DateTimeInput({"class": "bh-input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=lazy("拍摄时间"), help_text=lazy("照片自带时间的，以照片为准"), widget=widget)


def check_when(at: datetime) -> datetime:
    """Refuse a time that has not come yet, or that no such camera has seen."""
    if at > now() + FAST:
        raise forms.ValidationError(_("拍摄时间晚于现在"))
    if at.year < FIRST_YEAR:
        raise forms.ValidationError(_("拍摄时间过早"))
    return at


def local_now() -> datetime:
    """The district's wall clock, for a field's first value."""
    return localtime(now())
