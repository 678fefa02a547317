"""Celery's door to delivery. The task takes nothing and asks the database what is due."""

from celery import shared_task

from notifications import delivery


@shared_task(name="notifications.tasks.deliver_due")
def deliver_due() -> int:
    """Deliver every letter that is due."""
    return delivery.deliver_due()
