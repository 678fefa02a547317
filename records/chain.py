"""The hash chain: each record's hash covers its own canonical bytes and the hash of the record before it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

# The hash "before" the first record of any chain.
GENESIS = bytes(32)


def link(previous: bytes, body: str) -> bytes:
    """Return the 32-byte hash of a record with canonical text `body` that follows the hash `previous`.

    The database computes the same and refuses a record whose hash differs (records_check_hash).
    """
    return hashlib.sha256(previous + body.encode()).digest()


@dataclass(frozen=True, slots=True)
class Link:
    """What the chain needs to know of a record."""

    sequence: int
    previous: bytes
    hash: bytes
    body: str


def breaks(links: Iterable[Link]) -> Iterator[tuple[int, str]]:
    """Yield (sequence, what is wrong) for every break in one chain, whose links come in sequence order."""
    expected, previous = 1, GENESIS
    for item in links:
        if item.sequence != expected:
            yield item.sequence, _("第 %(number)d 条记录缺失") % {"number": expected}
        if item.previous != previous:
            yield item.sequence, _("与前一条记录不相接")
        if item.hash != link(item.previous, item.body):
            yield item.sequence, _("内容与哈希不符")
        expected, previous = item.sequence + 1, item.hash
