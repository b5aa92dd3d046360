"""What can be subscribed to, by the names readers know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from policies.publication.models import Hub, Policy, PolicyVersion

from .models import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A policy, or (without one) every policy of the hub. ``value`` is ``hub`` or ``hub/policy``."""

    hub: Hub
    policy: Policy | None
    title: str

    @property
    def value(self) -> str:
        return str(self.policy) if self.policy else self.hub.slug


def mailed_policies() -> list[Policy]:
    """Public policies that tell their readers by mail, by hub and slug."""
    return list(Policy.objects.public().not_retired().mailing().select_related("hub"))


def offers(language: str) -> list[tuple[Hub, list[Offer]]]:
    """Everything on offer, by hub: every policy of the hub first, then each of them."""
    by_hub: dict[Hub, list[Offer]] = {}
    for policy in mailed_policies():
        whole = Offer(hub=policy.hub, policy=None, title=_("All policies of this organisation"))
        by_hub.setdefault(policy.hub, [whole]).append(
            Offer(hub=policy.hub, policy=policy, title=policy_title(policy, language))
        )
    return list(by_hub.items())


def hub_name(hub: Hub, language: str) -> str:
    """The organisation's name in this language, else as it is known."""
    return getattr(hub, f"name_{language}", "") or hub.name or hub.slug


def policy_title(policy: Policy, language: str) -> str:
    """The title of the newest version in this language, else in the authoritative one."""
    newest = policy.versions.order_by("-number").values_list("pk", "sha256").first()
    return title_in(*newest, language) if newest else policy.slug


def title_in(version: int, sha256: str, language: str) -> str:
    """The title a version has in this language, else in its authoritative one."""
    titles, authoritative = _titles(version, sha256)
    return titles.get(language) or titles[authoritative]


@lru_cache(maxsize=2048)
def _titles(version: int, sha256: str) -> tuple[Mapping[str, str], str]:
    """By primary key *and* digest: what these bytes say never changes."""
    document = PolicyVersion.objects.get(pk=version, sha256=sha256).document
    return document.title, document.authoritative


def wanted(subscriptions: list[Subscription], language: str) -> list[str]:
    """Each subscription in words: the organisation and what of it."""
    return [
        _("%(organisation)s: %(policy)s")
        % {
            "organisation": hub_name(subscription.of_hub, language),
            "policy": policy_title(subscription.policy, language)
            if subscription.policy
            else _("all policies"),
        }
        for subscription in subscriptions
    ]
