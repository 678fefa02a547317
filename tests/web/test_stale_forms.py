"""A form that shows another state of things than the present one changes nothing."""

from django.test import Client

from hazards import selectors
from hazards.enums import State
from records.clock import now
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import User
from tests.cast import REGISTRAR


def test_an_old_page_does_not_grant_a_request_its_sender_never_saw(cast):
    hazard = cast.report("民")
    cast.act("ask_void", hazard, "李", note="第一个理由")
    hazard.refresh_from_db()
    seen = hazard.version
    cast.act("refuse_request", hazard, "赵", note="不同意")
    cast.act("ask_void", hazard, "李", note="另一个理由")
    client = Client()
    client.force_login(User.objects.create_user("zhao", "a long password", person=cast.people["赵"]))

    answer = client.post(f"/hazards/{hazard.pk}/void/", {"version": seen, "key": "k", "note": ""})

    hazard.refresh_from_db()
    assert (answer.status_code, hazard.state) == (409, State.REPORTED)


def test_the_ledger_names_nobody_who_is_struck_by_a_second_seat(cast):
    """消一 is a safety manager of the firm too, so he does not verify its hazards."""
    hazard = cast.hazard_in(State.AWAITING_VERIFICATION)
    post = services.add_post(
        actor=REGISTRAR, unit=cast.firm, kind=PostKind.SAFETY_MANAGER, title="兼职安全员", single_seat=False
    )
    services.appoint(actor=REGISTRAR, person=cast.people["消一"], post=post, basis="兼任")

    listed = selectors.holders_in_seats([hazard], now())[hazard.pk]

    assert {seat.person_name for seat in listed.holders} == {"消二", "消长"}
