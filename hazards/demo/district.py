"""The demo district 云汀区: units, seats, persons named after the solar terms, and accounts to sign in with."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localtime

from hazards.models import Clause
from records.actor import Actor
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish, seat_of
from responsibility.enums import PostKind as P
from responsibility.enums import Rank as R
from responsibility.enums import Tree as T
from responsibility.models import Appointment, CompetenceRule, Licence, Matter, Person, Unit, User

# Written in the README: it protects nothing, since the data is made up.
PASSWORD = "bihuan-demo"  # noqa: S105
REGISTRAR = Actor(person_id=-1, name="演示登记员")
DISTRICT = "990199"
CITIZEN = "田芒种"
# Runs the accounts; holds no seat.
REGISTRY = "安小暑"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One account worth trying."""

    username: str
    person: str
    role: str
    is_staff: bool = False


SIGN_INS = (
    SignIn("shidai", "何立春", "柳荫街道办主任（审批）"),
    SignIn("fuzhu", "陆雨水", "柳荫街道分管副主任（代主任审批）"),
    SignIn("yingjiban", "杨惊蛰", "柳荫街道应急办（拟派单）"),
    SignIn("xiaofang", "白露", "区消防救援局承办人（签收、复查）"),
    SignIn("xiaofangzhang", "秦大暑", "区消防救援局局长（销号）"),
    SignIn("qiye", "石小满", "云汀五金厂厂长（整改、报请复查）"),
    SignIn("anfangban", "沈秋分", "安防救联办主任（统筹协调）"),
    SignIn("jumin", CITIZEN, "居民（上报）"),
    SignIn("wangge", "网格11乙", "荷塘社区网格员（上报）"),
    SignIn("guanli", REGISTRY, "账号管理员（查谁能办什么，为什么不能）", is_staff=True),
)


def _one(kind: P, title: str, person: str) -> Seat:
    return Seat(kind, title, person)


def _desk(kind: P, title: str, *people: str) -> tuple[Seat, ...]:
    return tuple(Seat(kind, title, person, single=False) for person in people)


def _bureau(code: str, name: str, head: str, *officers: str) -> ChartUnit:
    seats = (_one(P.HEAD, "局长", head), *_desk(P.OFFICER, "执法人员", *officers))
    return ChartUnit(T.DEPARTMENT, R.BUREAU, code, name, DISTRICT, seats=seats)


def _street(number: int, name: str, head: str, deputy: str, *office: str) -> ChartUnit:
    seats = (
        _one(P.HEAD, "街道办主任", head),
        _one(P.DEPUTY, "分管副主任", deputy),
        *_desk(P.SAFETY_OFFICE, "应急办经办", *office),
    )
    return ChartUnit(T.TERRITORY, R.STREET, f"{DISTRICT}{number:03d}", name, DISTRICT, seats=seats)


def _community(street: int, number: int, name: str, head: str, grid: str) -> ChartUnit:
    parent = f"{DISTRICT}{street:03d}"
    seats = (_one(P.HEAD, "社区主任", head), *_desk(P.GRID_WORKER, "网格员", grid))
    return ChartUnit(T.TERRITORY, R.COMMUNITY, f"{parent}{number:03d}", name, parent, seats=seats)


def _firm(code: str, name: str, principal: str, manager: str) -> ChartUnit:
    seats = (_one(P.PRINCIPAL, "主要负责人", principal), *_desk(P.SAFETY_MANAGER, "安全管理人员", manager))
    return ChartUnit(T.ENTERPRISE, R.ENTERPRISE, code, name, seats=seats)


CHART = (
    ChartUnit(T.TERRITORY, R.DISTRICT, DISTRICT, "云汀区", seats=(_one(P.HEAD, "区长", "景元旦"),)),
    ChartUnit(T.DEPARTMENT, R.COMMITTEE, "YT-AWH", "云汀区安委会", DISTRICT, seats=(_one(P.HEAD, "主任", "严冬至"),)),
    _bureau("YT-YJ", "云汀区应急局", "沈秋分", "孟小暑", "孟处暑"),
    ChartUnit(
        T.DEPARTMENT,
        R.COORDINATOR,
        "YT-AFB",
        "安防救联办",
        DISTRICT,
        "YT-YJ",
        (_one(P.HEAD, "主任", "沈秋分"), *_desk(P.OFFICER, "协调员", "孟小雪")),
    ),
    _bureau("YT-XF", "云汀区消防救援局", "秦大暑", "白露", "白霜降", "白大寒"),
    _bureau("YT-ZJ", "云汀区住建局", "崔谷雨", "崔清明", "崔夏至"),
    _bureau("YT-SJ", "云汀区市场监管局", "邵立夏", "邵小寒", "邵大雪"),
    _bureau("YT-CG", "云汀区城管局", "龙立秋", "龙春分", "龙白昼"),
    _street(1, "柳荫街道", "何立春", "陆雨水", "杨惊蛰", "杨春雷"),
    _street(2, "石桥街道", "何立冬", "陆寒露", "杨小至", "杨长夏"),
    _street(3, "南塘镇", "何清和", "陆端阳", "杨仲秋", "杨重阳"),
    *(
        _community(street, number, name, f"社区{street}{number}甲", f"网格{street}{number}乙")
        for street, names in ((1, ("荷塘社区", "柳浪社区")), (2, ("桥东社区", "桥西社区")), (3, ("南塘村", "北塘村")))
        for number, name in enumerate(names, 1)
    ),
    _firm("YT-F01", "云汀五金厂（虚构）", "石小满", "石大满"),
    _firm("YT-F02", "南塘木器厂（虚构）", "木初一", "木十五"),
    _firm("YT-F03", "石桥农贸市场（虚构）", "市初二", "市十六"),
    _firm("YT-F04", "柳浪小馆（虚构）", "饭初三", "饭十七"),
    _firm("YT-F05", "桥西公寓（虚构）", "房初四", "房十八"),
    _firm("YT-F06", "云汀一号工地（虚构）", "工初五", "工十九"),
)
# code, name, lead's code; and the streets' own list has the last two.
MATTERS = (
    ("FIRE", "消防安全", "YT-XF"),
    ("WORK", "生产作业安全", "YT-YJ"),
    ("BUILD", "建设施工安全", "YT-ZJ"),
    ("EQUIP", "特种设备安全", "YT-SJ"),
    ("GAS", "燃气安全", "YT-CG"),
    ("SMALL", "小场所日常安全", ""),
    ("OTHER", "其他", "YT-YJ"),
)
STREET_LIST = ("SMALL",)


@transaction.atomic
def ensure() -> dict[str, Unit]:
    """Set the district up, or leave it as it stands. Returns its units by code."""
    if Unit.objects.filter(code=DISTRICT).exists():
        return {unit.code: unit for unit in Unit.objects.all()}
    start = now() - timedelta(days=365)
    units = establish(CHART, actor=REGISTRAR, from_at=start)
    for name in (CITIZEN, REGISTRY):
        Person.objects.create(name=name, sort_key=services.sort_key(name))
    _matters(units)
    _clauses()
    _licences()
    _standing_in(units["990199001"])
    _accounts()
    return units


def _matters(units: dict[str, Unit]) -> None:
    start = now() - timedelta(days=365)
    rules = []
    for code, name, lead in MATTERS:
        matter = Matter.objects.create(code=code, name=name)
        leads = [units[lead]] if lead else []
        if code in STREET_LIST:
            leads += [unit for unit in units.values() if unit.rank == R.STREET and unit.code.startswith(DISTRICT)]
        rules += [CompetenceRule(matter=matter, lead=unit, basis="演示职责清单", from_at=start) for unit in leads]
    CompetenceRule.objects.bulk_create(rules)


def _clauses() -> None:
    """Clauses by which a hazard is major; made up, as everything here: a district enters those of its standards."""
    start = localtime(now()).date() - timedelta(days=365)
    words = ("疏散通道、安全出口被占用或堵塞（演示）", "特种作业人员无证上岗（演示）")
    Clause.objects.bulk_create(
        Clause(standard="演示判定标准（虚构）", number=f"5.{number}", words=text, from_on=start)
        for number, text in enumerate(words, start=1)
    )


def _licences() -> None:
    today = localtime(now()).date()
    officers = Appointment.objects.filter(post__unit__tree=T.DEPARTMENT, post__kind__in=(P.OFFICER, P.HEAD))
    for person_id in officers.values_list("person_id", flat=True).distinct():
        Licence.objects.create(
            person_id=person_id,
            number=f"演示-{person_id:05d}",
            from_on=today - timedelta(days=365),
            until_on=today + timedelta(days=2 * 365),
        )


def _standing_in(street: Unit) -> None:
    services.stand_in(
        actor=REGISTRAR,
        person=Person.objects.get(name="陆雨水"),
        for_=seat_of("何立春", street),
        basis="书面授权（演示）",
        until_at=now() + timedelta(days=90),
    )


def _accounts() -> None:
    for item in SIGN_INS:
        person = Person.objects.get(name=item.person)
        User.objects.create_user(item.username, PASSWORD, person=person, is_staff=item.is_staff)
