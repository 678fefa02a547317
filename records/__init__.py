"""The bottom floor: append-only, chained records, canonical bytes, two-person approvals. It knows nobody."""
