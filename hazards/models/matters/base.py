"""What every matter beside a hazard has in common."""

from typing import Any

from django.db import models

from workflow.beside import Beside


def of_hazard(name: str) -> "models.ForeignKey[Any, Any]":
    """Return the foreign key to the hazard, by which its rows are found as `name`."""
    return models.ForeignKey("hazards.Hazard", models.PROTECT, related_name=name)


class Matter(Beside):
    """Abstract: a matter beside a hazard."""

    topic = "hazard"

    class Meta:
        abstract = True
