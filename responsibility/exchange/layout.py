"""The workbook's four sheets and their columns. Titles are the file's format, the same in every language."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from django.utils.translation import override

from responsibility.enums import PlaceType, PostKind, Rank, Tree

Choices = type[Tree] | type[Rank] | type[PostKind] | type[PlaceType]


class Kind(Enum):
    """How a cell is read."""

    TEXT = auto()
    NUMBER = auto()
    MOMENT = auto()
    FLAG = auto()
    DEGREES = auto()
    CREDIT_CODE = auto()
    UNIT = auto()
    CHOICE = auto()


@cache
def labels(choices: Choices) -> dict[str, str]:
    """Return the words that the file has for each choice, the same in every language."""
    with override(None):  # the source language
        return {str(choice.value): str(choice.label) for choice in choices}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the row's field, its title, how it is read, and how long a text may be."""

    field: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int = 0
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet by its name."""

    name: str
    columns: tuple[Column, ...]


def _text(field: str, title: str, longest: int, *, required: bool = False) -> Column:
    return Column(field, title, Kind.TEXT, required, longest)


def _unit(field: str, title: str, *, required: bool = False) -> Column:
    return Column(field, title, Kind.UNIT, required, longest=40)


def _choice(field: str, title: str, choices: Choices, *, required: bool = True) -> Column:
    return Column(field, title, Kind.CHOICE, required, choices=choices)


REASON = _text("reason", "理由", 500)
_SEAT = (
    Column("post_number", "岗位编号", Kind.NUMBER),
    _unit("unit", "单位代码", required=True),
    _choice("kind", "岗位类别", PostKind),
    _text("title", "职务", 100, required=True),
)
UNITS = Layout(
    "单位",
    (
        _text("code", "代码", 40, required=True),
        _text("name", "名称", 200, required=True),
        _choice("tree", "责任体系", Tree),
        _choice("rank", "层级", Rank),
        _unit("parent", "上级代码"),
        _unit("host", "所在单位代码"),
        Column("from_at", "设立时间", Kind.MOMENT),
        Column("until_at", "撤销时间", Kind.MOMENT),
        _unit("successor", "承继单位代码"),
        REASON,
    ),
)
POSTS = Layout("岗位", (*_SEAT, Column("single_seat", "单人岗位", Kind.FLAG)))
APPOINTMENTS = Layout(
    "任职",
    (
        Column("person_number", "人员编号", Kind.NUMBER),
        _text("person", "姓名", 100, required=True),
        *_SEAT,
        Column("from_at", "起", Kind.MOMENT),
        Column("until_at", "止", Kind.MOMENT),
        _text("stands_in_for", "代谁履职", 100),
        _text("basis", "依据", 200),
        REASON,
    ),
)
PLACES = Layout(
    "场所",
    (
        Column("place_number", "场所编号", Kind.NUMBER),
        _text("name", "名称", 200, required=True),
        _text("address", "地址", 300),
        Column("credit_code", "统一社会信用代码", Kind.CREDIT_CODE),
        _unit("community", "所在社区代码"),
        _choice("place_type", "场所类型", PlaceType, required=False),
        _text("trade", "行业代码", 8),
        _unit("operator", "经营单位代码"),
        _unit("owner", "产权单位代码"),
        _unit("landlord", "出租单位代码"),
        Column("latitude_e7", "纬度", Kind.DEGREES),
        Column("longitude_e7", "经度", Kind.DEGREES),
        Column("incomplete", "待补全", Kind.FLAG),
        REASON,
    ),
)
LAYOUTS = (UNITS, POSTS, APPOINTMENTS, PLACES)
