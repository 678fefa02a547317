"""Workbooks (.xlsx, .xls, .ods) as plain values. Little is imported here: every child pays for it."""
