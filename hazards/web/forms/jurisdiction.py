"""Forms of who answers for it: merged, split, claimed, disclaimed, objected to, ruled."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices
from hazards.enums import State
from hazards.guards import NOBODY
from hazards.models import Hazard
from hazards.web.forms.assignment import RectifierFields
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
from responsibility.enums import PostKind
from responsibility.models import Matter

OWNER = lazy("正在牵头的、已就本案表过态的单位不在其中")
BASIS = lazy("写明法律法规、三定规定或职责清单的条款")


def departments(form: FilledForm) -> Any:
    """Return the departments that live now."""
    return choices.departments(form.standing.at)


def owners(form: FilledForm) -> Any:
    """Return the departments that may be named as those whose it is."""
    return choices.nameable_owners(form.hazard, form.standing.at)


def matters(form: FilledForm) -> Any:
    """Return every matter."""
    return Matter.objects.order_by("code")


def own_units(form: FilledForm) -> list[tuple[int, str]]:
    """Return the units that this person may speak for: those asked first."""
    asked = {*form.hazard.candidate_ids, *form.hazard.loser_ids, form.hazard.interim_lead_id}
    kinds = (PostKind.HEAD, PostKind.DEPUTY, PostKind.OFFICER)
    mine = {seat.unit_id: seat.unit_name for seat in form.standing.positions if seat.kind in kinds}
    return sorted(mine.items(), key=lambda unit: unit[0] not in asked)


def own_people(form: FilledForm) -> list[tuple[int, str]]:
    """Return who sits in the units that this person may speak for."""
    units = [unit for unit, _name in own_units(form)]
    return choices.people_of(units, form.standing.at)


class MergeForm(FilledForm):
    """并案: into which other hazard."""

    survivor = line_field(lazy("并入哪一件"), help_text=lazy("那一件的编号，须是同一场所、在办的"))
    field_order: Sequence[str] = ("survivor", "note")

    def clean_survivor(self) -> Hazard:
        """Find the other hazard among those that this person may look at."""
        return hazard_numbered(self, self.cleaned_data["survivor"])


def hazard_numbered(form: FilledForm, number: str) -> Hazard:
    """Return another hazard that this person may look at. Raises ValidationError."""
    found = choices.numbered(number.strip(), form.standing)
    if found is None or found.pk == form.hazard.pk:
        raise forms.ValidationError(_("没有编号为“%(number)s”的另一件，或您看不到它") % {"number": number.strip()})
    return found


class OpenForClaimForm(RectifierFields, FilledForm):
    """挂出认领: which departments are asked, by which basis."""

    candidates = rows_choice(lazy("候选部门"))
    basis = words_field(lazy("候选的依据"), help_text=BASIS)
    level = level_field()
    matter = row_choice(lazy("监管事项"), required=False)
    demand_on = date_field(lazy("整改期限"), required=False)
    field_order: Sequence[str] = (
        "candidates",
        "basis",
        "level",
        "rectifier",
        "rectifier_note",
        "matter",
        "demand_on",
        "note",
    )
    SAID: ClassVar[tuple[str, ...]] = ("basis",)
    CHOOSERS = {"candidates": departments, "matter": matters}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin()


class ObjectForm(FilledForm):
    """提出异议: by which basis, and whose it is."""

    basis = words_field(lazy("依据"), help_text=BASIS)
    owner = row_choice(lazy("应当负责的单位"), help_text=OWNER)
    field_order: Sequence[str] = ("basis", "owner", "note")
    SAID: ClassVar[tuple[str, ...]] = ("basis",)
    CHOOSERS = {"owner": owners}

    def given(self) -> dict[str, Any]:
        """Whose it is goes to the transition and into the record."""
        values = super().given()
        values["data"]["owner"] = values["owner"]
        return values


class ConveneForm(FilledForm):
    """提请会商: why; and, before anybody is asked, of which matter it is that no rule names a department for."""

    matter = row_choice(lazy("监管事项"), help_text=lazy("没有职责规则指明主管部门的事项"), required=False)
    field_order: Sequence[str] = ("matter", "note")
    CHOOSERS = {"matter": matters}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["matter"] = self.hazard.matter_id
        # A territory that has been moved before is a cause of its own.
        self.fields["matter"].required = not self.hazard.territory_moves
        if self.hazard.state != State.REPORTED:
            del self.fields["matter"]


class ClaimForm(RectifierFields, FilledForm):
    """认领: for which unit, who handles it; what nobody has said yet of rectifier and level."""

    unit = number_choice(lazy("认领单位"))
    handler = number_choice(lazy("承办人"))
    level = level_field()
    demand_on = date_field(lazy("整改期限"), required=False)
    field_order: Sequence[str] = (
        "unit",
        "handler",
        "level",
        "rectifier",
        "rectifier_note",
        "demand_on",
        "note",
    )
    NUMBERS = {"unit": own_units, "handler": own_people}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin()
        self.initial["handler"] = self.standing.person_id
        if self.hazard.level:
            del self.fields["level"]
        if self.hazard.rectifier_id or self.hazard.rectifier_note:
            del self.fields["rectifier"], self.fields["rectifier_note"]


class DisclaimForm(FilledForm):
    """不予认领: by which basis, and whose it is."""

    unit = number_choice(lazy("本单位"))
    basis = words_field(lazy("依据"), help_text=BASIS)
    owner = number_choice(lazy("应当负责的单位"), help_text=OWNER)
    field_order: Sequence[str] = ("unit", "basis", "owner", "note")
    SAID: ClassVar[tuple[str, ...]] = ("basis",)
    NUMBERS = {
        "unit": own_units,
        "owner": lambda form: [
            (NOBODY, _("无主管部门")),
            *owners(form).values_list("pk", "name"),
        ],
    }

    def given(self) -> dict[str, Any]:
        """Whose it is goes to the transition and into the record."""
        values = super().given()
        values["data"]["owner"] = values["owner"]
        return values


class ContestForm(FilledForm):
    """对认领提出异议: for which unit, by which basis."""

    unit = number_choice(lazy("本单位"))
    basis = words_field(lazy("依据"), help_text=BASIS)
    field_order: Sequence[str] = ("unit", "basis", "note")
    SAID: ClassVar[tuple[str, ...]] = ("unit", "basis")
    NUMBERS = {"unit": own_units}


class RulingForm(FilledForm):
    """What every ruling says: who leads, who helps, who verifies, by what, in whose name, under which number."""

    lead = row_choice(lazy("牵头单位"))
    co_units = rows_choice(lazy("协办单位"), required=False)
    verifying_unit = row_choice(lazy("复查单位"), help_text=lazy("一般就是牵头单位；不能是整改单位"))
    split = words_field(lazy("分工"), help_text=lazy("谁牵头做什么，协办单位各做什么"))
    basis = words_field(lazy("依据"), help_text=BASIS)
    in_name = line_field(lazy("以谁的名义"), most=100, help_text=lazy("如：区安委会办公室"))
    number = line_field(lazy("文号"), most=60, help_text=lazy("如：云安防〔2026〕3号"))
    CHOOSERS = {
        "lead": lambda form: choices.possible_leads(form.hazard, form.standing.at),
        "co_units": departments,
        "verifying_unit": departments,
    }


class RuleForm(RectifierFields, RulingForm):
    """裁定: also how grave it is, who rectifies, until when; and the territory where that was in doubt."""

    demand_on = date_field(lazy("整改期限"), required=False)
    level = level_field()
    street = row_choice(lazy("属地街道（有争议时）"), required=False)
    field_order: Sequence[str] = (
        *("lead", "co_units", "verifying_unit", "split", "level", "rectifier", "rectifier_note", "demand_on"),
        *("basis", "in_name", "number", "street", "note"),
    )
    NESTED = {"ruling": ("basis", "split", "in_name")}
    CHOOSERS = {**RulingForm.CHOOSERS, "street": lambda form: choices.streets(form.standing.at)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin()


class ReruleForm(RulingForm):
    """改定牵头: by the district's own decision where nothing else opens the way; the demand stays."""

    decision = words_field(lazy("区政府的决定"), help_text=lazy("没有认领争议时必填"), required=False)
    field_order: Sequence[str] = (
        *("lead", "co_units", "verifying_unit", "split", "basis", "in_name", "number", "decision", "note"),
    )
    NESTED = {"ruling": ("basis", "split", "in_name", "decision")}
