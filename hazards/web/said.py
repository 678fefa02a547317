"""What a record says beside its note: the words of its data, under the names that its form has for them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hazards.enums import FollowUpKind, MeasureKind
from hazards.guards import CHANGE_CAUSES, NOBODY, PLAN_PARTS, RULING_PARTS, SHELF_REASONS
from hazards.web.due import say_day
from hazards.web.forms import TRANSFER_CAUSES

Parts = list[tuple[str, str]]
# Words as they were typed, by where they stand in the data.
TYPED: tuple[tuple[tuple[str, ...], Any], ...] = (
    *((("plan", part), word) for part, word in PLAN_PARTS.items()),
    (("basis",), lazy("依据")),
    (("protection",), lazy("延期期间的防护措施")),
    (("shelf", "owner"), lazy("责任人")),
    (("shelf", "control"), lazy("临时管控措施")),
    (("transfer", "receiver"), lazy("接收单位")),
    (("receipt", "unit"), lazy("接收单位")),
    (("receipt", "person"), lazy("签收人")),
    (("receipt", "paper"), lazy("文书名称和编号")),
    (("evidence", "proof"), lazy("证据")),
    *((("ruling", part), word) for part, word in RULING_PARTS.items()),
    (("ruling", "decision"), lazy("区政府的决定")),
    (("listing", "level"), lazy("挂牌级别")),
    (("listing", "government"), lazy("挂牌政府")),
    (("listing", "number"), lazy("文号")),
    (("seed",), lazy("抽取种子")),
    (("twin",), lazy("与哪一件重复")),
)
# One of a list, said by its word.
CHOSEN: tuple[tuple[tuple[str, ...], Any, Mapping[str, Any]], ...] = (
    (("kind",), lazy("措施"), dict(MeasureKind.choices)),
    (("shelf", "reason"), lazy("挂账理由"), SHELF_REASONS),
    (("transfer", "why"), lazy("为什么不由本区办理"), TRANSFER_CAUSES),
    (("cause",), lazy("变更原因"), CHANGE_CAUSES),
    (("follow_up",), lazy("事项"), dict(FollowUpKind.choices)),
)
DATED: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("until_on",), lazy("期限")),
    (("shelf", "review_on"), lazy("复核日期")),
    (("receipt", "signed_on"), lazy("签收日期")),
    (("listing", "finish_on"), lazy("完成日期")),
)


def units_in(data: Mapping[str, Any]) -> set[int]:
    """Return the units that a record's data names by their ids."""
    return {data[word] for word in ("owner", "unit") if isinstance(data.get(word), int) and data[word] != NOBODY}


def parts(data: Mapping[str, Any], units: Mapping[int, str], at: datetime) -> Parts:
    """Return what the data says, each under its name; dates as they are said at `at`."""
    found = [(word, str(_at(data, path))) for path, word in TYPED if _at(data, path)]
    found += [(word, str(words.get(_at(data, path), ""))) for path, word, words in CHOSEN if _at(data, path)]
    found += [(word, say_day(date.fromisoformat(_at(data, path)), at)) for path, word in DATED if _at(data, path)]
    return [(str(word), text) for word, text in (*found, *_units(data, units), *_counts(data)) if text]


def _at(data: Any, path: Iterable[str]) -> Any:
    for word in path:
        data = data.get(word) if isinstance(data, Mapping) else None
    return data


def _units(data: Mapping[str, Any], units: Mapping[int, str]) -> Iterable[tuple[Any, str]]:
    if "owner" in data:
        yield _("应当负责的单位"), _("无主管部门") if data["owner"] == NOBODY else units.get(data["owner"], "")


def _counts(data: Mapping[str, Any]) -> Iterable[tuple[Any, str]]:
    stages = data.get("stages")
    if stages:
        yield _("分阶段安排"), "；".join(stages)
    if "door" in data:
        yield _("办理途径"), _("整改通知书的链接，%(name)s 开具") % {"name": data.get("notice_by", "")}
    count = len(data.get("photos", ()))
    if count:
        yield _("照片"), ngettext("%(n)s 张", "%(n)s 张", count) % {"n": count}
