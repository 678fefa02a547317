"""Read a workbook in a limited child process. A hostile file costs a bounded child, never this process."""

import json
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from sandbox import limited
from sandbox.workbook.limits import Limits, Reason
from sandbox.workbook.sheets import Cell, Merge, Sheet


class WorkbookRefused(Exception):
    """The workbook can't be read; `reason` is for programs, `words` (also str()) are for the user."""

    def __init__(self, reason: Reason, limits: Limits) -> None:
        self.reason = reason
        self.words = _words(reason, limits)
        super().__init__(self.words)


def configured_limits() -> Limits:
    """Give the bounds named by the settings LEDGER_MAX_*: they hold for every workbook that comes from outside."""
    return Limits(
        rows=settings.LEDGER_MAX_ROWS,
        cells=settings.LEDGER_MAX_CELLS,
        file_mb=settings.LEDGER_MAX_FILE_MB,
        unpacked_mb=settings.LEDGER_MAX_UNPACKED_MB,
        memory_mb=settings.LEDGER_MAX_MEMORY_MB,
        seconds=settings.LEDGER_MAX_SECONDS,
    )


def read_workbook(file: BinaryIO, limits: Limits | None = None) -> list[Sheet]:
    """Read all worksheets of an .xlsx, .xls or .ods, told by its content. Raises WorkbookRefused.

    `file` is read from where it stands. Without `limits` the settings apply.
    """
    limits = limits or configured_limits()
    with TemporaryFile() as copy, TemporaryFile() as output, TemporaryFile() as complaints:
        if limited.copy(file, copy, most_mb=limits.file_mb) is None:
            raise WorkbookRefused(Reason.FILE_TOO_BIG, limits)
        copy.seek(0)
        files = (copy, output, complaints)
        code = limited.run("sandbox.workbook.child", limits.as_arguments(), files, limits.seconds)
        if code != 0:
            raise WorkbookRefused(limited.reason(code, complaints, Reason), limits)
        output.seek(0)
        return _parse(output)


def _parse(output: IO[bytes]) -> list[Sheet]:
    decode = json.JSONDecoder(object_hook=_dates).decode
    sheets: list[Sheet] = []
    padding: list[Cell] = []
    for line in output:
        value = decode(line.decode())
        if isinstance(value, dict):
            merges = tuple(Merge(*corners) for corners in value["merges"])
            sheets.append(Sheet(value["sheet"], [], merges, value["visible"]))
            padding = [""] * value["first_column"]
        else:
            sheets[-1].rows.extend([*padding, *row] for row in value) if padding else sheets[-1].rows.extend(value)
    return sheets


def _dates(value: dict[str, object]) -> object:
    if "date" in value:
        return date.fromisoformat(str(value["date"]))
    if "datetime" in value:
        return datetime.fromisoformat(str(value["datetime"]))
    return value


def _words(reason: Reason, limits: Limits) -> str:
    words = {
        Reason.NOT_A_WORKBOOK: _("这不是 Excel 工作簿（网页、文本改名的也不是），请另存为 .xlsx 后再上传"),
        Reason.MACROS: _("工作簿里有宏，不予读取。请另存为不含宏的 .xlsx 后再上传"),
        Reason.ENCRYPTED: _("工作簿设有打开密码，无法读取。请取消密码后再上传"),
        Reason.CORRUPT: _("文件已损坏或不完整，无法读取。请用 Excel 打开后另存，再上传"),
        Reason.ENTITIES: _("工作簿里有外部实体声明，不是正常的表格文件，不予读取"),
        Reason.FILE_TOO_BIG: _("文件超过 %(limit)s MB，请拆分后上传") % {"limit": limits.file_mb},
        Reason.UNPACKED_TOO_BIG: _("文件解压后过大（上限 %(limit)s MB），不予读取") % {"limit": limits.unpacked_mb},
        Reason.TOO_MANY_PARTS: _("文件内部的部件过多，不是正常的台账，不予读取"),
        Reason.TOO_MANY_ROWS: _("超过 %(limit)s 行，请拆分后上传") % {"limit": f"{limits.rows:,}"},
        Reason.TOO_MANY_CELLS: _("超过 %(limit)s 个单元格，请删去多余的行列或拆分") % {"limit": f"{limits.cells:,}"},
        Reason.TOO_SLOW: _("读取超过 %(limit)s 秒，已停止。请拆分后上传") % {"limit": limits.seconds},
        Reason.OUT_OF_MEMORY: _("读取所需内存超过 %(limit)s MB，已停止。请删去多余的行列或拆分")
        % {"limit": limits.memory_mb},
    }
    return words[reason]
