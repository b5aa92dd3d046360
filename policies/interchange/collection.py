"""Loading a collection into the register: past releases as imported, the one to come as published here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction

from policies.authoring.models import HubPage
from policies.document.languages import CODES
from policies.document.shape import NUMBERINGS
from policies.publication.freeze import ORIGIN
from policies.publication.models import Hub, Policy

from .importing import CannotImport, Release, home_page, import_texts
from .releases import HubFolder, PolicyFolder, ReleaseFolder, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one call published: ``hub/policy`` and the numbers of the new versions."""

    policy: str
    versions: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def load(hubs: Iterable[HubFolder], *, upcoming: bool, by: str) -> list[Loaded]:
    """Publish every release that is not there yet, up to those to come, or with ``upcoming`` those too.

    A policy's releases are counted by its versions: loading again changes nothing. One transaction per
    policy. Raises ``CannotImport`` or ``UnreadableText``.
    """
    loaded = []
    for hub in hubs:
        with transaction.atomic():
            _hub_page(hub)
        for policy in hub.policies:
            with transaction.atomic():
                result = _load_policy(hub, policy, upcoming=upcoming, by=by)
            if result is not None:
                loaded.append(result)
    return loaded


def _hub_page(hub: HubFolder) -> HubPage:
    """The hub's page, created with these facts; one that exists is left as its editors made it."""
    found = HubPage.objects.filter(slug=hub.slug).first()
    if found is not None:
        return found
    page = HubPage(title=hub.name.get("en") or hub.slug, slug=hub.slug)
    for field, value in hub.facts.items():
        try:
            HubPage._meta.get_field(field)
        except FieldDoesNotExist as error:
            raise CannotImport(f"{hub.slug}/hub.toml: {field!r} is no fact of a hub") from error
        setattr(page, field, value)
    for code in CODES:
        setattr(page, f"name_{code}", hub.name.get(code, ""))
        setattr(page, f"description_{code}", hub.description.get(code, ""))
    try:
        return home_page().add_child(instance=page)
    except ValidationError as error:
        raise CannotImport(f"{hub.slug}/hub.toml: {'; '.join(error.messages)}") from error


def _load_policy(hub: HubFolder, policy: PolicyFolder, *, upcoming: bool, by: str) -> Loaded | None:
    number = _versions(hub, policy)
    wanted = [release for release in policy.releases if upcoming or not release.upcoming]
    if number >= len(wanted):
        return None
    if policy.numbering not in NUMBERINGS:
        raise CannotImport(
            f"{hub.slug}/{policy.slug}: numbering {policy.numbering!r}: one of {NUMBERINGS}"
        )
    texts = texts_of(wanted)
    versions = []
    warnings: list[str] = []
    for release, text in list(zip(wanted, texts, strict=True))[number:]:
        imported = import_texts(
            hub=hub.slug,
            policy=policy.slug,
            texts=text,
            kind=policy.kind,
            practice=policy.practice,
            numbering=policy.numbering,
            publish=True,
            by=by,
            release=Release(
                note=release.note,
                significance=release.significance,
                effective=_effective(hub, release),
                origin=ORIGIN.AUTHORED if release.upcoming else ORIGIN.IMPORTED,
            ),
        )
        if imported.version is not None:
            versions.append(imported.version.number)
        warnings += imported.warnings
    return Loaded(
        policy=f"{hub.slug}/{policy.slug}",
        versions=tuple(versions),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _versions(hub: HubFolder, policy: PolicyFolder) -> int:
    found = Policy.objects.filter(hub__slug=hub.slug, slug=policy.slug).first()
    return found.versions.count() if found else 0


def _effective(hub: HubFolder, release: ReleaseFolder) -> date | None:
    if release.effective_in_days is None:
        return release.effective
    return Hub.objects.get(slug=hub.slug).today() + timedelta(days=release.effective_in_days)
