"""The hazard: one state under one law, three parties; what its transitions set stands in hazards/models/acts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from hazards.enums import Level, RequestKind, Source, State
from hazards.lifecycle import LIFECYCLE
from hazards.models.acts import Aside, Assignment, Ending, Jurisdiction, Sorting, Work
from hazards.models.matters import BESIDE
from hazards.models.photo import Photo
from hazards.models.record import HazardClock, HazardRecord, HazardRung, HazardTimer
from responsibility.models import Matter, Place, Unit
from workflow.lifecycle import Kind, Transition
from workflow.models import Case, Move
from workflow.reading import Facts
from workflow.refusals import Reason, Refused, RefusedError


def _unit(label: Any) -> "models.ForeignKey[Unit | None, Unit | None]":
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=label, related_name="+", null=True, blank=True)


def _ids() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


class Hazard(Sorting, Assignment, Jurisdiction, Work, Ending, Aside, Case):
    """A safety hazard (安全隐患). Changed by the gate alone; the database refuses any other change.

    Rectifier rectifies, lead supervises and verifies, territory (the street) triages and approves: three fields,
    none of which may stand for another. Holder: lead, else interim lead, else street.
    """

    lifecycle = LIFECYCLE
    record_model = HazardRecord
    clock_model = HazardClock
    timer_model = HazardTimer
    rung_model = HazardRung
    topic = "hazard"
    gate_fields = (
        *("level", "urgent", "matter", "place", "street", "community", "rectifier", "rectifier_note", "lead"),
        *("interim_lead", "verifying_unit", "listing_unit", "survivor", "co_units", "co_rectifier_ids"),
        *("candidate_ids", "loser_ids", "party_ids", "proposer_person_id", "submitter_person_id"),
        *("handler_person_id", "filed_ids", "opinion_ids", "acted_ids", "chain_ids", "recused_ids", "look_back_ids"),
        *(
            "request_person_id",
            "request_kind",
            "demand_on",
            "first_demand_on",
            "promised_on",
            "review_on",
            "listed",
            "contested",
            "sampled",
        ),
        *("ruling_number", "failed_rounds", "recalls", "territory_moves", "returns", "extensions", "episode"),
        *("description", "place_text", "found_on", "begun_at", "ended_at"),
    )
    parties = {"territory": "street_id", "lead": "lead_id", "rectifier": "rectifier_id"}
    unit_columns = (
        *("street_id", "lead_id", "interim_lead_id", "rectifier_id", "verifying_unit_id", "coordinator_id"),
        *("listing_unit_id", "community_id"),
    )
    unit_lists = ("candidate_ids", "party_ids", "co_units", "co_rectifier_ids")
    draft_columns = (
        *("lead_id", "rectifier_id", "street_id", "matter_id", "handler_person_id", "survivor_id", "parent_id"),
        *("ruling_number",),
    )

    # --- What it is; written once, at birth -------------------------------------------------------------------
    number = models.CharField(_("编号"), max_length=20, unique=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    reported_at = models.DateTimeField(_("上报时间"))
    reporter_person_id = models.BigIntegerField(_("上报人编号"), null=True, blank=True)
    # What a ledger said of it: kept as facts, never as transitions.
    origin = models.JSONField(_("台账原文"), default=dict, blank=True)
    birth_key = models.CharField(_("登记标识"), max_length=100, unique=True, null=True, blank=True)
    district = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("区"), related_name="+")
    coordinator = _unit(_("统筹协调办公室"))
    # The unit in whose house the coordinating office sits: nobody judges his own cause.
    host = _unit(_("统筹协调办公室所在单位"))
    committee = _unit(_("安委会"))
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("由哪一件分拆"), related_name="parts", null=True, blank=True
    )

    # --- What it is, as amended on the record -----------------------------------------------------------------
    description = models.TextField(_("隐患内容"))
    place_text = models.CharField(_("地点"), max_length=300, blank=True)
    found_on = models.DateField(_("检查日期"), null=True, blank=True)

    # --- Its chain --------------------------------------------------------------------------------------------
    # Empty while nobody knows which street it is in.
    street = _unit(_("属地街道"))
    community = _unit(_("社区"))
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("场所"), related_name="hazards", null=True, blank=True
    )
    matter = models.ForeignKey(
        Matter, models.PROTECT, verbose_name=_("监管事项"), related_name="+", null=True, blank=True
    )
    rectifier = _unit(_("整改单位"))
    rectifier_note = models.CharField(_("无整改单位的理由"), max_length=200, blank=True)
    lead = _unit(_("牵头单位"))
    interim_lead = _unit(_("首接暂管单位"))
    verifying_unit = _unit(_("复查单位"))
    listing_unit = _unit(_("督办部门"))
    co_units = _ids()
    co_rectifier_ids = _ids()
    # In dispute: who is asked and has not answered, who lost the claim, everyone heard.
    candidate_ids = _ids()
    loser_ids = _ids()
    party_ids = _ids()
    survivor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("并入的隐患"), related_name="merged", null=True, blank=True
    )

    # --- Where it stands ---------------------------------------------------------------------------------------
    level = models.CharField(_("隐患等级"), max_length=12, choices=Level, default=Level.UNSET, blank=True)
    urgent = models.BooleanField(_("紧急"), default=False)
    demand_on = models.DateField(_("整改期限"), null=True, blank=True)
    first_demand_on = models.DateField(_("原整改期限"), null=True, blank=True)
    # The date by which it was said to be put right: set by the dispatch, by who may move it, never by a failure.
    promised_on = models.DateField(_("承诺完成日期"), null=True, blank=True)
    review_on = models.DateField(_("挂账复核日期"), null=True, blank=True)
    listed = models.BooleanField(_("挂牌督办"), default=False)
    contested = models.BooleanField(_("认领有争议"), default=False)
    sampled = models.BooleanField(_("已抽取回头看"), default=False)
    ruling_number = models.CharField(_("裁定文号"), max_length=60, default="", blank=True)
    failed_rounds = models.PositiveSmallIntegerField(_("复查不合格次数"), default=0)
    recalls = models.PositiveSmallIntegerField(_("派单撤回次数"), default=0)
    territory_moves = models.PositiveSmallIntegerField(_("属地更正次数"), default=0)
    returns = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0)
    episode = models.PositiveSmallIntegerField(_("第几次办理"), default=1)
    # Persons, by id: four eyes are asked of them.
    proposer_person_id = models.BigIntegerField(_("拟派单人编号"), null=True, blank=True)
    handler_person_id = models.BigIntegerField(_("承办人编号"), null=True, blank=True)
    submitter_person_id = models.BigIntegerField(_("报请人编号"), null=True, blank=True)
    request_person_id = models.BigIntegerField(_("申请人编号"), null=True, blank=True)
    request_kind = models.CharField(_("申请种类"), max_length=12, choices=RequestKind, default="", blank=True)
    # Who filed a plan or a result in this episode: whoever did never verifies or writes off in it.
    filed_ids = _ids()
    opinion_ids = _ids()
    acted_ids = _ids()
    # Who acted in earlier episodes; who must stand aside; who was drawn to look back.
    chain_ids = _ids()
    recused_ids = _ids()
    look_back_ids = _ids()

    class Meta:
        verbose_name = _("隐患")
        constraints = [
            models.CheckConstraint(
                name="hazards_one_lead", condition=models.Q(lead__isnull=True) | models.Q(interim_lead__isnull=True)
            ),
        ]
        # A list is one scan of one index in (due, id) order. Its price is paid whenever a clock starts, for due_at
        # moves then: see docs/performance.md.
        indexes = [
            models.Index(fields=[unit, "due_at", "id"], name=f"hazards_{unit}_list")
            for unit in ("district", "street", "community", "lead", "rectifier")
        ] + [
            models.Index(fields=["reporter_person_id", "due_at", "id"], name="hazards_reporter_list"),
            # Few hazards name units or persons in these; the others pay nothing.
            *(
                GinIndex(fields=[name], condition=~models.Q(**{name: []}), name=f"hazards_{name[:10]}_few")
                for name in ("candidate_ids", "party_ids", "co_units", "co_rectifier_ids", "look_back_ids")
            ),
            models.Index(
                fields=["listing_unit", "due_at", "id"],
                condition=models.Q(listing_unit__isnull=False),
                name="hazards_listing_list",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        """The state's name, as the user reads it."""
        return str(State(self.state).label)

    @property
    def holder_id(self) -> int:
        """The unit that holds it (责任持有单位): lead, else interim lead, else the street, else (unknown) the district.

        A lead that is only proposed holds nothing yet.
        """
        territory = self.street_id or self.district_id
        if self.state in (State.REPORTED, State.AWAITING_APPROVAL):
            return territory
        return self.lead_id or self.interim_lead_id or territory

    def born(self, now: datetime) -> None:
        """Fill in what follows from the id and the instant of birth."""
        self.reported_at = self.parent.reported_at if self.parent else now
        self.number = f"{localtime(now).year}-{self.pk:06d}"

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Let the matters beside it follow, and photographs."""
        cls._keep_twins(moves)
        for model in BESIDE:
            model.follow(moves)
        Photo.follow(moves)

    @classmethod
    def _keep_twins(cls, moves: Sequence[Move]) -> None:
        """Hold what a hazard is voided as a duplicate of: two must not be voided as each other's."""
        twins = {move.facts["pending_request"]["twin"]: move.after for move in moves if move.name == "void"}
        if not any(twins):
            return  # Django takes a millisecond to find that nothing is asked
        for twin in cls.objects.select_for_update().filter(pk__in=[pk for pk in twins if pk]).order_by("pk"):
            if twin.state == State.VOIDED:
                words = _gettext("所重复的隐患已作废")
                raise RefusedError(Refused(twins[twin.pk].pk, "void", (Reason(Kind.STEP, words),)))

    def fill_in(self, words: str, row: Transition, facts: Facts) -> str:
        """Fill the names of this case into the words of a refusal."""
        names = {"{street}": self.street_id, "{coordinator}": self.coordinator_id, "{lister}": self.listing_unit_id}
        for mark, unit_id in names.items():
            words = words.replace(mark, facts.units.get(unit_id or 0, {}).get("name", ""))
        return words.replace("{act}", str(row.label))
