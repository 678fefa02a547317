"""The enterprise's door: notices sent to one person in a seat of the rectifier, and what became of their links.

A row is inserted and never touched again; whether a link opens follows from the rows, the hazard and the seat at the
instant of the question (hazards/door.py). Nothing here opens a door: of the secrets only hashes are kept.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hazards.enums import DoorEventKind
from responsibility.models import Appointment, Person, Unit


class DoorLink(models.Model):
    """A notice (限期整改通知书) with its link: to whom, in which seat of which unit, by whom, until when."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="door_links")
    serial = models.PositiveSmallIntegerField(_("第几份"))
    # The hazard as it was: what takes it from the rectifier later, ends the link.
    version = models.PositiveIntegerField(_("开具时的记录序号"))
    episode = models.PositiveSmallIntegerField(_("第几次办理"))
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("整改单位"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("收件人"), related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, verbose_name=_("所依任职"), related_name="+")
    # SHA-256 of the token; of the check number, keyed by the token: who reads this row can try no numbers.
    token_hash = models.CharField(_("链接哈希"), max_length=64, unique=True)
    number_hash = models.CharField(_("核对码哈希"), max_length=64)
    phone = models.CharField(_("收件人电话"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40)
    issuer_person_id = models.BigIntegerField(_("开具人编号"))
    issuer_name = models.CharField(_("开具人"), max_length=100)
    issuer_unit = models.CharField(_("开具单位"), max_length=200)
    issuer_title = models.CharField(_("开具人职务"), max_length=100)
    issued_at = models.DateTimeField(_("开具时间"))
    until_at = models.DateTimeField(_("有效期至"))

    class Meta:
        verbose_name = _("整改通知书链接")
        constraints = [
            models.UniqueConstraint(fields=["hazard", "serial"], name="hazards_doorlink_serial"),
            models.CheckConstraint(
                name="hazards_doorlink_interval", condition=models.Q(until_at__gt=models.F("issued_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id}-{self.serial}"


class DoorEvent(models.Model):
    """What happened to a link: opened on a device, a wrong check number, revoked, replaced by a new one."""

    link = models.ForeignKey(DoorLink, models.PROTECT, related_name="events")
    kind = models.CharField(_("事项"), max_length=10, choices=DoorEventKind)
    at = models.DateTimeField(_("时间"))
    # SHA-256 of the device's secret.
    device_hash = models.CharField(_("设备哈希"), max_length=64, blank=True)
    person_id = models.BigIntegerField(_("经办人编号"))
    person_name = models.CharField(_("经办人"), max_length=100)
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("整改通知书链接经过")
        constraints = [
            models.UniqueConstraint(
                fields=["link"],
                condition=models.Q(kind__in=[DoorEventKind.REVOKED, DoorEventKind.REPLACED]),
                name="hazards_doorevent_one_end",
            ),
            models.UniqueConstraint(
                fields=["device_hash"], condition=~models.Q(device_hash=""), name="hazards_doorevent_one_device"
            ),
            models.CheckConstraint(
                name="hazards_doorevent_opens_a_device",
                condition=models.Q(kind=DoorEventKind.OPENED) ^ models.Q(device_hash=""),
            ),
        ]
