"""What a workbook may cost, and the reasons for which it is refused. Standard library only: the child imports it."""

from dataclasses import astuple, dataclass
from enum import IntEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one workbook; the defaults are those of the settings LEDGER_MAX_*."""

    rows: int = 60_000
    cells: int = 2_000_000
    file_mb: int = 50
    unpacked_mb: int = 200
    memory_mb: int = 512
    seconds: int = 60

    def as_arguments(self) -> list[str]:
        """Give the bounds as command line arguments for the child."""
        return [str(value) for value in astuple(self)]

    @classmethod
    def from_arguments(cls, arguments: list[str]) -> Self:
        """Read the bounds back from command line arguments."""
        return cls(*map(int, arguments))


class Reason(IntEnum):
    """Why a workbook is refused. The values are exit codes of the child, apart from those of Python and the shell."""

    NOT_A_WORKBOOK = 40
    MACROS = 41
    ENCRYPTED = 42
    CORRUPT = 43
    ENTITIES = 44
    FILE_TOO_BIG = 45
    UNPACKED_TOO_BIG = 46
    TOO_MANY_PARTS = 47
    TOO_MANY_ROWS = 48
    TOO_MANY_CELLS = 49
    TOO_SLOW = 50  # sandbox/limited.py
    OUT_OF_MEMORY = 51


class Refusal(Exception):
    """The workbook can't be read, for `reason`. It never leaves the child; users get a WorkbookRefused."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason
