"""The divergences of a draft that nobody settled yet: they stop its release, in the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list
from django.utils.translation import ngettext

from policies.document.malformed import MalformedDocument
from policies.document.shape import Document
from policies.publication.localize import active_language, grouped, language_name
from policies.publication.models import PolicyVersion
from policies.publication.refusal import Refusal
from policies.publication.version_record import Dismissed

from .dismissals import Finding, findings_in
from .divergence.clauses import OWN_KEYS
from .divergence.find import divergences
from .draft import document_of
from .draft_types import DraftPage
from .glossary import glossary_of
from .translation.behind import gaps_of
from .translation.place_names import place_names


def findings_of(
    page: DraftPage, document: Document | None = None, latest: Document | None = None
) -> tuple[Finding, ...]:
    """All findings of the draft as it is, hints and dismissed ones too, in reading order.

    ``document`` is what it would be published as, made where it is not given; ``latest`` the last version, if any. A
    draft that is no document has none.
    """
    try:
        document = document or document_of(page)
    except MalformedDocument:
        return ()
    corrects = page.significance == PolicyVersion.Significance.TRANSLATION
    glossary = glossary_of(page.organisation_page)
    # A part that does not follow its source is said to be so: what it says otherwise is no finding.
    behind = {
        (gap.language, str(gap.text.key)) for code in document.languages for gap in gaps_of(page, code)
    }
    found = divergences(document, latest, glossary, corrects=corrects)
    following = [each for each in found if (each.language, str(each.key)) not in behind]
    return findings_in(page, document, following)


def open_findings(page: DraftPage) -> tuple[Finding, ...]:
    """What stops the release of this draft until a text is changed or a person dismisses it."""
    policy = page.policy
    version = policy.versions.newest() if policy else None
    found = findings_of(page, latest=version.published.document if version else None)
    return tuple(each for each in found if each.is_open)


def dismissed_in(findings: Iterable[Finding]) -> tuple[Dismissed, ...]:
    """What a person held to be no divergence, as the version's record keeps it for readers."""
    parts = dict(zip(OWN_KEYS, ("title", "summary"), strict=True))
    return tuple(
        Dismissed(
            clause=parts.get(found.key, found.key),
            kind=str(found.kind),
            source=found.source,
            language=found.language,
            there=found.there,
            here=found.here,
            reason=dismissal.reason,
            by=dismissal.actor_name,
        )
        for found, _name, dismissal in findings
        if dismissal is not None
    )


def divergence_refusals(page: DraftPage, findings: Iterable[Finding]) -> list[Refusal]:
    """A refusal for each language with open findings, naming the places."""
    places: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    names = place_names(page)
    for finding in findings:
        if finding.is_open:
            language = finding.divergence.language
            counts[language] = counts.get(language, 0) + 1
            name = names.get(finding.divergence.key, "")
            if name not in places.setdefault(language, []):
                places[language].append(name)
    return [_refusal(language, counts[language], places[language]) for language in places]


def _refusal(language: str, count: int, places: list[str]) -> Refusal:
    message = ngettext(
        "%(language)s: %(count)s place does not say what the other language says (%(places)s). Change a text, or "
        "dismiss the finding with a reason on the page of checks.",
        "%(language)s: %(count)s places do not say what the other language says (%(places)s). Change a text, or "
        "dismiss the findings with a reason on the page of checks.",
        count,
    ) % {
        "language": language_name(language),
        "count": grouped(count),
        "places": format_list(places, locale=active_language()),
    }
    return Refusal(code="languages_diverge", message=message)
