"""The tricky lines of the law (section 8 of docs/law.md): circumstance, person, act, answer, each with its scene."""

from tests.hazards.rules.tricky import before_dispatch, ending, jurisdiction, working
from tests.hazards.rules.tricky.line import LINES

__all__ = ["LINES", "before_dispatch", "ending", "jurisdiction", "working"]
