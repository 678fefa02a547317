"""Four eyes, read from who acted in the records: not from the columns and relations by which the gate decides.

The gate's own exclusions are asked by `excluded` in workflow.verification. This file knows no relation: were one of
them written wrongly, the two would disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hazards.enums import Level, State
from workflow.verification.files import CaseFile, Written
from workflow.verification.invariants import Present, Words, invariant

REPORTER, PROPOSER = lazy("上报人不能审批"), lazy("拟派人不能审批")
SUBMITTER, SIGNER = lazy("报请人不能复查或销号"), lazy("复查人不能销号")
ASKER, ACTED = lazy("申请人不能审批自己的申请"), lazy("原办理人员不能重开")
ASKS = ("ask_extend", "ask_shelve", "ask_void", "ask_transfer", "ask_downgrade")
# What is signed counts in one round, by verifiers of one unit.
NEW_ROUND = ("submit_result", "refuse_write_off", "designate_verifier", "upgrade")
SIGNS = ("sign_opinion", "pass_verification")


@dataclass(frozen=True)
class Acted:
    """Who has done what so far, by the records' actors."""

    reporter: int | None = None
    proposer: int | None = None
    submitter: int | None = None
    asker: int | None = None
    signers: frozenset[int] = field(default=frozenset())
    episode: frozenset[int] = field(default=frozenset())

    def after(self, record: Written, subject: Any) -> "Acted":
        """Return the same after one more record."""
        who, now = record.actor_id, self
        if record.name == "reopen":
            now = replace(now, submitter=None, signers=frozenset(), episode=frozenset())
        elif record.name in NEW_ROUND or (record.name == "rerule" and record.source == State.AWAITING_VERIFICATION):
            now = replace(now, signers=frozenset())
        if record.source == "":
            now = replace(now, reporter=subject.reporter_person_id)
        elif record.name == "propose_assignment":
            now = replace(now, proposer=who)
        elif record.name == "submit_result":
            now = replace(now, submitter=who)
        elif record.name in ("recall_result", "upgrade"):
            now = replace(now, submitter=None)
        elif record.name in ASKS:
            now = replace(now, asker=who)
        elif record.name in SIGNS:
            now = replace(now, signers=now.signers | {who})
        return now if record.is_system else replace(now, episode=now.episode | {who})


def walk(file: CaseFile) -> Iterator[tuple[int, Written, Acted, Acted]]:
    """Yield each record with its place, and who had acted before and after it."""
    before = Acted()
    for number, record, _before in file.steps():
        after = before.after(record, file.folds[number - 1])
        yield number, record, before, after
        before = after


def _barred(name: str, acted: Acted) -> list[tuple[Words, frozenset[int | None]]]:
    """Who may not take the transition `name`, and why."""
    by_name: dict[str, tuple[Words, ...]] = {
        "approve_assignment": (REPORTER, PROPOSER),
        "reject_assignment": (REPORTER, PROPOSER),
        "recall_dispatch": (REPORTER, PROPOSER),
        "confirm_fixed": (REPORTER,),
        "sign_opinion": (SUBMITTER,),
        "pass_verification": (SUBMITTER,),
        "fail_verification": (SUBMITTER,),
        "write_off": (SUBMITTER, SIGNER),
        "refuse_write_off": (SUBMITTER, SIGNER),
        "refuse_request": (ASKER,),
        "extend": (ASKER,),
        "shelve": (ASKER,),
        "downgrade": (ASKER,),
        "grant_transfer": (ASKER, REPORTER),
        "void": (ASKER, REPORTER),
        "reopen": (ACTED,),
    }
    every: dict[Words, frozenset[int | None]] = {
        REPORTER: frozenset({acted.reporter}),
        PROPOSER: frozenset({acted.proposer}),
        SUBMITTER: frozenset({acted.submitter}),
        ASKER: frozenset({acted.asker}),
        SIGNER: acted.signers,
        ACTED: acted.episode,
    }
    return [(word, every[word]) for word in by_name.get(name, ())]


@invariant("FOUR_EYES", lazy("自己上报、拟派、报请、复查、申请的，不由自己审批、复查、销号、重开"), per_record=True)
def four_eyes(file: CaseFile, present: Present) -> Iterator[str]:
    """No one approves, verifies, writes off or reopens what he himself did before."""
    for number, record, before, _after in walk(file):
        for words, barred in _barred(record.name, before):
            if record.actor_id in barred:
                yield _("第%(n)s条记录：%(who)s：%(words)s") % {
                    "n": number,
                    "who": record.actor_name,
                    "words": words,
                }


@invariant("SIGNATURES", lazy("复查合格、销号有本轮签署：一般至少一人，重大至少两人，一人一签"), per_record=True)
def signatures(file: CaseFile, present: Present) -> Iterator[str]:
    """WRITTEN_OFF ⇒ verified in this round by enough persons, each of whom signed once."""
    for number, record, before, after in walk(file):
        if record.name == "sign_opinion" and record.actor_id in before.signers:
            yield _("第%(n)s条记录：%(who)s 本轮重复签署") % {"n": number, "who": record.actor_name}
        needed = 2 if file.folds[number - 1].level == Level.MAJOR else 1
        if record.name in ("pass_verification", "write_off") and len(after.signers) < needed:
            words = _("第%(n)s条记录：本轮签署%(found)s人，应有%(needed)s人")
            yield words % {"n": number, "found": len(after.signers), "needed": needed}


@invariant("ACTED", lazy("案件所存拟派人、报请人、签署人、经手人与记录的经办人一致"), per_record=True)
def acted(file: CaseFile, present: Present) -> Iterator[str]:
    """The columns by which the gate judges four eyes are who really acted."""
    for number, _record, _before, after in walk(file):
        subject = file.folds[number - 1]
        pairs = {
            "proposer_person_id": (subject.proposer_person_id, after.proposer),
            "submitter_person_id": (subject.submitter_person_id, after.submitter),
            "opinion_ids": (subject.opinion_ids, sorted(after.signers)),
            "acted_ids": (subject.acted_ids, sorted(after.episode)),
        }
        differ = [name for name, (said, done) in pairs.items() if said != done]
        if differ:
            yield _("第%(n)s条记录之后，人员字段与经办人不一致：%(names)s") % {
                "n": number,
                "names": "、".join(differ),
            }


PERSONS = (four_eyes, signatures, acted)
