"""The guard of the answer “minor”: what the comparison found must be confirmed by a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from policies.document.shape import MalformedDocument
from policies.publication.localize import grouped
from policies.publication.refusal import Refusal

from .confirming import confirmation_of
from .draft import document_of
from .substantiality.detect import substantial_findings
from .substantiality.findings import Finding

if TYPE_CHECKING:
    from .models import PolicyPage


def findings_in(page: PolicyPage) -> list[Finding]:
    """What readers may have to know about the draft, against the newest version; empty for a first one."""
    policy = page.policy
    latest = policy.versions.order_by("-number").first() if policy else None
    if latest is None:
        return []
    try:
        return list(substantial_findings(latest.document, document_of(page)))
    except MalformedDocument:
        return []


def minor_refusals(page: PolicyPage) -> list[Refusal]:
    """Why this draft may not be published as minor; empty when it is not called that, or was confirmed."""
    if page.significance != "minor":
        return []
    found = findings_in(page)
    if not found or confirmation_of(page, document_of(page)):
        return []
    message = ngettext(
        "The comparison found %(count)s change that readers may have to know. Call the change substantial, or "
        "have a second person confirm that it is minor.",
        "The comparison found %(count)s changes that readers may have to know. Call the change substantial, or "
        "have a second person confirm that it is minor.",
        len(found),
    ) % {"count": grouped(len(found))}
    return [Refusal(code="minor_unconfirmed", field="significance", message=message)]
