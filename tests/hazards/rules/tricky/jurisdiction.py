"""Lines 24 to 34 and 58: objection, claim, disclaimer, consultation, ruling."""

from datetime import timedelta

from hazards.enums import Level, State
from hazards.sweeping import sweep_hazards
from tests import inputs
from tests.hazards.rules.tricky.line import line

ANSWERED = "本单位对本案已提出过意见，不能再次提出"


@line(24, "已派单", "消一", "object", 403, "只有牵头单位负责人可以提出异议")
@line(25, "已派单，指明城管，有依据", "消长", "object", 200, State.CLAIMABLE)
def _dispatched(world):
    return world.cast.hazard_in(State.DISPATCHED), None


@line(26, "已派单，逾期，重大", "SYSTEM", "deem_accepted", 200, State.PLANNING, waits=True)
def _silent_on_a_major(world):
    hazard = world.cast.hazard_in(State.DISPATCHED, level=Level.MAJOR)
    world.clock.forward(timedelta(days=4))
    return hazard, {}


@line(27, "整改中，昨日视为签收", "消长", "object", 409, "当前为“整改中”，不能提出异议", waits=True)
def _deemed_accepted(world):
    hazard = world.cast.hazard_in(State.DISPATCHED)
    world.clock.forward(timedelta(days=4))
    sweep_hazards()
    hazard.refresh_from_db()
    assert hazard.state == State.RECTIFYING
    world.clock.forward(timedelta(days=1))
    return hazard, None


@line(28, "整改中，〔2026〕3号裁定", "消长", "object", 409, "本案已由〔2026〕3号裁定，不得退回")
def _ruled(world):
    cast = world.cast
    hazard = cast.hazard_in(State.CONSULTING)
    words = {"ruling": {**inputs.RULING, "number": "〔2026〕3号"}}
    return cast.do("rule", hazard, "应长", number="〔2026〕3号", data=words), None


@line(29, "待认领，消防异议，指明城管", "消长", "claim", 200, State.RECTIFYING)
@line(30, "待认领，消防异议，指明城管", "城长", "disclaim", 200, State.CONSULTING)
def _objected(world):
    return world.cast.do("object", world.cast.hazard_in(State.DISPATCHED), "消长"), None


@line(31, "待认领，城管刚刚认领", "消长", "claim", 409, "已由区城管局于{claimed}认领")
def _claimed_a_moment_ago(world):
    cast = world.cast
    mine = {"unit": cast.units["CGJ"].pk, "handler": cast["城一"].person_id}
    return cast.do("claim", cast.hazard_in(State.CLAIMABLE), "城长", **mine), None


@line(32, "待认领，三个候选，城管已不予认领", "城长", "disclaim", 409, ANSWERED)
def _answered(world):
    cast = world.cast
    pool = [cast.units[code].pk for code in ("XFJ", "CGJ", "SJJ")]
    hazard = cast.do("open_for_claim", cast.report(), "李", candidates=pool)
    return cast.do("disclaim", hazard, "城长", unit=cast.units["CGJ"].pk), {"unit": cast.units["CGJ"].pk}


@line(33, "会商中", "赵", "propose_assignment", 409, "当前为“会商中”，不能拟派单")
def _consulting(world):
    return world.cast.hazard_in(State.CONSULTING), None


@line(34, "会商中，应急局已发表意见", "应长", "rule", 403, "联合办公室所在单位是争议一方，由安委会裁定")
def _the_host_was_heard(world):
    cast = world.cast
    host = cast.units["YJJ"].pk
    hazard = cast.hazard_in(State.DISPATCHED)
    cast.do("object", hazard, "消长", owner=host, data={"basis": "三定", "owner": host})
    return cast.do("disclaim", hazard, "应长"), None


@line(58, "待销号，认领有争议", "消长", "write_off", 422, "管辖争议未裁定，不能销号")
def _contested(world):
    cast = world.cast
    hazard = cast.do("claim", cast.hazard_in(State.CLAIMABLE), "消长")
    cast.do("contest_claim", hazard, "城长")
    cast.do("submit_result", hazard, "企")
    return cast.do("pass_verification", hazard, "消一"), {}
