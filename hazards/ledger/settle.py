"""Settle the values of one row: what follows from them, and what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hazards.ledger.rows import Severity
from hazards.ledger.values import DITTO, split_people, to_closed, to_flag
from responsibility import credit_code

# Stands for a due date until the day of the check is known.
IMMEDIATELY = "IMMEDIATELY"
IMMEDIATE_WORDS = frozenset(
    ("立即", "立即整改", "当场", "当场整改", "当天", "当日", "即时", "即日", "立查立改", "马上整改")
)
TICKS = frozenset({"√", "✓", "✔"})
_LEVELS = re.compile(r"(一般|较大|重大|特大)(事故|安全|生产安全事故)?隐患")
# The same rule as guard date_order: 整改日期早于检查日期.
_NOT_BEFORE_FOUND = (
    ("rectified_on", gettext_noop("整改日期早于检查日期")),
    ("rechecked_on", gettext_noop("复查日期早于检查日期")),
    ("due_on", gettext_noop("整改期限早于检查日期")),
)
# Pairs, searched one after the other: a single pattern with .* between them is quadratic on a forged cell.
_NUMBERING = tuple(
    (re.compile(first), re.compile(second))
    for first, second in (
        (r"(?<![\d.])1\s*[、.．)）](?!\d)", r"(?<![\d.])2\s*[、.．)）](?!\d)"),
        (r"①", r"②"),
        (r"[(（]一[)）]", r"[(（]二[)）]"),
        (r"(?<![^\s；;。])一、", r"(?<![^\s；;。])二、"),
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one field of a row."""

    field: str
    message: str
    severity: Severity


def settle(values: dict[str, Any]) -> Iterator[Finding]:
    """Bring `values` into the form of LedgerRow, in place, and give what is wrong with them."""
    if not values.get("description"):
        yield _error("description", _("缺少隐患描述"))
    yield from _settle_meanings(values)
    yield from _settle_dates(values)
    yield from _settle_parties(values)
    if holds_several_hazards(values["description"]):
        yield _warning("description", _("一条记录只能登记一处隐患"))


def _settle_meanings(values: dict[str, Any]) -> Iterator[Finding]:
    """Read status and 是否整改; tell a level in the column 隐患分类 from a type of hazard."""
    # The street ledger's 隐患分类 holds 一般隐患 or 重大隐患.
    if not values.get("level") and _LEVELS.fullmatch(values.get("hazard_type", "")):
        values["level"], values["hazard_type"] = values["hazard_type"], ""
    status = values.get("status", "")
    values["closed"] = to_closed(status)
    if status and values["closed"] is None:
        yield _warning("status", _("“%(text)s”看不出是否已经闭环") % {"text": status[:40]})
    answer = values.pop("rectified", "")
    values["rectified"] = to_flag(answer)
    if answer and values["rectified"] is None:
        yield _warning("rectified", _("“%(text)s”看不出是否已经整改") % {"text": answer[:40]})


def _settle_dates(values: dict[str, Any]) -> Iterator[Finding]:
    found_on = values.get("found_on")
    if found_on is None:
        yield _warning("found_on", _("没有检查日期"))
    if values.get("due_on") == IMMEDIATELY:
        values["due_on"] = found_on
        yield _warning("due_on", _("要求立即整改，整改期限按检查当日登记"))
    for name, words in _NOT_BEFORE_FOUND:
        day = values.get(name)
        if found_on is not None and day is not None and day < found_on:
            yield _error(name, _(words))


def _settle_parties(values: dict[str, Any]) -> Iterator[Finding]:
    department, _slash, person = values.get("rectifier_department", "").partition("/")
    people = split_people(person)
    if people and department.strip() not in DITTO and not values.get("rectifier_person"):
        values["rectifier_department"], values["rectifier_person"] = department.strip(), "、".join(people)
    if not values.get("rectifier_name") and not values.get("enterprise_name"):
        yield _warning("rectifier_name", _("没有责任单位，也没有企业名称"))
    code = credit_code.normal(values.get("credit_code", ""))
    values["credit_code"] = code
    if code:
        yield from (_warning("credit_code", words) for words in credit_code.faults(code))


def holds_several_hazards(description: str) -> bool:
    """Tell whether a description numbers more than one hazard: 1、…2、…"""
    for first, second in _NUMBERING:
        start = first.search(description)
        if start and second.search(description, start.end()):
            return True
    return False


def _error(field: str, message: str) -> Finding:
    return Finding(field, message, Severity.ERROR)


def _warning(field: str, message: str) -> Finding:
    return Finding(field, message, Severity.WARNING)
