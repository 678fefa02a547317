"""Bring a reading into the register: one hazard a row, once, whatever the number of runs; no transition is forged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hazards.enums import Level, Source
from hazards.ledger.match import Answers, Matcher, sound_code, unit_name
from hazards.ledger.rows import LedgerReading, LedgerRow, Problem, natural_keys
from hazards.models import Hazard
from hazards.services.reporting import chain_above
from records.actor import Actor
from records.clock import now
from responsibility.enums import Rank, Tree
from responsibility.models import Unit
from responsibility.services import found_unit
from workflow import engine
from workflow.refusals import Refused

BATCH = 500
MakeUnit = Callable[[LedgerRow], Unit]


@dataclass
class Imported:
    """What an import did, or would do: counts, every problem, and the questions that are open."""

    opened: int = 0
    closed: int = 0
    known: int = 0
    waiting: int = 0
    problems: list[Problem] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Settings:
    """How to import: where rows without a territory lie, whether closed rows come as open, whether it is a trial."""

    actor: Actor
    street: Unit | None = None
    # A row that names another street than this one is a problem: who imports for a street imports for no other.
    is_bound: bool = False
    reopen: bool = False
    dry_run: bool = False
    make_unit: MakeUnit | None = None
    progress: Callable[[int], None] | None = None


def import_reading(reading: LedgerReading, answers: Answers, settings: Settings) -> Imported:
    """Import the good rows of a reading, in batches of one transaction each; known rows are left as they are.

    A row whose unit nobody knows waits until the question in `answers` is answered. A row that its source calls
    closed becomes IMPORTED_CLOSED, any other REPORTED with a fresh clock; its old limit and chain are facts.
    """
    result = Imported(problems=list(reading.problems))
    keys = [f"ledger:{key}" for key in natural_keys(reading.rows)]
    known = _known(reading.rows, keys)
    matcher = Matcher(reading.rows, answers)
    todo = [
        (row, key)
        for row, key in zip(reading.rows, keys, strict=True)
        if key not in known and (not row.number or row.number not in known)
    ]
    result.known = len(reading.rows) - len(todo)
    for chunk in _chunks(todo):
        with transaction.atomic():
            _import_chunk(chunk, matcher, settings, result)
            if settings.dry_run:
                transaction.set_rollback(True)
        if settings.progress:
            settings.progress(len(chunk))
    return result


def _known(rows: Sequence[LedgerRow], keys: Sequence[str]) -> set[str]:
    """Which rows are in the register: by their key, or by the number of an export of ours."""
    numbers = [row.number for row in rows if row.number]
    found = set(Hazard.objects.filter(birth_key__in=keys).values_list("birth_key", flat=True))
    return {str(key) for key in found} | set(Hazard.objects.filter(number__in=numbers).values_list("number", flat=True))


def _chunks(todo: list[tuple[LedgerRow, str]]) -> Iterator[list[tuple[LedgerRow, str]]]:
    for start in range(0, len(todo), BATCH):
        yield todo[start : start + BATCH]


def _import_chunk(chunk: list[tuple[LedgerRow, str]], matcher: Matcher, settings: Settings, result: Imported) -> None:
    births: dict[str, list[tuple[LedgerRow, Hazard]]] = {"import_open": [], "import_closed": []}
    chains: dict[int, dict[str, Any]] = {}
    for row, key in chunk:
        street = matcher.street(row) or settings.street
        if street is None:
            result.problems.append(_problem(row, _("不知道属地街道：请在“属地”一栏写明，或指明台账所在的街道")))
            continue
        if settings.is_bound and settings.street is not None and street.pk != settings.street.pk:
            result.problems.append(_problem(row, _("属地是%(street)s，不能代为导入") % {"street": street.name}))
            continue
        rectifier = matcher.rectifier(row) or _new_unit(row, matcher, settings)
        if rectifier is None and matcher.is_open(row):
            result.waiting += 1
            continue
        if street.pk not in chains:
            chains[street.pk] = chain_above(street)
        hazard = _hazard(row, key, street, rectifier, settings.actor, chains[street.pk])
        births["import_closed" if row.closed and not settings.reopen else "import_open"].append((row, hazard))
    for name, pairs in births.items():
        done = _open(name, pairs, settings.actor, result)
        if name == "import_closed":
            result.closed += done
        else:
            result.opened += done


def _open(name: str, pairs: list[tuple[LedgerRow, Hazard]], actor: Actor, result: Imported) -> int:
    if not pairs:
        return 0
    data = [{"sheet": row.sheet, "row": row.row_number} for row, _ in pairs]
    answers = engine.open_many(Hazard, [hazard for _, hazard in pairs], name, actor=actor, data=data)
    done = 0
    for (row, hazard), answer in zip(pairs, answers, strict=True):
        if isinstance(answer, Refused):
            result.problems += [_problem(row, words) for words in answer.words]
        else:
            done += 1
            result.ids.append(hazard.pk)
    return done


def _new_unit(row: LedgerRow, matcher: Matcher, settings: Settings) -> Unit | None:
    """Make the unit that a row names, when somebody has said that it is new."""
    if not unit_name(row) or not (matcher.wants_new(row) or settings.make_unit):
        return None
    make = settings.make_unit or _enterprise(settings.actor)
    unit = make(row)
    matcher.answers.units[unit_name(row)] = unit.code
    matcher.by_code[unit.code] = unit
    return unit


def _enterprise(actor: Actor) -> MakeUnit:
    def make(row: LedgerRow) -> Unit:
        name = unit_name(row)
        code = sound_code(row) or "L" + sha256(name.encode()).hexdigest()[:16].upper()
        return found_unit(actor=actor, tree=Tree.ENTERPRISE, rank=Rank.ENTERPRISE, code=code, name=name, from_at=now())

    return make


def _hazard(
    row: LedgerRow, key: str, street: Unit, rectifier: Unit | None, actor: Actor, chain: dict[str, Any]
) -> Hazard:
    return Hazard(
        source=Source.IMPORT,
        description=row.description,
        place_text="，".join(part for part in (row.address, row.location) if part)[:300],
        found_on=row.found_on,
        street=street,
        rectifier=rectifier,
        reporter_person_id=actor.person_id,
        level=_level(row.level),
        origin=_facts(row),
        birth_key=key,
        **chain,
    )


def _level(words: str) -> Level:
    if "重大" in words:
        return Level.MAJOR
    return Level.GENERAL if "一般" in words else Level.UNSET


def _facts(row: LedgerRow) -> dict[str, Any]:
    """What the ledger said, as facts: text, ISO dates, nothing empty."""
    facts: dict[str, Any] = {}
    for name, value in asdict(row).items():
        if value in ("", None, ()):
            continue
        if isinstance(value, date):
            facts[name] = value.isoformat()
        else:
            facts[name] = list(value) if isinstance(value, tuple) else value
    return facts


def _problem(row: LedgerRow, words: str) -> Problem:
    return Problem(sheet=row.sheet, row=row.row_number, column="", message=words)
