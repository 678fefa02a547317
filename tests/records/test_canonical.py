"""One value, one byte string; an independent implementation of RFC 8785 agrees."""

import hashlib
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from records.canonical import MAX_INTEGER, NotCanonicalError, canonical_text
from records.chain import GENESIS, Link, breaks, link

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
INTEGERS = st.integers(min_value=-MAX_INTEGER, max_value=MAX_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


@given(value=VALUES)
def test_canonical_bytes_are_those_of_the_rfc8785_package(value):
    assert canonical_text(value).encode() == rfc8785.dumps(value)


@given(value=st.dictionaries(TEXTS, INTEGERS, min_size=2))
def test_the_order_in_which_keys_were_given_does_not_matter(value):
    backwards = dict(reversed(list(value.items())))

    assert canonical_text(backwards) == canonical_text(value)


def test_keys_are_ordered_by_utf16_units_not_by_code_points():
    # U+FB33 comes before U+1F600 as a code point, after it in UTF-16 (D83D DE00 < FB33).
    assert canonical_text({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'


def test_members_of_an_enumeration_and_tuples_are_written_as_what_they_hold():
    kind = StrEnum("Kind", {"HEAD": "HEAD"})

    assert canonical_text({"kind": kind.HEAD, "pair": (1, True)}) == '{"kind":"HEAD","pair":[1,true]}'


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), float("inf"), "half \ud83d a pair", {"\udc00": 1}, 2**53, -(2**53), {1: "x"}, b"bytes", {1, 2}],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused_however_deep_it_lies(value):
    with pytest.raises(NotCanonicalError):
        canonical_text({"in": [value]})


# --- The chain ------------------------------------------------------------------------------------------------------
def chain_of(bodies: list[str]) -> list[Link]:
    links, previous = [], GENESIS
    for number, body in enumerate(bodies, start=1):
        links.append(Link(number, previous, link(previous, body), body))
        previous = links[-1].hash
    return links


def test_a_link_is_the_sha256_of_the_hash_before_and_the_body():
    assert link(GENESIS, "安全") == hashlib.sha256(bytes(32) + "安全".encode()).digest()


@given(bodies=st.lists(TEXTS, max_size=8))
def test_an_untouched_chain_has_no_break(bodies):
    assert list(breaks(chain_of(bodies))) == []


@given(bodies=st.lists(TEXTS, min_size=2, max_size=8), data=st.data())
def test_a_changed_a_missing_and_a_swapped_record_are_found_where_they_are(bodies, data):
    links = chain_of(bodies)
    at = data.draw(st.integers(0, len(links) - 2))
    one, two = links[at], links[at + 1]

    changed = [*links[:at], Link(one.sequence, one.previous, one.hash, one.body + "!"), *links[at + 1 :]]
    missing = [*links[:at], *links[at + 1 :]]
    swapped = [*links[:at], Link(one.sequence, two.previous, two.hash, two.body), *links[at + 1 :]]

    assert [sequence for sequence, _words in breaks(changed)] == [at + 1]
    assert {sequence for sequence, _words in breaks(missing)} == {at + 2}
    assert at + 1 in {sequence for sequence, _words in breaks(swapped)}


@given(bodies=st.lists(TEXTS, min_size=2, max_size=8), data=st.data())
def test_a_record_rewritten_with_a_fitting_hash_breaks_the_one_after_it(bodies, data):
    links = chain_of(bodies)
    at = data.draw(st.integers(0, len(links) - 2))
    body = links[at].body + "!"
    links[at] = Link(at + 1, links[at].previous, link(links[at].previous, body), body)

    assert [sequence for sequence, _words in breaks(links)] == [at + 2]
