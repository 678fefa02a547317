"""What docs/lifecycle.md draws from the domain beside the law's two tables: words for columns, limits, requests."""

from types import SimpleNamespace
from typing import Any

from hazards import guards as g
from hazards import relations
from hazards.branches import AS_PARENT, WORK
from hazards.enums import Level, RequestKind, State, TimerKind
from hazards.lifecycle import LIFECYCLE
from hazards.models import Hazard
from hazards.models.matters.request import ASKS as REQUESTS
from hazards.policies import default_policies
from hazards.stages import ACCEPTED, LEAVES, OPEN
from hazards.wording import ASKS
from responsibility.relations import KNOWN
from workflow import durations, happenings
from workflow.diagram import guard_words, table
from workflow.durations import Unit
from workflow.lifecycle import Guard, Timer, Turn
from workflow.relation_words import Names, relation_words, state_words

LIMITS = {
    Unit.HOUR: "clock hour",
    Unit.WORKING_DAY: "working day",
    Unit.DAY: "calendar day",
    Unit.STRICT_DAY: "strict calendar day",
    Unit.END_OF_DAY: "closing time of the day",
}
# Columns that have no name in Chinese, or a bare "number of a person": in the words of the cast.
COLUMNS = {
    "reporter_person_id": "who reported it (上报人)",
    "proposer_person_id": "who proposed the assignment (拟派单人)",
    "submitter_person_id": "who submitted the result (报请人)",
    "request_person_id": "who asked (申请人)",
    "filed_ids": "whoever filed a plan, a stage or a result in this episode",
    "opinion_ids": "whoever signed in this round",
    "acted_ids": "whoever acted in this episode",
    "chain_ids": "whoever acted in earlier episodes",
    "recused_ids": "whoever must stand aside, from the asking on",
    "look_back_ids": "whoever was drawn to look back",
    "candidate_ids": "each candidate that hasn't answered",
    "loser_ids": "each candidate that didn't get it",
    "party_ids": "each unit asked or heard",
    "co_units": "each co-unit",
    "co_rectifier_ids": "each unit concerned beside the rectifier",
}
VALUES: dict[tuple[str, Any], str] = {
    ("listed", False): "not listed",
    ("listed", True): "listed",
    ("extensions", 0): "first extension",
    ("extensions", 1): "second extension",
    ("street_id", KNOWN): "",
    ("street_id", None): "its street isn't known",
    ("urgent", True): "urgent",
    ("level", Level.MAJOR): "major",
    ("contested", True): "its claim is contested",
    ("sampled", True): "a look-back is drawn",
    **{("request_kind", kind): str(kind.value) for kind in RequestKind},
}
MACHINE = {
    "convene": "a lead that isn't accepted yet, or plans, has ended without a successor",
    "succeed": "a unit that it names has ended and has a living successor",
}
# What the guards on closed lists ask for.
LISTS = {
    g.five_in_place.name: g.PLAN_PARTS,
    g.shelf_complete.name: g.SHELF_REASONS,
    g.cause_listed.name: g.CHANGE_CAUSES,
    g.listing_complete.name: g.LISTING_PARTS,
    g.ruling_complete.name: g.RULING_PARTS,
}
TIMER_RUNS = {
    TimerKind.CASE: "in every open state",
    TimerKind.REQUEST: "a request waits for its decision",
    TimerKind.CONTEST: "a claim is contested and not ruled",
}
# The acts that lead to the end, in order: what each asks is the list of what must be true.
TO_THE_END = ("file_plan", "submit_result", "sign_opinion", "pass_verification", "recheck_listing", "write_off")
GROUPS = (
    ("every open state", OPEN),
    (f"every accepted state: {', '.join(f'`{state}`' for state in ACCEPTED)}", ACCEPTED),
    (f"where it may leave: {', '.join(f'`{state}`' for state in LEAVES)}", LEAVES),
)


def names_of_the_law() -> Names:
    """Return the words that the law doesn't hold; read in the language that is active."""
    return Names(
        states={state.value: str(state.label) for state in State},
        column=_column,
        branches={
            WORK.name: [(_level(level), _work(level)) for level in Level if level is not Level.UNSET],
            AS_PARENT.name: [(f"原隐患{State(state).label}", state) for state in AS_PARENT.states],
        },
        titles={"decider": "审批人", "holder": "责任持有单位"},
        values=VALUES,
        only_in={("request_kind", kind): LIFECYCLE[name].sources for name, kind in REQUESTS.items()},
        machine=MACHINE,
        lists={name: [str(word) for word in words.values()] for name, words in LISTS.items()},
    )


def _level(level: str) -> str:
    return str(Level(level).label)


def _work(level: Level) -> str:
    return WORK.decide(SimpleNamespace(level=level))


def _column(name: str) -> str:
    if name in COLUMNS:
        return f"{COLUMNS[name]} `{name}`"
    field = Hazard._meta.get_field(name.removesuffix("_id"))
    return f"{getattr(field, 'verbose_name', '')} `{field.name}`"


# --- Turns, and how long they last ------------------------------------------------------------------------------
def turns(names: Names) -> str:
    """Return one line a state: whose turn, what is asked, until when, who is told then, what silence does."""
    rows = []
    for state, turn in LIFECYCLE.turns.items():
        if turn.relation is not None:
            limit = _limits(_date(turn), _policies(state))
            silence = happenings.silence_words(LIFECYCLE, state, names)
            whose, asked = relation_words(turn.relation, names), str(ASKS[State(state)])
            rows.append((state_words(state, names), whose, asked, limit, _told(state, names), silence))
    return table(("state", "whose turn", "asked to", "limit", "told at the limit", "and if nobody has acted"), rows)


def ended(names: Names) -> str:
    """Return the states that are nobody's turn, and those of them that something leads out of."""
    closed = [state for state, turn in LIFECYCLE.turns.items() if not turn.is_open]
    return ", ".join(state_words(state, names) + _way_out(state) for state in closed)


def _way_out(state: str) -> str:
    acts = dict.fromkeys(f"`{name}`" for name, source, target in LIFECYCLE.edges() if source == state != target)
    return f" (out: {', '.join(acts)})" if acts else ""


def timers(names: Names) -> str:
    """Return one line for each clock that runs across stages."""
    return table(
        ("clock", "runs while", "counted from", "limit", "told at the limit"),
        [_timer(timer, names) for timer in LIFECYCLE.timers],
    )


def _timer(timer: Timer, names: Names) -> tuple[str, ...]:
    kind = TimerKind(timer.kind)
    since = _word(timer.since) if timer.since else "the act that starts it"
    limit = _limits("", _policies(timer.kind))
    if timer.dated:
        since += f"; once there is a {_word(timer.dated)}, from the end of that day"
        limit += f"; after that date: {_limits('', _policies(f'{timer.kind}_DATED'))}"
    return f"{kind.label} `{kind}`", TIMER_RUNS[kind], since, limit, _told(timer.kind, names)


def _word(column: str) -> str:
    return f"{Hazard._meta.get_field(column).verbose_name} `{column}`"  # type: ignore[union-attr]


def _policies(state: str) -> list[dict[str, Any]]:
    return [policy for policy in default_policies() if policy["state"] == state]


def _told(state: str, names: Names) -> str:
    """Whom the ladder of a state or clock tells, rung by rung."""
    rungs = dict.fromkeys(_rung(rung, names) for policy in _policies(state) for rung in policy["ladder"])
    return "; ".join(rungs)


def _rung(rung: dict[str, Any], names: Names) -> str:
    told = ", ".join(relation_words(getattr(relations, name), names) for name in rung["told"])
    when = "" if rung["after"] == "0" else f"{_said(rung['after'])} later "
    return f"{when}{rung['name']}: {told}"


def _date(turn: Turn) -> str:
    """The date of the hazard's own that counts in this state, in the reader's words; empty: there is none."""
    return _word(turn.dated) if turn.dated else ""


def _limits(dated: str, policies: list[dict[str, Any]]) -> str:
    words = [f"{_circumstance(policy)}{_said(policy['limit'])}" for policy in policies]
    return "; ".join([f"the {dated}, else " + words[0], *words[1:]] if dated else words)


def _said(limit: str) -> str:
    """A limit in words: "3wd" is 3 working days."""
    duration = durations.parse(limit)
    if duration.unit is Unit.END_OF_DAY:
        return LIMITS[duration.unit]
    return f"{duration.n} {LIMITS[duration.unit]}{'s' if duration.n != 1 else ''}"


def _circumstance(policy: dict[str, Any]) -> str:
    level = _level(policy["level"]) if policy["level"] else ""
    return "".join(f"{one}: " for one in (level, "urgent" if policy["urgent"] else "") if one)


# --- What must be true ------------------------------------------------------------------------------------------
def requests(names: Names) -> str:
    """Return, for each kind of request, who asks when and for what it must be, and who grants it and on what."""
    lines = []
    for ask, kind in REQUESTS.items():
        grant = _granting(ask)
        lines.append(f"- **{kind.label} {kind.value}**")
        lines += [f"  {_conditions(ask, 'asked', names)}", f"  {_conditions(grant, 'granted', names)}"]
    return "\n".join(lines)


def _granting(ask: str) -> str:
    """The act that grants what another asks for: `void` what `ask_void` does, `grant_transfer` what `ask_transfer`."""
    what = ask.removeprefix("ask_")
    return what if what in LIFECYCLE.rows else f"grant_{what}"


def to_the_end(names: Names) -> str:
    """Return what each act on the way to the write-off asks."""
    return "\n".join(_conditions(name, "", names) for name in TO_THE_END)


def _conditions(name: str, verb: str, names: Names) -> str:
    row = LIFECYCLE[name]
    by = relation_words(row.by, names, row.sources) if row.by else "anyone"
    sources = ", ".join(f"`{source}`" for source in row.sources)
    asks = " ".join(_sentence(guard, names) for guard in row.guards)
    return f"- {f'{verb}: ' if verb else ''}{row.label} `{name}`, in {sources}, by {by}. {asks}"


def _sentence(guard: Guard, names: Names) -> str:
    return f"{guard_words(guard, names)} (`{guard.name}`)"
