"""A form that began from an older draft overwrites nothing: both texts are kept, and the editor chooses.

The text of such a form is set aside as a revision, just before the newest one in the page's history, so that it
is there after the browser's tab is closed.

A draft that the very same form saved is no other text, also where the answer to that save was lost on its way.
``saved_from`` of a form and of the revision it saves says which form it is, and which of its saves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from policies.publication.locking import locked_row
from policies.publication.refusal import Refusal, Refused

from .draft_types import DraftPage

SAVED_FROM: Final = re.compile(r"(?P<form>[0-9a-f-]{36}) (?P<save>[0-9]{1,9})")


class StaleDraft(Refused):
    """The draft was saved or published by somebody since the form was loaded; nothing was overwritten."""

    def __init__(self, page: DraftPage) -> None:
        self.page = page
        message = _("Somebody saved this policy after you opened it. Nothing was overwritten.")
        super().__init__(Refusal(code="stale_draft", message=message))


def is_stale(page: DraftPage, sent: Mapping[str, Any]) -> bool:
    """Whether the form began from a draft, or a state of it, that is no longer the newest.

    ``page`` is the newest draft. Wagtail asks the same question of an autosave, and of an autosave only.
    """
    if page.latest_revision_id is None or saved_it(page.saved_from, sent.get("saved_from", "")):
        return False
    newest = str(page.latest_revision_id)
    overwritten, loaded = sent.get("overwrite_revision_id"), sent.get("loaded_revision_id")
    if overwritten:
        return bool(overwritten != newest)
    if loaded:
        # An autosave writes its revision again: the same row, another moment.
        return bool(loaded != newest or sent.get("loaded_revision_created_at") != _moment(page))
    return False


def _moment(page: DraftPage) -> str:
    """When the newest draft was saved, as Wagtail's form says it."""
    return str(page.latest_revision_created_at.isoformat())


def saved_it(stored: str, sent: str) -> bool:
    """Whether the draft with this ``saved_from`` was saved by the form whose ``saved_from`` is sent, and no later."""
    saved, saving = SAVED_FROM.fullmatch(stored or ""), SAVED_FROM.fullmatch(sent or "")
    if saved is None or saving is None:
        return False
    return saved["form"] == saving["form"] and int(saved["save"]) <= int(saving["save"])


def go_on(page: DraftPage, sent: Mapping[str, Any]) -> dict[str, str]:
    """What a form says of the draft it began from, where the newest is one that it saved without knowing.

    It overwrites none: it cannot name that draft as one of its autosaves, and it may have been published.
    """
    if page.latest_revision_id is None or not saved_it(page.saved_from, sent.get("saved_from", "")):
        return {}
    newest = str(page.latest_revision_id)
    if sent.get("overwrite_revision_id") == newest:
        return {}
    return {
        "loaded_revision_id": newest,
        "loaded_revision_created_at": _moment(page),
        "overwrite_revision_id": "",
    }


def expect(page: DraftPage, sent: Mapping[str, Any]) -> None:
    """Have ``save_revision`` refuse when another draft than the form's is the newest by then."""
    page.expected_revision = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id") or None
    named = sent.get("saved_from", "")
    page.saved_from = page.saving = named if SAVED_FROM.fullmatch(named) else ""


def refuse_stale(page: DraftPage) -> None:
    """Lock the page's row; raise ``StaleDraft`` when somebody saved since the check before the form was read.

    Runs inside the saving transaction: two forms sent at once are told apart here. The row names its newest
    draft, so this is asked before the row is written. Raises ``Busy`` as ``locked_row`` does.
    """
    newest = locked_row(Page.objects.only("latest_revision"), page.pk).latest_revision_id
    if page.expected_revision is None or newest is None or str(newest) == str(page.expected_revision):
        return
    content = Revision.objects.values_list("content", flat=True).get(pk=newest)
    if not saved_it(content.get("saved_from", ""), page.saving):
        raise StaleDraft(page)


@transaction.atomic
def set_aside(page: Any, by: Any) -> Revision:
    """Keep ``page`` (unsaved) in its history without making it the draft; return where it is kept."""
    newest = Revision.objects.get(
        pk=type(page).objects.values_list("latest_revision_id").get(pk=page.pk)[0]
    )
    aside = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=by,
        created_at=newest.created_at - timedelta(microseconds=1),
        content=page.serializable_data(),
        object_str=str(page),
    )
    log(instance=page, action="policies.set_aside", user=by, revision=aside)
    return aside
