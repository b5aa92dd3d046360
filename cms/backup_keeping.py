"""What becomes of a backup once it is made: sealed for who may open it, kept for a while, handed on to another place.

Sealed files are of the format age (age-encryption.org/v1): `age --decrypt --identity KEY` opens them without this program.
The machine that makes them has the recipients' public keys alone, and cannot open what it made.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyrage

SEALED: Final = b"age-encryption.org/"
PREFIX: Final = "sijill-"
FEWEST: Final = 3  # backups that stay however old they are
PATIENCE: Final = 3 * 3600  # seconds for handing one on


class NotKept(Exception):
    """A backup cannot be sealed, opened or handed on; the message says why."""


def name_of(moment: datetime, *, sealed: bool) -> str:
    return f"{PREFIX}{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar{'.age' if sealed else ''}"


def recipients_of(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Raises ``NotKept`` for a text that is no public key (age1…)."""
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError:
        raise NotKept("SIJILL_BACKUP_RECIPIENTS must be public keys of age: age1…") from None


def seal(plain: Path, sealed: Path, keys: Sequence[str]) -> None:
    """Write ``sealed``, which any one of the secret keys opens. Raises ``NotKept``."""
    pyrage.encrypt_file(str(plain), str(sealed), recipients_of(keys))


def is_sealed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(SEALED)) == SEALED


@contextmanager
def opened(file: Path, identity: Path | None) -> Iterator[Path]:
    """The backup as a tar file, for the block alone where it was sealed. Raises ``NotKept``."""
    if not is_sealed(file):
        yield file
        return
    if identity is None:
        raise NotKept(f"{file} is sealed: name the file of the secret key (--identity FILE)")
    try:
        text = identity.read_text(encoding="utf-8")
        secrets = [line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")]
        identities = [pyrage.x25519.Identity.from_str(line) for line in secrets]
        if not identities:
            raise NotKept(f"{identity} is no file of an age key: it has no line AGE-SECRET-KEY-…")
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise NotKept(f"{identity} is no file of an age key: {type(error).__name__}") from None
    with TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        plain = Path(folder) / "backup.tar"
        try:
            pyrage.decrypt_file(str(file), str(plain), identities)
        except (pyrage.DecryptError, OSError) as error:
            raise NotKept(f"{file} cannot be opened with the key in {identity}: {error}") from None
        yield plain


def kept(folder: Path) -> list[Path]:
    """The backups of this folder that a timer made, oldest first."""
    return sorted(
        [*folder.glob(f"{PREFIX}*.tar"), *folder.glob(f"{PREFIX}*.tar.age")], key=lambda file: file.name
    )


def forget_old(folder: Path, days: int) -> list[Path]:
    """Delete what is older, but never the last few."""
    before = name_of(datetime.now(UTC) - timedelta(days=days), sealed=False)
    old = [file for file in kept(folder)[:-FEWEST] if file.name < before]
    for file in old:
        file.unlink()
    return old


def hand_on(file: Path, command: str) -> None:
    """Run the operator's command with the file's path at its end, or where it says {}. Raises ``NotKept``."""
    words = shlex.split(command)
    given = [word.replace("{}", str(file)) for word in words]
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            given if given != words else [*words, str(file)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotKept(f"{words[0]} cannot be run: {error}") from None
    if done.returncode:
        said = " ".join(done.stderr.split())[-200:]
        raise NotKept(
            f"{words[0]} ended with {done.returncode}: the backup is on this machine alone. {said}"
        )
