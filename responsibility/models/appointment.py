"""Seats and who holds them: posts, appointments, standing-in, licences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.enums import PostKind
from responsibility.models.unit import Unit
from responsibility.models.user import Person


class Post(models.Model):
    """A seat (岗位) in a unit. A single seat is held by one person at a time; a desk by several."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="posts")
    kind = models.CharField(_("岗位类别"), max_length=16, choices=PostKind)
    title = models.CharField(_("职务"), max_length=100)
    single_seat = models.BooleanField(_("单人岗位"), default=True)

    class Meta:
        verbose_name = _("岗位")
        # The pair is what an appointment refers to, so that its copy of single_seat can't differ.
        constraints = [models.UniqueConstraint(fields=["id", "single_seat"], name="responsibility_post_pair")]

    def __str__(self) -> str:
        return self.title


class Appointment(models.Model):
    """Who holds a post (任职), from when until when; with `stands_in_for`, for whom he stands in (代理).

    Database constraints: no two holders of a single seat at once, a standing-in has a term, the term lies within
    the appointment stood in for, and a standing-in can't be passed on.
    """

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("岗位"), related_name="appointments")
    single_seat = models.BooleanField(_("单人岗位"), default=True)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="appointments")
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("代谁履职"), null=True, blank=True, related_name="stand_ins"
    )
    basis = models.CharField(_("依据"), max_length=200, help_text=_("任职文件或授权书"))
    from_at = models.DateTimeField(_("起"))
    until_at = models.DateTimeField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.CheckConstraint(
                name="responsibility_appointment_interval",
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gt=models.F("from_at")),
            ),
            models.CheckConstraint(
                name="responsibility_standing_in_has_a_term",
                condition=models.Q(stands_in_for__isnull=True) | models.Q(until_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "from_at"])]


class Licence(models.Model):
    """An officer's law-enforcement licence (行政执法证), valid for whole days, the last included."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="licences")
    number = models.CharField(_("证号"), max_length=40, unique=True)
    from_on = models.DateField(_("起"))
    until_on = models.DateField(_("止"))

    class Meta:
        verbose_name = _("执法证")
