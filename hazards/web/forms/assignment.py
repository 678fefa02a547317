"""Forms of the three parties: proposed, accepted, moved, found by name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.enums import Level
from hazards.web.forms.base import (
    ActForm,
    NoteForm,
    date_field,
    line_field,
)
from responsibility.models import Matter, Unit

LEVELS = [choice for choice in Level.choices if choice[0]]


class RectifierFields(forms.Form):
    """Who must rectify, by name; or why nobody is named."""

    rectifier = line_field(
        lazy("整改单位"),
        help_text=lazy("单位全称、其中几个字，或统一社会信用代码。与下一项必填其一"),
        required=False,
    )
    rectifier_note = line_field(
        lazy("没有整改单位的理由"), help_text=lazy("找不到整改单位时才填。与上一项必填其一"), required=False
    )

    def clean_rectifier(self) -> Unit | None:
        """Find the one unit that the words name."""
        return unit_named(self.cleaned_data["rectifier"], self.standing.at)  # type: ignore[attr-defined]

    def mark_one_of_two(self) -> None:
        """The template calls neither of the two optional."""
        for name in ("rectifier", "rectifier_note"):
            self.fields[name].one_of_two = True  # type: ignore[attr-defined]


def unit_named(words: str, at: Any) -> Unit | None:
    """Return the one living unit that the words name, None for no words. Raises ValidationError."""
    if not words.strip():
        return None
    found = choices.units_named(words.strip(), at)
    if not found:
        raise forms.ValidationError(_("没有叫“%(words)s”的单位") % {"words": words.strip()})
    if len(found) > 1:
        names = "、".join(unit.name for unit in found)
        raise forms.ValidationError(_("不止一个单位符合，请写全称：%(names)s") % {"names": names})
    return found[0]


class ProposeForm(RectifierFields, ActForm):
    """拟派单: who leads, who rectifies, how grave it is, until when."""

    level = forms.ChoiceField(label=lazy("隐患等级"), choices=LEVELS, widget=forms.RadioSelect, required=True)
    lead = forms.ModelChoiceField(
        Unit.objects.none(),
        label=lazy("牵头单位"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
    )
    matter = forms.ModelChoiceField(
        Matter.objects.order_by("code"),
        label=lazy("监管事项"),
        widget=forms.Select({"class": "bh-input"}),
        empty_label=lazy("请选择"),
        required=False,
    )
    demand_on = date_field(lazy("整改期限"), required=False)

    field_order = ("level", "lead", "rectifier", "rectifier_note", "matter", "demand_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leads: Any = self.fields["lead"]
        leads.queryset = choices.possible_leads(self.hazard, self.standing.at)
        self.mark_one_of_two()
        known = self.hazard.rectifier
        self.initial["rectifier"] = known.name if known else ""
        self.initial["rectifier_note"] = self.hazard.rectifier_note
        self.initial["level"] = self.hazard.level or None
        self.initial["matter"] = self.hazard.matter_id

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
        people = choices.possible_handlers(self.hazard, self.standing.at)
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
        street.queryset = choices.streets(self.standing.at).exclude(pk=self.hazard.street_id)

    def given(self) -> dict[str, Any]:
        """The street goes to the gate by its id."""
        values = super().given()
        return values | {"street": values["street"].pk}
