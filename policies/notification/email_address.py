"""Email addresses: what is accepted, and the one spelling of each."""

from __future__ import annotations

import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets, with its angle brackets

_check = EmailValidator(allowlist=[])


def normalised(address: str) -> str:
    """The address with its domain in lower case and in ASCII (IDNA 2008); a local part in ASCII stays as typed.

    One in other letters (RFC 6531) is kept in lower case: databases do not agree on the case of other letters.

    A domain that looks like another one is not refused, and cannot be mistaken for it: only its ASCII
    form is kept, shown and written to.

    Raises ``ValidationError``, whose message does not repeat the address, for anything a mail cannot
    safely be addressed to: line breaks, quoted local parts, IP addresses in the place of a domain.
    """
    local, _at, domain = address.strip().rpartition("@")
    try:
        # Not Python's own codec: by its older rules ß is ss, which is another domain.
        domain = idna.encode(domain, uts46=True).decode("ascii") if domain else ""
        international = not local.isascii()
        if international and not _is_international(local):
            raise ValidationError("")
        _check(f"{'x' if international else local}@{domain}")
        candidate = f"{local.lower() if international else local}@{domain}"
    except (idna.IDNAError, ValidationError):
        candidate = ""
    if (
        not candidate
        or len(candidate.encode()) > LONGEST
        or not candidate.isprintable()
        or '"' in local
        # a@[192.0.2.1], and the same without its brackets: no top-level domain is a number.
        or domain.startswith("[")
        or domain.rpartition(".")[2].isdigit()
    ):
        raise ValidationError(_("Enter an email address such as name@example.org."), code="invalid")
    return candidate


def _is_international(local: str) -> bool:
    """Letters, marks and figures of any script, as RFC 6531 allows, each in its one form.

    What normalising or changing case would turn into another letter is refused: K (Kelvin), İ, ligatures.
    """
    return (
        unicodedata.normalize("NFKC", local) == local
        and len(local.lower()) == len(local)
        and len(local.encode()) <= 64
        and not local.startswith(".")
        and not local.endswith(".")
        and ".." not in local
        and all(unicodedata.category(c)[0] in "LMN" or c in _OTHERS for c in local)
    )


# RFC 5322, 3.2.3, and the dot.
_OTHERS = ".!#$%&'*+/=?^_`{|}~-"


class EmailField(forms.CharField):
    """An address as ``normalised`` keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
        super().__init__(label=_("Email address"), max_length=LONGEST, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return normalised(super().clean(value))
