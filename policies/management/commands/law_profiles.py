"""``law_profiles``: which laws the notices of an organisation keep."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from policies.management.register_command import RegisterCommand
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.law_profiles import PROFILES
from policies.publication.models import Organisation


class Command(RegisterCommand):
    help = "List the laws that are known, or choose those that an organisation keeps. This is no legal advice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", nargs="?", help="its slug")
        parser.add_argument("--set", nargs="*", metavar="LAW", help="keep these and no others")

    def handle(self, *_args: Any, organisation: str | None, **options: Any) -> None:
        if organisation is None:
            self._list()
            return
        found = Organisation.objects.filter(slug=organisation).first()
        if found is None:
            raise CommandError(f"there is no organisation {organisation!r}")
        if options["set"] is not None:
            self._choose(found, options["set"])
        self.stdout.write(f"{found.slug}: {', '.join(found.law_profiles or ()) or 'no law'}")

    def _list(self) -> None:
        for profile in PROFILES.values():
            state = (
                f"read {profile.read_on} at {profile.read_at}"
                if profile.read_on
                else f"disabled: {profile.why_disabled}"
            )
            period = f"{profile.days} days" if profile.days else f"{profile.months} months"
            period = period if profile.days or profile.months else "no days"
            required = f"; in {', '.join(profile.languages)}" if profile.languages else ""
            self.stdout.write(
                f"{profile.key}: {profile.law}, article {profile.article} ({period}, {profile.medium}{required}; {state})"
            )
        self.stdout.write("This is no legal advice.")

    @transaction.atomic
    def _choose(self, organisation: Organisation, keys: list[str]) -> None:
        for key in keys:
            profile = PROFILES.get(key)
            if profile is None:
                raise CommandError(f"there is no law {key!r}: one of {', '.join(PROFILES)}")
            if not profile.is_enabled:
                raise CommandError(f"{key} is disabled: {profile.why_disabled}")
        organisation.law_profiles = sorted(set(keys))
        organisation.save(update_fields=["law_profiles"])
        details = {"laws": organisation.law_profiles}
        note(AuditEntry.Action.LAWS, organisation.slug, name="law_profiles", details=details)
