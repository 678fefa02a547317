"""Which acts a page offers: the one expected, the others, and those refused with every reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from hazards.access import Standing
from hazards.beside import BESIDE
from hazards.branches import AS_PARENT
from hazards.enums import RequestKind, State
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.services import splitting
from hazards.services.reporters import SEALED_NAME
from hazards.web.forms import ActForm, form_for, is_proxy, label_of
from hazards.web.groups import Button, Group, in_groups, near
from records.actor import Actor
from workflow import engine
from workflow.lifecycle import Kind, Transition
from workflow.refusals import Reason

# What the machine alone does is no button, and nobody need be told why he can't.
BY_PEOPLE = [
    name for name, row in LIFECYCLE.rows.items() if row.by is None or not all(way.system for way in row.by.alternatives)
]
# What the holder of the turn is expected to do, the first possible one before the others.
EXPECTED = {
    State.REPORTED: ("propose_assignment",),
    State.AWAITING_APPROVAL: ("approve_assignment",),
    State.CLAIMABLE: ("claim",),
    State.DISPATCHED: ("accept",),
    State.CONSULTING: ("rule",),
    State.PLANNING: ("file_plan",),
    State.RECTIFYING: ("submit_result",),
    State.SHELVED: ("resume",),
    State.AWAITING_VERIFICATION: ("pass_verification", "sign_opinion"),
    State.AWAITING_WRITE_OFF: ("write_off",),
}
# The task's name, where it is not the expected act's: what comes out of it is open.
TASKS = {State.AWAITING_VERIFICATION: lazy("复查")}
KIND_WORDS = {Kind.PERSON: lazy("人"), Kind.STEP: lazy("步骤"), Kind.MATERIAL: lazy("材料")}
KIND_ICONS = {Kind.PERSON: "user", Kind.STEP: "checklist", Kind.MATERIAL: "file-text"}
# The answers to a request, by its kind.
GRANTS = {
    RequestKind.EXTEND: "extend",
    RequestKind.SHELVE: "shelve",
    RequestKind.VOID: "void",
    RequestKind.TRANSFER: "grant_transfer",
    RequestKind.LEVEL: "downgrade",
}
# The page of a birth from another hazard, which the law's row itself has no source state for.
SPLIT = "split"
ANSWERS = (*GRANTS.values(), "refuse_request")
# Beside the hazard, and seldom wanted: refused, they are no news.
ASIDE = {row.name for row in BESIDE} - {"ask_extend", "ask_shelve", "ask_void", "refuse_request", "ask_review"}
# To what an act answers: the last of these records is shown with its form.
REQUESTS = ("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "ask_downgrade")
ANSWERED = {
    **dict.fromkeys(("approve_assignment", "reject_assignment"), ("propose_assignment",)),
    **dict.fromkeys(("claim", "disclaim"), ("open_for_claim", "object", "disclaim")),
    **dict.fromkeys(("rule", "refer_ruling"), ("convene", "object", "disclaim", "refer_ruling")),
    "return_plan": ("file_plan",),
    **dict.fromkeys(("sign_opinion", "pass_verification", "fail_verification"), ("submit_result",)),
    **dict.fromkeys(("write_off", "refuse_write_off", "recheck_listing"), ("pass_verification",)),
    **dict.fromkeys((*GRANTS.values(), "refuse_request", "withdraw_request"), REQUESTS),
    **dict.fromkeys(("sign_transfer", "return_transfer", "hand_over"), ("ask_transfer",)),
    **dict.fromkeys(("order_measure", "drop_measure"), ("propose_measure",)),
    **dict.fromkeys(("lift_measure", "refuse_release"), ("ask_release",)),
    **dict.fromkeys(("put_on_list", "decline_listing"), ("propose_listing",)),
    **dict.fromkeys(("grant_recusal", "refuse_recusal"), ("ask_recusal",)),
    **dict.fromkeys(("dismiss_review", "reopen"), ("ask_review", "dismiss_review", "draw_sample")),
}
# Said before these are done: nothing takes them back.
FINAL = {"write_off", "void", "approve_assignment", "confirm_fixed", "rule", "rerule", "hand_over", "merge"}


@dataclass(frozen=True, slots=True)
class Why:
    """One reason of a refusal, as the page shows it."""

    icon: str
    kind: Any
    words: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Acts that this person can't do now, all for the same reasons; the reasons."""

    rows: list[Transition]
    reasons: list[Why]


@dataclass(slots=True)
class Offer:
    """Everything the action area shows."""

    expected: ActForm | None
    # What the expected act is called as a task.
    task: str
    others: list[Button]
    # What is seldom wanted, by what it is about.
    groups: list[Group]
    # The two answers to a waiting request, when they are mine to give.
    answers: list[Transition]
    refused: list[Refusal]
    out_of_step: list[Refusal]

    @property
    def count_out_of_step(self) -> int:
        """How many acts belong to another step."""
        return sum(len(refusal.rows) for refusal in self.out_of_step)


def whys(reasons: Any) -> list[Why]:
    """Return reasons with their icons and kinds in words; what another reason already says is said once."""
    found = list({reason.words: reason for reason in reversed(list(reasons))}.values())[::-1]
    return [
        Why(KIND_ICONS[reason.kind], KIND_WORDS[reason.kind], reason.words)
        for reason in found
        if not any(other is not reason and reason.words in other.words for other in found)
    ]


def alike(refused: Iterable[tuple[str, Sequence[Why]]]) -> list[Refusal]:
    """Return what is refused, acts with the same reasons together: eight acts of one other's are one thing to read."""
    found: dict[tuple[Why, ...], list[Transition]] = {}
    for name, reasons in refused:
        found.setdefault(tuple(reasons), []).append(LIFECYCLE[name])
    return [Refusal(rows, list(reasons)) for reasons, rows in found.items()]


def offer(hazard: Hazard, standing: Standing, *, is_my_turn: bool) -> Offer:
    """Ask the gate about every act of the law and sort the answers."""
    answers: Mapping[str, list[Reason]] = engine.refusals(Hazard, hazard, actor=standing.actor, names=BY_PEOPLE)
    open_to_me = [name for name, reasons in answers.items() if not reasons]
    wanted = EXPECTED.get(State(hazard.state), ()) if is_my_turn else ()
    first = next((name for name in wanted if name in open_to_me), None)
    refused = {name: whys(reasons) for name, reasons in answers.items() if reasons}
    here = {name: why for name, why in refused.items() if _is_near(LIFECYCLE[name], hazard)}
    free = [name for name in open_to_me if name != first and name not in ANSWERS]
    buttons = [Button(name, label_of(name, hazard, standing), is_proxy(name, hazard, standing)) for name in free]
    if hazard.state in AS_PARENT.states:
        against = splitting.refusals(hazard, actor=standing.actor)
        if against:
            here["split_off"] = whys(against)
        else:
            buttons.append(Button(SPLIT, str(LIFECYCLE["split_off"].label)))
    expected = form_for(first, hazard=hazard, standing=standing) if first else None
    return Offer(
        expected=expected,
        task=str(TASKS.get(State(hazard.state)) or expected.label) if expected else "",
        others=near(buttons),
        groups=in_groups(buttons),
        answers=[LIFECYCLE[name] for name in ANSWERS if name in open_to_me],
        refused=alike(here.items()),
        out_of_step=alike((name, why[:1]) for name, why in refused.items() if name not in here),
    )


def status_of(reasons: Sequence[Reason]) -> int:
    """Return the status of a page that says these reasons: the gravest comes first."""
    return min((reason.kind.value for reason in reasons), default=200)


def answered_by(name: str) -> tuple[str, ...]:
    """Return the acts to the last of which this one answers."""
    return ANSWERED.get(name, ())


def _is_near(row: Transition, hazard: Hazard) -> bool:
    """Of this step; a request's decision only while one of its kind waits; what lies beside the hazard never."""
    if hazard.state not in row.sources:
        return False
    if row.name in ANSWERS:
        kind = RequestKind(hazard.request_kind) if hazard.request_kind else None
        return kind is not None and row.name in ("refuse_request", GRANTS[kind])
    return row.name not in ASIDE


def key_of(name: str, actor: Actor, sent: str) -> str | None:
    """A key counts for one person's one act: whatever a browser sends twice, another act is another act."""
    return f"web:{name}:{actor.person_id}:{sent}" if sent else None


def is_done(hazard: Hazard, name: str, *, actor: Actor, sent: str) -> bool:
    """Tell whether this person's form with the key `sent` has been carried out."""
    return bool(sent) and hazard.records.filter(key=key_of(name, actor, sent.replace("\0", ""))).exists()


def perform(form: ActForm, *, actor: Actor, said: Mapping[str, Any] | None = None) -> Any:
    """Carry out the act of a filled-in form by its one call; `said` goes into the record too. Raises RefusedError."""
    hazard, name, given = form.hazard, form.row.name, form.given()
    if said:
        given["data"] = {**given.get("data", {}), **said}
    key = key_of(name, actor, form.cleaned_data["key"])
    seen = form.cleaned_data["version"]
    versions = {hazard.pk: seen} if seen is not None else None
    if name == "ask_review":
        actor = Actor(actor.person_id, SEALED_NAME)  # only who reported may: his name would tell (rule 30)
    return engine.fire(Hazard, hazard.pk, name, actor=actor, key=key, versions=versions, **given)
