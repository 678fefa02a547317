"""The closed lists of this room: trees, ranks, posts, place types."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tree(models.TextChoices):
    """The three chains of responsibility (domain: 属地, 部门, 企业)."""

    TERRITORY = "TERRITORY", _("属地")
    DEPARTMENT = "DEPARTMENT", _("部门")
    ENTERPRISE = "ENTERPRISE", _("企业")


class Rank(models.TextChoices):
    """What a unit is within its tree."""

    DISTRICT = "DISTRICT", _("区")
    STREET = "STREET", _("街道（镇）")
    COMMUNITY = "COMMUNITY", _("社区（村）")
    GRID = "GRID", _("网格")
    COMMITTEE = "COMMITTEE", _("安全生产委员会")
    COORDINATOR = "COORDINATOR", _("统筹协调办公室")
    BUREAU = "BUREAU", _("委办局")
    DIVISION = "DIVISION", _("科室（大队）")
    ENTERPRISE = "ENTERPRISE", _("单位（企业）")
    BRANCH = "BRANCH", _("分支机构（车间）")


# Who is supervised, beside those who supervise.
OF_ENTERPRISES = (Rank.ENTERPRISE, Rank.BRANCH)


class PostKind(models.TextChoices):
    """What a seat is for. A relation of the law names kinds, never titles."""

    HEAD = "HEAD", _("主要负责人")
    DEPUTY = "DEPUTY", _("分管负责人")
    SAFETY_OFFICE = "SAFETY_OFFICE", _("应急办经办")
    OFFICER = "OFFICER", _("执法（承办）人员")
    DUTY = "DUTY", _("值班席")
    GRID_WORKER = "GRID_WORKER", _("网格员")
    PRINCIPAL = "PRINCIPAL", _("单位主要负责人")
    SAFETY_MANAGER = "SAFETY_MANAGER", _("安全管理人员")


class PlaceType(models.TextChoices):
    """Kinds of place; the nine small ones (九小场所) follow the Shandong list, which each district may extend."""

    FACTORY = "FACTORY", _("工厂")
    WORKSHOP = "WORKSHOP", _("小生产加工企业")
    SHOP = "SHOP", _("小商店")
    RESTAURANT = "RESTAURANT", _("小餐饮场所")
    HOTEL = "HOTEL", _("小旅馆")
    ENTERTAINMENT = "ENTERTAINMENT", _("小歌舞娱乐场所")
    INTERNET_CAFE = "INTERNET_CAFE", _("小网吧")
    BATH = "BATH", _("小美容洗浴场所")
    SCHOOL = "SCHOOL", _("小学校（幼儿园）")
    HOSPITAL = "HOSPITAL", _("小医院（诊所）")
    HOUSING = "HOUSING", _("居民住宅")
    SITE = "SITE", _("建设工地")
    PUBLIC = "PUBLIC", _("公共场所")
    OTHER = "OTHER", _("其他")
