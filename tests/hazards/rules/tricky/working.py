"""Lines 35 to 46, 55 and 57: the plan, the work, requests, measures and listings beside it."""

from datetime import timedelta

from hazards.enums import Level, State
from records.clock import now
from responsibility.models import User
from tests import inputs
from tests.hazards.rules.tricky.line import line
from workflow import durations
from workflow.timing import load_calendar

WORK = State.RECTIFYING
OFFICE = "由联合办公室审批"


@line(35, "方案编制，资金未落实", "企", "file_plan", 422, "五落实未到位：缺资金")
def _no_funds(world):
    hazard = world.cast.hazard_in(State.PLANNING, level=Level.MAJOR)
    return hazard, {"demand_on": world.cast.in_days(60), "data": {"plan": inputs.PLAN | {"funds": ""}}}


@line(36, "整改中，协办单位城管", "城一", "submit_result", 403, "协办单位不能代牵头单位办理")
def _with_a_co_unit(world):
    return world.cast.hazard_in(WORK, co_units=[world.cast.units["CGJ"].pk]), None


@line(37, "整改中，企业有账号", "郑", "submit_result", 403, "整改单位有账号，请由其自行办理")
def _the_firm_signs_in(world):
    cast = world.cast
    User.objects.create_user("wujinchang", person=cast.people["企"])
    return _of_the_community(cast), None


# The same without an account: the community files for it, and so does the grid inside.
@line(37, "整改中，企业没有账号", "郑", "submit_result", 200, State.AWAITING_VERIFICATION)
@line(37, "整改中，企业没有账号", "吴", "submit_result", 200, State.AWAITING_VERIFICATION)
def _the_firm_cannot_sign_in(world):
    return _of_the_community(world.cast), None


def _of_the_community(cast):
    hazard = cast.report(community=cast.units["990101001001"])
    for act, by in (("propose_assignment", "李"), ("approve_assignment", "赵"), ("accept", "消一")):
        cast.do(act, hazard, by)
    return hazard


@line(38, "整改中，已过期限", "企", "ask_extend", 422, "已过整改期限，不能申请延期", waits=True)
def _at_work(world):
    hazard = world.cast.hazard_in(WORK)
    if world.clock:
        world.clock.forward(timedelta(days=9))
    return hazard, None


@line(39, "整改中，挂牌，剩14个工作日", "企", "ask_extend", 422, "挂牌隐患须提前15个工作日申请")
def _listed_and_late(world):
    cast = world.cast
    hazard = _listed(cast, cast.hazard_in(State.PLANNING, level=Level.MAJOR))
    left = durations.parse("14wd").due(now(), load_calendar(hazard.clock.calendar_id)).at.date()
    return cast.do("file_plan", hazard, "企", demand_on=left), None


def _listed(cast, hazard):
    cast.do("propose_listing", hazard, "应长")
    return cast.do("put_on_list", hazard, "城长")


@line(40, "整改中，消长代企业申请延期", "消长", "extend", 403, "申请人不能审批自己的申请")
def _extension_asked_by_who_decides(world):
    return world.cast.do("ask_extend", world.cast.hazard_in(WORK), "消长"), None


@line(41, "整改中，消一申请挂账", "消长", "shelve", 403, OFFICE)
def _shelving_asked(world):
    return world.cast.do("ask_shelve", world.cast.hazard_in(WORK), "消一"), None


@line(42, "整改中，重大，未停产，已申请挂账", "应长", "shelve", 422, "重大隐患未停产停用或隔离，不能挂账")
def _no_longer_stopped(world):
    """Without a stop the asking itself is refused: here the stop ended meanwhile."""
    cast = world.cast
    hazard = cast.hazard_in(WORK, level=Level.MAJOR)
    for act, by in (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一")):
        cast.do(act, hazard, by)
    return cast.do("expire_measure", hazard, "消长"), None


@line(43, "整改中，重大，申请作废（误报）", "应长", "void", 422, "重大隐患不能作废；确属误判的先依程序降级")
def _void_of_a_major_asked(world):
    return world.cast.do("ask_void", world.cast.hazard_in(WORK, level=Level.MAJOR), "消一"), {}


# A downgrade is asked for, as a request, and decided by the office; the lead is told that he is the lead.
@line(44, "整改中，重大，消防牵头，已申请降级", "消长", "downgrade", 403, "牵头单位的人员不能审批降级")
@line(44, "整改中，重大，消防牵头，已申请降级", "城长", "downgrade", 403, OFFICE)
@line(44, "整改中，重大，消防牵头，已申请降级", "应长", "downgrade", 200, WORK)
def _lowering_asked(world):
    return world.cast.do("ask_downgrade", world.cast.hazard_in(WORK, level=Level.MAJOR), "消一"), {}


@line(45, "整改中，已同意移送，没有回执", "应长", "hand_over", 422, "接收单位尚未签收，责任仍在区消防救援局")
def _transfer_granted(world):
    cast = world.cast
    hazard = cast.do("ask_transfer", cast.hazard_in(WORK), "消一")
    return cast.do("grant_transfer", hazard, "应长"), {}


@line(46, "挂账，今日复核，无人办理", "SYSTEM", "resume", 200, WORK, waits=True)
def _review_is_due(world):
    hazard = world.cast.hazard_in(State.SHELVED)
    world.clock.set(hazard.due_at)
    return hazard, {}


@line(55, "整改中，挂长挂牌", "消长", "revoke_listing", 403, "只有挂牌单位可以摘牌或撤销挂牌")
def _put_on_the_list(world):
    return _listed(world.cast, world.cast.hazard_in(WORK, level=Level.MAJOR)), None


@line(57, "整改中，已申请解除停产", "消长", "lift_measure", 422, "尚未复查合格，不能同意恢复")
def _release_asked(world):
    cast, hazard = world.cast, world.cast.hazard_in(WORK)
    for act, by in (("propose_measure", "消一"), ("order_measure", "消二"), ("ask_release", "企")):
        cast.do(act, hazard, by)
    return hazard, None
