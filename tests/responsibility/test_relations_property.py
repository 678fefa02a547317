"""A relation's three faces say the same, whatever the organisation: who is told, who may act, who may look."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hazards import relations as r
from hazards.lifecycle import LIFECYCLE, TURNS
from hazards.models import Hazard
from records.clock import now
from responsibility.relations import Relation
from tests.responsibility.organisations import Drawn, Organisation, build, organisations

JOINED = {
    "two unions joined": (r.safety_office | r.rectifier) | (r.lead_head | r.coordinator),
    "a union without persons": (r.reporter | r.lead_desk) - r.ThePersons("acted_ids", "已办理"),
    "a union within states": (r.safety_office | r.writer_off).within("REPORTED", "WRITTEN_OFF"),
    "a named person struck": r.reporter - r.PeopleOf("rectifier_id", "整改单位") - r.ThePersons("acted_ids", ""),
}


def _relations() -> dict[str, Relation]:
    """Every relation of a hazard, every turn, and unions of them; what is the same but for its words comes once."""
    named = {name: value for name, value in vars(r).items() if isinstance(value, Relation) and not value.system}
    turns = {f"turn {turn.state}": turn.relation for turn in TURNS if turn.relation is not None}
    law = {
        f"{one.name} in {row.name}": one
        for row in LIFECYCLE.rows.values()
        for one in (row.by, *row.told)
        if one is not None and not one.system
    }
    once: dict[object, tuple[str, Relation]] = {}
    for name, relation in (named | turns | JOINED | law).items():
        parts = tuple(
            (replace(one, name="", label="", words="", exclusions=()), *((type(e), e.column) for e in one.exclusions))
            for one in relation.alternatives
        )
        once.setdefault(parts, (name, relation))
    return dict(once.values())


RELATIONS = _relations()


@pytest.fixture(autouse=True)
def _database(db: None) -> Iterator[None]:
    return None


def disagreements(name: str, relation: Relation, built: Organisation) -> Iterator[str]:
    """Yield where the three faces differ, for every person and every subject."""
    at = built.at
    told = {hazard.pk: {p.person_id for p in relation.holders(hazard, at)} for hazard in built.subjects}
    for person in built.people:
        positions = built.positions[person.pk]
        seen = set(Hazard.objects.filter(relation.as_q(person.pk, positions, at)).values_list("pk", flat=True))
        for hazard in built.subjects:
            # What `holds` does, with the seats read once for all relations (the gate does the same).
            acts = relation.seat_of(positions, hazard) or relation.seat_passed_up(positions, hazard, at)
            faces = (person.pk in told[hazard.pk], acts is not None, hazard.pk in seen)
            if len(set(faces)) > 1:
                yield f"{name}: {person.name} and hazard {hazard.pk}: told, acts, looks = {faces}"


# Where exclusions meet passing upward the three faces are written three times: asked more often.
INTRICATE = sorted(name for name, one in RELATIONS.items() if any(a.upward and a.exclusions for a in one.alternatives))
SAMPLES = st.tuples(
    st.lists(st.sampled_from(INTRICATE), min_size=3, max_size=3, unique=True),
    st.lists(st.sampled_from(sorted(set(RELATIONS) - set(INTRICATE))), min_size=3, max_size=3, unique=True),
)


# Not shrunk: a smaller organisation is nice, the five minutes it takes are not.
@pytest.mark.proof
@given(drawn=organisations(), names=SAMPLES)
@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_who_is_told_who_may_act_and_who_may_look_are_the_same_persons(
    drawn: Drawn, names: tuple[list[str], list[str]]
):
    with transaction.atomic():
        built = build(drawn, now())
        found = [words for name in names[0] + names[1] for words in disagreements(name, RELATIONS[name], built)]
        transaction.set_rollback(True)

    assert found == []


def test_the_sample_knows_the_intricate_relations():
    assert {"approver", "writer_off", "contest_decider", "decider"} <= set(INTRICATE)
