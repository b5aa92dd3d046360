"""Importing: from read texts to a draft, and to a published version marked imported, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from wagtail.models import Page, Revision, Site

from policies.authoring.draft import document_of, fill, is_begun
from policies.authoring.models import OrganisationPage, PolicyPage
from policies.authoring.publish import notes_of
from policies.authoring.references import indexed_once
from policies.authoring.requirements import SHORT_NOTICE, draft_refusals
from policies.document.languages import CODES, LANGUAGES
from policies.document.shape import Document, MalformedDocument, Numbering, Section
from policies.publication.freeze import freeze
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Origin, Significance

from .assemble import Assembled, assemble, gaps_in
from .readers.parsed_text import ParsedText, UnreadableText

_KINDS = {
    Policy.Kind.COOKIES: r"cookie|كوكيز|تعريف الارتباط",
    Policy.Kind.PRIVACY: r"privacy|confidentialit|donn[ée]es|خصوصية|معطيات",
    Policy.Kind.TERMS: r"terms|conditions|cgu|cgv|tos\b|شروط|بنود|أحكام",
}


class CannotImport(Exception):
    """The texts cannot be imported; nothing was written. The message is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made: always a draft's revision, and a version when it was published."""

    page: PolicyPage
    revision: Revision
    version: PolicyVersion | None
    document: Document
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How the text is published: ``significance`` of none is found out, ``effective`` of none is today."""

    note: Mapping[str, str]
    significance: str | None = None
    effective: date | None = None
    origin: str = Origin.IMPORTED


@transaction.atomic
def import_texts(
    *,
    organisation: str,
    policy: str,
    texts: Mapping[str, ParsedText],
    release: Release,
    publish: bool,
    by: str,
    kind: str | None = None,
    practice: str | None = None,
    numbering: Numbering | None = None,
) -> Imported:
    """Write these texts into the policy's draft and, with ``publish``, make them its next version.

    Organisation and policy are slugs; both are created where they are missing, the first language given being the
    new organisation's authoritative one. Raises ``CannotImport``.
    """
    try:
        page = _policy_page(organisation, policy, texts, kind, practice)
        with indexed_once(page):
            return _import(page, texts, release, publish=publish, by=by, numbering=numbering)
    except (UnreadableText, MalformedDocument, CannotPublish) as error:
        raise CannotImport(str(error)) from error
    except ValidationError as error:
        raise CannotImport("; ".join(error.messages)) from error


def _import(
    page: PolicyPage,
    texts: Mapping[str, ParsedText],
    release: Release,
    *,
    publish: bool,
    by: str,
    numbering: Numbering | None,
) -> Imported:
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    draft.kind, draft.practice = page.kind, page.practice
    organisation_page = draft.organisation_page
    previous = _text_of(draft)
    latest = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).newest()
    assembled = assemble(
        texts=texts,
        policy=page.policy_uuid,
        kind=draft.kind,
        issuer=organisation_page.name_in(organisation_page.authoritative),
        authoritative=organisation_page.authoritative,
        titles=_default_titles(draft.kind, page.slug),
        previous=previous,
        remembered=_remembered(latest, previous),
        numbering=numbering,
    )
    document = assembled.document
    warnings = [f"{code}: {warning}" for code, text in texts.items() for warning in text.warnings]
    warnings += assembled.warnings
    if previous is not None and page.has_unpublished_changes and latest is not None:
        warnings.append("the draft had unpublished changes: they are kept in the page's history only")
    left_out = _left_out(assembled, texts, previous, draft)
    warnings += left_out.values()
    warnings += fill(draft, _publishable(document) if publish else document)
    for code in document.languages:
        setattr(draft, f"with_{code}", code not in left_out)
    _set_release(draft, release, latest)
    if not publish and previous is not None and _text_of(draft) == previous:
        raise CannotImport("nothing changed: the draft has this text already")
    revision = draft.save_revision()
    saved = revision.as_object()
    version = _publish(saved, revision, release, by=by) if publish else None
    return Imported(
        page=page,
        revision=revision,
        version=version,
        document=version.document if version else document_of(saved),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _organisation_page(slug: str, authoritative: str) -> OrganisationPage:
    found = OrganisationPage.objects.filter(slug=slug).first()
    if found is not None:
        return found
    name = _titled(slug)
    organisation_page = OrganisationPage(title=name, slug=slug, authoritative=authoritative)
    setattr(organisation_page, f"name_{authoritative}", name)
    return home_page().add_child(instance=organisation_page)


def home_page() -> Page:
    """The page organisations stand under; raises ``CannotImport`` where there is none."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page if site else Page.objects.filter(depth=2).first()
    if home is None:
        raise CannotImport(
            "there is no home page to put an organisation under: run `manage.py migrate` first"
        )
    return home


def _policy_page(
    organisation: str,
    slug: str,
    texts: Mapping[str, ParsedText],
    kind: str | None,
    practice: str | None,
) -> PolicyPage:
    organisation_page = _organisation_page(organisation, next(iter(texts)))
    page = PolicyPage.objects.child_of(organisation_page).filter(slug=slug).first()
    if page is None:
        page = PolicyPage(title=_titled(slug), slug=slug, kind=kind or _kind(slug, texts))
        page.practice = practice or page.practice
        return organisation_page.add_child(instance=page)
    page.kind, page.practice = kind or page.kind, practice or page.practice
    return page


def _titled(slug: str) -> str:
    """A name to begin with: ``ocs-solutions`` as “Ocs Solutions”."""
    return slug.replace("-", " ").replace("_", " ").title()


def _kind(slug: str, texts: Mapping[str, ParsedText]) -> str:
    """What kind of text this is, by its address and titles."""
    words = " ".join([slug, *(text.title for text in texts.values())]).lower()
    found = (kind for kind, pattern in _KINDS.items() if re.search(pattern, words))
    return next(found, Policy.Kind.OTHER)


def _default_titles(kind: str, slug: str) -> dict[str, str]:
    """Titles for texts that have none: the kind's name in each language."""
    titles = {}
    for code in CODES:
        with translation.override(code):
            name = str(Policy.Kind(kind).label)
        titles[code] = _titled(slug) if kind == Policy.Kind.OTHER else name[:1].upper() + name[1:]
    return titles


def _text_of(draft: PolicyPage) -> Document | None:
    """The draft's whole text in every language begun, or none while the authoritative one is not."""
    begun = [code for code in CODES if is_begun(draft, code)]
    return document_of(draft, begun) if draft.organisation_page.authoritative in begun else None


def _remembered(latest: PolicyVersion | None, previous: Document | None) -> list[Section]:
    """Sections of the newest version that are no longer in the draft."""
    there = {section.key for section in previous.sections} if previous else set()
    before = latest.document.sections if latest else ()
    return [section for section in before if section.key not in there]


def _left_out(
    assembled: Assembled,
    texts: Mapping[str, ParsedText],
    previous: Document | None,
    draft: PolicyPage,
) -> dict[str, str]:
    """The languages that cannot be published with this text, and why; refuses when the authoritative one is."""
    document = assembled.document
    authoritative = document.authoritative
    if not document.title.get(authoritative) or not _publishable(document).sections:
        raise CannotImport(f"{LANGUAGES[authoritative].name}: the authoritative text is incomplete")
    changed = previous is not None and previous.only(authoritative) != document.only(authoritative)
    reasons = {}
    for code in document.languages:
        if code == authoritative:
            continue
        if code not in assembled.complete:
            gaps = ", ".join(str(gap) for gap in gaps_in(document, code)[:10])
            reasons[code] = f"it does not match the authoritative text in section {gaps}"
        elif code not in texts and (changed or not getattr(draft, f"with_{code}")):
            reasons[code] = "it translates an earlier text"
    return {code: f"{LANGUAGES[code].name} is left out: {why}" for code, why in reasons.items()}


def _publishable(document: Document) -> Document:
    """Without the sections the authoritative text does not have: no version can hold them."""
    code = document.authoritative
    kept = tuple(s for s in document.sections if s.heading.get(code) or s.body.get(code))
    return replace(document, sections=kept)


def _set_release(draft: PolicyPage, release: Release, latest: PolicyVersion | None) -> None:
    document = document_of(draft)
    for code in CODES:
        setattr(
            draft,
            f"change_note_{code}",
            release.note.get(code, "") if code in document.languages else "",
        )
    draft.effective_date = release.effective
    significance = release.significance
    if significance is None and latest and _same_authoritative_text(latest.document, document):
        significance = Significance.TRANSLATION
    if significance in (None, Significance.INITIAL):
        significance = Significance.SUBSTANTIAL
    draft.significance = significance


def _same_authoritative_text(old: Document, new: Document) -> bool:
    code = new.authoritative
    return code in old.languages and old.authoritative == code and old.only(code) == new.only(code)


def _publish(draft: PolicyPage, revision: Revision, release: Release, *, by: str) -> PolicyVersion:
    """Freeze first, marked as imported; publishing the revision then finds that version and makes none."""
    if release.origin == Origin.IMPORTED:
        # Whether readers were told of an imported text in time was decided where it comes from.
        refusals = [refusal for refusal in draft_refusals(draft) if refusal.code not in SHORT_NOTICE]
        if refusals:
            raise CannotPublish(*refusals)
        policy, _created = Policy.objects.get_or_create(
            uuid=draft.policy_uuid,
            defaults={
                "organisation": cast(Organisation, draft.organisation_page.organisation),
                "slug": draft.slug,
                "kind": draft.kind,
                "practice": draft.practice,
            },
        )
        document = document_of(draft)
        freeze(
            policy=policy,
            document=document,
            significance=draft.significance,
            note=notes_of(draft, document.languages),
            effective_from=draft.effective_date,
            source_revision=revision.pk,
            by=by,
            origin=release.origin,
        )
    revision.publish()
    return PolicyVersion.objects.select_related("policy__organisation").get(
        policy__uuid=draft.policy_uuid, source_revision=revision.pk
    )
