"""Import a ledger workbook from the command line."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from hazards.ledger.importing import Imported, Settings, import_reading
from hazards.ledger.match import Answers, AnswersFaultError
from hazards.ledger.read import read_ledger
from hazards.services.reporting import NoDistrictError
from records.actor import Actor
from responsibility.enums import Rank
from responsibility.models import Unit, User
from sandbox.workbook.reading import WorkbookRefused, read_workbook

IMPORTER = Actor(person_id=-2, name="台账导入")


class Command(BaseCommand):
    """Read, report every problem by sheet, row and column, take the good rows, ask about the unknown names."""

    help = "导入隐患台账（.xlsx、.xls、.ods）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and how to take it."""
        parser.add_argument("file", type=Path, help="台账文件")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--reopen", action="store_true", help="已关闭的行也按在办导入")
        parser.add_argument("--street", metavar="CODE", help="没有属地一栏时，台账所在街道的代码")
        parser.add_argument("--answers", type=Path, metavar="FILE", help="答复文件，默认为“台账文件名.answers.json”")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="以哪个账号的名义导入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then print what was done, what was not, and what is asked."""
        path: Path = options["file"]
        answers_path = options["answers"] or path.with_name(path.name + ".answers.json")
        try:
            with path.open("rb") as file:
                reading = read_ledger(read_workbook(file))
            answers = Answers.load(answers_path)
            with tqdm(total=len(reading.rows), unit="行", disable=not sys.stderr.isatty()) as bar:
                settings = Settings(
                    actor=self._actor(options["username"]),
                    street=self._street(options["street"]),
                    reopen=options["reopen"],
                    dry_run=options["dry_run"],
                    progress=bar.update,
                )
                result = import_reading(reading, answers, settings)
        except OSError as error:
            raise CommandError(_("打不开文件：%(why)s") % {"why": error.strerror}) from error
        except (WorkbookRefused, AnswersFaultError, NoDistrictError) as error:
            raise CommandError(str(error)) from error
        if (answers.open_units or answers.open_persons) and not options["dry_run"]:
            answers.save(answers_path)
        self._report(result, answers, answers_path, dry_run=options["dry_run"])
        if not reading.headers:
            raise CommandError(_("没有找到台账表头"))

    def _actor(self, username: str | None) -> Actor:
        if username is None:
            return IMPORTER
        user = User.objects.select_related("person").filter(username=username).first()
        if user is None:
            raise CommandError(_("没有账号“%(name)s”") % {"name": username})
        return Actor(user.person_id, user.person.name)

    def _street(self, code: str | None) -> Unit | None:
        if code is None:
            return None
        street = Unit.objects.filter(code=code, rank=Rank.STREET).first()
        if street is None:
            raise CommandError(_("没有代码为“%(code)s”的街道") % {"code": code})
        return street

    def _report(self, result: Imported, answers: Answers, answers_path: Path, *, dry_run: bool) -> None:
        out = self.stdout.write
        for problem in result.problems:
            out(f"  {problem}")
        if dry_run:
            out(_("试导入，未写入："))
        out(
            _(
                "在办 %(opened)s 件，历史已关闭 %(closed)s 件，早已登记 %(known)s 件，"
                "待答复 %(waiting)s 件，问题 %(bad)s 处"
            )
            % {
                "opened": result.opened,
                "closed": result.closed,
                "known": result.known,
                "waiting": result.waiting,
                "bad": len(result.problems),
            }
        )
        if answers.open_units:
            out(
                _("以下单位未登记，请在 %(file)s 中填写单位代码、new（新建）或 -（只留名称），再次导入：")
                % {"file": answers_path.name}
            )
            for name in answers.open_units:
                out(f"  {name}")
        if answers.open_persons:
            out(
                _("以下人员未登记（不影响导入，姓名按原文保存）：%(names)s")
                % {"names": "、".join(answers.open_persons)}
            )
