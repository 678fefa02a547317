"""A law is drawn as it stands: nothing left out, nothing invented, the same on every machine."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from hazards.lifecycle import LIFECYCLE
from hazards.management.commands import draw_lifecycle
from responsibility.enums import PostKind
from responsibility.relations import Named, PeopleOf, Relation, Seats, ThePerson
from workflow import diagram
from workflow.lifecycle import Branch, Clock, Kind, Lifecycle, Transition, Turn, guard


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


NAMES = diagram.Names(
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


def test_the_table_of_transitions_says_who_and_whether_the_state_stays(law):
    lines = diagram.transitions_table(law, NAMES).splitlines()

    assert lines[2:] == [
        "| `draft` | 起草 | ∅ → `DRAFT` | anyone | – | START | – |",
        "| `submit` | 报送 | `DRAFT` → `DESK` | `clerk` 经办 | – | START | `head` 负责人 |",
        "| `return_it` | 退回 | `DESK` → `DRAFT` | `head` 负责人 | – | START | – |",
        "| `nod` | 同意 | `DESK` = | `head` 负责人 | – | KEEP | – |",
        "| `sign` | 签发 | `DESK` → `FILED` or `GONE` | `head` 负责人 (in `DESK`) or `clerk` 经办 "
        "| `unsigned` | STOP | – |",
    ]


def test_a_guard_speaks_by_the_first_line_of_its_docstring(law):
    assert diagram.guards_table(law).splitlines()[2:] == ["| `unsigned` | Nobody signs twice. | state (409) | `sign` |"]


def test_the_relations_are_told_in_seats_and_one_with_other_exclusions_apart(law):
    assert diagram.relations_table(law, NAMES).splitlines()[2:] == [
        "| `clerk` | 经办 | the person named in <clerk_id> | – | – | turn, by |",
        "| `clerk` | 经办 | the person named in <clerk_id> | the person named in <reader_id>: “你\\|不行” | – | by |",
        "| `head` | 负责人 | 主要负责人 of <office_id> and the units inside it "
        "| everybody of <rival_id> and of the units inside it: “不行” | – | turn, by, told |",
    ]


# --- docs/lifecycle.md ------------------------------------------------------------------------------------------
@pytest.fixture
def site(tmp_path, settings):
    """A site of its own, so that the file may be spoilt."""
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    return tmp_path


def test_the_file_in_docs_is_what_the_law_says():
    call_command("draw_lifecycle", check=True, stdout=io.StringIO())


def test_a_file_that_differs_is_refused_with_the_line_and_the_remedy(site: Path):
    call_command("draw_lifecycle", stdout=io.StringIO())
    file = site / "docs/lifecycle.md"
    file.write_text(file.read_text().replace("| `write_off` | 销号 |", "| `write_off` | 消号 |"))

    with pytest.raises(CommandError) as refused:
        call_command("draw_lifecycle", check=True, stdout=io.StringIO())

    assert "-| `write_off` | 消号 |" in str(refused.value)
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


def test_nothing_of_the_law_is_left_out():
    page = draw_lifecycle.page()

    assert [name for name in (*LIFECYCLE.rows, *LIFECYCLE.turns) if f"| `{name}` |" not in page] == []
    guards = {guard.name for row in LIFECYCLE.rows.values() for guard in row.guards}
    assert [name for name in sorted(guards) if f"| `{name}` |" not in page] == []
    told = {name for row in LIFECYCLE.rows.values() for one in row.told for name in one.name.split("|")}
    assert [name for name in sorted(told) if f"| `{name}` |" not in page] == []
