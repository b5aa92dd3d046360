"""The first screen of a notice: what happens, from when, and what is promised; a heading and a few sentences.

Each is said once, for the HTML and for the text of the mail alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from babel.dates import get_timezone_location
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.document.dates import long_date
from policies.publication.localize import grouped
from policies.publication.models import PolicyVersion

from .mail_isolation import Said, named_text, say

LONGEST_SUBJECT = 60


def heading(words: Mapping[str, Any]) -> Said:
    """What happens and from when, in one line."""
    if words["kind"] == "withdrawn":
        sentence = _("The change announced for %(date)s will not take place")
    elif words["kind"] == "correction":
        sentence = _("Correction: a text applies from %(date)s")
        if not words["in_advance"]:
            sentence = _("Correction: a text has applied since %(date)s")
    elif words["kind"] == "reminder" and words["in_advance"]:
        sentence = _("Reminder: a new text applies from %(date)s")
    elif words["minor"]:
        sentence = _("A minor change applies from %(date)s")
        if not words["in_advance"]:
            sentence = _("A minor change has applied since %(date)s")
    else:
        sentence = _("A new text applies from %(date)s")
        if not words["in_advance"]:
            sentence = _("A new text has applied since %(date)s")
    return say(sentence, words["language"], date=words["date"])


def sentences(words: Mapping[str, Any], version: PolicyVersion) -> list[Said]:
    """Who published it, what it replaces for these readers, how long before they are told, and what applies until then."""
    language = words["language"]
    values = {
        "organisation": words["organisation"],
        "number": words["number"],
        "date": words["date"],
        "announced": words["announced_on"],
        "current": words["current"] or "",
    }
    if former := words["former"]:
        values |= {"former": former["number"], "former_date": former["date"]}
    if revived := words["revived"]:
        values |= {"revived": revived["number"], "revived_date": revived["date"]}
    return [say(sentence, language, **values) for sentence in _facts(words)] + [
        *_late(words, language, version.policy.organisation.country),
        zone(version, language),
    ]


def zone(version: PolicyVersion, language: str) -> Said:
    """Beside every date that a mail says."""
    said = _("Dates begin at midnight, %(city)s time.")
    return say(said, language, city=_city(version, language))


def _facts(words: Mapping[str, Any]) -> Iterator[str]:
    kind = words["kind"]
    if kind == "withdrawn":
        yield _(
            "%(organisation)s has withdrawn version %(number)s, which was announced for %(date)s. It will not apply."
        )
        if words["revived"]:
            yield _(
                "Version %(revived)s, whose place it would have taken, applies from %(revived_date)s."
            )
        return
    if kind == "correction":
        yield _(
            "%(organisation)s has corrected what it announced to you: version %(former)s, announced for %(former_date)s, "
            "is replaced by version %(number)s."
        )
        if words["same_text"]:
            yield _("The text is the same; only the day has changed.")
    elif words["announced_on"]:
        yield _("It is version %(number)s, which %(organisation)s announced on %(announced)s.")
    else:
        yield _("%(organisation)s has published version %(number)s.")
        if words["former"]:
            yield _(
                "It takes the place of version %(former)s, which was announced for %(former_date)s and will not apply."
            )
    if words["minor"]:
        yield _("The organisation calls this a minor change.")
    if words["current"]:
        yield _("Until then, the text in force (version %(current)s) goes on applying.")


def _late(words: Mapping[str, Any], language: str, country: str) -> Iterator[Said]:
    """Counted from the day on which this mail is handed over."""
    late = words["late"]
    if late is None:
        if words["in_advance"]:
            days = words["days_left"]
            said = ngettext(
                "You are told %(days)s day before.", "You are told %(days)s days before.", days
            )
            yield say(said, language, days=grouped(days))
        return
    said = ngettext(
        "You are told %(days)s day before; the organisation’s rule is %(promised)s.",
        "You are told %(days)s days before; the organisation’s rule is %(promised)s.",
        late["days"],
    )
    if not words["in_advance"]:
        said = _("You are told only now; the organisation’s rule is %(promised)s days before.")
    yield say(said, language, days=grouped(late["days"]), promised=grouped(late["promised"]))
    if late["late"]:
        yield say(
            _("The text was published on %(published)s; this message was sent on %(sent)s."),
            language,
            published=long_date(late["published"], language, country),
            sent=long_date(late["sent"], language, country),
        )


def subject(words: Mapping[str, Any]) -> str:
    """At most 60 characters, the day first: phones show the first 35. The organisation is in the sender's name."""
    kind, ahead = words["kind"], words["in_advance"]
    if kind == "withdrawn":
        said = _("Withdrawn, %(date)s: %(title)s")
    elif kind == "correction":
        said = _("Correction, %(date)s: %(title)s")
    elif kind == "reminder":
        said = _("Reminder, %(date)s: %(title)s")
    elif words["minor"]:
        said = _("%(date)s: minor change, %(title)s")
    else:
        said = _("%(date)s: new text, %(title)s") if ahead else _("Since %(date)s: %(title)s")
    return fitted(said, words, date=words["date"])


def fitted(sentence: str, words: Mapping[str, Any], **values: str) -> str:
    """The sentence as a subject; the title gives way where it would be too long."""
    language = words["language"]
    bare = len(sentence % {"title": "", **values})
    title = words["title"]
    isolated = len(named_text(title, words["text_language"], language)) - len(title)
    room = LONGEST_SUBJECT - bare - isolated
    if len(title) > room:
        cut = title[: room - 1]
        at = cut.rfind(" ")
        # At a word, unless that leaves little of it.
        title = (cut[:at] if at > room - 8 else cut).rstrip(" ,;:،") + "…"
    return say(sentence, language, title=(title, words["text_language"]), **values).text


def _city(version: PolicyVersion, language: str) -> str:
    """Where the days of the version begin: “Casablanca”, «الدار البيضاء»."""
    return get_timezone_location(version.zone, locale=_LOCALES[language], return_city=True)


_LOCALES = {"fr": "fr", "en": "en_GB", "ar": "ar"}


def digest_heading(words: Mapping[str, Any]) -> Said:
    return say(_("Minor changes since %(since)s"), words["language"], since=words["since"])


def digest_subject(words: Mapping[str, Any]) -> str:
    organisation = words["organisation"]
    said = (
        _("Minor changes since %(date)s: %(title)s")
        if organisation
        else _("Minor changes of policies since %(date)s")
    )
    shown = {**words, "title": organisation, "text_language": words["language"]}
    return fitted(said, shown, date=words["since"])
