"""What two hazards have between them is never lost: who waits for the other finds it ended, and nothing is written."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from typing import Any

from django.db import connection, transaction
from django.test import Client

from hazards.enums import State
from hazards.models import Hazard
from tests import inputs
from tests.background import in_background
from tests.cast import Cast
from tests.web.conftest import account
from workflow.refusals import Refused


def ended_meanwhile(cast: Cast, hazard: Hazard, by: str, name: str, *, then: Callable[[], object]) -> object:
    """Let `name` end the other hazard in a transaction of its own that commits only after `then` has begun to wait."""
    locked = Event()

    def end() -> None:
        with transaction.atomic():
            fired = cast.act(name, hazard, by, **inputs.fitting(cast, name, hazard))
            assert not isinstance(fired, Refused), str(fired)
            locked.set()
            _until_somebody_waits()
        connection.close()

    thread = Thread(target=end)
    thread.start()
    assert locked.wait(10)
    answer = then()
    thread.join()
    return answer


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_sleep(0.01), EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[1]:
                return
    raise AssertionError("nobody waited")


def test_a_measure_does_not_leave_for_a_hazard_that_has_just_ended(committed_cast: Cast) -> None:
    cast = committed_cast
    stopped = cast.hazard_in(State.RECTIFYING, place="五号楼")
    cast.do("propose_measure", stopped, "消一")
    cast.do("order_measure", stopped, "消二")
    other = cast.hazard_in(State.AWAITING_WRITE_OFF, place="五号楼")
    data = {"measure": inputs.measure(stopped, "IN_FORCE"), "to": other.pk, "kind": "STOP", "words": "二楼车间"}

    answer = ended_meanwhile(
        cast, other, "消长", "write_off",
        then=lambda: cast.act("rebase_measure", stopped, "消长", note="仍须停产", data=data),
    )  # fmt: skip

    assert isinstance(answer, Refused)
    assert answer.words[0] == "当前为“已销号”，不能承接现场措施"
    assert stopped.measures.get().state == "IN_FORCE"
    assert not stopped.records.filter(name="rebase_measure").exists()


def test_nothing_is_merged_into_a_hazard_that_has_just_been_voided(committed_cast: Cast) -> None:
    cast = committed_cast
    survivor, twin = cast.report(place_text="六号楼"), cast.report(place_text="六号楼")
    cast.ask_void(survivor, "李", "误报")

    answer = ended_meanwhile(
        cast, survivor, "赵", "void", then=lambda: cast.act("merge", twin, "李", survivor=survivor.pk)
    )

    assert isinstance(answer, Refused)
    twin.refresh_from_db()
    assert (twin.state, twin.survivor_id) == (State.REPORTED, None)


def test_of_two_who_merge_two_hazards_into_one_another_one_is_refused_in_words(
    committed_cast: Cast, settings: Any
) -> None:
    cast = committed_cast
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES, settings.SECURE_SSL_REDIRECT = {**settings.STORAGES, "staticfiles": plain}, False
    first, second = cast.report(place_text="七号楼"), cast.report(place_text="七号楼")
    for name in ("李", "周"):
        account(cast, name)
    both = Barrier(2)

    def merge(who: str, one: Hazard, into: Hazard) -> int:
        client = Client()
        client.force_login(account(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        both.wait(10)
        return client.post(f"/hazards/{one.pk}/merge/", {"survivor": into.number}).status_code

    threads = [
        in_background(lambda: merge("李", first, second)),
        in_background(lambda: merge("周", second, first)),
    ]
    for thread, _answers in threads:
        thread.join()

    assert sorted(status for _thread, (status,) in threads) == [302, 422]
