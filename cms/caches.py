"""The cache that processes share, when it is Redis and Redis is lost: limits and comparisons go on, on this machine alone.

Measured: without this, sign-in and every comparison answered 500 while Redis was away.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Seconds for which a Redis that failed is not asked again.
PAUSE: Final = 5.0
_METHODS: Final = (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many", "clear"),
)


class PatientRedisCache(RedisCache):
    """Redis; while it fails, files in ``OPTIONS["FALLBACK"]``, so that a limit is still counted."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        folder = options.pop("FALLBACK")
        super().__init__(server, params | {"OPTIONS": options})
        self._files = FileBasedCache(folder, {})
        self._back_at = 0.0
        self.trouble = ""  # why it was not asked the last time; empty when it answered

    def _asked(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._back_at:
            try:
                answer = getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self.trouble = str(error) or type(error).__name__
                self._back_at = time.monotonic() + PAUSE
                logger.warning("Redis does not answer (%s): this machine counts for itself", error)
            else:
                self.trouble = ""
                return answer
        return getattr(self._files, name)(*args, **kwargs)


def _patient(name: str) -> Callable[..., Any]:
    @functools.wraps(getattr(RedisCache, name))
    def method(self: PatientRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self._asked(name, *args, **kwargs)

    return method


for _name in _METHODS:
    setattr(PatientRedisCache, _name, _patient(_name))
