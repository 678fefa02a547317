"""台账: the pages of the ledger – filtered, saved, written to a workbook, read from one."""

from hazards.web.ledger import page, saved, workbook

__all__ = ["page", "saved", "workbook"]
