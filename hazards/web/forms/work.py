"""Forms of the work: the plan, requests about the date, another rectifier, the level."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards import choices, selectors
from hazards.guards import CHANGE_CAUSES, PLAN_PARTS, SHELF_REASONS
from hazards.models import Clause, Hazard
from hazards.web.forms.assignment import OthersFields, RectifierFields
from hazards.web.forms.base import (
    ActForm,
    FilledForm,
    choice_field,
    date_field,
    level_field,
    line_field,
    number_choice,
    row_choice,
    words_field,
)
from hazards.web.forms.jurisdiction import hazard_numbered
from responsibility.models import Matter, Unit

PLAN_HINTS = {
    "duty": lazy("谁负责，写到人"),
    "measures": lazy("采取哪些工程和管理措施"),
    "funds": lazy("多少钱，从哪里来"),
    "time_limit": lazy("各项措施何时完成"),
    "emergency_plan": lazy("整改期间出事怎么办"),
    "goal": lazy("改到什么程度算改好"),
}


def _plan_part(part: str) -> forms.CharField:
    """A part of the plan; what is missing is said in the law's words."""
    word = str(PLAN_PARTS[part])
    area = forms.Textarea({"class": "bh-input", "rows": 2})
    missing = {"required": _("五落实未到位：缺%(missing)s") % {"missing": word}}
    return forms.CharField(label=word, help_text=PLAN_HINTS[part], max_length=1000, widget=area, error_messages=missing)


class PlanForm(ActForm):
    """报备方案: the five in place (五落实), the goal, and until when."""

    demand_on = date_field(lazy("方案的整改期限"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**{part: _plan_part(part) for part in PLAN_PARTS}, **self.fields}
        self.fields["stages"] = words_field(
            _("分阶段安排"),
            rows=3,
            required=False,
            help_text=_("每行一个阶段；全部报告完成后才能报请复查。不分阶段则留空"),
        )
        self.initial["demand_on"] = self.hazard.demand_on

    def given(self) -> dict[str, Any]:
        """The parts of the plan go into the record, the date to the transition."""
        plan = {part: self.cleaned_data[part] for part in PLAN_PARTS}
        stages = [line.strip() for line in self.cleaned_data["stages"].splitlines() if line.strip()]
        return {"data": {"plan": plan, "stages": stages}, "demand_on": self.cleaned_data["demand_on"]}


class StageForm(FilledForm):
    """报告方案阶段完成: which stage of the plan that stands."""

    stage = number_choice(lazy("阶段"))
    field_order: Sequence[str] = ("stage", "note")
    SAID: ClassVar[tuple[str, ...]] = ("stage",)
    NUMBERS = {"stage": lambda form: choices.stages_left(form.hazard)}


class AskVoidForm(FilledForm):
    """申请作废: why, and which other hazard it repeats."""

    twin = line_field(lazy("与哪一件重复"), help_text=lazy("那一件的编号；误报则留空"), required=False)

    def clean_twin(self) -> Hazard | None:
        """Find the other hazard among those that this person may look at."""
        number = self.cleaned_data["twin"].strip()
        return hazard_numbered(self, number) if number else None

    def given(self) -> dict[str, Any]:
        """The other hazard goes into the record, by its number and its id."""
        values = super().given()
        values.pop("twin")
        twin = self.cleaned_data["twin"]
        return values | {"data": {"twin": twin.number, "twin_id": twin.pk} if twin else {}}


class AskExtendForm(FilledForm):
    """申请延期: until when, and how the place is kept safe meanwhile."""

    until_on = date_field(lazy("申请延至"), help_text=lazy("须晚于现在的整改期限"))
    protection = words_field(lazy("延期期间的防护措施"), help_text=lazy("写明期间怎样保证不出事"))
    SAID: ClassVar[tuple[str, ...]] = ("until_on", "protection")


class ExtendForm(FilledForm):
    """准予延期: until when."""

    demand_on = date_field(lazy("新的整改期限"))
    field_order: Sequence[str] = ("demand_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = selectors.open_request(self.hazard)
        self.initial["demand_on"] = asked.content.get("until_on") if asked else None


class AskShelveForm(FilledForm):
    """申请挂账: why, who answers for it, what keeps it safe, when it is looked at again."""

    reason = choice_field(lazy("挂账理由"), SHELF_REASONS.items())
    owner = line_field(lazy("责任人"), help_text=lazy("挂账期间谁看着这一处"))
    control = words_field(lazy("临时管控措施"))
    review_on = date_field(lazy("复核日期"), help_text=lazy("最迟 90 天内；到这一天自动恢复整改"))
    field_order: Sequence[str] = ("reason", "owner", "control", "review_on", "note")
    NESTED = {"shelf": ("reason", "owner", "control", "review_on")}


class ShelveForm(FilledForm):
    """准予挂账: when it is looked at again."""

    review_on = date_field(lazy("复核日期"))
    field_order: Sequence[str] = ("review_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = selectors.open_request(self.hazard)
        self.initial["review_on"] = (asked.content.get("shelf") or {}).get("review_on") if asked else None


class ChangeRectifierForm(RectifierFields, FilledForm):
    """变更整改主体: to whom, for which cause."""

    cause = choice_field(lazy("变更原因"), CHANGE_CAUSES.items())
    demand_on = date_field(lazy("整改期限"), required=False)
    field_order: Sequence[str] = ("cause", "rectifier", "rectifier_note", "demand_on", "note")
    SAID: ClassVar[tuple[str, ...]] = ("cause",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin(blank=True)


TRANSFER_CAUSES = {
    "OTHER_DISTRICT": lazy("在别的区"),
    "CITY": lazy("属市级管辖"),
    "OTHER_LAW": lazy("不属安全监管"),
}


class AskTransferForm(FilledForm):
    """申请移送: to whom, and why that isn't one of the district's own."""

    receiver = line_field(lazy("接收单位"))
    why = choice_field(lazy("为什么不由本区办理"), TRANSFER_CAUSES.items())
    field_order: Sequence[str] = ("receiver", "why", "note")
    NESTED = {"transfer": ("receiver", "why")}


class ReceiptForm(FilledForm):
    """登记移送签收: who signed, when, on which paper."""

    unit = line_field(lazy("接收单位"))
    person = line_field(lazy("签收人"))
    signed_on = date_field(lazy("签收日期"))
    paper = line_field(lazy("文书名称和编号"))
    field_order: Sequence[str] = ("unit", "person", "signed_on", "paper", "note")
    NESTED = {"receipt": ("unit", "person", "signed_on", "paper")}


class AskDowngradeForm(FilledForm):
    """申请降级: with evidence."""

    proof = words_field(lazy("证据"), help_text=lazy("检测报告、专家意见等"))
    field_order: Sequence[str] = ("note", "proof")
    NESTED = {"evidence": ("proof",)}


class ClausesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's takes none at run time
    """Clauses by which it is major, each with what it says."""

    def label_from_instance(self, obj: Any) -> str:
        """Number alone tells nobody anything."""
        return f"{obj}　{obj.words}"


def clauses_field(**more: Any) -> ClausesField:
    """Return the choice of clauses in our dress; which clauses, the form's `CHOOSERS` say."""
    box = forms.CheckboxSelectMultiple({"class": "bh-tick"})
    return ClausesField(Clause.objects.none(), label=lazy("适用的判定条款"), widget=box, **more)


class UpgradeForm(FilledForm):
    """升级为重大: by which clauses."""

    clauses = clauses_field()
    field_order: Sequence[str] = ("clauses", "note")
    SAID: ClassVar[tuple[str, ...]] = ("clauses",)
    CHOOSERS = {"clauses": lambda form: choices.clauses_in_force(form.standing.at)}


class DetermineForm(UpgradeForm):
    """定级: general, or major by which clauses."""

    level = level_field()
    clauses = clauses_field(help_text=lazy("定为重大时必选"), required=False)
    field_order: Sequence[str] = ("level", "clauses", "note")


class AmendForm(OthersFields, FilledForm):
    """更正要素: what was written down wrongly; never a party, a level, a date of the demand."""

    description = words_field(lazy("隐患内容"), rows=3)
    place_text = line_field(lazy("地点"), required=False)
    community = row_choice(lazy("社区（村）"), required=False)
    found_on = date_field(lazy("检查日期"), required=False)
    matter = row_choice(lazy("监管事项"), required=False)
    field_order: Sequence[str] = (
        *("description", "place_text", "community", "found_on", "matter"),
        *("co_rectifiers", "note"),
    )
    CHOOSERS = {
        "community": lambda form: choices.communities(form.hazard.street_id, form.standing.at),
        "matter": lambda form: Matter.objects.order_by("code"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("description", "place_text", "found_on"):
            self.initial[name] = getattr(self.hazard, name)
        for name in ("community", "matter"):
            self.initial[name] = getattr(self.hazard, f"{name}_id")
        others = Unit.objects.filter(pk__in=self.hazard.co_rectifier_ids).order_by("pk")
        self.initial["co_rectifiers"] = "\n".join(others.values_list("name", flat=True))
