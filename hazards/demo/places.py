"""Where the demo district's hazards can be: places with coordinates, in a district that lies in the open sea."""

from records.actor import Actor
from responsibility import services
from responsibility.enums import PlaceType as T
from responsibility.models import Place, Unit

# WGS-84, ten-millionths of a degree: a point of the East China Sea, where no such district can be mistaken for a real.
MIDDLE = (295_000_000, 1_245_000_000)
# name, address, community, operator, kind, metres north and east of the middle.
PLACES = (
    ("云汀五金厂", "柳荫路 18 号", "990199001001", "YT-F01", T.FACTORY, 40, 10),
    ("荷塘里 5 栋", "荷塘里 5 栋", "990199001001", "", T.HOUSING, 20, -60),
    ("荷塘里 6 栋", "荷塘里 6 栋", "990199001001", "", T.HOUSING, 90, -80),
    ("荷塘幼儿园（虚构）", "柳荫路 25 号", "990199001001", "", T.SCHOOL, -120, 60),
    ("柳浪小馆", "柳浪巷 31 号", "990199001002", "YT-F04", T.RESTAURANT, 150, 130),
    ("柳荫里 3 号楼", "柳荫里 3 号楼", "990199001002", "", T.HOUSING, 210, 90),
    ("石桥农贸市场", "桥东路 2 号", "990199002001", "YT-F03", T.SHOP, 2_400, 800),
    ("桥西公寓", "桥西街 77 号", "990199002002", "YT-F05", T.HOUSING, 2_900, 300),
    ("南塘木器厂", "南塘村 12 号", "990199003001", "YT-F02", T.FACTORY, -5_200, 1_900),
    ("云汀一号工地", "北塘村口", "990199003002", "YT-F06", T.SITE, -6_100, 2_400),
)
E7_PER_METRE = 90.0


def register(units: dict[str, Unit], actor: Actor) -> None:
    """Register them, where none is registered yet."""
    if Place.objects.exists():
        return
    for name, address, community, operator, kind, north, east in PLACES:
        services.register_place(
            actor=actor,
            name=name,
            address=address,
            community=units[community],
            operator=units.get(operator),
            place_type=kind,
            latitude_e7=MIDDLE[0] + round(north * E7_PER_METRE),
            longitude_e7=MIDDLE[1] + round(east * E7_PER_METRE / 0.87),
        )
