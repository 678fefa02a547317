"""Lives: one district whose hazards stand in every state, by every road, written by the product's own acts alone."""

from contextlib import suppress
from datetime import timedelta

import psycopg

from hazards.enums import ExceptionKind, Level, PhotoRole, Source, State
from hazards.models import Hazard
from hazards.services import splitting
from hazards.services.door import NumberRefused, held_open, look_in, open_on_device
from hazards.services.door_secrets import number_key
from hazards.services.exceptions import end_exception, give_exception
from hazards.services.notices import issue_notice
from hazards.services.reporting import chain_above
from hazards.succession import follow_ended_units
from hazards.sweeping import sweep_hazards
from records.clock import now
from responsibility import services
from responsibility.charter import ChartUnit, Seat, establish, seat_of
from responsibility.enums import PostKind as P
from responsibility.enums import Rank, Tree
from responsibility.models import User
from tests import inputs
from tests.cast import REGISTRAR, assemble
from workflow import engine
from workflow.engine import Fired

Owner = psycopg.Connection[tuple[object, ...]]


class Lives:
    """The hazards by what happened to them."""

    def __init__(self, owner: Owner) -> None:
        self.cases: dict[str, int] = {}
        owner.execute("INSERT INTO clock_override (shift) VALUES ('-20 days')")
        self.cast = assemble()
        self.keep("overdue", self.cast.hazard_in(State.AWAITING_APPROVAL))
        self.keep("silent", self.cast.hazard_in(State.DISPATCHED))
        owner.execute("DELETE FROM clock_override")
        assert (
            sweep_hazards().fired == 5
        )  # raised; deemed accepted, and raised since its demand has passed; twice the case
        self.straight()
        self.turnings()
        self.voids()
        self.sorting()
        self.jurisdiction()
        self.requests()
        self.work()
        self.supervision()
        self.afterwards()
        self.succession()
        self.imports()
        self.lookers()
        self.notices()
        services.relieve(seat_of("城一", self.cast.units["CGJ"]), actor=REGISTRAR, reason="调离")

    def keep(self, name: str, hazard: Hazard) -> Hazard:
        self.cases[name] = hazard.pk
        return hazard

    def act(self, hazard: Hazard, *steps: tuple[str, str, dict[str, object]]) -> Hazard:
        for name, by, given in steps:
            fired = self.cast.act(name, hazard, by, **given)
            assert isinstance(fired, Fired), str(fired)
            hazard.refresh_from_db()
        return hazard

    def straight(self) -> None:
        for state in State.values:
            if state not in (State.PLANNING, State.VOIDED, State.IMPORTED_CLOSED):
                self.keep(state.lower(), self.cast.hazard_in(state))
        for state in (State.PLANNING, State.RECTIFYING, State.AWAITING_VERIFICATION, State.WRITTEN_OFF):
            self.keep(f"major_{state.lower()}", self.cast.hazard_in(state, level=Level.MAJOR))
        signed = self.cast.hazard_in(State.AWAITING_VERIFICATION, level=Level.MAJOR)
        self.keep("signed", self.act(signed, ("sign_opinion", "消二", {"note": "现场已清空"})))

    def turnings(self) -> None:
        cast = self.cast
        rejected = cast.hazard_in(State.AWAITING_APPROVAL)
        self.act(rejected, ("reject_assignment", "赵", {"note": "牵头单位有误"}))
        self.keep("rejected", rejected)
        cast.propose(rejected, "周")
        failed = cast.hazard_in(State.AWAITING_VERIFICATION)
        demand = {"note": "仍有杂物", "demand_on": cast.in_days(3)}
        self.keep("failed", self.act(failed, ("fail_verification", "消一", demand)))
        self.act(
            failed, ("submit_result", "消二", {"note": "已代办清理"}), ("pass_verification", "消一", {"note": "合格"})
        )
        refused = cast.hazard_in(State.AWAITING_WRITE_OFF)
        self.keep("refused", self.act(refused, ("refuse_write_off", "消长", {"note": "照片不清"})))
        office = Seat(P.SAFETY_OFFICE, "经办", "许")
        charted = ChartUnit(Tree.TERRITORY, Rank.STREET, "990101002", "新荷街道", "990101", seats=(office,))
        other = establish([charted], actor=REGISTRAR, from_at=now())["990101002"]
        over_there = {"street": other.pk, "note": "在路的对面"}
        self.keep("moved", self.act(cast.report(), ("move_territory", "李", over_there)))
        recalled = cast.hazard_in(State.DISPATCHED)
        self.keep("recalled", self.act(recalled, ("recall_dispatch", "赵", {"note": "牵头单位选错"})))
        taken_back = cast.hazard_in(State.AWAITING_VERIFICATION)
        again = ("submit_result", "安", {"note": "已补"})
        self.keep("taken_back", self.act(taken_back, ("recall_result", "企", {"note": "还缺一处"}), again))
        sent_back = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
        self.keep("sent_back", self.act(sent_back, ("return_plan", "消一", {"note": "缺预案演练"})))
        urged = cast.hazard_in(State.RECTIFYING)
        self.keep("urged", self.act(urged, ("urge", "李", {"note": "请抓紧"})))
        fixed = cast.report("安", photos=cast.photos(PhotoRole.BEFORE, PhotoRole.AFTER))
        self.keep("fixed", self.act(fixed, ("confirm_fixed", "李", {"note": "现场已清空"})))
        reopened = cast.hazard_in(State.WRITTEN_OFF)
        again = {"note": "回头看不合格", "demand_on": cast.in_days(5)}
        self.keep(
            "reopened",
            self.act(
                reopened,
                ("ask_review", "民", {"note": "又堆上了"}),
                ("reopen", "应长", again),
                ("submit_result", "企", {"note": "又清走"}),
            ),
        )
        self.keep("photographed", cast.report(photos=cast.photos(PhotoRole.BEFORE)))
        # 赵 reported it himself: 钱, standing in for him, approves.
        self.keep("stood_in", self.approved_by("钱", cast.report("赵")))
        # The street rectifies: nobody of it approves, the coordinator's head does.
        self.keep("passed_up", self.approved_by("应长", cast.report(), rectifier=cast.street.pk))

    def approved_by(self, who: str, hazard: Hazard, **proposal: object) -> Hazard:
        self.cast.propose(hazard, **proposal)
        return self.act(hazard, ("approve_assignment", who, {"note": "同意"}))

    def voids(self) -> None:
        cast = self.cast
        voided = self.keep("voided", cast.report())
        cast.ask_void(voided, "李", "误报")
        cast.act("void", voided, "赵", note="同意")
        kept = self.keep("kept", cast.hazard_in(State.RECTIFYING))
        cast.ask_void(kept, "消一", "误报")
        cast.act("refuse_request", kept, "应长", note="不是误报")
        pending = self.keep("pending", cast.hazard_in(State.RECTIFYING))
        cast.ask_void(pending, "消一", "误报")
        double = self.keep("double", cast.hazard_in(State.PLANNING, level=Level.MAJOR))
        twin = Hazard.objects.get(pk=self.cases["major_planning"])
        cast.ask_void(double, "消一", "重复", twin=twin)
        cast.act("void", double, "应长", note="同意")

    def lookers(self) -> None:
        """One expert for a while, one whose look was ended."""
        expert = User.objects.create_user("expert", "a long password")
        for case in ("rectifying", "reported"):
            given = give_exception(
                Hazard.objects.get(pk=self.cases[case]),
                actor=self.cast["应长"],
                user=expert,
                kind=ExceptionKind.EXPERT,
                reason="现场论证",
                until_at=now() + timedelta(days=5),
            )
        end_exception(given, actor=self.cast["应长"], reason="论证结束")

    def notices(self) -> None:
        """A notice opened at the second try, one in its place, and a statement that came by it."""
        hazard = self.keep("by_link", self.cast.hazard_in(State.RECTIFYING))
        seat = seat_of("企", self.cast.firm)
        for _notice in range(2):
            issued = issue_notice(hazard.pk, actor=self.cast["消一"], to=seat.pk, contact_phone="0571-88880000")
            with suppress(NumberRefused):
                open_on_device(issued.link, key=number_key(issued.token), number="x")
            secret = open_on_device(issued.link, key=number_key(issued.token), number=issued.number)
        door = look_in(issued.link.pk, secret)
        with held_open(door, secret):
            self.act(hazard, ("state_objection", "企", {"note": "二楼已转租", "data": door.said}))

    def did(self, name: str, hazard: Hazard, *steps: tuple[str, str]) -> Hazard:
        """Keep under `name` a hazard on which these acts were done, fittingly filled in."""
        for act, by in steps:
            self.cast.do(act, hazard, by)
        return self.keep(name, hazard)

    def sorting(self) -> None:
        cast = self.cast
        survivor = cast.report(place_text="三号楼")
        merged = cast.report(place_text="三号楼")
        cast.do("merge", merged, "李", survivor=survivor.pk)
        third = cast.report(place_text="三号楼")
        cast.do("merge", survivor, "李", survivor=third.pk)
        self.keep("merged", merged)
        self.did("reviewed_merger", survivor, ("ask_review", "民"), ("dismiss_review", "应长"))
        again = cast.report(place_text="四号楼")
        whole = cast.report(place_text="四号楼")
        cast.do("merge", again, "李", survivor=whole.pk)
        self.did("whole", whole, ("ask_void", "李"), ("void", "赵"))  # what was merged stands on its own again
        parent = cast.report("民", description="通道堵塞；灭火器过期")
        self.keep("part", splitting.split_off(parent, "灭火器过期", actor=cast["李"]))

    def jurisdiction(self) -> None:
        cast = self.cast
        claimed = cast.hazard_in(State.CLAIMABLE)
        self.did("claimed", claimed, ("claim", "消长"), ("contest_claim", "城长"))
        cast.do("rerule", claimed, "应长")
        taken_back = cast.hazard_in(State.DISPATCHED)
        cast.do("object", taken_back, "消长")
        self.did("objection_taken_back", taken_back, ("claim", "消长"))
        self.did("ruled", cast.hazard_in(State.CONSULTING), ("rule", "应长"))
        self.did("referred", cast.hazard_in(State.CONSULTING), ("refer_ruling", "应长"), ("rule", "委"))
        nobody = cast.report()
        self.did("nobody_s", nobody, ("convene", "李"))
        own = cast.report("消一", source=Source.INSPECTION)
        self.did("own_inspection", own, ("claim", "消一"))
        silent = self.keep("determined", cast.hazard_in(State.DISPATCHED))
        cast.do("determine", silent, "消一")

    def requests(self) -> None:
        cast, at_work = self.cast, State.RECTIFYING
        self.did("extended", cast.hazard_in(at_work), ("ask_extend", "企"), ("extend", "消长"))
        self.did("resumed", cast.hazard_in(State.SHELVED), ("resume", "消一"))
        self.did("withdrawn", cast.hazard_in(at_work), ("ask_void", "消一"), ("withdraw_request", "消一"))
        returned = cast.hazard_in(at_work)
        steps = (("ask_transfer", "消一"), ("grant_transfer", "应长"), ("return_transfer", "应长"))
        self.did("transfer_returned", returned, *steps)
        lowered = cast.hazard_in(at_work, level=Level.MAJOR)
        self.did("lowered", lowered, ("ask_downgrade", "消一"), ("downgrade", "应长"))

    def work(self) -> None:
        cast, at_work = self.cast, State.RECTIFYING
        self.did("upgraded", cast.hazard_in(State.AWAITING_VERIFICATION), ("upgrade", "消一"))
        self.did("other_rectifier", cast.hazard_in(at_work), ("change_rectifier", "消长"))
        staged = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
        data = {"plan": inputs.PLAN, "stages": ["清理", "增设通道"]}
        cast.do("file_plan", staged, "企", data=data)
        self.did("staged", staged, ("report_stage", "企"))
        twice = cast.hazard_in(State.AWAITING_VERIFICATION)
        self.did("failed_twice", twice, ("fail_verification", "消一"), ("submit_result", "企"))
        self.did("failed_twice", twice, ("fail_verification", "消一"), ("settle_follow_up", "消长"))
        self.did("amended", cast.hazard_in(at_work), ("amend", "消一"), ("state_objection", "企"))
        recused = cast.hazard_in(State.AWAITING_VERIFICATION)
        self.did("recused", recused, ("ask_recusal", "企"), ("refuse_recusal", "消长"))
        self.did("recused", recused, ("ask_recusal", "企"), ("grant_recusal", "消长"))
        short = cast.hazard_in(State.AWAITING_VERIFICATION)
        for name in ("消一", "消二", "消长"):
            cast.do("ask_recusal", short, "企", person=cast[name].person_id)
        self.did("designated", short, ("designate_verifier", "应长"))

    def supervision(self) -> None:
        cast = self.cast
        stopped = cast.hazard_in(State.RECTIFYING, place="五号楼")
        other = self.keep("other_of_the_place", cast.hazard_in(State.RECTIFYING, place="五号楼"))
        self.did("stopped", stopped, ("propose_measure", "消一"), ("order_measure", "消二"), ("ask_release", "企"))
        self.did("stopped", stopped, ("refuse_release", "消长"), ("ask_release", "企"), ("submit_result", "企"))
        self.did("stopped", stopped, ("pass_verification", "消二"), ("lift_measure", "消长"), ("write_off", "消长"))
        moved = cast.hazard_in(State.RECTIFYING, place="五号楼")
        self.did("rebased", moved, ("propose_measure", "消一"), ("order_measure", "消二"))
        serial = inputs.measure(moved, "IN_FORCE")
        given = {"measure": serial, "to": other.pk, "kind": "STOP", "words": "二楼车间"}
        cast.do("rebase_measure", moved, "消长", data=given)
        dropped = cast.hazard_in(State.RECTIFYING)
        self.did("dropped", dropped, ("propose_measure", "消一"), ("drop_measure", "消二"))
        self.did("closed", dropped, ("propose_measure", "消一"), ("order_measure", "消二"), ("expire_measure", "消长"))
        listed = cast.hazard_in(State.RECTIFYING, level=Level.MAJOR)
        self.did("listed", listed, ("propose_listing", "应长"), ("put_on_list", "城长"), ("report_progress", "消一"))
        self.did("listed", listed, ("submit_result", "企"), ("sign_opinion", "消二"), ("pass_verification", "消一"))
        self.did("listed", listed, ("recheck_listing", "城一"), ("recheck_listing", "城长"), ("write_off", "城长"))
        unlisted = cast.hazard_in(State.PLANNING, level=Level.MAJOR)
        self.did("unlisted", unlisted, ("propose_listing", "应长"), ("decline_listing", "城长"))
        self.did("unlisted", unlisted, ("propose_listing", "应长"), ("put_on_list", "城长"), ("revoke_listing", "城长"))

    def afterwards(self) -> None:
        cast, ended = self.cast, State.WRITTEN_OFF
        self.did("looked_at", cast.hazard_in(ended), ("draw_sample", "应长"), ("pass_sample", "查"))
        self.did("not_found", cast.hazard_in(ended), ("draw_sample", "应长"), ("miss_sample", "查"))
        self.did("sampled_and_failed", cast.hazard_in(ended), ("draw_sample", "应长"), ("reopen", "查"))

    def succession(self) -> None:
        cast = self.cast
        bureau = [
            ChartUnit(Tree.DEPARTMENT, Rank.BUREAU, "LYJ", "区旅游局", "990101", seats=(Seat(P.HEAD, "局长", "游"),))
        ]
        ended = establish(bureau, actor=REGISTRAR, from_at=now())["LYJ"]
        held = self.keep("succeeded", cast.hazard_in(State.DISPATCHED, lead=ended.pk))
        services.end_unit(ended, actor=REGISTRAR, reason="机构改革", successor=cast.units["CGJ"])
        assert follow_ended_units() == 1
        held.refresh_from_db()

    def imports(self) -> None:
        for name in ("import_open", "import_closed"):
            hazard = Hazard(
                source=Source.IMPORT, description="旧台账", street=self.cast.street, **chain_above(self.cast.street)
            )
            (answer,) = engine.open_many(
                Hazard, [hazard], name, actor=self.cast["李"], data=[{"sheet": "一", "row": 3}]
            )
            assert isinstance(answer, Fired), str(answer)
            self.keep(name, hazard)
