"""What happened, kept so that it stands as evidence. Rows of a Record are inserted and never touched again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """Abstract: one thing that happened in one chain. `body` is the evidence; the columns only repeat parts of it."""

    sequence = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("事项"), max_length=40)
    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(_("经办人编号"))
    actor_name = models.CharField(_("经办人"), max_length=100)
    body = models.TextField(_("正文"), help_text=_("规范化 JSON，哈希所覆盖的全部内容"))
    previous_hash = models.BinaryField(_("前一记录哈希"), max_length=32)
    hash = models.BinaryField(_("本记录哈希"), max_length=32)

    class Meta:
        abstract = True


class Stream(models.Model):
    """The head of one chain of acts, such as one unit's or one post's. Locked by whoever appends."""

    name = models.CharField(_("链名"), max_length=100, unique=True)
    length = models.PositiveIntegerField(_("长度"), default=0)
    head = models.BinaryField(_("链首哈希"), max_length=32)

    class Meta:
        verbose_name = _("记录链")


class Act(Record):
    """A recorded act that is not about a case: an appointment, a unit, a calendar, an approval."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="acts")

    class Meta:
        verbose_name = _("记录")
        constraints = [models.UniqueConstraint(fields=["stream", "sequence"], name="records_act_one_chain")]


class Decision(models.TextChoices):
    """What became of a proposal."""

    PENDING = "PENDING", _("待审批")
    APPROVED = "APPROVED", _("已同意")
    REFUSED = "REFUSED", _("不同意")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class Proposal(models.Model):
    """A change that needs four eyes: proposed by one person, approved by another, then applied and recorded."""

    kind = models.CharField(_("种类"), max_length=40)
    payload = models.JSONField(_("内容"))
    reason = models.TextField(_("理由"))
    proposed_by_id = models.BigIntegerField(_("提出人编号"))
    proposed_by_name = models.CharField(_("提出人"), max_length=100)
    proposed_at = models.DateTimeField(_("提出时间"))
    decision = models.CharField(_("结果"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_by_id = models.BigIntegerField(_("审批人编号"), null=True, blank=True)
    decided_by_name = models.CharField(_("审批人"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    decision_note = models.TextField(_("审批意见"), blank=True)

    class Meta:
        verbose_name = _("待审批变更")
        constraints = [
            models.CheckConstraint(
                name="records_proposal_four_eyes",
                condition=~models.Q(decision="APPROVED") | ~models.Q(decided_by_id=models.F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="records_proposal_decided_whole",
                condition=models.Q(decision="PENDING", decided_at__isnull=True, decided_by_id__isnull=True)
                | (~models.Q(decision="PENDING") & models.Q(decided_at__isnull=False, decided_by_id__isnull=False)),
            ),
        ]
