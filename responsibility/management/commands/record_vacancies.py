"""`manage.py record_vacancies`: record which heads' seats have fallen vacant, and which are filled again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from records.clock import now
from responsibility.services import record_vacancies
from responsibility.vacancies import empty_seats


class Command(BaseCommand):
    """One look, as the timetable takes it; then the seats that are empty now."""

    help = "登记主要负责人岗位的空缺与补任，并列出现有空缺"

    def handle(self, **options: Any) -> None:
        """Look, then list."""
        noticed = record_vacancies()
        for seat in empty_seats(now()):
            since = localtime(seat.from_at).strftime("%Y-%m-%d %H:%M")
            words = _("%(unit)s %(title)s 自 %(since)s 空缺")
            self.stdout.write(words % {"unit": seat.unit_name, "title": seat.title, "since": since})
        self.stdout.write(
            _("新登记空缺 %(found)d 个，已补任或终止 %(ended)d 个") % {"found": noticed.found, "ended": noticed.ended}
        )
