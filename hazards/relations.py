"""The relations of a hazard: which seats, of which unit of its chain, without whom. law: section 4 of docs/law.md."""

from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hazards.enums import State
from responsibility.enums import PostKind as P
from responsibility.relations import Named, PeopleOf, Relation, Seats, ThePerson, ThePersons

HEADS = (P.HEAD, P.DEPUTY)

# A party that is only proposed learns of the hazard when the assignment is approved.
DISPATCHED_ON = tuple(state for state in State if state not in (State.REPORTED, State.AWAITING_APPROVAL))

# Where a relation without a permitted holder passes: never downward, never sideways.
COORDINATOR_HEAD = Seats("coordinator_id", (P.HEAD,))
ABOVE_A_UNIT = (COORDINATOR_HEAD, Seats("committee_id", (P.HEAD,)), Seats("district_id", (P.HEAD,)))
ABOVE_A_DESK = (Seats("street_id", (P.HEAD,)), *ABOVE_A_UNIT)
ABOVE_A_LEAD = (Seats("lead_id", (P.HEAD,)), *ABOVE_A_UNIT)


def _of_lead(*kinds: P, officers: bool) -> tuple[Seats, ...]:
    """Seats of the lead, else of the interim lead; officers also sit in the divisions inside it."""
    inside = (P.OFFICER, P.DUTY)
    return tuple(
        seats
        for unit in ("lead_id", "interim_lead_id")
        for seats in (Seats(unit, kinds), *((Seats(unit, inside, inside=True),) if officers else ()))
    )


SYSTEM = Relation("system", _("系统"), (), words=_("到时限由系统办理"), system=True)


def former(relation: Relation) -> Relation:
    """Return the relation as it stood before the act: who had the case that was taken from him."""
    label = format_lazy(_("原{label}"), label=relation.label)
    return replace(relation, name=f"former_{relation.name}", label=label, of_before=True)


# Whoever's turn it is, whatever the state; letters find it.
turn = Relation("turn", _("轮到的一方"), ())
reporter = Relation("reporter", _("上报人"), (Named("reporter_person_id"),))
proposer = Relation("proposer", _("拟派单人"), (Named("proposer_person_id"),))

safety_office = Relation(
    "safety_office",
    _("街道应急办"),
    (Seats("street_id", (P.SAFETY_OFFICE,)),),
    words=_("只有{street}应急办可以办理"),
    upward=ABOVE_A_DESK,
)
approver = (
    Relation(
        "approver",
        _("街道主要负责人"),
        (Seats("street_id", (P.HEAD,)),),
        words=_("只有街道主要负责人或受委托的副职可以审批"),
        upward=ABOVE_A_UNIT,
    )
    - ThePerson("reporter_person_id", _("本人上报的隐患不能由本人审批"))
    - ThePerson("proposer_person_id", _("拟派单人不能审批自己的拟派"))
    - PeopleOf("rectifier_id", _("整改单位的人员不能审批本单位的隐患"))
)
street_head = Relation("street_head", _("街道主要负责人"), (Seats("street_id", (P.HEAD,)),), upward=ABOVE_A_UNIT)
territory = Relation("territory", _("属地街道"), (Seats("street_id", (P.SAFETY_OFFICE, *HEADS)),))

lead_desk = Relation(
    "lead_desk",
    _("牵头单位"),
    _of_lead(*HEADS, P.SAFETY_OFFICE, officers=True),
    words=_("只有牵头单位可以办理"),
    upward=ABOVE_A_UNIT,
)
lead_officer = Relation(
    "lead_officer", _("牵头单位承办人"), _of_lead(*HEADS, officers=True), words=_("只有牵头单位可以办理")
)
lead_head = Relation(
    "lead_head",
    _("牵头单位负责人"),
    _of_lead(*HEADS, officers=False),
    words=_("只有牵头单位负责人可以{act}"),
    upward=ABOVE_A_UNIT,
)
rectifier = Relation(
    "rectifier",
    _("整改单位"),
    (Seats("rectifier_id", (P.PRINCIPAL, P.SAFETY_MANAGER, *HEADS)),),
    words=_("只有整改单位可以办理"),
)
# 代办: the lead files for a rectifier; whoever files is barred from verifying.
proxy = replace(lead_officer, name="proxy", label=_("代办人"), words=_("只有整改单位可以办理"))

verifier = (
    Relation(
        "verifier",
        _("复查人员"),
        (Seats("verifying_unit_id", (P.OFFICER, *HEADS), inside=True, licensed=True),),
        words=_("不是复查单位的人员"),
    )
    - PeopleOf("rectifier_id", _("整改单位及其人员不能复查"))
    - ThePersons("filed_ids", _("报请复查的人不能复查"))
)
writer_off = (
    Relation(
        "writer_off",
        _("销号审批人"),
        (Seats("lead_id", HEADS),),
        words=_("只有牵头单位负责人可以销号"),
        upward=ABOVE_A_UNIT,
    )
    - ThePersons("filed_ids", _("报请复查的人不能销号"))
    - ThePersons("opinion_ids", _("复查人不能销号"))
    - PeopleOf("rectifier_id", _("整改单位不能销号"))
)
submitter = Relation("submitter", _("报请人"), (Named("submitter_person_id"),), words=_("只有报请复查的人可以撤回"))
# 立改确认: another person than the reporter, and of another unit than the rectifier.
confirmer = (
    replace(safety_office, name="confirmer")
    - ThePerson("reporter_person_id", _("本人上报的隐患不能由本人确认"))
    - PeopleOf("rectifier_id", _("整改单位及其人员不能确认"))
)
coordinator = Relation(
    "coordinator",
    _("统筹协调办公室"),
    (Seats("coordinator_id", (*HEADS, P.OFFICER)),),
    words=_("由联合办公室审批"),
)
coordinator_head = Relation("coordinator_head", _("统筹协调办公室负责人"), (COORDINATOR_HEAD,), upward=ABOVE_A_UNIT[1:])

# Requests: the asker never decides.
_DECIDES = (
    ThePerson("request_person_id", _("申请人不能审批自己的申请")),
    ThePerson("reporter_person_id", _("本人上报的隐患不能由本人作废")),
    PeopleOf("rectifier_id", _("整改单位的人员不能审批")),
)
asks_before_dispatch = safety_office - PeopleOf("rectifier_id", _("整改单位的人员不能提出"))
asks_at_work = lead_officer - PeopleOf("rectifier_id", _("整改单位的人员不能提出"))
decides_before_dispatch = replace(street_head, name="decider", words=_("由街道主要负责人审批"), exclusions=_DECIDES)
decides_at_work = replace(coordinator_head, name="decider", words=_("由联合办公室审批"), exclusions=_DECIDES)

# One level above the writer-off, without everyone who acted in this episode.
contest_decider = Relation(
    "contest_decider",
    _("复核人"),
    (Seats("coordinator_id", HEADS),),
    words=_("由联合办公室复核"),
    upward=ABOVE_A_UNIT[1:],
) - ThePersons("acted_ids", _("原办理人员不能复核"))


# A lead that is only proposed has no say yet.
urger = (
    replace(territory, name="urger", words=_("只有属地、牵头单位负责人和统筹协调办公室可以催办"))
    | lead_head.within(*DISPATCHED_ON)
    | coordinator
)


def pressed(relation: Relation, above: tuple[Seats, ...]) -> Relation:
    """Return the relation as a turn: where nobody can act, those above are pressed, without gaining the act."""
    return replace(relation, upward=above)


# Who may look: everyone with a seat in the chain, the district's coordinators, the reporter.
LOOKS = (
    Relation("territory_looks", _("属地"), (Seats("street_id", (P.SAFETY_OFFICE, *HEADS, P.DUTY)),))
    | Relation("community_looks", _("社区"), (Seats("community_id", (*HEADS, P.GRID_WORKER), inside=True),))
    | Relation("lead_looks", _("牵头单位"), _of_lead(*HEADS, P.SAFETY_OFFICE, officers=True)).within(*DISPATCHED_ON)
    | Relation("verifier_looks", _("复查单位"), (Seats("verifying_unit_id", (*HEADS, P.OFFICER), inside=True),)).within(
        *DISPATCHED_ON
    )
    | rectifier.within(*DISPATCHED_ON)
    | coordinator
    | Relation("committee_looks", _("安委会"), (Seats("committee_id", HEADS),))
    | Relation("district_looks", _("区领导"), (Seats("district_id", HEADS),))
    | reporter
)
