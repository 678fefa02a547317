"""What carrying out a file knows and gathers: the units it may name, what was done, what was refused and why."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from records.actor import Actor
from records.clock import now
from responsibility.exchange.cells import Moment
from responsibility.exchange.layout import Layout
from responsibility.exchange.parsing import Parsed
from responsibility.exchange.words import Change
from responsibility.models import Person, Post, Unit
from responsibility.services.refusals import ActRefused
from responsibility.stewards import is_of_power


class RowLeft(Exception):
    """The row can't be carried out, and why has been said already, here or where it is wrong."""


@dataclass(slots=True)
class Carrying:
    """One carrying out. `as_of` is the moment at which the file was handed in, and by which a date is past.

    `approved` says that a second person has agreed to what needs two; with `power_by_two` that is not only what is past
    but also who is named to a seat of power, and whoever names himself. Nothing is asked here about the whole: whoever
    calls rolls everything back when there are problems.
    """

    parsed: Parsed
    actor: Actor
    as_of: datetime
    approved: bool
    power_by_two: bool = False
    units: dict[str, Unit] = field(default_factory=dict)
    # Units whose own row was refused: what names them needs no error of its own.
    refused_units: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    # Reasons of the rows that need a second person.
    for_two: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.refused_units |= self.parsed.unreadable_units

    @contextmanager
    def row(self, layout: Layout, line: int, name: str) -> Iterator[None]:
        """Carry out one row in a savepoint; a refusal is noted at the row's cell `name`, and the next row follows."""
        try:
            with transaction.atomic():
                yield
        except ActRefused as refusal:
            self.parsed.add(layout, line, name, str(refusal))
        except RowLeft:
            pass

    def leave(self, layout: Layout, line: int, name: str, words: str) -> RowLeft:
        """Note what is wrong with a cell and return what to raise."""
        self.parsed.add(layout, line, name, words)
        return RowLeft()

    def unit(self, layout: Layout, line: int, name: str, code: str) -> Unit:
        """Return the unit that a cell names by its code. Raises RowLeft."""
        if code in self.units:
            return self.units[code]
        if code in self.refused_units:
            raise RowLeft
        raise self.leave(layout, line, name, _("没有代码为“%(code)s”的单位") % {"code": code})

    def start(self, layout: Layout, line: int, moment: Moment | None, reason: str) -> datetime:
        """Return when something begins: now, or at its moment. Notes a past one; raises RowLeft without a reason."""
        if moment is None or moment.is_at(self.as_of):
            return now()
        if moment.begins_at < self.as_of:
            if not reason:
                raise self.leave(layout, line, "reason", _("起始时间早于现在，须写明理由并由第二人审批"))
            self.for_two.append(reason)
        return moment.begins_at

    def name(self, layout: Layout, line: int, post: Post, person: Person, reason: str) -> None:
        """Note who is named to a seat, where that needs two; raises RowLeft where the second one is himself named."""
        if self.approved and person.pk == self.actor.person_id:
            raise self.leave(layout, line, "person", _("本人不能确认对自己的任命"))
        if self.power_by_two and (person.pk == self.actor.person_id or is_of_power(post)):
            self.for_two.append(reason)

    def need_reason(self, layout: Layout, line: int, reason: str, what: str) -> None:
        """Raise RowLeft for a change without a reason."""
        if not reason:
            raise self.leave(layout, line, "reason", _("%(what)s须写明理由") % {"what": what})
