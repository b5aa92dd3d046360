"""Links to uploaded files: a file can be replaced, and what a version shows is frozen with it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from policies.document.blocks import runs_of
from policies.document.shape import Document

from .refusal import Refusal


def refusals_of_uploads(document: Document) -> list[Refusal]:
    """One refusal that names the links of this text to files uploaded here; empty when it has no such link."""
    named = dict.fromkeys(link for link in _links(document) if _is_upload(link))
    if not named:
        return []
    message = _(
        "The text links to an uploaded file (%(links)s), which somebody could replace later: put its words into a "
        "section of their own."
    )
    return [Refusal(code="links_to_upload", message=message % {"links": ", ".join(named)})]


def _links(document: Document) -> Iterator[str]:
    for section in document.sections:
        for body in section.body.values():
            for block in body:
                for runs in runs_of(block):
                    yield from (run.link for run in runs if run.link)


def _is_upload(link: str) -> bool:
    """Whether the address leads to this site's files, read as a browser does: any scheme, port, dots and escapes."""
    served = reverse("wagtaildocs_serve", args=[0, "-"]).partition("0/")[0]
    try:
        address = urlsplit(link.replace("\\", "/"))
        here = address.hostname in (None, urlsplit(settings.BASE_URL).hostname)
    except ValueError:  # no browser opens it either
        return False
    path = f"/{normpath(unquote(address.path)).lstrip('/')}"
    return here and path.startswith((served, settings.MEDIA_URL))
