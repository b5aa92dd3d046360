"""What the admin's search finds: pages, indexed once their transaction has committed.

Wagtail indexes inside the transaction and then weighs again every entry whose title has the average length, rows of
other pages among them. Measured: two transactions that published different pages ended in a deadlock. Its own
receivers are off where a model says ``search_auto_update = False``.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler
from wagtail.models import Page


def index_after_commit(page: Page) -> None:
    """A page that cannot be indexed is logged, and is published all the same."""
    transaction.on_commit(partial(post_save_signal_handler, page), robust=True)


def forget_deleted() -> None:
    """Have a deleted page leave the index at once, as Wagtail does: nothing else is written with it."""
    from .models import OrganisationPage, PolicyPage

    for model in (OrganisationPage, PolicyPage):
        post_delete.connect(post_delete_signal_handler, sender=model, dispatch_uid="policies.finding")
