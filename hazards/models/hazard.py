"""The hazard: one state under one law, three parties, and one small method a transition."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from hazards.enums import Level, Source, State
from hazards.lifecycle import LIFECYCLE
from hazards.models.photo import Photo
from hazards.models.record import HazardClock, HazardRecord, HazardRung
from hazards.models.request import Request
from responsibility.models import Matter, Place, Unit
from workflow.lifecycle import Transition
from workflow.models import Case, Move
from workflow.reading import Facts


def _unit(label: Any) -> "models.ForeignKey[Unit | None, Unit | None]":
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=label, related_name="+", null=True, blank=True)


def _ids() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


class Hazard(Case):
    """A safety hazard (安全隐患). Changed by the gate alone; the database refuses any other change.

    Rectifier rectifies, lead supervises and verifies, territory (the street) triages and approves: three fields,
    none of which may stand for another. Holder: lead, else interim lead, else street.
    """

    lifecycle = LIFECYCLE
    record_model = HazardRecord
    clock_model = HazardClock
    rung_model = HazardRung
    topic = "hazard"
    gate_fields = (
        *("level", "urgent", "matter", "place", "street", "community", "rectifier", "rectifier_note", "lead"),
        *("interim_lead", "verifying_unit", "co_units", "proposer_person_id", "submitter_person_id"),
        *("handler_person_id", "filed_ids", "opinion_ids", "acted_ids", "request_person_id", "demand_on"),
        *("first_demand_on", "failed_rounds", "recalls", "territory_moves", "episode", "ended_at"),
    )
    parties = {"territory": "street_id", "lead": "lead_id", "rectifier": "rectifier_id"}
    unit_columns = ("street_id", "lead_id", "interim_lead_id", "rectifier_id", "verifying_unit_id", "coordinator_id")
    draft_columns = ("lead_id", "rectifier_id", "street_id", "matter_id", "handler_person_id")

    # --- What it is; written once, at birth -------------------------------------------------------------------
    number = models.CharField(_("编号"), max_length=20, unique=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source)
    description = models.TextField(_("隐患内容"))
    place_text = models.CharField(_("地点"), max_length=300, blank=True)
    found_on = models.DateField(_("检查日期"), null=True, blank=True)
    reported_at = models.DateTimeField(_("上报时间"))
    reporter_person_id = models.BigIntegerField(_("上报人编号"), null=True, blank=True)
    # What a ledger said of it: kept as facts, never as transitions.
    origin = models.JSONField(_("台账原文"), default=dict, blank=True)
    birth_key = models.CharField(_("登记标识"), max_length=100, unique=True, null=True, blank=True)
    district = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("区"), related_name="+")
    coordinator = _unit(_("统筹协调办公室"))
    committee = _unit(_("安委会"))

    # --- Its chain --------------------------------------------------------------------------------------------
    street = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("属地街道"), related_name="+")
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
    co_units = _ids()

    # --- Where it stands ---------------------------------------------------------------------------------------
    level = models.CharField(_("隐患等级"), max_length=12, choices=Level, default=Level.UNSET, blank=True)
    urgent = models.BooleanField(_("紧急"), default=False)
    demand_on = models.DateField(_("整改期限"), null=True, blank=True)
    first_demand_on = models.DateField(_("原整改期限"), null=True, blank=True)
    failed_rounds = models.PositiveSmallIntegerField(_("复查不合格次数"), default=0)
    recalls = models.PositiveSmallIntegerField(_("派单撤回次数"), default=0)
    territory_moves = models.PositiveSmallIntegerField(_("属地更正次数"), default=0)
    episode = models.PositiveSmallIntegerField(_("第几次办理"), default=1)
    # Persons, by id: four eyes are asked of them.
    proposer_person_id = models.BigIntegerField(_("拟派单人编号"), null=True, blank=True)
    handler_person_id = models.BigIntegerField(_("承办人编号"), null=True, blank=True)
    submitter_person_id = models.BigIntegerField(_("报请人编号"), null=True, blank=True)
    request_person_id = models.BigIntegerField(_("申请人编号"), null=True, blank=True)
    # Who filed a plan or a result in this episode: whoever did never verifies or writes off in it.
    filed_ids = _ids()
    opinion_ids = _ids()
    acted_ids = _ids()

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
        ] + [models.Index(fields=["reporter_person_id", "due_at", "id"], name="hazards_reporter_list")]

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        """The state's name, as the user reads it."""
        return str(State(self.state).label)

    @property
    def holder_id(self) -> int:
        """The unit that holds it (责任持有单位): lead, else interim lead, else the street.

        A lead that is only proposed holds nothing yet.
        """
        if self.state in (State.REPORTED, State.AWAITING_APPROVAL):
            return self.street_id
        return self.lead_id or self.interim_lead_id or self.street_id

    def born(self, now: datetime) -> None:
        """Fill in what follows from the id and the instant of birth."""
        self.reported_at = now
        self.number = f"{localtime(now).year}-{self.pk:06d}"

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Let requests follow (asked, decided, or lapsed with the states of their kind), and photographs."""
        Request.follow(moves)
        Photo.follow(moves)

    def fill_in(self, words: str, row: Transition, facts: Facts) -> str:
        """Fill the names of this case into the words of a refusal."""
        street = facts.units.get(self.street_id, {}).get("name", "")
        return words.replace("{street}", street).replace("{act}", str(row.label))

    # --- Transitions: each bound to its row of the law; it sets fields on self and does nothing else ------------
    @LIFECYCLE.transition
    def report(self) -> None:
        """上报: the chain's territory was set when the case was made."""

    @LIFECYCLE.transition
    def import_open(self) -> None:
        """导入在办: old chain and limit are facts in `origin`."""

    @LIFECYCLE.transition
    def import_closed(self) -> None:
        """导入历史: closed by its source, outside every rate of verified write-offs."""

    @LIFECYCLE.transition
    def move_territory(self, *, street: int | None = None) -> None:
        """更正属地: another street, once; the community was the old one's."""
        self.street_id, self.community_id = street or self.street_id, None
        self.territory_moves += 1

    @LIFECYCLE.transition
    def confirm_fixed(self) -> None:
        """立改确认: found and fixed at once; no lead stands, so nothing can be reopened."""

    @LIFECYCLE.transition
    def propose_assignment(
        self,
        *,
        lead: int | None = None,
        rectifier: int | None = None,
        rectifier_note: str = "",
        level: str = "",
        matter: int | None = None,
        demand_on: date | None = None,
        co_units: list[int] | None = None,
    ) -> None:
        """拟派单: name the three parties, the level, the dated demand."""
        self.lead_id, self.rectifier_id, self.rectifier_note = lead, rectifier, rectifier_note
        self.verifying_unit_id = lead
        self.level, self.matter_id = level, matter if matter is not None else self.matter_id
        self.demand_on = self.first_demand_on = demand_on
        self.co_units = sorted(co_units or [])
        self.proposer_person_id = self.acting_person_id

    @LIFECYCLE.transition
    def approve_assignment(self) -> None:
        """批准派单: from now on the lead's clock runs."""

    @LIFECYCLE.transition
    def reject_assignment(self) -> None:
        """退回重拟: the proposal falls, the street holds it again."""
        _fall_back(self)

    @LIFECYCLE.transition
    def recall_dispatch(self) -> None:
        """撤回派单: what the dispatcher got wrong; once."""
        _fall_back(self)
        self.recalls += 1

    @LIFECYCLE.transition
    def accept(self, *, handler: int | None = None) -> None:
        """签收: the lead names who handles it."""
        self.handler_person_id = handler

    @LIFECYCLE.transition
    def deem_accepted(self) -> None:
        """视为签收: the lead was silent for its whole limit, and holds it now; nobody is named to handle it."""

    @LIFECYCLE.transition
    def file_plan(self, *, demand_on: date | None = None) -> None:
        """报备方案: filed, not approved; the dated demand becomes the plan's date."""
        self.demand_on = demand_on
        self.filed_ids = sorted({*self.filed_ids, self.acting_person_id})

    @LIFECYCLE.transition
    def return_plan(self) -> None:
        """退回方案: filed, but something is missing in it."""

    @LIFECYCLE.transition
    def submit_result(self) -> None:
        """报请复查: a new round begins; a request still open lapses."""
        self.request_person_id = None
        self.submitter_person_id = self.acting_person_id
        self.filed_ids = sorted({*self.filed_ids, self.acting_person_id})
        self.opinion_ids = []

    @LIFECYCLE.transition
    def recall_result(self) -> None:
        """撤回报请: to the old demand; whoever filed it stays barred from verifying."""
        self.submitter_person_id = None

    @LIFECYCLE.transition
    def sign_opinion(self) -> None:
        """签署复查意见: one person's signature in this round."""
        self.opinion_ids = sorted({*self.opinion_ids, self.acting_person_id})

    @LIFECYCLE.transition
    def pass_verification(self) -> None:
        """复查合格: the round's last signature."""
        self.opinion_ids = sorted({*self.opinion_ids, self.acting_person_id})

    @LIFECYCLE.transition
    def fail_verification(self, *, demand_on: date | None = None) -> None:
        """复查不合格: one signature suffices; a new dated demand, the first one stays."""
        self.demand_on = demand_on
        self.failed_rounds += 1

    @LIFECYCLE.transition
    def write_off(self) -> None:
        """销号."""

    @LIFECYCLE.transition
    def refuse_write_off(self) -> None:
        """不予销号: a new round."""
        self.opinion_ids = []

    @LIFECYCLE.transition
    def reopen(self, *, demand_on: date | None = None) -> None:
        """重开: the same hazard, a new episode; everything of the old one stays in the records."""
        self.episode += 1
        self.demand_on = demand_on
        self.submitter_person_id = None
        self.filed_ids, self.opinion_ids, self.acted_ids = [], [], []

    @LIFECYCLE.transition
    def ask_void(self) -> None:
        """申请作废."""
        self.request_person_id = self.acting_person_id

    @LIFECYCLE.transition
    def refuse_void(self) -> None:
        """不同意作废."""
        self.request_person_id = None

    @LIFECYCLE.transition
    def void(self) -> None:
        """作废."""
        self.request_person_id = None

    @LIFECYCLE.transition
    def urge(self) -> None:
        """催办: words to whoever's turn it is; nothing else changes."""


def _fall_back(hazard: Hazard) -> None:
    """Let the proposal fall; `verify` runs a transition on a sketch of a hazard, so this is no method."""
    hazard.lead_id = hazard.verifying_unit_id = None
    hazard.demand_on = hazard.first_demand_on = None
    hazard.co_units = []
