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
from hazards.branches import AS_PARENT, WORK
from hazards.enums import Level, State
from hazards.lifecycle import LIFECYCLE
from hazards.management.commands._lifecycle_page import PAGE
from hazards.models import Hazard
from hazards.policies import default_policies
from hazards.wording import ASKS
from responsibility.relations import Relation
from workflow import diagram, durations, telling
from workflow.diagram import Names, table
from workflow.durations import Unit
from workflow.lifecycle import Turn

FILE = "docs/lifecycle.md"
SHOWN = 40
LIMITS = {
    Unit.HOUR: "clock hour",
    Unit.WORKING_DAY: "working day",
    Unit.DAY: "calendar day",
    Unit.STRICT_DAY: "strict calendar day",
    Unit.END_OF_DAY: "closing time of the day",
}
# Columns of persons that have no name in Chinese: in the words of the cast.
PERSONS = {
    "filed_ids": "the plans and results filed in this episode",
    "opinion_ids": "the opinions signed in this round of verification",
    "acted_ids": "the acts of this episode",
}


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
            silence=_silence(names),
            states=telling.states_table(LIFECYCLE, names),
            cast=telling.cast(LIFECYCLE, names, late=_late()),
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
        branches={
            WORK.name: [(str(level.label), _work(level)) for level in Level if level is not Level.UNSET],
            AS_PARENT.name: [(f"原隐患{State(state).label}", state) for state in AS_PARENT.states],
        },
    )


def _work(level: Level) -> str:
    return WORK.decide(SimpleNamespace(level=level))


def _column(name: str) -> str:
    field = Hazard._meta.get_field(name.removesuffix("_id")) if not _is_own(name) else Hazard._meta.get_field(name)
    label = str(getattr(field, "verbose_name", ""))
    if name in PERSONS:
        return f"{PERSONS[name]} `{name}`"
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
            rows.append((f"`{state}`", label, "nobody's: it has ended", "", "", "", ""))
            continue
        policies = _policies(state)
        whose, asked = diagram.relation_words(turn.relation), str(ASKS[State(state)])
        basis = "; ".join(dict.fromkeys(str(policy["basis"]) for policy in policies))
        limits, silence = _limits(_date(turn), policies), _silent_words(turn)
        rows.append((f"`{state}`", label, whose, asked, limits, silence, basis))
    titles = ("state", "中文", "whose turn", "asked to", "limit", "when silent", "basis ([P]: proposed default)")
    return table(titles, rows)


def _policies(state: str) -> list[dict[str, Any]]:
    return [policy for policy in default_policies() if policy["state"] == state]


def _silent_words(turn: Turn) -> str:
    return f"{LIFECYCLE[turn.silent].label} `{turn.silent}`" if turn.silent else "ladder"


def _silence(names: Names) -> str:
    """One line an open state: after how long, what the machine does, who is told."""
    lines = []
    for state, turn in LIFECYCLE.turns.items():
        if turn.is_open:
            policies = _policies(state)
            words = telling.silence_words(LIFECYCLE, state, names)
            when = _limits(_date(turn), policies)
            rungs = "; ".join(dict.fromkeys(_rung(rung) for policy in policies for rung in policy["ladder"]))
            lines.append(f"- {diagram.state_words(state, names)} ({when}): {words}. Ladder: {rungs}.")
    return "\n".join(lines)


def _rung(rung: dict[str, Any]) -> str:
    told = [f"{getattr(relations, name).label} `{name}`" for name in rung["told"]]
    when = "at the limit" if rung["after"] == "0" else f"{_said(rung['after'])} later"
    return f"{when} {rung['name']} to {' and '.join(told)}"


def _late() -> list[tuple[Relation, str]]:
    """The relations that the ladders tell, each with the state that is late."""
    told = [
        (name, policy["state"])
        for policy in default_policies()
        if policy["state"] in LIFECYCLE.turns
        for rung in policy["ladder"]
        for name in rung["told"]
    ]
    return [(getattr(relations, name), state) for name, state in dict.fromkeys(told)]


def _date(turn: Turn) -> str:
    """The date of the hazard's own that counts in this state, in the reader's words; empty: there is none."""
    return str(Hazard._meta.get_field(turn.dated).verbose_name) if turn.dated else ""  # type: ignore[union-attr]


def _limits(dated: str, policies: list[dict[str, Any]]) -> str:
    words = [f"{_circumstance(policy)}{_said(policy['limit'])}" for policy in policies]
    return "; ".join([f"the {dated}, else " + words[0], *words[1:]] if dated else words)


def _said(limit: str) -> str:
    """A limit in words: "3wd" is 3 working days."""
    duration = durations.parse(limit)
    if duration.unit is Unit.END_OF_DAY:
        return LIMITS[duration.unit]
    return f"{duration.n} {LIMITS[duration.unit]}{'s' if duration.n != 1 else ''}"


def _circumstance(policy: dict[str, Any]) -> str:
    level = str(Level(policy["level"]).label) if policy["level"] else ""
    said = [level, "urgent" if policy["urgent"] else ""]
    return "".join(f"{one}: " for one in said if one)
