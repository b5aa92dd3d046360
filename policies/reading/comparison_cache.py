"""Comparisons of published versions, made once: versions never change, so neither do their comparisons."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.core.cache import cache

from policies.comparison.compare import compare
from policies.comparison.result import ENGINE_VERSION, Comparison
from policies.document.shape import Document

# In this process, ready for use; a long one takes a few megabytes.
_RECENT = 16
_recent: OrderedDict[str, Comparison] = OrderedDict()
_lock = Lock()
# In the cache that processes share.
_SECONDS = 30 * 24 * 60 * 60


def compared(
    *, old: str, new: str, language: str, documents: Callable[[], tuple[Document, Document]]
) -> Comparison:
    """The comparison of the versions with these digests; ``documents`` is asked for them if need be.

    What the two digests, the language and the engine's version name is always the same comparison: it never
    goes out of date, and is forgotten only for want of room. Raises ``LanguageMissing``.
    """
    key = f"comparison:{ENGINE_VERSION}:{old}:{new}:{language}"
    with _lock:
        if key in _recent:
            _recent.move_to_end(key)
            return _recent[key]
    comparison = cache.get(key)
    if not isinstance(comparison, Comparison):
        comparison = compare(*documents(), language)
        cache.set(key, comparison, _SECONDS)
    with _lock:
        _recent[key] = comparison
        while len(_recent) > _RECENT:
            _recent.popitem(last=False)
    return comparison


def forget() -> None:
    """Empty what this process keeps (tests and measurements)."""
    with _lock:
        _recent.clear()
