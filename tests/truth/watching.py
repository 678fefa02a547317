"""For `make mutate-law`: which tests can notice a mutant at all? Those in which the gate would have answered otherwise.

Until its first other answer a mutant does just what the law does. So one run over the whole law, in which every
decision of the gate is made once more by each mutant of its row, names all the tests that a mutant must meet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.truth.mutants import mutants
from workflow import deciding
from workflow.deciding import Verdict
from workflow.lifecycle import Transition

Decision = Callable[..., Verdict]


class Watcher:
    """A plugin of pytest that writes down, for each mutant, the tests that can notice it: `mutant<tab>test` a line."""

    def __init__(self, into: Path) -> None:
        self.into = into
        self.test: str | None = None
        self.noticed: dict[str, None] = {}
        self.rows: dict[str, dict[str, Transition]] = defaultdict(dict)

    def pytest_sessionstart(self) -> None:
        """Stand between the gate and its decisions."""
        from hazards.lifecycle import LIFECYCLE

        for name, (act, change) in mutants().items():
            self.rows[act][name] = change(LIFECYCLE.rows[act])
        deciding.decide = self._watched(deciding.decide)
        deciding.decide_birth = self._watched(deciding.decide_birth)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Know whose decisions these are."""
        self.test = item.nodeid
        try:
            return (yield)
        finally:
            with self.into.open("a", encoding="utf-8") as file:
                file.writelines(f"{name}\t{item.nodeid}\n" for name in self.noticed)
            self.test, self.noticed = None, {}

    def _watched(self, decide: Decision) -> Decision:
        def decided(row: Transition, *given: Any, **named: Any) -> Verdict:
            verdict = decide(row, *given, **named)
            for name, mutant in self.rows[row.name].items() if self.test else ():
                if name not in self.noticed and _reasons(decide, mutant, *given, **named) != verdict.reasons:
                    self.noticed[name] = None
            return verdict

        return decided


def _reasons(decide: Decision, *given: Any, **named: Any) -> object:
    try:
        return decide(*given, **named).reasons
    except Exception as error:  # a mutant that breaks here breaks the test
        return error
