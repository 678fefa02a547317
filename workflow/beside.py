"""Records beside a case: matters with a life of their own, each row a fold over what the case's records say.

The gate writes one record a transition; a row here follows from it, in the same transaction. `verify` makes the rows
anew from the records, by the same fold, and compares.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models import Move


@dataclass(frozen=True, slots=True)
class Said:
    """What one record says, just being written or read back: dates in `before` and `after` may be ISO text."""

    case_id: int
    name: str
    sequence: int
    at: datetime
    actor_id: int
    note: str
    data: Mapping[str, Any]
    before: Any
    after: Any

    @classmethod
    def of(cls, move: Move) -> "Said":
        """Return what the record of a move says."""
        facts, after = move.facts, move.after
        acted = (move.name, after.version, facts.now, facts.actor.person_id)
        return cls(after.pk, *acted, facts.note, facts.data, move.before, after)


class Beside(models.Model):
    """Abstract: a matter beside a case. The concrete model has a foreign key named like the case's topic.

    `OPENS` says which transitions open a row and in which state, `MOVES` which move the rows in some states, and
    whereto. Where there may be several, the record's `data` names the one meant, under `word`, by its serial.
    """

    topic: ClassVar[str]
    word: ClassVar[str] = ""
    OPENS: ClassVar[Mapping[str, str]] = {}
    MOVES: ClassVar[Mapping[str, tuple[Sequence[str], str]]] = {}

    serial = models.PositiveIntegerField(_("起于记录"))
    state = models.CharField(_("状态"), max_length=16)
    opened_by_id = models.BigIntegerField(_("提出人编号"))
    opened_at = models.DateTimeField(_("提出时间"))
    moved_by_id = models.BigIntegerField(_("最近办理人编号"))
    moved_at = models.DateTimeField(_("最近办理时间"))

    class Meta:
        abstract = True

    @classmethod
    def concerns(cls, name: str, before: Any, after: Any) -> bool:
        """Tell whether a transition may open or move a row; asked of every record, before any row is read."""
        return name in cls.OPENS or name in cls.MOVES

    @classmethod
    def filled(cls, said: Said) -> dict[str, Any]:
        """Return the columns of a row that a record opens, beside state, persons and instants."""
        return {}

    @classmethod
    def step(cls, rows: "list[Self]", said: Said) -> None:
        """Let the case's rows follow one record: move those it moves, append the one it opens. Pure but for `rows`."""
        if said.name in cls.MOVES:
            sources, state = cls.MOVES[said.name]
            for row in cls.meant(rows, said, sources):
                row.to(state, said)
        if said.name in cls.OPENS:
            rows.append(cls.opened(said, cls.OPENS[said.name], **cls.filled(said)))

    @classmethod
    def meant(cls, rows: Iterable[Self], said: Said, sources: Sequence[str]) -> list[Self]:
        """Return the rows in these states that a record means: the one it names, else all."""
        serial = said.data.get(cls.word) if cls.word else None
        return [row for row in rows if row.state in sources and serial in (None, row.serial)]

    @classmethod
    def opened(cls, said: Said, state: str, **columns: Any) -> Self:
        """Return the row, not saved, that a record opens."""
        return cls(
            **{f"{cls.topic}_id": said.case_id},
            serial=said.sequence,
            state=str(state),
            opened_by_id=said.actor_id,
            opened_at=said.at,
            moved_by_id=said.actor_id,
            moved_at=said.at,
            **columns,
        )

    def to(self, state: str, said: Said) -> None:
        """Move the row, and note who moved it when."""
        self.state, self.moved_by_id, self.moved_at = str(state), said.actor_id, said.at

    @classmethod
    def kept(cls) -> list[str]:
        """Return the columns that follow from the records: all but the key."""
        return [field.attname for field in cls._meta.concrete_fields if field.attname != "id"]

    @classmethod
    def follow(cls, moves: Sequence[Move]) -> None:
        """Let the rows follow these moves, in the gate's transaction: one query, none when no move concerns them."""
        concerned = [move for move in moves if cls.concerns(move.name, move.before, move.after)]
        if not concerned:
            return
        owner = f"{cls.topic}_id"
        rows: dict[int, list[Any]] = {move.after.pk: [] for move in concerned}
        for row in cls._default_manager.filter(**{f"{owner}__in": list(rows)}).order_by("serial", "pk"):
            rows[getattr(row, owner)].append(row)
        new = []
        for move in concerned:
            mine = rows[move.after.pk]
            before = {row.pk: [getattr(row, name) for name in cls.kept()] for row in mine}
            cls.step(mine, Said.of(move))
            for row in mine:
                if row.pk is None:
                    new.append(row)
                elif before[row.pk] != [getattr(row, name) for name in cls.kept()]:
                    row.save()
        cls._default_manager.bulk_create(new)
