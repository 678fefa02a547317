"""Set up the demo district with some hazards, and say who can sign in."""

from typing import Any

from django.core.management.base import BaseCommand

from hazards.demo import district, samples


class Command(BaseCommand):
    """Idempotent: a district that stands is left alone."""

    help = "建立演示区（虚构）并列出演示账号"

    def handle(self, *args: Any, **options: Any) -> None:
        """Set it up, then print one line an account."""
        samples.ensure()
        for item in district.SIGN_INS:
            self.stdout.write(f"{item.username:<16}{district.PASSWORD:<14}{item.person}　{item.role}")
