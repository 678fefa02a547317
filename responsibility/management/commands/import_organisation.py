"""`manage.py import_organisation FILE --actor USERNAME`: take in units, posts, appointments and places."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from responsibility.exchange import workbook
from responsibility.exchange.importing import Outcome, import_organisation
from responsibility.exchange.problems import WorkbookUnreadable
from responsibility.exchange.words import DONE
from responsibility.management.actors import actor_of


class Command(BaseCommand):
    """Tell every error by sheet, row and column; without one, do all of it, or propose it when some of it is past."""

    help = "导入单位、岗位、任职和场所（.xlsx）；有一处错误就全部不写入"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, and who answers for it."""
        parser.add_argument("file", type=Path, help="工作簿")
        parser.add_argument("--actor", metavar="USERNAME", required=True, help="以哪个账号的名义导入")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, **options: Any) -> None:
        """Import and tell what became of it."""
        actor = actor_of(options["actor"])
        try:
            with options["file"].open("rb") as file:
                sheets = workbook.read(file)
        except OSError as error:
            raise CommandError(_("打不开文件：%(why)s") % {"why": error.strerror}) from error
        except WorkbookUnreadable as error:
            raise CommandError(str(error)) from error
        outcome = import_organisation(sheets, actor=actor, dry_run=options["dry_run"])
        for problem in outcome.problems:
            self.stderr.write(str(problem))
        if outcome.problems:
            raise CommandError(_("有 %(count)d 处错误，什么也没有写入") % {"count": len(outcome.problems)})
        self._report(outcome, dry_run=options["dry_run"])

    def _report(self, outcome: Outcome, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("试导入，未写入："))
        for name, count in outcome.done.items():
            self.stdout.write(f"  {DONE[name]} {count}")
        if not outcome.done:
            self.stdout.write(_("与现状一致，没有变更"))
        if outcome.proposal:
            values = {"past": outcome.for_two, "number": outcome.proposal.pk}
            words = _("其中 %(past)d 行起始时间早于现在，全部尚未执行：待第二人审批变更 %(number)d")
            self.stdout.write(words % values)
        elif outcome.for_two:
            words = _("其中 %(past)d 行起始时间早于现在，正式导入须由第二人审批")
            self.stdout.write(words % {"past": outcome.for_two})
