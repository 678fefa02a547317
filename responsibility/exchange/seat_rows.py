"""Carry out the rows of posts, and find the posts and persons that the rows of appointments name."""

from collections import defaultdict

from django.utils.translation import gettext as _

from responsibility.enums import PostKind
from responsibility.exchange.carrying import Carrying, RowLeft
from responsibility.exchange.cells import text
from responsibility.exchange.layout import APPOINTMENTS, POSTS, Layout
from responsibility.exchange.rows import AppointmentRow, PostRow
from responsibility.models import Person, Post
from responsibility.services.people import register_person
from responsibility.services.units import add_post


class Seats:
    """Every post that a file can name, by number and by unit, kind and title."""

    def __init__(self, carrying: Carrying) -> None:
        self.carrying = carrying
        self.by_number: dict[int, Post] = {}
        self.by_name: dict[tuple[str, str, str], list[Post]] = defaultdict(list)
        self._refused: set[tuple[str, str, str]] = set()
        for post in Post.objects.select_related("unit").order_by("pk"):
            self._know(post)

    def _know(self, post: Post) -> None:
        self.by_number[post.pk] = post
        self.by_name[_stored(post)].append(post)

    def carry(self) -> None:
        """Add the posts that don't exist. One that does never changes: its acts and tenures were about it as it is."""
        for row in self.carrying.parsed.posts:
            with self.carrying.row(POSTS, row.line, "title"):
                try:
                    self._carry(row)
                except RowLeft:
                    self._refused.add(_name(row))
                    raise

    def _carry(self, row: PostRow) -> None:
        known = row.post_number is not None or bool(self.by_name.get(_name(row)))
        if not known:
            unit = self.carrying.unit(POSTS, row.line, "unit", row.unit)
            single = True if row.single_seat is None else row.single_seat
            made = add_post(
                actor=self.carrying.actor, unit=unit, kind=PostKind(row.kind), title=row.title, single_seat=single
            )
            self._know(made)
            self.carrying.done["add_post"] += 1
            return
        post = self.named(POSTS, row)
        if row.single_seat is not None and row.single_seat != post.single_seat:
            raise self.carrying.leave(POSTS, row.line, "single_seat", _("岗位已设立，这一项不能变更"))

    def named(self, layout: Layout, row: PostRow | AppointmentRow) -> Post:
        """Return the post that a row names. Raises RowLeft."""
        if row.post_number is not None:
            return self._numbered(layout, row, row.post_number)
        found = self.by_name.get(_name(row), [])
        if len(found) == 1:
            return found[0]
        if found:
            words = _("有 %(count)d 个同名岗位，请填岗位编号") % {"count": len(found)}
            raise self.carrying.leave(layout, row.line, "post_number", words)
        if _name(row) in self._refused or row.unit in self.carrying.refused_units:
            raise RowLeft
        self.carrying.unit(layout, row.line, "unit", row.unit)
        raise self.carrying.leave(layout, row.line, "title", _("该单位没有这个岗位，请先在“岗位”表中填写"))

    def _numbered(self, layout: Layout, row: PostRow | AppointmentRow, number: int) -> Post:
        post = self.by_number.get(number)
        if post is None:
            raise self.carrying.leave(layout, row.line, "post_number", _("没有这个岗位编号"))
        said, stored = _name(row), _stored(post)
        wrong = [name for name, one, other in zip(("unit", "kind", "title"), said, stored, strict=True) if one != other]
        for name in wrong:
            self.carrying.parsed.add(layout, row.line, name, _("与岗位编号 %(number)d 不符") % {"number": number})
        if wrong:
            raise RowLeft
        return post


def _stored(post: Post) -> tuple[str, str, str]:
    return text(post.unit.code), post.kind, text(post.title)


def _name(row: PostRow | AppointmentRow) -> tuple[str, str, str]:
    return row.unit, row.kind, row.title


class People:
    """Every person that a file can name. Within one file, one name without a number is one person.

    A name that somebody in the register bears already is asked about: to give a stranger a seat would give him its
    powers.
    """

    def __init__(self, carrying: Carrying) -> None:
        self.carrying = carrying
        rows = carrying.parsed.appointments
        names, numbers = {row.person for row in rows}, {row.person_number for row in rows if row.person_number}
        self.by_number = {person.pk: person for person in Person.objects.filter(pk__in=numbers)}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.filter(name__in=names).order_by("pk"):
            self.by_name[person.name].append(person)
        self._made: dict[str, Person] = {}

    def numbered(self, row: AppointmentRow) -> Person | None:
        """Return the person whose number a row gives; None when it gives none. Raises RowLeft."""
        if row.person_number is None:
            return None
        person = self.by_number.get(row.person_number)
        if person is None or text(person.name) != row.person:
            raise self.carrying.leave(APPOINTMENTS, row.line, "person_number", _("没有这个编号和姓名的人员"))
        return person

    def new(self, row: AppointmentRow) -> Person:
        """Return the person a row without number means: entered now, or by an earlier row. Raises RowLeft."""
        if row.person in self._made:
            return self._made[row.person]
        namesakes = self.by_name.get(row.person, [])
        if namesakes:
            numbers = "、".join(str(person.pk) for person in namesakes)
            words = _("已有同名人员（编号 %(numbers)s）：请填人员编号") % {"numbers": numbers}
            raise self.carrying.leave(APPOINTMENTS, row.line, "person_number", words)
        made = self._made[row.person] = register_person(actor=self.carrying.actor, name=row.person)
        self.carrying.done["register_person"] += 1
        return made
