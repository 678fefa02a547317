"""What the law doesn't keep yet, as the searches found. Whoever mends one takes it out, and out of its test."""

KNOWN = (
    "the_judge_is_of_no_party: rule by one of those whom it makes the rectifier",
    "the_judge_is_of_no_party: rule by one of those whom it makes the lead",
    "the_judge_is_of_no_party: rerule by one of those whom it makes the lead",
    "an_end_leaves_nothing_open: WRITTEN_OFF, and a request is GRANTED (TRANSFER)",
    "an_end_leaves_nothing_open: MERGED, and a request is GRANTED (TRANSFER)",
    "an_end_leaves_nothing_open: VOIDED, and a request is GRANTED (TRANSFER)",
    "what_is_set_aside_is_looked_after: a major hazard set aside, neither stopped nor isolated",
)
# What verify says of a case with such an act in it: a ruling moves the demand, and not the clock that runs to it.
KNOWN_FINDINGS = {"CLOCK_DUE": "rerule"}


def unknown(found: list[str]) -> list[str]:
    """Return what was not known before."""
    return [words for words in found if not words.startswith(KNOWN)]


def is_known(finding: str, road: str) -> bool:
    """Tell whether verify's finding, of a case that went this road, was known before."""
    return finding in KNOWN_FINDINGS and KNOWN_FINDINGS[finding] in road
