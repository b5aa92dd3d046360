"""Texts that somebody looked over, written into a draft: the last step of an import in the admin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from policies.authoring.draft import fill
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.page_indexes import references_once
from policies.document.malformed import MalformedDocument
from policies.document.shape import Numbering

from .import_plan import plan
from .importing import CannotImport
from .pair_languages import Row
from .readers.parsed_text import ParsedText, UnreadableText
from .readers.worded import refusal_of


@transaction.atomic
def write_draft(
    *,
    page: PolicyPage,
    organisation_page: OrganisationPage,
    texts: Mapping[str, ParsedText],
    rows: Sequence[Row],
    numbering: Numbering,
    before: Mapping[str, ParsedText] | None,
    by: Any,
) -> PolicyPage:
    """Make these texts the newest draft of ``page``, which is created where it is not saved yet; nothing is published.

    ``before`` is what the files said without their tracked changes: it becomes a draft first, so that the page's
    history shows the changes. Raises ``CannotImport``; then nothing was written.
    """
    try:
        if page.pk is None:
            page.owner = by
            page = organisation_page.add_child(instance=page)
        with references_once(page):
            if before:
                _write(page, organisation_page, before, None, numbering, by)
            _write(page, organisation_page, texts, rows, numbering, by)
    except (UnreadableText, MalformedDocument) as error:
        raise CannotImport(refusal_of(error)) from error
    except ValidationError as error:
        raise CannotImport("; ".join(error.messages)) from error
    return page


def _write(
    page: PolicyPage,
    organisation_page: OrganisationPage,
    texts: Mapping[str, ParsedText],
    rows: Sequence[Row] | None,
    numbering: Numbering,
    by: Any,
) -> None:
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    planned = plan(draft, organisation_page, texts, numbering=numbering, rows=rows)
    fill(draft, planned.document)
    draft.save_revision(user=by, log_action=True)
    page.refresh_from_db()
