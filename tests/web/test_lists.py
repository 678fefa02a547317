"""The workbench and the ledger: who sees what, in which order, at which cost."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hazards.access import standing_of
from hazards.enums import State
from hazards.models import Hazard
from hazards.my_turn import my_turn
from responsibility import services
from responsibility.models import CompetenceRule, Unit
from tests.cast import REGISTRAR, Cast
from tests.web.conftest import account
from workflow.engine import Fired

SignIn = Callable[[str], Client]
WHO = (
    "赵",
    "钱",
    "孙",
    "李",
    "吴",
    "郑",
    "消长",
    "消一",
    "消二",
    "消三",
    "城长",
    "应长",
    "委",
    "区长",
    "企",
    "安",
    "民",
)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def mine(cast: Cast, name: str) -> set[int]:
    return {pk for pk, _asked in my_turn(standing_of(account(cast, name)))}


def test_the_workbench_lists_what_waits_for_me_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    for_zhao = cast.hazard_in(State.AWAITING_APPROVAL)
    for_li = cast.hazard_in(State.REPORTED)

    page = sign_in("赵").get("/")

    assert [row.hazard for part in page.context["sections"] for row in part.rows] == [for_zhao]
    assert [(first.pk, first.count) for first, _chip in page.context["waiting"]] == [(for_li.pk, 1)]


@pytest.mark.parametrize(
    "state",
    [
        State.REPORTED,
        State.AWAITING_APPROVAL,
        State.DISPATCHED,
        State.RECTIFYING,
        State.AWAITING_VERIFICATION,
        State.AWAITING_WRITE_OFF,
        State.WRITTEN_OFF,
    ],
)
def test_the_workbench_and_the_law_agree_on_everybody(cast: Cast, state: State) -> None:
    hazard = cast.hazard_in(state)
    relation = Hazard.lifecycle.turns[state].relation

    listed = {name for name in WHO if hazard.pk in mine(cast, name)}

    at = standing_of(account(cast, "赵")).at
    assert listed == {name for name in WHO if relation and relation.holds(cast[name].person_id, hazard, at)}


def test_a_turn_that_has_passed_upward_is_on_the_desk_of_the_head_above(cast: Cast) -> None:
    hazard = cast.report("赵")
    assert cast.propose(hazard, "李")

    # 赵 reported it himself and 钱 only stands in for him: 赵 may not approve it.
    at = standing_of(account(cast, "赵")).at
    relation = Hazard.lifecycle.turns[State.AWAITING_APPROVAL].relation
    assert relation is not None
    hazard.refresh_from_db()
    holders = {seat.person_id for seat in relation.holders(hazard, at)}

    assert {cast[name].person_id for name in WHO if hazard.pk in mine(cast, name)} == holders


def test_a_turn_passes_upward_between_two_looks(cast: Cast) -> None:
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    before = mine(cast, "应长")

    for appointment in (cast.held["钱代赵"], cast.held["赵"]):
        services.relieve(appointment, actor=REGISTRAR, reason="调离")

    assert (hazard.pk in before, hazard.pk in mine(cast, "应长")) == (False, True)


def test_a_street_that_leads_is_pressed_when_its_rectifier_has_nobody(cast: Cast) -> None:
    CompetenceRule.objects.create(
        matter=cast.matter, lead=cast.street, basis="街道事项清单", from_at=standing_of(account(cast, "赵")).at
    )
    hazard = cast.report()
    proposed = {"lead": cast.street.pk, "rectifier": None, "rectifier_note": "无主"}
    assert isinstance(cast.propose(hazard, "李", **proposed), Fired)
    assert isinstance(cast.act("approve_assignment", hazard, "赵"), Fired)
    assert isinstance(cast.act("accept", hazard, "李", handler=cast["李"].person_id), Fired)
    hazard.refresh_from_db()

    listed = {name for name in WHO if hazard.pk in mine(cast, name)}

    relation, at = Hazard.lifecycle.turns[hazard.state].relation, standing_of(account(cast, "赵")).at
    assert hazard.state == State.RECTIFYING
    assert "赵" in listed
    assert listed == {name for name in WHO if relation and relation.holds(cast[name].person_id, hazard, at)}


def test_whoever_is_only_proposed_waits_for_nothing_he_may_not_know(cast: Cast, sign_in: SignIn) -> None:
    cast.hazard_in(State.AWAITING_APPROVAL)

    for name in ("消长", "企"):
        page = sign_in(name).get("/")
        assert (page.context["sections"], page.context["waiting"]) == ([], [])


def test_a_request_waits_for_whoever_decides_it(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)
    cast.ask_void(hazard, "消一", "误报")

    page = sign_in("应长").get("/").content.decode()

    assert "作废申请，请您定" in page


@pytest.mark.parametrize("path", ["/", "/ledger/", "/ledger/?state=all"])
def test_a_list_costs_the_same_for_three_rows_and_for_three_hundred(cast: Cast, sign_in: SignIn, path: str) -> None:
    client = sign_in("赵")
    hazard = cast.hazard_in(State.AWAITING_APPROVAL)
    for _ in range(2):
        cast.hazard_in(State.AWAITING_APPROVAL)
    client.get(path)  # the calendar is read once a process
    few = queries(client, path)
    _copies(hazard, 297, community=cast.units["990101001001"])

    many = queries(client, path)

    assert many == few
    assert few <= 8


def _copies(hazard: Hazard, n: int, *, community: Unit | None = None) -> None:
    """Reports on the street's desk, many at once, by the gate."""
    from records.actor import Actor
    from workflow import engine

    drafts = []
    for number in range(n):
        drafts.append(
            Hazard(
                source=hazard.source,
                description=f"第 {number} 件",
                street=hazard.street,
                community=community,
                district=hazard.district,
                coordinator=hazard.coordinator,
                committee=hazard.committee,
            )
        )
    engine.open_many(Hazard, drafts, "report", actor=Actor(person_id=-1, name="网格"))


def test_the_ledger_shows_the_chain_and_hides_the_rest(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.RECTIFYING)

    for name in ("赵", "李", "消一", "企", "民", "应长", "区长"):
        assert hazard.number in sign_in(name).get("/ledger/").content.decode(), name
    for name in ("城一", "城长"):
        assert hazard.number not in sign_in(name).get("/ledger/").content.decode(), name


def test_the_ledger_pages_by_key_and_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.hazard_in(State.REPORTED)
    _copies(hazard, 119)
    client, path, seen = sign_in("赵"), "?state=all", []

    while path:
        page = client.get(f"/ledger/{path}")
        seen += [row.hazard.pk for row in page.context["rows"]]
        path = page.context["next"]

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("cursor", ["x", ",", "2026-13-45T00:00:00Z,1", ",99999999999999999999999", "2026-10-09,5"])
def test_a_broken_cursor_is_no_error(cast: Cast, sign_in: SignIn, cursor: str) -> None:
    assert sign_in("赵").get("/ledger/", {"after": cursor}).status_code == 200


def test_the_search_finds_number_words_and_place(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report(description="灶台软管老化", place_text="青瓦巷 27 号")
    other = cast.report(description="招牌松动", place_text="鹿鸣街 9 号")

    for words in (hazard.number, "软管", "青瓦巷 软管"):
        page = sign_in("赵").get("/ledger/", {"q": words}).content.decode()
        assert hazard.number in page
        assert other.number not in page


def test_the_search_is_not_read_as_a_pattern(cast: Cast, sign_in: SignIn) -> None:
    cast.report(description="招牌松动")

    assert "没有符合的隐患" in sign_in("赵").get("/ledger/", {"q": "%"}).content.decode()


def test_a_nul_in_the_search_is_left_out(cast: Cast, sign_in: SignIn) -> None:
    hazard = cast.report(description="招牌松动")

    assert hazard.number in sign_in("赵").get("/ledger/?q=%00招牌").content.decode()
    assert sign_in("赵").get("/ledger/?q=%00").status_code == 200
