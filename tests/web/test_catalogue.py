"""The English catalogue's check finds what is missing, doubtful or unlike its original."""

from babel.messages.catalog import Catalog

from hazards.management.commands.check_catalogue import faults


def made(*messages: tuple[str, str], fuzzy: bool = False) -> Catalog:
    catalogue = Catalog(locale="en")
    for message, english in messages:
        catalogue.add(message, english, flags={"fuzzy"} if fuzzy else set(), locations=[("a.py", 1)])
    return catalogue


def test_a_missing_word_is_a_fault() -> None:
    assert list(faults(made(), made(("台账", "")))) == ["no English: '台账' (a.py)"]
    assert list(faults(made(("台账", "")), made(("台账", "")))) == ["no English: '台账' (a.py)"]


def test_a_doubtful_word_is_a_fault() -> None:
    assert list(faults(made(("台账", "Ledger"), fuzzy=True), made(("台账", "")))) == ["doubtful (fuzzy): '台账'"]


def test_a_word_nobody_uses_is_a_fault() -> None:
    assert list(faults(made(("台账", "Ledger")), made())) == ["no longer used: '台账'"]


def test_other_placeholders_are_a_fault() -> None:
    assert list(faults(made(("剩 %(n)d 天", "%(m)d days left")), made(("剩 %(n)d 天", "")))) == [
        "other placeholders: '剩 %(n)d 天'"
    ]


def test_a_whole_catalogue_has_none() -> None:
    assert list(faults(made(("台账", "Ledger")), made(("台账", "")))) == []
