"""`manage.py export_organisation FILE`: units, posts, appointments and places as they stand, as one workbook."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from records.clock import now
from responsibility.exchange.exporting import export_organisation


class Command(BaseCommand):
    """Write the workbook; importing it again changes nothing."""

    help = "导出单位、岗位、任职和场所（.xlsx）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, and the instant if it isn't now."""
        parser.add_argument("file", type=Path, help="写入的文件")
        parser.add_argument("--at", help="某一时刻的情况，如 2026-01-31T09:30；默认为现在")

    def handle(self, **options: Any) -> None:
        """Export."""
        at = now()
        if options["at"]:
            at = self._instant(options["at"])
        try:
            with options["file"].open("wb") as file:
                export_organisation(file, at=at)
        except OSError as error:
            raise CommandError(_("打不开文件：%(why)s") % {"why": error.strerror}) from error
        self.stdout.write(_("已导出到 %(file)s") % {"file": options["file"].name})

    def _instant(self, said: str) -> datetime:
        try:
            instant = parse_datetime(said)
        except ValueError:
            instant = None
        if instant is None:
            raise CommandError(_("“%(said)s”不是时刻") % {"said": said})
        return make_aware(instant) if is_naive(instant) else instant
