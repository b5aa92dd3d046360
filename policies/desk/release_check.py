"""Before publishing: what is missing, what changes in each language, the page and the mail it becomes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from policies.authoring.admin_redline import redline
from policies.authoring.draft import languages_of, numbers_in
from policies.authoring.draft_entries import words_by_clause
from policies.authoring.models import PolicyPage
from policies.authoring.preview import preview
from policies.authoring.readiness import Readiness
from policies.authoring.second_person import may_confirm
from policies.document.languages import CODES, LANGUAGES, in_language
from policies.document.malformed import MalformedDocument
from policies.evidence.digests import digest
from policies.notification.compose_mail import Letter
from policies.notification.durable_copy import MOST, weight
from policies.notification.mail_preview import rehearse, send
from policies.publication.localize import grouped
from policies.publication.models import PolicyVersion

from .divergence_report import context_of as divergences_of
from .find_draft import draft_at


class CheckView(WagtailAdminTemplateMixin, TemplateView):
    """Everything to look at before publishing, in one language at a time."""

    template_name = "policies/admin/check.html"
    header_icon = "view"

    @cached_property
    def draft(self) -> PolicyPage:
        return draft_at(self.kwargs["page_id"], self.request.user)

    def get_page_title(self) -> str:
        return _("Before publishing")

    def get_page_subtitle(self) -> str:
        return str(self.draft.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.draft.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft, user = self.draft, self.request.user
        address = getattr(user, "email", "")
        language = _language(draft, self.request.GET.get("language"))
        ready = draft.readiness
        context = {
            "page": draft,
            "readiness": ready,
            "language": language,
            "languages": [LANGUAGES[code] for code in languages_of(draft)],
            "requirements": ready.requirements,
            "edit_url": reverse("wagtailadmin_pages:edit", args=[draft.pk])
            if draft.permissions_for_user(user).can_edit()
            else "",
            "may_send": bool(address),
            "words": words_of(draft),
        }
        if _is_whole(ready):
            # What readers must know is asked whatever the answer is.
            context |= {
                "findings": ready.findings,
                "is_minor": draft.significance == "minor",
                "confirmation": ready.confirmation,
                **divergences_of(draft, user),
                "may_confirm": may_confirm(draft, user),
                **_comparison(ready, language),
                "mail": (
                    mail := rehearsed_mail(ready, language, address or settings.DEFAULT_FROM_EMAIL)
                ),
                "heavy": _too_heavy(mail),
            }
        return super().get_context_data(**context, **kwargs)


def words_of(draft: PolicyPage) -> dict[str, Any]:
    """How many words each clause has in each language that is begun, and all of them."""
    counted = words_by_clause(draft)
    codes = [code for code in CODES if any(counts[code] for _section, counts in counted)]
    prevails = draft.organisation_page.authoritative
    numbers = numbers_in([section for section, _counts in counted], draft.numbering, prevails)
    rows = [
        {
            "key": section.key,
            "number": number,
            "heading": in_language(section, "heading", prevails) or "",
            "counts": [counts[code] for code in codes],
        }
        for (section, counts), number in zip(counted, numbers, strict=True)
    ]
    totals = [sum(counts[code] for _section, counts in counted) for code in codes]
    each = list(zip(codes, totals, strict=True))
    return {"each": each, "rows": rows, "prevails": prevails}


def _is_whole(ready: Readiness) -> bool:
    try:
        return bool(ready.document)
    except MalformedDocument:
        return False


def candidate(ready: Readiness) -> PolicyVersion:
    """The version the draft would be published as, not saved. Raises ``MalformedDocument`` where none."""
    record = ready.record
    content = record.content()
    return PolicyVersion(
        policy=ready.policy,
        content=content,
        sha256=digest(content),
        **record.columns()
        | ({} if ready.latest else {"significance": PolicyVersion.Significance.INITIAL}),
    )


def rehearsed_mail(ready: Readiness, language: str, address: str) -> Letter | None:
    """The mail that a subscriber who reads ``language`` would get about the draft; none if nobody is told."""
    version = candidate(ready)
    if (
        version.significance != PolicyVersion.Significance.SUBSTANTIAL
        or not version.policy.promise.mails
    ):
        return None
    return rehearse(version, language, address)


def _too_heavy(mail: Letter | None) -> int:
    """The kilobytes of what rides along with the mail, where they are more than mail servers like; else 0."""
    attached = [each.content for each in mail.attachments] if mail else []
    carried = weight(attached)
    return carried // 1000 if carried > MOST else 0


def _language(draft: PolicyPage, asked: str | None) -> str:
    return asked if asked in languages_of(draft) else draft.organisation_page.authoritative


def _comparison(ready: Readiness, language: str) -> dict[str, Any]:
    """The draft against the version in force, or the one announced last where none is."""
    policy, document = ready.registered, ready.document
    old: PolicyVersion | None = None
    if policy is not None:
        old = policy.in_force() or policy.versions.standing().newest()
    if old is None or language not in old.languages or language not in document.languages:
        return {"old": old, "redline": None}
    return {"old": old, "redline": redline(old.published.document, document, language)}


def page_frame(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """The draft as the page its readers would see."""
    if language not in CODES:
        raise Http404
    return preview(draft_at(page_id, request.user), request, language)


def mail_frame(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """The HTML part of the mail its subscribers would get."""
    draft = draft_at(page_id, request.user)
    if language not in languages_of(draft):
        raise Http404
    mail = rehearsed_mail(draft.readiness, language, settings.DEFAULT_FROM_EMAIL)
    if mail is None:
        raise Http404
    html = next(content for content, kind in mail.alternatives if kind == "text/html")
    return HttpResponse(html)


@require_POST
def send_to_me(request: HttpRequest, page_id: int) -> HttpResponse:
    """Send the person who asks the mail of every language, marked as a rehearsal."""
    draft = draft_at(page_id, request.user)
    back = HttpResponseRedirect(reverse("policies_release:check", args=[page_id]))
    address = getattr(request.user, "email", "")
    if not address:
        messages.error(request, _("Your account has no email address."))
        return back
    try:
        mails = [rehearsed_mail(draft.readiness, code, address) for code in languages_of(draft)]
    except MalformedDocument as error:
        messages.error(request, str(error))
        return back
    wanted = [mail for mail in mails if mail is not None]
    for mail in wanted:
        mail.subject = _("[Draft] %(subject)s") % {"subject": mail.subject}
        for header in ("List-Unsubscribe", "List-Unsubscribe-Post"):
            mail.extra_headers.pop(header, None)
    if not wanted:
        messages.warning(request, _("This release sends no email."))
        return back
    taken = send(wanted)
    if not taken:
        messages.error(request, _("The mail server does not answer. Nothing was sent."))
        return back
    sent = ngettext("%(count)s email was sent to you.", "%(count)s emails were sent to you.", taken)
    messages.success(request, sent % {"count": grouped(taken)})
    return back
