"""The form of each act: it checks the shape of what is typed, never whether the act is allowed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import selectors
from hazards.access import Standing
from hazards.enums import Level, PhotoRole
from hazards.guards import KNOWN, PLAN_PARTS, SHOWS
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.relations import rectifier
from hazards.web.photo_fields import PhotoForm, check_when, local_now, when_field
from responsibility.models import Matter, Unit

REQUIRED = lazy("请填写这一项")
# What the rectifier files; the lead may file it for him (代办), and then verifies nothing in this episode.
FILED = ("file_plan", "submit_result")
NOT_GIVEN = {"key", "version", "taken_at", "taken_place", *PhotoForm.base_fields}
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
            "key": uuid4().hex,
            "version": hazard.version,
            "taken_at": local_now(),
            "taken_place": hazard.place_text or hazard.street.name,
        }
        super().__init__(data, files, initial=initial, auto_id=f"id_{name}_%s")
        asked = {guard.name for guard in self.row.guards}
        for field, guards in (("note", {"reason_given", "measures_written"}), ("demand_on", {"demand_dated"})):
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


NOTE_WORDS: dict[str, tuple[Any, Any]] = {
    "reject_assignment": (lazy("退回的理由"), lazy("写明要改什么，拟派单人会看到")),
    "submit_result": (lazy("采取的整改措施"), lazy("写明做了什么、何时做完，复查的人照此核对")),
    "sign_opinion": (lazy("复查意见"), lazy("写明现场看到了什么")),
    "pass_verification": (lazy("复查意见"), lazy("写明现场看到了什么")),
    "fail_verification": (lazy("哪里不合格"), lazy("写明还要改什么")),
    "refuse_write_off": (lazy("不予销号的理由"), ""),
    "reopen": (lazy("重开的理由"), lazy("写明复发或原结论有误的事实")),
    "ask_void": (lazy("申请作废的理由"), lazy("误报，或与另一件重复")),
    "refuse_void": (lazy("不同意的理由"), ""),
    "recall_dispatch": (lazy("撤回的理由"), lazy("写明派单哪里有误，原牵头单位会看到")),
    "recall_result": (lazy("撤回的理由"), lazy("写明还缺什么")),
    "return_plan": (lazy("方案缺什么"), lazy("整改单位照此补齐")),
    "move_territory": (lazy("更正的理由"), lazy("只能更正一次")),
    "confirm_fixed": (lazy("确认意见"), lazy("写明看到了什么；照片里要看得出改好了")),
    "urge": (lazy("催办的话"), lazy("写给现在该办的一方")),
}


class DatedNoteForm(NoteForm):
    """A reason and a new dated demand."""

    demand_on = forms.DateField(label=lazy("整改期限"), widget=date_input(), required=False)


class ProposeForm(ActForm):
    """拟派单: who leads, who rectifies, how grave it is, until when."""

    level = forms.ChoiceField(
        label=lazy("隐患等级"), choices=[c for c in Level.choices if c[0]], widget=forms.RadioSelect, required=True
    )
    lead = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("牵头单位"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
    )
    rectifier = forms.CharField(
        label=lazy("整改单位"),
        help_text=lazy("单位全称、其中几个字，或统一社会信用代码。与下一项必填其一"),
        widget=text_input(),
        max_length=200,
        required=False,
    )
    rectifier_note = forms.CharField(
        label=lazy("没有整改单位的理由"),
        help_text=lazy("找不到整改单位时才填。与上一项必填其一"),
        widget=text_input(),
        max_length=200,
        required=False,
    )
    matter = forms.ModelChoiceField(
        Matter.objects.order_by("code"),
        label=lazy("监管事项"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
        required=False,
    )
    demand_on = forms.DateField(label=lazy("整改期限"), widget=date_input(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads: Any = self.fields["lead"]
        leads.queryset = selectors.possible_leads(self.hazard, self.standing.at)
        for name in ("rectifier", "rectifier_note"):
            self.fields[name].one_of_two = True  # type: ignore[attr-defined]  # the template calls neither optional
        known = self.hazard.rectifier
        self.initial["rectifier"] = known.name if known else ""
        self.initial["rectifier_note"] = self.hazard.rectifier_note
        self.initial["level"] = self.hazard.level or None
        self.initial["matter"] = self.hazard.matter_id

    def clean_rectifier(self) -> Unit | None:
        """Find the one unit that the words name."""
        words = self.cleaned_data["rectifier"].strip()
        if not words:
            return None
        found = selectors.units_named(words, self.standing.at)
        if not found:
            raise forms.ValidationError(_("没有叫“%(words)s”的单位") % {"words": words})
        if len(found) > 1:
            names = "、".join(unit.name for unit in found)
            raise forms.ValidationError(_("不止一个单位符合，请写全称：%(names)s") % {"names": names})
        return found[0]

    def given(self) -> dict[str, Any]:
        """Units go to the gate by their ids."""
        values = super().given()
        ids = {name: values[name].pk if values[name] else None for name in ("lead", "rectifier", "matter")}
        return values | ids


class AcceptForm(NoteForm):
    """签收: who handles it."""

    handler = forms.TypedChoiceField(
        label=lazy("承办人"), coerce=int, widget=forms.Select({"class": "bh-input"}), empty_value=None
    )
    field_order = ("handler", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = selectors.possible_handlers(self.hazard, self.standing.at)
        handler: Any = self.fields["handler"]
        handler.choices = [(seat.person_id, f"{seat.person_name}　{seat.title}") for seat in people]
        self.initial["handler"] = self.standing.person_id


class MoveForm(NoteForm):
    """更正属地: which street it is in."""

    street = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("所在街道（镇）"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
    )
    field_order = ("street", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        street: Any = self.fields["street"]
        street.queryset = selectors.streets(self.standing.at).exclude(pk=self.hazard.street_id)

    def given(self) -> dict[str, Any]:
        """The street goes to the gate by its id."""
        values = super().given()
        return values | {"street": values["street"].pk}


class PlanForm(ActForm):
    """报备方案: the five in place (五落实), the goal, and until when."""

    demand_on = forms.DateField(label=lazy("方案的整改期限"), widget=date_input(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = {"class": "bh-input", "rows": 2}
        parts = {
            part: forms.CharField(label=word, max_length=1000, required=False, widget=forms.Textarea(area))
            for part, word in PLAN_PARTS.items()
        }
        self.fields = {**parts, **self.fields}
        self.initial["demand_on"] = self.hazard.demand_on

    def given(self) -> dict[str, Any]:
        """The parts of the plan go into the record, the date to the transition."""
        plan = {part: self.cleaned_data[part] for part in PLAN_PARTS}
        return {"data": {"plan": plan}, "demand_on": self.cleaned_data["demand_on"]}


class AskVoidForm(NoteForm):
    """申请作废: why, and which other hazard it repeats."""

    twin = forms.CharField(
        label=lazy("与哪一件重复"),
        help_text=lazy("那一件的编号；误报则留空"),
        widget=text_input(),
        max_length=20,
        required=False,
    )

    def clean_twin(self) -> Hazard | None:
        """Find the other hazard among those that this person may look at."""
        number = self.cleaned_data["twin"].strip()
        if not number:
            return None
        twin = selectors.numbered(number, self.standing)
        if twin is None or twin.pk == self.hazard.pk:
            raise forms.ValidationError(_("没有编号为“%(number)s”的另一件，或您看不到它") % {"number": number})
        return twin


FORMS: Mapping[str, type[ActForm]] = {
    "propose_assignment": ProposeForm,
    "move_territory": MoveForm,
    "accept": AcceptForm,
    "file_plan": PlanForm,
    "fail_verification": DatedNoteForm,
    "reopen": DatedNoteForm,
    "ask_void": AskVoidForm,
}


def form_for(name: str, data: Any = None, files: Any = None, *, hazard: Hazard, standing: Standing) -> ActForm:
    """Return the form of an act."""
    return FORMS.get(name, NoteForm)(data, files, hazard=hazard, standing=standing, name=name)
