"""Find what no trigger can prevent: chains broken by whoever owns the tables, and guards taken away.

`manage.py verify` asks each room for its findings; these are the bottom floor's. Nothing here changes a row.
What a chain alone can't show is its own shortened end: records cut off together with the head. The sealer's
checkpoints, kept outside the database, show that.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from records.canonical import NotCanonicalError, canonical_text
from records.chain import GENESIS, Link, breaks
from records.expected import Guards, guards_of_migrations, source_hash
from records.guards import SEARCH_PATH
from records.models import Act, Stream


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken invariant: its id, the thing it is broken for, and what is wrong, in words for the operator."""

    invariant: str
    subject: str
    words: str


# --- Chains of acts -------------------------------------------------------------------------------------------------
def act_chain_findings() -> Iterator[Finding]:
    """Recompute every chain of acts from its beginning; compare columns with body, and the head with the end."""
    ends: dict[int, tuple[int, bytes]] = {}
    acts = Act.objects.select_related("stream").order_by("stream_id", "sequence").iterator(chunk_size=2000)
    for stream, chain in groupby(acts, key=lambda act: act.stream):
        links = []
        for act in chain:
            links.append(Link(act.sequence, bytes(act.previous_hash), bytes(act.hash), act.body))
            if _columns(act) != _body(act):
                yield Finding("ACT_COLUMNS", _named(stream, act.sequence), _("记录的列与正文不一致"))
        for sequence, words in breaks(links):
            yield Finding("ACT_CHAIN", _named(stream, sequence), words)
        ends[stream.pk] = (links[-1].sequence, links[-1].hash)
    for stream in Stream.objects.order_by("pk").iterator(chunk_size=2000):
        if ends.get(stream.pk, (0, GENESIS)) != (stream.length, bytes(stream.head)):
            yield Finding("ACT_HEAD", stream.name, _("链首与最后一条记录不一致"))


def _named(stream: Stream, sequence: int) -> str:
    return f"{stream.name}#{sequence}"


def _columns(act: Act) -> dict[str, Any]:
    actor = {"id": act.actor_id, "name": act.actor_name}
    return {"stream": act.stream.name, "sequence": act.sequence, "name": act.name, "actor": actor, "at": act.at}


def _body(act: Act) -> dict[str, Any] | None:
    """Return what the body says of the columns; None when it is no canonical text."""
    try:
        said = json.loads(act.body)
        if canonical_text(said) != act.body:
            return None
    except (ValueError, NotCanonicalError):
        return None
    columns = _columns(act)
    found = {name: said.get(name) for name in columns}
    # The same instant may be written with another offset.
    return found | {"at": act.at if said.get("at") == act.at.isoformat() else said.get("at")}


PROPOSALS = """
SELECT p.id, p.decision FROM records_proposal p LEFT JOIN records_stream s ON s.name = 'proposal/' || p.id
WHERE (SELECT count(*) FROM records_act a WHERE a.stream_id = s.id AND (
           (a.sequence = 1 AND a.name = 'propose' AND a.actor_id = p.proposed_by_id AND a.at = p.proposed_at)
           OR (a.sequence = 2 AND a.name = lower(p.decision) AND a.actor_id = p.decided_by_id AND a.at = p.decided_at)
      )) <> CASE p.decision WHEN 'PENDING' THEN 1 ELSE 2 END
   OR (p.decision = 'APPROVED' AND p.decided_by_id = p.proposed_by_id)
ORDER BY p.id
"""


def proposal_findings() -> Iterator[Finding]:
    """Find changes said to be approved by a second person without that person's act."""
    for pk, decision in _rows(PROPOSALS):
        yield Finding(
            "PROPOSAL", f"proposal/{pk}", _("变更的审批结果（%(decision)s）与记录不符") % {"decision": decision}
        )


# --- Guards ---------------------------------------------------------------------------------------------------------
def guard_findings(expected: Guards | None = None) -> Iterator[Finding]:
    """Compare the database's guards with those that the migrations leave behind (or with `expected`)."""
    guards = guards_of_migrations() if expected is None else expected
    yield from _trigger_findings(guards)
    yield from _function_findings(guards)
    yield from _constraint_findings(guards)
    yield from _rights_findings(guards)
    yield from _role_findings(guards)
    yield from clock_findings()


def clock_findings() -> Iterator[Finding]:
    """Find a legal clock that doesn't run by itself. In tests and simulations it may be set; in production never."""
    for (count,) in _rows("SELECT count(*) FROM public.clock_override"):
        if count:
            yield Finding("CLOCK", "clock_override", _("法定时钟被人为设定"))


def _rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


TRIGGERS = """
SELECT c.relname, t.tgname, p.proname, t.tgtype::integer, t.tgenabled,
       t.tgqual IS NOT NULL OR cardinality(t.tgattr::int2[]) > 0
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""


def _trigger_findings(guards: Guards) -> Iterator[Finding]:
    present = {(row[0], row[1]): row[2:] for row in _rows(TRIGGERS)}
    for key, (function, kind) in sorted(guards.triggers.items()):
        subject = ".".join(key)
        if key not in present:
            yield Finding("GUARD_TRIGGER", subject, _("守护触发器不存在"))
            continue
        runs, fires_on, enabled, narrowed = present[key]
        if enabled != "A":
            yield Finding("GUARD_TRIGGER", subject, _("守护触发器未设为始终启用"))
        if (runs, fires_on) != (function, kind) or narrowed:
            yield Finding("GUARD_TRIGGER", subject, _("守护触发器的定义与迁移不一致"))
    guarded = {table for table, _name in guards.triggers}
    for table, name in sorted(present):
        if table in guarded and (table, name) not in guards.triggers:
            yield Finding("GUARD_TRIGGER", f"{table}.{name}", _("受守护的表上有迁移之外的触发器"))


FUNCTIONS = """
SELECT p.proname, p.prosrc, COALESCE(p.proconfig, '{}'), p.prorettype = 'trigger'::regtype OR p.proname = 'bh_now'
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY(%s)
"""


def _function_findings(guards: Guards) -> Iterator[Finding]:
    present = {row[0]: row[1:] for row in _rows(FUNCTIONS, sorted(guards.functions))}
    for name, expected in sorted(guards.functions.items()):
        if name not in present:
            yield Finding("GUARD_FUNCTION", name, _("守护函数不存在"))
            continue
        source, configuration, must_be_pinned = present[name]
        if source_hash(source) != expected:
            yield Finding("GUARD_FUNCTION", name, _("守护函数的内容与迁移不一致"))
        if must_be_pinned and f"search_path={SEARCH_PATH}" not in configuration:
            yield Finding("GUARD_FUNCTION", name, _("守护函数未固定查找路径，临时表可冒充正式表"))


def _constraint_findings(guards: Guards) -> Iterator[Finding]:
    present = {
        (table, name)
        for table, name in _rows(
            "SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND k.convalidated"
        )
    }
    for key in sorted(guards.constraints - present):
        yield Finding("GUARD_CONSTRAINT", ".".join(key), _("守护约束不存在或未生效"))


RIGHTS = """
SELECT g.name, r.name FROM unnest(%s::text[], %s::text[]) AS g(name, rights),
    LATERAL unnest(string_to_array(g.rights, ',')) AS r(name)
WHERE has_table_privilege(%s, 'public.' || g.name, r.name)
    OR (r.name = 'UPDATE' AND has_any_column_privilege(%s, 'public.' || g.name, r.name))
ORDER BY 1, 2
"""


def _rights_findings(guards: Guards) -> Iterator[Finding]:
    # Nothing the application does empties a guarded table or puts a trigger on it.
    tables = sorted({table for table, _name in guards.triggers} | set(guards.refused))
    rights = [",".join(sorted(guards.refused.get(table, set()) | {"TRUNCATE", "TRIGGER"})) for table in tables]
    role = settings.DATABASE_APP_ROLE
    for table, right in _rows(RIGHTS, tables, rights, role, role):
        yield Finding("APP_RIGHTS", table, _("应用角色不应有 %(right)s 权限") % {"right": right})


ROLE = """
SELECT r.rolsuper OR r.rolreplication OR r.rolbypassrls OR r.rolcreaterole,
       COALESCE((SELECT bool_or(pg_has_role(r.oid, c.relowner, 'MEMBER')) FROM pg_class c
                 WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s)), false),
       has_schema_privilege(r.oid, 'public', 'CREATE')
FROM pg_roles r WHERE r.rolname = %s
"""


def _role_findings(guards: Guards) -> Iterator[Finding]:
    role = settings.DATABASE_APP_ROLE
    tables = sorted({table for table, _name in guards.triggers} | set(guards.refused))
    found = _rows(ROLE, tables, role)
    words = (_("应用角色有超级权限"), _("应用角色是表的所有者"), _("应用角色可以新建数据库对象"))
    for row in found:
        for wrong, text in zip(row, words, strict=True):
            if wrong:
                yield Finding("APP_RIGHTS", role, text)
    if not found:
        yield Finding("APP_RIGHTS", role, _("应用角色不存在"))
