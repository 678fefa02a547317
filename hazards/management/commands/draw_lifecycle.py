"""Draw docs/lifecycle.md from the law of a hazard; with --check, say whether the file is what the law says."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from hazards import relations
from hazards.branches import WORK
from hazards.enums import Level, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.policies import default_policies
from workflow import diagram
from workflow.diagram import Names, table

FILE = "docs/lifecycle.md"
SHOWN = 40
PAGE = """\
# The life of a hazard

Drawn from `hazards/lifecycle.py`, `hazards/relations.py`, `hazards/guards.py` and `hazards/policies.py` by
`make manage ARGS='draw_lifecycle'`. Don't edit: `make check` compares. Words in Chinese are those the user reads.

## The way

{diagram}

Not drawn, because the state stays: {kept}.

## Turns

Every open state is somebody's turn and has one stage clock. Limits are the defaults a district starts with, kept as
dated `ClockPolicy` rows that it may supersede: `h` clock hours, `wd` working days, `d` calendar days.
When the limit passes, a 督办单 goes to whoever's turn it is and to the superior; silence never approves, never closes.

{turns}

## Transitions

∅ is a birth; "=" keeps the state. Clock: START begins the new state's stage clock, KEEP lets the running one run on,
STOP ends it. "told" get a letter, as whoever held the relation when it happened; who acts himself gets none.

{transitions}

## Guards

A guard is about the thing, never about the person. The number is the HTTP status of its refusal.

{guards}

## Relations

A relation names seats; its holders are those who hold them at that instant, by appointment or standing in.
Exclusions strike the natural person, whatever seat is used. "turn" may pass upward to those who press without
gaining the act.

{relations}

Who may look at a hazard:

{looks}

## Edges

What the database's trigger lets through, besides `raise_level`, the sweep's rung, which keeps any open state.

{edges}
"""


class Command(BaseCommand):
    """draw_lifecycle [--check]."""

    help = f"Draw {FILE} from the law; with --check, compare instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one flag."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file differs")

    def handle(self, *, check: bool, **options: Any) -> None:
        """Draw, then write or compare."""
        file, drawn = Path(settings.BASE_DIR) / FILE, page()
        if not check:
            file.write_text(drawn, encoding="utf-8")
            self.stdout.write(FILE)
            return
        found = file.read_text(encoding="utf-8") if file.exists() else ""
        if found != drawn:
            raise CommandError(difference(found, drawn))
        self.stdout.write(f"{FILE} says what the law says")


def difference(found: str, drawn: str) -> str:
    """Say where the file departs from the law, and what to do."""
    lines = difflib.unified_diff(found.splitlines(), drawn.splitlines(), FILE, "the law", lineterm="", n=0)
    shown = list(lines)
    left = len(shown) - SHOWN
    more = [f"… {left} more lines"] if left > 0 else []
    return "\n".join([*shown[:SHOWN], *more, "draw it anew: make manage ARGS='draw_lifecycle'"])


def page() -> str:
    """Return the whole page, the same on every machine, in the language in which the law is written."""
    with translation.override("zh-hans"):
        names = _names()
        kept = [f"{row.label} `{row.name}`" for row in LIFECYCLE.rows.values() if row.target is None]
        return PAGE.format(
            diagram=diagram.mermaid(LIFECYCLE, names),
            kept=", ".join(kept),
            turns=_turns(names),
            transitions=diagram.transitions_table(LIFECYCLE, names),
            guards=diagram.guards_table(LIFECYCLE),
            relations=diagram.relations_table(LIFECYCLE, names),
            looks=diagram.looks_table(relations.LOOKS, names),
            edges=diagram.edges_table(LIFECYCLE),
        )


def _names() -> Names:
    return Names(
        states={state.value: str(state.label) for state in State},
        column=_column,
        branches={WORK.name: [(str(level.label), _work(level)) for level in Level if level is not Level.UNSET]},
    )


def _work(level: Level) -> str:
    return WORK.decide(SimpleNamespace(level=level))


def _column(name: str) -> str:
    field = Hazard._meta.get_field(name.removesuffix("_id")) if not _is_own(name) else Hazard._meta.get_field(name)
    label = str(getattr(field, "verbose_name", ""))
    # A list without a name of its own in Chinese bears the column's.
    return f"`{field.name}`" if label == field.name.replace("_", " ") else f"{label} `{field.name}`"


def _is_own(name: str) -> bool:
    """Tell whether the name is a field's own, such as `reporter_person_id`, rather than a foreign key's column."""
    return name in {field.name for field in Hazard._meta.get_fields()}


def _turns(names: Names) -> str:
    rows = []
    for state, turn in LIFECYCLE.turns.items():
        label = names.states[state]
        if turn.relation is None:
            rows.append((f"`{state}`", label, "nobody's: it has ended", "", "", ""))
            continue
        policies = [policy for policy in default_policies() if policy["state"] == state]
        whose = diagram.relation_words(turn.relation)
        basis = "; ".join(dict.fromkeys(str(policy["basis"]) for policy in policies))
        rows.append(
            (f"`{state}`", label, whose, _limits(turn.dated is not None, policies), _superiors(policies), basis)
        )
    return table(("state", "中文", "whose turn", "limit", "superior told", "basis ([P]: proposed default)"), rows)


def _limits(dated: bool, policies: list[dict[str, Any]]) -> str:
    words = [f"{_circumstance(policy)}`{policy['limit']}`" for policy in policies]
    return "; ".join(["the dated demand 整改期限, else " + words[0], *words[1:]] if dated else words)


def _circumstance(policy: dict[str, Any]) -> str:
    level = str(Level(policy["level"]).label) if policy["level"] else ""
    said = [level, "urgent" if policy["urgent"] else ""]
    return "".join(f"{one} " for one in said if one)


def _superiors(policies: list[dict[str, Any]]) -> str:
    told = [name for policy in policies for rung in policy["ladder"] for name in rung["told"] if name != "turn"]
    return ", ".join(f"`{name}` {getattr(relations, name).label}" for name in dict.fromkeys(told))
