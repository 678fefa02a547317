"""What is to be told, the letters made of it, and each attempt to deliver one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.models import Person, Post


class Outbox(models.Model):
    """One record that somebody must be told of, written in the record's own transaction and expanded after commit."""

    topic = models.CharField(_("来源"), max_length=40)
    record_id = models.BigIntegerField(_("记录编号"))
    told = ArrayField(models.CharField(max_length=40), verbose_name=_("告知关系"))
    written_at = models.DateTimeField(_("写入时间"))
    expanded_at = models.DateTimeField(_("展开时间"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次处理"), null=True, blank=True)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("发件箱")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(expanded_at__isnull=True), name="notifications_outbox_open"),
        ]
        constraints = [models.UniqueConstraint(fields=["topic", "record_id"], name="notifications_outbox_once")]


class Channel(models.TextChoices):
    """By what road a letter goes. The inbox is the legal notice; every other road only repeats it."""

    INBOX = "INBOX", _("站内信")
    EMAIL = "EMAIL", _("电子邮件")


class LetterState(models.TextChoices):
    """Where a letter is. One whose delivery ended UNKNOWN is sent again."""

    QUEUED = "QUEUED", _("待发送")
    SENDING = "SENDING", _("发送中")
    SENT = "SENT", _("已送达")
    FAILED = "FAILED", _("发送失败，将重试")
    GAVE_UP = "GAVE_UP", _("已放弃")
    CANCELLED = "CANCELLED", _("已取消")


class Letter(models.Model):
    """What was said to whom, by which road, in which capacity: evidence. One per record, recipient and road."""

    topic = models.CharField(_("来源"), max_length=40)
    record_id = models.BigIntegerField(_("记录编号"))
    case_id = models.BigIntegerField(_("案件编号"))
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("收件人"), related_name="letters")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("收件岗位"), null=True, blank=True)
    relation = models.CharField(_("关系"), max_length=40)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    subject = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("内容"))
    state = models.CharField(_("状态"), max_length=10, choices=LetterState, default=LetterState.QUEUED)
    written_at = models.DateTimeField(_("写成时间"))
    next_try_at = models.DateTimeField(_("下次发送"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    sent_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "record_id", "person", "channel"], name="notifications_letter_once"
            ),
        ]
        indexes = [
            models.Index(
                # Road first: a thousand letters stuck on one road are not read past when another's are picked.
                fields=["channel", "next_try_at"],
                condition=models.Q(state__in=["QUEUED", "SENDING", "FAILED"]),
                name="notifications_letter_due",
            ),
            models.Index(fields=["person", "-id"], name="notifications_letter_inbox"),
            # Every page says how many are unread; what was read years ago is not counted past.
            models.Index(
                fields=["person", "-id"],
                condition=models.Q(channel="INBOX", read_at__isnull=True),
                name="notifications_letter_unread",
            ),
        ]


class Outcome(models.TextChoices):
    """How one attempt ended. UNKNOWN: nobody lived to say; the letter may have arrived and was sent again."""

    SENT = "SENT", _("已送达")
    FAILED = "FAILED", _("失败")
    UNKNOWN = "UNKNOWN", _("结果不明")
    CANCELLED = "CANCELLED", _("已取消")


class Delivery(models.Model):
    """One attempt to deliver a letter, written before the network is touched."""

    letter = models.ForeignKey(Letter, models.PROTECT, verbose_name=_("消息"), related_name="deliveries")
    started_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, blank=True)
    detail = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("发送记录")
