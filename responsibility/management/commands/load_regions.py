"""`manage.py load_regions DIR --district 110105`: found a district's territory from the bureau's tables."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from records.actor import SYSTEM
from responsibility import regions
from responsibility.enums import Rank

SHOWN = 50


class Command(BaseCommand):
    """Read areas, streets and villages, report bad rows, found what doesn't exist; can be called again and again."""

    help = "Load districts, streets and communities as territory units, from areas.csv, streets.csv, villages*.csv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the directory, which part of it, and files that lie elsewhere."""
        parser.add_argument("directory", nargs="?", type=Path, help="where areas.csv, streets.csv, villages*.csv lie")
        part = parser.add_mutually_exclusive_group(required=True)
        part.add_argument("--district", help="only this district, by its code of 6 digits")
        part.add_argument("--city", help="all districts of this city, by its code of 4 digits")
        parser.add_argument("--areas", type=Path, help="instead of DIR/areas.csv")
        parser.add_argument("--streets", type=Path, help="instead of DIR/streets.csv")
        parser.add_argument("--communities", type=Path, action="append", help="instead of DIR/villages*.csv")
        parser.add_argument("--strict", action="store_true", help="load nothing when one row is bad")

    def handle(self, **options: Any) -> None:
        """Read, check, load in one transaction, print counts and seconds."""
        started = monotonic()
        prefix = self._prefix(options)
        try:
            found = regions.read(self._files(options), prefix)
        except regions.RegionsRefused as error:
            raise CommandError(str(error)) from error
        self._report(found.problems)
        if not found.rows:
            raise CommandError(_("文件中没有代码以 %(prefix)s 开头的行") % {"prefix": prefix})
        if found.problems and options["strict"]:
            raise CommandError(_("有 %(count)d 行不合格，未载入任何单位") % {"count": len(found.problems)})
        loaded = regions.load(found, actor=SYSTEM)
        self._report(loaded.notes)
        for rank in regions.LENGTHS:
            values = {"rank": rank.label, "founded": loaded.founded[rank], "standing": loaded.standing[rank]}
            self.stdout.write(_("%(rank)s：新设 %(founded)d，已有 %(standing)d") % values)
        values = {"bad": len(found.problems), "seconds": f"{monotonic() - started:.1f}"}
        self.stdout.write(_("跳过 %(bad)d 行，用时 %(seconds)s 秒") % values)

    def _prefix(self, options: dict[str, Any]) -> str:
        prefix, length = (options["district"], 6) if options["district"] else (options["city"], 4)
        if len(prefix) != length or not (prefix.isascii() and prefix.isdigit()):
            raise CommandError(_("代码“%(code)s”应为 %(length)d 位数字") % {"code": prefix, "length": length})
        return str(prefix)

    def _files(self, options: dict[str, Any]) -> list[tuple[Rank, Path]]:
        directory = options["directory"]
        if directory is None and not (options["areas"] and options["streets"]):
            raise CommandError(_("请给出目录，或用 --areas 与 --streets 指明文件"))
        communities = options["communities"] or (sorted(directory.glob("villages*.csv")) if directory else [])
        return [
            (Rank.DISTRICT, options["areas"] or directory / "areas.csv"),
            (Rank.STREET, options["streets"] or directory / "streets.csv"),
            *((Rank.COMMUNITY, path) for path in communities),
        ]

    def _report(self, lines: list[str]) -> None:
        for line in lines[:SHOWN]:
            self.stderr.write(line)
        if len(lines) > SHOWN:
            self.stderr.write(_("……另有 %(count)d 行") % {"count": len(lines) - SHOWN})
