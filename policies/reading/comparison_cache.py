"""Comparisons of published versions, made and marked up once: versions never change, so neither do these."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final
from urllib.parse import quote

from django.core.cache import cache
from django.utils.translation import gettext as _

from policies.comparison.compare import compare
from policies.comparison.result import ENGINE_VERSION, Comparison
from policies.document.shape import Document
from policies.publication.public_addresses import version_path

from .comparison_view import Redline, View, redlined
from .lookup import content_of
from .timeline import Entry, Timeline

# In this process, ready for use; a long one takes a few megabytes.
_RECENT = 4
_recent: OrderedDict[str, Comparison] = OrderedDict()
_lock = Lock()
# In the cache that processes share.
_SECONDS = 30 * 24 * 60 * 60
# To be raised whenever the same comparison would be marked up otherwise.
MARKUP: Final = "10"
_REDLINE_SECONDS: Final = 24 * 60 * 60


def compared(
    *, old: str, new: str, language: str, documents: Callable[[], tuple[Document, Document]]
) -> Comparison:
    """The comparison of what these name (``shown_as``); ``documents`` is called when there is no such comparison yet.

    The two names, the language and the version of the engine always name the same comparison: it never goes
    out of date, and is forgotten only to make room. Raises ``LanguageMissing``.
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


def comparison_of(history: Timeline, old: Entry, new: Entry, language: str) -> Comparison:
    """Two versions of one policy compared, as readers are shown them.

    Raises ``LanguageMissing``, and ``WithheldText`` where all of one is withheld.
    """
    return compared(
        old=old.version.shown_as,
        new=new.version.shown_as,
        language=language,
        documents=lambda: (content_of(history, old).document, content_of(history, new).document),
    )


def redline_of(
    history: Timeline, old: Entry, new: Entry, language: str, view: View, *, scope: str = ""
) -> Redline:
    """The same, marked up. That neither version has the view's clause is not kept: anybody can ask for any.

    ``scope`` begins the anchors, where a page shows more than one comparison.
    """
    shown = f"{language}.{view.side}.{view.only_changes}.{old.number}.{new.number}.{scope}"
    key = f"redline.{MARKUP}.{ENGINE_VERSION}.{old.version.shown_as}.{new.version.shown_as}.{shown}.{quote(view.clause)}"
    redline: Redline | None = cache.get(key)
    if redline is None:
        before, after = (_("Version %(number)s") % {"number": entry.number} for entry in (old, new))
        redline = redlined(
            comparison_of(history, old, new, language),
            view,
            sides=(before, after),
            source=(version_path(new.version, language), new.effective_from.isoformat()),
            scope=scope,
        )
        if redline.clauses or not view.clause:
            cache.set(key, redline, _REDLINE_SECONDS)
    return redline
