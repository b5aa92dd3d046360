"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase

from policies.publication import guards


@pytest.fixture(autouse=True, scope="session")
def _empty_guarded_tables_between_transactional_tests() -> Iterator[None]:
    """Lift the guards while a transactional test's database is emptied, and only then."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        for connection in connections.all(initialized_only=True):
            guards.lift(connection)
        try:
            original(self)
        finally:
            for connection in connections.all(initialized_only=True):
                guards.install(connection)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original
