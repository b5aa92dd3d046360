"""The variables of the environment that drive the settings: their types and defaults; a wrong value refuses to start.

Every ``SIJILL_…`` variable is listed in ``VARIABLES``; an unknown one is an error, so that a typing mistake never
silently means the default.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

VARIABLES = {
    "SIJILL_DEBUG": (bool, False),
    "SIJILL_SECRET_KEY": (str, ""),
    "SIJILL_FORMER_SECRET_KEYS": (list, []),  # the newest first
    "SIJILL_BASE_URL": (str, "http://127.0.0.1:8000"),
    "SIJILL_DATABASE_URL": (str, ""),  # empty: SQLite in SIJILL_VAR
    "SIJILL_VAR": (str, str(BASE_DIR / "var")),
    "SIJILL_EMAIL_HOST": (str, "127.0.0.1"),
    "SIJILL_EMAIL_PORT": (int, 1025),
    "SIJILL_EMAIL_USER": (str, ""),
    "SIJILL_EMAIL_PASSWORD": (str, ""),
    "SIJILL_EMAIL_TLS": (bool, False),
    "SIJILL_MAIL_FROM": (str, "Sijill <notices@sijill.example>"),
    "SIJILL_MAIL_BOUNCES": (str, ""),  # empty: to the sender
    "SIJILL_MAIL_UNSUBSCRIBE": (str, ""),  # empty: by the link only
    "SIJILL_MAIL_CANARIES": (list, []),
    "SIJILL_MAIL_CONFIRMATIONS": (str, ""),  # smtp://… for confirmations alone; empty: as the notices
    "SIJILL_MAIL_TRANSPORT": (str, "smtp"),
    "SIJILL_MAIL_PROVIDER": (dict, {}),
    "SIJILL_MAIL_WINDOW": (int, 50),
    "SIJILL_MAIL_RATE": (float, 0.0),  # 0: no cap
    "SIJILL_MAIL_IN_DOUBT": (str, "resend"),
    "SIJILL_MAIL_DELIVERIES_KEPT": (int, 400),  # days after a notice's end; its receipts stay
    "SIJILL_MAIL_MOST_COMPLAINTS": (float, 0.3),  # percent of a notice's mails to contract parties
    "SIJILL_MAIL_LEASE": (float, 60.0),
    "SIJILL_DEMO": (bool, False),
    "SIJILL_CACHE_URL": (str, ""),  # empty: files in SIJILL_VAR, shared by the processes of one machine
    "SIJILL_SECRET_KEY_FILE": (str, ""),
    "SIJILL_LOG_KEY": (str, ""),
    "SIJILL_LOG_KEY_FILE": (str, ""),
    "SIJILL_LOG_MEMORY_FILE": (str, ""),
    "SIJILL_LOG_POLICY_FILE": (str, ""),
    "SIJILL_CHECKPOINT_MAIL_TO": (list, []),
    "SIJILL_SECURITY_CONTACT": (str, ""),  # in security.txt: an email or a web address
    "SIJILL_BACKUP_FOLDER": (str, ""),  # empty: backups/ in SIJILL_VAR
    "SIJILL_BACKUP_RECIPIENTS": (list, []),  # public keys of age; empty: backups are not sealed
    "SIJILL_BACKUP_DAYS": (int, 35),
    "SIJILL_BACKUP_THEN": (str, ""),
    "SIJILL_DRILL_DATABASE_URL": (str, ""),
    "SIJILL_LOG_FORMAT": (str, "line"),
    "SIJILL_METRICS_TOKEN": (str, ""),  # empty: no metrics
    "SIJILL_MAIL_DKIM_SELECTOR": (str, ""),
    "SIJILL_ADVISORIES_FILE": (str, ""),
    "SIJILL_TIMESTAMP_URL": (str, ""),
    "SIJILL_TIMESTAMP_AUTHORITY": (str, ""),
}

# Never quoted in a message.
SECRET = ("SIJILL_METRICS_TOKEN", "SIJILL_MAIL_CONFIRMATIONS")

env = environ.Env(**VARIABLES)


def refuse(problem: str, unless: object) -> None:
    """The site does not start with a setting that is wrong; ``problem`` names it and states the rule."""
    if not unless:
        raise ImproperlyConfigured(problem)


def checked(name: str, rule: str, holds: Callable[[Any], object]) -> Any:
    """The value of a variable; the site does not start where it is not as the rule says."""
    value = env(name)
    shown = "wrong" if name in SECRET else repr(value)
    refuse(f"{name} is {shown}: it must be {rule}", holds(value))
    return value


def refuse_unknown() -> None:
    unknown = sorted(name for name in os.environ if name.startswith("SIJILL_") and name not in VARIABLES)
    refuse(f"unknown setting {', '.join(unknown)}: known are {', '.join(VARIABLES)}", not unknown)
