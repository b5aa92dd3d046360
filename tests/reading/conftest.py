"""The policy that most tests of this room read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policies.publication.models import Policy
from tests.factories import fresh
from tests.reading.register import make_history


@pytest.fixture(scope="module")
def history(write_once: Callable[..., Policy]) -> Policy:
    return write_once(make_history)


@pytest.fixture
def policy(db: None, history: Policy) -> Policy:
    """The four versions of ``make_history``, written once for the tests of a module."""
    found: Policy = fresh(history)
    return found
