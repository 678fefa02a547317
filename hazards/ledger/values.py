"""One cell to one value: text, dates, yes and no, lists of people."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sandbox.workbook.sheets import Cell

# Excel's day 0 in the 1900 system, with its make-believe 1900-02-29; good for every day after that.
_EPOCH = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 2000, 2100
_SERIALS = range((date(FIRST_YEAR, 1, 1) - _EPOCH).days, (date(LAST_YEAR + 1, 1, 1) - _EPOCH).days)
_DATE_TEXT = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号.]?(?:[\sT]*\d{1,2}[:时].*)?")
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_TEXT = re.compile(r"\d{5}(?:\.\d+)?")
_BLANKS = frozenset({"/", "\\", "-", "--", "—", "——", "无", "空"})
DITTO = frozenset({"同上", "〃", "″", '"', "''", "..", "〞"})
# C0 controls have pictures of their own in Unicode (U+2400 ff.): seen by the reader, and legal in XML and PostgreSQL.
VISIBLE = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_YES = _words("是 √ ✓ ✔ y yes true 1 已整改 已完成 完成 已完成整改 整改完成 整改完毕 已落实 已整改完成")
_NO = _words("否 × ✗ ✘ x n no false 0 未整改 整改中 未完成 正在整改 待整改 未完成整改 限期整改")
_CLOSED = _words("关闭 已关闭 销号 已销号 闭环 已闭环 已完成闭环 已核销 核销 已办结 办结 完成 已完成 是 closed")
_OPEN = _words("开放 打开 未关闭 未销号 未闭环 整改中 未整改 待整改 待复查 未完成 处理中 未办结 否 open")
_BETWEEN_PEOPLE = re.compile(r"[、,，;；/／|\n]+")


class DateUnreadableError(ValueError):
    """The cell holds something that isn't one date; the message is for the user."""


def text(cell: Cell) -> str:
    """Give a cell as text: whole numbers without ".0", NFC, control characters made visible, ends stripped."""
    if isinstance(cell, str):
        value = cell.strip()
        if not value.isprintable():
            value = value.replace("\r\n", "\n").replace("\r", "\n").translate(VISIBLE).strip()
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def one_line(cell: Cell) -> str:
    """Give a cell as text of one line: a name broken by a line feed is one name."""
    value = text(cell)
    return "".join(part.strip() for part in value.split("\n")) if "\n" in value else value


def to_date(cell: Cell) -> date | None:
    """Read a date cell, a bare serial number, or a date as people write it. Raises DateUnreadableError.

    What has two readings (3/6/2019, 19.6.3) is refused, not guessed.
    """
    if isinstance(cell, datetime):
        return _likely(cell.date())
    if isinstance(cell, date):
        return _likely(cell)
    if isinstance(cell, bool):
        raise DateUnreadableError(_("“%(text)s”不是日期") % {"text": text(cell)})
    written = unicodedata.normalize("NFKC", text(cell)).strip()
    if not written or written in _BLANKS:
        return None
    match = _EIGHT_DIGITS.fullmatch(written) or _DATE_TEXT.fullmatch(written)
    if match:
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise DateUnreadableError(_("“%(text)s”不是日历上的一天") % {"text": written}) from None
        return _likely(day)
    if _SERIAL_TEXT.fullmatch(written) and int(float(written)) in _SERIALS:
        return _EPOCH + timedelta(days=int(float(written)))
    raise DateUnreadableError(_("“%(text)s”不是日期，请写成 2019-06-03 的样子") % {"text": written[:40]})


def _likely(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = _("日期 %(day)s 不在%(first)s年至%(last)s年之间")
        raise DateUnreadableError(words % {"day": day.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def to_flag(written: str) -> bool | None:
    """Tell whether 是否整改 is answered with yes or no; None for anything else."""
    word = _word(written)
    return True if word in _YES else False if word in _NO else None


def to_closed(written: str) -> bool | None:
    """Tell whether 隐患状态 means closed or open; None for anything else."""
    word = _word(written)
    return True if word in _CLOSED else False if word in _OPEN else None


def _word(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip().rstrip("。.").lower()


def split_people(written: str) -> tuple[str, ...]:
    """Split a free list of names, "李四、王五 赵六", and mend "李　四". Latin names keep their spaces.

    A ditto mark among names is no name; alone in a cell of our export it would repeat the row above.
    """
    people: list[str] = []
    for part in _BETWEEN_PEOPLE.split(written):
        pieces = part.split()
        if len(pieces) > 1 and not part.isascii():
            if all(len(piece) == 1 for piece in pieces):
                pieces = ["".join(pieces)]
            elif any(len(piece) == 1 for piece in pieces):
                pieces = [" ".join(pieces)]
            people.extend(pieces)
        elif pieces:
            people.append(" ".join(pieces))
    return tuple(person for person in people if person not in DITTO)
