"""An announced version can be withdrawn before its day; a policy can be retired. Both for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.publication.models import Policy, PolicyVersion, Retirement, Withdrawal
from policies.publication.refusal import CannotPublish, CannotRetire, CannotWithdraw
from policies.publication.retire import retire
from policies.publication.withdraw import withdraw
from tests.factories import NOTES, freeze_document, make_document, make_organisation, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.create(organisation=make_organisation().organisation, slug="privacy")


def freeze_in(policy: Policy, *days: int) -> list[PolicyVersion]:
    """Versions that apply so many days from today."""
    today = policy.organisation.today()
    return [
        freeze_document(
            make_document(policy=policy.uuid, sections=(make_section(),)),
            policy,
            effective_from=today + timedelta(days=day),
        )
        for day in days
    ]


def test_withdrawn_version_never_applies(policy: Policy) -> None:
    first, second = freeze_in(policy, -30, 10)

    withdraw(version=second, reason=NOTES, by="Salma")

    assert policy.in_force(second.effective_from) == first
    assert list(policy.versions.upcoming(policy.organisation.today())) == []
    assert list(policy.versions.standing()) == [first]


def test_withdrawing_twice_keeps_the_first_record(policy: Policy) -> None:
    _first, second = freeze_in(policy, -30, 10)
    withdrawal = withdraw(version=second, reason=NOTES, by="Salma")

    again = withdraw(version=second, reason={"fr": "Autre", "en": "Other", "ar": "آخر"}, by="Omar")

    assert again == withdrawal
    assert Withdrawal.objects.get().actor_name == "Salma"


def test_version_that_applies_already_is_not_withdrawn(policy: Policy) -> None:
    (first,) = freeze_in(policy, 0)

    with pytest.raises(CannotWithdraw, match="Version 1 has applied since"):
        withdraw(version=first, reason=NOTES, by="Salma")

    assert not Withdrawal.objects.exists()


def test_withdrawal_needs_a_reason_in_every_language_of_the_version(policy: Policy) -> None:
    _first, second = freeze_in(policy, -30, 10)

    with pytest.raises(CannotWithdraw) as refused:
        withdraw(version=second, reason={"fr": "Motif", "en": "  "}, by="Salma")

    assert [refusal.field for refusal in refused.value.refusals] == ["reason_en", "reason_ar"]


def test_withdrawn_text_may_be_announced_anew(policy: Policy) -> None:
    first, second = freeze_in(policy, -30, 10)
    withdraw(version=second, reason=NOTES, by="Salma")

    third = freeze_document(second.document, policy, effective_from=second.effective_from)

    assert third.previous_sha256 == second.sha256
    assert list(policy.versions.standing()) == [first, third]


def test_announced_text_may_get_another_date_but_not_the_same_again(policy: Policy) -> None:
    _first, second = freeze_in(policy, -30, 10)
    later = second.effective_from + timedelta(days=5)

    with pytest.raises(CannotPublish, match="Nothing changed since version 2"):
        freeze_document(second.document, policy, effective_from=second.effective_from)
    third = freeze_document(second.document, policy, effective_from=later)

    assert third.number == 3
    assert policy.in_force(later) == third


def test_retired_policy_gets_no_new_version_and_stays_in_force(policy: Policy) -> None:
    (first,) = freeze_in(policy, -30)

    retire(policy=policy, reason=NOTES, by="Salma")

    with pytest.raises(CannotPublish, match="retired"):
        freeze_in(Policy.objects.get(), 0)
    assert policy.in_force() == first
    assert not Policy.objects.not_retired().filter(pk=policy.pk).exists()


def test_policy_with_an_announced_version_is_not_retired(policy: Policy) -> None:
    freeze_in(policy, -30, 10)

    with pytest.raises(CannotRetire, match="Version 2 is announced"):
        retire(policy=policy, reason=NOTES, by="Salma")

    assert not Retirement.objects.exists()
