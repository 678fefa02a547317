"""What the forms of all acts have in common: they check the shape of what is typed, never whether it is allowed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.access import Standing
from hazards.enums import Level, PhotoRole
from hazards.guards import KNOWN, SHOWS
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.relations import rectifier
from hazards.web import keys
from hazards.web.forms.words import NOTE_WORDS
from hazards.web.photo_fields import PhotoForm, check_when, local_now, when_field
from responsibility.models import Unit

REQUIRED = lazy("请填写这一项")
# What the rectifier files; the lead may file it for him (代办), and then verifies nothing in this episode.
FILED = ("file_plan", "submit_result", "report_stage", "ask_extend", "ask_release")
# The guards that ask for a sentence, and for a new date.
REASONED = {"reason_given", "measures_written", "measure_said", "extension_said", "evidence_given"}
DATED = {"demand_dated", "later_demand", "demand_after_shelf"}
NOT_GIVEN = {"key", "version", "taken_at", "taken_place", *PhotoForm.base_fields}
NOT_CHOSEN = ("", lazy("请选择"))
AREA = {"class": "bh-input", "rows": 3}


def is_proxy(name: str, hazard: Hazard, standing: Standing) -> bool:
    """True when this person would file it by a seat that is not the rectifier's."""
    return name in FILED and rectifier.seat_of(standing.positions, hazard) is None


def label_of(name: str, hazard: Hazard, standing: Standing) -> str:
    """Return the act's name on a button: who files for the rectifier is told so."""
    label = str(LIFECYCLE[name].label)
    return _("代整改单位%(act)s") % {"act": label} if is_proxy(name, hazard, standing) else label


def text_input(**attrs: Any) -> forms.TextInput:
    """Return a one-line field in our dress."""
    return forms.TextInput({"class": "bh-input", **attrs})


def date_input() -> forms.DateInput:
    """Return a field for a day in our dress."""
    return forms.DateInput({"class": "bh-input", "type": "date"}, format="%Y-%m-%d")


def date_field(label: Any, **more: Any) -> forms.DateField:
    """Return a date in our dress."""
    return forms.DateField(label=label, widget=date_input(), **more)


def words_field(label: Any, *, rows: int = 2, **more: Any) -> forms.CharField:
    """Return a field of some lines."""
    return forms.CharField(
        label=label, max_length=2000, widget=forms.Textarea({"class": "bh-input", "rows": rows}), **more
    )


def line_field(label: Any, *, most: int = 200, **more: Any) -> forms.CharField:
    """Return a field of one line, of `most` characters."""
    return forms.CharField(label=label, max_length=most, widget=text_input(), **more)


def choice_field(label: Any, choices: Any = (), **more: Any) -> forms.ChoiceField:
    """Return a choice of one; nothing is chosen before somebody chooses."""
    asked = [NOT_CHOSEN, *choices]
    return forms.ChoiceField(label=label, choices=asked, widget=forms.Select({"class": "bh-input"}), **more)


def level_field() -> forms.ChoiceField:
    """Return the choice of the level, both in sight."""
    levels = [choice for choice in Level.choices if choice[0]]
    return forms.ChoiceField(label=lazy("隐患等级"), choices=levels, widget=forms.RadioSelect)


def number_choice(label: Any, **more: Any) -> forms.TypedChoiceField:
    """Return a choice of one that is a number, such as a serial or a person."""
    widget = forms.Select({"class": "bh-input"})
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, widget=widget, **more)


def row_choice(label: Any, **more: Any) -> Any:
    """Return a choice of one row; which rows, the form's `choosers` say."""
    widget, empty = forms.Select({"class": "bh-input"}), NOT_CHOSEN[1]
    return forms.ModelChoiceField(Unit.objects.none(), label=label, widget=widget, empty_label=empty, **more)


def rows_choice(label: Any, **more: Any) -> Any:
    """Return a choice of several rows; which rows, the form's `choosers` say."""
    widget = forms.CheckboxSelectMultiple({"class": "bh-tick"})
    return forms.ModelMultipleChoiceField(Unit.objects.none(), label=label, widget=widget, **more)


def hidden() -> forms.HiddenInput:
    """Firefox puts old values back into hidden fields on reload: an old key would make a new act look done."""
    return forms.HiddenInput({"autocomplete": "off"})


class ActForm(PhotoForm):
    """What every act sends: a key that makes it happen once, the version that its sender had seen, photographs."""

    required_css_class = "is-required"
    key = forms.CharField(max_length=64, widget=hidden(), required=False)
    version = forms.IntegerField(widget=hidden(), required=False)

    taken_at = when_field()
    taken_place = forms.CharField(label=lazy("拍摄位置"), widget=text_input(), max_length=300)

    def __init__(self, data: Any = None, files: Any = None, *, hazard: Hazard, standing: Standing, name: str) -> None:
        self.hazard, self.standing, self.row = hazard, standing, LIFECYCLE[name]
        self.is_proxy, self.label = is_proxy(name, hazard, standing), label_of(name, hazard, standing)
        initial = {
            "key": keys.fresh(),
            "version": hazard.version,
            "taken_at": local_now(),
            "taken_place": hazard.place_text or str(hazard.street or hazard.place or ""),
        }
        super().__init__(data, files, initial=initial, auto_id=f"id_{name}_%s")
        asked = {guard.name for guard in self.row.guards}
        for field, guards in (("note", REASONED), ("demand_on", DATED)):
            if field in self.fields:
                self.fields[field].required = bool(asked & guards)
        for shown in self.fields.values():
            shown.error_messages["required"] = REQUIRED
        self._ask_for_photos(asked)

    def _ask_for_photos(self, asked: set[str]) -> None:
        asking = [guard for guard in SHOWS if guard in asked]
        wanted = [role for guard in asking for role in SHOWS[guard]]
        known = {role for guard in asking for role in KNOWN[guard]}
        if known:
            there = self.hazard.photos.filter(role__in=known, episode=self.hazard.episode)
            known &= {PhotoRole(role) for role in there.values_list("role", flat=True)}
        required = {role: role not in known for role in wanted}
        self.ask_for(required, of=f"{self.standing.person_id}/{self.hazard.pk}/{self.row.name}")
        if not wanted:
            del self.fields["taken_at"], self.fields["taken_place"]
        shown = [*(role.lower() for role in wanted), "forget"]
        self.order_fields([*shown, *(name for name in self.fields if name not in shown)])

    def clean_taken_at(self) -> datetime:
        """Nothing was photographed tomorrow."""
        return check_when(self.cleaned_data["taken_at"])

    def given(self) -> dict[str, Any]:
        """Return what the gate is given beside actor, key and version."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in NOT_GIVEN}
        if self.taken:
            taken_at, place = self.cleaned_data["taken_at"], self.cleaned_data["taken_place"]
            own["data"] = {"photos": self.evidence(stated_at=taken_at, place=place)}
        return own


class NoteForm(ActForm):
    """A sentence: an opinion, a reason, what was done."""

    note = forms.CharField(label=lazy("意见"), widget=forms.Textarea(AREA), max_length=2000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, hint = NOTE_WORDS.get(self.row.name, ("", ""))
        if label:
            self.fields["note"].label = label
        self.fields["note"].help_text = hint


class DatedNoteForm(NoteForm):
    """A reason and a new dated demand."""

    demand_on = date_field(lazy("整改期限"), required=False)


class FilledForm(NoteForm):
    """A form whose fields go to the transition by their names, or into what the record says.

    `SAID` names those for the record, `NESTED` those that stand in it together under one word. `CHOOSERS` and
    `NUMBERS` say, for a field, which rows or which (number, words) may be chosen.
    """

    field_order: Sequence[str] = ()
    SAID: ClassVar[tuple[str, ...]] = ()
    NESTED: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    CHOOSERS: ClassVar[Mapping[str, Callable[["FilledForm"], Any]]] = {}
    NUMBERS: ClassVar[Mapping[str, Callable[["FilledForm"], Sequence[tuple[Any, Any]]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in self.CHOOSERS.items():
            self.fields[name].queryset = rows(self)  # type: ignore[attr-defined]
        for name, numbers in self.NUMBERS.items():
            found = list(numbers(self))
            chosen: Any = self.fields[name]
            chosen.choices = (
                found if len(found) == 1 or isinstance(chosen, forms.MultipleChoiceField) else [NOT_CHOSEN, *found]
            )

    def given(self) -> dict[str, Any]:
        """Return the fields, rows by their ids, what is for the record under `data`."""
        values = super().given()
        data: dict[str, Any] = values.pop("data", {})
        values = {name: _by_id(value) for name, value in values.items()}
        data |= {name: _said(values.pop(name)) for name in self.SAID if name in values}
        for word, names in self.NESTED.items():
            data[word] = {name: _said(values.pop(name)) for name in names}
        return values | ({"data": data} if data else {})


def _by_id(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return [row.pk for row in value] if isinstance(value, QuerySet) else value


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
