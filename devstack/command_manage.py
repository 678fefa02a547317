"""`make manage ARGS='…'`: one management command, over the running stack or over servers started for it."""

import os

from devstack import product, running, services
from devstack.command_run import NAME
from devstack.product import Environment
from devstack.services import Services
from devstack.supervisor import Supervisor
from devstack.talk import Refusal

# They work on the code, or on the migrations themselves: a half-written migration must not stand in their way.
NEED_NO_MIGRATION = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "squashmigrations", "help", "check"}
PATIENCE = 60


def manage(arguments: list[str]) -> int:
    """Run it with its stdin and stdout untouched; `migrate` as the owner, everything else as the application."""
    if not arguments:
        raise Refusal("name a command: make manage ARGS='help'. 请用 ARGS 指定命令。")
    if (there := running.environment(NAME)) and (servers := running.services(NAME)):
        command = [str(part) for part in product.manage(arguments)]
        os.execve(command[0], command, _for_command(arguments, os.environ | there, servers))  # noqa: S606
    with Supervisor(NAME, durable=True, wait=PATIENCE) as supervisor:
        servers = services.start(supervisor)
        env = product.environment(supervisor, servers)
        if arguments[0] not in NEED_NO_MIGRATION:
            product.migrate(supervisor, env, servers)
        product.compile_catalogues(supervisor)
        return supervisor.show(arguments[0], product.manage(arguments), _for_command(arguments, env, servers))


def _for_command(arguments: list[str], env: Environment, servers: Services) -> Environment:
    return product.as_owner(env, servers) if arguments[0] == "migrate" else env
