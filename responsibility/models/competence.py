"""What is supervised (监管事项) and who may lead it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.models.unit import Unit


class Matter(models.Model):
    """A subject of supervision (监管事项), in a tree: fire safety, and below it escape routes."""

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name=_("上级事项"), null=True, blank=True)

    class Meta:
        verbose_name = _("监管事项")

    def __str__(self) -> str:
        return self.name


class CompetenceRule(models.Model):
    """Which unit answers for a matter (职责): a department, or a street by its list (街道事项清单)."""

    matter = models.ForeignKey(Matter, models.PROTECT, verbose_name=_("监管事项"), related_name="rules")
    lead = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("牵头单位"), related_name="competences")
    basis = models.CharField(_("依据"), max_length=300)
    from_at = models.DateTimeField(_("起"))
    until_at = models.DateTimeField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("职责规则")
