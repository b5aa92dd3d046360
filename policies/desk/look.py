"""How an organisation looks to its readers: checked whole, and saved whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.brand import MOST_LINKS, Brand, Logo
from policies.publication.colour_contrast import COLOUR, DARK_GROUND, LEAST, LIGHT_GROUND, contrast
from policies.publication.logo_files import CannotShow, read_logo
from policies.publication.models import Organisation
from policies.publication.refusal import Refusal

LONGEST_WORDS: Final = 60
_GROUNDS: Final = {"colour": LIGHT_GROUND, "dark_colour": DARK_GROUND}


@transaction.atomic
def change_look(
    *, organisation: Organisation, said: Mapping[str, str], files: Mapping[str, bytes], by: Any
) -> Brand:
    """Save colours, links and logos. ``files`` are new ones by field; ``no_logo`` and ``no_mail_logo`` take one away.

    Raises ``CannotShow`` with everything that is wrong.
    """
    brand = Brand.objects.select_for_update().filter(organisation=organisation).first()
    brand = brand or Brand(organisation=organisation)
    found: list[Refusal] = []
    brand.colour, brand.dark_colour = (said.get(name, "").strip().lower() for name in _GROUNDS)
    found += _refusals_of_colours(brand)
    brand.links = _links(said, found)
    for field, only_png in (("logo", False), ("mail_logo", True)):
        if said.get(f"no_{field}"):
            setattr(brand, field, None)
        if field in files:
            try:
                setattr(brand, field, read_logo(files[field], field=field, only_png=only_png))
            except CannotShow as refused:
                found += refused.refusals
    if brand.logo is not None and brand.mail_logo is None and brand.logo.kind == Logo.Kind.PNG:
        brand.mail_logo = brand.logo
    if found:
        raise CannotShow(*found)
    brand.save()
    copies = bool(said.get("attaches_copies"))
    Organisation.objects.filter(pk=organisation.pk).update(attaches_copies=copies)
    details = {"colour": brand.colour, "dark_colour": brand.dark_colour, "links": len(brand.links)}
    details |= {"attaches_copies": copies}
    note(AuditEntry.Action.LOOK, organisation.slug, by=by, organisation=organisation.pk, details=details)
    return brand


def _refusals_of_colours(brand: Brand) -> list[Refusal]:
    """Both or none; each stands out from its ground."""
    found = []
    if bool(brand.colour) != bool(brand.dark_colour):
        field = "dark_colour" if brand.colour else "colour"
        message = _("Name a colour for light pages and one for dark pages, or none.")
        return [Refusal(code="one_colour", field=field, message=message)]
    for field, ground in _GROUNDS.items():
        colour = getattr(brand, field)
        if not colour:
            continue
        if not COLOUR.fullmatch(colour):
            message = _("“%(colour)s” is no colour of the form #0f5c4d.") % {"colour": colour[:20]}
            found.append(Refusal(code="no_colour", field=field, message=message))
        elif (ratio := contrast(colour, ground)) < LEAST:
            message = _(
                "%(colour)s has a contrast of %(ratio)s with the page; it needs %(least)s at least."
            ) % {"colour": colour, "ratio": f"{ratio:.1f}", "least": f"{LEAST:.0f}"}
            found.append(Refusal(code="low_contrast", field=field, message=message))
    return found


def _links(said: Mapping[str, str], found: list[Refusal]) -> list[dict[str, str]]:
    links = []
    for number in range(MOST_LINKS):
        link = {name: said.get(f"link_{number}_{name}", "").strip() for name in ("url", *CODES)}
        if not any(link.values()):
            continue
        field = f"link_{number}_url"
        if not _is_https(link["url"]):
            message = _("“%(url)s” is no https address.") % {"url": link["url"][:100]}
            found.append(Refusal(code="no_address", field=field, message=message))
        if not any(link[code] for code in CODES):
            message = _("Say in one language at least where the link leads.")
            found.append(Refusal(code="no_words", field=field, message=message))
        if any(len(link[code]) > LONGEST_WORDS for code in CODES):
            message = _("The words of a link have %(most)s characters at most.") % {
                "most": LONGEST_WORDS
            }
            found.append(Refusal(code="long_words", field=field, message=message))
        links.append(link)
    return links


def _is_https(address: str) -> bool:
    try:
        URLValidator(schemes=["https"])(address)
    except ValidationError:
        return False
    return len(address) <= 500 and not urlsplit(address).username
