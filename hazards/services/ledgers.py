"""Ledgers that are handed in on a page: who may, what is rehearsed, what is carried out, and that it survives a fall.

The worker asks the table what waits, as it does with clocks and letters. One import is worked on by one process, under
an advisory lock of its session: a process that dies lets go of it, and the next one goes on behind the rows that are
in the register already.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hazards.access import Standing, standing_of_person
from hazards.ledger.importing import Imported, Settings, import_reading
from hazards.ledger.match import LEAVE, NEW, Answers, AnswersFaultError, check_codes, codes_in
from hazards.ledger.read import read_ledger
from hazards.models import ImportState, LedgerImport
from hazards.services.reporting import NoDistrictError
from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind, Rank
from responsibility.models import Person, Unit
from sandbox.workbook.reading import WorkbookRefused, read_workbook

IMPORT_LOCK = 7_204_519
MOST_ATTEMPTS = 3
MOST_PROBLEMS = 1_000
WAITING = (ImportState.CHECKING, ImportState.ASKING, ImportState.IMPORTING)
# So many files of one person wait at once, each of up to LEDGER_MAX_FILE_MB; an unanswered one no longer than so long.
MOST_WAITING = 5
KEPT_UNANSWERED = timedelta(days=7)
# Answers are remembered from so many imports before this one.
REMEMBERED = 50
STREET_KINDS = (PostKind.HEAD, PostKind.DEPUTY, PostKind.SAFETY_OFFICE)
OFFICE_KINDS = (PostKind.HEAD, PostKind.DEPUTY, PostKind.OFFICER, PostKind.DUTY)


@dataclass(frozen=True, slots=True)
class Scope:
    """For which street somebody imports; None with `is_bound` false: for any, as the rows say."""

    street_id: int | None
    is_bound: bool


def scopes(standing: Standing) -> list[Scope]:
    """Return for what a person may hand in ledgers: the coordinating office for any street, a street for itself."""
    ranked = [(standing.ranks.get(seat.unit_id), seat) for seat in standing.positions]
    if any(rank == Rank.COORDINATOR and seat.kind in OFFICE_KINDS for rank, seat in ranked):
        return [Scope(None, is_bound=False)]
    own = {seat.unit_id for rank, seat in ranked if rank == Rank.STREET and seat.kind in STREET_KINDS}
    return [Scope(unit, is_bound=True) for unit in sorted(own)]


def is_for(one: LedgerImport, standing: Standing) -> bool:
    """Tell whether a person may still hand in ledgers for where this one lies: his seat may have ended meanwhile."""
    return any(not scope.is_bound or scope.street_id == one.street_id for scope in scopes(standing))


class TooManyWaitingError(Exception):
    """Somebody has enough files waiting; the message is for the user."""


@transaction.atomic
def hand_in(content: bytes, name: str, *, standing: Standing, scope: Scope) -> LedgerImport:
    """Keep a file to be checked. The same file, handed in twice while it waits, is one import.

    Raises TooManyWaitingError above MOST_WAITING; two at once are counted one after the other.
    """
    digest = sha256(content).hexdigest()
    Person.objects.select_for_update(no_key=True).get(pk=standing.person_id)
    waiting = LedgerImport.objects.filter(person_id=standing.person_id, state__in=WAITING)
    same = waiting.filter(sha256=digest, street_id=scope.street_id).defer("content").first()
    if same is None and waiting.count() >= MOST_WAITING:
        raise TooManyWaitingError(_("已有 %(most)d 份台账没有办完，请先确认或放弃") % {"most": MOST_WAITING})
    return same or LedgerImport.objects.create(
        person_id=standing.person_id,
        street_id=scope.street_id,
        is_bound=scope.is_bound,
        file_name=name[-200:],
        content=content,
        sha256=digest,
        handed_in_at=now(),
        answers={"units": _remembered(scope), "persons": {}},
    )


def said_by(one: LedgerImport) -> Answers:
    """Return what was asked about an import, and answered."""
    return Answers(dict(one.answers["units"]), dict(one.answers["persons"]))


def answer(one: LedgerImport, units: Mapping[str, str]) -> None:
    """Take the answers to what was asked, and let the worker import. Raises AnswersFaultError for an unknown code.

    An import that isn't waiting for it stays as it is.
    """
    with transaction.atomic():
        held = LedgerImport.objects.select_for_update().get(pk=one.pk)
        if held.state != ImportState.ASKING:
            return
        asked = held.answers["units"]
        given = {name: words.strip() for name, words in units.items() if name in asked}
        check_codes(given, _living(codes_in(given)))
        held.answers = {**held.answers, "units": {**asked, **given}}
        held.state, held.done, held.attempts = ImportState.IMPORTING, 0, 0
        held.save(update_fields=["answers", "state", "done", "attempts"])


def drop(one: LedgerImport) -> None:
    """Give up an import that waits for its confirmation."""
    waiting = LedgerImport.objects.filter(pk=one.pk, state=ImportState.ASKING)
    waiting.update(state=ImportState.DROPPED, content=None)


def work_on_ledgers() -> int:
    """Check or import everything that waits and that nobody works on; return how many were worked on.

    What nobody has answered for a week is given up, and its file forgotten.
    """
    forgotten = LedgerImport.objects.filter(state=ImportState.ASKING, handed_in_at__lt=now() - KEPT_UNANSWERED)
    forgotten.update(state=ImportState.DROPPED, content=None)
    worked = 0
    moving = (ImportState.CHECKING, ImportState.IMPORTING)
    for pk in LedgerImport.objects.filter(state__in=moving).order_by("pk").values_list("pk", flat=True)[:20]:
        with _alone(pk) as is_mine:
            # Read again under the lock: whoever had it may just have finished.
            one = LedgerImport.objects.filter(pk=pk, state__in=moving).select_related("person", "street").first()
            if is_mine and one is not None:
                _work_on(one)
                worked += 1
    return worked


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [IMPORT_LOCK, pk])
        is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [IMPORT_LOCK, pk])


def _work_on(one: LedgerImport) -> None:
    if one.attempts >= MOST_ATTEMPTS:
        _end(one, ImportState.REFUSED, {"refused": _("检查或导入几次都没有做完，请把台账分成几份再交")})
        return
    if not is_for(one, standing_of_person(one.person_id)):
        _end(one, ImportState.REFUSED, {"refused": _("交来的人已不在可以导入的席位上，请由现任者重新交来")})
        return
    LedgerImport.objects.filter(pk=one.pk).update(attempts=F("attempts") + 1)
    is_trial = one.state == ImportState.CHECKING
    answers = said_by(one)
    try:
        reading = read_ledger(read_workbook(BytesIO(bytes(one.content or b""))))
        LedgerImport.objects.filter(pk=one.pk).update(rows=len(reading.rows), done=0)
        result = import_reading(reading, answers, _settings(one, is_trial=is_trial))
    except (WorkbookRefused, AnswersFaultError, NoDistrictError) as error:
        _end(one, ImportState.REFUSED, {"refused": str(error)})
        return
    said = _said(result)
    if not reading.headers:
        _end(one, ImportState.REFUSED, {**said, "refused": _("没有找到台账表头")})
        return
    kept = {"units": answers.units, "persons": answers.persons}
    if is_trial:
        LedgerImport.objects.filter(pk=one.pk).update(
            state=ImportState.ASKING, result=said, answers=kept, attempts=0, done=0
        )
    else:
        _end(one, ImportState.DONE, said, answers=kept)


def _settings(one: LedgerImport, *, is_trial: bool) -> Settings:
    mine = LedgerImport.objects.filter(pk=one.pk)

    def progress(count: int) -> None:
        mine.update(done=F("done") + count)

    return Settings(
        actor=Actor(one.person_id, one.person.name),
        street=one.street,
        is_bound=one.is_bound,
        dry_run=is_trial,
        progress=progress,
    )


def _end(one: LedgerImport, state: ImportState, result: dict[str, Any], **more: Any) -> None:
    LedgerImport.objects.filter(pk=one.pk).update(state=state, result=result, content=None, **more)


def _said(result: Imported) -> dict[str, Any]:
    problems = [{**asdict(problem), "severity": problem.severity.value} for problem in result.problems[:MOST_PROBLEMS]]
    counts = {name: getattr(result, name) for name in ("opened", "closed", "known", "waiting")}
    return {**counts, "problems": problems, "bad": len(result.problems)}


def _remembered(scope: Scope) -> dict[str, str]:
    """What was answered before about units, the latest first: nobody is asked the same twice.

    By the coordinating office, or for the same street: what one street took for a unit is no other street's answer.
    """
    found: dict[str, str] = {}
    same = Q(is_bound=False) | Q(street_id=scope.street_id) if scope.street_id else Q(is_bound=False)
    past = LedgerImport.objects.filter(same, state=ImportState.DONE).order_by("-pk")
    for answers in past.values_list("answers", flat=True)[:REMEMBERED]:
        for name, words in answers.get("units", {}).items():
            if words and words != NEW:
                found.setdefault(name, words)
    living = _living(codes_in(found))
    return {name: words for name, words in found.items() if words == LEAVE or words in living}


def _living(codes: set[str]) -> set[str]:
    return set(Unit.objects.filter(code__in=codes, until_at__isnull=True).values_list("code", flat=True))
