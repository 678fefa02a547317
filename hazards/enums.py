"""The closed lists of a hazard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a hazard is in its life. A state says whose turn it is (hazards/lifecycle.py)."""

    REPORTED = "REPORTED", _("已上报")
    AWAITING_APPROVAL = "AWAITING_APPROVAL", _("待派单审批")
    DISPATCHED = "DISPATCHED", _("已派单")
    PLANNING = "PLANNING", _("方案编制")
    RECTIFYING = "RECTIFYING", _("整改中")
    AWAITING_VERIFICATION = "AWAITING_VERIFICATION", _("待复查")
    AWAITING_WRITE_OFF = "AWAITING_WRITE_OFF", _("待销号")
    WRITTEN_OFF = "WRITTEN_OFF", _("已销号")
    VOIDED = "VOIDED", _("作废")
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


class RequestKind(models.TextChoices):
    """What may be asked for beside the hazard."""

    VOID = "VOID", _("作废")


class RequestState(models.TextChoices):
    """What became of a request. Silence escalates, never grants."""

    PENDING = "PENDING", _("待审批")
    GRANTED = "GRANTED", _("同意")
    REFUSED = "REFUSED", _("不同意")
    WITHDRAWN = "WITHDRAWN", _("撤回")
    LAPSED = "LAPSED", _("失效")


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
