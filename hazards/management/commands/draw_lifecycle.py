"""Draw docs/lifecycle.md and docs/edges.md from the law; with --check, say whether they are what it says."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from hazards import relations
from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import _lifecycle_parts as parts
from hazards.management.commands._lifecycle_page import EDGES, PAGE
from workflow import diagram, happenings, telling

FILE, EDGES_FILE = "docs/lifecycle.md", "docs/edges.md"
SHOWN = 40


class Command(BaseCommand):
    """draw_lifecycle [--check]."""

    help = f"Draw {FILE} and {EDGES_FILE} from the law; with --check, compare instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one flag."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Draw, then write or compare."""
        for name, drawn in ((FILE, page()), (EDGES_FILE, edges())):
            file = Path(settings.BASE_DIR) / name
            if not check:
                file.write_text(drawn, encoding="utf-8")
                self.stdout.write(name)
                continue
            found = file.read_text(encoding="utf-8") if file.exists() else ""
            if found != drawn:
                raise CommandError(difference(name, found, drawn))
            self.stdout.write(f"{name} says what the law says")


def difference(name: str, found: str, drawn: str) -> str:
    """Say where the file departs from the law, and what to do."""
    lines = difflib.unified_diff(found.splitlines(), drawn.splitlines(), name, "the law", lineterm="", n=0)
    shown = list(lines)
    left = len(shown) - SHOWN
    more = [f"… {left} more lines"] if left > 0 else []
    return "\n".join([*shown[:SHOWN], *more, "draw it anew: make manage ARGS='draw_lifecycle'"])


def page() -> str:
    """Return the whole page, the same on every machine, in the language in which the law is written."""
    with translation.override("zh-hans"):
        names = parts.names_of_the_law()
        return PAGE.format(
            diagram=diagram.mermaid(LIFECYCLE, names),
            turns=parts.turns(names),
            ended=parts.ended(names),
            timers=parts.timers(names),
            states=happenings.states_table(LIFECYCLE, names, parts.GROUPS),
            requests=parts.requests(names),
            to_the_end=parts.to_the_end(names),
            struck=telling.struck_table(LIFECYCLE, names),
            machine=happenings.machine_table(LIFECYCLE, names),
            passing=telling.passing_table(LIFECYCLE, names),
            cast=telling.cast(LIFECYCLE, names),
            looks=telling.looks_table(relations.LOOKS, names),
            acts=happenings.acts_table(LIFECYCLE, names),
            guards=diagram.guards_table(LIFECYCLE, names),
        )


def edges() -> str:
    """Return the page of the edges."""
    return EDGES.format(edges=diagram.edges_table(LIFECYCLE))
