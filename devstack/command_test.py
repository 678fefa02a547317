"""`make test`, its long parts that run apart, and `make bench`: a program over servers of its own."""

import os

from devstack import product, services, slots
from devstack.command_clean import remove_data
from devstack.paths import VENV_PYTHON
from devstack.supervisor import Supervisor


def test(arguments: list[str]) -> int:
    """pytest over servers that don't wait for the disk: their data is thrown away anyhow."""
    with Supervisor(slots.free("test"), durable=False) as supervisor:
        env = product.test_environment(supervisor, services.start(supervisor))
        product.prepare_if_possible(supervisor, env)
        return supervisor.show("pytest", [VENV_PYTHON, "-m", "pytest", *arguments], env)


def journeys(arguments: list[str]) -> int:
    """What people do in a browser, at the width of a telephone and of a desk."""
    return test(["-m", "browser", *arguments])


def proofs(arguments: list[str]) -> int:
    """The long proofs: every damage that verifying must find, walks of people who try whatever they like."""
    return test(["-m", "proof", *arguments])


def fuzz(arguments: list[str]) -> int:
    """The property tests alone, with many new examples: what one finds becomes an @example of its test."""
    return test(["-m", "hypothesis", "--hypothesis-profile", "fuzz", "--timeout", "3600", *arguments])


def mutate_law(arguments: list[str]) -> int:
    """The tests of the law against every mutant of it; arguments are words that a mutant's name must hold."""
    with Supervisor(slots.free("test"), durable=False) as supervisor:
        env = product.test_environment(supervisor, services.start(supervisor))
        product.prepare(supervisor, env)
        return supervisor.show("mutants", [VENV_PYTHON, "-m", "tests.truth.mutate", *arguments], env)


def search(arguments: list[str]) -> int:
    """The bounded exhaustive search of the law, with its large bound; it prints what it saw."""
    os.environ["BIHUAN_SEARCH"] = "1"
    return test(["-n", "0", "-s", "--timeout", "3600", "tests/walk/test_search.py", *arguments])


def bench(arguments: list[str]) -> int:
    """The measurements, over servers as safe as in production: a figure without fsync would flatter."""
    with Supervisor("bench", durable=True) as supervisor:
        remove_data(supervisor.directory / "pg")  # what an earlier run has made would be measured too
        servers = services.start(supervisor)
        env = product.test_environment(supervisor, servers)
        product.migrate(supervisor, env, servers)
        product.prepare(supervisor, env)
        return supervisor.show("bench", [VENV_PYTHON, "-m", "bench", *arguments], env)
