"""The cast: one small district and everybody in it. Each test reads as a sentence about them.

赵 heads the street, 钱 his deputy stands in for him, 孙's delegation has expired, 李 and 周 sit in the safety office,
吴 walks the grid, 郑 heads the community. 消长 heads the fire brigade, 消一 消二 消三 are its officers; 城长 and 城一
urban management; 应长 heads the emergency bureau and the coordinating office in it; 委 the committee; 区长 the
district. 企 owns the firm, 安 is its safety manager; 民 is a citizen. 查 and 看, of the market bureau, look back.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localtime

from hazards.demo.pictures import photo
from hazards.enums import Level, PhotoRole, Source, State
from hazards.models import Hazard
from hazards.services import reporting
from records import approvals
from records.actor import Actor
from records.clock import now
from records.models import Decision
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish, seat_of
from responsibility.enums import PostKind as P
from responsibility.enums import Rank as R
from responsibility.enums import Tree as T
from responsibility.models import Appointment, CompetenceRule, Licence, Matter, Person, Unit
from responsibility.services.people import register_person
from tests import inputs
from workflow import engine
from workflow.engine import Fired
from workflow.refusals import Refused, RefusedError

# What each of these acts must show; who tries one without says so by `data`.
PHOTOS = {
    "submit_result": (PhotoRole.BEFORE, PhotoRole.AFTER),
    "sign_opinion": (PhotoRole.ON_SITE,),
    "pass_verification": (PhotoRole.ON_SITE,),
    "fail_verification": (PhotoRole.ON_SITE,),
    "recheck_listing": (PhotoRole.ON_SITE,),
    "pass_sample": (PhotoRole.ON_SITE,),
}
# Off the straight road: from which state, by whose acts.
DETOURS: dict[State, tuple[str, tuple[tuple[str, str], ...]]] = {
    State.CLAIMABLE: (State.REPORTED, (("open_for_claim", "李"),)),
    State.CONSULTING: (State.DISPATCHED, (("object", "消长"), ("disclaim", "城长"))),
    State.SHELVED: (State.RECTIFYING, (("ask_shelve", "消一"), ("shelve", "应长"))),
    State.VOIDED: (State.RECTIFYING, (("ask_void", "消一"), ("void", "应长"))),
    State.MERGED: (State.REPORTED, (("merge", "李"),)),
    State.TRANSFERRED: (
        State.RECTIFYING,
        (("ask_transfer", "消一"), ("grant_transfer", "应长"), ("sign_transfer", "应长"), ("hand_over", "应长")),
    ),
}
REGISTRAR = Actor(person_id=-1, name="登记员")
OFFICERS = Seat(P.OFFICER, "执法人员", single=False)


def _officer(name: str) -> Seat:
    return Seat(P.OFFICER, "执法人员", name, single=False)


CHART = (
    ChartUnit(T.TERRITORY, R.DISTRICT, "990101", "云汀区", seats=(Seat(P.HEAD, "区长", "区长"),)),
    ChartUnit(T.DEPARTMENT, R.COMMITTEE, "AWH", "区安委会", "990101", seats=(Seat(P.HEAD, "主任", "委"),)),
    ChartUnit(T.DEPARTMENT, R.BUREAU, "YJJ", "区应急局", "990101", seats=(Seat(P.HEAD, "局长", "应长"),)),
    ChartUnit(T.DEPARTMENT, R.COORDINATOR, "AFB", "安防救联办", "990101", "YJJ", seats=(Seat(P.HEAD, "主任", "应长"),)),
    ChartUnit(
        T.DEPARTMENT,
        R.BUREAU,
        "XFJ",
        "区消防救援局",
        "990101",
        seats=(Seat(P.HEAD, "局长", "消长"), _officer("消一"), _officer("消二"), _officer("消三")),
    ),
    ChartUnit(
        T.DEPARTMENT, R.BUREAU, "CGJ", "区城管局", "990101", seats=(Seat(P.HEAD, "局长", "城长"), _officer("城一"))
    ),
    ChartUnit(
        T.DEPARTMENT,
        R.BUREAU,
        "SJJ",
        "区市场监管局",
        "990101",
        seats=(Seat(P.HEAD, "局长", "监长"), _officer("查"), _officer("看")),
    ),
    ChartUnit(
        T.TERRITORY,
        R.STREET,
        "990101001",
        "柳荫街道",
        "990101",
        seats=(
            Seat(P.HEAD, "街道办主任", "赵"),
            Seat(P.DEPUTY, "分管副主任", "钱"),
            Seat(P.DEPUTY, "副主任", "孙"),
            Seat(P.SAFETY_OFFICE, "应急办经办", "李", single=False),
            Seat(P.SAFETY_OFFICE, "应急办经办", "周", single=False),
        ),
    ),
    ChartUnit(
        T.TERRITORY,
        R.COMMUNITY,
        "990101001001",
        "荷塘社区",
        "990101001",
        seats=(Seat(P.HEAD, "社区主任", "郑"), Seat(P.GRID_WORKER, "网格员", "吴", single=False)),
    ),
    ChartUnit(
        T.ENTERPRISE,
        R.ENTERPRISE,
        "FIRM",
        "云汀五金厂（虚构）",
        seats=(Seat(P.PRINCIPAL, "厂长", "企"), Seat(P.SAFETY_MANAGER, "安全员", "安")),
    ),
)


@dataclass
class Cast:
    """The units by code, the persons by name."""

    units: dict[str, Unit]
    people: dict[str, Person]
    matter: Matter
    held: dict[str, Appointment] = field(default_factory=dict)
    shots: Iterator[int] = field(default_factory=lambda: count(1))

    def __getitem__(self, name: str) -> Actor:
        """Return the named person as an actor."""
        person = self.people[name]
        return Actor(person_id=person.pk, name=person.name)

    @property
    def street(self) -> Unit:
        return self.units["990101001"]

    @property
    def fire(self) -> Unit:
        return self.units["XFJ"]

    @property
    def firm(self) -> Unit:
        return self.units["FIRM"]

    def anew(self) -> "Cast":
        """Return the same people as they were read: what one test does to them no other test sees."""
        units, people, matter, held = deepcopy((self.units, self.people, self.matter, self.held))
        return Cast(units, people, matter, held)

    # --- acts ---------------------------------------------------------------------------------------------------
    def report(self, by: str = "民", **given: Any) -> Hazard:
        """`by` reports a blocked stairway in the firm."""
        return reporting.report_hazard(
            actor=self[by],
            street=given.pop("street", self.street),
            description=given.pop("description", "二楼疏散通道堆放纸箱，宽度不足 1 米"),
            source=given.pop("source", Source.PUBLIC),
            **given,
        )

    def act(self, name: str, hazard: Hazard, by: str, **given: Any) -> Fired | Refused:
        """`by` tries the transition `name`; the answer is what was written, or all reasons why not."""
        if name in PHOTOS:
            given["data"] = {"photos": self.photos(*PHOTOS[name])} | given.get("data", {})
        try:
            return engine.fire(Hazard, hazard.pk, name, actor=self[by], **given)
        except RefusedError as error:
            return error.refused

    def ask_void(self, hazard: Hazard, by: str, reason: str, *, twin: Hazard | None = None) -> Fired | Refused:
        """`by` asks for it to be voided: 误报, or 重复 of `twin`."""
        data = {"twin": twin.number, "twin_id": twin.pk} if twin else {}
        return self.act("ask_void", hazard, by, note=reason, data=data)

    def propose(self, hazard: Hazard, by: str = "李", **given: Any) -> Fired | Refused:
        """`by` proposes: the fire brigade leads, the firm rectifies, general, within a week."""
        defaults: dict[str, Any] = {
            "lead": self.fire.pk,
            "rectifier": self.firm.pk,
            "level": Level.GENERAL,
            "matter": self.matter.pk,
            "demand_on": self.in_days(7),
        }
        return self.act("propose_assignment", hazard, by, **(defaults | given))

    def seat(self, name: str, code: str, kind: P) -> Appointment:
        """Give one of the cast, or somebody new, a seat more in the unit of this code."""
        if name not in self.people:
            self.people[name] = register_person(actor=REGISTRAR, name=name)
        post = services.add_post(actor=REGISTRAR, unit=self.units[code], kind=kind, title="兼任", single_seat=False)
        return services.appoint(actor=REGISTRAR, person=self.people[name], post=post, basis="兼任")

    def photos(self, *roles: PhotoRole) -> list[dict[str, Any]]:
        """Return photographs of the firm's stairway as a record says them, no two alike."""
        return [photo(role, f"shot {next(self.shots)}", at=now(), place="二楼楼梯口") for role in roles]

    def in_days(self, days: int) -> date:
        """Return the district's date so many days from the legal now."""
        return localtime(now()).date() + timedelta(days=days)

    def do(self, name: str, hazard: Hazard, by: str, **given: Any) -> Hazard:
        """`by` does it, with what it is fittingly filled in with unless given; it must be allowed."""
        fired = self.act(name, hazard, by, **(inputs.fitting(self, name, hazard) | given))
        assert isinstance(fired, Fired), str(fired)
        hazard.refresh_from_db()
        return hazard

    def hazard_in(
        self, state: str, *, reporter: str = "民", level: str = Level.GENERAL, place: str = "", **proposal: Any
    ) -> Hazard:
        """Return a hazard that the cast has brought, by the gate, to `state`: along the straight road, or off it."""
        base, detour = DETOURS.get(State(state), (state, ()))
        hazard = self.report(reporter, **({"place_text": place} if place else {}))
        for name, by, given in self.road(level, proposal):
            if hazard.state == base:
                break
            self.do(name, hazard, by, **given)
        for name, by in detour:
            self.do(name, hazard, by)
        assert hazard.state == state
        return hazard

    def road(self, level: str, proposal: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
        """The straight road from a report to the write-off: transition, who takes it, with what."""
        filed: list[tuple[str, str, dict[str, Any]]] = [("file_plan", "企", {})]
        second = [("sign_opinion", "消二", {"note": "现场已清空"})]
        return [
            ("propose_assignment", "李", {"level": level} | proposal),
            ("approve_assignment", "赵", {"note": "同意"}),
            ("accept", "消一", {}),
            *(filed if level == Level.MAJOR else []),
            ("submit_result", "企", {"note": "纸箱已清走"}),
            *(second if level == Level.MAJOR else []),
            ("pass_verification", "消一", {"note": "现场复查合格"}),
            ("write_off", "消长", {"note": "同意销号"}),
        ]


def assemble() -> Cast:
    """Set the district up, by the product's own acts."""
    at = now()
    units = establish(CHART, actor=REGISTRAR, from_at=at - timedelta(days=400))
    citizen = Person.objects.create(name="民", sort_key="min")
    people = {person.name: person for person in Person.objects.all()} | {"民": citizen}
    matter = Matter.objects.create(code="FIRE", name="消防安全")
    CompetenceRule.objects.create(matter=matter, lead=units["XFJ"], basis="消防法", from_at=at - timedelta(days=400))
    for name in ("消一", "消二", "消长", "城一", "城长"):
        Licence.objects.create(
            person=people[name],
            number=f"证-{name}",
            from_on=at.date() - timedelta(days=365),
            until_on=at.date() + timedelta(days=365),
        )
    cast = Cast(units=units, people=people, matter=matter)
    zhao = seat_of("赵", cast.street)
    cast.held["赵"] = zhao
    cast.held["钱代赵"] = services.stand_in(
        actor=REGISTRAR, person=people["钱"], for_=zhao, basis="书面授权", until_at=at + timedelta(days=30)
    )
    past = services.propose_stand_in(
        actor=REGISTRAR,
        person=people["孙"],
        for_=zhao,
        basis="书面授权",
        from_at=at - timedelta(days=60),
        until_at=at - timedelta(days=30),
        reason="补登",
    )
    approvals.decide(past.pk, Decision.APPROVED, actor=cast["区长"])
    cast.held["孙代赵"] = Appointment.objects.get(person=people["孙"], stands_in_for=zhao)
    return cast
