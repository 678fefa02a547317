"""The relations of a hazard: which seats, of which unit of its chain, without whom. law: section 4 of docs/law.md."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hazards.enums import RequestKind as K
from hazards.enums import State
from hazards.stages import AT_WORK, BEFORE_DISPATCH, DISPATCHED_ON
from responsibility.enums import PostKind as P
from responsibility.models import Person
from responsibility.positions import Position, unseated
from responsibility.relations import (
    KNOWN,
    Named,
    NamedAmong,
    PeopleOf,
    PeopleOfAny,
    PeopleOfGuest,
    Relation,
    Seats,
    SeatsAmong,
    SomebodySignsIn,
    ThePerson,
    ThePersons,
)

HEADS = (P.HEAD, P.DEPUTY)

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
    label, others = format_lazy(_("原{label}"), label=relation.label), tuple(map(former, relation.others))
    return replace(relation, name=f"former_{relation.name}", label=label, of_before=True, others=others)


# Whoever's turn it is, whatever the state; letters find it.
turn = Relation("turn", _("轮到的一方"), ())
reporter = Relation("reporter", _("上报人"), (Named("reporter_person_id"),), words=_("只有上报人可以申请复核"))
proposer = Relation("proposer", _("拟派单人"), (Named("proposer_person_id"),))

_STREETS_DESK = Relation(
    "safety_office",
    _("街道应急办"),
    (Seats("street_id", (P.SAFETY_OFFICE,)),),
    words=_("只有{street}应急办可以办理"),
    upward=ABOVE_A_DESK,
)
# While nobody knows which street it is in, the district's duty desk stands for the street's.
duty_desk = Relation(
    "duty_desk",
    _("区值班席"),
    (Seats("district_id", (P.DUTY,)), Seats("coordinator_id", (P.DUTY,))),
    words=_("属地街道未明，只有区值班席可以办理"),
    upward=ABOVE_A_UNIT,
).only_if(street_id=None)
safety_office = replace(_STREETS_DESK.only_if(street_id=KNOWN) | duty_desk, name="safety_office")
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

# A co-unit helps; it is told, may look, and never stands for the lead (rule 1).
_CO_UNIT = PeopleOfAny("co_units", _("协办单位不能代牵头单位办理"))

lead_desk = Relation(
    "lead_desk",
    _("牵头单位"),
    _of_lead(*HEADS, P.SAFETY_OFFICE, officers=True),
    words=_("只有牵头单位可以办理"),
    upward=ABOVE_A_UNIT,
).addressing(_CO_UNIT)
lead_officer = Relation(
    "lead_officer", _("牵头单位承办人"), _of_lead(*HEADS, officers=True), words=_("只有牵头单位可以办理")
).addressing(_CO_UNIT)
lead_head = Relation(
    "lead_head",
    _("牵头单位负责人"),
    _of_lead(*HEADS, officers=False),
    words=_("只有牵头单位负责人可以{act}"),
    upward=ABOVE_A_UNIT,
).addressing(_CO_UNIT)
# What a head decides about a hazard isn't for one who also sits in the rectifier.
_OF_THE_RECTIFIER = PeopleOf("rectifier_id", _("整改单位的人员不能审批"))
lead_decides = lead_head - _OF_THE_RECTIFIER
_OF_RECTIFIER = Seats("rectifier_id", (P.PRINCIPAL, P.SAFETY_MANAGER, *HEADS))
rectifier = Relation(
    "rectifier",
    _("整改单位"),
    (_OF_RECTIFIER,),
    words=_("只有整改单位可以办理"),
)
# 代办: the lead files for a rectifier, community or grid only for one that can't sign in; whoever files is barred from
# verifying.
proxy = replace(lead_officer, name="proxy", label=_("代办人"), words=_("只有整改单位可以办理"))
_COMMUNITY = Seats("community_id", (*HEADS, P.GRID_WORKER), inside=True)
community_proxy = (
    Relation("community_proxy", _("社区代办人"), (_COMMUNITY,), words=proxy.words)
    .within(*DISPATCHED_ON)
    .unless(SomebodySignsIn(_OF_RECTIFIER, _("整改单位有账号，请由其自行办理")))
)
filer = rectifier.addressing(_CO_UNIT) | proxy | community_proxy

verifier = (
    Relation(
        "verifier",
        _("复查人员"),
        (Seats("verifying_unit_id", (P.OFFICER, *HEADS), inside=True, licensed=True),),
        words=_("不是复查单位的人员"),
    )
    - PeopleOf("rectifier_id", _("整改单位及其人员不能复查"))
    - PeopleOfAny("co_rectifier_ids", _("整改单位及其人员不能复查"))
    - ThePersons("filed_ids", _("报请复查的人不能复查"))
    - ThePersons("recused_ids", _("已回避"))
)
_LEAD_WRITES_OFF = Relation(
    "writer_off",
    _("销号审批人"),
    (Seats("lead_id", HEADS),),
    words=_("只有牵头单位负责人可以销号"),
    upward=ABOVE_A_UNIT,
).addressing(_CO_UNIT)
_LISTER_WRITES_OFF = replace(
    _LEAD_WRITES_OFF, seats=(Seats("listing_unit_id", HEADS),), words=_("挂牌隐患由{lister}销号"), addressed=()
)
writer_off = replace(
    (_LEAD_WRITES_OFF.only_if(listed=False) | _LISTER_WRITES_OFF.only_if(listed=True))
    - ThePersons("filed_ids", _("报请复查的人不能销号"))
    - ThePersons("opinion_ids", _("复查人不能销号"))
    - PeopleOf("rectifier_id", _("整改单位不能销号"))
    - PeopleOfAny("co_rectifier_ids", _("整改单位不能销号"))
    - ThePersons("recused_ids", _("已回避")),
    name="writer_off",
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

# 安委会 and 联合办公室: where the office's host is concerned, the committee acts in its stead.
_CONCERNED = PeopleOfGuest(
    "coordinator_id",
    _("联合办公室所在单位是争议一方，由安委会裁定"),
    host="host_id",
    parties=("lead_id", "interim_lead_id", "rectifier_id"),
    among="party_ids",
)
HOST_DECIDES_NOT = replace(_CONCERNED, words=_("联合办公室所在单位与本案有关，由安委会审批"))
committee = Relation(
    "committee",
    _("区安委会"),
    (Seats("committee_id", HEADS),),
    words=_("接受或裁定之后，只有区安委会以区政府名义才能改定"),
    upward=ABOVE_A_UNIT[2:],
)

# Jurisdiction: whose is it?
candidate = Relation("candidate", _("候选部门"), (SeatsAmong("candidate_ids", HEADS),), words=_("本单位不在候选之列"))
interim_head = Relation("interim_head", _("首接暂管单位"), (Seats("interim_lead_id", HEADS),), words=candidate.words)
loser = Relation("loser", _("未认领到的候选部门"), (SeatsAmong("loser_ids", HEADS),), words=_("本单位没有参加认领"))
heard = Relation("heard", _("已发表意见的单位"), (SeatsAmong("party_ids", HEADS),))
inspector = Relation(
    "inspector", _("检查人员"), (Named("reporter_person_id"),), words=_("只有上报本件的检查人员可以认领")
)
ruler = (
    Relation(
        "ruler",
        _("裁定人"),
        (COORDINATOR_HEAD,),
        words=_("只有{coordinator}可以裁定"),
        upward=ABOVE_A_UNIT[1:],
    )
    - _CONCERNED
)

# The level: any licensed officer of a department may find it major; whether his is competent is a question of its own.
determiner = Relation(
    "determiner",
    _("定级人员"),
    (Seats("district_id", (P.OFFICER, *HEADS), inside=True, licensed=True),),
    words=_("没有定级权限"),
)
enforcer = replace(
    determiner, name="enforcer", label=_("执法人员"), words=_("只有持有效执法证的执法人员可以采取现场措施")
)
listing_head = Relation(
    "listing_head",
    _("督办部门负责人"),
    (Seats("listing_unit_id", HEADS),),
    words=_("只有挂牌单位可以摘牌或撤销挂牌"),
    upward=ABOVE_A_UNIT,
)
listing_officer = Relation(
    "listing_officer",
    _("督办部门执法人员"),
    (Seats("listing_unit_id", (P.OFFICER, *HEADS), inside=True, licensed=True),),
    words=_("只有督办部门的执法人员可以复查挂牌隐患"),
) - PeopleOf("rectifier_id", _("整改单位及其人员不能复查"))

# Requests: the asker never decides.
_OWN_REQUEST = ThePerson("request_person_id", _("申请人不能审批自己的申请"))
_DECIDES = (
    _OWN_REQUEST,
    ThePerson("reporter_person_id", _("本人上报的隐患不能由本人作废")),
    _OF_THE_RECTIFIER,
)
asker = Relation("asker", _("申请人"), (Named("request_person_id"),), words=_("只有申请人可以撤回申请"))
asks_before_dispatch = safety_office - PeopleOf("rectifier_id", _("整改单位的人员不能提出"))
asks_at_work = lead_officer - PeopleOf("rectifier_id", _("整改单位的人员不能提出"))
_HEAD_DECIDES = replace(street_head, name="decider", words=_("由街道主要负责人审批"), exclusions=_DECIDES)
_RULER_DECIDES = replace(ruler, name="decider", exclusions=(*ruler.exclusions, *_DECIDES))
_OFFICE = replace(
    coordinator_head,
    name="decider",
    words=_("由联合办公室审批"),
    exclusions=(_OWN_REQUEST, _OF_THE_RECTIFIER, HOST_DECIDES_NOT),
)
_OFFICE_VOIDS = replace(_OFFICE, exclusions=(*_DECIDES, HOST_DECIDES_NOT))
# Never the lead: an office that sits in the lead's own house passes it upward.
_OFFICE_LOWERS = _OFFICE - PeopleOf("lead_id", _("牵头单位的人员不能审批降级"))
_LEAD_EXTENDS = replace(lead_head, name="decider", words=_("由牵头单位负责人审批"), exclusions=_OFFICE.exclusions[:2])
_LISTER_DECIDES = replace(
    listing_head, name="decider", words=_("由督办部门负责人审批"), exclusions=_OFFICE.exclusions[:2]
)

_LEAVING = (K.VOID, K.TRANSFER)
# Without a request the words of the general case are said.
voider = _HEAD_DECIDES.within(State.REPORTED) | _RULER_DECIDES.within(State.CONSULTING) | _OFFICE_VOIDS.within(*AT_WORK)
extender = (
    _LEAD_EXTENDS.only_if(listed=False, extensions=0)
    | _OFFICE.only_if(listed=False, extensions=1)
    | _LISTER_DECIDES.only_if(listed=True)
)
shelver = _OFFICE.only_if(listed=False) | _LISTER_DECIDES.only_if(listed=True)
lowerer = _OFFICE_LOWERS
decider = (
    voider.only_if(request_kind=_LEAVING)
    | extender.only_if(request_kind=K.EXTEND)
    | shelver.only_if(request_kind=K.SHELVE)
    | lowerer.only_if(request_kind=K.LEVEL)
)

# One level above the writer-off, without everyone who acted in this episode.
contest_decider = Relation(
    "contest_decider",
    _("复核人"),
    (Seats("coordinator_id", HEADS),),
    words=_("由联合办公室复核"),
    upward=ABOVE_A_UNIT[1:],
) - ThePersons("acted_ids", _("原办理人员不能复核"))
look_back = (
    Relation("look_back", _("回头看人员"), (NamedAmong("look_back_ids"),), words=_("不是抽到的回头看人员"))
    - ThePersons("acted_ids", _("责任链上的人员不能参加回头看"))
    - ThePersons("chain_ids", _("责任链上的人员不能参加回头看"))
)
reopener = look_back.only_if(sampled=True) | contest_decider
# Who decides whether somebody must stand aside: the lead's head; about himself, those above him.
recuser = lead_decides - ThePersons("recused_ids", _("被申请回避的人不能决定"))


# A lead that is only proposed has no say yet.
urger = (
    replace(territory, name="urger", words=_("只有属地、牵头单位负责人和统筹协调办公室可以催办"))
    | lead_head.within(*DISPATCHED_ON)
    | coordinator
)


class _ReportersMergedHere(Named):
    """The reporters of what was merged into the subject: they hear of its end as its own reporter does."""

    def match(self, position: Position, subject: Any) -> bool:
        """Tell whether the position's person reported something that was merged into the subject."""
        return bool(self._merged().filter(survivor=subject.pk, reporter_person_id=position.person_id).exists())

    def as_q(self, person_id: int, positions: Iterable[Position]) -> Q:
        """Return the subjects into which something was merged that this person had reported."""
        return Q(pk__in=self._merged().filter(reporter_person_id=person_id).values("survivor"))

    def holders(self, subject: Any, at: datetime) -> list[Position]:
        """Return these reporters, as holders without a post."""
        named = self._merged().filter(survivor=subject.pk).values("reporter_person_id")
        return [unseated(person.pk, person.name) for person in Person.objects.filter(pk__in=named).order_by("pk")]

    def _merged(self) -> Any:
        return apps.get_model("hazards", "Hazard")._default_manager.filter(state=State.MERGED)


co_reporter = Relation("co_reporter", _("并案的上报人"), (_ReportersMergedHere("id"),))


# Who holds it (责任持有单位), whoever's turn it is.
holder = replace(
    territory.within(*BEFORE_DISPATCH)
    | duty_desk.within(State.REPORTED)
    | replace(lead_desk, name="holder").within(*DISPATCHED_ON),
    name="holder",
)
co_unit = Relation("co_unit", _("协办单位"), (SeatsAmong("co_units", HEADS),))
# Tenants beside the landlord, and so on: told and may look, barred from verifying, no act of their own.
co_rectifier = Relation(
    "co_rectifier",
    _("相关整改单位"),
    (SeatsAmong("co_rectifier_ids", (P.PRINCIPAL, P.SAFETY_MANAGER, *HEADS)),),
)

# Rows of the law with several ways.
splitter = safety_office.within(State.REPORTED) | ruler.within(State.CONSULTING)
separator = safety_office | street_head | contest_decider | SYSTEM
claimer = (candidate | interim_head).within(State.CLAIMABLE) | inspector.within(State.REPORTED)
convener = safety_office.within(State.REPORTED, State.CLAIMABLE) | SYSTEM
reruler = committee | ruler.only_if(contested=True)
designator = replace(
    coordinator_head, name="designator", words=_("由联合办公室指定"), exclusions=_OFFICE.exclusions[1:]
)
leave_asker = asks_before_dispatch.within(State.REPORTED, State.CONSULTING) | asks_at_work.within(*AT_WORK)
decider = replace(decider, name="decider")
former_asker, former_decider = former(asker), former(decider)
measure_head = lead_decides.within(*DISPATCHED_ON) | replace(
    coordinator_head, words=lead_head.words, exclusions=lead_decides.exclusions
).within(*BEFORE_DISPATCH)
recusal_asker = replace(rectifier, words=_("只有整改单位、牵头单位和联合办公室可以申请回避")) | lead_desk | coordinator
reviewer = reporter | co_reporter
# Whoever is concerned beside the rectifier doesn't write himself out of it.
amender = safety_office.within(*BEFORE_DISPATCH) | (
    lead_officer.within(*DISPATCHED_ON) - PeopleOfAny("co_rectifier_ids", _("相关整改单位的人员不能更正"))
)


def pressed(relation: Relation, above: tuple[Seats, ...]) -> Relation:
    """Return the relation as a turn: where nobody can act, those above are pressed, without gaining the act."""
    return replace(relation, upward=above)


# Who may look: everyone with a seat in the chain, whoever was drawn, the district's coordinators.
LOOKS_BY_SEAT = (
    Relation("territory_looks", _("属地"), (Seats("street_id", (P.SAFETY_OFFICE, *HEADS, P.DUTY)),))
    | replace(duty_desk, name="duty_desk_looks", upward=())
    | Relation("community_looks", _("社区"), (_COMMUNITY,))
    | Relation("lead_looks", _("牵头单位"), _of_lead(*HEADS, P.SAFETY_OFFICE, officers=True)).within(*DISPATCHED_ON)
    | Relation("verifier_looks", _("复查单位"), (Seats("verifying_unit_id", (*HEADS, P.OFFICER), inside=True),)).within(
        *DISPATCHED_ON
    )
    | rectifier.within(*DISPATCHED_ON)
    | Relation("co_units_look", _("协办单位"), (SeatsAmong("co_units", (*HEADS, P.OFFICER)),)).within(*DISPATCHED_ON)
    | Relation("heard_look", _("候选和已发表意见的单位"), (SeatsAmong("party_ids", (*HEADS, P.OFFICER)),))
    | replace(co_rectifier, name="co_rectifiers_look").within(*DISPATCHED_ON)
    | Relation("lister_looks", _("督办部门"), (Seats("listing_unit_id", (*HEADS, P.OFFICER), inside=True),))
    | Relation("look_back_looks", _("回头看人员"), (NamedAmong("look_back_ids"),))
    | coordinator
    | Relation("committee_looks", _("安委会"), (Seats("committee_id", HEADS),))
    | Relation("district_looks", _("区领导"), (Seats("district_id", HEADS),))
)
# And the reporters. Whoever answers somebody else about a third person asks the one above: who reported is sealed.
LOOKS = LOOKS_BY_SEAT | co_reporter | reporter
