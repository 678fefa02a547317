"""Give, end and list dated exceptions (例外查看) from the command line: the only door for those on a unit."""

from datetime import datetime, time
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from hazards.enums import ExceptionKind
from hazards.models import Hazard, HazardException, UnitException
from hazards.services.exceptions import Given, end_exception, give_exception
from records.actor import Actor
from records.clock import now
from responsibility.models import Unit, User
from responsibility.spans import alive
from workflow.refusals import RefusedError


class Command(BaseCommand):
    """`give`, `end`, `list`. Whoever is named by --by is asked for his seat as on a page."""

    help = "例外查看：give 给予，end 结束，list 列出现在有效的"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the three doings."""
        doing = parser.add_subparsers(dest="doing", required=True)
        give = doing.add_parser("give")
        on = give.add_mutually_exclusive_group(required=True)
        on.add_argument("--hazard", metavar="NUMBER", help="隐患编号")
        on.add_argument("--unit", metavar="CODE", help="单位代码：责任链上有它的全部隐患")
        give.add_argument("--to", metavar="USERNAME", required=True, help="给哪个账号")
        give.add_argument("--kind", choices=ExceptionKind.values, required=True, help="种类")
        give.add_argument("--until", metavar="DATE", required=True, help="看到哪一天（含当天），如 2026-12-31")
        end = doing.add_parser("end")
        end.add_argument("exception", metavar="ID", help="list 所列的编号，如 unit/3")
        for one in (give, end):
            one.add_argument("--by", metavar="USERNAME", required=True, help="以哪个账号的名义")
            one.add_argument("--reason", required=True, help="理由")
        doing.add_parser("list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print what stands now. Refusals are printed in their own words."""
        try:
            match options["doing"]:
                case "give":
                    self.stdout.write(_line(self._give(options)))
                case "end":
                    self.stdout.write(_line(self._end(options)))
                case _:
                    for given in _living():
                        self.stdout.write(_line(given))
        except RefusedError as error:
            raise CommandError(str(error)) from error

    def _give(self, options: dict[str, Any]) -> Given:
        until = parse_date(options["until"])
        if until is None:
            raise CommandError(_("日期应写作 2026-12-31"))
        on: Any = _found(Hazard, number=options["hazard"]) if options["hazard"] else _found(Unit, code=options["unit"])
        return give_exception(
            on,
            actor=_actor(options["by"]),
            user=_found(User, username=options["to"]),
            kind=ExceptionKind(options["kind"]),
            reason=options["reason"],
            until_at=make_aware(datetime.combine(until, time(23, 59))),
        )

    def _end(self, options: dict[str, Any]) -> Given:
        which, _slash, pk = options["exception"].partition("/")
        model: Any = {"hazard": HazardException, "unit": UnitException}.get(which)
        if model is None or not pk.isdecimal():
            raise CommandError(_("编号应写作 hazard/1 或 unit/1"))
        ended: Given = end_exception(_found(model, pk=int(pk)), actor=_actor(options["by"]), reason=options["reason"])
        return ended


def _found(model: Any, **by: Any) -> Any:
    found = model.objects.filter(**by).first()
    if found is None:
        raise CommandError(_("没有 %(what)s") % {"what": " ".join(map(str, by.values()))})
    return found


def _actor(username: str) -> Actor:
    person = _found(User, username=username).person
    return Actor(person_id=person.pk, name=person.name)


def _living() -> list[Given]:
    at = now()
    models: tuple[Any, ...] = (HazardException, UnitException)
    rows = (model.objects.filter(alive(at)).select_related("content_object", "user__person") for model in models)
    return list(chain.from_iterable(rows))


def _line(given: Given) -> str:
    which = "hazard" if isinstance(given, HazardException) else "unit"
    until = localtime(given.until_at).strftime("%Y-%m-%d %H:%M")
    parts = (f"{which}/{given.pk}", given.content_object, given.user.person.name, given.kind_label, given.giver_name)
    return "  ".join(map(str, (*parts, until, given.reason)))
