"""Where links lead: sites, pages and mail addresses, without what only says the language of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from policies.document.blocks import Body, runs_of
from policies.document.text import runs_text

_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB: Final = re.compile(r"(?:https?://|www\.)[^\s<>«»\"”“()\[\]،]+")
_CODE: Final = r"(?:fr|en|ar|de|es)(?:[-_][a-z]{2,4})?"
# Sites of one organisation in its languages: "fr.example.org", "example.org/fr-ma/".
_OWN_LANGUAGE: Final = re.compile(rf"^(?:www\.)?(?:{_CODE}\.(?=[^.]+\.))?(?:www\.)?(?:m\.)?")
_LOCALE: Final = re.compile(rf"/{_CODE}(?=/|$)", re.IGNORECASE)
_LOCAL_PART: Final = re.compile(rf"(?<=[-_.+]){_CODE}(?=@)|^{_CODE}(?=[-_.+])", re.IGNORECASE)
_NAMED_LANGUAGE: Final = re.compile(rf"^(?:www\.)?{_CODE}\.[^.]+\.")
_TRAILING: Final = ".,;:!?'’»\"”)…"
_PAGE: Final = re.compile(r"(?:/index)?\.(?:html?|php|aspx?|pdf)$", re.IGNORECASE)
_LANGUAGE_WORD: Final = re.compile(
    rf"[-_.]{_CODE}(?=$|[/.])|/(?:francais|français|english|anglais|arabe|arabic|العربية)(?=/|$)",
    re.IGNORECASE,
)


class Target(NamedTuple):
    """``path`` is empty where pages of a site are named in each language, so that they cannot be compared; ``locale`` is
    the part of it that names the language.
    """

    host: str
    path: str
    written: str
    locale: str = ""


class Targets(NamedTuple):
    web: tuple[Target, ...]
    mails: dict[str, str]


def targets_of(heading: str, body: Body) -> Targets:
    """The addresses of links and those that stand in the text; each address of a link once."""
    web: list[Target] = []
    mails: dict[str, str] = {}
    for runs in ((), *(runs for block in body for runs in runs_of(block))):
        for link, group in groupby(runs, key=lambda run: run.link):
            text = runs_text(group)
            for written in [link] if link else _WEB.findall(text):
                if target := _target(written.rstrip(_TRAILING) if not link else written):
                    web.append(target)
            if link and link.lower().startswith("mailto:"):
                mails |= _mails(unquote(link[7:].partition("?")[0]))
            mails |= _mails(text)
    return Targets(tuple(web), mails | _mails(heading))


_END: Final = 2


def _mails(text: str) -> dict[str, str]:
    """The address as it is compared: as written."""
    found = (mail.rstrip(".") for mail in _MAIL.findall(text))
    return {_LOCAL_PART.sub("", mail.lower()): mail for mail in found}


def _target(written: str) -> Target | None:
    if written.startswith("#"):
        return None
    if written.startswith("/") and not written.startswith("//"):
        # On the policy's own site.
        return Target("", _plain_path(urlsplit(written).path, ""), written)
    try:
        parts = urlsplit(written if "//" in written else f"https://{written}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host:
        return None
    path = "" if _NAMED_LANGUAGE.match(host) else _plain_path(parts.path, parts.fragment)
    locale = _LOCALE.search(parts.path)
    return Target(_OWN_LANGUAGE.sub("", host), path, written, locale[0].lower() if locale else "")


def _plain_path(path: str, fragment: str) -> str:
    path = _PAGE.sub("", unquote(path).lower())
    path = _LANGUAGE_WORD.sub("", _LOCALE.sub("", path)).rstrip("/")
    return f"{path or '/'}#{fragment.lower()}" if fragment else path or "/"


def hosts_apart(source: Targets, translation: Targets) -> Iterator[tuple[str, str]]:
    """The sites that one side's links lead to and none of the other's."""
    yield from _apart(
        {each.host: each.host for each in source.web if each.host},
        {each.host: each.host for each in translation.web if each.host},
    )


def paths_apart(source: Targets, translation: Targets) -> Iterator[tuple[str, str]]:
    """Pages of one site where both sides have another; one more or less is no other page.

    Where each address names its own language the pages may too: then only their depth or their end is compared.
    """
    for host in dict.fromkeys(each.host for each in source.web):
        old, new = (
            [each for each in side.web if each.host == host and each.path]
            for side in (source, translation)
        )
        for one, other in zip(_others(old, new), _others(new, old), strict=False):
            named = one.locale and other.locale and one.locale != other.locale
            if named and (one.path.count("/") == other.path.count("/") or _same_end(one, other)):
                continue
            yield one.written, other.written


def _same_end(one: Target, other: Target) -> bool:
    """Whether both pages lie in folders of other names and are called alike there."""
    ends = [each.path.split("/")[-_END:] for each in (one, other)]
    return ends[0] == ends[1] and len(ends[0]) == _END


def _others(some: list[Target], others: list[Target]) -> list[Target]:
    """The pages that are more often among some than among the others."""
    more = Counter(each.path for each in some) - Counter(each.path for each in others)
    last = {each.path: each for each in some}
    return [last[path] for path in more.elements()]


def mails_apart(source: Targets, translation: Targets) -> Iterator[tuple[str, str]]:
    yield from _apart(source.mails, translation.mails)


def _apart(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str]]:
    missing = [said for key, said in old.items() if key not in new]
    extra = [said for key, said in new.items() if key not in old]
    if len(missing) == len(extra) == 1:
        yield missing[0], extra[0]
        return
    yield from ((said, "") for said in missing)
    yield from (("", said) for said in extra)
