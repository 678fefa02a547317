"""Photographs as evidence: taken in through a limited child, kept by their hash, bound to a record by the gate."""
