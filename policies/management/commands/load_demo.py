"""Load the demo content: organisations, policies with their history, readers and accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from policies import interchange
from policies.authoring.groups import ensure_groups
from policies.authoring.people.membership import Membership
from policies.authoring.people.roles import Role
from policies.authoring.people.wagtail_groups import follow
from policies.interchange.collection_files import OrganisationFolder, read_collection
from policies.interchange.importing import CannotImport
from policies.interchange.load_collection import Loaded, load
from policies.interchange.readers.parsed_text import UnreadableText
from policies.management.register_command import RegisterCommand
from policies.notification.models import Subscriber
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import Organisation

DEMO = Path(interchange.__file__).parent / "demo"
PASSWORD = "sijill-demo"  # noqa: S105 - the demo's accounts are printed by `make demo`
READERS = {"fr": "lecteur@example.org", "en": "reader@example.org", "ar": "qari@example.org"}
# Account → roles in every organisation of the demo; none administers the site.
ACCOUNTS = {
    "editor": (Role.AUTHOR,),
    "translator": (Role.TRANSLATOR_FR, Role.TRANSLATOR_EN, Role.TRANSLATOR_AR),
    "reviewer": (Role.REVIEWER,),
    "publisher": (Role.PUBLISHER,),
    "owner": (Role.OWNER,),
    "admin": (),
}


class Command(RegisterCommand):
    help = "Load the demo content; what is there already is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "directory", nargs="?", type=Path, default=DEMO, help="another collection of the same form"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisations = read_collection(options["directory"])
            past = load(organisations, upcoming=False, by="load_demo")
            readers = _readers(organisations)
            upcoming = load(organisations, upcoming=True, by="load_demo")
        except (CannotImport, UnreadableText) as error:
            raise CommandError(" ".join(str(error).split())) from error
        accounts = _accounts() if settings.DEMO else []
        self._report([*past, *upcoming], readers, accounts, options["verbosity"])

    def _report(
        self, loaded: list[Loaded], readers: list[str], accounts: list[str], verbosity: int
    ) -> None:
        for policy in loaded:
            numbers = ", ".join(str(number) for number in policy.versions)
            self.stdout.write(f"{policy.policy}: published version {numbers}")
            for warning in policy.warnings if verbosity > 1 else ():
                self.stdout.write(f"  {warning}")
        if readers:
            self.stdout.write(f"subscribed: {', '.join(readers)}")
        if accounts:
            self.stdout.write(f"accounts created: {', '.join(accounts)}; password {PASSWORD}")
        if not (loaded or readers or accounts):
            self.stdout.write("The demo content is there already.")


@transaction.atomic
def _readers(organisations: list[OrganisationFolder]) -> list[str]:
    """One confirmed subscriber per language, for every organisation; those who left stay away."""
    new = {
        code: address for code, address in READERS.items() if not Subscriber.objects.at(address).exists()
    }
    for code, address in new.items():
        for organisation in Organisation.objects.filter(
            slug__in=[organisation.slug for organisation in organisations]
        ):
            subscribe_confirmed(email=address, language=code, organisation=organisation)
    return list(new.values())


@transaction.atomic
def _accounts() -> list[str]:
    """The demo accounts that are missing; one that exists keeps its password."""
    users = get_user_model().objects
    ensure_groups()
    created = []
    for name, roles in ACCOUNTS.items():
        if users.filter(username=name).exists():
            continue
        address = f"{name}@example.org"
        if roles:
            person = users.create_user(name, address, PASSWORD)
            for organisation in Organisation.objects.all():
                for role in roles:
                    Membership.objects.create(organisation=organisation, person=person, role=role)
            follow(person)
        else:
            users.create_superuser(name, address, PASSWORD)
        created.append(name)
    return created
