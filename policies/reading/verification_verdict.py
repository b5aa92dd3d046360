"""What a check of uploaded evidence found, in words for readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.evidence.bundle import is_own_program
from policies.evidence.offline import checking, proofs
from policies.evidence.offline.archive import Broken, Fault, unpack
from policies.evidence.timestamps import timestamped_at
from policies.publication.checkpoints import disagreement, public_keys
from policies.publication.localize import active_language
from policies.publication.log import tree
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import version_path

# One sentence for each code of ``offline.archive.MESSAGES``, and three that only this site can find.
SENTENCES = {
    "too_large": _("The file is larger than 16 MB: no bundle of this register is."),
    "not_zip": _("This is no ZIP archive, or a damaged one."),
    "compressed": _("“%(subject)s” is compressed or too large: the register stores files as they are."),
    "container": _(
        "The archive was altered or packed again, first at byte %(subject)s. Upload it as it was downloaded."
    ),
    "missing": _("“%(subject)s” is missing."),
    "unexpected": _("“%(subject)s” does not belong into a bundle."),
    "sums": _("The list of digests (SHA256SUMS) was altered, at line %(subject)s."),
    "altered": _("“%(subject)s” was altered: it does not have the digest that SHA256SUMS names."),
    "not_derived": _("“%(subject)s” was altered: the proven text says something else."),
    "malformed": _("“%(subject)s” is not of its form."),
    "digest": _("The published text (version.json) was altered: its digest is not the one in the log."),
    "other_version": _(
        "The published text and its entry in the log do not belong together (%(subject)s)."
    ),
    "chain": _("The text does not follow on version %(subject)s as the log has it."),
    "entries": _("The policy’s entries of the log are not in order or not whole, at %(subject)s."),
    "inclusion": _("The signed log does not hold entry %(subject)s of this bundle."),
    "first_inclusion": _("The log did not hold this version at the older checkpoint."),
    "consistency": _("The log was rewritten between the two checkpoints."),
    "key": _("“%(subject)s” was not signed with a key of keys.txt."),
    "signature": _("A signature of “%(subject)s” does not hold: the text or the signature was altered."),
    "other_log": _("The two checkpoints are of different logs."),
    "unused_key": _("keys.txt holds a key that signed nothing: %(subject)s"),
    "untrusted": _("“%(subject)s” was not signed by this register: none of its keys fits."),
    "timestamp": _("The timestamp does not hold: %(subject)s"),
    "no_cryptography": _("Signatures cannot be checked here: %(subject)s"),
    "program": _("The programs or explanations in this bundle are not the register’s own."),
    "no_file": _("Choose a file first."),
    "register": _(
        "The bundle is genuine, but this register’s log no longer agrees with it: published texts were lost or "
        "replaced here after the bundle was made. Keep the bundle."
    ),
}  # fmt: skip
_UNREADABLE = {"too_large", "not_zip", "compressed", "container", "no_file"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``faults`` are codes with subjects; without any, ``proof`` says what the bundle proves, as a page shows it."""

    faults: tuple[Fault, ...] = ()
    proof: dict[str, Any] = field(default_factory=dict)

    @property
    def unreadable(self) -> bool:
        return any(fault.code in _UNREADABLE for fault in self.faults)

    @property
    def sentences(self) -> list[str]:
        return [str(SENTENCES[fault.code]) % {"subject": fault.subject} for fault in self.faults]


TOO_LARGE = Verdict(faults=(Fault("too_large"),))


def verdict_of(archive: bytes) -> Verdict:
    """Check an uploaded archive against this register's keys and log. It is not kept."""
    if not archive:
        return Verdict(faults=(Fault("no_file"),))
    try:
        files = unpack(archive)
    except Broken as broken:
        return Verdict(faults=(broken.fault,))
    moments: list[datetime] = []

    def timestamps(response: bytes, message: bytes, authority: str) -> str:
        moments.append(timestamped_at(response, message=message, authority=authority))
        return moments[-1].isoformat()

    trusted = "".join(f"{key.text}\n" for key in public_keys())
    report = checking.check(files, trusted=trusted, timestamps=timestamps)
    faults = list(report.faults)
    if not is_own_program(files):
        faults.append(Fault("program"))
    if not faults and _disagrees(files["checkpoint.txt"]):
        faults.append(Fault("register"))
    if faults:
        return Verdict(faults=tuple(dict.fromkeys(faults)))
    return Verdict(proof=_proof(report) | {"timestamp": moments[0] if moments else None})


def _proof(report: checking.Report) -> dict[str, Any]:
    """The text is named in the page's language if it has it, else in the one that prevails.

    ``path`` is where this register shows the same version; empty where it has none.
    """
    facts = report.facts
    language = active_language()
    if language not in facts["languages"]:
        language = facts["authoritative_language"]
    successor = checking.successor(report)
    versions = PolicyVersion.objects.select_related("policy__organisation").defer("content")
    version = versions.filter(sha256=facts["sha256"]).first()
    return facts | {
        "title": facts["title"].get(language, ""),
        "published_at": datetime.fromisoformat(facts["published_at"]),
        "effective_from": date.fromisoformat(facts["effective_from"]),
        "significance": PolicyVersion.Significance(facts["significance"]).label,
        "successor": successor,
        "replaced_from": date.fromisoformat(successor["effective_from"]) if successor else None,
        "withdrawn": any(
            event["entry"] == "withdrawal" and event["number"] == facts["number"]
            for event in report.events
        ),
        "path": version_path(version, language) if version else "",
    }


def _disagrees(note: bytes) -> bool:
    try:
        return bool(disagreement(proofs.read_note(note), tree()))
    except LookupError:
        return True
