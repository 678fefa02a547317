"""Every periodic job in one table. A job asks "what is due now?", so a missed or doubled tick harms nothing."""

from typing import Any

BEAT: dict[str, dict[str, Any]] = {
    "sweep clocks": {"task": "hazards.tasks.sweep", "schedule": 5.0},
    "follow ended units": {"task": "hazards.tasks.follow_ended_units", "schedule": 60.0},
    "drain outbox": {"task": "hazards.tasks.drain_outbox", "schedule": 2.0},
    "work on ledgers": {"task": "hazards.tasks.work_on_ledgers", "schedule": 2.0},
    "remove orphan files": {"task": "hazards.tasks.remove_orphan_files", "schedule": 3600.0},
    "record vacancies": {"task": "responsibility.tasks.record_vacancies", "schedule": 600.0},
    "deliver letters": {"task": "notifications.tasks.deliver_due", "schedule": 5.0},
}
