"""The check digit of unified social credit codes (统一社会信用代码), after GB 32100-2015."""

import unicodedata

# No I, O, S, V, Z: they look like digits.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18


def normal(code: str) -> str:
    """Give the code in half width and capitals, without spaces."""
    bare = "".join(unicodedata.normalize("NFKC", code).upper().split())
    return unicodedata.normalize("NFC", bare)  # taking the spaces out may have joined a letter and an accent


def check_digit(code: str) -> str | None:
    """Compute the 18th character from the first 17; None when they are too few or hold a character of no code."""
    if len(code) < LENGTH - 1 or any(character not in _ALPHABET for character in code[: LENGTH - 1]):
        return None
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return _ALPHABET[-total % 31]
