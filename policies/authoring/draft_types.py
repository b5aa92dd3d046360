"""What the modules below ``models`` ask of a draft, so that they need not import it.

Texts exist once per language and are read with ``document.languages.in_language``.
"""

from __future__ import annotations

from typing import Any, Protocol


class OrganisationDraft(Protocol):
    """The page of an organisation."""

    pk: Any
    slug: Any
    authoritative: Any
    time_zone: Any
    organisation: Any
    organisation_id: Any

    def name_in(self, language: str) -> str: ...

    def save(self, *args: Any, **kwargs: Any) -> None: ...


class SectionDraft(Protocol):
    """One clause: its key, its level and, in each language, a heading, a body and what they were made from."""

    key: Any
    level: Any
    sort_order: Any


class DraftPage(Protocol):
    """The page of a policy, saved or not."""

    pk: Any
    slug: Any
    policy_uuid: Any
    kind: Any
    numbering: Any
    sections: Any
    significance: Any
    effective_date: Any
    short_notice_reason: Any
    emergency: Any
    emergency_reason: Any
    go_live_at: Any
    latest_revision_id: Any
    latest_revision_created_at: Any
    live_revision: Any
    live_revision_id: Any
    saved_from: Any
    saving: Any
    expected_revision: Any

    @property
    def organisation_page(self) -> Any: ...

    @property
    def policy(self) -> Any: ...

    def get_latest_revision(self) -> Any: ...


def is_policy(page: Any) -> bool:
    """Whether a page of Wagtail's tree is a policy's."""
    return hasattr(page, "policy_uuid")
