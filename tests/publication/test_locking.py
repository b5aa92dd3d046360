"""Several policies in one transaction, from several processes at once: nobody waits for somebody who waits for them."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction  # noqa: F401 - connection: in the condition below

from policies.publication.models import PolicyVersion
from policies.publication.verification import verify
from tests.factories import make_organisation, make_policy_page, publish
from tests.publication.test_concurrency import start

pytestmark = pytest.mark.django_db(transaction=True)

# In each transaction publishes the policies that are named, in this order; says how often that was done and refused.
PUBLISH_TOGETHER = """
import sys, django
django.setup()
from django.db import transaction
from policies.publication.refusal import Busy
from policies.publication.models import Policy
from tests.factories import freeze_document, make_document
policies = [Policy.objects.get(slug=slug) for slug in sys.argv[2:]]
sys.stdin.readline()
done = refused = 0
for _ in range(int(sys.argv[1])):
    try:
        with transaction.atomic():
            for policy in policies:
                freeze_document(make_document(policy=policy.uuid), policy)
        done += 1
    except Busy:
        refused += 1
print(done, refused)
"""


def publish_in_every_order(script: str, *, within: int) -> None:
    """Run the script in three processes that publish the same two policies, each in another order or only one.

    ``within`` is what each process may take, in seconds.
    """
    organisation = make_organisation()
    for slug in ("one", "two"):
        publish(make_policy_page(organisation, slug=slug))
    orders = [("one", "two"), ("two", "one"), ("two",)]
    processes = [start(script, 12, *order, stdout=subprocess.PIPE) for order in orders]
    with ThreadPoolExecutor() as readers:
        said = list(readers.map(lambda process: process.communicate("go\n", timeout=within), processes))

    assert [errors for _said, errors in said] == [""] * 3
    counts = [tuple(map(int, output.split())) for output, _errors in said]
    assert all(done + refused == 12 for done, refused in counts)
    assert counts[2] == (12, 0), "who publishes one alone waits, and is never refused"
    assert PolicyVersion.objects.count() == 2 + 2 * (counts[0][0] + counts[1][0]) + 12
    assert verify().faults == []


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_transactions_that_publish_the_same_policies_in_any_order_never_deadlock() -> None:
    publish_in_every_order(PUBLISH_TOGETHER, within=120)


# The same with the pages that write the policies, through Wagtail: each draft is saved and published.
PUBLISH_PAGES = """
import sys, django
django.setup()
from django.db import transaction
from policies.authoring.models import PolicyPage
from policies.publication.refusal import Busy
sys.stdin.readline()
done = refused = 0
for number in range(int(sys.argv[1])):
    try:
        with transaction.atomic():
            for slug in sys.argv[2:]:
                page = PolicyPage.objects.get(slug=slug)
                for code in ("fr", "en", "ar"):
                    setattr(page, f"heading_{code}", f"{' '.join(sys.argv[2:])} {number}")
                page.save_revision(clean=False).publish()
        done += 1
    except Busy:
        refused += 1
print(done, refused)
"""


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_transactions_that_publish_the_same_pages_in_any_order_never_deadlock() -> None:
    publish_in_every_order(PUBLISH_PAGES, within=300)


def test_index_of_the_admins_search_is_written_after_the_commit() -> None:
    """It weighs the entries of other pages again, which others may hold who wait for the head."""
    page = make_policy_page()
    entries = page.index_entries.model.objects.filter(object_id=str(page.pk))
    entries.delete()

    with transaction.atomic():
        publish(page)
        within = entries.exists()

    assert not within
    assert entries.exists()


def test_deleted_draft_leaves_the_admins_search() -> None:
    page = make_policy_page()
    entries = page.index_entries.model.objects.filter(object_id=str(page.pk))
    there = entries.exists()

    page.delete()

    assert there
    assert not entries.exists()
