"""The settings refuse what is weak or unknown, and a public address brings what protects it."""

from __future__ import annotations

import os
import runpy
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.run import ROOT

PUBLIC = {"SIJILL_BASE_URL": "https://policies.example.org", "SIJILL_SECRET_KEY": "aB3$" * 12 + "xyzuvw"}


@pytest.fixture
def settings_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The settings as a process reads them that has just these variables, and is no test."""

    def read(**variables: str) -> dict[str, Any]:
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("SIJILL_")]:
                patch.delenv(name)
            for name, value in {"SIJILL_VAR": str(tmp_path / "var"), **variables}.items():
                patch.setenv(name, value)
            patch.delitem(sys.modules, "pytest")
            return runpy.run_path(str(ROOT / "cms" / "settings.py"))

    return read


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SIJILL_BASE_URL": "http://policies.example.org"}, "it must be https"),
        ({"SIJILL_BASE_URL": "policies.example.org"}, "it must be an origin"),
        ({"SIJILL_BASE_URL": "https://policies.example.org/en/"}, "it must be an origin"),
        ({"SIJILL_SECRET_KEY": ""}, "50 random characters or more"),
        ({"SIJILL_SECRET_KEY": "short"}, "50 random characters or more"),
        ({"SIJILL_SECRET_KEY": "a" * 60}, "50 random characters or more"),
        ({"SIJILL_SECRET_KEY_FILE": "/nowhere"}, "both set"),
        ({"SIJILL_SECRET_KEY": "", "SIJILL_SECRET_KEY_FILE": "/nowhere"}, "cannot be read"),
        ({"SIJILL_FORMER_SECRET_KEYS": "short"}, "at least 50 characters"),
        ({"SIJILL_DEMO": "true"}, "stays on this machine"),
        ({"SIJILL_SECRT_KEY": "x"}, "unknown setting SIJILL_SECRT_KEY"),
        ({"SIJILL_DATABASE_URL": "mysql://a@b/c"}, "only SQLite and PostgreSQL"),
        ({"SIJILL_CACHE_URL": "memcached://a"}, "must be redis://"),
        ({"SIJILL_LOG_KEY": "x", "SIJILL_LOG_KEY_FILE": "y"}, "both set"),
        ({"SIJILL_MAIL_TRANSPORT": "mailgun"}, "MAILGUN_WEBHOOK_SIGNING_KEY"),
        ({"SIJILL_MAIL_TRANSPORT": "pigeon"}, "it must be smtp, file, console"),
        ({"SIJILL_MAIL_WINDOW": "0"}, "from 1 to 500"),
    ],
)
def test_weak_or_unknown_value_refuses_to_start(
    settings_of: Any, variables: dict[str, str], words: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings_of(**{**PUBLIC, **variables})

    assert words in str(refused.value)
    assert PUBLIC["SIJILL_SECRET_KEY"] not in str(refused.value)


def test_public_address_is_https_only_and_its_cookies_too(settings_of: Any) -> None:
    settings = settings_of(**PUBLIC)

    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["ALLOWED_HOSTS"] == ["policies.example.org"]
    assert not settings["DEBUG"]


def test_second_factor_is_required_wherever_it_is_no_demo(settings_of: Any) -> None:
    assert settings_of(**PUBLIC)["SECOND_FACTOR_REQUIRED"]
    assert settings_of()["SECOND_FACTOR_REQUIRED"]
    assert not settings_of(SIJILL_DEMO="true")["SECOND_FACTOR_REQUIRED"]


def test_sign_ins_are_counted_by_client_behind_the_proxy_of_a_public_address(settings_of: Any) -> None:
    """Else all readers of the proxy's address share one limit: who exhausts it shuts everybody out."""
    assert settings_of(**PUBLIC)["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert settings_of()["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


def test_power_cut_takes_nothing_that_sqlite_acknowledged(settings_of: Any, tmp_path: Path) -> None:
    options = settings_of()["DATABASES"]["default"]["OPTIONS"]

    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        database.executescript(options["init_command"])

        # FULL: each commit is on the disk before it is acknowledged (sqlite.org/pragma.html#pragma_synchronous).
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)
