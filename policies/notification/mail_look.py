"""What mails look like: letters by language, the tile of a day, and the organisation's own colour and sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policies.document.dates import months_in
from policies.publication.brand import brand_of as own_brand
from policies.publication.models import Organisation
from policies.publication.public_addresses import absolute

SEAL = "#0f5c4d"
LOGO_HEIGHT = 32  # pixels

# Named fonts only: a mail loads none. Arabic letters are larger and stand further apart.
_LATIN: Final = {
    "sans": "'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif",
    "serif": "'Iowan Old Style','Palatino Linotype',Palatino,'Noto Serif',Georgia,serif",
    "size": "16px",
    "small": "13px",
    "leading": "1.6",
    "tight": "1.25",
}
_ARABIC: Final = {
    "sans": "'Noto Sans Arabic','Geeza Pro','Segoe UI',Tahoma,Arial,sans-serif",
    "serif": "'Noto Naskh Arabic','Geeza Pro','Traditional Arabic','Times New Roman',serif",
    "size": "17px",
    "small": "14px",
    "leading": "1.8",
    "tight": "1.6",
}


def faces(language: str) -> Mapping[str, str]:
    """Fonts, sizes and leading of this language."""
    return _ARABIC if language == "ar" else _LATIN


def start_side(direction: str) -> str:
    """On which side text of this direction begins: mail programs drop the logical properties of CSS, such as
    ``padding-inline-start`` (Gmail, Outlook, Yahoo: caniemail.com), and the numbers of lists with them.
    """
    return "right" if direction == "rtl" else "left"


def end_side(direction: str) -> str:
    return "left" if direction == "rtl" else "right"


def tile(day: date, language: str, country: str = "") -> Mapping[str, str]:
    """A day as a leaf of a calendar; decoration: the heading says the date in words."""
    return {
        "month": dict(months_in(language, country))[day.month],
        "day": str(day.day),
        "year": str(day.year),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The organisation's place in its mails: one rule in its colours, and its sign (an absolute https address).

    Everything else is the register's: readers know it again.
    """

    colour: str = SEAL
    dark_colour: str = SEAL
    logo: str = ""
    width: int = 32
    height: int = 32


def brand_of(organisation: Organisation | None) -> Brand:
    """Its colours and sign where it has them, else the register's."""
    brand = own_brand(organisation)
    if brand is None:
        return Brand()
    logo = brand.mail_logo
    address = absolute(logo.path) if logo else ""
    return Brand(
        colour=brand.colour or SEAL,
        dark_colour=brand.dark_colour or SEAL,
        logo=address if address.startswith("https://") else "",
        width=max(1, round(LOGO_HEIGHT * logo.width / logo.height)) if logo else LOGO_HEIGHT,
        height=LOGO_HEIGHT,
    )
