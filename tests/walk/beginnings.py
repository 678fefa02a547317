"""Where the searches begin, each about one part of the law; together they are about every row of it."""

from collections.abc import Callable

from hazards.enums import Level, MeasureState, Source, State
from hazards.models import Hazard
from hazards.services import splitting
from hazards.services.reporting import chain_above
from tests.cast import Cast
from tests.walk.moves import variants
from tests.walk.searching import SILENCE, SUCCESSION, Beginning
from workflow import engine

PLACE = "五金厂二楼"
ROAD = ("submit_result", "sign_opinion", "pass_verification", "write_off")
SETTLES = ("propose_assignment", "approve_assignment", "accept")


def one(state: str, **given: str) -> Callable[[Cast], list[Hazard]]:
    return lambda cast: [cast.hazard_in(state, place=PLACE, **given)]


def pair(state: str) -> Callable[[Cast], list[Hazard]]:
    return lambda cast: [cast.hazard_in(state, place=PLACE) for _ in range(2)]


def _imported(name: str) -> Callable[[Cast], list[Hazard]]:
    def make(cast: Cast) -> list[Hazard]:
        hazard = Hazard(source=Source.IMPORT, description="旧台账", street=cast.street, **chain_above(cast.street))
        engine.open_many(Hazard, [hazard], name, actor=cast["李"], data=[{"sheet": "一", "row": 3}])
        return [hazard]

    return make


def _split(cast: Cast) -> list[Hazard]:
    whole = cast.report(place_text=PLACE)
    return [whole, splitting.split_off(whole, "灭火器过期", actor=cast["李"])]


def _split_in_consultation(cast: Cast) -> list[Hazard]:
    whole = cast.hazard_in(State.CONSULTING, place=PLACE)
    return [whole, splitting.split_off(whole, "灭火器过期", actor=cast["应长"])]


def _inspected(cast: Cast) -> list[Hazard]:
    return [cast.report("消一", source=Source.INSPECTION)]


def _three_of_one_place(cast: Cast) -> list[Hazard]:
    return [cast.report(place_text=PLACE) for _ in range(3)]


def _stopped_pair(cast: Cast) -> list[Hazard]:
    found = [cast.hazard_in(State.RECTIFYING, place=PLACE) for _ in range(2)]
    cast.do("propose_measure", found[0], "消一")
    cast.do("order_measure", found[0], "消二")
    assert found[0].measures.get().state == MeasureState.IN_FORCE
    return found


def _ending_lead(cast: Cast) -> list[Hazard]:
    return [cast.hazard_in(State.DISPATCHED, lead=cast.units["LYJ"].pk)]


def _co_rectified(cast: Cast) -> list[Hazard]:
    """消二 is of the brigade; the brigade's neighbour, whose head 城长 is, must rectify with the firm."""
    return [cast.hazard_in(State.RECTIFYING, place=PLACE, co_rectifiers=[cast.units["CGJ"].pk])]


def along(state: str, *steps: tuple[str, str], **given: str) -> Callable[[Cast], list[Hazard]]:
    """A hazard brought to a state, and some steps further."""

    def make(cast: Cast) -> list[Hazard]:
        hazard = cast.hazard_in(state, place=PLACE, **given)
        for act, who in steps:
            cast.do(act, hazard, who, **variants(cast, act, hazard, who)[0])
        return [hazard]

    return make


BEGINNINGS = (
    Beginning(
        "whose is it",
        one(State.REPORTED),
        (
            *SETTLES,
            *("reject_assignment", "recall_dispatch", "open_for_claim", "object", "claim", "disclaim", "convene"),
            *("rule", "determine", "move_territory", SILENCE),
        ),
        small=3,
        large=87,
    ),
    Beginning(
        "claimed and contested",
        one(State.CLAIMABLE),
        ("claim", "disclaim", "contest_claim", "rerule", "rule", SILENCE, *ROAD, "fail_verification"),
        small=2,
    ),
    Beginning(
        "its own house's case",
        one(State.CONSULTING),
        ("refer_ruling", "rule", "determine", "ask_void", "void"),
        small=2,
    ),
    Beginning("an own inspection", _inspected, ("claim", "confirm_fixed"), small=1),
    Beginning(
        "general work",
        one(State.RECTIFYING),
        (
            *ROAD,
            *("recall_result", "fail_verification", "refuse_write_off", "upgrade", "change_rectifier"),
            *("file_plan", "settle_follow_up", "amend", "state_objection", "urge"),
        ),
        small=3,
        large=67,
    ),
    Beginning(
        "major work",
        one(State.PLANNING, level=Level.MAJOR),
        (
            *ROAD,
            *("file_plan", "return_plan", "report_stage", "fail_verification", "refuse_write_off"),
            *("ask_downgrade", "downgrade", "refuse_request", "withdraw_request", "change_rectifier"),
        ),
        small=3,
        large=67,
    ),
    Beginning(
        "requests at work",
        one(State.RECTIFYING),
        (
            *("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "refuse_request", "withdraw_request"),
            *("extend", "shelve", "void", "grant_transfer", "sign_transfer", "return_transfer", "hand_over"),
            *("resume", "submit_result", SILENCE),
        ),
        small=3,
        large=50,
    ),
    Beginning(
        "requests before dispatch",
        one(State.REPORTED),
        (
            *("ask_void", "ask_transfer", "refuse_request", "withdraw_request", "void", "grant_transfer"),
            *("sign_transfer", "return_transfer", "hand_over", "convene", "rule", "move_territory", *SETTLES),
        ),
        small=2,
        large=40,
    ),
    Beginning(
        "measures on site",
        one(State.RECTIFYING, level=Level.MAJOR),
        (
            *("propose_measure", "order_measure", "drop_measure", "ask_release", "refuse_release", "lift_measure"),
            *("expire_measure", "ask_shelve", "shelve", "resume", "refuse_write_off", *ROAD),
        ),
        small=2,
        large=50,
    ),
    Beginning(
        "listed",
        one(State.PLANNING, level=Level.MAJOR),
        (
            *("propose_listing", "put_on_list", "decline_listing", "revoke_listing", "report_progress", "file_plan"),
            *("recheck_listing", "refuse_write_off", "ask_downgrade", "downgrade", "ask_void", "void", *ROAD),
        ),
        small=2,
        large=50,
    ),
    Beginning(
        "written off, but listed",
        along(
            State.RECTIFYING,
            *(("propose_listing", "应长"), ("put_on_list", "城长"), ("submit_result", "企")),
            *(("sign_opinion", "消二"), ("pass_verification", "消一")),
            level=Level.MAJOR,
        ),
        ("recheck_listing", "write_off", "refuse_write_off", "sign_opinion", "pass_verification"),
        small=3,
        large=13,
    ),
    Beginning(
        "who stands aside",
        one(State.AWAITING_VERIFICATION),
        (
            *("ask_recusal", "grant_recusal", "refuse_recusal", "designate_verifier", "pass_verification"),
            *("fail_verification", "write_off", "refuse_write_off"),
        ),
        small=2,
        large=40,
    ),
    Beginning(
        "after the end",
        one(State.WRITTEN_OFF),
        (
            *("ask_review", "dismiss_review", "reopen", "draw_sample", "pass_sample", "miss_sample"),
            *("settle_follow_up", *ROAD),
        ),
        small=2,
        large=27,
    ),
    Beginning(
        "two of one place",
        pair(State.REPORTED),
        ("merge", "separate", "ask_review", "dismiss_review", "ask_void", "void", "propose_assignment"),
        small=2,
        large=20,
        who_tries=1,
    ),
    Beginning(
        "three of one place",
        _three_of_one_place,
        ("merge", "separate", "ask_void", "void"),
        small=3,
        large=20,
        who_tries=1,
    ),
    Beginning(
        "a measure that goes on elsewhere",
        _stopped_pair,
        ("rebase_measure", "ask_release", "lift_measure", "expire_measure", "ask_void", "void", *ROAD),
        small=2,
        large=27,
        who_tries=1,
    ),
    Beginning("split off", _split, ("merge", "convene", "approve_assignment"), small=1, large=7),
    Beginning("split in consultation", _split_in_consultation, ("rule", "accept"), small=1, large=7),
    Beginning("a lead that ends", _ending_lead, (SUCCESSION, "accept", "rule", "object"), small=1, large=13),
    Beginning(
        "several rectifiers", _co_rectified, (*ROAD, "fail_verification", "designate_verifier"), small=2, large=13
    ),
    Beginning("imported", _imported("import_open"), ("convene", "rule"), small=1, large=7),
    Beginning("imported history", _imported("import_closed"), ("reopen", "ask_review"), small=1, large=1),
    # --- further along, so that a small bound reaches what lies deep
    Beginning(
        "dispatched",
        one(State.DISPATCHED),
        (SILENCE, "accept", "object", "recall_dispatch", "determine", "disclaim", "claim", "state_objection"),
        small=2,
        large=20,
    ),
    Beginning(
        "set aside",
        one(State.SHELVED),
        (SILENCE, "resume", "ask_shelve", "shelve", "upgrade", "change_rectifier", "refuse_request", "file_plan"),
        small=2,
        large=20,
    ),
    Beginning(
        "claimed",
        along(State.CLAIMABLE, ("claim", "消长")),
        ("contest_claim", "rerule", "change_rectifier", *ROAD),
        small=2,
        large=20,
    ),
    Beginning(
        "a transfer granted",
        along(State.RECTIFYING, ("ask_transfer", "消一"), ("grant_transfer", "应长")),
        ("sign_transfer", "return_transfer", "hand_over", "ask_void", "void"),
        small=2,
        large=13,
    ),
    Beginning(
        "a transfer granted before dispatch",
        along(State.REPORTED, ("ask_transfer", "李"), ("grant_transfer", "赵")),
        ("sign_transfer", "return_transfer", "hand_over", "merge", "confirm_fixed", "convene", *SETTLES),
        small=1,
        large=13,
    ),
    Beginning(
        "a release asked for",
        along(State.AWAITING_WRITE_OFF, ("propose_measure", "消一"), ("order_measure", "城一"), ("ask_release", "企")),
        ("refuse_release", "lift_measure", "expire_measure", "refuse_write_off", "propose_measure", *ROAD),
        small=2,
        large=20,
    ),
    Beginning(
        "stopped, verified, its release asked for",
        along(
            State.RECTIFYING,
            *(("propose_measure", "消一"), ("order_measure", "消二"), ("submit_result", "企")),
            *(("pass_verification", "消一"), ("ask_release", "企"), ("propose_measure", "消一")),
        ),
        ("refuse_release", "lift_measure", "drop_measure", "write_off"),
        small=2,
        large=13,
    ),
    Beginning(
        "a major set aside",
        along(
            State.RECTIFYING,
            *(("propose_measure", "消一"), ("order_measure", "消二"), ("ask_shelve", "消一"), ("shelve", "应长")),
            level=Level.MAJOR,
        ),
        ("ask_release", "refuse_release", "expire_measure", "propose_measure", "order_measure", "resume", SILENCE),
        small=2,
        large=20,
    ),
    Beginning(
        "listed at work",
        along(State.RECTIFYING, ("propose_listing", "应长"), ("put_on_list", "城长"), level=Level.MAJOR),
        (
            *(
                "report_progress",
                "revoke_listing",
                "ask_extend",
                "extend",
                "ask_downgrade",
                "downgrade",
                "ask_transfer",
            ),
            *("return_plan", "change_rectifier"),
        ),
        small=1,
        large=20,
    ),
    Beginning(
        "too few verifiers",
        along(State.AWAITING_VERIFICATION, *(("ask_recusal", "企"),) * 3),
        ("designate_verifier", "grant_recusal", "refuse_recusal", *ROAD),
        small=2,
        large=20,
    ),
    Beginning(
        "a lowering asked for",
        along(State.PLANNING, ("ask_downgrade", "消一"), level=Level.MAJOR),
        ("downgrade", "refuse_request", "file_plan", "ask_void", "void"),
        small=1,
        large=20,
    ),
    Beginning(
        "failed twice",
        along(
            State.AWAITING_VERIFICATION,
            *(("fail_verification", "消一"), ("submit_result", "企"), ("fail_verification", "消一")),
        ),
        ("settle_follow_up", "urge", "state_objection", "submit_result"),
        small=2,
        large=7,
    ),
    Beginning(
        "drawn for a look-back",
        along(State.WRITTEN_OFF, ("draw_sample", "应长"), ("ask_review", "民")),
        ("pass_sample", "miss_sample", "reopen", "dismiss_review"),
        small=2,
        large=10,
    ),
    Beginning("merged", one(State.MERGED), ("separate", "ask_review", "dismiss_review"), small=2, large=10),
)
