"""台账: the pages of the ledger – filtered, saved, written to a workbook, read from one."""

from hazards.web.ledger import imports, page, saved, workbook

__all__ = ["imports", "page", "saved", "workbook"]
