"""Places: where a hazard can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from responsibility.enums import PlaceType
from responsibility.models.unit import Unit


class Place(models.Model):
    """A place (场所): an address in a community, with those who own, run or let it.

    One credit code may have several places, and one address several: a landlord's house and each tenant's shop in it.
    An incomplete one was typed on the spot by whoever needed it; somebody completes it later.
    """

    name = models.CharField(_("名称"), max_length=200)
    address = models.CharField(_("地址"), max_length=300)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    community = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("所在社区或街道"), related_name="places", null=True, blank=True
    )
    place_type = models.CharField(_("场所类型"), max_length=16, choices=PlaceType, default=PlaceType.OTHER)
    trade = models.CharField(_("行业代码"), max_length=8, blank=True, help_text=_("GB/T 4754"))
    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("产权单位"), related_name="+", null=True, blank=True)
    operator = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("经营单位"), related_name="operated", null=True, blank=True
    )
    landlord = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("出租单位"), related_name="+", null=True, blank=True
    )
    # WGS-84 degrees times 10^7, as integers: records hold no floats.
    latitude_e7 = models.IntegerField(_("纬度×10⁷"), null=True, blank=True)
    longitude_e7 = models.IntegerField(_("经度×10⁷"), null=True, blank=True)
    incomplete = models.BooleanField(_("信息待补全"), default=False)
    registered_by_id = models.BigIntegerField(_("登记人编号"), null=True, blank=True)
    registered_by_name = models.CharField(_("登记人"), max_length=100, blank=True)
    registered_at = models.DateTimeField(_("登记时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("场所")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "address", "credit_code"],
                condition=models.Q(incomplete=False),
                name="responsibility_place_once",
            ),
        ]
        indexes = [
            models.Index(fields=["credit_code"]),
            models.Index(fields=["address"]),
            # Who reports asks what is near him.
            models.Index(
                fields=["latitude_e7", "longitude_e7"],
                condition=models.Q(latitude_e7__isnull=False),
                name="responsibility_place_near",
            ),
        ]

    def __str__(self) -> str:
        return self.name
