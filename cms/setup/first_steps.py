"""What setting up does for the machine: migrations, catalogues, static files, the log's key. Each step may be repeated."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cms.catalogues import compile_all
from cms.version import VERSION
from policies.desk.founding import FoundingForm, found
from policies.desk.invitations import send
from policies.publication.models import Organisation


class NotSetUp(Exception):
    """A step cannot be done; the message says why, and what to do."""


def migrate() -> str:
    """Bring the database to this release. Raises ``NotSetUp`` where it is away, or the role may not."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not pending:
            return "The database has all migrations of this release."
        if not _may_make_tables():
            raise NotSetUp(
                f"the database lacks {len(pending)} migrations, and its role "
                f"{connection.settings_dict['USER']} may not make tables: run `manage.py migrate` as the owner first, "
                "with SIJILL_DATABASE_URL naming that role (deploy/owner.env.example)"
            )
    except DatabaseError as error:
        raise NotSetUp(f"the database does not answer: {' '.join(str(error).split())}") from None
    call_command("migrate", interactive=False, verbosity=0)
    return f"The database got {len(pending)} migrations."


def _may_make_tables() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        return bool(cursor.fetchone()[0])


def prepare_files() -> str:
    """Compile the words and collect the static files of this release."""
    compile_all()
    said = StringIO()
    call_command("collectstatic", interactive=False, verbosity=1, stdout=said)
    return f"The words of three languages are compiled; static files: {said.getvalue().strip().rstrip('.')}."


def make_log_key() -> str:
    """Make the key that signs the log where the settings name a file and it is not there. Raises ``NotSetUp``."""
    if settings.LOG_KEY:
        return "The log's key comes from SIJILL_LOG_KEY."
    if not settings.LOG_KEY_FILE:
        raise NotSetUp(
            "no key signs the log: set SIJILL_LOG_KEY_FILE to where it shall be, such as "
            f"{Path(settings.VAR).parent / 'keys' / 'log.key'}, and run this again"
        )
    file = Path(settings.LOG_KEY_FILE)
    if file.exists():
        return f"The log's key is in {file}."
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotSetUp(f"{file.parent} cannot be made: {error.strerror}") from None
    call_command("make_log_key", str(file), stdout=StringIO())
    return f"Made the log's key, in {file}."


def write_secretly(file: Path, text: str) -> None:
    """Into a new file that this account alone reads. Raises ``NotSetUp``; nothing is written over."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotSetUp(f"{file} cannot be written: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)


def found_organisation(*, name: str, slug: str, language: str, owner: str, by: Any) -> list[str]:
    """The first organisation, and the invitation of its owner. Raises ``NotSetUp``."""
    said = {"name": name, "slug": slug, "authoritative": language, "email": owner}
    form = FoundingForm(said)
    if not form.is_valid():
        words = "; ".join(
            f"{field}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()
        )
        raise NotSetUp(f"the organisation cannot be made: {words}")
    invitation = found(form=form, by=by)
    sent = send(invitation)
    return [
        f"Made the organisation “{name}”, at {settings.BASE_URL}/{language}/{form.cleaned_data['slug']}/ once it publishes.",
        f"Its owner is invited by mail, {owner}."
        if sent
        else f"The mail server did not take the invitation of {owner}: send it again in the admin, under People.",
    ]


def organisations() -> int:
    return int(Organisation.objects.count())


def send_test_mail(address: str) -> str:
    """A mail to this address, by the way that invitations take. Raises ``NotSetUp``."""
    mail = EmailMessage(
        f"Test mail of {settings.WAGTAIL_SITE_NAME}",
        f"This register can send mail: {settings.BASE_URL}\n\n"
        "Look at its source: “Authentication-Results” says whether SPF, DKIM and DMARC pass.\n"
        f"\nSijill {VERSION}\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        taken = mail.send()
    except Exception as error:  # a provider's client has errors of its own
        raise NotSetUp(f"the test mail was not taken: {type(error).__name__} {error}") from None
    if not taken:
        raise NotSetUp("the test mail was not taken")
    return f"The mail server took a test mail to {address}: look whether it arrived, and how."
