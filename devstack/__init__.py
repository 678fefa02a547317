"""The development supervisor: one process that starts, watches and stops everything 闭环 needs on one machine.

`python3 -m devstack COMMAND` works from an empty clone: with the system's Python it first makes `.venv`
(environment.py), then starts itself again inside it. The rest reads from the outside in:

    __main__.py       which command needs which requirements
    command_*.py      one file a command: run, test, manage, check, bench, requirements, clean
    supervisor.py     one stack: its lock, its children, its stop
    services.py       where PostgreSQL and Valkey come from: given, from wheels, installed
    postgres.py       an embedded PostgreSQL; cluster.py its data, roles.py its two roles
    valkey.py         an embedded Valkey
    website.py        the address, and the proof that it is our own web server that answers there
    product.py        the product's environment, migrations, catalogues, static files
    children.py       child processes that cannot outlive us; reaper.py the guard that sees to it

Only the standard library and psycopg are used. It is no production tool: docs/operating.md says what is.
"""
