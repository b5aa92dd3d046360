from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.publication.models import PolicyVersion, Withdrawal
from policies.publication.refusal import CannotWithdraw
from policies.publication.withdrawal_requests import (
    WithdrawalRequest,
    agree_to_withdraw,
    ask_to_withdraw,
    decline_to_withdraw,
)
from tests.factories import LANGUAGES, make_policy_page, publish, publish_text

pytestmark = pytest.mark.django_db
REASON = {code: f"Erreur ({code})." for code in LANGUAGES}


def announced() -> PolicyVersion:
    page = make_policy_page()
    publish(page)
    return publish_text(page, "Mieux.", effective_date=timezone.localdate() + timedelta(days=40))


def asked(version: PolicyVersion, **changes: Any) -> WithdrawalRequest:
    return ask_to_withdraw(version=version, **({"reason": REASON, "by": "A", "by_id": 1} | changes))


def test_nothing_is_withdrawn_on_one_persons_word() -> None:
    request = asked(announced())
    with pytest.raises(CannotWithdraw):
        agree_to_withdraw(request=request, by="A", by_id=1)
    assert not Withdrawal.objects.exists()


def test_second_person_withdraws_for_the_reasons_given_and_both_are_on_record() -> None:
    withdrawal = agree_to_withdraw(request=asked(announced()), by="B", by_id=2)
    assert (withdrawal.actor_name, withdrawal.reason) == ("A, B", REASON)
    assert (withdrawal.asked_account, withdrawal.actor_account) == (1, 2)
    assert not WithdrawalRequest.objects.exists()


def test_reasons_that_changed_meanwhile_are_not_agreed_to() -> None:
    version = announced()
    seen = asked(version)
    asked(version, reason=dict.fromkeys(LANGUAGES, "Autre."))
    with pytest.raises(CannotWithdraw):
        agree_to_withdraw(request=seen, by="B", by_id=2)
    assert not Withdrawal.objects.exists()


def test_declined_request_is_gone_and_a_reason_is_asked_for() -> None:
    version = announced()
    decline_to_withdraw(request=asked(version))
    assert not WithdrawalRequest.objects.exists()
    with pytest.raises(CannotWithdraw):
        asked(version, reason={})


@pytest.mark.parametrize("accounts", [(1, 1), (1, None), (None, 2)])
def test_database_refuses_a_withdrawal_by_one_account(accounts: tuple[int | None, int | None]) -> None:
    asked_by, agreed = accounts
    version = announced()

    with pytest.raises(IntegrityError, match="two_persons_withdraw_a_version"), transaction.atomic():
        Withdrawal.objects.create(
            version=version, reason=REASON, asked_account=asked_by, actor_account=agreed
        )

    assert not Withdrawal.objects.exists()
