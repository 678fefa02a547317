"""Celery's doors to the sweep and to the outbox. Each takes nothing and asks the database what is due."""

from celery import shared_task

from hazards import letters, succession, sweeping
from hazards.services import ledgers, photos


@shared_task(name="hazards.tasks.sweep")
def sweep() -> int:
    """Fire every rung that is due; return how many."""
    return sweeping.sweep_hazards().fired


@shared_task(name="hazards.tasks.follow_ended_units")
def follow_ended_units() -> int:
    """Let successors take over what ended units held; return how many hazards were moved."""
    return succession.follow_ended_units()


@shared_task(name="hazards.tasks.drain_outbox")
def drain_outbox() -> int:
    """Tell the world of every record that is due to be told; return how many."""
    return letters.drain_outbox()


@shared_task(name="hazards.tasks.remove_orphan_files")
def remove_orphan_files() -> int:
    """Remove files that no act has bound for a day; return how many."""
    return photos.remove_orphans()


@shared_task(name="hazards.tasks.work_on_ledgers", time_limit=1800)
def work_on_ledgers() -> int:
    """Check or import every ledger that waits; return how many. A long one is gone on with after a fall."""
    return ledgers.work_on_ledgers()
