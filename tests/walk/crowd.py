"""The cast in a wider district: people with two seats, a second street without a head, a matter of the street's own.

安, the firm's safety manager, is an officer of the fire brigade as well; 应长 heads two offices anyhow. 游 heads a
bureau that may end.
"""

from datetime import timedelta

from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import CompetenceRule, Licence, Matter, Person
from tests import inputs
from tests.cast import REGISTRAR, Cast

DISTRICT = "990101"
WIDER = (
    ChartUnit(Tree.DEPARTMENT, Rank.BUREAU, "LYJ", "区旅游局", DISTRICT, seats=(Seat(PostKind.HEAD, "局长", "游"),)),
    ChartUnit(
        Tree.TERRITORY,
        Rank.STREET,
        "990101002",
        "新荷街道",
        DISTRICT,
        seats=(Seat(PostKind.SAFETY_OFFICE, "应急办经办", "许", single=False),),
    ),
    ChartUnit(
        Tree.ENTERPRISE,
        Rank.ENTERPRISE,
        "SHOP",
        "云汀铺面（虚构）",
        seats=(Seat(PostKind.PRINCIPAL, "店主", "铺"),),
    ),
)
# Whose head or officer each is, for what one says in the name of his unit.
HOME = {
    **dict.fromkeys(("消长", "消一", "消二", "消三", "安"), "XFJ"),
    **dict.fromkeys(("城长", "城一"), "CGJ"),
    **dict.fromkeys(("监长", "查", "看"), "SJJ"),
    **dict.fromkeys(("赵", "钱"), "990101001"),
    "应长": "YJJ",
    "游": "LYJ",
}


def crowd(cast: Cast) -> Cast:
    """Set the wider district up around the cast."""
    at = now()
    cast.units |= establish(WIDER, actor=REGISTRAR, from_at=at - timedelta(days=400))
    cast.people |= {person.name: person for person in Person.objects.all()}
    officer = cast.fire.posts.get(kind=PostKind.OFFICER)
    services.appoint(actor=REGISTRAR, person=cast.people["安"], post=officer, basis="兼任")
    Licence.objects.create(
        person=cast.people["安"], number="证-安", from_on=at.date(), until_on=at.date() + timedelta(days=365)
    )
    street_matter = Matter.objects.create(code="STREET", name="街道事项")
    CompetenceRule.objects.create(matter=street_matter, lead=cast.street, basis="清单", from_at=at - timedelta(days=9))
    inputs.clauses()
    return cast
