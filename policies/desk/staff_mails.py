"""Mails to those who work on a policy: what is asked of them, about which policy, until when, in their language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.bidi import isolated_text
from policies.document.languages import CODES, in_language
from policies.notification.letters import Letter, page_url
from policies.notification.mail_look import brand_of, faces
from policies.publication.public_addresses import absolute

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one mail says, in one language. ``verb`` is what its button does; ``address`` is a path of the admin."""

    heading: str
    lines: tuple[str, ...] = ()
    quote: str = ""
    verb: str
    address: str
    due: str = ""


def tell(page: Page, people: Iterable[Any], say: Callable[[str], Said]) -> None:
    """After the transaction, mail each of these people what ``say`` answers in their language.

    A server that does not take it is logged: what was done stays done.
    """
    told = [person for person in people if person.is_active and person.email]
    if told:
        transaction.on_commit(partial(_send, page, told, say), robust=True)


def language_of(person: Any) -> str:
    """The language this person has chosen for the admin; the site's where none was."""
    profile = getattr(person, "wagtail_userprofile", None)
    chosen = str(profile.get_preferred_language() if profile else settings.LANGUAGE_CODE)[:2]
    return chosen if chosen in CODES else "en"


def home_of(page: Page) -> OrganisationPage | None:
    """The organisation that a mail about this page comes from; none of a page above the organisations."""
    home = page if isinstance(page, OrganisationPage) else getattr(page, "organisation_page", None)
    return home if isinstance(home, OrganisationPage) else None


def title_in(page: Page, language: str) -> str:
    if isinstance(page, OrganisationPage):
        return _("Page of the organisation")
    if not isinstance(page, PolicyPage):
        return str(page.get_admin_display_title())
    titles = (in_language(page, "heading", code) for code in (language, *CODES))
    return next(filter(None, titles), page.title)


def _send(page: Page, people: list[Any], say: Callable[[str], Said]) -> None:
    letters = [_letter(page, home_of(page), person, say) for person in people]
    try:
        get_connection().send_messages(letters)
    except OSError:  # smtplib's errors too
        logger.warning("no mail was taken about page %s", page.pk)


def _letter(
    page: Page, home: OrganisationPage | None, person: Any, say: Callable[[str], Said]
) -> Letter:
    language = language_of(person)
    with translation.override(language):
        said = say(language)
        context = {
            "language": language,
            "said": said,
            "organisation": home.name_in(language) if home else settings.WAGTAIL_SITE_NAME,
            "title": title_in(page, language),
            "link": absolute(said.address),
            "brand": brand_of(home.organisation if home else None),
            "faces": faces(language),
            "register": settings.WAGTAIL_SITE_NAME,
            "home_url": page_url("home", language),
        }
        subject, text, html = (
            render_to_string(name, context)
            for name in (
                "policies/mail/desk.subject.txt",
                "policies/mail/desk.txt",
                "policies/mail/desk.html",
            )
        )
    letter = Letter(
        subject=isolated_text(" ".join(subject.split()), language),
        body=isolated_text(text.strip(), language) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
    )
    letter.attach_alternative(
        "\n".join(filter(None, map(str.strip, html.splitlines()))) + "\n", "text/html"
    )
    return letter
