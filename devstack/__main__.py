"""`python3 -m devstack COMMAND [ARGUMENTS…]`, started by the Makefile with the system's Python.

The first half must be understood by old Pythons too, so that they can say what is missing.
"""

import os
import sys

OLDEST = (3, 11)


def use_a_new_enough_python() -> None:
    """Go on with this Python, or with a newer one that lies beside it under its full name."""
    if sys.version_info >= OLDEST:
        return
    import shutil

    for minor in range(OLDEST[1], OLDEST[1] + 5):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, "-m", "devstack", *sys.argv[1:]])  # noqa: S606
    sys.exit("devstack: Python 3.11 or newer is needed: install the package python3.11. 需要 Python 3.11 或更新版本。")


if __name__ == "__main__":
    use_a_new_enough_python()
    from devstack.entry import main

    sys.exit(main(sys.argv[1:]))
