"""A domain under which an organisation's pages are served: asked for, proven by a record in its DNS, then served.

A file on the domain would prove nothing: once its name leads here, the first to ask could have it answered here. So the
proof is a TXT record, which only the domain's owner can write.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import quote, urlsplit

import dns.exception
import dns.resolver
import idna
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from .audit_trail import AuditEntry, note
from .models import Organisation
from .refusal import Refusal, Refused

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])", re.ASCII)
LONGEST: Final = 253
PATIENCE: Final = 5.0  # seconds for the question to the DNS

Lookup = Callable[[str], Iterable[str]]


class CannotServe(Refused):
    """The register cannot serve this domain, or not yet."""


class OwnDomain(models.Model):
    """``host`` is in lower case, an international name in its ASCII form (IDNA 2008)."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="own_domain"
    )
    host = models.CharField(max_length=LONGEST)
    token = models.CharField(max_length=43)
    asked_at = models.DateTimeField(db_default=Now())
    proven_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Asking keeps nobody else from asking: who proves it first has it.
            models.UniqueConstraint(
                fields=["host"],
                condition=models.Q(proven_at__isnull=False),
                name="a_proven_domain_is_one_organisations",
            )
        ]

    def __str__(self) -> str:
        return self.host

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    @property
    def record_name(self) -> str:
        return f"_sijill.{self.host}"

    @property
    def record_value(self) -> str:
        return f"sijill={self.token}"


@transaction.atomic
def ask_for_domain(*, organisation: Organisation, host: str, by: Any) -> OwnDomain:
    """Keep the wish, with a token of its own; it takes the place of a former one. Raises ``CannotServe``."""
    name = _read(host)
    OwnDomain.objects.filter(organisation=organisation).delete()
    asked = OwnDomain.objects.create(
        organisation=organisation, host=name, token=secrets.token_urlsafe(32)
    )
    _note(organisation, by, asked=name)
    return asked


def prove_domain(*, organisation: Organisation, by: Any, lookup: Lookup | None = None) -> OwnDomain:
    """Ask the DNS for the record; from then on the domain is served. Raises ``CannotServe``."""
    asked = OwnDomain.objects.filter(organisation=organisation).first()
    if asked is None:
        raise CannotServe(Refusal(code="not_asked", message=_("No domain was asked for.")))
    if asked.record_value not in (lookup or txt_records)(asked.record_name):
        message = _(
            "The DNS has no TXT record “%(name)s” with that value yet. New records can take an hour to be seen."
        )
        words = {"name": asked.record_name}
        raise CannotServe(Refusal(code="not_proven", field="host", message=message % words))
    with transaction.atomic():
        others = OwnDomain.objects.filter(host=asked.host, proven_at__isnull=False)
        # Who can write the record owns the domain: what another organisation proved before is over.
        others.exclude(pk=asked.pk).delete()
        OwnDomain.objects.filter(pk=asked.pk).update(proven_at=Now())
        asked.refresh_from_db()
        asked.save(update_fields=["host"])  # kept pages are old now
        _note(organisation, by, proven=asked.host)
    return asked


@transaction.atomic
def give_up_domain(*, organisation: Organisation, by: Any) -> None:
    found = OwnDomain.objects.filter(organisation=organisation).first()
    if found is not None:
        found.delete()
        _note(organisation, by, given_up=found.host)


def proven_domains() -> dict[str, str]:
    """The organisations' slugs by the domain they are served under."""
    proven = OwnDomain.objects.filter(proven_at__isnull=False, organisation__left_at=None)
    return dict(proven.values_list("host", "organisation__slug"))


def own_address(path: str, organisation: Any) -> str:
    """The absolute address of a page of this organisation under its own domain; empty where it has none."""
    domain = (
        getattr(organisation, "own_domain", None) if isinstance(organisation, Organisation) else None
    )
    language, _slash, rest = path.lstrip("/").partition("/")
    under = f"{organisation.slug}/" if domain else ""
    if domain is None or domain.proven_at is None or not rest.startswith(under):
        return ""
    return f"{domain.origin}/{language}/{quote(rest.removeprefix(under))}"


def txt_records(name: str) -> list[str]:
    """The texts under this name; empty if the DNS does not answer."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=PATIENCE, search=False)
    except (dns.exception.DNSException, OSError):
        return []
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]


def _read(host: str) -> str:
    typed = host.strip().rstrip(".").lower()
    try:
        name = idna.encode(typed, uts46=True).decode() if typed else ""
    except idna.IDNAError:
        name = ""
    if not _HOST.fullmatch(name) or len(name) > LONGEST:
        message = _("“%(host)s” is no domain such as policies.example.org.") % {"host": host[:100]}
        raise CannotServe(Refusal(code="no_domain", field="host", message=message))
    register = urlsplit(settings.BASE_URL).hostname or ""
    if name == register or register.endswith(f".{name}") or name.endswith(f".{register}"):
        message = _("“%(host)s” is the register’s own.") % {"host": name}
        raise CannotServe(Refusal(code="registers_own", field="host", message=message))
    return name


def _note(organisation: Organisation, by: Any, **details: str) -> None:
    note(AuditEntry.Action.LOOK, organisation.slug, by=by, organisation=organisation.pk, details=details)
