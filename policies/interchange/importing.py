"""Importing: from read texts to a draft, and to a published version marked imported, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, Revision, Site

from policies.authoring.draft import document_of, fill, notes_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.page_indexes import references_once
from policies.authoring.readiness import Readiness
from policies.authoring.requirements import draft_refusals
from policies.comparison.compare import compare
from policies.document.blocks import runs_of
from policies.document.languages import CODES, LANGUAGES, column, in_language, put_in_language
from policies.document.malformed import MalformedDocument
from policies.document.shape import Document, Numbering
from policies.publication.freeze import freeze
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Origin, Significance

from .assemble import gaps_in
from .import_plan import kind_of, plan, text_of_draft, titled
from .readers.parsed_text import ParsedText, UnreadableText
from .readers.worded import Worded, refusal_of, worded


class CannotImport(Exception):
    """The texts cannot be imported; nothing was written. The message is one line."""


class Imported(NamedTuple):
    """What an import made: always a draft's revision, and a version when it was published."""

    page: PolicyPage
    revision: Revision
    version: PolicyVersion | None
    document: Document
    warnings: tuple[str, ...]


class Release(NamedTuple):
    """How the text is published, and the name of who does it.

    ``significance`` of none is found out, ``effective`` of none is today. ``marked`` says why translations of an
    earlier text are published with a mark; without it they are left out.
    """

    by: str
    note: Mapping[str, str]
    significance: str | None = None
    effective: date | None = None
    origin: str = Origin.IMPORTED
    marked: str = ""


@transaction.atomic
def import_texts(
    *,
    organisation: str,
    policy: str,
    texts: Mapping[str, ParsedText],
    release: Release,
    publish: bool,
    kind: str | None = None,
    practice: str | None = None,
    numbering: Numbering | None = None,
) -> Imported:
    """Write these texts into the policy's draft and, with ``publish``, make them its next version.

    Organisation and policy are slugs; both are created where they are missing, the first language given being the
    new organisation's authoritative one. Raises ``CannotImport``.
    """
    try:
        _refuse_questions(texts)
        page = _policy_page(organisation, policy, texts, kind, practice)
        with references_once(page):
            return _import(page, texts, release, publish=publish, numbering=numbering)
    except (UnreadableText, MalformedDocument, CannotPublish) as error:
        raise CannotImport(refusal_of(error)) from error
    except ValidationError as error:
        raise CannotImport("; ".join(error.messages)) from error


def _refuse_questions(texts: Mapping[str, ParsedText]) -> None:
    """What a file leaves open is decided before anything is written."""
    for code, text in texts.items():
        for question in text.questions:
            if question.required:
                raise CannotImport(of_language(LANGUAGES[code].name, question.text))


def of_language(language: str, sentence: str) -> str:
    """What is said of one language's text."""
    return Worded("{language}: {sentence}", "", {"language": language, "sentence": sentence})


def _import(
    page: PolicyPage,
    texts: Mapping[str, ParsedText],
    release: Release,
    *,
    publish: bool,
    numbering: Numbering | None,
) -> Imported:
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    draft.kind, draft.practice = page.kind, page.practice
    organisation_page = draft.organisation_page
    document, previous, latest, found = plan(draft, organisation_page, texts, numbering=numbering)
    warnings = [of_language(code, warning) for code, text in texts.items() for warning in text.warnings]
    warnings += found
    if previous is not None and page.has_unpublished_changes and latest is not None:
        warnings.append(
            worded("the draft had unpublished changes: they are kept in the page's history only")
        )
    left_out = _left_out(document, texts, previous, draft, marked=bool(release.marked))
    warnings += left_out.values()
    fill(draft, _publishable(document) if publish else document)
    for code in document.languages:
        put_in_language(draft, "with", code, code not in left_out)
        put_in_language(draft, "marked", code, bool(release.marked) and code != document.authoritative)
    draft.language_reason = release.marked or "; ".join(left_out.values())
    _set_release(draft, release, latest)
    if not publish and previous is not None and text_of_draft(draft) == previous:
        raise CannotImport(worded("nothing changed: the draft has this text already"))
    revision = draft.save_revision()
    saved = revision.as_object()
    version = _publish(saved, revision, release) if publish else None
    return Imported(
        page=page,
        revision=revision,
        version=version,
        document=version.published.document if version else document_of(saved),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _organisation_page(slug: str, authoritative: str) -> OrganisationPage:
    if found := OrganisationPage.objects.filter(slug=slug).first():
        return found
    name = titled(slug)
    facts = {"title": name, column("name", authoritative): name}
    return home_page().add_child(
        instance=OrganisationPage(slug=slug, authoritative=authoritative, **facts)
    )


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
    found = PolicyPage.objects.child_of(organisation_page).filter(slug=slug).first()
    page = found or PolicyPage(title=titled(slug), slug=slug, kind=kind_of(slug, texts))
    page.kind, page.practice = kind or page.kind, practice or page.practice
    return found or organisation_page.add_child(instance=page)


def _left_out(
    document: Document,
    texts: Mapping[str, ParsedText],
    previous: Document | None,
    draft: PolicyPage,
    *,
    marked: bool,
) -> dict[str, str]:
    """The languages that cannot be published with this text, and why; refuses when the authoritative one is."""
    authoritative = document.authoritative
    if not document.title.get(authoritative) or not _publishable(document).sections:
        raise CannotImport(
            of_language(LANGUAGES[authoritative].name, worded("the authoritative text is incomplete"))
        )
    changed = previous is not None and _authoritative(previous) != _authoritative(document)
    reasons = {}
    for code in document.languages:
        if code == authoritative:
            continue
        if gaps := gaps_in(document, code)[:10]:
            places = ", ".join(map(str, gaps))
            reasons[code] = worded(
                "it does not match the authoritative text in section {places}", places=places
            )
        elif code not in texts and ((changed and not marked) or not in_language(draft, "with", code)):
            reasons[code] = worded("it translates an earlier text")
    return {
        code: worded("{language} is left out: {why}", language=LANGUAGES[code].name, why=why)
        for code, why in reasons.items()
    }


def _publishable(document: Document) -> Document:
    """Without the sections the authoritative text does not have: no version can hold them."""
    code = document.authoritative
    kept = tuple(s for s in document.sections if s.heading.get(code) or s.body.get(code))
    return replace(document, sections=kept)


def _set_release(draft: PolicyPage, release: Release, latest: PolicyVersion | None) -> None:
    document = document_of(draft)
    for code in CODES:
        note = release.note.get(code, "") if code in document.languages else ""
        put_in_language(draft, "change_note", code, note)
    draft.effective_date = release.effective
    significance = release.significance
    if (
        significance is None
        and latest
        and _authoritative(latest.published.document) == _authoritative(document)
    ):
        significance = Significance.TRANSLATION
    if significance is None and latest and _no_word_changed(latest.published.document, document):
        significance = Significance.MINOR
    if significance in (None, Significance.INITIAL):
        significance = Significance.SUBSTANTIAL
    draft.significance = significance


def _no_word_changed(old: Document, new: Document) -> bool:
    """Whether the text that prevails has the words it had: spaces, looks and numbers tell readers nothing new."""
    code = new.authoritative
    if code not in old.languages:
        return False
    counts = compare(old, new, code).counts
    changed = counts.words_inserted or counts.words_deleted or counts.links
    return not changed and _struck(old, code) == _struck(new, code)


def _struck(document: Document, code: str) -> list[str]:
    """The words that are struck out: they look like the text and do not apply."""
    return [
        run.text
        for section in document.sections
        for block in section.body.get(code, ())
        for runs in runs_of(block)
        for run in runs
        if run.struck
    ]


def _authoritative(document: Document) -> Document:
    return document.only(document.authoritative)


def _publish(draft: PolicyPage, revision: Revision, release: Release) -> PolicyVersion:
    """Freeze first, marked as imported; publishing the revision then finds that version and makes none."""
    if release.origin == Origin.IMPORTED:
        # The notice period is not asked: an imported text was announced, or not, where it comes from.
        if refusals := draft_refusals(draft):
            raise CannotPublish(*refusals)
        ready = Readiness(page=draft)
        policy = ready.policy
        if policy.pk is None:
            policy.save()
        document = document_of(draft)
        freeze(
            policy=policy,
            document=document,
            significance=draft.significance,
            note=notes_of(draft, document.languages),
            effective_from=draft.effective_date,
            source_revision=revision.pk,
            by=release.by,
            origin=release.origin,
            waivers=ready.language_waivers(release.by),
        )
    revision.publish()
    return PolicyVersion.objects.select_related("policy__organisation").get(
        policy__uuid=draft.policy_uuid, source_revision=revision.pk
    )
