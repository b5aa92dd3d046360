"""Set a site up, from an empty database to one that an administrator signs in to; say what is left.

Asks what it needs; with ``--no-input`` the options say it. Every step looks first whether it was done: run it again
after a fault, and after each update.
"""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from cms.doctor.examination import Level, examine
from cms.setup import administrator, first_steps
from cms.setup.first_steps import NotSetUp
from cms.setup.recovery_sheet import sheet
from policies.document.languages import CODES
from policies.management.register_command import RegisterCommand
from policies.publication.checkpoints import signing_keys

TRIES: Final = 3
BY_OPTION: Final = "with --no-input, --{} must say it"


class Command(RegisterCommand):
    help = (
        "Migrates, prepares the files, makes the log's key with its recovery sheet, the first administrator with a second "
        "factor and the first organisation, sends a test mail, and says what is left. What is there stays as it is."
    )
    requires_system_checks: list[str] = []  # an empty database has no guards yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-input", action="store_false", dest="asks", help="ask nothing")
        parser.add_argument(
            "--admin", metavar="NAME", help="the first administrator's name to sign in with"
        )
        parser.add_argument("--admin-email", metavar="ADDRESS")
        parser.add_argument("--password-file", type=Path, metavar="FILE", help="its first line")
        parser.add_argument(
            "--second-factor",
            type=Path,
            metavar="FILE",
            help="where the second factor and its codes are written",
        )
        parser.add_argument(
            "--sheet", type=Path, metavar="FILE", help="where the recovery sheet is written"
        )
        parser.add_argument("--organisation", metavar="NAME")
        parser.add_argument("--slug", default="", help="of its address; left out: made from the name")
        parser.add_argument(
            "--language", choices=CODES, help="the organisation's authoritative language"
        )
        parser.add_argument("--owner", metavar="ADDRESS", help="who is invited as its first owner")
        parser.add_argument("--test-mail", metavar="ADDRESS", help="send a test mail, to this address")

    def handle(self, **options: Any) -> None:
        self.options = options
        self.left: list[str] = []
        try:
            self._say(first_steps.migrate())
            self._say(first_steps.prepare_files())
            self._try(self._log_key)
            self._administrator()
            self._organisation()
            if options["test_mail"]:
                self._try(lambda: self._say(first_steps.send_test_mail(options["test_mail"])))
        except NotSetUp as reason:
            raise CommandError(str(reason)) from None
        except (EOFError, KeyboardInterrupt):
            raise CommandError("not finished: run this again, what was done stays") from None
        self._what_is_left()

    def _try(self, step: Callable[[], None]) -> None:
        """Of a step that the others do not need: what it lacks is told at the end."""
        try:
            step()
        except NotSetUp as reason:
            self.left.append(str(reason))

    def _log_key(self) -> None:
        said = first_steps.make_log_key()
        self._say(said)
        file: Path | None = self.options["sheet"]
        if file is not None:
            first_steps.write_secretly(file, sheet(signing_keys()))
            self._say(f"Wrote the recovery sheet to {file}: print it, put it away, delete the file.")
        elif (
            said.startswith("Made")
            and self.options["asks"]
            and self._agreed("Show its recovery sheet here?")
        ):
            self._say("\n" + sheet(signing_keys()))
            self._ask("Copy or print it now, then press Enter", default=" ")
        elif said.startswith("Made"):
            self.left.append(
                "print the log's key: `manage.py setup --sheet FILE` writes its recovery sheet"
            )

    def _administrator(self) -> None:
        there = administrator.administrator()
        if there is not None:
            self._say(f"The site has an administrator, {there.get_username()}.")
            return
        name = self._ask("Administrator's name to sign in with", option="admin", default="admin")
        email = self._ask("Administrator's email address", option="admin_email")
        try:
            user = administrator.proposed(name, email)
        except ValidationError as error:
            raise NotSetUp(" ".join(error.messages)) from None
        password = self._password(user)
        factor = administrator.second_factor(user)
        file: Path | None = self.options["second_factor"]
        if file is not None:
            first_steps.write_secretly(
                file, ""
            )  # before the account: its factor must be known to somebody
        elif self.options["asks"]:
            self._have_it_scanned(factor)
        else:
            raise NotSetUp(BY_OPTION.format("second-factor"))
        codes = "\n".join(administrator.keep(user=user, password=password, factor=factor))
        self._say(f"Made the administrator {name}, with a second factor.")
        words = f"Codes for when the app is lost, each works once:\n{codes}\n"
        if file is None:
            self._say(words)
            return
        file.write_text(
            f"Second factor of {name}, for an authenticator app:\n{factor.address}\n\n{words}",
            encoding="utf-8",
        )
        self._say(f"Its second factor and codes are in {file}: hand it over, then delete it.")

    def _have_it_scanned(self, factor: administrator.SecondFactor) -> None:
        self._say("Scan this with an authenticator app, or type the secret into it:")
        self._say(factor.picture())
        self._say(factor.secret)
        for _try in range(TRIES):
            if factor.confirms(self._ask("The code that the app shows")):
                return
            self._say("That is not the code of this moment.")
        raise NotSetUp("the second factor was not confirmed: is this machine's clock right?")

    def _password(self, user: Any) -> str:
        file: Path | None = self.options["password_file"]
        if file is not None:
            try:
                password = file.read_text(encoding="utf-8").partition("\n")[0]
            except OSError as error:
                raise NotSetUp(f"{file} cannot be read: {error.strerror}") from None
            if reasons := administrator.refused(password, user):
                raise NotSetUp(f"the password in {file}: {' '.join(reasons)}")
            return password
        if not self.options["asks"]:
            raise NotSetUp(BY_OPTION.format("password-file"))
        for _try in range(TRIES):
            password = getpass.getpass("Password (12 characters or more): ")
            if reasons := administrator.refused(password, user):
                self._say(" ".join(reasons))
            elif getpass.getpass("Once more: ") != password:
                self._say("The two are not the same.")
            else:
                return password
        raise NotSetUp("no password")

    def _organisation(self) -> None:
        if count := first_steps.organisations():
            self._say(f"The register has {count} organisation{'s' if count > 1 else ''}.")
            return
        if not self.options["asks"] and not self.options["organisation"]:
            self.left.append("make the first organisation, in the admin under Organisations")
            return
        name = self._ask(
            "Name of the first organisation (empty: later, in the admin)",
            option="organisation",
            default=" ",
        )
        if not name:
            self.left.append("make the first organisation, in the admin under Organisations")
            return
        language = self._ask("Its authoritative language: fr, en or ar", option="language", default="fr")
        if language not in CODES:
            raise NotSetUp(f"the language is {language!r}: it must be fr, en or ar")
        owner = self._ask("Address of its first owner, who is invited by mail", option="owner")
        by = administrator.administrator()
        for sentence in first_steps.found_organisation(
            name=name, slug=self.options["slug"], language=language, owner=owner, by=by
        ):
            self._say(sentence)

    def _what_is_left(self) -> None:
        """What setting up could not do, and what the doctor finds."""
        wrong = [each for each in examine() if each.level.is_bad]
        tasks = [
            *self.left,
            *(f"{each.sentence}. {each.hint}".strip() for each in wrong if each.level is Level.ERROR),
        ]
        tasks += [
            f"{each.sentence}. {each.hint}".strip() for each in wrong if each.level is Level.WARNING
        ]
        if not tasks:
            self._say(f"\nNothing is left to do: {settings.BASE_URL}/admin/")
            return
        self._say("\nWhat is left (`manage.py doctor` asks again):")
        for number, task in enumerate(tasks, 1):
            self._say(f"{number:>3}. {task}")

    def _ask(self, question: str, *, option: str = "", default: str = "") -> str:
        """What the option says, else what is typed; ``default`` where nothing is, a space for nothing at all."""
        given = self.options.get(option) if option else None
        if given:
            return str(given)
        if not self.options["asks"]:
            if default.strip():
                return default
            raise NotSetUp(BY_OPTION.format(option.replace("_", "-")))
        shown = f" [{default}]" if default.strip() else ""
        while True:
            typed = input(f"{question}{shown}: ").strip() or default
            if typed:
                return typed.strip()

    def _agreed(self, question: str) -> bool:
        return self._ask(f"{question} yes/no", default="yes").lower() in ("y", "yes")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
