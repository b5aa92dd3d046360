"""What a file says of the version it holds, in the words of one language. All of it was frozen with the version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from policies.document.dates import long_date
from policies.document.shape import Document
from policies.publication.localize import language_name
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import absolute, version_path
from policies.publication.version_record import Origin, Significance


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFacts:
    """``published`` is the moment of publication, ``address`` where the version is read in this language.

    ``note`` is the change note and ``note_language`` its language. ``behind`` are the clauses that follow an earlier
    source, by key: see ``Document.marks``.
    """

    language: str
    issuer: str
    title: str
    number: int
    sha256: str
    address: str
    published: datetime
    published_on: date
    effective_from: date
    time_zone: str
    significance: str
    imported: bool
    authoritative: str
    country: str
    note: str
    note_language: str
    behind: Mapping[str, int]

    def whole_link(self, link: str) -> str:
        """The target of a link as a file outside the site needs it: a path of the site gets its origin."""
        return "/".join(self.address.split("/")[:3]) + link if link.startswith("/") else link

    @property
    def date(self) -> str:
        """The day from which it applies, in words."""
        return long_date(self.effective_from, self.language, self.country)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the cover. ``literal`` is no text of the language: an address, a digest."""

    name: str
    value: str
    literal: bool = False


def facts_of(version: PolicyVersion, document: Document, language: str) -> VersionFacts:
    """The facts of a version whose policy and organisation are loaded."""
    # As readers are shown it: the note may be withheld.
    note, note_language = version.note_in(language)
    return VersionFacts(
        language=language,
        issuer=document.issuer_in(language),
        title=document.title.get(language, ""),
        number=version.number,
        sha256=version.sha256,
        address=absolute(version_path(version, language)),
        published=version.published_at,
        published_on=version.published_on,
        effective_from=version.effective_from,
        time_zone=version.time_zone,
        significance=version.significance,
        imported=version.origin == Origin.IMPORTED,
        authoritative=document.authoritative,
        country=version.policy.organisation.country,
        note=note,
        note_language=note_language,
        behind=document.behind(language),
    )


def cover_of(facts: VersionFacts) -> list[Fact]:
    """What stands before the text."""
    with override(facts.language):
        weight = str(Significance(facts.significance).label)
        number = f"{facts.number} ({_('imported')})" if facts.imported else f"{facts.number} ({weight})"
        begins = facts.date + (f" ({facts.time_zone})" if facts.time_zone else "")
        published = long_date(facts.published_on, facts.language, facts.country)
        return [
            Fact(name=_("Version"), value=number),
            Fact(name=_("Applies from"), value=begins),
            Fact(name=_("Recorded on") if facts.imported else _("Published on"), value=published),
            Fact(name=_("Language that prevails"), value=language_name(facts.authoritative)),
            Fact(name=_("Permanent address"), value=facts.address, literal=True),
            Fact(name="SHA-256", value=facts.sha256, literal=True),
        ]


def footer_of(facts: VersionFacts) -> str:
    """Who, which version, from when: the foot of every page."""
    with override(facts.language):
        version = _("Version %(number)s, from %(date)s") % {"number": facts.number, "date": facts.date}
    return f"{facts.issuer} · {version}"


def page_of(facts: VersionFacts) -> str:
    """``{n}`` and ``{m}`` stand for the page and the number of pages."""
    with override(facts.language):
        return _("Page {n} of {m}")


def behind_of(facts: VersionFacts, key: str) -> str:
    """That a part of a translation follows an earlier source, where it does."""
    number = facts.behind.get(key)
    if number is None:
        return ""
    with override(facts.language):
        if number:
            return _(
                "This translation follows the text of version %(number)s. The text in the language that"
                " prevails has changed since."
            ) % {"number": number}
        return _(
            "This translation follows a text that was not published. The text in the language that prevails"
            " has changed since."
        )
