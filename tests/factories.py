"""What tests need made: pages, documents, published policies. Every default can be named away."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from wagtail.models import Locale, Page, Site

from policies.authoring.models import PolicyPage, PolicySection
from policies.authoring.organisation_page import OrganisationPage
from policies.document.blocks import Paragraph, Run
from policies.document.canonical import blocks_to_json
from policies.document.shape import Document, Section
from policies.publication.models import Policy, PolicyVersion
from policies.publication.version_record import Waived, Waiver

LANGUAGES = ("fr", "en", "ar")
TEXTS = {"fr": "Nous traitons vos données.", "en": "We process your data.", "ar": "نعالج بياناتكم."}
HEADINGS = {"fr": "Données", "en": "Data", "ar": "البيانات"}
TITLES = {"fr": "Politique de confidentialité", "en": "Privacy policy", "ar": "سياسة الخصوصية"}
NOTES = {"fr": "Motif de la modification.", "en": "Why this changed.", "ar": "سبب التعديل."}


def fresh(row: Any) -> Any:
    """The row as it is stored, as an object of its own: what a test does to it, no other test sees."""
    return type(row)._default_manager.get(pk=row.pk)


def paragraph(text: str, **formatting: Any) -> Paragraph:
    return Paragraph(runs=(Run(text=text, **formatting),))


def make_section(**texts: Any) -> Section:
    """A document's section; ``heading`` and ``body`` as mappings, or the defaults in three languages."""
    defaults: dict[str, Any] = {
        "key": uuid.uuid4(),
        "level": 1,
        "heading": HEADINGS,
        "body": {code: (paragraph(text),) for code, text in TEXTS.items()},
    }
    return Section(**defaults | texts)


def make_document(**values: Any) -> Document:
    defaults: dict[str, Any] = {
        "policy": uuid.uuid4(),
        "kind": "privacy",
        "languages": LANGUAGES,
        "authoritative": "fr",
        "issuer": {values.get("authoritative", "fr"): "Atlas Conseil"},
        "title": TITLES,
        "sections": (make_section(),),
    }
    return Document(**defaults | values)


def home() -> Page:
    """The page organisations stand under; made anew where a transactional test emptied the database."""
    Locale.objects.get_or_create(language_code="en")
    page = Page.objects.filter(depth=2).first()
    if page is None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        page = root.add_child(title="Sijill", slug="home")
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


def make_organisation(slug: str = "atlas", **values: Any) -> OrganisationPage:
    defaults = {
        "title": slug,
        "slug": slug,
        "name_fr": "Atlas Conseil",
        "name_en": "Atlas Consulting",
        "name_ar": "أطلس للاستشارة",
        "authoritative": "fr",
        "contact_email": "contact@atlas.example",
    }
    return home().add_child(instance=OrganisationPage(**defaults | values))


def stream(*paragraphs: str | Paragraph) -> list[dict[str, Any]]:
    """The raw value of a body of these paragraphs."""
    return blocks_to_json([paragraph(each) if isinstance(each, str) else each for each in paragraphs])


def make_page_section(languages: tuple[str, ...] = LANGUAGES, **values: Any) -> PolicySection:
    """A draft's section; any field by name, for example ``body_fr=stream("…")``."""
    defaults: dict[str, Any] = {"level": 1}
    for code in languages:
        defaults[f"heading_{code}"] = HEADINGS[code]
        defaults[f"body_{code}"] = stream(TEXTS[code])
    return PolicySection(**defaults | values)


def make_policy_page(
    organisation: OrganisationPage | None = None,
    slug: str = "privacy",
    languages: tuple[str, ...] = LANGUAGES,
    sections: list[PolicySection] | None = None,
    **values: Any,
) -> PolicyPage:
    """A complete draft in these languages, ready to publish, not published."""
    defaults: dict[str, Any] = {"title": slug, "slug": slug}
    for code in languages:
        defaults[f"heading_{code}"] = TITLES[code]
        defaults[f"change_note_{code}"] = NOTES[code]
    page = PolicyPage(**defaults | values)
    page.sections = [make_page_section(languages)] if sections is None else sections
    return (organisation or make_organisation()).add_child(instance=page)


def draft_of(page: PolicyPage) -> PolicyPage:
    """The newest draft, as it is stored."""
    found: PolicyPage = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return found


def publish(page: PolicyPage, *, user: Any = None, **changes: Any) -> PolicyVersion:
    """Set ``changes`` on the draft, publish it as Wagtail does, and return the new version.

    A language that is left out has a reason.
    """
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    draft.language_reason = draft.language_reason or "Not translated yet."
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).latest("number")


def make_published_page() -> PolicyPage:
    """A policy page whose first version is published."""
    page = make_policy_page()
    publish(page)
    return page


def publish_text(page: PolicyPage, text: str, *, user: Any = None, **changes: Any) -> PolicyVersion:
    """Publish the draft with the first section's text replaced in every language it has."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    draft.language_reason = draft.language_reason or "Not translated yet."
    section = next(iter(draft.sections.all()))
    for code in LANGUAGES:
        if getattr(section, f"body_{code}"):
            setattr(section, f"body_{code}", stream(f"{text} ({code})"))
    draft.sections = [section, *list(draft.sections.all())[1:]]
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).latest("number")


def freeze_document(document: Document, policy: Policy, **release: Any) -> PolicyVersion:
    """Freeze a document directly, as an import does: past dates allowed, and a reason for a language left out."""
    from policies.publication.freeze import freeze, languages_left_out

    defaults: dict[str, Any] = {
        "significance": "substantial",
        "note": NOTES,
        "effective_from": date(2024, 1, 1),
        "source_revision": None,
        "by": "Test",
        "origin": "imported",
    }
    if languages_left_out(policy.versions.newest(), document):
        reason = Waiver(reason="Not translated yet.", by="Test")
        release["waivers"] = {Waived.LANGUAGE_LEFT_OUT: reason, **release.get("waivers", {})}
    return freeze(policy=policy, document=document, **defaults | release)
