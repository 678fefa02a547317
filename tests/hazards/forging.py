"""A forger with the owner's rights: takes the guards off, damages rows, makes the chain right again, puts them back.

Whatever he does, the chain alone wouldn't show it: the invariants must.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg

from hazards.models import Hazard
from records.canonical import canonical_text
from records.chain import GENESIS, link

Owner = psycopg.Connection[tuple[object, ...]]
Bodies = dict[str, dict[str, Any]]


class Forger:
    """Damages one database, as its owner."""

    def __init__(self, owner: Owner, cases: dict[str, int], people: dict[str, int], units: dict[str, int]) -> None:
        self.owner, self.cases, self.people, self.units = owner, cases, people, units

    def run(self, sql: LiteralString, *parameters: object) -> None:
        """Run one statement without any guard in the way."""
        with self.unguarded():
            self.owner.execute(sql, parameters)

    def hazard(self, case: str, sql: LiteralString, *parameters: object) -> None:
        """Change columns of one hazard's row."""
        self.run(f"UPDATE hazards_hazard SET {sql} WHERE id = %s", *parameters, self.cases[case])

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        rows = self.owner.execute(
            "SELECT t.tgrelid::regclass::text, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c"
            " ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        for table, name, _enabled in rows:
            self.owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")  # type: ignore[arg-type]
        yield
        for table, name, enabled in rows:
            how = "ENABLE ALWAYS" if enabled in ("A", b"A") else "ENABLE"
            self.owner.execute(f"ALTER TABLE {table} {how} TRIGGER {name}")  # type: ignore[arg-type]

    def forge(self, case: str, edit: Callable[[Bodies], None], *, refold: bool = True) -> None:
        """Edit the bodies of one hazard's records, by name; then hashes, columns, and the row itself follow suit."""
        case_id = self.cases[case]
        rows = self.owner.execute(
            "SELECT id, body FROM hazards_hazardrecord WHERE hazard_id = %s ORDER BY sequence", [case_id]
        ).fetchall()
        bodies = [json.loads(str(body)) for _pk, body in rows]
        edit({body["name"]: body for body in bodies})
        head, folded = GENESIS, {}
        with self.unguarded():
            for (pk, _body), body in zip(rows, bodies, strict=True):
                head, folded = self._rewrite(pk, head, body), folded | body["changes"]
            self.owner.execute("UPDATE hazards_hazard SET head = %s WHERE id = %s", [head, case_id])
            if refold:
                self._refold(case_id, folded)

    def _rewrite(self, pk: object, previous: bytes, body: dict[str, Any]) -> bytes:
        text, actor = canonical_text(body), body["actor"]
        digest = link(previous, text)
        self.owner.execute(
            "UPDATE hazards_hazardrecord SET body = %s, previous_hash = %s, hash = %s, name = %s, source = %s,"
            " target = %s, at = %s, actor_id = %s, actor_name = %s, appointment_id = %s WHERE id = %s",
            [
                *(text, previous, digest, body["name"], body["source"], body["target"], body["at"]),
                *(actor["id"], actor["name"], (actor["seat"] or {}).get("appointment"), pk),
            ],
        )
        return digest

    def _refold(self, case_id: int, folded: dict[str, Any]) -> None:
        for name, value in folded.items():
            if name != "origin":
                column = Hazard._meta.get_field(name).column
                self.owner.execute(
                    f"UPDATE hazards_hazard SET {column} = %s WHERE id = %s",  # type: ignore[arg-type]
                    [value, case_id],
                )
