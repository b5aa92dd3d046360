"""Two owners who are removed at the same moment: one stays."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from policies.authoring.people.membership import Membership
from tests.factories import make_organisation
from tests.people import OWNERS, account, join

pytestmark = pytest.mark.django_db(transaction=True)


def test_second_removal_sees_the_first() -> None:
    atlas = make_organisation("atlas")
    owners = [join(account(name), OWNERS, atlas).pk for name in ("first", "second")]
    removed, refused = threading.Barrier(2), []

    def remove(person: int) -> None:
        try:
            removed.wait()
            with transaction.atomic():
                Membership.objects.filter(person=person).delete()
        except IntegrityError:
            refused.append(person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=remove, args=[person]) for person in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == Membership.objects.count() == 1
