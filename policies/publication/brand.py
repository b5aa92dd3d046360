"""What an organisation looks like to its readers: a logo, a colour for light pages and one for dark, links at the foot.

Everything else is the register's, so that readers know it again: the seal's green, the amber, the redline.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from policies.document.languages import CODES

from .models import Organisation

MOST_LINKS: Final = 4


class Logo(models.Model):
    """A picture that was checked (``logo_files``), under the digest of its bytes. Kept: mails that were sent show it."""

    class Kind(models.TextChoices):
        SVG = "svg", "SVG"
        PNG = "png", "PNG"

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=3, choices=Kind.choices)
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.sha256[:12]}.{self.kind}"

    @property
    def path(self) -> str:
        """Its address never shows anything else."""
        return f"/brand/{self.sha256}.{self.kind}"


class Brand(models.Model):
    """``colour`` stands on light pages, ``dark_colour`` on dark ones; empty is the register's own.

    ``links`` are ``{"url": …, "fr": …, "en": …, "ar": …}``: an https address and its words.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="brand")
    colour = models.CharField(_("colour on light pages"), max_length=7, blank=True, default="")
    dark_colour = models.CharField(_("colour on dark pages"), max_length=7, blank=True, default="")
    logo = models.ForeignKey(Logo, on_delete=models.PROTECT, null=True, related_name="+")
    mail_logo = models.ForeignKey(Logo, on_delete=models.PROTECT, null=True, related_name="+")
    links = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"brand of {self.organisation}"

    @property
    def stylesheet(self) -> str:
        """The address of the style that sets the two colours; empty where there are none."""
        if not self.colour:
            return ""
        return f"/brand/{self.colour[1:]}-{self.dark_colour[1:]}.css"

    def links_in(self, language: str) -> list[dict[str, str]]:
        """The links at the foot, with their words in this language, else in the authoritative one."""
        order = (language, self.organisation.authoritative, *CODES)
        return [
            {"url": link["url"], "words": next((link[code] for code in order if link.get(code)), "")}
            for link in self.links
        ]


def brand_of(organisation: Any) -> Brand | None:
    """The look of this organisation; none of what is no organisation, and where it has none of its own."""
    if not isinstance(organisation, Organisation) or organisation.pk is None:
        return None
    return getattr(organisation, "brand", None)


def keep_logo(content: bytes, kind: str, width: int, height: int) -> Logo:
    """The row of these bytes."""
    facts = {"kind": kind, "content": content, "width": width, "height": height}
    found, _created = Logo.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(), defaults=facts
    )
    return found
