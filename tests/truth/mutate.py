"""`make mutate-law`: run the tests of the law against every mutant of it; one that passes them all has survived.

First the rows of the truth table about the act that a mutant changes, all mutants in one run; what they miss meets all
tests of the law, each mutant in a run of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import pytest

DOORS = ("tests/hazards/test_reporting.py", "tests/hazards/test_sweep.py", "tests/web/test_photos.py")
LAW = ("tests/truth", "tests/hazards/rules", "tests/hazards/test_law.py", "tests/hazards/test_between_two.py")
QUIET = ("-q", "-p", "no:randomly", "--timeout", "3600")


def missed_by_the_table(names: list[str]) -> list[str]:
    """Return the mutants that no row about their own act notices. Raises RuntimeError when the run broke."""
    with tempfile.TemporaryDirectory() as place:
        missed = Path(place) / "missed"
        missed.touch()
        env = os.environ | {"BIHUAN_LAW_MUTANTS": json.dumps(names), "BIHUAN_LAW_MISSED": str(missed)}
        command = [sys.executable, "-m", "pytest", *QUIET, "-n", "2", "tests/truth/near.py"]
        ended = subprocess.run(command, env=env, check=False).returncode
        if ended != pytest.ExitCode.OK:
            raise RuntimeError(f"the table didn't run against the mutants: pytest left with {ended}")
        found = set(missed.read_text(encoding="utf-8").splitlines())
    return [name for name in names if name in found]


def survives(name: str) -> bool:
    """Tell whether all tests of the law pass although this part of it is gone."""
    return _pass(name, *DOORS, "-k", "not for_ever") and _pass(name, *LAW)


def _pass(name: str, *tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", *QUIET, "-x", "-n", "0", *tests]
    env = os.environ | {"BIHUAN_LAW_MUTANT": name}
    ended = subprocess.run(command, env=env, capture_output=True, check=False).returncode
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"the tests didn't run against “{name}”: pytest left with {ended}")
    return ended == pytest.ExitCode.OK


def main(words: list[str]) -> int:
    """Try every mutant whose name holds all of `words`; return 1 when one survives."""
    django.setup()
    from tests.truth.mutants import mutants

    names = [name for name in mutants() if all(word in name for word in words)]
    missed = missed_by_the_table(names)
    print(f"{len(names)} mutants, {len(names) - len(missed)} caught by the rows about their own act", flush=True)
    survivors = []
    with ThreadPoolExecutor(2) as pool:
        for number, (name, lived) in enumerate(zip(missed, pool.map(survives, missed), strict=True), start=1):
            print(f"{number:4}/{len(missed)}  {'SURVIVED' if lived else 'caught  '}  {name}", flush=True)
            survivors += [name] if lived else []
    print(f"{len(names)} mutants, {len(names) - len(survivors)} caught, {len(survivors)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
