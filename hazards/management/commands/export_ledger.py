"""Export the register as a ledger workbook."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from hazards.ledger.exporting import export_hazards
from hazards.models import Hazard


class Command(BaseCommand):
    """Typed cells, no formulas; what didn't fit into a cell is said."""

    help = "导出隐患台账（.xlsx）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file."""
        parser.add_argument("file", type=Path, help="导出到哪个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, then say how many rows it has."""
        with options["file"].open("wb") as stream:
            written = export_hazards(Hazard.objects.all(), stream)
        for cut in written.cuts:
            self.stderr.write(_("第%(row)s行“%(title)s”超长，已截断") % {"row": cut.row, "title": cut.title})
        self.stdout.write(_("已导出 %(rows)s 行") % {"rows": written.rows})
