"""Who reported, sealed (rule 30 of docs/law.md): what identifies him beyond the id, and who has looked at it.

The application's role can insert a Reporter and can't read one: the only way in is the database's function
`hazards_look_at_reporter`, which writes the look in the same statement.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reporter(models.Model):
    """What the reporter of one hazard said of himself. The birth record holds its salted commitment, nothing else."""

    hazard = models.OneToOneField("hazards.Hazard", models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=100, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    anonymous = models.BooleanField(_("要求匿名"), default=False)
    wants_reward = models.BooleanField(_("申请举报奖励"), default=False)
    salt = models.BinaryField(_("盐"), max_length=32)

    class Meta:
        verbose_name = _("上报人")
        constraints = [
            # One line each, so that the text under the commitment can be read in one way only.
            models.CheckConstraint(
                name="hazards_reporter_one_line",
                condition=~models.Q(name__contains="\n") & ~models.Q(phone__contains="\n"),
            ),
        ]


class ReporterLook(models.Model):
    """Somebody looked at who reported: who, from which seat, why, when. Written by the database with the reading."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="reporter_looks")
    person_id = models.BigIntegerField(_("查看人编号"))
    person_name = models.CharField(_("查看人"), max_length=100)
    appointment_id = models.BigIntegerField(_("所依任职"))
    seat = models.CharField(_("岗位"), max_length=320)
    reason = models.TextField(_("理由"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("上报人查看记录")
