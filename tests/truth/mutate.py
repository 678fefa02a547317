"""`make mutate-law`: run the tests of the law against every mutant of it; one that passes them all has survived.

One run over the law as it is says which tests can notice which mutant (`watching`). Each mutant then meets these, in a
process of its own, until one fails.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import pytest

LAW = (
    *("tests/truth", "tests/hazards", "tests/walk/test_mended.py"),
    *("tests/web/test_photos.py", "tests/web/test_splitting.py", "tests/web/test_every_act.py"),
)
QUIET = ("-q", "-p", "no:randomly")


def who_can_notice(names: list[str]) -> dict[str, list[str]]:
    """Return, for each mutant, the tests in which the gate would have answered otherwise."""
    with tempfile.TemporaryDirectory() as place:
        watched = Path(place) / "watched"
        watched.touch()
        _passed("-n", "2", *LAW, BIHUAN_LAW_WATCH=str(watched), must=True)
        found = defaultdict(list)
        for line in watched.read_text(encoding="utf-8").splitlines():
            name, test = line.split("\t")
            found[name].append(test)
    return {name: found[name] for name in names}


def survives(name: str, tests: Sequence[str]) -> bool:
    """Tell whether all these tests pass although this part of the law is gone."""
    return not tests or _passed("-x", "-n", "0", *tests, BIHUAN_LAW_MUTANT=name)


def _passed(*arguments: str, must: bool = False, **env: str) -> bool:
    command = [sys.executable, "-m", "pytest", *QUIET, *arguments]
    ended = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    if ended.returncode not in (pytest.ExitCode.OK, *(() if must else (pytest.ExitCode.TESTS_FAILED,))):
        raise RuntimeError(f"pytest left with {ended.returncode}, {env}:\n{ended.stdout[-4000:]}{ended.stderr[-4000:]}")
    return ended.returncode == pytest.ExitCode.OK


def main(words: list[str]) -> int:
    """Try every mutant whose name holds all of `words`; return 1 when one survives."""
    django.setup()
    from tests.truth.mutants import mutants

    names = [name for name in mutants() if all(word in name for word in words)]
    able = who_can_notice(names)
    print(f"{len(names)} mutants, {sum(not tests for tests in able.values())} that no test can notice", flush=True)
    survivors = []
    with ThreadPoolExecutor(2) as pool:
        tried = zip(able, pool.map(survives, able, able.values()), strict=True)
        for number, (name, lived) in enumerate(tried, start=1):
            said = "SURVIVED" if lived else "caught  "
            print(f"{number:4}/{len(names)}  {said}  {len(able[name]):4} tests  {name}", flush=True)
            survivors += [name] if lived else []
    print(f"{len(names)} mutants, {len(names) - len(survivors)} caught, {len(survivors)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
