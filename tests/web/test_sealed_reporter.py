"""Who reported is sealed from those who rectify and handle (rule 30 of docs/law.md)."""

import pytest
from django.test import Client

from hazards.enums import State
from hazards.letters import drain_outbox
from notifications.models import Letter
from responsibility.models import User


@pytest.mark.parametrize(("viewer", "sees"), [("企", False), ("消一", False), ("李", False), ("民", True)])
def test_only_the_reporter_sees_who_reported(cast, viewer, sees):
    cast.people["民"].name = "田某某"
    cast.people["民"].save(update_fields=["name"])
    hazard = cast.hazard_in(State.DISPATCHED)
    account = User.objects.create_user(f"account-{viewer}", "a long password", person=cast.people[viewer])
    client = Client()
    client.force_login(account)

    page = client.get(f"/hazards/{hazard.pk}/").content.decode()

    chain = page.split("经过")[1]
    assert ("田某某" in chain) is sees
    assert ("上报人（姓名保密）" in chain) is not sees
    digest = bytes(hazard.records.get(sequence=1).hash).hex()
    assert (f"{digest[:4]} {digest[4:8]}" in chain) is sees  # whoever knows the name could recompute the hash


def test_a_refusal_does_not_say_who_reported(cast):
    answer = cast.act("approve_assignment", cast.report("民"), "赵")

    assert str(answer) == "当前为“已上报”，不能批准派单"


def test_who_asks_for_a_review_is_told_neither_by_name_nor_by_seat(cast, sign_in):
    hazard = cast.hazard_in(State.WRITTEN_OFF, reporter="安")  # the firm's own safety manager, past its principal
    sign_in("安").post(f"/hazards/{hazard.pk}/ask_review/", {"note": "没有改"})
    assert hazard.records.filter(name="ask_review").exists()

    timeline = sign_in("企").get(f"/hazards/{hazard.pk}/").content.decode().split("经过")[1]
    drain_outbox()

    assert "没有改" in timeline
    assert "安全员" not in timeline
    (letter,) = Letter.objects.filter(subject__contains="申请复核")
    assert "没有改" in letter.text
    assert "安全员" not in letter.text
