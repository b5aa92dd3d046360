"""What the lines of the log that are written now are about: the number of a request, of a notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_ABOUT: Final[ContextVar[Mapping[str, str]]] = ContextVar("about", default={})  # noqa: B039 - never changed in place


def about() -> Mapping[str, str]:
    return _ABOUT.get()


@contextmanager
def concerning(**names: str) -> Iterator[None]:
    """Lines that this thread writes in the block are about these, beside what they were about."""
    token = _ABOUT.set({**_ABOUT.get(), **names})
    try:
        yield
    finally:
        _ABOUT.reset(token)
