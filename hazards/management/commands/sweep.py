"""Sweep the clocks, once or for ever: without any broker, so that a site with a dead Redis still escalates."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection

from hazards.sweeping import sweep_hazards

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`sweep` fires what is due and ends; `sweep --watch` does so every few seconds until it is told to stop."""

    help = "催办升级：处理到期环节"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --watch and --every."""
        parser.add_argument("--watch", action="store_true", help="持续运行")
        parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS", help="间隔秒数")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep; with --watch, again and again. A lost database is waited for, not died of."""
        if not options["watch"]:
            swept = sweep_hazards()
            self.stdout.write(
                f"已升级 {swept.fired} 件，正在办理而跳过 {swept.busy} 件，无法升级 {swept.failed} 件（见日志）"
            )
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._sweep_once()
            stop.wait(options["every"])

    def _sweep_once(self) -> None:
        try:
            swept = sweep_hazards()
            if swept.fired:
                log.info("raised %d clocks, %d busy, %d failed", swept.fired, swept.busy, swept.failed)
        except OperationalError:
            log.exception("the database is away; trying again")
            connection.close()
