"""A law is drawn as it stands: nothing left out, nothing invented, the same on every machine."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from hazards import guards
from hazards.enums import RequestKind
from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import draw_lifecycle
from responsibility.enums import PostKind
from responsibility.relations import Named, PeopleOf, Relation, Seats, ThePerson
from workflow import diagram
from workflow.lifecycle import Branch, Clock, Kind, Lifecycle, Transition, Turn, guard
from workflow.relation_words import Names

# Lines of docs/lifecycle.md: whoever adds some looks for others that nobody needs.
LONGEST = 720


@guard(Kind.STEP)
def unsigned(case, facts):
    """Nobody signs twice.

    The second line is for readers of the code.
    """


@pytest.fixture
def law():
    """A small law of a letter: the clerk drafts it, the head signs it or sends it back; a copy is kept of some."""
    clerk = Relation("clerk", "经办", (Named("clerk_id"),))
    head = Relation("head", "负责人", (Seats("office_id", (PostKind.HEAD,), inside=True),)) - PeopleOf(
        "rival_id", "不行"
    )
    kept = Branch("KEPT", ("FILED", "GONE"), lambda case: "FILED")
    made = Lifecycle(
        (Turn("DRAFT", clerk), Turn("DESK", head), Turn("FILED", None), Turn("GONE", None)),
        Transition("draft", "起草", (), "DRAFT", None),
        Transition("submit", "报送", ("DRAFT",), "DESK", clerk - ThePerson("reader_id", "你|不行"), told=(head,)),
        Transition("return_it", "退回", ("DESK",), "DRAFT", head),
        Transition("nod", "同意", ("DESK",), None, head, clock=Clock.KEEP),
        Transition("sign", "签发", ("DESK",), kept, head.within("DESK") | clerk, (unsigned,), clock=Clock.STOP),
    )
    Lifecycle.registry.remove(made)  # no law of the product: the system checks must not ask for its methods
    return made


NAMES = Names(
    states={"DRAFT": "拟稿", "DESK": "待签", "FILED": "归档", "GONE": "发出"},
    column=lambda name: f"<{name}>",
    branches={"KEPT": [("要留底", "FILED"), ("不留底", "GONE")]},
)


def test_the_diagram_draws_every_arrow_once_and_a_branch_as_a_choice(law):
    drawn = diagram.mermaid(law, NAMES).splitlines()

    assert (drawn[0], drawn[-1]) == ("```mermaid", "```")
    assert [line.strip() for line in drawn if "-->" in line] == [
        "[*] --> DRAFT: 起草",
        "DRAFT --> DESK: 报送",
        "DESK --> DRAFT: 退回",
        "DESK --> KEPT: 签发",
        "KEPT --> FILED: 要留底",
        "KEPT --> GONE: 不留底",
        "FILED --> [*]",
        "GONE --> [*]",
    ]


def test_a_guard_speaks_by_the_first_line_of_its_docstring_and_its_closed_list(law):
    listed = replace(NAMES, lists={"unsigned": ["甲", "乙"]})

    assert diagram.guards_table(law, NAMES).splitlines()[2:] == ["| `unsigned` | Nobody signs twice. | state 409 |"]
    assert "| Nobody signs twice. The list: 甲, 乙. |" in diagram.guards_table(law, listed)


def test_the_edges_are_those_of_the_state_graph(law):
    assert diagram.edges_table(law).splitlines()[2:5] == [
        "| `draft` | ∅ | `DRAFT` |",
        "| `nod` | `DESK` | `DESK` |",
        "| `return_it` | `DESK` | `DRAFT` |",
    ]


# --- docs/lifecycle.md ------------------------------------------------------------------------------------------
@pytest.fixture
def site(tmp_path, settings):
    """A site of its own, so that the file may be spoilt."""
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    return tmp_path


def test_the_files_in_docs_are_what_the_law_says():
    call_command("draw_lifecycle", check=True, stdout=io.StringIO())


@pytest.mark.parametrize("name", [draw_lifecycle.FILE, draw_lifecycle.EDGES_FILE])
def test_a_file_that_differs_is_refused_with_the_line_and_the_remedy(site: Path, name: str):
    call_command("draw_lifecycle", stdout=io.StringIO())
    file = site / name
    file.write_text(file.read_text().replace("| `write_off` |", "| `writeoff` |"))

    with pytest.raises(CommandError) as refused:
        call_command("draw_lifecycle", check=True, stdout=io.StringIO())

    assert f"--- {name}" in str(refused.value)
    assert "-| `writeoff` |" in str(refused.value)
    assert "make manage ARGS='draw_lifecycle'" in str(refused.value)


def test_a_missing_file_is_refused_without_the_whole_of_it(site: Path):
    with pytest.raises(CommandError) as refused:
        call_command("draw_lifecycle", check=True, stdout=io.StringIO())

    assert len(str(refused.value).splitlines()) == draw_lifecycle.SHOWN + 2
    assert not (site / "docs/lifecycle.md").exists()


def test_the_page_is_the_same_whatever_language_the_caller_reads():
    with translation.override("en"):
        in_english = draw_lifecycle.page()

    assert in_english == draw_lifecycle.page()


def test_the_page_is_short_enough_to_be_read():
    assert len(draw_lifecycle.page().splitlines()) <= LONGEST


def test_nothing_of_the_law_is_left_out():
    page, edges = draw_lifecycle.page(), draw_lifecycle.edges()

    assert [name for name in LIFECYCLE.rows if f"| `{name}` |" not in page] == []
    assert [name for name in LIFECYCLE.turns if f"`{name}` " not in page] == []
    asked = {guard.name for row in LIFECYCLE.rows.values() for guard in row.guards}
    assert [name for name in sorted(asked) if f"| `{name}` |" not in page] == []
    told = {name for row in LIFECYCLE.rows.values() for one in row.told for name in one.name.split("|")}
    assert [name for name in sorted(told) if f"`{name}`: " not in page and f"`{name}`" not in page] == []
    assert edges.count("\n| `") == len(LIFECYCLE.edges())


def test_a_question_of_a_newcomer_is_answered_by_the_law_not_by_hand():
    """What the page says of limits, requests, lists and clocks across stages follows the code."""
    page = draw_lifecycle.page()

    for timer in LIFECYCLE.timers:
        assert f" `{timer.kind}` | " in page
    for kind in RequestKind:
        assert f"- **{kind.label} {kind.value}**" in page
    for word in (*guards.SHELF_REASONS.values(), *guards.CHANGE_CAUSES.values(), *guards.PLAN_PARTS.values()):
        assert str(word) in page
