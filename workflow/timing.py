"""Which limit a state has, by the policies and the calendar in force: cached until the database's stamp changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from workflow import durations
from workflow.calendar import WorkingCalendar
from workflow.models import CalendarVersion, ClockPolicy


@dataclass(frozen=True)
class Timing:
    """All policies and the working calendar as of one stamp."""

    calendar: WorkingCalendar
    calendar_id: int | None
    policies: Mapping[tuple[str, str], Sequence[ClockPolicy]]

    def by_id(self, policy_id: int | None) -> ClockPolicy:
        """Return the policy with which a clock was started, in force or not. Raises LookupError for none."""
        for rows in self.policies.values():
            for row in rows:
                if row.pk == policy_id:
                    return row
        raise LookupError(f"no policy {policy_id}")

    def policy(self, *, topic: str, state: str, level: str, urgent: bool, at: datetime) -> ClockPolicy | None:
        """Return the policy in force for a state: urgent before ordinary, this level before any, newest first."""
        rows = [
            row
            for row in self.policies.get((topic, state), ())
            if row.from_at <= at
            and (row.until_at is None or row.until_at > at)
            and row.level in ("", level)
            and (urgent or not row.urgent)
        ]
        return max(rows, key=lambda row: (row.urgent, bool(row.level), row.from_at, row.pk), default=None)


@lru_cache(maxsize=2)
def timing_at(stamp: str) -> Timing:
    """Return the timing that the database had at `stamp` (see reading.TIMING_SQL); two queries when it is new."""
    calendar_id = CalendarVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    policies: dict[tuple[str, str], list[ClockPolicy]] = {}
    for row in ClockPolicy.objects.all():
        policies.setdefault((row.topic, row.state), []).append(row)
    return Timing(calendar=load_calendar(calendar_id), calendar_id=calendar_id, policies=policies)


@lru_cache(maxsize=8)
def load_calendar(calendar_id: int | None) -> WorkingCalendar:
    """Return one version of the working calendar, which never changes; None gives one that knows no year."""
    version = CalendarVersion.objects.filter(pk=calendar_id or 0).first()
    days = list(version.holidays.values_list("day", "working", "name")) if version else []
    return WorkingCalendar.from_rows(str(calendar_id or ""), days)


def rung_at(
    policy: ClockPolicy | None, level: int, due_at: datetime | None, calendar: WorkingCalendar
) -> datetime | None:
    """Return when the rung after `level` is due, or None when the ladder has no more."""
    rungs: list[dict[str, Any]] = policy.ladder if policy else []
    if due_at is None or level >= len(rungs):
        return None
    after = str(rungs[level]["after"])
    return due_at if after == "0" else durations.parse(after).due(due_at, calendar).at
