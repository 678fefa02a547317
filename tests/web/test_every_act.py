"""Every act of the law has a form: it opens for somebody who may, and sent empty it loses nothing."""

from collections.abc import Sequence
from typing import Any

import pytest

from hazards.enums import Level, Source, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.web.acts import BY_PEOPLE
from tests import inputs
from tests.cast import Cast
from tests.web.test_hazard_page import SignIn

Steps = Sequence[tuple[str, str]]
WORK, PLAN, CHECK = State.RECTIFYING, State.PLANNING, State.AWAITING_VERIFICATION
END, OVER = State.AWAITING_WRITE_OFF, State.WRITTEN_OFF
PROPOSED = (("propose_measure", "消一"),)
ORDERED = (*PROPOSED, ("order_measure", "消二"))
RELEASING = (*ORDERED, ("ask_release", "企"))
LISTING = (("propose_listing", "应长"),)
LISTED = (*LISTING, ("put_on_list", "城长"))
TRANSFER = (("ask_transfer", "消一"), ("grant_transfer", "应长"))
MAJOR = {PLAN, "downgrade", "ask_downgrade", "return_plan"}
# By whom each act can be done: from which state, after which others' acts.
WAYS: dict[str, tuple[State, Steps, str]] = {
    "move_territory": (State.REPORTED, (), "李"),
    "confirm_fixed": (State.REPORTED, (), "李"),
    "merge": (State.REPORTED, (), "李"),
    "separate": (State.MERGED, (), "李"),
    "propose_assignment": (State.REPORTED, (), "李"),
    "approve_assignment": (State.AWAITING_APPROVAL, (), "赵"),
    "reject_assignment": (State.AWAITING_APPROVAL, (), "钱"),
    "recall_dispatch": (State.DISPATCHED, (), "赵"),
    "open_for_claim": (State.REPORTED, (), "李"),
    "accept": (State.DISPATCHED, (), "消一"),
    "object": (State.DISPATCHED, (), "消长"),
    "claim": (State.CLAIMABLE, (), "消长"),
    "disclaim": (State.CLAIMABLE, (), "城长"),
    "convene": (State.REPORTED, (), "李"),
    "rule": (State.CONSULTING, (), "应长"),
    "refer_ruling": (State.CONSULTING, (), "应长"),
    "rerule": (State.CLAIMABLE, (("claim", "消长"), ("contest_claim", "城长")), "应长"),
    "contest_claim": (State.CLAIMABLE, (("claim", "消长"),), "城长"),
    "file_plan": (PLAN, (), "企"),
    "return_plan": (WORK, (), "消一"),
    "report_stage": (PLAN, (("file_plan", "企"),), "企"),
    "submit_result": (WORK, (), "企"),
    "recall_result": (CHECK, (), "企"),
    "ask_extend": (WORK, (), "企"),
    "extend": (WORK, (("ask_extend", "企"),), "消长"),
    "ask_shelve": (WORK, (), "消一"),
    "shelve": (WORK, (("ask_shelve", "消一"),), "应长"),
    "resume": (State.SHELVED, (), "消一"),
    "change_rectifier": (WORK, (), "消长"),
    "determine": (State.DISPATCHED, (), "消一"),
    "upgrade": (WORK, (), "消一"),
    "ask_downgrade": (WORK, (), "消一"),
    "downgrade": (WORK, (("ask_downgrade", "消一"),), "应长"),
    "designate_verifier": (CHECK, (), "应长"),
    "sign_opinion": (CHECK, (), "消二"),
    "pass_verification": (CHECK, (), "消一"),
    "fail_verification": (CHECK, (), "消一"),
    "write_off": (END, (), "消长"),
    "refuse_write_off": (END, (), "消长"),
    "reopen": (OVER, (("ask_review", "民"),), "应长"),
    "ask_void": (WORK, (), "消一"),
    "void": (WORK, (("ask_void", "消一"),), "应长"),
    "refuse_request": (WORK, (("ask_void", "消一"),), "应长"),
    "withdraw_request": (WORK, (("ask_void", "消一"),), "消一"),
    "ask_transfer": (WORK, (), "消一"),
    "grant_transfer": (WORK, TRANSFER[:1], "应长"),
    "sign_transfer": (WORK, TRANSFER, "应长"),
    "return_transfer": (WORK, TRANSFER, "应长"),
    "hand_over": (WORK, (*TRANSFER, ("sign_transfer", "应长")), "应长"),
    "propose_measure": (WORK, (), "消一"),
    "order_measure": (WORK, PROPOSED, "消二"),
    "drop_measure": (WORK, PROPOSED, "消二"),
    "ask_release": (WORK, ORDERED, "企"),
    "refuse_release": (WORK, RELEASING, "消长"),
    "lift_measure": (WORK, (*RELEASING, ("submit_result", "企"), ("pass_verification", "消二")), "消长"),
    "expire_measure": (WORK, ORDERED, "消长"),
    "rebase_measure": (WORK, ORDERED, "消长"),
    "propose_listing": (PLAN, (), "应长"),
    "put_on_list": (PLAN, LISTING, "城长"),
    "decline_listing": (PLAN, LISTING, "城长"),
    "report_progress": (PLAN, LISTED, "消一"),
    "revoke_listing": (PLAN, LISTED, "城长"),
    "recheck_listing": (
        PLAN,
        (
            *(*LISTED, ("file_plan", "企"), ("report_stage", "企"), ("submit_result", "企")),
            *(("sign_opinion", "消二"), ("pass_verification", "消一")),
        ),
        "城一",
    ),
    "ask_recusal": (CHECK, (), "企"),
    "grant_recusal": (CHECK, (("ask_recusal", "企"),), "消长"),
    "refuse_recusal": (CHECK, (("ask_recusal", "企"),), "消长"),
    "settle_follow_up": (
        CHECK,
        (("fail_verification", "消一"), ("submit_result", "企"), ("fail_verification", "消一")),
        "消长",
    ),
    "ask_review": (OVER, (), "民"),
    "dismiss_review": (OVER, (("ask_review", "民"),), "应长"),
    "draw_sample": (OVER, (), "应长"),
    "pass_sample": (OVER, (("draw_sample", "应长"),), "查"),
    "miss_sample": (OVER, (("draw_sample", "应长"),), "查"),
    "amend": (WORK, (), "消一"),
    "state_objection": (WORK, (), "企"),
    "urge": (WORK, (), "李"),
}


def brought(cast: Cast, name: str) -> tuple[Hazard, str]:
    """Return a hazard on which the act can be done now, and who can do it."""
    state, steps, who = WAYS[name]
    level = Level.MAJOR if MAJOR & {state, name} else Level.GENERAL
    if name == "confirm_fixed":
        return cast.report("安", source=Source.SELF_CHECK), who
    hazard = cast.hazard_in(state, level=level, place="五号楼")
    if name == "rebase_measure":
        cast.hazard_in(State.RECTIFYING, place="五号楼")
    if name == "designate_verifier":
        for officer in ("消一", "消二", "消长"):
            cast.do("ask_recusal", hazard, "企", person=cast[officer].person_id)
    for step, by in steps:
        staged = {"data": {"plan": inputs.PLAN, "stages": ["清理"]}} if step == "file_plan" else {}
        cast.do(step, hazard, by, **staged)
    return hazard, who


def test_every_act_that_people_do_is_in_this_table() -> None:
    born = {name for name, row in LIFECYCLE.rows.items() if not row.sources}

    assert set(WAYS) == set(BY_PEOPLE) - born


@pytest.mark.parametrize("name", WAYS)
def test_the_form_opens_for_who_may_and_sent_empty_says_what_is_missing(cast: Cast, sign_in: SignIn, name: str) -> None:
    hazard, who = brought(cast, name)
    client, address = sign_in(who), f"/hazards/{hazard.pk}/{name}/"

    opened = client.get(address)
    empty = dict.fromkeys(opened.context["form"].fields, "")
    sent = client.post(address, empty)

    assert (opened.status_code, opened.context["reasons"]) == (200, [])
    assert f'action="{address}"' in opened.content.decode()
    assert sent.status_code in (302, 422), sent.content.decode()
    if sent.status_code == 422:
        assert_told_at_their_fields(sent)
        again = client.post(address, empty | {"note": "写到一半的话"})
        assert again.status_code == 302 or "note" not in empty or "写到一半的话" in again.content.decode()


def assert_told_at_their_fields(answer: Any) -> None:
    """Every error stands at its field, in Chinese, and is listed on top."""
    form, text = answer.context["form"], answer.content.decode()
    said = [(field, str(error)) for field, errors in form.errors.items() for error in errors]
    assert not form.non_field_errors()
    for field, error in said:
        assert f'href="#{form[field].id_for_label}"' in text
        assert error in text
        assert not error.isascii()
