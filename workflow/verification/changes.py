"""Each record changes only what its transition may change: found by running the transition's own method on a sketch."""

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from workflow.models import Case
from workflow.verification.files import CaseFile
from workflow.verification.invariants import Present, invariant

# Kept by the gate itself, whatever the transition.
GATE_KEEPS = frozenset({"state", "acted_ids", "begun_at", "ended_at"})


class _Sketch:
    """A case that holds every column's default and notes which of them a method sets."""

    def __init__(self, model: type[Case]) -> None:
        defaults = {field.attname: field.get_default() for field in model._meta.concrete_fields}
        object.__setattr__(self, "_defaults", defaults | {"acting_person_id": 0})
        object.__setattr__(self, "names", set())

    def __getattr__(self, name: str) -> Any:
        return self._defaults[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self.names.add(name)


@cache
def columns_set_by(model: type[Case], name: str) -> frozenset[str]:
    """Return the columns that the transition's method may set; none for a record that is no row of the law."""
    method = model.lifecycle.methods.get(name)
    if method is None:
        return frozenset()
    sketch = _Sketch(model)
    inspect.unwrap(method)(sketch)  # the method alone, without django-fsm's change of state
    return frozenset(sketch.names)


@invariant("CHANGES", lazy("每条记录只改动其动作所改的字段"), per_record=True)
def within_the_transition(file: CaseFile, present: Present) -> Iterator[str]:
    """A record after the birth changes nothing that its transition's method doesn't set."""
    model = type(file.case)
    for number, record, before in file.steps():
        changed = record.said.get("changes")
        if before is None or not isinstance(changed, dict):
            continue
        foreign = set(changed) - columns_set_by(model, record.name) - GATE_KEEPS
        if foreign:
            words = _("第%(n)s条记录（%(name)s）改动了不属于它的字段：%(fields)s")
            yield words % {"n": number, "name": record.name, "fields": "、".join(sorted(foreign))}


CHANGES = (within_the_transition,)
