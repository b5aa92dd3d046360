"""Email addresses: what is accepted, and the one spelling of each."""

from __future__ import annotations

from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets, with its angle brackets

_check = EmailValidator(allowlist=[])


def normalised(address: str) -> str:
    """The address with its domain in lower case and in ASCII (IDNA 2008); the local part stays as typed.

    A domain that looks like another one is not refused, and cannot be mistaken for it: only its ASCII
    form is kept, shown and written to.

    Raises ``ValidationError``, whose message does not repeat the address, for anything a mail cannot
    safely be addressed to: line breaks, quoted local parts, IP addresses in the place of a domain.
    """
    local, _at, domain = address.strip().rpartition("@")
    try:
        # Not Python's own codec: by its older rules ß is ss, which is another domain.
        domain = idna.encode(domain, uts46=True).decode("ascii") if domain else ""
        candidate = f"{local}@{domain}"
        _check(candidate)
    except (idna.IDNAError, ValidationError):
        candidate = ""
    if (
        not candidate
        or len(candidate) > LONGEST
        or not candidate.isprintable()
        # Django's own check ignores case, and so takes K (Kelvin) and İ for letters of ASCII.
        or not candidate.isascii()
        or '"' in local
        # a@[192.0.2.1], and the same without its brackets: no top-level domain is a number.
        or domain.startswith("[")
        or domain.rpartition(".")[2].isdigit()
    ):
        raise ValidationError(_("Enter an email address such as name@example.org."), code="invalid")
    return candidate


class EmailField(forms.CharField):
    """An address as ``normalised`` keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
        super().__init__(label=_("Email address"), max_length=LONGEST, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return normalised(super().clean(value))
