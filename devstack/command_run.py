"""`make run`: everything on one machine, with the demo district, until it is stopped."""

import subprocess
from pathlib import Path

from devstack import product, running, services
from devstack.children import Child, last_lines
from devstack.paths import VENV_PYTHON, shown
from devstack.product import Environment
from devstack.supervisor import Supervisor
from devstack.talk import Refusal, say
from devstack.website import Address

NAME = "dev"
WEB_PROCESSES = 2
WORKER_THREADS = 4


def run(arguments: list[str]) -> int:
    """Start, tell the address, watch; stop everything as soon as one part ends."""
    address = Address.from_environment()
    if there := running.address(NAME):
        raise Refusal(f"it runs already at {there}; stop that one first. 已在运行，请先停止它。")
    with Supervisor(NAME, durable=True) as supervisor:
        address.require_free()
        servers = services.start(supervisor)
        env = product.environment(supervisor, servers)
        env["ALLOWED_HOSTS"] = address.allowed_hosts()
        product.migrate(supervisor, env, servers)
        product.prepare(supervisor, env)
        sign_ins = _load_demo_district(supervisor, env)
        web = _start_product(supervisor, env, address)
        if not address.wait_until_ours(web, supervisor.token):
            raise Refusal(f"the web server did not answer:\n{last_lines(supervisor.log('web'))}")
        running.publish(supervisor, env, servers, address.url)
        try:
            _greet(address, sign_ins)
            _tell_end(supervisor, supervisor.watch())
        finally:
            running.withdraw(supervisor)
    return 1


def _load_demo_district(supervisor: Supervisor, env: Environment) -> str:
    """Load the made-up district as the application's role, like every other write; it prints who can sign in."""
    loader = supervisor.start("demo", product.manage(["demo_district"]), env, stdout=subprocess.PIPE)
    printed, _ = loader.process.communicate()
    if loader.process.returncode:
        raise Refusal(f"the demo district can't be loaded:\n{last_lines(supervisor.log('demo'))}")
    say("the demo district is loaded")
    return printed.decode()


def _start_product(supervisor: Supervisor, env: Environment, address: Address) -> Child:
    """Start the four processes, the web last: it is stopped first, before what it leans on."""
    celery: list[str | Path] = [VENV_PYTHON, "-m", "celery", "-A", "config"]
    quick = ["--without-gossip", "--without-mingle", "-l", "WARNING"]
    supervisor.start("worker", [*celery, "worker", "-P", "threads", "-c", str(WORKER_THREADS), *quick], env)
    schedule = supervisor.directory / "beat-schedule"
    supervisor.start("beat", [*celery, "beat", "-s", schedule, "--pidfile=", "-l", "WARNING"], env, umask=0o077)
    supervisor.start("sweep", product.manage(["sweep", "--watch"]), env)
    gunicorn: list[str | Path] = [VENV_PYTHON, "-m", "gunicorn", "config.wsgi", "--no-control-socket"]
    how = ["--bind", address.bind, "--workers", str(WEB_PROCESSES), "--graceful-timeout", "5"]
    return supervisor.start("web", [*gunicorn, *how], env)


def _greet(address: Address, sign_ins: str) -> None:
    say(f"ready: {address.url}  (stop with Ctrl-C; logs in {shown(running.directory(NAME))}) 已就绪，按 Ctrl-C 停止")
    if address.is_public:
        say("this address can be reached by others, and the demo's passwords are known. 演示口令公开，请勿用于生产。")
    print(f"{address.url}\n{sign_ins}", end="", flush=True)


def _tell_end(supervisor: Supervisor, child: Child) -> None:
    say(f"{child.name} ended with {child.process.returncode}; stopping everything. {child.name} 已退出，全部停止。")
    if words := last_lines(supervisor.log(child.name)):
        say(f"the end of its log:\n{words}")
