"""`make mutate-law`: run the tests of the law against every mutant of it; one that passes them all has survived."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import django
import pytest

NEAR = ("tests/truth", "-k")
LAW = ("tests/truth", "tests/hazards/rules", "tests/hazards/test_law.py", "tests/hazards/test_between_two.py")
DOORS = ("tests/hazards/test_reporting.py", "tests/hazards/test_sweep.py", "tests/web/test_photos.py")


def survives(name: str) -> bool:
    """Tell whether all tests of the law pass although this part of it is gone.

    First the rows of the table about the act that it changes, which catch most; then everything.
    """
    act = name.partition(":")[0]
    return _pass(name, *NEAR, act) and _pass(name, *DOORS, "-k", "not for_ever") and _pass(name, *LAW)


def _pass(name: str, *tests: str) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", *tests]
    env = os.environ | {"BIHUAN_LAW_MUTANT": name}
    ended = subprocess.run(command, env=env, capture_output=True, check=False).returncode
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"the tests didn't run against “{name}”: they left with {ended}")
    return ended != pytest.ExitCode.TESTS_FAILED


def main(words: list[str]) -> int:
    """Try every mutant whose name holds all of `words`; return 1 when one survives."""
    django.setup()
    from tests.truth.mutants import mutants

    names = [name for name in mutants() if all(word in name for word in words)]
    survivors = []
    with ThreadPoolExecutor(2) as pool:
        for number, (name, lived) in enumerate(zip(names, pool.map(survives, names), strict=True), start=1):
            print(f"{number:4}/{len(names)}  {'SURVIVED' if lived else 'caught  '}  {name}", flush=True)
            survivors += [name] if lived else []
    print(f"{len(names)} mutants, {len(names) - len(survivors)} caught, {len(survivors)} survived")
    return 1 if survivors else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
