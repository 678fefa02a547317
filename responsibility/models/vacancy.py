"""Seats found empty (空缺), each span once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.models.appointment import Post


class Vacancy(models.Model):
    """A head's seat without a living holder: empty since when, noticed when, and until when.

    One row a span; the act in the post's chain says to whom it passes upward meanwhile.
    """

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("岗位"), related_name="vacancies")
    from_at = models.DateTimeField(_("空缺自"))
    found_at = models.DateTimeField(_("发现时间"))
    until_at = models.DateTimeField(_("空缺至"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位空缺")
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=models.Q(until_at__isnull=True), name="responsibility_one_open_vacancy"
            ),
            models.UniqueConstraint(fields=["post", "from_at"], name="responsibility_vacancy_once_a_span"),
            models.CheckConstraint(
                name="responsibility_vacancy_interval",
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("from_at")),
            ),
        ]
