"""Websites that an organisation names: each as its origin (RFC 6454), because that is what browsers compare."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST: Final = 20
# https, a name in ASCII, maybe a port; http on one's own machine only. Nothing that would be a word of a policy of
# content: no star, no path, no quotation mark, no semicolon.
_NAME: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN: Final = re.compile(
    rf"(?:https://{_NAME}(?:\.{_NAME})+|http://(?:localhost|127\.0\.0\.1))(?::[1-9][0-9]{{0,4}})?",
    re.ASCII,
)


def validate_origins(text: str) -> None:
    """Refuse what is not one origin a line, and more than twenty."""
    origins = text.split()
    for origin in origins:
        if len(origin) > 255 or not _ORIGIN.fullmatch(origin):
            raise ValidationError(
                _("“%(origin)s” is not a website’s origin: write it as https://www.example.org."),
                params={"origin": origin[:100]},
            )
    if len(origins) > MOST:
        raise ValidationError(_("At most %(most)s websites can be named."), params={"most": MOST})
