"""A ledger that somebody hands in: the file, what it would do, what it asks, how far it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.models import Person, Unit


class ImportState(models.TextChoices):
    """How far it is. The worker moves CHECKING and IMPORTING on, a person ASKING."""

    CHECKING = "CHECKING", _("正在检查")
    ASKING = "ASKING", _("等您确认")
    IMPORTING = "IMPORTING", _("正在导入")
    DONE = "DONE", _("已导入")
    REFUSED = "REFUSED", _("读不了")
    DROPPED = "DROPPED", _("已放弃")


class LedgerImport(models.Model):
    """台账导入. `result` holds the counts and the problems by row, `answers` what was asked and answered."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("何人"), related_name="+")
    # Where rows without a territory lie; whoever imports for a street imports nothing for another one.
    street = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("街道（镇）"), related_name="+", null=True)
    is_bound = models.BooleanField(_("只限本街道"), default=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    # Kept until it is imported, dropped or refused; then the hazards keep what it said.
    content = models.BinaryField(_("文件"), null=True)
    sha256 = models.CharField(_("文件哈希"), max_length=64)
    state = models.CharField(_("进度"), max_length=10, choices=ImportState, default=ImportState.CHECKING)
    handed_in_at = models.DateTimeField(_("交来时间"))
    rows = models.PositiveIntegerField(_("行数"), default=0)
    done = models.PositiveIntegerField(_("已处理行数"), default=0)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    result = models.JSONField(_("结果"), default=dict)
    answers = models.JSONField(_("答复"), default=dict)

    class Meta:
        verbose_name = _("台账导入")
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state__in=["CHECKING", "IMPORTING"]), name="hazards_import_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_moving(self) -> bool:
        """Tell whether the worker has it."""
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING)
