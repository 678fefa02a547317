"""Drive imported hazards to their write-off through the gate, as the demo cast would; a seed says who stumbles."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime

from hazards.demo.pictures import photo
from hazards.enums import Level, PhotoRole
from hazards.models import Hazard
from records.actor import Actor
from records.clock import now
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Matter, Person, Unit
from responsibility.positions import seats_of
from workflow import engine
from workflow.engine import Fired
from workflow.refusals import Refused

# Words of a ledger's "type" that point to a matter; a demo's guess, no rule of competence.
MATTER_WORDS = (
    ("FIRE", ("火", "消防", "疏散", "易燃")),
    ("GAS", ("燃气", "液化气")),
    ("EQUIP", ("起重", "特种", "电梯", "压力", "吊")),
    ("BUILD", ("高处", "坍塌", "脚手架", "基坑", "施工", "坠落", "打击")),
)
MOST_STEPS = 40  # far more than any road has: a loop here would be a fault of the law


@dataclass(frozen=True, slots=True)
class Fate:
    """What the seed has in store for one hazard."""

    sent_back: bool
    fails: bool
    refused: bool
    reopened: bool

    @classmethod
    def of(cls, seed: int, hazard: Hazard) -> "Fate":
        """Draw it from the seed and the hazard's own key, so that order and repetition change nothing."""
        draw = random.Random(f"{seed}/{hazard.birth_key}")  # noqa: S311  a fate, not a secret
        return cls(draw.random() < 0.15, draw.random() < 0.25, draw.random() < 0.1, draw.random() < 0.15)


class Driver:
    """Knows the demo cast and takes, for each hazard, the step whose turn it is."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.matters = {matter.code: matter for matter in Matter.objects.all()}
        self.people = {person.pk: Actor(person.pk, person.name) for person in Person.objects.all()}
        self.bureaus = list(Unit.objects.filter(tree=Tree.DEPARTMENT, rank=Rank.BUREAU))

    def drive(self, hazards: Iterable[Hazard], *, progress: Callable[[int], None]) -> None:
        """Take every hazard to its write-off. Raises AssertionError, with the refusal, when the gate says no."""
        for hazard in hazards:
            self.advance(hazard, MOST_STEPS)
            progress(1)

    def advance(self, hazard: Hazard, steps: int) -> None:
        """Take a hazard so many steps further, or until nothing is left to do."""
        for _ in range(steps):
            hazard.refresh_from_db()
            step = self._next(hazard)
            if step is None:
                return
            name, by, given = step
            answer = engine.fire_many(Hazard, [hazard.pk], name, actor=by, **given)[0]
            if isinstance(answer, Refused):
                raise AssertionError(f"{hazard.number} {name}: {answer}")
            assert isinstance(answer, Fired)

    def _next(self, hazard: Hazard) -> tuple[str, Actor, dict[str, Any]] | None:
        step: Callable[[Hazard, Fate], tuple[str, Actor, dict[str, Any]] | None] = getattr(
            self, f"_{hazard.state.lower()}", lambda *_: None
        )
        return step(hazard, Fate.of(self.seed, hazard))

    # --- One method a state -----------------------------------------------------------------------------------
    def _reported(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        matter = self._matter(hazard)
        level = hazard.level or Level.GENERAL
        proposal = {
            "lead": matter.rules.get(lead__rank=Rank.BUREAU).lead_id,
            "rectifier": hazard.rectifier_id,
            "rectifier_note": "" if hazard.rectifier_id else "台账未写明责任单位",
            "level": level,
            "matter": matter.pk,
            "demand_on": self._in_days(30 if level == Level.MAJOR else 7),
            "note": "拟由牵头单位监督整改",
        }
        return "propose_assignment", self._seat(hazard.street_id, PostKind.SAFETY_OFFICE), proposal

    def _awaiting_approval(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        head = self._seat(hazard.street_id, PostKind.HEAD)
        if fate.sent_back and not hazard.records.filter(name="reject_assignment").exists():
            return "reject_assignment", head, {"note": "整改期限请再核实"}
        return "approve_assignment", head, {"note": "同意"}

    def _dispatched(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        officer = self._seat(hazard.lead_id, PostKind.OFFICER)
        return "accept", officer, {"handler": officer.person_id, "note": "已联系整改单位"}

    def _planning(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        parts = ("duty", "measures", "funds", "time_limit", "emergency_plan", "goal")
        plan = dict.fromkeys(parts, "已落实（演示）")
        return "file_plan", self._rectifier(hazard), {"demand_on": self._in_days(60), "data": {"plan": plan}}

    def _rectifying(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        measures = hazard.origin.get("measures") or "已按要求整改"
        shown = (PhotoRole.BEFORE, PhotoRole.AFTER)
        return "submit_result", self._rectifier(hazard), {"note": str(measures), "data": self._photos(hazard, *shown)}

    def _awaiting_verification(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        one, two = self._verifiers(hazard)
        seen = {"data": self._photos(hazard, PhotoRole.ON_SITE)}
        if fate.fails and hazard.failed_rounds == 0:
            return "fail_verification", one, {"note": "现场仍有遗留", "demand_on": self._in_days(3), **seen}
        if hazard.level == Level.MAJOR and not hazard.opinion_ids:
            return "sign_opinion", two, {"note": "现场复查，整改到位", **seen}
        return "pass_verification", one, {"note": "现场复查，整改到位", **seen}

    def _awaiting_write_off(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]]:
        head = self._seat(hazard.lead_id, PostKind.HEAD)
        if fate.refused and not hazard.records.filter(name="refuse_write_off").exists():
            return "refuse_write_off", head, {"note": "复查意见不完整，请补充"}
        return "write_off", head, {"note": "同意销号"}

    def _written_off(self, hazard: Hazard, fate: Fate) -> tuple[str, Actor, dict[str, Any]] | None:
        if not fate.reopened or hazard.episode > 1:
            return None
        if not hazard.sampled:
            drawn = {"persons": self._outside_the_chain(hazard), "data": {"seed": f"演示 {self.seed}"}}
            return "draw_sample", self._seat(hazard.coordinator_id, PostKind.HEAD), drawn
        one = self.people[hazard.look_back_ids[0]]
        return "reopen", one, {"note": "回头看发现隐患反弹", "demand_on": self._in_days(7)}

    # --- Who ----------------------------------------------------------------------------------------------------
    def _seat(self, unit_id: int | None, kind: PostKind) -> Actor:
        held = [seat for seat in seats_of([unit_id or 0], now()) if seat.kind == kind and not seat.stands_in_for]
        return self.people[held[0].person_id]

    def _rectifier(self, hazard: Hazard) -> Actor:
        """The enterprise's principal; where it has none, the lead's last officer files for it (代办)."""
        seats = seats_of([hazard.rectifier_id or 0], now())
        principal = [seat for seat in seats if seat.kind == PostKind.PRINCIPAL]
        if principal:
            return self.people[principal[0].person_id]
        return self._officers(hazard)[-1]

    def _verifiers(self, hazard: Hazard) -> tuple[Actor, Actor]:
        able = [officer for officer in self._officers(hazard) if officer.person_id != hazard.submitter_person_id]
        return able[0], able[1]

    def _outside_the_chain(self, hazard: Hazard) -> list[int]:
        """Two officers of departments that had nothing to do with it."""
        others = [bureau.pk for bureau in self.bureaus if bureau.pk not in (hazard.lead_id, hazard.host_id)]
        officers = [seat.person_id for seat in seats_of(others, now()) if seat.kind == PostKind.OFFICER]
        return [pk for pk in officers if pk not in hazard.acted_ids][:2]

    def _officers(self, hazard: Hazard) -> list[Actor]:
        seats = seats_of([hazard.lead_id or 0], now())
        return [self.people[seat.person_id] for seat in seats if seat.kind == PostKind.OFFICER]

    def _matter(self, hazard: Hazard) -> Matter:
        words = str(hazard.origin.get("hazard_type", "")) + hazard.description
        for code, marks in MATTER_WORDS:
            if any(mark in words for mark in marks):
                return self.matters[code]
        return self.matters["WORK"]

    def _photos(self, hazard: Hazard, *roles: PhotoRole) -> dict[str, Any]:
        """Drawn ones; the version makes each the only one of its kind in the case."""
        place = hazard.place_text or str(hazard.street)
        drawn = (photo(role, f"{hazard.number} {hazard.version}", at=now(), place=place) for role in roles)
        return {"photos": list(drawn)}

    def _in_days(self, days: int) -> Any:
        return localtime(now()).date() + timedelta(days=days)
