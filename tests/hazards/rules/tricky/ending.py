"""Lines 47 to 64: verified, written off, looked back upon, reopened."""

from datetime import timedelta

from hazards.enums import Level, PhotoRole, Source, State
from hazards.models import Hazard
from hazards.services.reporting import chain_above
from records.clock import now
from responsibility.models import Licence
from tests.hazards.rules.tricky.line import line
from workflow import engine

CHECKED, PASSED, ENDED = State.AWAITING_VERIFICATION, State.AWAITING_WRITE_OFF, State.WRITTEN_OFF
ONE_OF_TWO = "重大隐患须两名以上复查人员，现有1名"


@line(47, "待复查，消一代企业报请", "消一", "pass_verification", 403, "报请复查的人不能复查")
def _filed_by_proxy(world):
    return world.cast.do("submit_result", world.cast.hazard_in(State.RECTIFYING), "消一"), None


@line(48, "待复查，消二回避", "消二", "pass_verification", 403, "已回避")
def _recused(world):
    return world.cast.do("ask_recusal", world.cast.hazard_in(CHECKED), "企"), None


@line(49, "待复查，重大，无人签署", "消一", "pass_verification", 422, ONE_OF_TWO)
def _nobody_signed(world):
    return world.cast.hazard_in(CHECKED, level=Level.MAJOR), None


@line(50, "待复查，重大，消一签的是不合格的一轮", "消二", "pass_verification", 422, ONE_OF_TWO)
def _signed_the_failed_round(world):
    cast = world.cast
    hazard = cast.do("fail_verification", cast.hazard_in(CHECKED, level=Level.MAJOR), "消一")
    return cast.do("submit_result", hazard, "企"), None


@line(51, "待复查，消三的执法证昨日到期", "消三", "pass_verification", 403, "无有效执法证")
def _licence_ended(world):
    today = now().date()
    term = {"from_on": today - timedelta(days=99), "until_on": today - timedelta(days=1)}
    Licence.objects.create(person=world.cast.people["消三"], number="证-消三", **term)
    return world.cast.hazard_in(CHECKED), None


@line(52, "待销号，消长自己复查", "消长", "write_off", 403, "复查人不能销号")
def _verified_by_the_head(world):
    return world.cast.do("pass_verification", world.cast.hazard_in(CHECKED), "消长"), {}


@line(53, "待销号，挂牌", "消长", "write_off", 403, "挂牌隐患由区城管局销号")
@line(54, "待销号，挂牌，督办部门没有复查", "城长", "write_off", 422, "挂牌隐患须由区城管局现场复查后销号摘牌")
def _listed(world):
    cast = world.cast
    hazard = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
    road = (("propose_listing", "应长"), ("put_on_list", "城长"), ("submit_result", "企"))
    for act, by in (*road, ("sign_opinion", "消二"), ("pass_verification", "消一")):
        cast.do(act, hazard, by)
    return hazard, {}


@line(56, "待销号，停产执行中", "消长", "write_off", 422, "现场措施未处理完毕：停产停业")
def _stopped(world):
    cast, hazard = world.cast, world.cast.hazard_in(PASSED)
    for act, by in (("propose_measure", "消一"), ("order_measure", "消二")):
        cast.do(act, hazard, by)
    return hazard, {}


@line(59, "已销号，回头看不合格", "消一", "reopen", 403, "责任链上的人员不能参加回头看")
def _sampled(world):
    return world.cast.do("draw_sample", world.cast.hazard_in(ENDED), "应长"), None


@line(60, "已销号，申请复核，消长销号", "消长", "reopen", 403, "原办理人员不能复核")
def _review_asked(world):
    return world.cast.do("ask_review", world.cast.hazard_in(ENDED), "民"), None


@line(61, "立改销号，回头看不合格", "查", "reopen", 422, "原记录没有牵头单位，请重新上报并关联")
def _closed_on_the_spot(world):
    cast = world.cast
    hazard = cast.report("安", photos=cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER))
    cast.do("confirm_fixed", hazard, "李", data={})
    return cast.do("draw_sample", hazard, "应长"), None


@line(62, "已销号·导入", "查", "reopen", 409, "当前为“已销号·导入”，不能重开")
def _imported(world):
    street = world.cast.street
    hazard = Hazard(source=Source.IMPORT, description="旧台账", street=street, **chain_above(street))
    engine.open_many(Hazard, [hazard], "import_closed", actor=world.cast["李"], data=[{"sheet": "一", "row": 3}])
    return hazard, None


@line(64, "待复查，重大，消一已签", "企", "recall_result", 422, "已有复查意见，不能撤回")
def _signed(world):
    return world.cast.do("sign_opinion", world.cast.hazard_in(CHECKED, level=Level.MAJOR), "消一"), None
