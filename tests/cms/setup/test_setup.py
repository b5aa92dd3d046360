"""Setting a site up: asked or by options, again and again, and nothing half done."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from cms.management.commands import setup as command
from cms.setup import first_steps
from cms.setup.recovery_sheet import check_digits, sheet
from policies.authoring.people.membership import Invitation
from policies.evidence.notes import read_keys
from policies.publication.models import Organisation
from tests.conftest import Mailbox

pytestmark = pytest.mark.django_db

PASSWORD = "a long and winding password 7"


@pytest.fixture
def options(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Of a whole set-up that asks nothing; the files of a release are another test's."""
    settings.EMAIL_BACKEND = "cms.site_mail.EmailBackend"
    settings.LOG_KEY, settings.LOG_KEY_FILE = "", str(tmp_path / "keys" / "log.key")
    monkeypatch.setattr(first_steps, "prepare_files", lambda: "The files are there.")
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    return {
        "asks": False,
        "admin": "root",
        "admin_email": "root@example.org",
        "password_file": tmp_path / "password",
        "second_factor": tmp_path / "second-factor",
        "sheet": tmp_path / "sheet",
        "organisation": "Atlas Téléphone",
        "language": "fr",
        "owner": "owner@example.org",
    }


def set_up(**options: Any) -> str:
    out = StringIO()
    call_command("setup", stdout=out, **options)
    return out.getvalue()


def test_empty_site_gets_an_administrator_a_key_and_an_organisation(
    options: dict[str, Any], smtp_sink: Mailbox
) -> None:
    said = set_up(**options, test_mail="me@example.org")

    user = User.objects.get(username="root")
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert (user.is_superuser, user.check_password(PASSWORD)) == (True, True)
    assert kinds == {"totp", "recovery_codes"}
    assert Organisation.objects.get().slug == "atlas-telephone"
    assert Invitation.objects.get().email == "owner@example.org"
    assert len(smtp_sink.to("owner@example.org")) == len(smtp_sink.to("me@example.org")) == 1
    assert options["second_factor"].stat().st_mode & 0o077 == 0
    assert "otpauth://totp/" in options["second_factor"].read_text()
    assert "What is left" in said
    assert PASSWORD not in said


def test_second_run_changes_nothing(options: dict[str, Any], smtp_sink: Mailbox) -> None:
    set_up(**options)
    key = Path(options["sheet"]).parent / "keys" / "log.key"
    before = (key.read_text(), User.objects.get().password, Invitation.objects.count())

    said = set_up(asks=False)

    assert (key.read_text(), User.objects.get().password, Invitation.objects.count()) == before
    assert "The site has an administrator, root." in said
    assert "The register has 1 organisation." in said


def test_key_comes_back_from_its_sheet(
    options: dict[str, Any], settings: Any, smtp_sink: Mailbox
) -> None:
    set_up(**options)
    printed = options["sheet"].read_text()

    typed = re.search(r"^Secret line +(\S+)$", printed, re.MULTILINE)
    assert typed is not None
    keys = read_keys(Path(settings.LOG_KEY_FILE).read_text())
    assert read_keys(typed.group(1)) == keys
    assert check_digits(typed.group(1)) in printed
    assert sheet(keys) == printed
    assert options["sheet"].stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"password_file": None}, "--password-file must say it"),
        ({"second_factor": None}, "--second-factor must say it"),
        ({"admin_email": None}, "--admin-email must say it"),
        ({"admin_email": "no address"}, "valid email"),
        ({"password_file": Path("/nowhere")}, "cannot be read"),
    ],
)
def test_what_is_missing_is_said_and_no_account_is_made(
    options: dict[str, Any], changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        set_up(**options | changed)

    assert not User.objects.exists()


def test_weak_password_makes_no_account(options: dict[str, Any]) -> None:
    options["password_file"].write_text("short")

    with pytest.raises(CommandError, match="too short"):
        set_up(**options)
    assert not User.objects.exists()


def test_file_that_is_there_is_not_written_over(options: dict[str, Any]) -> None:
    options["second_factor"].write_text("mine")

    with pytest.raises(CommandError, match="cannot be written"):
        set_up(**options)
    assert not User.objects.exists()


def test_mail_server_that_is_away_stops_nothing_and_is_told(
    options: dict[str, Any], settings: Any
) -> None:
    settings.EMAIL_PORT = 1

    said = set_up(**options, test_mail="me@example.org")

    assert "did not take the invitation" in said
    assert "the test mail was not taken" in said
    assert User.objects.filter(username="root").exists()


def test_site_without_a_place_for_its_key_is_told_where(options: dict[str, Any], settings: Any) -> None:
    settings.LOG_KEY_FILE = ""

    assert "set SIJILL_LOG_KEY_FILE to where it shall be" in set_up(**options)


def test_person_is_asked_and_confirms_the_second_factor(
    options: dict[str, Any], smtp_sink: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, said = [], StringIO()

    def answer(question: str) -> str:
        asked.append(question)
        if question.startswith("The code"):
            secret = re.findall(r"^([A-Z2-7]{32})$", said.getvalue(), re.MULTILINE)[-1]
            now = next(iter(yield_hotp_counters_from_time()))
            return "000000" if len(asked) == 4 else format_hotp_value(hotp_value(secret, now))
        for start, typed in (
            ("Show its recovery sheet", "no"),
            ("Administrator's name", "root"),
            ("Administrator's email", "root@example.org"),
            ("Name of the first organisation", "Atlas"),
            ("Its authoritative language", ""),
            ("Address of its first owner", "owner@example.org"),
        ):
            if question.startswith(start):
                return typed
        raise AssertionError(question)

    passwords = iter(["short", PASSWORD, "another", PASSWORD, PASSWORD])
    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr(command.getpass, "getpass", lambda _prompt: next(passwords))

    call_command("setup", stdout=said)

    assert User.objects.get().username == "root"
    assert "That is not the code of this moment." in said.getvalue()
    assert "The two are not the same." in said.getvalue()
    assert "PRIVATE+KEY" not in said.getvalue()  # who said no is shown no secret
    assert Organisation.objects.get().authoritative == "fr"
