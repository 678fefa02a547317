"""Canonical bytes: one value, one byte string, on every machine and in every version of Python.

The form is RFC 8785 (JSON Canonicalization Scheme) restricted to strings, integers, booleans, null, lists and
string-keyed mappings. Floats are refused: two writers need not agree on their digits.
"""

import json
from typing import Any

# RFC 8785 section 3.2.2.3 takes numbers as IEEE 754 doubles; beyond this an integer would lose digits.
MAX_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """The value has no canonical form: a float, a huge integer, a lone surrogate, a key that is no string."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def canonical_text(value: Any) -> str:
    """Return the canonical JSON text of `value`. Raises NotCanonicalError for what has no canonical form."""
    text = _ENCODER.encode(_checked(value))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("the text holds half a surrogate pair") from error
    return text


def _checked(value: Any) -> Any:
    """Return the value with its keys in order; every record passes here, so the common kinds come first."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is dict:
        return {key: _checked(value[key]) for key in _ordered(value)}
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError(f"the integer {value} is beyond 2^53 - 1")
        return int(value)
    if isinstance(value, (list, tuple)):
        return [_checked(item) for item in value]
    if isinstance(value, str):  # a choice of an enumeration is written as its value
        return str.__str__(value)
    if isinstance(value, dict):
        return {key: _checked(value[key]) for key in _ordered(value)}
    raise NotCanonicalError(f"{kind.__name__} has no canonical form")


def _ordered(mapping: dict[Any, Any]) -> list[str]:
    """Order names by UTF-16 code units (RFC 8785 section 3.2.3); for ASCII that is the order of code points."""
    for key in mapping:
        if not isinstance(key, str):
            raise NotCanonicalError(f"the key {key!r} is no string")
    if all(map(str.isascii, mapping)):
        return sorted(mapping)
    return sorted(mapping, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
