"""The archive of an evidence bundle: packed in one form only, and unpacked without trusting it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Dict, NamedTuple  # noqa: UP035 - read by Python 3.8 too

Files = Dict[str, bytes]  # noqa: UP006 - evaluated, by Python 3.8 too
LARGEST = 16 * 1024 * 1024  # bytes of an archive; no member is compressed, so none grows
LARGEST_DIRECTORY = 64 * 1024  # bytes, of some thirty names
LONGEST_SHOWN = 1_000
MESSAGES = {
    "too_large": "the archive is larger than 16 MiB: the register makes no such bundle",
    "not_zip": "this is no ZIP archive, or a damaged one: {subject}",
    "compressed": "{subject} is compressed or too large: the register stores files as they are",
    "container": "the archive itself was altered or packed again, first at byte {subject}",
    "missing": "{subject} is missing",
    "unexpected": "{subject} does not belong into a bundle",
    "sums": "SHA256SUMS was altered: line {subject}",
    "altered": "{subject} was altered: it does not have the digest that SHA256SUMS names",
    "not_derived": "{subject} was altered: the proven bytes say something else",
    "malformed": "{subject} is not of its form",
    "digest": "version.json was altered: its digest is not the one in the log",
    "other_version": "version.json and the log's entry name different versions: {subject}",
    "chain": "version.json does not follow on version {subject} as the log has it",
    "entries": "proof.json: the entries of the policy are not in order or not whole, at {subject}",
    "inclusion": "the log of the checkpoint does not hold entry {subject} of proof.json",
    "first_inclusion": "the log of first-checkpoint.txt does not hold this version",
    "consistency": "the log was rewritten between first-checkpoint.txt and checkpoint.txt",
    "key": "{subject} was not signed by a key of keys.txt that bears the log's name",
    "signature": "{subject}: a signature does not hold, so the text or the signature was altered",
    "other_log": "first-checkpoint.txt and checkpoint.txt are of different logs",
    "unused_key": "keys.txt holds a key that signed nothing: {subject}",
    "untrusted": "{subject} was signed with a key that is not among those you trust",
    "stamped_before": "the timestamp is of {subject}, before the version was published: one of the two is false",
    "timestamp": "the timestamp does not hold: {subject}",
    "program": "{subject} is not the register's own: nobody may be told to run it",
    "census": "the log of checkpoint.txt does not end with a count of every policy's events: {subject}",
    "omitted": "something was left out: {subject}",
    "earlier": "the bundle calls itself one of format {subject}, which nobody makes of a log that counts events: "
    "something may have been left out",
    "not_withheld": "the log does not say that the text of this version is withheld now, and it is not in the bundle",
    "time": "an event is earlier than the one before it: entry {subject}",
    "bounds": "{subject} is larger than in any bundle of this register",
    "no_cryptography": "signatures cannot be checked here: {subject}",
}


class Fault(NamedTuple):
    """One thing that is wrong: a code of ``MESSAGES``, and the file, byte or key it is about."""

    code: str
    subject: str = ""

    def __str__(self) -> str:
        return MESSAGES[self.code].format(subject=shown(self.subject))


class Broken(Exception):
    """A fault after which nothing more can be checked."""

    def __init__(self, code: str, subject: str = "") -> None:
        super().__init__(code, subject)
        self.fault = Fault(code, subject)


def shown(words: str) -> str:
    """On one line, without what a terminal obeys or what turns the direction of others: a forger chooses names too."""
    return "".join(sign if sign.isprintable() else "?" for sign in words[:LONGEST_SHOWN])


def unpack(archive: bytes) -> Files:
    """The files of a bundle. Raises ``Broken`` unless it is byte for byte what the register packs."""
    if len(archive) > LARGEST:
        raise Broken("too_large")
    # Python's reader lists the whole directory before it can be stopped, 350,000 names in 16 MiB: ours is small, and ends
    # the archive without a comment and without the records of ZIP64.
    end = archive[-22:]
    small = int.from_bytes(end[12:16], "little") <= LARGEST_DIRECTORY
    if end[:4] != b"PK\x05\x06" or archive[-42:-38] == b"PK\x06\x07" or not small:
        raise Broken("not_zip", "no small directory at its end")
    files: Files = {}
    stored = 0  # each byte belongs to one member: else 100 members that share 16 MiB are 1.6 GB
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for member in opened.infolist():
                name = re.sub(r"[^\w.-]", "?", member.filename)[:60]
                stored += member.file_size
                if member.compress_type != zipfile.ZIP_STORED or stored > len(archive):
                    raise Broken("compressed", name)
                if member.filename in files or len(files) > 40:
                    raise Broken("unexpected", name)
                files[member.filename] = opened.read(member)
    except Broken:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged archives
        raise Broken("not_zip", f"{type(error).__name__} {error}"[:100]) from None
    if (again := pack(files)) != archive:
        same = next((i for i, (a, b) in enumerate(zip(archive, again)) if a != b), None)  # noqa: B905
        raise Broken("container", str(min(len(archive), len(again)) if same is None else same))
    return files


def pack(files: Files) -> bytes:
    """The archive of these files: stored, sorted, without a date, so that equal files are equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return buffer.getvalue()


def sums(files: Files) -> bytes:
    """The content of ``SHA256SUMS``, as ``sha256sum`` writes it and checks it."""
    lines = (
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
        if name != "SHA256SUMS"
    )
    return "".join(lines).encode()
