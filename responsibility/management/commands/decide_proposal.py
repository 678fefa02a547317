"""`manage.py decide_proposal NUMBER --actor USERNAME --approve`: the second person's word on a change."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from records import approvals
from records.models import Decision, Proposal
from responsibility.management.actors import actor_of
from responsibility.services import ActRefused


class Command(BaseCommand):
    """Approve a proposal, which carries it out, or refuse or withdraw it."""

    help = "审批一项须双人办理的变更（同意即执行）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the proposal, who decides, and how."""
        parser.add_argument("number", type=int, help="变更编号")
        parser.add_argument("--actor", metavar="USERNAME", required=True, help="以哪个账号的名义审批")
        parser.add_argument("--note", default="", help="审批意见")
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--approve", dest="decision", action="store_const", const=Decision.APPROVED, help="同意")
        way.add_argument("--refuse", dest="decision", action="store_const", const=Decision.REFUSED, help="不同意")
        way.add_argument("--withdraw", dest="decision", action="store_const", const=Decision.WITHDRAWN, help="撤回")

    def handle(self, **options: Any) -> None:
        """Decide."""
        actor = actor_of(options["actor"])
        try:
            decided = approvals.decide(options["number"], options["decision"], actor=actor, note=options["note"])
        except Proposal.DoesNotExist as error:
            raise CommandError(_("没有变更 %(number)d") % {"number": options["number"]}) from error
        except (approvals.ApprovalRefused, ActRefused) as error:
            raise CommandError(str(error)) from error
        values = {"number": decided.pk, "decision": decided.get_decision_display()}
        self.stdout.write(_("变更 %(number)d：%(decision)s") % values)
