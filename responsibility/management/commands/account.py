"""`manage.py account open|reset|close USERNAME --by ADMINISTRATOR`: the accounts people sign in with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from responsibility.management.actors import actor_of
from responsibility.models import Person, User
from responsibility.services import ActRefused
from responsibility.services.accounts import close_account, open_account, reset_account


class Command(BaseCommand):
    """Print the first password once; it is kept nowhere."""

    help = "账号：open 开户，reset 重设初始密码（可连第二重验证一起清除），close 停用"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the three doings."""
        doing = parser.add_subparsers(dest="doing", required=True)
        opening, reset, close = (doing.add_parser(name) for name in ("open", "reset", "close"))
        opening.add_argument("--person", type=int, metavar="ID", required=True, help="给哪个人（人员编号）")
        reset.add_argument("--second-factor", action="store_true", help="动态口令、通行密钥和备用码也清除")
        for one in (opening, reset, close):
            one.add_argument("username", help="用户名")
            one.add_argument("--by", metavar="USERNAME", required=True, help="以哪个管理员账号的名义")
        for one in (reset, close):
            one.add_argument("--reason", required=True, help="理由")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; refusals are printed in their own words."""
        actor, username = actor_of(options["by"]), options["username"]
        try:
            if options["doing"] == "open":
                person = Person.objects.filter(pk=options["person"]).first()
                if person is None:
                    raise CommandError(_("没有人员 %(number)d") % {"number": options["person"]})
                self._tell(open_account(actor=actor, person=person, username=username)[1])
                return
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(_("没有账号“%(name)s”") % {"name": username})
            if options["doing"] == "close":
                close_account(user, actor=actor, reason=options["reason"])
                self.stdout.write(_("已停用"))
                return
            forget = options["second_factor"]
            self._tell(reset_account(user, actor=actor, reason=options["reason"], forget_factor=forget))
        except ActRefused as error:
            raise CommandError(str(error)) from error

    def _tell(self, password: str) -> None:
        self.stdout.write(_("初始密码（只显示这一次，首次登录时须更改）：%(password)s") % {"password": password})
