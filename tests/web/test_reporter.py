"""Who reported, on the pages: asked of the citizen, shown once to intake, in nobody else's bytes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from hazards.beside import BESIDE
from hazards.enums import Source, State
from hazards.letters import drain_outbox
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard, ReporterLook
from hazards.services.reporters import Identity
from notifications.models import Letter
from tests.cast import Cast
from tests.web.conftest import account
from tests.web.test_hazard_page import SignIn, page

NAME, PHONE = "田举报", "13800001111"
# One of each seat: officers of one brigade see the same.
EVERYBODY = ("李", "赵", "郑", "消一", "消长", "城长", "应长", "委", "区长", "企", "安")
STATES = (State.REPORTED, State.DISPATCHED, State.AWAITING_VERIFICATION)


def rename(cast: Cast, who: str) -> None:
    cast.people[who].name = NAME
    cast.people[who].save(update_fields=["name"])


def reported(cast: Cast, by: str, state: str) -> Hazard:
    """A hazard that `by` has reported with name and telephone, taken to `state`."""
    original = cast.report
    identity = Identity(name=NAME, phone=PHONE, wants_reward=True)
    cast.report = lambda who="民", **given: original(who, **given, identity=identity)  # type: ignore[method-assign]
    try:
        return cast.hazard_in(state, reporter=by)
    finally:
        cast.report = original  # type: ignore[method-assign]


# Of what lies beside the hazard one page of each kind: a choice of persons, of words written at the report, a note.
LIKE_OTHERS = {row.name for row in BESIDE} - {"ask_recusal", "amend", "ask_void", "urge"}


def acts_of(hazard: Hazard) -> list[str]:
    """The acts of the hazard's state, and one of another."""
    near = (name for name, row in LIFECYCLE.rows.items() if hazard.state in row.sources and name not in LIKE_OTHERS)
    return [*near, "reopen"]


def pages_of(client: Client, hazard: Hazard, who: int) -> Iterator[tuple[str, bytes]]:
    """Every page that this person can open about the hazard, and his lists, searches and letters."""
    paths = ["/", "/ledger/?state=all", f"/ledger/?state=all&q={hazard.number}", "/inbox/"]
    paths += ["/healthz", "/admin/", f"/hazards/{hazard.pk}/"]
    acts = acts_of(hazard)
    paths += [f"/hazards/{hazard.pk}/{name}/" for name in (*acts, "exceptions", "reporter")]
    paths += [f"/inbox/{pk}/" for pk in Letter.objects.filter(person_id=who).values_list("pk", flat=True)]
    for path in paths:
        answer = client.get(path)
        yield path, b"".join(answer.streaming_content) if answer.streaming else answer.content
    for name in acts:
        # Nothing is filled in: what comes back is the form's or the gate's refusal.
        yield f"POST {name}", client.post(f"/hazards/{hazard.pk}/{name}/", {"version": "0"}).content


@pytest.mark.proof
@pytest.mark.parametrize("state", STATES)
def test_no_page_of_anybody_but_the_citizen_carries_his_name_or_telephone(
    cast: Cast, sign_in: SignIn, state: str
) -> None:
    rename(cast, "民")
    hazard = reported(cast, "民", state)
    drain_outbox()
    opened = 0

    for who in EVERYBODY:
        for words in (NAME, PHONE):
            assert sign_in(who).get("/ledger/", {"state": "all", "q": words}).context["rows"] == []
        for path, content in pages_of(sign_in(who), hazard, cast.people[who].pk):
            assert NAME.encode() not in content, (who, path)
            assert PHONE.encode() not in content, (who, path)
            opened += b"bh-shell" in content
    assert opened > 100
    assert not ReporterLook.objects.exists()


@pytest.mark.proof
@pytest.mark.parametrize("state", STATES)
def test_a_report_of_the_firms_own_safety_officer_shows_him_no_more_than_a_citizens_does(
    cast: Cast, sign_in: SignIn, state: str
) -> None:
    """His seat in the rectifier is named where its seats are named, whoever reported: no page says it once more."""
    rename(cast, "安")
    his, citizens = reported(cast, "安", state), reported(cast, "民", state)
    # Both letters and lists hold both hazards: what is compared are the pages of each.
    for who in EVERYBODY:
        if who == "安":
            continue
        client = sign_in(who)
        for name in ("", *(f"{row}/" for row in acts_of(his))):
            mine, twin = (client.get(f"/hazards/{hazard.pk}/{name}").content for hazard in (his, citizens))
            assert mine.count(NAME.encode()) == twin.count(NAME.encode()), (who, name)
            assert PHONE.encode() not in mine, (who, name)


def test_intake_sees_him_once_by_a_reason_and_the_look_is_counted_for_those_who_may(
    cast: Cast, sign_in: SignIn
) -> None:
    hazard = reported(cast, "民", State.RECTIFYING)
    office = sign_in("李")
    path = f"/hazards/{hazard.pk}/reporter/"
    assert "被查看 0 次" in page(office, hazard)

    without = office.post(path, {"reason": " "})
    shown = office.post(path, {"reason": "回访核实"})

    assert (without.status_code, PHONE in without.content.decode()) == (422, False)
    assert all(words in shown.content.decode() for words in (NAME, PHONE, "要申请", "只显示这一次"))
    assert "no-store" in shown.headers["Cache-Control"]
    assert PHONE not in office.get(path).content.decode()
    assert "回访核实" in sign_in("应长").get(path).content.decode()
    assert ReporterLook.objects.count() == 1
    assert "被查看 1 次" in page(sign_in("周"), hazard)
    for who in ("消一", "消长", "企", "安", "赵", "民"):
        assert "被查看" not in page(sign_in(who), hazard)


@pytest.mark.parametrize("who", ["消一", "消长", "企", "安", "赵", "委", "区长", "民"])
def test_who_may_not_look_gets_403_and_leaves_no_row(cast: Cast, sign_in: SignIn, who: str) -> None:
    hazard = reported(cast, "民", State.RECTIFYING)
    path = f"/hazards/{hazard.pk}/reporter/"

    answers = [sign_in(who).get(path), sign_in(who).post(path, {"reason": "想知道"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not any(PHONE in answer.content.decode() for answer in answers)
    assert not ReporterLook.objects.exists()


def test_who_may_not_know_of_the_hazard_gets_404(cast: Cast, sign_in: SignIn) -> None:
    hazard = reported(cast, "民", State.RECTIFYING)

    assert sign_in("城一").post(f"/hazards/{hazard.pk}/reporter/", {"reason": "想知道"}).status_code == 404


def send(client: Client, cast: Cast, **given: Any) -> Hazard:
    form = client.get("/report/").context["form"]
    sent = {"key": form.initial["key"], "description": "楼道堆放纸箱", "street": cast.street.pk} | given
    answer = client.post("/report/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Hazard.objects.order_by("-pk")[0]


def seen_by_intake(sign_in: SignIn, hazard: Hazard) -> str:
    return sign_in("李").post(f"/hazards/{hazard.pk}/reporter/", {"reason": "回访"}).content.decode()


def test_a_citizen_says_of_himself_what_he_wishes(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")

    named = send(client, cast, reporter_name=NAME, phone=PHONE, wants_reward="on")
    unnamed = send(client, cast, reporter_name=NAME, anonymous="on")

    assert all(words in seen_by_intake(sign_in, named) for words in (NAME, PHONE, "要申请"))
    said = seen_by_intake(sign_in, unnamed)
    assert "要求匿名" in said
    assert NAME not in said


def test_only_citizens_are_asked_and_the_firms_people_only_whether_the_firm_may_know(
    cast: Cast, sign_in: SignIn
) -> None:
    asked = {
        who: {"reporter_name", "phone", "anonymous", "wants_reward"}
        & set(sign_in(who).get("/report/").context["form"].fields)
        for who in ("民", "安", "吴", "消一")
    }

    assert asked == {
        "民": {"reporter_name", "phone", "anonymous", "wants_reward"},
        "安": {"anonymous"},
        "吴": set(),
        "消一": set(),
    }


def test_the_safety_officer_past_his_principal_comes_through_the_publics_door(cast: Cast, sign_in: SignIn) -> None:
    openly, unknown = send(sign_in("安"), cast), send(sign_in("安"), cast, anonymous="on")

    assert (openly.source, unknown.source) == (Source.SELF_CHECK, Source.PUBLIC)
    assert account(cast, "安").person_id == unknown.reporter_person_id
