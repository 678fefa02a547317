"""The main job from end to end: a ledger comes in, every hazard goes through the gate to its write-off."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from hazards.demo import samples
from hazards.demo.drive import Driver
from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, HazardRecord
from hazards.tasks import drain_outbox
from notifications.models import Letter
from notifications.tasks import deliver_due
from sandbox.workbook.reading import WorkbookRefused


class Command(BaseCommand):
    """Import with --reopen into the demo district, drive to write-off, tell, verify. A second run changes nothing."""

    help = "演示：导入台账，逐件办到销号，再核验"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and the seed."""
        parser.add_argument(
            "file", type=Path, nargs="?", default=samples.SHIPPED, help="台账文件，默认为随产品附带的虚构台账"
        )
        parser.add_argument("--seed", type=int, default=1, help="决定哪些复查不合格、哪些重开")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, then print the tables and the verdict of `verify`."""
        before = HazardRecord.objects.count()
        try:
            result = samples.bring_in(options["file"])
        except OSError as error:
            raise CommandError(_("打不开文件：%(why)s") % {"why": error.strerror}) from error
        except WorkbookRefused as error:
            raise CommandError(str(error)) from error
        for problem in result.problems:
            self.stdout.write(f"  {problem}")
        hazards = samples.ledger_hazards()
        with tqdm(total=hazards.count(), unit="件", desc=_("办理"), disable=not sys.stderr.isatty()) as bar:
            Driver(options["seed"]).drive(hazards.order_by("id"), progress=bar.update)
        self._tell()
        self._tables(result.opened, result.known, HazardRecord.objects.count() - before)
        call_command("verify", stdout=self.stdout)

    def _tell(self) -> None:
        """Expand the outbox and deliver, here and now; a worker beside it does no harm."""
        while drain_outbox():
            pass
        deliver_due()

    def _tables(self, opened: int, known: int, written: int) -> None:
        self.stdout.write(
            _("新导入 %(opened)s 件，早已登记 %(known)s 件，本次新增记录 %(written)s 条")
            % {"opened": opened, "known": known, "written": written}
        )
        states = Counter(Hazard.objects.values_list("state", flat=True))
        self._table(_("隐患（按现状）"), [(State(state).label, n) for state, n in states.most_common()])
        names = Counter(HazardRecord.objects.values_list("name", flat=True))
        rows = [(row.label, names[row.name]) for row in LIFECYCLE.rows.values() if names[row.name]]
        self._table(_("办理动作"), rows)
        relations = Counter(Letter.objects.values_list("relation", flat=True))
        labels = {relation.name: relation.label for row in LIFECYCLE.rows.values() for relation in row.told}
        self._table(_("消息（按关系）"), [(labels.get(name, name), n) for name, n in relations.most_common()])

    def _table(self, title: str, rows: list[tuple[Any, int]]) -> None:
        self.stdout.write(f"\n{title}")
        for label, number in rows:
            self.stdout.write(f"  {number:>6}  {label}")
        self.stdout.write(f"  {sum(n for _, n in rows):>6}  " + _("合计"))
