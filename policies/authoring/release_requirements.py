"""How a draft stands before its release: the requirements it fails, each with the field it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from policies.document.languages import CODES
from policies.document.shape import MalformedDocument
from policies.publication.localize import language_name
from policies.publication.refusal import Refusal

from .guard import minor_refusals
from .translation.page_texts import NAMES

if TYPE_CHECKING:
    from .models import PolicyPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One reason why the draft cannot be published; ``anchor`` is the editor's element to go to, if any."""

    code: str
    message: str
    anchor: str


def requirements_of(page: PolicyPage) -> list[Requirement]:
    """What the draft itself lacks. Who approved it is not asked: the workflow sees to that."""
    from .publish import refusals

    try:
        found = refusals(page) + minor_refusals(page)
    except MalformedDocument as error:
        found = [Refusal(code="malformed", message=str(error))]
    return [
        Requirement(code=refusal.code, message=_message(refusal), anchor=_anchor(refusal.field))
        for refusal in found
    ]


def _message(refusal: Refusal) -> str:
    """What is wrong; in a list, a sentence about one language's field says which language."""
    message = str(refusal.message)
    field, _, language = (refusal.field or "").rpartition("_")
    if field not in NAMES or language not in CODES:
        return message
    return gettext("%(language)s: %(message)s") % {
        "language": language_name(language),
        "message": message,
    }


def _anchor(field: str | None) -> str:
    """The id Django gives the field's widget, which Wagtail's labels and our links share."""
    return f"id_{field}" if field else ""
