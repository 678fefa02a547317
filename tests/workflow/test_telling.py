"""A law told in sentences: everybody in it is named with what he does, every state with what can happen in it."""

from dataclasses import replace

import pytest

from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import draw_lifecycle
from hazards.stages import OPEN
from responsibility.enums import PostKind
from responsibility.relations import Named, PeopleOf, PeopleOfGuest, Relation, Seats
from workflow import happenings, relation_words, telling
from workflow.lifecycle import Branch, Clock, Kind, Lifecycle, Transition, Turn, guard
from workflow.relation_words import Names


@guard(Kind.STEP)
def ripe(case, facts):
    """Its day has come."""


CLERK = Relation("clerk", "经办", (Named("clerk_id"),))
HEAD = (
    Relation(
        "head", "负责人", (Seats("office_id", (PostKind.HEAD,)),), upward=(Seats("district_id", (PostKind.HEAD,)),)
    )
    - PeopleOf("rival_id", "不行")
)  # fmt: skip
MACHINE = Relation("system", "系统", (), system=True)


@pytest.fixture
def law():
    """A small law of a letter: the clerk submits, the head signs or nods; what lies too long is filed by itself."""
    kept = Branch("KEPT", ("FILED", "GONE"), lambda case: "FILED")
    made = Lifecycle(
        (
            Turn("DRAFT", replace(CLERK)),
            Turn("DESK", HEAD, silent="file_away"),
            Turn("FILED", None),
            Turn("GONE", None),
        ),
        Transition("draft", "起草", (), "DRAFT", None, told=(HEAD,)),
        Transition("submit", "报送", ("DRAFT",), "DESK", CLERK, told=(HEAD.only_if(urgent=True),)),
        Transition("nod", "同意", ("DRAFT", "DESK"), None, HEAD.within("DESK") | CLERK, clock=Clock.KEEP),
        Transition("sign", "签发", ("DESK",), kept, HEAD, clock=Clock.STOP),
        Transition("file_away", "自行归档", ("DESK",), "FILED", MACHINE, (ripe,), clock=Clock.STOP, told=(CLERK,)),
    )
    Lifecycle.registry.remove(made)  # no law of the product: the system checks must not ask for its methods
    return made


NAMES = Names(
    states={"DRAFT": "拟稿", "DESK": "待签", "FILED": "归档", "GONE": "发出"},
    column=lambda name: f"<{name}>",
    branches={"KEPT": [("要留底", "FILED"), ("不留底", "GONE")]},
)


def test_the_cast_says_who_without_whom_and_what_for(law):
    assert telling.cast(law, NAMES).splitlines() == [
        "- **经办** `clerk`: <clerk_id>. Has the turn in `DRAFT` 拟稿. May: 报送 `submit`, 同意 `nod`.",
        "- **负责人** `head`: 主要负责人 of <office_id>. Has the turn in `DESK` 待签. May: 同意 `nod` (in `DESK`),"
        " 签发 `sign`; never anybody of <rival_id> and of the units inside it.",
        "- **系统** `system`: the machine itself, which holds no seat. May: 自行归档 `file_away`.",
    ]


def test_whom_a_law_strikes_is_said_once_with_the_acts_and_the_words(law):
    assert telling.struck_table(law, NAMES).splitlines()[2:] == [
        "| anybody of <rival_id> and of the units inside it | `nod` (in `DESK`), `sign` | “不行” |"
    ]


def test_a_judge_is_struck_only_while_his_host_is_concerned(law):
    guest = PeopleOfGuest("judge_id", "避", host="host_id", parties=("lead_id",), among="party_ids")

    assert relation_words.exclusion_words(guest, NAMES) == (
        "anybody of <judge_id>, but only while <host_id> is <lead_id>, or among <party_ids>"
    )


def test_where_an_act_passes_is_told_apart_from_mere_pressure_and_from_letters(law):
    boss = replace(HEAD, name="boss", exclusions=())
    pressed = Lifecycle((Turn("DRAFT", boss),), Transition("draft", "起草", (), "DRAFT", None))
    told = Lifecycle((Turn("DRAFT", CLERK),), Transition("draft", "起草", (), "DRAFT", None, told=(boss,)))
    for made in (pressed, told):
        Lifecycle.registry.remove(made)
    way = "| 主要负责人 of <district_id>"

    assert telling.passing_table(law, NAMES).splitlines()[2:] == [f"{way} | `head` | – | – |"]
    assert telling.passing_table(pressed, NAMES).splitlines()[2:] == [f"{way} | – | `boss` | – |"]
    assert telling.passing_table(told, NAMES).splitlines()[2:] == [f"{way} | – | – | `boss` |"]


def test_each_state_lists_what_can_happen_in_it_the_turn_first_the_machine_last(law):
    assert happenings.states_table(law, NAMES).splitlines()[2:] == [
        "| `DRAFT` 拟稿 | 报送 `submit` | `clerk` 经办 | `DESK` 待签 |",
        "|   | 同意 `nod` | `clerk` 经办 | = |",
        "| `DESK` 待签 | 同意 `nod` | `head` 负责人 or `clerk` 经办 | = |",
        "|   | 签发 `sign` | `head` 负责人 | 要留底: `FILED` 归档; 不留底: `GONE` 发出 |",
        "|   | 自行归档 `file_away` | `system` 系统 | `FILED` 归档 |",
    ]


def test_what_a_whole_group_of_states_shares_is_said_once(law):
    lines = happenings.states_table(law, NAMES, [("every open state", ("DRAFT", "DESK"))]).splitlines()[2:]

    assert lines[0] == "| every open state | 同意 `nod` | `head` 负责人 (in `DESK`) or `clerk` 经办 | = |"
    assert sum("`nod`" in line for line in lines) == 1


def test_a_value_that_is_possible_in_one_state_only_narrows_the_others_away(law):
    signer = HEAD.only_if(kind="SIGN")
    narrow = replace(NAMES, only_in={("kind", "SIGN"): ("DESK",)}, values={("kind", "SIGN"): "to be signed"})

    assert relation_words.relation_words(signer, narrow, ("DRAFT", "DESK")) == "`head` 负责人 (in `DESK`; to be signed)"
    assert relation_words.relation_words(signer, narrow, ("DRAFT",)) == ""
    assert relation_words.condition_words(signer, NAMES) == ["`kind` is `SIGN`"]


def test_the_ordinary_value_of_a_column_needs_no_words(law):
    ordinary = replace(NAMES, values={("kind", "SIGN"): ""})

    assert relation_words.relation_words(HEAD.only_if(kind="SIGN"), ordinary, ("DESK",)) == "`head` 负责人"
    assert relation_words.condition_words(HEAD.only_if(kind=None), NAMES) == ["`kind` unknown"]


def test_silence_says_what_the_machine_does_or_that_the_state_stays(law):
    assert happenings.silence_words(law, "DRAFT", NAMES) == "the state stays"
    assert happenings.silence_words(law, "DESK", NAMES) == (
        "the machine takes 自行归档 `file_away` if `ripe`, else the state stays; then `FILED` 归档"
    )


def test_an_act_of_the_machine_says_what_makes_it(law):
    known = replace(NAMES, machine={"file_away": "the office closes"})

    assert happenings.machine_table(law, known).splitlines()[2:] == [
        "| 自行归档 `file_away` | nobody has acted in `DESK` 待签 by the limit; the office closes | `FILED` 归档 |"
    ]


def test_an_act_says_its_way_its_guards_its_clock_and_whom_it_tells(law):
    assert happenings.acts_table(law, NAMES).splitlines()[2:] == [
        "| `draft` | 起草 | ∅ → `DRAFT` | – | START | `head` |",
        "| `submit` | 报送 | `DRAFT` → `DESK` | – | START | `head` (`urgent`) |",
        "| `nod` | 同意 | `DRAFT`, `DESK` = | – | KEEP | – |",
        "| `sign` | 签发 | `DESK` → `FILED` or `GONE` | – | STOP | – |",
        "| `file_away` | 自行归档 | `DESK` → `FILED` | `ripe` | STOP | `clerk` |",
    ]


# --- The page of the product ------------------------------------------------------------------------------------
def test_the_page_tells_every_relation_and_every_silence():
    page = draw_lifecycle.page()
    cast, turns = _chapter(page, "The cast"), _chapter(page, "Turns")

    named = {one.name.partition("|")[0] for one in _relations() if not one.of_before}
    before = {one.name.partition("|")[0].removeprefix("former_") for one in _relations() if one.of_before}
    assert [name for name in sorted(named | before) if f"`{name}`: " not in cast] == []
    assert [state for state in OPEN if f"| `{state}` " not in turns] == []
    assert "签收 `deem_accepted`" in turns


def test_the_page_lists_every_act_in_every_state_once_by_its_group_or_by_itself():
    states = _chapter(draw_lifecycle.page(), "State by state")

    assert states.count("| 催办 `urge` |") == 1
    assert "| 分拆 `split_off` |" in states
    assert [name for name, row in LIFECYCLE.rows.items() if row.sources and f" `{name}` |" not in states] == []


def test_the_machine_ends_nothing_whatever_the_page_says_it_does():
    """By hand the page says so; here the law says so."""
    taken = [row for row in LIFECYCLE.rows.values() if row.by and any(one.system for one in row.by.alternatives)]
    ended = {state for state, turn in LIFECYCLE.turns.items() if not turn.is_open}

    assert [row.name for row in taken if row.target is not None and ended & set(row.targets)] == []


def _chapter(page: str, title: str) -> str:
    after = page[page.index(f"\n## {title}\n") + 1 :]
    return after[: after.index("\n## ")]


def _relations():
    for turn in LIFECYCLE.turns.values():
        yield from turn.relation.alternatives if turn.relation else ()
    for row in LIFECYCLE.rows.values():
        yield from row.by.alternatives if row.by else ()
        yield from (one for relation in row.told for one in relation.alternatives)
