"""Forms of the three parties: proposed, accepted, moved, found by name."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.web.forms.base import (
    FilledForm,
    date_field,
    level_field,
    line_field,
    number_choice,
    row_choice,
    rows_choice,
    words_field,
)
from responsibility.models import Matter, Unit


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

    def clean(self) -> Any:
        """One of the two is needed; which, only who fills it in can say."""
        cleaned = super().clean()
        said = self.cleaned_data.get("rectifier") or self.cleaned_data.get("rectifier_note", "").strip()
        if "rectifier" in self.fields and "rectifier" not in self.errors and not said:
            self.add_error("rectifier", _("请填写整改单位，或在下一项写明没有的理由"))
        return cleaned

    def begin(self, *, blank: bool = False) -> None:
        """Start from what the hazard says, unless `blank`; the template calls neither of the two optional."""
        form: Any = self
        for name in ("rectifier", "rectifier_note"):
            form.fields[name].one_of_two = True
        hazard = form.hazard
        known = {
            "level": hazard.level or None,
            "matter": hazard.matter_id,
            "demand_on": hazard.demand_on,
            "rectifier": hazard.rectifier.name if hazard.rectifier else "",
            "rectifier_note": hazard.rectifier_note,
        }
        form.initial |= {} if blank else {name: value for name, value in known.items() if name in form.fields}


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


class OthersFields(forms.Form):
    """Who else is concerned in the rectification: told, and barred from verifying."""

    co_rectifiers = words_field(
        lazy("其他相关整改单位"), help_text=lazy("如房东或其他租户；每行一个单位的名称"), required=False
    )

    def clean_co_rectifiers(self) -> list[int]:
        """Find the unit that each line names."""
        form: Any = self
        units = [unit_named(line, form.standing.at) for line in form.cleaned_data["co_rectifiers"].splitlines()]
        return sorted({unit.pk for unit in units if unit is not None})


class ProposeForm(RectifierFields, OthersFields, FilledForm):
    """拟派单: who leads, who rectifies, how grave it is, until when."""

    level = level_field()
    lead = row_choice(lazy("牵头单位"), help_text=lazy("监督整改、组织复查、销号的部门；简单事项可以是本街道"))
    matter = row_choice(lazy("监管事项"), required=False)
    demand_on = date_field(lazy("整改期限"), required=False)
    co_units = rows_choice(lazy("协办单位"), required=False)
    field_order: Sequence[str] = (
        *("level", "lead", "rectifier", "rectifier_note", "matter", "demand_on", "co_rectifiers", "co_units", "note"),
    )
    CHOOSERS = {
        "lead": lambda form: choices.possible_leads(form.hazard, form.standing.at),
        "matter": lambda form: Matter.objects.order_by("code"),
        "co_units": lambda form: choices.possible_leads(form.hazard, form.standing.at).filter(rank="BUREAU"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin()


class AcceptForm(FilledForm):
    """签收: who handles it."""

    handler = number_choice(lazy("承办人"))
    field_order: Sequence[str] = ("handler", "note")
    NUMBERS = {"handler": lambda form: choices.possible_handlers(form.hazard, form.standing.at)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["handler"] = self.standing.person_id


class MoveForm(FilledForm):
    """更正属地: which street it is in."""

    street = row_choice(lazy("所在街道（镇）"))
    field_order: Sequence[str] = ("street", "note")
    CHOOSERS = {"street": lambda form: choices.streets(form.standing.at).exclude(pk=form.hazard.street_id or 0)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.hazard.street_id is None:
            self.fields["note"].help_text = _("原来不清楚在哪个街道，这次不算更正")
