"""One transition through the gate against eight hand-written prepared statements that write the same rows.

Interleaved rounds on the same database, medians of ratios: wall-clock time, and CPU of client and server together.
The database's guards refuse a change that comes in more than one statement, so the hand-written way writes to copies
of the tables with the same columns, indexes and foreign keys, but without the guards: the gate carries those.
"""

import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
import psycopg
from django.conf import settings
from django.db import connection

from hazards.demo import district
from hazards.enums import Level, Source
from hazards.models import Hazard
from hazards.services.reporting import chain_above
from records.actor import Actor
from records.clock import now
from responsibility.models import Matter, Person, Unit
from workflow import engine

ROUNDS, EACH = 12, 40
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Hand:
    """The hand-written way: plain psycopg, eight statements, each prepared."""

    link: psycopg.Connection[Any]
    person: int
    name: str
    clock: dict[str, Any]

    def accept(self, hazard_id: int) -> None:
        """Accept one dispatched hazard: lock, read, check, and write case, record, clock and outbox row by hand."""
        run = self.link.cursor().execute
        run("BEGIN", prepare=True)
        version, head, state, lead = run(LOCK, [hazard_id], prepare=True).fetchone()  # type: ignore[misc]
        now_at, seats = run(READ, [self.person], prepare=True).fetchone()  # type: ignore[misc]
        seat = next(s for s in seats if lead in s["path"] and s["kind"] in ("HEAD", "DEPUTY", "OFFICER"))
        if state != "DISPATCHED":
            raise AssertionError("the bench drives dispatched hazards")
        body = json.dumps(
            {
                "actor": {"id": self.person, "name": self.name, "seat": seat["id"]},
                "at": now_at.isoformat(),
                "case": hazard_id,
                "changes": {"handler_person_id": self.person, "state": "RECTIFYING"},
                "name": "accept",
                "sequence": version + 1,
                "source": state,
                "target": "RECTIFYING",
            },
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        digest = hashlib.sha256(head + body.encode()).digest()
        values = [version + 1, digest, self.clock["due_at"], self.person, [self.person], hazard_id]
        run(MOVE, values, prepare=True)
        record = [hazard_id, version + 1, now_at, self.person, self.name, body, head, digest, seat["id"]]
        (record_id,) = run(RECORD, record, prepare=True).fetchone()  # type: ignore[misc]
        run(CLOCK, [version + 1, now_at, self.clock["due_at"], self.clock["due_at"], hazard_id], prepare=True)
        run(OUTBOX, [record_id, ["territory", "rectifier"], now_at], prepare=True)
        run("COMMIT", prepare=True)


LOCK = "SELECT version, head, state, lead_id FROM hand.hazards_hazard WHERE id = %s FOR UPDATE"
READ = """SELECT bh_now(), (SELECT json_agg(json_build_object('id', a.id, 'kind', p.kind, 'path', f.path))
FROM responsibility_appointment a JOIN responsibility_post p ON p.id = a.post_id
JOIN responsibility_affiliation f ON f.unit_id = p.unit_id AND f.until_at IS NULL
WHERE a.person_id = %s AND a.from_at <= bh_now() AND (a.until_at IS NULL OR a.until_at > bh_now()))"""
MOVE = """UPDATE hand.hazards_hazard SET state = 'RECTIFYING', version = %s, head = %s, due_at = %s, handler_person_id = %s,
acted_ids = %s WHERE id = %s"""
RECORD = """INSERT INTO hand.hazards_hazardrecord (hazard_id, sequence, name, at, actor_id, actor_name, body, previous_hash,
hash, source, target, appointment_id) VALUES (%s, %s, 'accept', %s, %s, %s, %s, %s, %s, 'DISPATCHED', 'RECTIFYING', %s)
RETURNING id"""
CLOCK = """UPDATE hand.hazards_hazardclock SET run = %s, state = 'RECTIFYING', started_at = %s, due_at = %s, next_rung_at = %s,
level = 0 WHERE hazard_id = %s"""
OUTBOX = """INSERT INTO hand.notifications_outbox (topic, record_id, told, written_at, attempts, error)
VALUES ('hazard', %s, %s, %s, 0, '')"""


def dispatched(count: int) -> list[int]:
    """Make `count` dispatched hazards, by the gate."""
    units = district.ensure()
    people = {person.name: Actor(person.pk, person.name) for person in Person.objects.all()}
    street, fire = units["990199001"], units["YT-XF"]
    cases = [_case(street, units["YT-F01"], number) for number in range(count)]
    engine.open_many(Hazard, cases, "report", actor=people["田芒种"])
    ids = [case.pk for case in cases]
    proposal = {
        "lead": fire.pk,
        "rectifier": units["YT-F01"].pk,
        "level": Level.GENERAL,
        "matter": Matter.objects.get(code="FIRE").pk,
        "demand_on": now().date().replace(year=now().year + 1),
    }
    engine.fire_many(Hazard, ids, "propose_assignment", actor=people["杨惊蛰"], **proposal)
    engine.fire_many(Hazard, ids, "approve_assignment", actor=people["何立春"])
    return ids


def _case(street: Unit, firm: Unit, number: int) -> Hazard:
    return Hazard(
        source=Source.PUBLIC,
        description=f"测量用隐患 {number}",
        street=street,
        rectifier=firm,
        level=Level.UNSET,
        **chain_above(street),
    )


COPIED = ("hazards_hazard", "hazards_hazardrecord", "hazards_hazardclock", "notifications_outbox")


# Without its schema a table's name means the copy, where there is one: the search path begins with `hand`.
FOREIGN_KEYS = """SELECT r.relname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE c.contype = 'f' AND r.relnamespace = 'public'::regnamespace AND r.relname = ANY(%s)"""


def as_owner() -> psycopg.Connection[Any]:
    """Return a connection of the owner's role to the database that is measured."""
    config = environ.Env.db_url_config(os.environ["DATABASE_OWNER_URL"])
    name = connection.settings_dict["NAME"]
    return psycopg.connect(host=config["HOST"], user=config["USER"], dbname=name, autocommit=True)


def _copy_tables(role: str) -> None:
    """Copy the four tables, as the owner, with their indexes, foreign keys and rows, for the hand-written way."""
    with as_owner() as owner:
        owner.execute("DROP SCHEMA IF EXISTS hand CASCADE; CREATE SCHEMA hand; SET search_path = hand, public")
        for table in COPIED:
            owner.execute(f"CREATE TABLE hand.{table} (LIKE public.{table} INCLUDING ALL)")
            owner.execute(f"INSERT INTO hand.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table}")
            owner.execute(f"SELECT setval(pg_get_serial_sequence('hand.{table}', 'id'), max(id)) FROM public.{table}")
        for table, constraint in owner.execute(FOREIGN_KEYS, [list(COPIED)]).fetchall():
            owner.execute(f"ALTER TABLE hand.{table} ADD {constraint.replace('public.', '')}")
        owner.execute(f"GRANT USAGE ON SCHEMA hand TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA hand TO {role}")
        owner.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA hand TO {role}; ANALYZE")


def _cpu(backends: list[int]) -> float:
    """CPU seconds of this process and of the server processes that serve it."""
    ticks = 0
    for pid in backends:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / TICK


def _timed(act: Callable[[int], object], ids: list[int], backend: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _cpu([backend])
    for hazard_id in ids:
        act(hazard_id)
    return time.perf_counter() - wall, _cpu([backend]) - cpu


def main() -> None:
    """Print one line: the gate's time and CPU as multiples of the hand-written way's."""
    ids = dispatched(2 * ROUNDS * EACH + 2 * EACH)
    _copy_tables(settings.DATABASE_APP_ROLE)
    person = Person.objects.get(name="白露")
    actor = Actor(person.pk, person.name)
    config = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    link = psycopg.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"], autocommit=True)
    hand = Hand(link, person.pk, person.name, {"due_at": now()})

    def gate(hazard_id: int) -> None:
        engine.fire(Hazard, hazard_id, "accept", actor=actor, handler=person.pk)

    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (gate_pid,) = cursor.fetchone()
    hand_pid = link.info.backend_pid
    _timed(gate, ids[:EACH], gate_pid)
    _timed(hand.accept, ids[EACH : 2 * EACH], hand_pid)
    times, cpus = [], []
    for number in range(ROUNDS):
        start = (2 + 2 * number) * EACH
        first, second = ids[start : start + EACH], ids[start + EACH : start + 2 * EACH]
        by_gate, by_hand = _timed(gate, first, gate_pid), _timed(hand.accept, second, hand_pid)
        times.append(by_gate[0] / by_hand[0])
        cpus.append(by_gate[1] / by_hand[1])
    print(
        f"transition: gate / eight prepared statements  time {statistics.median(times):.2f}×  "
        f"CPU {statistics.median(cpus):.2f}×  ({ROUNDS} rounds of {EACH}, interleaved)"
    )
