"""Unified social credit codes (统一社会信用代码) and their two check digits.

The 18th character guards the whole code (GB 32100-2015), the 17th the organisation code inside it, characters 9 to 17
(GB 11714-1997). One alone lets through what two typing slips, or a forger with a table, can make of a code.
"""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

# No I, O, S, V, Z: they look like digits.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18


def normal(code: str) -> str:
    """Give the code in half width and capitals, without spaces."""
    bare = "".join(unicodedata.normalize("NFKC", code).upper().split())
    return unicodedata.normalize("NFC", bare)  # taking the spaces out may have joined a letter and an accent


def check_digit(code: str) -> str | None:
    """Compute the 18th character from the first 17; None when they are too few or hold a character of no code."""
    if not _is_readable(code):
        return None
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return _ALPHABET[-total % 31]


def organisation_digit(code: str) -> str | None:
    """Compute the 17th character from the eight before it; None as `check_digit`."""
    if not _is_readable(code):
        return None
    total = sum(weight * int(character, 36) for weight, character in zip(_ORGANISATION_WEIGHTS, code[8:], strict=False))
    rest = -total % 11
    return "X" if rest == 10 else str(rest)


def _is_readable(code: str) -> bool:
    return len(code) >= LENGTH - 1 and all(character in _ALPHABET for character in code[: LENGTH - 1])


def faults(code: str) -> Iterator[str]:
    """Say what is wrong with a code as it is written, in words for the user; nothing for a right one."""
    if len(code) != LENGTH:
        yield _("统一社会信用代码应为18位，这里是%(length)s位") % {"length": len(code)}
    elif any(character not in _ALPHABET for character in code):
        yield _("统一社会信用代码含有不允许的字符")
    else:
        organisation, whole = organisation_digit(code), check_digit(code)
        if code[16] != organisation:
            words = _("统一社会信用代码中的组织机构代码校验位不符：第17位是 %(is)s，应为 %(expected)s")
            yield words % {"is": code[16], "expected": organisation}
        if code[17] != whole:
            words = _("统一社会信用代码校验位不符：末位是 %(is)s，应为 %(expected)s")
            yield words % {"is": code[17], "expected": whole}


def is_right(code: str) -> bool:
    """Tell whether both check digits are right."""
    return next(faults(code), None) is None
