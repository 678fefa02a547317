"""The organisation by page: who sees which part, who sits where, what is empty, at which cost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from records.clock import now
from responsibility import services
from responsibility.enums import PostKind, Rank, Tree
from responsibility.models import Appointment, Person, Post, Unit
from tests.cast import REGISTRAR, Cast
from tests.web.conftest import account

SignIn = Callable[[str], Client]
MOST_QUERIES = 8


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def administrator(cast: Cast, sign_in: SignIn, name: str = "民") -> Client:
    user = account(cast, name)
    user.is_staff = True
    user.save()
    return sign_in(name)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def grow(cast: Cast, count: int) -> None:
    """More communities, bureaus and enterprises, each with a head, an empty seat, and somebody standing in."""
    at = now()
    for number in range(count):
        for tree, rank, parent in (
            (Tree.TERRITORY, Rank.COMMUNITY, cast.street),
            (Tree.DEPARTMENT, Rank.BUREAU, cast.units["990101"]),
            (Tree.ENTERPRISE, Rank.ENTERPRISE, None),
        ):
            unit = services.found_unit(
                actor=REGISTRAR,
                tree=tree,
                rank=rank,
                code=f"{rank}{number}",
                name=f"{rank}{number}号",
                from_at=at,
                parent=parent,
            )
            head = services.add_post(actor=REGISTRAR, unit=unit, kind=PostKind.HEAD, title="负责人")
            services.add_post(actor=REGISTRAR, unit=unit, kind=PostKind.DEPUTY, title="副职")
            person = Person.objects.create(name=f"人{rank}{number}")
            held = services.appoint(actor=REGISTRAR, person=person, post=head, basis="任命")
            services.stand_in(
                actor=REGISTRAR, person=cast.people["看"], for_=held, basis="授权", until_at=at + timedelta(days=9)
            )


# --- What it costs -----------------------------------------------------------------------------------------------
def test_the_trees_and_the_empty_seats_cost_the_same_however_many_there_are(cast: Cast, sign_in: SignIn) -> None:
    client = administrator(cast, sign_in)
    pages = ("/organisation/", "/organisation/vacancies/", "/organisation/?q=号", "/organisation/?tree=ENTERPRISE&q=号")
    client.get("/organisation/")
    grow(cast, 3)
    few = {path: queries(client, path) for path in pages}
    more(cast, 60)
    many = {path: queries(client, path) for path in pages}

    assert few == many
    assert max(few.values()) <= MOST_QUERIES, few


def more(cast: Cast, count: int) -> None:
    """The same rows by the hundred, past the services: this is about reading."""
    at = now() - timedelta(days=1)
    for number in range(count):
        for tree, rank, parent in (
            ("TERRITORY", "COMMUNITY", cast.street.pk),
            ("DEPARTMENT", "BUREAU", cast.units["990101"].pk),
            ("ENTERPRISE", "ENTERPRISE", None),
        ):
            name = f"{rank}甲{number}号"
            unit = Unit.objects.create(tree=tree, rank=rank, code=name, name=name, sort_key=name.lower(), from_at=at)
            above = list(Unit.objects.get(pk=parent).affiliations.get().path) if parent else []
            unit.affiliations.create(parent_id=parent, path=[*above, unit.pk], from_at=at)
            Post.objects.create(unit=unit, kind="DEPUTY", title="副职")
            head = Post.objects.create(unit=unit, kind="HEAD", title="负责人")
            Appointment.objects.create(post=head, person=cast.people["看"], basis="任命", from_at=at)


def test_a_units_page_costs_the_same_however_many_sit_there(cast: Cast, sign_in: SignIn) -> None:
    client, unit = administrator(cast, sign_in), cast.units["XFJ"]
    path = f"/organisation/units/{unit.pk}/"
    client.get(path)
    few = queries(client, path)

    post = Post.objects.get(unit=unit, kind=PostKind.OFFICER)
    for number in range(60):
        person = Person.objects.create(name=f"新{number}")
        Appointment.objects.create(post=post, single_seat=False, person=person, basis="任命", from_at=now())

    assert queries(client, path) == few


# --- Who sees what -----------------------------------------------------------------------------------------------
def test_a_citizen_is_told_that_this_is_not_for_him(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("民")

    for path in ("/organisation/", "/organisation/vacancies/", "/organisation/proposals/", "/organisation/workbook/"):
        answer = client.get(path)
        assert (answer.status_code, "您不能看这一页" in answer.content.decode()) == (403, True)
    assert client.get(f"/organisation/units/{cast.street.pk}/").status_code == 403
    assert "机构" not in text(client, "/")


def test_an_enterprise_sees_itself_and_nobody_else(cast: Cast, sign_in: SignIn) -> None:
    client, firm = sign_in("企"), cast.units["FIRM"]

    page = text(client, "/organisation/")

    assert firm.name in page
    assert "柳荫街道" not in page
    assert client.get(f"/organisation/units/{firm.pk}/").status_code == 200
    assert client.get(f"/organisation/units/{cast.street.pk}/").status_code == 404
    assert client.get(f"/organisation/people/{cast.people['安'].pk}/").status_code == 200
    assert client.get(f"/organisation/people/{cast.people['赵'].pk}/").status_code == 404
    assert "柳荫街道" not in text(client, "/organisation/?q=柳荫")
    assert client.get(f"/organisation/seats/{cast.held['赵'].post_id}/name/").status_code == 404


def test_an_officer_sees_who_sits_where_and_a_citizen_stays_unseen(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("消一")

    assert "柳荫街道" in text(client, "/organisation/")
    assert client.get(f"/organisation/people/{cast.people['赵'].pk}/").status_code == 200
    assert client.get(f"/organisation/people/{cast.people['民'].pk}/").status_code == 404
    assert client.get("/organisation/workbook/").status_code == 403


def test_the_state_of_an_account_is_for_administrators_and_heads_and_never_tells_a_secret(
    cast: Cast, sign_in: SignIn
) -> None:
    user = account(cast, "李")
    path = f"/organisation/people/{cast.people['李'].pk}/"

    assert "未设第二重验证" not in text(sign_in("消一"), path)
    assert "未设第二重验证" in text(sign_in("赵"), path)
    page = text(administrator(cast, sign_in), path)
    assert "未设第二重验证" in page
    assert user.password not in page


# --- What stands there -------------------------------------------------------------------------------------------
def test_a_seat_says_who_holds_it_since_when_who_stands_in_and_what_is_planned(cast: Cast, sign_in: SignIn) -> None:
    services.appoint(
        actor=REGISTRAR,
        person=cast.people["看"],
        post=Post.objects.get(unit=cast.street, kind=PostKind.SAFETY_OFFICE),
        basis="轮岗",
        from_at=now() + timedelta(days=3),
    )

    page = sign_in("消一").get(f"/organisation/units/{cast.street.pk}/")

    lines = {line.post.title: line for line in page.context["seats"]}
    head = lines["街道办主任"]
    assert [(one.row.person.name, bool(one.row.stands_in_for)) for one in head.now] == [("赵", False), ("钱", True)]
    assert [(one.row.person.name, one.planned) for one in lines["应急办经办"].later] == [("看", True)]
    assert "将任" in page.content.decode()
    assert [row.person.name for row, _since, _until in page.context["past"]] == ["孙"]


def test_an_empty_seat_is_marked_with_how_long(cast: Cast, sign_in: SignIn) -> None:
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    page = sign_in("消一").get(f"/organisation/units/{cast.street.pk}/")
    (line,) = (line for line in page.context["seats"] if line.post.title == "街道办主任")

    assert (bool(line.empty_since), line.empty_for, line.now) == (True, "不到 1 天", [])


def test_the_empty_seats_are_listed_the_longest_first_with_who_acts(cast: Cast, sign_in: SignIn) -> None:
    services.add_post(actor=REGISTRAR, unit=cast.street, kind=PostKind.DUTY, title="值班席", single_seat=False)
    services.relieve(cast.held["赵"], actor=REGISTRAR, reason="调离")

    rows = administrator(cast, sign_in).get("/organisation/vacancies/").context["rows"]

    told = [(one.title, [head.person_name for head in one.acting]) for one, _since, _length in rows]
    assert told == [("值班席", ["区长"]), ("街道办主任", ["区长"])]


def test_a_page_of_empty_seats_goes_on_behind_the_last_of_the_one_before(cast: Cast, sign_in: SignIn) -> None:
    for number in range(55):
        services.add_post(actor=REGISTRAR, unit=cast.street, kind=PostKind.DUTY, title=f"席{number}")
    client = administrator(cast, sign_in)

    first = client.get("/organisation/vacancies/")
    second = client.get("/organisation/vacancies/" + first.context["next"])

    titles = [one.title for page in (first, second) for one, _since, _length in page.context["rows"]]
    assert titles == [f"席{number}" for number in range(55)]
    assert client.get("/organisation/vacancies/?after=nonsense,1").status_code == 200


def test_enterprises_are_paged_and_found_by_name_or_code(cast: Cast, sign_in: SignIn) -> None:
    at = now() - timedelta(days=1)
    for number in range(120):
        unit = Unit.objects.create(
            tree="ENTERPRISE",
            rank="ENTERPRISE",
            code=f"F{number:03}",
            name=f"第{number:03}厂",
            sort_key=f"di{number:03}",
            from_at=at,
        )
        unit.affiliations.create(path=[unit.pk], from_at=at)
    client, path, seen = sign_in("李"), "/organisation/?tree=ENTERPRISE", []

    while True:
        page = client.get(path)
        seen += [node.name for node in page.context["page"].nodes]
        if not page.context["next"]:
            break
        path = "/organisation/" + page.context["next"].split("#")[0]

    assert len(seen) == len(set(seen)) == 121
    assert [node.name for node in client.get("/organisation/?tree=ENTERPRISE&q=F077").context["page"].nodes] == [
        "第077厂"
    ]


@pytest.mark.parametrize("words", ["赵", "街道办主任", "柳荫", "liuyin"])
def test_a_unit_a_person_and_a_seat_are_found_by_name_or_pinyin(cast: Cast, sign_in: SignIn, words: str) -> None:
    page = text(sign_in("消一"), f"/organisation/?q={words}")

    assert "柳荫街道" in page


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "没有这样的"])
def test_what_is_found_nowhere_says_so(cast: Cast, sign_in: SignIn, words: str) -> None:
    assert sign_in("消一").get("/organisation/", {"q": words}).status_code == 200


@pytest.mark.parametrize("cursor", ["x,1", "x," + "9" * 40, "\0,1", "2026-10-09T10:20:00+08:00," + "9" * 40, "9" * 40])
def test_a_broken_address_is_no_error_of_ours(cast: Cast, sign_in: SignIn, cursor: str) -> None:
    client = administrator(cast, sign_in)

    for path, name in (
        ("/organisation/", "after"),
        ("/organisation/vacancies/", "after"),
        ("/organisation/proposals/", "before"),
        (f"/organisation/units/{cast.street.pk}/", "before"),
    ):
        assert client.get(path, {name: cursor, "tree": "ENTERPRISE", "of": "enterprises"}).status_code == 200
