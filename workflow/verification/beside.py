"""Records beside a case: made anew from the case's records, by the fold that made them, and compared."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from workflow.beside import Beside, Said
from workflow.entries import canonical_value
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Invariant, Present, Words, invariant


def follows(id: str, says: Words, name: str, model: type[Beside]) -> Invariant:
    """Return the invariant that the rows of `model`, in a case's file under `name`, are the fold of its records."""

    @invariant(id, says)
    def breaks(file: CaseFile, present: Present) -> Iterator[str]:
        wanted = sorted(_values(row) for row in _fold(model, file))
        stand = sorted(_values(row) for row in file.beside[name])
        if len(wanted) != len(stand):
            words = _("%(what)s有%(stand)s件，按记录应有%(wanted)s件")
            yield words % {"what": model._meta.verbose_name, "stand": len(stand), "wanted": len(wanted)}
            return
        for number, (said, row) in enumerate(zip(wanted, stand, strict=True), start=1):
            if said != row:
                yield _("第%(n)s件%(what)s与记录不符") % {"n": number, "what": model._meta.verbose_name}

    return breaks


def _fold(model: type[Beside], file: CaseFile) -> list[Beside]:
    rows: list[Beside] = []
    for number, record, before in file.steps():
        after = file.folds[number - 1]
        if model.concerns(record.name, before, after):
            model.step(rows, _said(file, record, before, after))
    return rows


def _said(file: CaseFile, record: Any, before: Any, after: Any) -> Said:
    acted = (record.name, record.sequence, record.at, record.actor_id)
    return Said(file.case.pk, *acted, record.said["note"], record.said["data"], before, after)


def _values(row: Beside) -> list[str]:
    """The row as text, so that a date read from a record equals one read from a column."""
    return [_text(getattr(row, name)) for name in ("serial", *sorted(row.kept()))]


def _text(value: Any) -> str:
    plain = canonical_value(value) if isinstance(value, date | datetime) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)
