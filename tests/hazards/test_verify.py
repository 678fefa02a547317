"""`manage.py verify`: an untouched database gives no finding; it reads one snapshot, and changes nothing."""

import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from hazards.enums import Level, State
from hazards.models import Hazard, HazardRecord
from hazards.services.reporting import chain_above
from hazards.verification import OF_A_HAZARD, Report, verify
from hazards.verification.database import SAYS
from tests import database
from tests.cast import PHOTOS, Cast
from tests.hazards.lives import Lives
from tests.inputs import fitting
from workflow import engine
from workflow.engine import Fired
from workflow.verification import snapshot


def findings(report: Report) -> list[tuple[str, str, str]]:
    return [(f.invariant, f.subject, f.words) for tally in report.tallies for f in tally.findings]


def run(*arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it printed."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def lives(built, worker_name, django_db_blocker) -> Iterator[Lives]:
    name, made = built
    copied = database.copied(name, f"bihuan_verified_{worker_name}")
    with django_db_blocker.unblock(), copied as copy, database.entered(copy):
        yield made


def test_an_untouched_district_with_hazards_in_every_state_gives_no_finding(lives):
    states = set(Hazard.objects.values_list("state", flat=True))
    names = set(HazardRecord.objects.values_list("name", flat=True))

    report = verify()

    assert findings(report) == []
    assert states == set(State.values)
    assert names == {*Hazard.lifecycle.rows, "raise_level"}
    assert [tally.id for tally in report.tallies if tally.checked == 0] == []
    assert report.records == HazardRecord.objects.count()


def test_the_command_prints_one_line_an_invariant_and_leaves_with_0_or_1(lives, owner):
    code, text = run()
    lines = text.splitlines()

    assert code == 0
    assert [line.split()[0] for line in lines[:-1]] == [*(rule.id for rule in OF_A_HAZARD), *SAYS]
    assert all("通过" in line for line in lines[:-1])

    number = Hazard.objects.get(pk=lives.cases["dispatched"]).number
    owner.execute("UPDATE hazards_hazardclock SET provisional = true WHERE hazard_id = %s", [lives.cases["dispatched"]])
    code, text = run()

    assert code == 1
    assert f"  CLOCK_ROW  {number}  时钟与最后一次设定不同：provisional" in text


def test_the_report_for_programs_has_the_same_ids_numbers_and_words(lives, owner):
    owner.execute("UPDATE hazards_hazardclock SET provisional = true WHERE hazard_id = %s", [lives.cases["dispatched"]])

    code, text = run("--json")
    said = json.loads(text)

    assert (code, said["found"]) == (1, 1)
    assert said["findings"][0]["invariant"] == "CLOCK_ROW"
    assert {row["id"]: row["found"] for row in said["invariants"]}["CLOCK_ROW"] == 1


def test_one_case_can_be_verified_alone(lives, owner):
    owner.execute("UPDATE hazards_hazardclock SET provisional = true WHERE hazard_id = %s", [lives.cases["dispatched"]])
    damaged, sound = (Hazard.objects.get(pk=lives.cases[name]).number for name in ("dispatched", "reported"))

    assert run("--case", damaged)[0] == 1
    assert run("--case", sound)[0] == 0
    with pytest.raises(CommandError, match="没有编号为 X 的隐患"):
        run("--case", "X")


def test_the_snapshot_reads_only_and_sees_nothing_that_is_committed_meanwhile(committed_cast, owner):
    with snapshot():
        before = Hazard.objects.count()
        owner.execute("INSERT INTO clock_override (shift) VALUES ('1 day')")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM clock_override")
            assert cursor.fetchone() == (0,)
        assert Hazard.objects.count() == before
    with pytest.raises(DatabaseError, match="read-only"), snapshot():
        Hazard.objects.update(urgent=True)


def test_the_handbook_lists_every_invariant_and_nothing_else():
    handbook = Path(__file__).parents[2] / "docs" / "verify.md"
    listed = re.findall(r"^\| ([A-Z_]+) \|", handbook.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert listed == [*(rule.id for rule in OF_A_HAZARD), *SAYS]


def ten_thousand_records(cast: Cast) -> int:
    """Take 1,430 general hazards all the way, by the gate, in batches."""
    above = chain_above(cast.street)
    born = [Hazard(description=f"隐患{n}", street=cast.street, **above) for n in range(1430)]
    engine.open_many(Hazard, born, "report", actor=cast["民"])
    given = {"lead": cast.fire.pk, "rectifier": cast.firm.pk, "demand_on": cast.in_days(7), "matter": cast.matter.pk}
    for name, by, own in cast.road(Level.GENERAL, {**given, "level": Level.GENERAL}):
        more = fitting(cast, name, born[0]) | own
        if name in PHOTOS:
            more["data"] = {"photos": cast.photos(*PHOTOS[name])}
        answers = engine.fire_many(Hazard, [hazard.pk for hazard in born], name, actor=cast[by], **more)
        assert all(isinstance(answer, Fired) for answer in answers), answers[0]
    return HazardRecord.objects.count()


@pytest.mark.proof
def test_ten_thousand_records_are_verified_in_a_few_seconds(committed_cast, capsys):
    records = ten_thousand_records(committed_cast)
    begun = perf_counter()
    report = verify()
    seconds = perf_counter() - begun

    with capsys.disabled():
        print(f"\nverify: {records} records of {report.cases} cases in {seconds:.1f} s, {records / seconds:.0f}/s")
    assert (report.records, findings(report)) == (records, [])
    assert records >= 10_000
    assert seconds < 30
