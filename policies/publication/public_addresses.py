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
    return _under_policy("policy", policy, language)


def version_path(version: PolicyVersion, language: str) -> str:
    return _under_policy("version", version.policy, language, version.number)


def history_path(policy: Policy, language: str) -> str:
    return _under_policy("history", policy, language)


def comparison_path(policy: Policy, language: str, old: int, new: int) -> str:
    return _under_policy("compare", policy, language, old, new)


def feed_path(policy: Policy, language: str) -> str:
    return _under_policy("policy_feed", policy, language)


def _under_policy(name: str, policy: Policy, language: str, *numbers: int) -> str:
    return reverse(f"policies:{name}", args=[language, policy.organisation.slug, policy.slug, *numbers])
