"""A stack of servers without the product, as a process of its own that a test may kill.

`python -m tests.devstack.holder` prints the addresses as one line of JSON when the servers are ready, then waits as
`make run` does.
Arguments name one more program to start within the stack.
"""

import json
import os
import sys

from devstack import services
from devstack.children import Stopped
from devstack.supervisor import Supervisor
from devstack.talk import Refusal


def main(program: list[str]) -> int:
    with Supervisor("held", durable=os.environ.get("HOLD_DURABLE") == "1") as supervisor:
        found = services.start(supervisor)
        if program:
            supervisor.start("program", program)
        told = {"owner": found.databases.owner, "app": found.databases.app, "redis": found.redis}
        print(json.dumps(told | {"token": supervisor.token, "reaper": supervisor.reaper.process.pid}), flush=True)
        supervisor.watch()
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(128 + stopped.signal)
    except Refusal as refusal:
        sys.exit(f"refused: {refusal}")
