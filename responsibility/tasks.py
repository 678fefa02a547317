"""Celery's door to the acts that nobody asks for."""

from celery import shared_task

from responsibility import services


@shared_task(name="responsibility.tasks.record_vacancies")
def record_vacancies() -> int:
    """Record vacancies found and filled; return how many."""
    noticed = services.record_vacancies()
    return noticed.found + noticed.ended
