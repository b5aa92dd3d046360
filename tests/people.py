"""People for tests: who may do what in which organisation."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import User
from django.test import Client

from policies.authoring.groups import ADMINISTRATORS, ensure_groups
from policies.authoring.people.membership import Membership
from policies.authoring.people.roles import Role
from policies.authoring.people.wagtail_groups import follow
from policies.publication.models import Organisation
from tests.factories import home, make_organisation

# The roles by the names that tests give to accounts too.
AUTHORS: Final = "Authors"
REVIEWERS: Final = "Legal reviewers"
PUBLISHERS: Final = "Publishers"
OWNERS: Final = "Owners"
TRANSLATORS: Final = {
    "fr": "Translators (Français)",
    "en": "Translators (English)",
    "ar": "Translators (العربية)",
}
ROLES: Final = {
    AUTHORS: Role.AUTHOR,
    REVIEWERS: Role.REVIEWER,
    PUBLISHERS: Role.PUBLISHER,
    OWNERS: Role.OWNER,
    **{name: Role(f"translator_{code}") for code, name in TRANSLATORS.items()},
}


def join(person: Any, role: str, organisation: Any = None) -> Any:
    """Give the role in the organisation (of this page), or in every one there is; return the person. Where there is
    none, one is made.

    ``ADMINISTRATORS`` administer the site.
    """
    home()
    if role == ADMINISTRATORS:
        person.groups.add(ensure_groups())
        return person
    if organisation is not None:
        served = [organisation.organisation]
    else:
        served = list(Organisation.objects.all()) or [make_organisation("served").organisation]
    for each in served:
        Membership.objects.get_or_create(organisation=each, person=person, role=ROLES[role])
    follow(person)
    return person


def account(name: str) -> User:
    return User.objects.create_user(name, f"{name}@people.example", "x")


def signed_in(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client
