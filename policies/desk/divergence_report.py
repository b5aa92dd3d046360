"""What the languages of one policy say differently: a report, and the form that dismisses a finding with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from policies.authoring.dismissals import LONGEST_REASON, Finding, dismiss, may_dismiss
from policies.authoring.divergence.divergence_words import divergence_words, repair_words
from policies.authoring.editor_findings import counts_of
from policies.authoring.models import PolicyPage
from policies.authoring.translation.page_texts import FIELDS
from policies.authoring.translation.place_names import place_names
from policies.authoring.translation.translation_index import record
from policies.document.languages import column
from policies.publication.refusal import Refused

from .find_draft import draft_at, screen
from .organisation_screens import tell_refused


class Told(NamedTuple):
    """A finding as a person reads it; ``anchor`` is the text's place in the editor."""

    finding: Finding
    label: str
    place: str
    anchor: str
    words: str
    repair: str


def told(page: PolicyPage, findings: Iterable[Finding]) -> dict[str, list[Told]]:
    """The findings in words: what is ``open``, what was ``dismissed``, and the ``hints``."""
    names = place_names(page)
    groups: dict[str, list[Told]] = {"open": [], "hints": [], "dismissed": []}
    for finding in findings:
        found = finding.divergence
        kind = "open" if finding.is_open else "dismissed" if finding.dismissal else "hints"
        field = FIELDS.get(UUID(found.key))
        groups[kind].append(
            Told(
                finding=finding,
                label=str(found.kind.label),
                place=names.get(found.key, ""),
                anchor=f"id_{column(field, found.language)}" if field else f"section-{found.key}",
                words=divergence_words(found),
                repair=repair_words(found),
            )
        )
    return groups


def context_of(page: PolicyPage, user: Any) -> dict[str, Any]:
    """What ``_divergences.html`` shows."""
    return {
        "divergences": told(page, page.readiness.divergences),
        "may_dismiss": may_dismiss(page, user),
        "longest_reason": LONGEST_REASON,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk])
        if page.permissions_for_user(user).can_edit()
        else "",
    }


def report(request: HttpRequest, page_id: int) -> HttpResponse:
    """All that was found in one policy's draft, hints too."""
    page = draft_at(page_id, request.user)
    return screen(
        request,
        "policies/admin/divergences.html",
        page,
        title=_("Differences between languages"),
        icon="globe",
        back=reverse("policies_translations"),
        after="report",
        **context_of(page, request.user),
    )


# Where one comes from, and goes back to.
_BACK: Final = {"report": "policies_divergences", "check": "policies_release:check"}


@require_POST
def settle(request: HttpRequest, page_id: int) -> HttpResponse:
    """Dismiss one finding of the draft as it is now."""
    page = draft_at(page_id, request.user)
    back = HttpResponseRedirect(
        reverse(_BACK.get(request.POST.get("after", ""), _BACK["report"]), args=[page.pk])
        + "#divergences"
    )
    name = request.POST.get("finding", "")
    finding = next((each for each in page.readiness.divergences if each.name == name), None)
    if finding is None:
        messages.warning(request, _("That finding is no longer there: a text has changed since."))
        return back
    try:
        dismiss(page=page, finding=finding, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as error:
        tell_refused(request, error)
        return back
    words = divergence_words(finding.divergence)
    record(page, counts_of(page))
    log(instance=page, action="policies.dismiss", user=request.user, data={"finding": name})
    messages.success(request, _("Dismissed: %(finding)s") % {"finding": words})
    return back


ADDRESSES: list[URLPattern] = [
    path("policies/translations/<int:page_id>/", report, name="policies_divergences"),
    path("policies/translations/<int:page_id>/dismiss/", settle, name="policies_dismiss"),
]
