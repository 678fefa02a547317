"""The cache: Redis, and while that doesn't answer, a table of PostgreSQL. No sign-in waits for Redis to come back.

What lies in it is short-lived: how often a password was tried, which code of a second factor is used up. Either store
forgets it without harm, and neither lets an attempt go uncounted because the other is away.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
TABLE = "responsibility_cache"
# Once it has failed, Redis is left alone for so long: each question that it doesn't answer costs a person the time-out.
LEFT_ALONE_SECONDS = 30


class SteadyCache(BaseCache):
    """Asks Redis, else the table. What BaseCache builds on these works with either."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, params)
        self._table = DatabaseCache(TABLE, {name: value for name, value in params.items() if name != "OPTIONS"})
        self._ask_again_at = 0.0

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._ask_again_at:
            try:
                return getattr(self._redis, method)(*args, **kwargs)
            except RedisError as error:
                log.warning("Redis does not answer, the table stands in: %s", error)
                self._ask_again_at = time.monotonic() + LEFT_ALONE_SECONDS
        return getattr(self._table, method)(*args, **kwargs)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store the value unless there is one; tell whether it was stored."""
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, else the default."""
        return self._ask("get", key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store the value."""
        self._ask("set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let the value live longer; tell whether there is one."""
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget the value; tell whether there was one."""
        return bool(self._ask("delete", key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number and return it; in Redis at once, in the table read and written. ValueError without one."""
        return int(self._ask("incr", key, delta, version))

    def clear(self) -> None:
        """Do nothing: in Redis the broker's messages lie beside ours, and Django's `clear` would flush them too."""
