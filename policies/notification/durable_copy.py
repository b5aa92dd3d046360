"""The text itself with the notice: as PDF in the reader's language, and what changes in it.

A link can lead elsewhere tomorrow; an attachment stays as it was in the reader's own mailbox (CJEU, C-49/11). Sent where
the organisation chose it, or where a law that it keeps asks for the full text or whole clauses: the mail itself shows what
changed in a clause, and leaves out the rest of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

from policies.publication.law_profiles import Medium, chosen
from policies.publication.models import PolicyVersion
from policies.writers.pdf.write_pdf import redline_pdf, version_pdf
from policies.writers.version_facts import facts_of

from .changed_clauses import compared
from .ledger import Notice

MOST: Final = 150_000  # bytes of all attachments as they travel; more is sent, and the sender warned
_ENCODED: Final = 78 / 57  # base64, with its line ends
_TELLING: Final = (Notice.Kind.ADVANCE, Notice.Kind.EFFECTIVE, Notice.Kind.CORRECTION)
_REMEMBERED: Final = 12  # a notice in three languages, to readers who know four earlier announcements
_making = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    name: str
    content: bytes


def is_attached(notice: Notice) -> bool:
    """Whether the mails of this notice carry the text."""
    version = notice.version
    if notice.kind not in _TELLING or version.significance != PolicyVersion.Significance.SUBSTANTIAL:
        return False
    organisation = version.policy.organisation
    laws = chosen(organisation.law_profiles or (), version.effective_from)
    return bool(organisation.attaches_copies) or any(law.medium != Medium.EXCERPT for law in laws)


def copies_of(
    version: PolicyVersion, reference: PolicyVersion | None, language: str
) -> tuple[Copy, ...]:
    """The text, and what changed since ``reference``, in a language of the version; none of a withheld text.

    Raises what ``typeset`` raises.
    """
    if reference is not None and language not in reference.languages:
        reference = None
    if version.pk is None:
        return _made(version, reference, language)
    if version.withheld or (reference is not None and reference.withheld):
        return ()
    # Many workers want the same copies at once: one makes them.
    with _making:
        return _kept(version.pk, reference.pk if reference else None, language)


@lru_cache(maxsize=_REMEMBERED)
def _kept(version: int, reference: int | None, language: str) -> tuple[Copy, ...]:
    found = PolicyVersion.objects.select_related("policy__organisation").in_bulk(
        [pk for pk in (version, reference) if pk]
    )
    return _made(found[version], found.get(reference or 0), language)


def _made(version: PolicyVersion, reference: PolicyVersion | None, language: str) -> tuple[Copy, ...]:
    facts = facts_of(version, version.document, language)
    name = f"{version.policy.organisation.slug}-{version.policy.slug}-v{version.number}"
    copies = [Copy(name=f"{name}-{language}.pdf", content=version_pdf(version.document, facts))]
    if reference is not None:
        before = facts_of(reference, reference.document, language)
        changes = redline_pdf(compared(reference, version, language), before, facts)
        copies.append(Copy(name=f"{name}-from-v{reference.number}-{language}.pdf", content=changes))
    return tuple(copies)


def weight(contents: Iterable[bytes]) -> int:
    """The bytes that they take in a mail."""
    return round(sum(map(len, contents)) * _ENCODED)
