"""One cell to one value, and back to what a proposal can keep."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.timezone import get_default_timezone, localtime, make_aware
from django.utils.translation import gettext as _

from responsibility import credit_code
from responsibility.exchange.layout import Column, Kind, labels
from sandbox.workbook.sheets import Cell

_YES, _NO = frozenset({"是", "√", "Y", "YES", "TRUE", "1"}), frozenset({"否", "×", "N", "NO", "FALSE", "0"})
_MOMENT = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})日?(?:[\sT]+(\d{1,2})[:：](\d{1,2})(?:[:：](\d{1,2}))?)?"
)
_E7 = 10**7
_YEARS = range(1000, 9999)  # one short of what a zone can shift


class CellUnreadable(ValueError):
    """The cell doesn't hold what its column asks for; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date with a time of the district's clock, to the second. A bare date is its first instant.

    A bare date of the day on which the file is handed in means "from that moment on", not the midnight before.
    """

    day: date
    instant: datetime | None = None

    def says(self, stored: datetime | None) -> bool:
        """Tell whether a stored instant is this one, as far as a workbook can say it."""
        if stored is None:
            return False
        local = localtime(stored)
        return local.date() == self.day if self.instant is None else local.replace(microsecond=0) == self.instant

    def is_at(self, as_of: datetime) -> bool:
        """Tell whether it means the moment at which the file was handed in."""
        return self.instant is None and self.day == localtime(as_of).date()

    @property
    def begins_at(self) -> datetime:
        """The instant that is meant, when it isn't the moment of handing in."""
        return self.instant or make_aware(datetime.combine(self.day, datetime.min.time()))


Value = str | int | bool | Moment | None


def text(cell: Cell) -> str:
    """Give a cell as one line of text: whole numbers without ".0", unseen characters left out."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    composed = unicodedata.normalize("NFC", str(cell))
    return " ".join("".join(one if one.isprintable() else " " for one in composed).split())


def value(cell: Cell, column: Column) -> Value:
    """Read a cell as its column asks. Raises CellUnreadable. An empty one is "", or None where that says nothing."""
    said = text(cell)
    if column.required and not said:
        raise CellUnreadable(_("请填写%(title)s") % {"title": column.title})
    if column.kind in (Kind.TEXT, Kind.UNIT):
        if len(said) > column.longest:
            raise CellUnreadable(_("超过 %(limit)d 字") % {"limit": column.longest})
        return said
    if not said:
        return "" if column.kind in (Kind.CHOICE, Kind.CREDIT_CODE) else None
    if column.kind is Kind.CREDIT_CODE:
        return _credit_code(said)
    if column.kind is Kind.CHOICE:
        return _choice(said, column)
    if column.kind is Kind.MOMENT:
        return _moment(cell)
    if column.kind is Kind.FLAG:
        return _flag(said)
    return _number(said) if column.kind is Kind.NUMBER else _degrees(said)


def _choice(said: str, column: Column) -> str:
    assert column.choices is not None  # a CHOICE column has them
    words = labels(column.choices)
    for choice, label in words.items():
        if said in (label, choice):
            return choice
    choices = "、".join(words.values())
    raise CellUnreadable(_("没有“%(said)s”，可填：%(choices)s") % {"said": said, "choices": choices})


def _credit_code(said: str) -> str:
    code = credit_code.normal(said)
    wrong = "；".join(credit_code.faults(code))
    if wrong:
        raise CellUnreadable(wrong)
    return code


def _moment(cell: Cell) -> Moment:
    found = _MOMENT.fullmatch(kept(cell))
    try:
        if found is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
        instant = datetime(year, month, day, hour, minute, second, tzinfo=get_default_timezone())
        if year not in _YEARS:
            raise ValueError
        return Moment(instant.date(), instant if found[4] else None)
    except ValueError:
        words = _("“%(said)s”不是日期，请写作 2026-01-31 或 2026-01-31 09:30")
        raise CellUnreadable(words % {"said": text(cell)}) from None


def _flag(said: str) -> bool:
    if said.upper() in _YES | _NO:
        return said.upper() in _YES
    raise CellUnreadable(_("请填“是”或“否”"))


def _number(said: str) -> int:
    if said.isascii() and said.isdigit() and len(said) <= 15:
        return int(said)
    raise CellUnreadable(_("“%(said)s”不是编号") % {"said": said})


def _degrees(said: str) -> int:
    try:
        degrees = Decimal(said)
    except InvalidOperation:
        degrees = Decimal("NaN")
    if not degrees.is_finite() or abs(degrees) > 180:
        raise CellUnreadable(_("“%(said)s”不是经纬度") % {"said": said})
    return int((degrees * _E7).to_integral_value())


def kept(cell: Cell) -> str:
    """Give a cell as the text that a proposal keeps and `value` reads again as the same."""
    if isinstance(cell, datetime):
        # A spreadsheet keeps a time as a fraction of a day: a hair beside the second that was written.
        near = cell.replace(microsecond=0) + timedelta(seconds=cell.microsecond >= 500_000)
        return near.strftime("%Y-%m-%d %H:%M:%S")
    return cell.isoformat() if isinstance(cell, date) else text(cell)
