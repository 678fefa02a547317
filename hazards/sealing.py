"""What an explanation may not tell: who reported (rule 30)."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from hazards.enums import State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, HazardRecord
from hazards.relations import reviewer
from records.actor import Actor
from workflow import engine
from workflow.deciding import Verdict
from workflow.lifecycle import Kind
from workflow.refusals import Reason

Answers = dict[str, Verdict]
"""The gate's answers to one person about one hazard, by transition."""


def sealed(
    hazards: Sequence[Hazard],
    answers: Mapping[int, Answers],
    person_id: int,
    *,
    names: Iterable[str] | None = None,
    in_step: bool = False,
) -> dict[int, Answers]:
    """Return one person's answers, by hazard, without anything that would tell that he reported.

    Of what he reported, the gate is asked once more as if nobody were known to have: those answers are said. Where
    only his report stands against him, no more is said than that another person must do it.
    """
    found = dict(answers)
    as_anybody = Verdict([Reason(Kind.PERSON, str(reviewer.words))])
    co_reported = [pk for pk, person in co_reporters(hazards) if person == person_id]
    for pk in co_reported:
        found[pk] = found[pk] | {"ask_review": as_anybody} if "ask_review" in found[pk] else found[pk]
    reported = [hazard for hazard in hazards if hazard.reporter_person_id == person_id]
    if not reported:
        return found
    drafts = _as_if_unreported(reported, person_id)
    actor = Actor(person_id=person_id, name="")
    others = engine.verdicts(Hazard, drafts, actors=[actor], names=names, in_step=in_step)
    for hazard in reported:
        other = others[hazard.pk, person_id]
        found[hazard.pk] = {name: _unsaid(verdict, other[name]) for name, verdict in found[hazard.pk].items()}
    return found


def co_reporters(hazards: Sequence[Hazard]) -> list[tuple[int, int | None]]:
    """Return who reported what was merged into these hazards, each with the hazard; one query."""
    merged = Hazard.objects.filter(state=State.MERGED, survivor__in=hazards, reporter_person_id__isnull=False)
    return list(merged.values_list("survivor_id", "reporter_person_id").distinct())


def _as_if_unreported(reported: Sequence[Hazard], person_id: int) -> list[Hazard]:
    """Return copies that name no reporter; nor as one who acted, where to report is all he did."""
    births = [row.name for row in LIFECYCLE.rows.values() if not row.sources]
    acts = HazardRecord.objects.filter(hazard__in=reported, actor_id=person_id).exclude(name__in=births)
    acted = set(acts.values_list("hazard_id", flat=True))
    drafts: list[Hazard] = []
    for hazard in reported:
        draft = hazard.draft()
        assert isinstance(draft, Hazard)
        draft.reporter_person_id = None
        if hazard.pk not in acted:
            draft.acted_ids = [person for person in hazard.acted_ids if person != person_id]
        drafts.append(draft)
    return drafts


def _unsaid(verdict: Verdict, other: Verdict) -> Verdict:
    if not verdict.reasons:
        return other  # what he can as the reporter alone is said of the reporter, who has no name
    return Verdict(other.reasons or [Reason(Kind.PERSON, _("依回避规定，须由他人办理"))])
