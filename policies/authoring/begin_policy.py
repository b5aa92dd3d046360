"""Begin a policy of an organisation: a draft that is ready to be written in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify

from policies.document.languages import CODES, column, put_in_language
from policies.lexicon.folding import unaccented
from policies.publication.models import FormerAddress, Policy

from .clause_templates import ClauseTemplate
from .draft import CURRENT, ordered_sections
from .models import PolicyPage, PolicySection
from .organisation_page import OrganisationPage

_LONGEST_SLUG: Final = 60
_OWN: Final = frozenset({"id", "page", "page_ptr"})
# What a copy has of its own, or begins anew.
_NOT_COPIED: Final = frozenset(
    {
        *(
            "title",
            "slug",
            "policy_uuid",
            "saved_from",
            "effective_date",
            "short_notice_reason",
            "significance",
        ),
        *("emergency", "emergency_reason", "language_reason"),
        *(
            column(field, code)
            for field in ("change_note", "change_note_translated_from")
            for code in CODES
        ),
        *("heading", "summary", "change_note", "heading_translated_from", "summary_translated_from"),
        "change_note_translated_from",
    }
)


@transaction.atomic
def begin_policy(
    *,
    organisation_page: OrganisationPage,
    title: str,
    kind: str,
    by: Any,
    source: PolicyPage | None = None,
    clauses: Iterable[ClauseTemplate] = (),
) -> PolicyPage:
    """The page of the new policy, its first draft stored: empty, with these clauses, or the text of ``source``.

    ``title`` is the one readers see, in the language that prevails. ``source`` is the draft that is copied.
    """
    prevails = organisation_page.authoritative
    page: Any = PolicyPage(title=title, kind=kind, slug=free_slug(organisation_page, title, kind))
    if source is not None:
        _copy_fields(source, page)
    put_in_language(page, "heading", prevails, title)
    if source is not None:
        page.sections = [_copied(section) for section in ordered_sections(source)]
    else:
        page.sections = [_from_template(each, place) for place, each in enumerate(clauses)]
    organisation_page.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create")
    begun: PolicyPage = page
    return begun


def free_slug(organisation_page: OrganisationPage, title: str, kind: str) -> str:
    """The address of the title, or of its kind where the title has no Latin letter; nobody else's in the organisation."""
    organisation = organisation_page.organisation
    wanted = slugify(unaccented(title))[:_LONGEST_SLUG].strip("-") or kind
    taken = {*organisation_page.get_children().values_list("slug", flat=True)}
    if organisation is not None:
        taken |= {*Policy.objects.filter(organisation=organisation).values_list("slug", flat=True)}
        former = FormerAddress.objects.filter(organisation_slug=organisation.slug)
        taken |= {*former.values_list("slug", flat=True)}
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def _copy_fields(source: PolicyPage, page: PolicyPage) -> None:
    """What the policy page itself says, not what Wagtail keeps of every page."""
    for field in PolicyPage._meta.local_concrete_fields:
        if field.name not in _NOT_COPIED | _OWN:
            setattr(page, field.attname, getattr(source, field.attname))


def _copied(section: PolicySection) -> PolicySection:
    """The same clause, under the same key: a clause is told apart within its policy."""
    names = [field.attname for field in PolicySection._meta.concrete_fields if field.name not in _OWN]
    bare = {
        "heading",
        "body",
        "label",
        "translated_from",
    }  # the active language's column under another name
    return PolicySection(**{name: getattr(section, name) for name in names if name not in bare})


def _from_template(template: ClauseTemplate, place: int) -> PolicySection:
    section = PolicySection(level=template.level, sort_order=place)
    for code in CODES:
        put_in_language(section, "heading", code, template.heading.get(code, ""))
        put_in_language(section, "body", code, template.body.get(code, []))
        put_in_language(section, "translated_from", code, CURRENT if template.body.get(code) else "")
    return section
