"""Loading a collection into the register: past releases as imported, the one to come as published here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from policies.authoring.organisation_page import OrganisationPage
from policies.document.languages import CODES, put_in_language
from policies.document.shape import NUMBERINGS
from policies.publication.models import Organisation, PolicyVersion
from policies.publication.version_record import Origin

from .collection_files import OrganisationFolder, PolicyFolder, ReleaseFolder, texts_of
from .importing import CannotImport, Release, home_page, import_texts


class Loaded(NamedTuple):
    """What one call published: ``organisation/policy`` and the numbers of the new versions."""

    policy: str
    versions: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def load(organisations: Iterable[OrganisationFolder], *, upcoming: bool, by: str) -> list[Loaded]:
    """Publish every release that is not there yet, up to those to come, or with ``upcoming`` those too.

    A policy's releases are counted by its versions: loading again changes nothing. One transaction per
    policy. Raises ``CannotImport`` or ``UnreadableText``.
    """
    loaded = []
    for organisation in organisations:
        with transaction.atomic():
            _ensure_page(organisation)
        for policy in organisation.policies:
            with transaction.atomic():
                result = _load_policy(organisation, policy, upcoming=upcoming, by=by)
            if result is not None:
                loaded.append(result)
    return loaded


def _ensure_page(organisation: OrganisationFolder) -> None:
    """Create the organisation's page with these facts; one that exists is left as its editors made it."""
    if OrganisationPage.objects.filter(slug=organisation.slug).exists():
        return
    file = f"{organisation.slug}/organisation.toml"
    known = {field.name for field in OrganisationPage._meta.get_fields()}
    for field in organisation.facts.keys() - known:
        raise CannotImport(f"{file}: {field!r} is no fact of an organisation")
    title = organisation.name.get("en") or organisation.slug
    page = OrganisationPage(**{"title": title, "slug": organisation.slug} | organisation.facts)
    for code in CODES:
        put_in_language(page, "name", code, organisation.name.get(code, ""))
        put_in_language(page, "description", code, organisation.description.get(code, ""))
    try:
        home_page().add_child(instance=page)
    except ValidationError as error:
        raise CannotImport(f"{file}: {'; '.join(error.messages)}") from error


def _load_policy(
    organisation: OrganisationFolder, policy: PolicyFolder, *, upcoming: bool, by: str
) -> Loaded | None:
    there = PolicyVersion.objects.filter(
        policy__organisation__slug=organisation.slug, policy__slug=policy.slug
    ).count()
    wanted = [release for release in policy.releases if upcoming or release.effective_in_days is None]
    if there >= len(wanted):
        return None
    address = f"{organisation.slug}/{policy.slug}"
    if (numbering := policy.facts["numbering"]) not in NUMBERINGS:
        raise CannotImport(f"{address}: numbering {numbering!r}: one of {NUMBERINGS}")
    imported = [
        import_texts(
            organisation=organisation.slug,
            policy=policy.slug,
            texts=texts,
            publish=True,
            release=_release(organisation, release, by),
            **policy.facts,
        )
        for release, texts in list(zip(wanted, texts_of(wanted), strict=True))[there:]
    ]
    return Loaded(
        policy=address,
        versions=tuple(each.version.number for each in imported if each.version),
        warnings=tuple(dict.fromkeys(warning for each in imported for warning in each.warnings)),
    )


def _release(organisation: OrganisationFolder, release: ReleaseFolder, by: str) -> Release:
    effective = release.effective
    if release.effective_in_days is not None:
        today = Organisation.objects.get(slug=organisation.slug).today()
        effective = today + timedelta(days=release.effective_in_days)
    return Release(
        by=by,
        note=release.note,
        significance=release.significance,
        effective=effective,
        origin=Origin.IMPORTED if release.effective_in_days is None else Origin.AUTHORED,
    )
