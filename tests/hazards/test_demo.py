"""The main job: the shipped ledger is driven to write-off, verified, and a second run changes nothing."""

from io import StringIO

from django.core.management import call_command

from hazards.access import standing_of, visible_to
from hazards.demo import samples
from hazards.enums import State
from hazards.models import Hazard, HazardRecord
from hazards.my_turn import my_turn
from responsibility.models import User


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_the_demo_writes_every_hazard_off_and_verify_finds_nothing(committed):
    said = demo()

    assert set(Hazard.objects.values_list("state", flat=True)) == {State.WRITTEN_OFF}
    assert Hazard.objects.count() == 24
    names = set(HazardRecord.objects.values_list("name", flat=True))
    assert {"fail_verification", "reopen", "reject_assignment", "refuse_write_off", "file_plan"} <= names
    assert "发现 0 项" in said


def test_a_second_run_changes_nothing(committed):
    demo()
    before = HazardRecord.objects.count()

    said = demo()

    assert HazardRecord.objects.count() == before
    assert "本次新增记录 0 条" in said


def test_the_owner_and_the_citizen_find_something_of_theirs_at_once(committed):
    samples.ensure()

    owner, citizen = User.objects.get(username="qiye"), User.objects.get(username="jumin")
    waiting = [Hazard.objects.get(pk=pk) for pk, _asked in my_turn(standing_of(owner))]
    assert State.RECTIFYING in {hazard.state for hazard in waiting}
    (own,) = visible_to(citizen)
    assert own.reporter_person_id == citizen.person_id
    samples.ensure()
    assert list(visible_to(citizen)) == [own]
