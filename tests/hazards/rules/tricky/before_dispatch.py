"""Lines 1 to 24 and 63: reported, proposed, approved, sent back, merged, asked to be voided."""

from hazards.enums import Level, PhotoRole, State
from responsibility import services
from responsibility.models import CompetenceRule
from tests.cast import REGISTRAR
from tests.hazards.rules.tricky.line import line

BOTH = (PhotoRole.BEFORE, PhotoRole.AFTER)
PENDING = State.AWAITING_APPROVAL


@line(1, "待派单审批，赵上报", "赵", "approve_assignment", 403, "本人上报的隐患不能由本人审批")
@line(2, "待派单审批，赵上报", "钱", "approve_assignment", 200, State.DISPATCHED)
def _reported_by_the_head(world):
    return world.cast.hazard_in(PENDING, reporter="赵"), None


@line(3, "待派单审批，赵上报，没有副职", "应长", "approve_assignment", 200, State.DISPATCHED)
def _without_a_deputy(world):
    hazard = world.cast.hazard_in(PENDING, reporter="赵")
    services.relieve(world.cast.held["钱代赵"], actor=REGISTRAR, reason="收回授权")
    return hazard, None


@line(4, "待派单审批，赵在任", "应长", "approve_assignment", 403, "只有街道主要负责人或受委托的副职可以审批")
@line(5, "待派单审批", "孙", "approve_assignment", 403, "授权已于{expired}到期")
def _proposed(world):
    return world.cast.hazard_in(PENDING), None


@line(6, "待派单审批，钱拟派", "钱", "approve_assignment", 403, "拟派单人不能审批自己的拟派")
def _proposed_by_the_deputy(world):
    cast = world.cast
    post = cast.street.posts.filter(kind="SAFETY_OFFICE").first()
    services.appoint(actor=REGISTRAR, person=cast.people["钱"], post=post, basis="兼任")
    return cast.do("propose_assignment", cast.report(), "钱"), None


@line(7, "待派单审批，整改单位是街道", "赵", "approve_assignment", 403, "整改单位的人员不能审批本单位的隐患")
def _the_street_rectifies(world):
    return world.cast.hazard_in(PENDING, rectifier=world.cast.street.pk), None


# No road leads there: the proposal is refused already (line 8 of the law knew only the approval).
@line(
    8, "待派单审批，拟派牵头为社区", "赵", "approve_assignment", 422, "荷塘社区不能牵头：社区和网格不能牵头", waits=True
)
def _the_community_was_to_lead(world):
    hazard = world.cast.hazard_in(PENDING)
    world.force(hazard, f"lead_id = {world.cast.units['990101001001'].pk}")
    return hazard, None


@line(
    9, "待派单审批，街道牵头，其间定为重大", "赵", "approve_assignment", 422, "柳荫街道不能牵头：重大隐患须由部门牵头"
)
def _meanwhile_major(world):
    cast = world.cast
    CompetenceRule.objects.create(
        matter=cast.matter, lead=cast.street, basis="街道清单", from_at=cast.held["赵"].from_at
    )
    hazard = cast.hazard_in(PENDING, lead=cast.street.pk)
    return cast.do("determine", hazard, "消一"), None


@line(10, "待派单审批，早已逾期", "SYSTEM", "approve_assignment", 403, "系统不能批准派单", waits=True)
def _long_overdue(world):
    hazard = world.cast.hazard_in(PENDING)
    world.clock.forward(hazard.due_at - hazard.reported_at)
    return hazard, None


@line(11, "已上报", "吴", "propose_assignment", 403, "只有柳荫街道应急办可以办理")
def _reported(world):
    return world.cast.report(), None


@line(12, "已上报，牵头与整改都是城管", "李", "propose_assignment", 422, "区城管局不能牵头：牵头单位不能同时是整改单位")
def _its_own_rectifier(world):
    cast = world.cast
    bureau, hazard = cast.units["CGJ"].pk, cast.report()
    given = {"lead": bureau, "rectifier": bureau, "level": Level.GENERAL, "demand_on": cast.in_days(7)}
    return hazard, given


@line(13, "已上报，没有主管部门", "李", "open_for_claim", 422, "没有候选部门，请提请会商")
def _nobody_to_ask(world):
    cast = world.cast
    given = {"candidates": [], "rectifier": cast.firm.pk, "level": Level.GENERAL, "demand_on": cast.in_days(7)}
    return cast.report(), given | {"data": {"basis": "无主管部门"}}


@line(14, "已上报，两个主管部门都没问过", "李", "convene", 422, "尚不具备会商条件：候选部门尚未答复")
def _nobody_asked_yet(world):
    cast = world.cast
    second = {"lead": cast.units["CGJ"], "basis": "三定", "from_at": cast.held["赵"].from_at}
    CompetenceRule.objects.create(matter=cast.matter, **second)
    return cast.report(), {"matter": cast.matter.pk, "note": "有争议"}


@line(15, "已上报，属地更正过一次", "许", "move_territory", 422, "属地已更正过一次，仍有争议的请提请会商")
def _moved_once(world):
    """李 of the law sits in the street that gave it away; whoever has it now may not move it on."""
    return _moved(world.cast), {"street": world.cast.street.pk, "note": "不在本街道"}


def _moved(cast):
    from responsibility.charter import ChartUnit, Seat, establish
    from responsibility.enums import PostKind, Rank, Tree
    from responsibility.models import Person

    office = Seat(PostKind.SAFETY_OFFICE, "经办", "许")
    charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101", seats=(office,))
    other = establish([charted], actor=REGISTRAR)["990101002"]
    cast.people["许"] = Person.objects.get(name="许")
    return cast.do("move_territory", cast.report(), "李", street=other.pk)


@line(16, "已上报，安上报，已立改，两张照片", "李", "confirm_fixed", 200, State.WRITTEN_OFF)
def _fixed_at_once(world):
    return world.cast.report("安", photos=world.cast.photos(*BOTH)), {}


@line(17, "已上报，李上报，已立改，两张照片", "李", "confirm_fixed", 403, "本人上报的隐患不能由本人确认")
def _fixed_and_reported_by_the_desk(world):
    return world.cast.report("李", photos=world.cast.photos(*BOTH)), {}


@line(18, "已上报，安上报重大隐患，已立改", "李", "confirm_fixed", 422, "重大隐患不适用")
def _fixed_but_major(world):
    return _major_again(world.cast, "安"), None


def _major_again(cast, reporter="民", **report):
    """A hazard that was found to be major stands reported again, since its proposal was sent back."""
    hazard = cast.report(reporter, **report)
    cast.do("propose_assignment", hazard, "李", level=Level.MAJOR)
    return cast.do("reject_assignment", hazard, "赵")


@line(19, "已上报，街道自己立改", "周", "confirm_fixed", 403, "整改单位及其人员不能确认")
def _fixed_by_the_street(world):
    cast = world.cast
    return cast.report("安", rectifier=cast.street, photos=cast.photos(*BOTH)), {}


@line(20, "已上报，同一隐患已销号", "李", "merge", 422, "目标隐患已办结或已并案，不能并入")
def _twin_written_off(world):
    twin = world.cast.hazard_in(State.WRITTEN_OFF)
    return world.cast.report(), {"survivor": twin.pk}


@line(21, "已上报，重大，同一隐患为一般", "李", "merge", 422, "重大隐患不能并入一般隐患")
def _twin_is_general(world):
    twin = world.cast.hazard_in(State.RECTIFYING)
    return _major_again(world.cast), {"survivor": twin.pk}


@line(22, "已上报，李申请作废", "李", "void", 403, "申请人不能审批自己的申请")
def _void_asked(world):
    return world.cast.do("ask_void", world.cast.report(), "李"), {}


@line(23, "已上报，赵上报，李申请作废", "赵", "void", 403, "本人上报的隐患不能由本人作废")
def _void_of_his_own_report_asked(world):
    return world.cast.do("ask_void", world.cast.report("赵"), "李"), {}


@line(63, "已派单，撤回过一次", "赵", "recall_dispatch", 422, "派单已撤回过一次，请由牵头单位签收或提出异议")
def _recalled_before(world):
    cast = world.cast
    hazard = cast.do("recall_dispatch", cast.hazard_in(State.DISPATCHED), "赵")
    cast.do("propose_assignment", hazard, "李")
    return cast.do("approve_assignment", hazard, "赵"), None
