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


def canonical_text(value: Any) -> str:
    """Return the canonical JSON text of `value`. Raises NotCanonicalError for what has no canonical form."""
    return json.dumps(_checked(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical_bytes(value: Any) -> bytes:
    """Return the UTF-8 bytes of `canonical_text(value)`."""
    return canonical_text(value).encode()


def _checked(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _checked_text(value)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonicalError(f"the integer {value} is beyond 2^53 - 1")
        return int(value)
    if isinstance(value, (list, tuple)):
        return [_checked(item) for item in value]
    if isinstance(value, dict):
        return {key: _checked(value[key]) for key in sorted(value, key=_utf16)}
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form")


def _checked_text(text: str) -> str:
    # str subclasses (enum members, lazy translations already forced) are written as plain text.
    plain = str.__str__(text)
    try:
        plain.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("the text holds half a surrogate pair") from error
    return plain


def _utf16(key: Any) -> bytes:
    """Sort key of RFC 8785 section 3.2.3: names are ordered by UTF-16 code units, not by code points."""
    if not isinstance(key, str):
        raise NotCanonicalError(f"the key {key!r} is no string")
    return _checked_text(key).encode("utf-16-be")
