"""The case's row says nothing that its records don't say, and every step follows an edge of the law."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.clocks import RAISE_LEVEL
from workflow.entries import canonical_value, tracked_fields
from workflow.lifecycle import Lifecycle
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant

_NEVER_SAID = object()


def edges_of(law: Lifecycle) -> set[tuple[str, str, str]]:
    """Return every edge that a record may follow: the law's, and the ladder's, which keeps an open state."""
    kept = {(RAISE_LEVEL, state, state) for state, turn in law.turns.items() if turn.is_open}
    return {(str(name), str(source), str(target)) for name, source, target in law.edges()} | kept


@invariant("FOLD_SOURCE", lazy("每条记录的原状态等于前一条之后的状态，新状态等于其所载变更"), per_record=True)
def sources(file: CaseFile, present: Present) -> Iterator[str]:
    """Each record begins where the one before it ended."""
    state = ""
    for number, record, _before in file.steps():
        if record.source != state:
            words = _("第%(n)s条记录的原状态为“%(source)s”，前一条之后应为“%(state)s”")
            yield words % {"n": number, "source": record.source, "state": state}
        state = record.target
        if getattr(file.folds[number - 1], "state", None) != state:
            yield _("第%(n)s条记录的新状态与其所载变更不符") % {"n": number}


@invariant("FOLD_FIELDS", lazy("案件状态与各字段等于全部记录的累加"))
def fields(file: CaseFile, present: Present) -> Iterator[str]:
    """The row is the fold of its records, in every column that a record may change or that birth wrote."""
    for name in tracked_fields(type(file.case), birth=True):
        said = getattr(file.folded, name, _NEVER_SAID)
        stands = canonical_value(getattr(file.case, name))
        if said is _NEVER_SAID:
            yield _("字段 %(name)s 没有任何记录写过") % {"name": name}
        elif said != stands:
            words = _("字段 %(name)s 现为“%(stands)s”，记录累加为“%(said)s”")
            yield words % {"name": name, "stands": _short(stands), "said": _short(said)}


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


@invariant("FOLD_CHAIN", lazy("每条记录所存责任链与当时各字段一致"), per_record=True)
def chains(file: CaseFile, present: Present) -> Iterator[str]:
    """The units that a record keeps as its chain are those the case named then."""
    parties: dict[str, str] = file.case.parties  # type: ignore[attr-defined]
    for number, record, _before in file.steps():
        now_named = {party: getattr(file.folds[number - 1], column, None) for party, column in parties.items()}
        kept = {party: entry.get("unit") for party, entry in (record.said.get("chain") or {}).items()}
        differ = sorted(party for party in parties if now_named[party] != kept.get(party))
        if differ:
            yield _("第%(n)s条记录的责任链与字段不一致：%(names)s") % {"n": number, "names": "、".join(differ)}


@invariant("EDGE", lazy("每条记录都沿规程中的一条边"), per_record=True)
def edges(file: CaseFile, present: Present) -> Iterator[str]:
    """No step that the law doesn't have; the database's own list of edges is asked by EDGE_LIST."""
    known = edges_of(file.case.lifecycle)
    for number, record, _before in file.steps():
        if (record.name, record.source, record.target) not in known:
            words = _("第%(n)s条记录：规程中没有 %(name)s：“%(source)s”→“%(target)s”")
            yield words % {"n": number, "name": record.name, "source": record.source, "target": record.target}


FOLDS = (sources, fields, chains, edges)
