"""A law told in sentences: everybody in it is named with what he does, every state with what can happen in it."""

from dataclasses import replace

import pytest

from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import draw_lifecycle
from hazards.stages import OPEN
from responsibility.enums import PostKind
from responsibility.relations import Named, PeopleOf, Relation, Seats
from workflow import diagram, telling
from workflow.lifecycle import Branch, Clock, Kind, Lifecycle, Transition, Turn, guard


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


NAMES = diagram.Names(
    states={"DRAFT": "拟稿", "DESK": "待签", "FILED": "归档", "GONE": "发出"},
    column=lambda name: f"<{name}>",
    branches={"KEPT": [("要留底", "FILED"), ("不留底", "GONE")]},
)


def test_the_cast_says_who_without_whom_where_it_passes_and_what_for(law):
    assert telling.cast(law, NAMES, late=[(CLERK, "DESK")]).splitlines() == [
        "- **经办** `clerk`: the person named in <clerk_id>. Has the turn in `DRAFT` 拟稿."
        " May: 报送 `submit`, 同意 `nod`."
        " Is told of: 自行归档 `file_away`. Is told when these outlast their limit: `DESK` 待签.",
        "- **负责人** `head`: 主要负责人 of <office_id>; except everybody of <rival_id> and of the units inside it"
        " (“不行”); when nobody permitted is left, it passes to 主要负责人 of <district_id>."
        " Has the turn in `DESK` 待签. May: 同意 `nod` (in `DESK`), 签发 `sign`."
        " Is told of: 起草 `draft`, 报送 `submit` (if `urgent`).",
        "- **系统** `system`: the machine itself, which holds no seat. May: 自行归档 `file_away`.",
    ]


def test_a_turn_that_only_presses_and_letters_that_only_inform_are_told_apart(law):
    boss = Relation("boss", "上级", (Seats("office_id", (PostKind.HEAD,)),), upward=HEAD.upward)
    pressed = Lifecycle((Turn("DRAFT", boss),), Transition("draft", "起草", (), "DRAFT", None))
    told = Lifecycle((Turn("DRAFT", CLERK),), Transition("draft", "起草", (), "DRAFT", None, told=(boss,)))
    for made in (pressed, told):
        Lifecycle.registry.remove(made)

    assert "the pressure, without the act, passes to 主要负责人 of <district_id>" in telling.cast(pressed, NAMES)
    assert "when nobody is left, letters go to 主要负责人 of <district_id>" in telling.cast(told, NAMES)


def test_each_state_lists_what_can_happen_in_it_by_whom_and_what_then(law):
    assert telling.states_table(law, NAMES).splitlines()[2:] == [
        "| `DRAFT` 拟稿 | 报送 `submit` | 经办 `clerk` | `DESK` 待签 |",
        "|   | 同意 `nod` | 经办 `clerk` | the same |",
        "| `DESK` 待签 | 同意 `nod` | 负责人 `head` or 经办 `clerk` | the same |",
        "|   | 签发 `sign` | 负责人 `head` | 要留底: `FILED` 归档; 不留底: `GONE` 发出 |",
        "|   | 自行归档 `file_away` | 系统 `system` | `FILED` 归档 |",
    ]


def test_silence_says_what_the_machine_does_or_that_the_state_stays(law):
    assert telling.silence_words(law, "DRAFT", NAMES) == "the state stays, and the ladder is climbed"
    assert telling.silence_words(law, "DESK", NAMES) == (
        "the system takes 自行归档 `file_away` if `ripe` hold, else the ladder is climbed; then `FILED` 归档;"
        " told: `clerk` 经办"
    )


def test_the_page_tells_every_relation_every_edge_and_every_silence():
    page = draw_lifecycle.page()
    cast = page[page.index("## The cast") : page.index("## Transitions")]
    states = page[page.index("## State by state") : page.index("## The cast")]
    silence = page[page.index("## What silence does") : page.index("## State by state")]

    named = {one.name.partition("|")[0] for one in _relations()}
    assert [name for name in sorted(named) if f"`{name}`: " not in cast] == []
    assert states.count("| 催办 `urge` |") == len(OPEN)
    assert sum(1 for line in states.splitlines() if line.startswith("| ")) - 2 == len(
        {(name, source) for name, source, _target in LIFECYCLE.edges() if source}
    )
    assert [state for state in OPEN if f"- `{state}` " not in silence] == []
    assert "签收 `deem_accepted`" in silence


def _relations():
    for turn in LIFECYCLE.turns.values():
        yield from turn.relation.alternatives if turn.relation else ()
    for row in LIFECYCLE.rows.values():
        yield from row.by.alternatives if row.by else ()
        yield from (one for relation in row.told for one in relation.alternatives)
