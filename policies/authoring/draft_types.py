"""What the modules below ``models`` ask of a draft, so that they need not import it."""

from __future__ import annotations

from typing import Any, Protocol


class DraftPage(Protocol):
    """The page of a policy, saved or not.

    Its texts exist once per language: ``document.languages.in_language`` reads them. A section has a key, a level and
    a place in the order besides.
    """

    pk: Any
    readiness: Any
    slug: Any
    policy_uuid: Any
    kind: Any
    practice: Any
    notice_days: Any
    numbering: Any
    sections: Any
    significance: Any
    effective_date: Any
    short_notice_reason: Any
    later_day: Any
    emergency: Any
    emergency_reason: Any
    language_reason: Any
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

    def marks(self, languages: Any) -> Any: ...

    def get_latest_revision(self) -> Any: ...
