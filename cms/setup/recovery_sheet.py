"""The sheet of paper from which the log's key comes back: what it is, and how it is typed in again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.conf import settings

from cms.version import VERSION
from policies.evidence.notes import SigningKey

_SHEET: Final = """\
RECOVERY SHEET OF THE LOG'S KEY                                        {day}
{rule}
Register      {site}
Log           {name}
Sijill        {version}

Print two copies. Keep each in a sealed envelope, in two places that do not burn together (a notary, a safe). Then delete
this file. Who has this sheet can sign in the register's name; who has lost all of it cannot go on with the log.

{keys}
Typing it in again
1. Write each secret line, as it stands, into a file that the site's account alone reads:
     install -m 600 /dev/null log.key    and then an editor. A line has no space and no line break.
2. The first 8 digits of `tr -d '\\n' < log.key | sha256sum` are the check digits above, if the file has one line.
3. Set SIJILL_LOG_KEY_FILE to it, and run `manage.py doctor`: it must name no error of the log's key.
4. The signer also remembers what it signed last, in {memory}. If that file is lost too, and nothing of the
   register is lost, `manage.py resume_log --reason …` begins it anew; the reason is public (docs/restoring.md).
{rule}
"""
_KEY: Final = """\
Public line   {public}
Secret line   {secret}
Check digits  {check}

"""
_RULE: Final = "-" * 100


def sheet(keys: Sequence[SigningKey]) -> str:
    """The text of the sheet. It holds the secret: for paper, never for a log."""
    lines = [
        _KEY.format(public=key.public, secret=key.text, check=check_digits(key.text)) for key in keys
    ]
    return _SHEET.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        rule=_RULE,
        site=settings.BASE_URL,
        name=keys[0].name,
        version=VERSION,
        keys="".join(lines),
        memory=settings.LOG_MEMORY_FILE,
    )


def check_digits(line: str) -> str:
    """By which a typing mistake shows."""
    return hashlib.sha256(line.encode()).hexdigest()[:8]
