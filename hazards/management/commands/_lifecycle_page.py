"""What docs/lifecycle.md says around what is drawn."""

PAGE = """\
# The life of a hazard

Drawn from `hazards/lifecycle.py`, `hazards/relations.py`, `hazards/guards.py` and `hazards/policies.py` by
`make manage ARGS='draw_lifecycle'`. Don't edit: `make check` compares. Words in Chinese are those the user reads.

## How to read this

A hazard 隐患 is in one **state**. An open state is somebody's **turn**, and entering it starts one **clock**. A
**transition** is an act that moves the hazard to another state, or keeps it. Who may take one is said by a
**relation**: seats of a unit that the hazard names (its street, its lead, its rectifier), held by whoever sits there at
that instant, also by standing in for somebody. What must be true of the hazard itself is said by **guards**. Whoever is
refused is told every reason. The three parties are never one another: the **rectifier** 整改单位 rectifies, the
**lead** 牵头单位 supervises and verifies, the **territory** 属地 (the street) triages, approves and urges.

## The way

{diagram}

Not drawn, because the state stays: {kept}.

## Turns

Every open state is somebody's turn and has one stage clock. Limits are the defaults a district starts with, kept as
dated `ClockPolicy` rows that it may supersede.

{turns}

## What silence does

Silence never approves and never closes. When the limit passes:

{silence}

Each rung of the ladder is climbed once: whoever's turn it is and those named get a letter, and the hazard's page says
so. A hazard in which nobody ever acts rests where it is, late for all to see.

## State by state

Whatever isn't listed under a state is refused in it: “当前为“…”，不能…”.

{states}

## The cast

Each relation in words: who holds it, who never does (the natural person, whatever seat is used) and with which words he
is refused, where it passes when nobody permitted is left, what it does. Names in `code` are those of the code.

{cast}

Who may look at a hazard (everybody else doesn't learn that it exists):

{looks}

## Transitions

∅ is a birth; "=" keeps the state. Clock: START begins the new state's stage clock, KEEP lets the running one run on,
STOP ends it. "told" get a letter, as whoever held the relation when it happened; who acts himself gets none.

{transitions}

## Guards

A guard is about the thing, never about the person. The number is the HTTP status of its refusal.

{guards}

## Relations

The cast once more, as a table. "turn" may pass upward to those who press without gaining the act.

{relations}

## Edges

What the database's trigger lets through, besides `raise_level`, the sweep's rung, which keeps any open state.

{edges}
"""
