"""Rows that hold for a span of time: which of them hold at an instant."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Func, Q, QuerySet

from responsibility.models import Affiliation, Appointment


def alive(at: datetime, prefix: str = "") -> Q:
    """Return the rows whose span from_at–until_at (half open) contains the instant `at`."""
    ended = Q(**{f"{prefix}until_at__isnull": True}) | Q(**{f"{prefix}until_at__gt": at})
    return Q(**{f"{prefix}from_at__lte": at}) & ended


def living_appointments(at: datetime) -> QuerySet[Appointment]:
    """Return the appointments that hold at the instant; a standing-in ends with the appointment stood in for."""
    principal = Q(stands_in_for__isnull=True) | alive(at, "stands_in_for__")
    return Appointment.objects.filter(alive(at), principal)


def living_places_in_the_tree(at: datetime) -> QuerySet[Affiliation]:
    """Return where each living unit stands at the instant. An ended unit stands nowhere and keeps no seats."""
    return Affiliation.objects.filter(alive(at), alive(at, "unit__"))


def array_of(expression: Any) -> Func:
    """Return the SQL array of one element, such as a column of the outer query."""
    return Func(
        expression,
        function="ARRAY",
        template="%(function)s[%(expressions)s]",
        output_field=ArrayField(BigIntegerField()),
    )


class OneOf(Func):
    """The condition that a column's value is one of an array, such as that of the outer query."""

    # Django's `=` puts its right side in parentheses; PostgreSQL allows none around ANY(…).
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()
