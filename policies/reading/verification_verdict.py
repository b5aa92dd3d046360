"""What a check of uploaded evidence found, in words for readers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from policies.evidence.offline import checking
from policies.evidence.offline.archive import Broken, Fault, Files, unpack
from policies.evidence.offline.withheld import WITHHELD_FORMAT, withheld_now
from policies.evidence.timestamps import timestamped_at
from policies.publication.checkpoints import authorities, public_keys, signed_tree
from policies.publication.localize import active_language
from policies.publication.log import LogEntry, stored_bytes
from policies.publication.models import PolicyVersion
from policies.publication.public_addresses import version_path
from policies.publication.withheld_text import title_in

# One sentence for each code of ``offline.archive.MESSAGES``, and five that only this site can find.
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
    "key": _("“%(subject)s” was not signed with a key of keys.txt that bears the log’s name."),
    "signature": _("A signature of “%(subject)s” does not hold: the text or the signature was altered."),
    "other_log": _("The two checkpoints are of different logs."),
    "unused_key": _("keys.txt holds a key that signed nothing: %(subject)s"),
    "untrusted": _("“%(subject)s” was not signed by this register: none of its keys fits."),
    "stamped_before": _("The timestamp is of %(subject)s, before the version was published: one of the two is false."),
    "authority": _("“%(subject)s” is not of an authority that timestamps this register’s checkpoints."),
    "timestamp": _("The timestamp does not hold: %(subject)s"),
    "no_cryptography": _("Signatures cannot be checked here: %(subject)s"),
    "program": _("“%(subject)s” is not the register’s own program. Do not run it."),
    "census": _(
        "The signed log does not end with a count of every policy’s events, so that nothing shows that this bundle is "
        "whole (%(subject)s)."
    ),
    "omitted": _(
        "Something was left out: the log has other events of this policy than this bundle, such as a withdrawal or a "
        "later version."
    ),
    "earlier": _(
        "The bundle calls itself one of an earlier format, and its checkpoint is younger: something may have been left "
        "out."
    ),
    "time": _("The moments of the events are not in the order of the log, at entry %(subject)s."),
    "not_withheld": _("The log does not say that this text is withheld now, and it is not in the bundle."),
    "bounds": _("“%(subject)s” is larger than in any bundle of this register."),
    "too_often": _("Too many files were checked from your network in this minute. Try again in a minute."),
    "no_file": _("Choose a file first."),
    "register": _(
        "The bundle is genuine, but this register’s log no longer agrees with it: published texts were lost or "
        "replaced here after the bundle was made. Keep the bundle."
    ),
}  # fmt: skip
UNREADABLE = {"too_large", "not_zip", "compressed", "container", "no_file", "too_often"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``faults`` are codes with subjects; without any, ``proof`` says what the bundle proves, as a page shows it."""

    faults: tuple[Fault, ...] = ()
    proof: dict[str, Any] = field(default_factory=dict)

    @property
    def unreadable(self) -> bool:
        return any(fault.code in UNREADABLE for fault in self.faults)

    @property
    def sentences(self) -> list[str]:
        return [str(SENTENCES[fault.code]) % {"subject": fault.subject} for fault in self.faults]


TOO_LARGE = Verdict(faults=(Fault("too_large"),))
TOO_OFTEN = Verdict(faults=(Fault("too_often"),))


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
        return moments[-1].astimezone(UTC).isoformat()

    trusted = "".join(f"{key.text}\n" for key in public_keys())
    report = checking.check(files, trusted=trusted, timestamps=timestamps)
    faults = list(report.faults) + _of_strangers(report, files)
    if not faults and _disagrees(files["checkpoint.txt"]):
        faults.append(Fault("register"))
    logged = _logged(report) if not faults else {}
    if not faults and [place for place in logged if place < report.size] != report.positions:
        faults.append(Fault("omitted"))
    if not all(logged.values()):
        faults.append(Fault("register"))
    if faults:
        return Verdict(faults=tuple(dict.fromkeys(faults)))
    # What became of the version is said as this register's own log has it today.
    report = report._replace(events=list(logged.values()))
    return Verdict(proof=_proof(report) | {"timestamp": moments[0] if moments else None})


def _of_strangers(report: checking.Report, files: Files) -> list[Fault]:
    """A key or a timestamp authority that this register never had: a forger brings fitting ones."""
    found = [Fault("untrusted", "keys.txt")] if report.strangers else []
    authority = files.get("timestamp-authority.pem")
    if authority is not None and authority.decode("ascii", "replace") not in authorities():
        found.append(Fault("authority", "timestamp-authority.pem"))
    return found


def _logged(report: checking.Report) -> dict[int, dict[str, Any]]:
    """Every event that this register's log has of the policy, by position; an entry that was spoiled says nothing."""
    entries = LogEntry.objects.filter(policy__uuid=report.facts["policy"]).order_by("position")
    rows = entries.values_list("position", "content")
    return {position: _event(stored_bytes(content)) for position, content in rows}


def _event(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _proof(report: checking.Report) -> dict[str, Any]:
    """The text is named in the page's language if it has it, else in the one that prevails.

    ``path`` is where this register shows the same version; empty where it has none.
    """
    facts = report.facts
    withheld = facts["format"] == WITHHELD_FORMAT
    language = active_language()
    if not withheld and language not in facts["languages"]:
        language = facts["authoritative_language"]
    successor = checking.successor(report)
    versions = PolicyVersion.objects.select_related("policy__organisation").defer("content")
    version = versions.filter(sha256=facts["sha256"]).first()
    return facts | {
        "title": title_in(language) if withheld else facts["title"].get(language, ""),
        "without_text": withheld,
        "withheld": bool(withheld_now(report.events, facts["number"])),
        "published_at": datetime.fromisoformat(facts["published_at"]),
        "effective_from": date.fromisoformat(facts["effective_from"]),
        "significance": "" if withheld else PolicyVersion.Significance(facts["significance"]).label,
        "successor": successor,
        "replaced_from": date.fromisoformat(successor["effective_from"]) if successor else None,
        "withdrawn": any(
            event["entry"] == "withdrawal" and event["number"] == facts["number"]
            for event in report.events
        ),
        "retired": next(
            (
                datetime.fromisoformat(event["retired_at"])
                for event in report.events
                if event["entry"] == "retirement"
            ),
            None,
        ),
        "complete": datetime.fromisoformat(report.complete) if report.complete else None,
        "path": version_path(version, language) if version else "",
        "country": version.policy.organisation.country if version else "",
    }


def _disagrees(note: bytes) -> bool:
    """Whether the log is another one than the checkpoint says. A process reads an entry once, however many are uploaded."""
    try:
        signed_tree(note.decode())
    except LookupError:
        return True
    return False
