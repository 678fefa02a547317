"""Who reported is sealed: in no record, in no other table, behind one function that leaves a row."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from hazards.enums import Source, State
from hazards.letters import drain_outbox
from hazards.models import Hazard, HazardRecord, Reporter, ReporterLook
from hazards.services import reporters
from hazards.services.reporters import Identity, look_at_reporter
from hazards.services.reporting import chain_above
from notifications.models import Letter
from responsibility import services
from responsibility.enums import PostKind
from responsibility.models import Appointment
from tests.cast import REGISTRAR, Cast
from workflow import engine
from workflow.refusals import RefusedError

PHONE = "13800001111"


def rename(cast: Cast, who: str, name: str) -> None:
    cast.people[who].name = name
    cast.people[who].save(update_fields=["name"])


def test_intake_and_reward_read_what_was_given_and_each_reading_leaves_a_row(cast):
    hazard = cast.report(identity=Identity(name="田 芒种", phone=PHONE, wants_reward=True))

    for who in ("李", "应长", "李"):
        found = look_at_reporter(hazard.pk, actor=cast[who], reason="回访")
        assert found == Identity("田 芒种", PHONE, anonymous=False, wants_reward=True)

    rows = ReporterLook.objects.order_by("pk").values_list("person_name", "seat", "reason")
    assert list(rows) == [
        ("李", "柳荫街道 应急办经办", "回访"),
        ("应长", "安防救联办 主任", "回访"),
        ("李", "柳荫街道 应急办经办", "回访"),
    ]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("消一", "牵头单位的人员不能查看上报人"),
        ("消长", "牵头单位的人员不能查看上报人"),
        ("企", "整改单位的人员不能查看上报人"),
        ("安", "整改单位的人员不能查看上报人"),
        ("赵", "只有受理和奖励岗位可以查看上报人"),
        ("吴", "只有受理和奖励岗位可以查看上报人"),
        ("区长", "只有受理和奖励岗位可以查看上报人"),
        ("民", "只有受理和奖励岗位可以查看上报人"),
    ],
)
def test_all_others_are_refused_and_leave_no_row(cast, who, words):
    hazard = cast.hazard_in(State.RECTIFYING)

    with pytest.raises(RefusedError, match=words) as refused:
        look_at_reporter(hazard.pk, actor=cast[who], reason="想知道")

    assert refused.value.refused.status == 403
    assert not ReporterLook.objects.exists()


@pytest.mark.parametrize("unit", ["XFJ", "FIRM"])
def test_who_sits_in_the_lead_or_the_rectifier_does_not_look_by_another_seat(cast, unit):
    hazard = cast.hazard_in(State.RECTIFYING)
    post = services.add_post(
        actor=REGISTRAR, unit=cast.units[unit], kind=PostKind.DUTY, title="兼职", single_seat=False
    )
    services.appoint(actor=REGISTRAR, person=cast.people["李"], post=post, basis="兼任")

    with pytest.raises(RefusedError, match="的人员不能查看上报人"):
        look_at_reporter(hazard.pk, actor=cast["李"], reason="回访")
    assert look_at_reporter(hazard.pk, actor=cast["周"], reason="回访").name == "民"


def test_the_street_that_leads_itself_handles_and_so_does_not_look(cast):
    from records.clock import now
    from responsibility.models import CompetenceRule

    CompetenceRule.objects.create(matter=cast.matter, lead=cast.street, basis="街道事项清单", from_at=now())
    hazard = cast.report()
    assert not hasattr(cast.propose(hazard, lead=cast.street.pk), "reasons")

    with pytest.raises(RefusedError, match="牵头单位的人员不能查看上报人"):
        look_at_reporter(hazard.pk, actor=cast["李"], reason="回访")
    assert look_at_reporter(hazard.pk, actor=cast["应长"], reason="发放奖励").name == "民"


def test_the_districts_duty_seat_looks(cast):
    district = cast.units["990101"]
    post = services.add_post(actor=REGISTRAR, unit=district, kind=PostKind.DUTY, title="值班席", single_seat=False)
    services.appoint(actor=REGISTRAR, person=cast.people["城一"], post=post, basis="排班")

    assert look_at_reporter(cast.report().pk, actor=cast["城一"], reason="核实").name == "民"


def test_without_a_reason_nothing_is_read(cast):
    hazard = cast.report()

    with pytest.raises(RefusedError, match="请写明查看的理由"):
        look_at_reporter(hazard.pk, actor=cast["李"], reason="  ")
    assert not ReporterLook.objects.exists()


def test_a_seat_that_has_ended_looks_no_more(cast):
    hazard = cast.report()
    seat = Appointment.objects.get(person=cast.people["李"])
    services.relieve(seat, actor=REGISTRAR, reason="调离")

    with pytest.raises(RefusedError, match="只有受理和奖励岗位"):
        look_at_reporter(hazard.pk, actor=cast["李"], reason="回访")


def test_who_wishes_to_stay_anonymous_leaves_no_name_anywhere(cast):
    hazard = cast.report(identity=Identity(name="田芒种", phone=PHONE, anonymous=True))

    assert look_at_reporter(hazard.pk, actor=cast["李"], reason="核实") == Identity("", PHONE, anonymous=True)


def test_the_application_can_neither_read_the_sealed_table_nor_write_a_look(cast):
    hazard = cast.report()

    for statement in (
        "SELECT name FROM hazards_reporter",
        "SELECT count(*) FROM hazards_reporter",
        "UPDATE hazards_reporter SET name = ''",
        "DELETE FROM hazards_reporter",
        f"INSERT INTO hazards_reporterlook (hazard_id) VALUES ({hazard.pk})",
        "DELETE FROM hazards_reporterlook",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_nobody_is_named_afterwards_for_a_hazard_whose_record_sealed_nobody(cast):
    hazard = Hazard(source=Source.IMPORT, description="旧台账", street=cast.street, **chain_above(cast.street))
    engine.open_many(Hazard, [hazard], "import_open", actor=REGISTRAR)

    with pytest.raises(DatabaseError, match="not whom its birth record has sealed"), transaction.atomic():
        reporters.keep(hazard, reporters.seal(Identity(name="另一个人")))
    with pytest.raises(RefusedError, match="没有封存的上报人信息"):
        look_at_reporter(hazard.pk, actor=cast["李"], reason="回访")
    assert not ReporterLook.objects.exists()


def test_the_sealed_row_can_be_changed_by_nobody(committed_cast, owner):
    committed_cast.report()

    for statement in ("UPDATE hazards_reporter SET name = 'x'", "DELETE FROM hazards_reporter"):
        with pytest.raises(Exception, match="append-only"):
            owner.execute(statement)


@pytest.mark.parametrize("reporter", ["民", "安"])
def test_no_record_letter_export_or_report_names_who_reported(committed_cast, reporter, capsys, tmp_path: Path):
    cast = committed_cast
    rename(cast, reporter, "田举报")
    for state in (State.REPORTED, State.DISPATCHED, State.WRITTEN_OFF):
        hazard = (
            cast.report(reporter, identity=Identity(name="田举报", phone=PHONE)) if state == State.REPORTED else None
        )
        hazard = hazard or cast.hazard_in(state, reporter=reporter)
    drain_outbox()
    call_command("verify", "--json")
    call_command("export_ledger", str(tmp_path / "out.xlsx"))

    texts: list[str] = [capsys.readouterr().out]
    texts += [f"{body} {name}" for body, name in HazardRecord.objects.values_list("body", "actor_name")]
    texts += [f"{subject} {text}" for subject, text in Letter.objects.values_list("subject", "text")]
    with ZipFile(io.BytesIO((tmp_path / "out.xlsx").read_bytes())) as book:
        texts += [book.read(part).decode() for part in book.namelist()]

    assert Letter.objects.count() > 5
    births = [json.loads(body) for body in HazardRecord.objects.filter(name="report").values_list("body", flat=True)]
    assert {body["actor"]["name"] for body in births} == {"上报人"}
    # His name is in the chain where he sits in the firm's head's seat, and nowhere else.
    assert [text for text in texts if "田举报" in text or PHONE in text] == []


def test_the_commitment_is_that_of_what_is_kept_and_of_nothing_else(committed_cast, owner):
    cast = committed_cast
    hazard = cast.report(identity=Identity(name="田芒种", phone=PHONE))
    said = json.loads(hazard.records.get().body)["data"]["reporter"]

    row: Any = owner.execute("SELECT name, phone, salt FROM hazards_reporter").fetchone()
    name, phone, salt = row

    assert reporters.Sealed(Identity(name, phone), bytes(salt)).commitment == said
    assert reporters.Sealed(Identity("别人", phone), bytes(salt)).commitment != said
    assert reporters.seal(Identity(name, phone)).commitment != said  # another salt


def test_a_report_that_is_refused_leaves_nothing_under_seal(committed_cast, owner):
    cast = committed_cast
    with pytest.raises(RefusedError):
        cast.report(description=" ")

    assert owner.execute("SELECT count(*) FROM hazards_reporter").fetchone() == (0,)
    assert Reporter._meta.db_table == "hazards_reporter"
