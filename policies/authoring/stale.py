"""A form that began from an older draft overwrites nothing: both texts are kept, and the editor chooses.

The text of such a form is set aside as a revision of its own, just before the newest one in the page's
history, so that it outlives the browser's tab.

A draft that the very same form saved is no other text, also where the answer to that save was lost on its way.
``saved_from`` of a form and of the revision it saves says which form it is, and which of its saves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from policies.publication.refusal import Refusal, Refused

if TYPE_CHECKING:
    from .models import PolicyPage

_SAVED_FROM: Final = re.compile(r"(?P<form>[0-9a-f-]{36}) (?P<save>[0-9]{1,9})")


class StaleDraft(Refused):
    """The draft was saved or published by somebody since the form was loaded; nothing was overwritten."""

    def __init__(self, page: PolicyPage) -> None:
        self.page = page
        message = _("Somebody saved this policy after you opened it. Nothing was overwritten.")
        super().__init__(Refusal(code="stale_draft", message=message))


def is_stale(page: PolicyPage, sent: Mapping[str, Any]) -> bool:
    """Whether the form began from a draft, or a state of it, that is no longer the newest.

    The same question that Wagtail asks of an autosave, and of an autosave only.
    """
    newest = page.latest_revision
    if newest is None or saved_it(page.saved_from, sent.get("saved_from", "")):
        return False
    overwritten, loaded = sent.get("overwrite_revision_id"), sent.get("loaded_revision_id")
    if overwritten:
        return bool(overwritten != str(newest.pk))
    if loaded:
        # An autosave writes its revision again: the same row, another moment.
        moment = sent.get("loaded_revision_created_at")
        return bool(loaded != str(newest.pk) or moment != newest.created_at.isoformat())
    return False


def saved_it(stored: str, sent: str) -> bool:
    """Whether the draft with this ``saved_from`` was saved by the form whose ``saved_from`` is sent, and no later."""
    saved, saving = _SAVED_FROM.fullmatch(stored or ""), _SAVED_FROM.fullmatch(sent or "")
    if saved is None or saving is None:
        return False
    return saved["form"] == saving["form"] and int(saved["save"]) <= int(saving["save"])


def go_on(page: PolicyPage, sent: Mapping[str, Any]) -> dict[str, str]:
    """What a form says of the draft it began from, where the newest is one that it saved without knowing.

    It overwrites none: it cannot name that draft as one of its autosaves, and it may have been published.
    """
    newest = page.latest_revision
    if newest is None or not saved_it(page.saved_from, sent.get("saved_from", "")):
        return {}
    if sent.get("overwrite_revision_id") == str(newest.pk):
        return {}
    return {
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": newest.created_at.isoformat(),
        "overwrite_revision_id": "",
    }


def created_by(sent: Mapping[str, Any], parent: Page) -> PolicyPage | None:
    """The policy beneath ``parent`` that the form which is sent has created already."""
    from .models import PolicyPage

    named = _SAVED_FROM.fullmatch(sent.get("saved_from", ""))
    if named is None:
        return None
    return PolicyPage.objects.child_of(parent).filter(saved_from__startswith=f"{named['form']} ").first()


def expect(page: PolicyPage, sent: Mapping[str, Any]) -> None:
    """Have ``save_revision`` refuse when another draft than the form's is the newest by then."""
    began_from = sent.get("overwrite_revision_id") or sent.get("loaded_revision_id")
    page.expected_revision = began_from or None
    named = sent.get("saved_from", "")
    page.saved_from = page.saving = named if _SAVED_FROM.fullmatch(named) else ""


def refuse_stale(page: PolicyPage) -> None:
    """Raise ``StaleDraft`` when somebody saved since the check before the form was read.

    Runs inside the saving transaction and holds the page's row: two forms sent at once are told apart here. The
    page's row names its newest draft, so it is asked before the row is written, too.
    """
    expected = getattr(page, "expected_revision", None)
    if expected is None or page.pk is None:
        return
    newest = (
        type(page)
        .objects.select_for_update(of=("self",))
        .filter(pk=page.pk)
        .values_list("latest_revision_id", flat=True)
        .first()
    )
    if (
        newest is not None
        and str(newest) != str(expected)
        and not saved_it(_stored(newest), getattr(page, "saving", ""))
    ):
        raise StaleDraft(page)


def _stored(revision_id: int) -> str:
    content = Revision.objects.values_list("content", flat=True).get(pk=revision_id)
    return str(content.get("saved_from", ""))


@transaction.atomic
def set_aside(page: PolicyPage, by: Any) -> Revision:
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
