"""The closed lists of a hazard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a hazard is in its life. A state says whose turn it is (hazards/lifecycle.py)."""

    REPORTED = "REPORTED", _("已上报")
    AWAITING_APPROVAL = "AWAITING_APPROVAL", _("待派单审批")
    CLAIMABLE = "CLAIMABLE", _("待认领")
    DISPATCHED = "DISPATCHED", _("已派单")
    CONSULTING = "CONSULTING", _("会商中")
    PLANNING = "PLANNING", _("方案编制")
    RECTIFYING = "RECTIFYING", _("整改中")
    SHELVED = "SHELVED", _("挂账")
    AWAITING_VERIFICATION = "AWAITING_VERIFICATION", _("待复查")
    AWAITING_WRITE_OFF = "AWAITING_WRITE_OFF", _("待销号")
    WRITTEN_OFF = "WRITTEN_OFF", _("已销号")
    VOIDED = "VOIDED", _("作废")
    MERGED = "MERGED", _("并案")
    TRANSFERRED = "TRANSFERRED", _("移送")
    IMPORTED_CLOSED = "IMPORTED_CLOSED", _("已销号·导入")


class Level(models.TextChoices):
    """How grave: a major hazard (重大事故隐患) needs a plan, two verifiers, and never a street as lead."""

    UNSET = "", _("未定级")
    GENERAL = "GENERAL", _("一般隐患")
    MAJOR = "MAJOR", _("重大隐患")


class Source(models.TextChoices):
    """Through which door the hazard was reported."""

    PUBLIC = "PUBLIC", _("群众举报")
    GRID = "GRID", _("网格巡查")
    INSPECTION = "INSPECTION", _("部门检查")
    SELF_CHECK = "SELF_CHECK", _("企业自查")
    IMPORT = "IMPORT", _("台账导入")


class TimerKind(models.TextChoices):
    """What is timed across stages, beside the stage itself."""

    CASE = "CASE", _("全程")
    REQUEST = "REQUEST", _("申请审批")
    CONTEST = "CONTEST", _("认领争议裁定")


class RequestKind(models.TextChoices):
    """What may be asked for beside the hazard."""

    EXTEND = "EXTEND", _("延期")
    SHELVE = "SHELVE", _("挂账")
    VOID = "VOID", _("作废")
    TRANSFER = "TRANSFER", _("移送")
    LEVEL = "LEVEL", _("降级")


class RequestState(models.TextChoices):
    """What became of a request. Silence escalates, never grants."""

    PENDING = "PENDING", _("待审批")
    GRANTED = "GRANTED", _("同意")
    REFUSED = "REFUSED", _("不同意")
    WITHDRAWN = "WITHDRAWN", _("撤回")
    LAPSED = "LAPSED", _("失效")
    SIGNED = "SIGNED", _("已签收")
    RETURNED = "RETURNED", _("被退回")


class DisputeState(models.TextChoices):
    """How far a dispute about jurisdiction has come."""

    OPEN = "OPEN", _("争议中")
    SETTLED = "SETTLED", _("已认领")
    RULED = "RULED", _("已裁定")
    LAPSED = "LAPSED", _("失效")


class PositionKind(models.TextChoices):
    """What a unit says, by words or by silence, when it is asked whether a hazard is its own."""

    OBJECTION = "OBJECTION", _("异议")
    DISCLAIMER = "DISCLAIMER", _("不予认领")
    CLAIM = "CLAIM", _("认领")
    CONTEST = "CONTEST", _("对认领有异议")
    SILENCE = "SILENCE", _("未答复")


class RulingState(models.TextChoices):
    """A ruling binds at once, until another one takes its place."""

    ISSUED = "ISSUED", _("生效")
    SUPERSEDED = "SUPERSEDED", _("已改定")


class PlanState(models.TextChoices):
    """A plan of rectification is filed, not approved; the lead may send it back."""

    FILED = "FILED", _("已报备")
    RETURNED = "RETURNED", _("退回")
    COMPLETED = "COMPLETED", _("完成")
    LAID_ASIDE = "LAID_ASIDE", _("终止")


class RoundState(models.TextChoices):
    """One round of verification."""

    OPEN = "OPEN", _("复查中")
    PASSED = "PASSED", _("合格")
    FAILED = "FAILED", _("不合格")
    ANNULLED = "ANNULLED", _("作废")


class MeasureState(models.TextChoices):
    """A measure on site: ordered at once, lifted only after a passed round."""

    PROPOSED = "PROPOSED", _("拟定")
    IN_FORCE = "IN_FORCE", _("执行中")
    RELEASE_ASKED = "RELEASE_ASKED", _("申请解除")
    LIFTED = "LIFTED", _("解除")
    EXPIRED = "EXPIRED", _("期满")
    REBASED = "REBASED", _("转由他案")
    DROPPED = "DROPPED", _("未执行")


class MeasureKind(models.TextChoices):
    """What is ordered on site."""

    STOP = "STOP", _("停产停业")
    ISOLATE = "ISOLATE", _("隔离封控")
    EVACUATE = "EVACUATE", _("撤离人员")
    SEAL = "SEAL", _("查封扣押")
    POWER_CUT = "POWER_CUT", _("停止供电")


class ListingState(models.TextChoices):
    """挂牌督办 of a major hazard."""

    PROPOSED = "PROPOSED", _("拟挂")
    LISTED = "LISTED", _("挂牌")
    DECLINED = "DECLINED", _("不予挂牌")
    LIFTED = "LIFTED", _("摘牌")
    REVOKED = "REVOKED", _("撤销")


class GradingState(models.TextChoices):
    """A finding of the level; all values stay."""

    PROPOSED = "PROPOSED", _("拟降级")
    CONFIRMED = "CONFIRMED", _("已定")
    REFUSED = "REFUSED", _("不同意")
    LAPSED = "LAPSED", _("失效")


class ReviewState(models.TextChoices):
    """复核申请 of the reporter against a write-off or a merge."""

    OPEN = "OPEN", _("复核中")
    UPHELD = "UPHELD", _("成立")
    DISMISSED = "DISMISSED", _("不成立")


class SampleState(models.TextChoices):
    """回头看: drawn, then found as it should be, or not."""

    DRAWN = "DRAWN", _("已抽取")
    PASSED = "PASSED", _("合格")
    FAILED = "FAILED", _("不合格")
    NOT_FOUND = "NOT_FOUND", _("未找到")
    LAPSED = "LAPSED", _("因重开终止")


class RecusalState(models.TextChoices):
    """回避: it strikes from the asking on, until it is refused."""

    ASKED = "ASKED", _("待决定")
    GRANTED = "GRANTED", _("同意")
    REFUSED = "REFUSED", _("不同意")


class FollowUpKind(models.TextChoices):
    """What a second failed verification leads to (rule 19)."""

    INTERVIEW = "INTERVIEW", _("约谈")
    ENFORCEMENT = "ENFORCEMENT", _("执法线索")


class FollowUpState(models.TextChoices):
    """What became of it."""

    OPEN = "OPEN", _("待处理")
    DONE = "DONE", _("已处理")


class PhotoRole(models.TextChoices):
    """What a photograph shows: the hazard, what became of it, or what the verifier saw on site."""

    BEFORE = "BEFORE", _("整改前")
    AFTER = "AFTER", _("整改后")
    ON_SITE = "ON_SITE", _("现场")


class ExceptionKind(models.TextChoices):
    """Why somebody without a seat in the chain may look for a while (例外查看)."""

    EXPERT = "EXPERT", _("专家")
    AUDITOR = "AUDITOR", _("审计、监察")
    SUPERVISION_TEAM = "SUPERVISION_TEAM", _("督导组")
    CONTRACTOR = "CONTRACTOR", _("第三方服务机构")


class DoorEventKind(models.TextChoices):
    """What happened to the link of a notice."""

    OPENED = "OPENED", _("已打开")
    WRONG = "WRONG", _("核对码不对")
    REVOKED = "REVOKED", _("已作废")
    REPLACED = "REPLACED", _("已换发")
