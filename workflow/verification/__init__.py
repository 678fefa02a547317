"""What must hold of every case of a law, whoever wrote its rows: asked of the rows, from outside the gate."""

from workflow.verification.chains import CHAINS
from workflow.verification.changes import CHANGES
from workflow.verification.clocks import CLOCKS
from workflow.verification.files import CaseFile, files, snapshot
from workflow.verification.folds import FOLDS
from workflow.verification.invariants import Invariant, Present, Tally, examine
from workflow.verification.outboxes import OUTBOXES
from workflow.verification.persons import PERSONS
from workflow.verification.rungs import RUNGS
from workflow.verification.timers import TIMERS

# Every invariant that a law of this engine has, in the order in which a reader wants them.
OF_EVERY_CASE: tuple[Invariant, ...] = (*CHAINS, *FOLDS, *CHANGES, *PERSONS, *CLOCKS, *TIMERS, *RUNGS, *OUTBOXES)

__all__ = ["OF_EVERY_CASE", "CaseFile", "Invariant", "Present", "Tally", "examine", "files", "snapshot"]
