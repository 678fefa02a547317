"""Units of the three trees, and where each stands in its tree at any instant."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.enums import Rank, Tree


class Unit(models.Model):
    """A street, a bureau, an enterprise. It lives from `from_at` until `until_at`; then its relations pass upward.

    Whoever asks for `responsibility.successors` gets the living unit at the end of the successors.
    """

    tree = models.CharField(_("责任体系"), max_length=10, choices=Tree)
    rank = models.CharField(_("层级"), max_length=12, choices=Rank)
    code = models.CharField(_("代码"), max_length=40, unique=True, help_text=_("区划代码、机构代码或统一社会信用代码"))
    name = models.CharField(_("名称"), max_length=200)
    sort_key = models.CharField(_("拼音"), max_length=400, blank=True)
    from_at = models.DateTimeField(_("设立"))
    until_at = models.DateTimeField(_("撤销"), null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, verbose_name=_("承继单位"), null=True, blank=True)
    # The bureau in which a coordinating office sits: a party to what that bureau is a party to.
    host = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("所在单位"), null=True, blank=True, related_name="hosted"
    )

    class Meta:
        verbose_name = _("单位")
        constraints = [
            models.CheckConstraint(
                name="responsibility_unit_interval",
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gt=models.F("from_at")),
            ),
        ]
        indexes = [models.Index(fields=["tree", "rank"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """Where a unit stands (隶属): its parent and the whole path from the root, for a span of time.

    When a unit moves, its rows and those of everything below it are closed and new ones opened.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="affiliations")
    parent = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("上级单位"), related_name="+", null=True, blank=True
    )
    path = ArrayField(models.BigIntegerField(), verbose_name=_("路径"), help_text=_("自上而下，末项为本单位"))
    from_at = models.DateTimeField(_("起"))
    until_at = models.DateTimeField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("隶属关系")
        indexes = [GinIndex(fields=["path"], name="responsibility_path")]
