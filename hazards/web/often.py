"""How often one person may ask what costs something. Counted in the cache: without one, nobody is stopped."""

from django.core.cache import cache

WINDOW = 10 * 60


def too_often(what: str, person_id: int, *, most: int) -> bool:
    """Count this time; tell whether it is more than `most` within ten minutes."""
    key = f"often:{what}:{person_id}"
    cache.add(key, 0, WINDOW)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # forgotten between the two lines, or there is no cache
        return False
