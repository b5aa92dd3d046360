"""The queue of mails that answer requests to subscribe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from policies.notification.confirmations import Confirmation
from policies.notification.ledger import BACKOFF, State
from policies.notification.subscribing import subscribe
from policies.notification.subscription_offers import Offer
from policies.notification.transports.port import SENT, Fate, Outcome
from tests.notification.register import make_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Confirmation:
    policy = make_register().policy
    offer = Offer(organisation=policy.organisation, policy=policy)
    confirmation = subscribe(email="amina@mail.example", language="fr", offers=[offer])
    assert confirmation is not None
    return confirmation


def claim() -> Confirmation | None:
    return Confirmation.objects.all().claim()


def passes(**span: float) -> None:
    Confirmation.objects.update(next_attempt_at=Now() - timedelta(**span))


def test_a_claimed_row_is_one_workers_until_its_lease_ends(asked: Confirmation) -> None:
    first = claim()
    assert first == asked
    assert claim() is None

    passes(seconds=1)
    second = claim()

    assert second == asked
    assert not first.settle(SENT), "the row was given to another"
    assert second.settle(SENT)
    assert not second.settle(SENT)
    assert Confirmation.objects.get().state == State.SENT
    passes(days=1)
    assert claim() is None


def test_a_row_whose_last_worker_died_ends_in_doubt(asked: Confirmation) -> None:
    for _attempt in range(len(BACKOFF) + 1):
        assert claim() == asked
        passes(seconds=1)

    assert claim() is None
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (State.IN_DOUBT, "lease_expired")


@pytest.mark.parametrize(
    ("fate", "reason", "state", "error"),
    [
        (Fate.REFUSED, "smtp_550", State.REJECTED, "smtp_550"),
        (Fate.DEFERRED, "smtp_450", State.RETRY, "smtp_450"),
        (Fate.UNKNOWN, "connection_lost", State.RETRY, "connection_lost"),
        (Fate.UNTOUCHED, "", State.RETRY, "unreachable"),
    ],
)
def test_what_the_server_answered_is_the_state(
    asked: Confirmation, fate: Fate, reason: str, state: State, error: str
) -> None:
    claimed = claim()
    assert claimed is not None

    assert claimed.settle(Outcome(fate=fate, reason=reason))

    asked.refresh_from_db()
    assert (asked.state, asked.error) == (state, error)
    assert claim() is None, "its time has not come"


@pytest.mark.parametrize(
    ("fate", "state"), [(Fate.DEFERRED, State.REJECTED), (Fate.UNKNOWN, State.IN_DOUBT)]
)
def test_after_the_last_attempt_nothing_is_tried_again(
    asked: Confirmation, fate: Fate, state: State
) -> None:
    Confirmation.objects.update(attempts=len(BACKOFF))
    claimed = claim()
    assert claimed is not None

    claimed.settle(Outcome(fate=fate, reason="x"))

    asked.refresh_from_db()
    assert asked.state == state
