"""The public addresses of the register: paths, and absolute addresses for mails, feeds and records."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from .models import Organisation, Policy, PolicyVersion


def absolute(path: str) -> str:
    """The path under the origin the public knows (``BASE_URL``)."""
    return f"{settings.BASE_URL}{path}"


def organisation_path(organisation: Organisation, language: str) -> str:
    return reverse("policies:organisation", args=[language, organisation.slug])


def policy_path(policy: Policy, language: str) -> str:
    """Where the version in force is read."""
    return reverse("policies:policy", args=[language, policy.organisation.slug, policy.slug])


def version_path(version: PolicyVersion, language: str) -> str:
    policy = version.policy
    return reverse(
        "policies:version", args=[language, policy.organisation.slug, policy.slug, version.number]
    )


def history_path(policy: Policy, language: str) -> str:
    return reverse("policies:history", args=[language, policy.organisation.slug, policy.slug])


def comparison_path(policy: Policy, language: str, old: int, new: int) -> str:
    return reverse("policies:compare", args=[language, policy.organisation.slug, policy.slug, old, new])


def feed_path(policy: Policy, language: str) -> str:
    return reverse("policies:policy_feed", args=[language, policy.organisation.slug, policy.slug])
