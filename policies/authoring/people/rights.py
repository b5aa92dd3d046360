"""Whether somebody may do an act in an organisation: the one place that answers.

Who administers the site may do everything everywhere: they run the machine. Everybody else may do what their roles in
this very organisation allow (``roles.ACTS``), and knows nothing of any other.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from policies.document.languages import CODES
from policies.publication.models import Organisation

from .membership import Membership
from .roles import ACTS, TRANSLATING, Act, Role

MANAGE_ORGANISATIONS: Final = "policies.manage_organisations"
_CACHE: Final = "_roles_by_organisation"


def administers_site(user: Any) -> bool:
    """Whether this person creates organisations and may act in every one."""
    return bool(user.is_active and user.has_perm(MANAGE_ORGANISATIONS))


def may(user: Any, act: Act, organisation: Organisation | int | None) -> bool:
    """Whether this person may do ``act`` in this organisation (or the one of this number); in none, nobody."""
    if administers_site(user):
        return True
    number = organisation.pk if isinstance(organisation, Organisation) else organisation
    return any(act in ACTS[role] for role in _roles(user).get(number or 0, ()))


def may_anywhere(user: Any, act: Act) -> bool:
    """Whether this person may do it in some organisation: for menus, never for the act itself."""
    return administers_site(user) or bool(_numbers(user, act))


def organisations_where(user: Any, act: Act) -> QuerySet[Organisation]:
    """The organisations in which this person may do it."""
    if administers_site(user):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=_numbers(user, act))


def organisations_served(user: Any) -> QuerySet[Organisation]:
    """The organisations in which this person has any role."""
    if administers_site(user):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=list(_roles(user)))


def serves(user: Any, organisation: Organisation | int | None) -> bool:
    """Whether this person has any role there."""
    number = organisation.pk if isinstance(organisation, Organisation) else organisation
    return administers_site(user) or number in _roles(user)


def languages_written_in(user: Any, organisation: Organisation | int | None) -> tuple[str, ...]:
    """The languages whose texts this person may write there: all, those they translate, or none."""
    if may(user, Act.WRITE, organisation):
        return CODES
    return tuple(code for code in CODES if may(user, TRANSLATING[code], organisation))


def forget_roles(user: Any) -> None:
    """Ask anew: this account's roles changed while it was held."""
    for name in (_CACHE, "_page_permission_cache", "_explorable_root_page_cache", "_perm_cache"):
        user.__dict__.pop(name, None)


def _numbers(user: Any, act: Act) -> list[int]:
    return [number for number, roles in _roles(user).items() if any(act in ACTS[role] for role in roles)]


def _roles(user: Any) -> dict[int, list[Role]]:
    """The roles by organisation, asked once for each account object: that is, once a request."""
    if not user.is_active or user.pk is None:
        return {}
    known: dict[int, list[Role]] | None = user.__dict__.get(_CACHE)
    if known is None:
        known = {}
        for number, role in Membership.objects.filter(
            person=user.pk, organisation__left_at=None
        ).values_list("organisation_id", "role"):
            known.setdefault(number, []).append(Role(role))
        user.__dict__[_CACHE] = known
    return known
