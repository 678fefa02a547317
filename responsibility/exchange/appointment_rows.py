"""Carry out the rows of appointments: ends first, then who is appointed, then who stands in for whom."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from records.clock import now
from responsibility.exchange.carrying import Carrying
from responsibility.exchange.cells import text
from responsibility.exchange.layout import APPOINTMENTS
from responsibility.exchange.rows import AppointmentRow
from responsibility.exchange.seat_rows import People, Seats
from responsibility.models import Appointment, Person, Post
from responsibility.services.appointments import check_standing_in, relieve, write_appointment


def carry_appointments(carrying: Carrying, seats: Seats) -> None:
    """Appoint, let stand in, relieve. Whom the file doesn't name is left alone."""
    people = People(carrying)
    held = _Held()
    fresh: list[tuple[AppointmentRow, Post]] = []
    for row in carrying.parsed.appointments:
        with carrying.row(APPOINTMENTS, row.line, "until_at"):
            post = seats.named(APPOINTMENTS, row)
            found = held.find(row, post, people.numbered(row))
            if found is None:
                fresh.append((row, post))
            else:
                _compare(carrying, row, found)
    for row, post in sorted(fresh, key=lambda pair: bool(pair[0].stands_in_for)):
        with carrying.row(APPOINTMENTS, row.line, "person"):
            _write(carrying, row, post, people, held)


class _Held:
    """The appointments to the posts that a file can name."""

    def __init__(self) -> None:
        self.by_post: dict[int, list[Appointment]] = defaultdict(list)
        for one in Appointment.objects.select_related("person", "stands_in_for__person").order_by("pk"):
            self.by_post[one.post_id].append(one)

    def find(self, row: AppointmentRow, post: Post, person: Person | None) -> Appointment | None:
        """Return the appointment that a row describes. Without a beginning, it is one that hasn't ended."""
        at = now()
        for one in self.by_post[post.pk]:
            principal = text(one.stands_in_for.person.name) if one.stands_in_for else ""
            named = one.person_id == person.pk if person else text(one.person.name) == row.person
            lives = one.until_at is None or one.until_at > at
            if named and principal == row.stands_in_for and (row.from_at.says(one.from_at) if row.from_at else lives):
                return one
        return None

    def principals(self, row: AppointmentRow, post: Post) -> list[Appointment]:
        """Return the tenures of those for whom a row says that somebody stands in, the ended ones left out."""
        asked = row.from_at.begins_at if row.from_at else now()
        return [
            one
            for one in self.by_post[post.pk]
            if text(one.person.name) == row.stands_in_for and (one.until_at is None or one.until_at > asked)
        ]

    def add(self, made: Appointment) -> None:
        """Know an appointment that this file has made."""
        self.by_post[made.post_id].append(made)


def _compare(carrying: Carrying, row: AppointmentRow, held: Appointment) -> None:
    if row.basis and row.basis != text(held.basis):
        raise carrying.leave(APPOINTMENTS, row.line, "basis", _("任职已登记，依据不能变更"))
    if row.until_at is None:
        if held.until_at is not None:
            raise carrying.leave(APPOINTMENTS, row.line, "until_at", _("任期只能提前结束，不能延后"))
        return
    if row.until_at.says(held.until_at):
        return
    carrying.need_reason(APPOINTMENTS, row.line, row.reason, _("结束任期"))
    ends_now = row.until_at.is_at(carrying.as_of)
    relieve(held, actor=carrying.actor, reason=row.reason, until_at=None if ends_now else row.until_at.begins_at)
    carrying.done["relieve"] += 1


def _write(carrying: Carrying, row: AppointmentRow, post: Post, people: People, held: _Held) -> None:
    if not row.basis:
        raise carrying.leave(APPOINTMENTS, row.line, "basis", _("请填写%(title)s") % {"title": "依据"})
    principal = _principal(carrying, row, held.principals(row, post)) if row.stands_in_for else None
    from_at = carrying.start(APPOINTMENTS, row.line, row.from_at, row.reason)
    person = people.numbered(row) or people.new(row)
    carrying.name(APPOINTMENTS, row.line, post, person, row.reason or row.basis)
    if principal is not None:
        check_standing_in(person, principal)
    made = write_appointment(
        actor=carrying.actor,
        at=now(),
        post=post,
        person=person,
        basis=row.basis,
        from_at=from_at,
        until_at=row.until_at.begins_at if row.until_at else None,
        stands_in_for=principal,
    )
    held.add(made)
    carrying.done["stand_in" if principal else "appoint"] += 1


def _principal(carrying: Carrying, row: AppointmentRow, found: Iterable[Appointment]) -> Appointment:
    own = [one for one in found if one.stands_in_for_id is None]
    if len(own) == 1:
        return own[0]
    passed_on = any(one.stands_in_for_id is not None for one in found)
    if not own and passed_on:
        words = _("代理不能再转授")
    elif own:
        words = _("该岗位上有多人同名，分不清代谁")
    else:
        words = _("“%(name)s”不在该岗位上任职") % {"name": row.stands_in_for}
    raise carrying.leave(APPOINTMENTS, row.line, "stands_in_for", words)
