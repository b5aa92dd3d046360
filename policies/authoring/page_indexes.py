"""What Wagtail keeps beside a page to find it by: the admin's search, and what the page refers to.

Wagtail's own receivers are off where a model says ``search_auto_update = False``: they index inside the
transaction and then weigh again every entry whose title has the average length, rows of other pages among them.
Measured: two transactions that published different pages ended in a deadlock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler
from wagtail.models import Page, ReferenceIndex


def search_after_commit(page: Page) -> None:
    """Index the page once its transaction commits. A failure is logged, and the page is published all the same."""
    transaction.on_commit(partial(post_save_signal_handler, page), robust=True)


def forget_deleted(*models: type[Page]) -> None:
    """Have a deleted page leave the search at once, as Wagtail does: nothing else is written with it."""
    for model in models:
        post_delete.connect(post_delete_signal_handler, sender=model, dispatch_uid="policies.finding")


@contextmanager
def references_once(page: Page) -> Iterator[None]:
    """Read the references of ``page`` once, however often it and its sections are saved inside.

    Measured: of 420 ms to publish 40 sections in three languages, 190 went into reading the whole page again
    after each section. Nothing else that is written inside is indexed: versions refer to no page.
    """
    # Wagtail's module asks for its models when it is imported: not before all of them are there.
    from wagtail.signal_handlers import (
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )

    if getattr(reference_index_auto_update_disabled, "value", False):
        yield
        return
    with disable_reference_index_auto_update():
        yield
    ReferenceIndex.create_or_update_for_object(page)
