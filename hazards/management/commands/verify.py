"""Verify records and invariants on a live database. Reads only; the exit code is 1 when anything is found."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hazards.models import Hazard
from hazards.verification import Report, verify
from workflow.verification import Tally


class Command(BaseCommand):
    """One line an invariant: its id, what it says, how much was checked, passed or how many findings."""

    help = "核验：逐条重算记录链，核对全部不变量；只读，有发现时退出码为 1"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json and --case."""
        parser.add_argument("--json", action="store_true", help=_("输出 JSON"))
        parser.add_argument("--case", metavar="NUMBER", help=_("只核验该编号的隐患"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, print, and exit with 1 on any finding."""
        try:
            report = verify(options["case"])
        except Hazard.DoesNotExist as error:
            raise CommandError(_("没有编号为 %(number)s 的隐患") % {"number": options["case"]}) from error
        self.stdout.write(as_json(report) if options["json"] else as_text(report))
        if report.found:
            sys.exit(1)


def as_text(report: Report) -> str:
    """Return the report for a person: the invariants, then the findings under their ids."""
    width = max(len(tally.id) for tally in report.tallies)
    lines = [f"{tally.id:<{width}}  {tally.checked:>9}  {_verdict(tally)}  {tally.says}" for tally in report.tallies]
    for tally in report.tallies:
        lines += [f"  {finding.invariant}  {finding.subject}  {finding.words}" for finding in tally.findings]
        if tally.found > len(tally.findings):
            lines.append(_("  %(id)s  另有 %(n)s 项未列出") % {"id": tally.id, "n": tally.found - len(tally.findings)})
    total = _("截至 %(at)s：隐患 %(cases)s 件，记录 %(records)s 条，发现 %(found)s 项，用时 %(seconds)s 秒")
    lines.append(
        total
        % {
            "at": localtime(report.at).isoformat(sep=" ", timespec="seconds"),
            "cases": report.cases,
            "records": report.records,
            "found": report.found,
            "seconds": f"{report.seconds:.1f}",
        }
    )
    return "\n".join(lines)


def _verdict(tally: Tally) -> str:
    return _("发现 %(n)s") % {"n": tally.found} if tally.found else _("通过")


def as_json(report: Report) -> str:
    """Return the report for a program; the same ids, numbers and words."""
    return json.dumps(
        {
            "at": report.at.isoformat(),
            "cases": report.cases,
            "records": report.records,
            "found": report.found,
            "seconds": round(report.seconds, 3),
            "invariants": [
                {"id": tally.id, "says": str(tally.says), "checked": tally.checked, "found": tally.found}
                for tally in report.tallies
            ],
            "findings": [
                {"invariant": finding.invariant, "subject": finding.subject, "words": finding.words}
                for tally in report.tallies
                for finding in tally.findings
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
