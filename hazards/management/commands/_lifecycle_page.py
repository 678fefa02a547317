"""What docs/lifecycle.md says around what is drawn, by hand: a sentence here is checked by nobody but its writer."""

PAGE = """\
# The life of a hazard

Drawn from `hazards/lifecycle.py`, its neighbours and `hazards/policies.py` by `make manage ARGS='draw_lifecycle'`;
don't edit, `make check` compares. Words in Chinese are those the user reads, names in `code` those of the code; "rule
20" is rule 20 of [law](law.md), section 8, which also has the words of each refusal; [P] marks a proposed default that
no source gives.

## In brief

A hazard 隐患 is in one **state**; each open state is one party's **turn**, with one **clock** of the stage. An **act**
is refused, with every reason, unless its state, the **relation** of who acts to it (a seat in a unit that the hazard
names) and its **guards** allow it.

**A general hazard.** Somebody reports it (`REPORTED`): the street's safety office acts first (of an unknown street,
the district's duty desk, which names it). It closes what was fixed on the spot, merges, splits or moves what lies in
another street; else it proposes rectifier, lead, level and date. The street's head, unless he reported or proposed it,
approves; the lead accepts (`DISPATCHED`), and silent for its whole limit is deemed to have. The rectifier puts it
right by the dated demand and submits the result with photographs. A licensed officer of the verifying unit, who filed
nothing for it and isn't of the rectifier, goes there and passes it, or fails it with a new date; a second failure
opens a talk 约谈 or a case 执法线索 for the lead's head to settle. A head of the lead who neither filed nor signed
writes it off.

**Found on an inspection.** The officer who reported it may claim it for his own department at once (`claim` in
`REPORTED`), saying all that a dispatch says; street and rectifier are told, others verify it and write it off.

**A major hazard** goes from acceptance to `PLANNING` first: the rectifier files a plan (五落实: duty, measures, funds,
time limit, emergency plan; and its goal); it takes effect when filed, and the lead may send it back. Two persons sign
on site. A street never leads it; it is never closed on the spot, never voided except as a duplicate, set aside only
while work is stopped or the place isolated. The coordinator hears of its dispatch and of its write-off. Once
**listed**, the listing department's head writes it off, after two of its own officers were on site.

**"Not ours."** Before it accepts, the lead's head may object, once, with a basis and the unit he holds competent; that
unit is asked to claim it (`CLAIMABLE`). The street may ask several from the start. The first to claim has it. When all
have disclaimed, at the second "not ours" (an objection counts), or when the limit passes, the machine convenes at once
(`CONSULTING`). The ruling binds: the hazard goes straight to a plan or to work, nobody accepts again, nobody objects.
Only `rerule` changes it: by the committee, with the district's decision in words or because the lead ended without
successor; by who ruled, while a claim is contested. A candidate that lost a claim may contest it (认领有争议) within a
working day; the work goes on, nothing is written off before the ruling. A level raised to major while its street leads
convenes too.

**In between.** More time, setting aside, voiding, a transfer, a lower level are **requests**: one asks, another
decides, silence grants nothing, and the clocks run on. A **measure on site** (停产停业 and others) is proposed by one
licensed officer and ordered by another, in any open state, without waiting for a turn; it is lifted by the lead's
head, when asked, only after a round has passed since it began, in `AWAITING_WRITE_OFF`; nothing is written off while
one stands.

**Afterwards.** The reporter (and those of what was merged into it) may ask once an episode, within 30 days, for a
review: the coordinator's heads reopen it (a merger: separate it) or dismiss it. Persons drawn for a look-back pass it,
don't find it, or reopen it. Reopened, a general hazard is at work again, a major one plans again; a new episode
begins, with a new date.

## Words

- **rectifier** 整改单位: puts it right; may be missing, with a reason. Never the lead, nor inside or above it.
- **lead** 牵头单位: supervises: a department, or the street itself for a general hazard on the street's list.
- **territory** 属地: the street where it lies: sorts out, approves, urges; may be lead or rectifier too, not both.
- **interim lead** 首接暂管单位: holds it while in doubt: who objected, else the last lead, else the street.
- **holder** 责任持有单位: answers for it: the street until dispatch, then the lead, else the interim lead.
- **verifying unit** 复查单位: the lead, unless a ruling or `designate_verifier` (too few fit persons) names another.
- **co-unit, concerned** 协办、相关单位: units beside the lead, beside the rectifier: told, may look, have no act;
  those concerned never verify.
- **coordinator** 统筹协调办公室: 联合办公室 in the words of refusals. Its **host** is the unit in whose house it sits.
- **committee, district** 安委会、区: the committee rules where the host is a party; the district's heads stand last.
- **listed** 挂牌督办: a major hazard supervised by a listing department 督办部门 until it is written off or revoked.
- **round** 复查轮次: from a submission to its verdict; signatures count in their round.
- **episode** 第几次办理: from birth or a reopening to the end; who acted in earlier ones is the *chain*.
- **look-back** 回头看: a written-off hazard seen again by persons drawn by a seed; `sampled` until they have said.
- **urgent** 紧急: said by who reports: shorter limits, more told at once, nothing skipped.
- **dated demand** 整改期限: until when it must be put right; the first one is kept. The *promised* date 承诺完成日期,
  set when it is dispatched, planned, extended or set aside, isn't moved by a failed round.
- **filing for it** 代办: whoever may file in the rectifier's place (the cast: `proxy`) is barred from verifying and
  writing off.
- **set aside** 挂账 (`SHELVED`): it can't be put right yet: a listed reason, an owner, interim control, a review date.
- **handler** 承办人: who works on it for the lead, named when it accepts or claims; after silence or a ruling nobody.

## The way

{diagram}

An act that keeps its state isn't drawn; a branch is chosen by the hazard itself.

## Turns

Limits are the defaults a district starts with, kept as dated `ClockPolicy` rows. When one passes, one letter (督办单)
goes out, once a run of the clock, and the page shows the hazard as late. Where the machine moves it, that takes the
place of the letter.

{turns}

Nobody's turn: {ended}. These have ended; a way out exists only where it is named.

**Silence never approves, grants, verifies, voids or closes.** If everybody were silent for a year, each hazard would
rest in its state, late for all to see, except in the three states that the machine moves on (the table's last column);
none would end.

### Clocks across stages

They run beside the clock of the stage and only tell. The **whole case** counts from birth or reopening until a date is
promised, then from the end of that date (5 working days; major: 17 calendar days); it stops when the case ends.

{timers}

## State by state

What isn't listed under a state, nor in a group that has it, is refused in it: “当前为“…”，不能…”. "=": the state
stays. First in a state comes whoever has the turn, last the machine.

{states}

## Requests

One may wait at a time, and its asker never decides it. Who decides may refuse it (`refuse_request`), the asker
withdraw it. Silence never grants it: at the limit of its clock, above, the decider is pressed. It lapses when the
hazard leaves the states in which it can be decided, or a ruling, another rectifier or a higher level overtakes it. A
granted transfer moves nothing: the lead works on until the receiver's signature is entered (`sign_transfer`), then the
coordinator hands it over; or it comes back (`return_transfer`).

{requests}

**One asks, another decides**, too: `propose_measure`, `order_measure`; `ask_release`, `lift_measure`;
`propose_listing`, `put_on_list`; `ask_recusal`, `grant_recusal`; `contest_claim`, `rerule`; `ask_review`, `reopen` or
`separate`. Who asked never grants it; to refuse one's own is to withdraw it.

## Before it is written off

What each act on the way asks; all of it must hold. `file_plan` is for majors, `recheck_listing` for listed ones. Who
passes signs by it: of a general hazard his signature is enough, of a major one it is one of the two. A re-check of the
listing department doesn't bar from the write-off; a signature in the round does.

{to_the_end}

## Never the same person

The natural person is struck, whatever seat or account he uses. Acts that aren't named strike nobody.

{struck}

## What the machine does

As SYSTEM. It never ends a hazard, and never approves, grants, verifies or writes off.

{machine}

Causes of a consultation (`convene_cause`): in `REPORTED`, for the street to say, no department is competent by a rule,
or the territory was moved before; in `CLAIMABLE`, nobody is left to answer, a second "not ours", or the limit has
passed; in `DISPATCHED` and `PLANNING`, a street leads a major hazard, or the lead has ended without a successor.

## Who stands in, and where it passes

- A seat is held by appointment, or by **standing in** 代理: a written delegation with an end, given to one person, not
  passed on; it ends with the appointment stood in for. Who stands in holds the seat as its head does: nothing passes
  upward past either, unless both are struck.
- Absence is nothing the machine knows: who is away without a stand-in holds his seat, and the limit presses.
- A deputy 分管负责人 acts in his own right where the seats name him, and otherwise only by standing in.
- A relation passes upward when no permitted holder is left: the seat is vacant, or all its holders are struck. Never
  downward, never sideways; the record says which seats were empty. A relation that isn't in this table passes to
  nobody.
- "Only the pressure": those above get the letters and can't act in its place.

{passing}

## The cast

Who holds each relation at that instant, in which unit that the hazard names; what he may do; whom it strikes. A
relation named `former_…` is the same as the hazard stood before the act. Who acts must also be able to look at the
hazard, and a guard may ask more of the person: any licensed officer is `determiner`, but `may_determine` wants the
lead's, a candidate's or a competent department's. `import_open` and `import_closed` are taken only by the ledger's
import, `report` by anybody.

{cast}

**Who may look**; nobody else learns that it exists, but by a dated exception ([law](law.md), section 4):

{looks}

## Acts: what is asked, who is told

∅ is a birth. Clock: START begins the new state's, KEEP lets it run on, STOP ends it. Those told get one letter each,
in their own language: what is asked of them and until when, the hazard, who did what with which words, the three
parties, in which seat they are told. Who acts gets none, and no letter names the reporter. A lead isn't told of a
write-off: its own head wrote it off; where the listing department did, the lead sees it in its ledger.

{acts}

## Guards

What must be true of the hazard, of what is filled in, and of the part that who acts has had in it. The number is the
HTTP status of the refusal.

{guards}

What the database's trigger lets through, edge by edge: [edges](edges.md).
"""

EDGES = """\
# The edges of the law

Drawn from `hazards/lifecycle.py` by `make manage ARGS='draw_lifecycle'`; don't edit. The database's trigger lets a
hazard change its state only along these, besides `raise_level`, the sweep's rung, which keeps any open state. ∅ is a
birth. The life itself: [lifecycle](lifecycle.md).

{edges}
"""
