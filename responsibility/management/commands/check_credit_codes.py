"""`manage.py check_credit_codes FILE…`: which codes of a column are right, and what is wrong with the others."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from responsibility import credit_code


class Command(BaseCommand):
    """Judge each code as it is written; say of one that is only written oddly how it should be written."""

    help = "核对统一社会信用代码的两个校验位（CSV 或每行一个代码的文本）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files, and the column if it isn't called `code`."""
        parser.add_argument("files", nargs="+", type=Path, help="CSV（有表头）或每行一个代码的文本文件")
        parser.add_argument("--column", default="code", help="代码所在列的表头，默认 code；没有该表头时取第一列")
        parser.add_argument("--wrong", action="store_true", help="只列出有误的")

    def handle(self, **options: Any) -> None:
        """Print a line a code, and how many were right."""
        right = wrong = 0
        for path in options["files"]:
            for line, code in _codes(path, options["column"]):
                said = "；".join(_judge(code))
                right, wrong = (right, wrong + 1) if said else (right + 1, wrong)
                if said or not options["wrong"]:
                    self.stdout.write(f"{path.name}:{line} {code} {said or _('正确')}")
        self.stdout.write(
            _("共 %(all)d 个，正确 %(right)d，有误 %(wrong)d")
            % {
                "all": right + wrong,
                "right": right,
                "wrong": wrong,
            }
        )


def _codes(path: Path, column: str) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            place = 0
            for row in reader:
                if reader.line_num == 1 and column in row:
                    place = row.index(column)
                elif len(row) > place and row[place]:
                    yield reader.line_num, row[place]
    except OSError as error:
        raise CommandError(_("无法读取 %(file)s：%(why)s") % {"file": path, "why": error.strerror}) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(_("%(file)s 不是 UTF-8 编码的文本") % {"file": path.name}) from error


def _judge(code: str) -> Iterator[str]:
    normal = credit_code.normal(code)
    if normal != code and credit_code.is_right(normal):
        yield _("含有小写字母、全角字符或空格，规范写法为 %(code)s") % {"code": normal}
    else:
        yield from credit_code.faults(code)
