"""What can be done about a version: bring its text back, withdraw it, approve it, end its policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from policies.authoring.draft import document_of, fill
from policies.authoring.forms import begin_next_release
from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.second_person import confirm_minor
from policies.authoring.translation.behind import pin_as_published
from policies.authoring.writing_rights import name_of, organisation_of, writes_everything
from policies.document.languages import LANGUAGES, direction
from policies.publication import approve as approving
from policies.publication import retire as retiring
from policies.publication.models import Policy
from policies.publication.refusal import Refusal, Refused

from .find_draft import draft_at, locked_for, screen, version_at


class ReasonsForm(forms.Form):
    """A reason in each of the languages that readers are told it in."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=LANGUAGES[code].name,
                required=False,
                help_text=_(
                    "The reason, as readers are shown it: public, and in the log for ever. Name no person."
                ),
                widget=forms.Textarea(attrs={"rows": 3, "lang": code, "dir": direction(code)}),
            )

    def reasons(self) -> dict[str, str]:
        return {name.removeprefix("reason_"): text for name, text in self.cleaned_data.items()}


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


def restore(request: HttpRequest, version_id: int) -> HttpResponse:
    """The version's text as a new draft; the draft there was stays in the page's history."""
    version, page = version_at(version_id)
    draft = draft_at(page.pk, request.user)
    if not (
        draft.permissions_for_user(request.user).can_edit() and writes_everything(request.user, draft)
    ):
        raise PermissionDenied
    facts = {"number": version.number}

    def act(_form: forms.Form) -> str:
        if message := locked_for(draft, request.user):
            raise Refused(Refusal(code="locked", message=message))
        begin_next_release(draft)
        fill(draft, version.published.document)
        pin_as_published(draft, version.published.document)
        revision = draft.save_revision(user=request.user, log_action=True, clean=False)
        log(instance=draft, action="policies.restore", user=request.user, data=facts, revision=revision)
        return (
            _("The text of version %(number)s is the draft now. Nothing is published by this.") % facts
        )

    return act_on(
        request,
        page,
        act,
        title=_("Restore version %(number)s as a draft") % facts,
        explanation=_(
            "The text of version %(number)s becomes the new draft, in every language it has. The version "
            "itself does not change, and the present draft stays in the page’s history."
        )
        % facts,
        button=_("Restore as a draft"),
        icon="undo",
    )


def retire(request: HttpRequest, page_id: int) -> HttpResponse:
    """The end of a policy, in place of unpublishing: its versions stay readable and say so."""
    page = draft_at(page_id, request.user)
    refuse_to_end(page, request.user)
    policy = get_object_or_404(Policy, uuid=page.policy_uuid)
    latest = policy.versions.standing().newest()

    def act(form: Any) -> str:
        retiring.retire(policy=policy, reason=form.reasons(), by=name_of(request.user))
        log(instance=page, action="policies.retire", user=request.user)
        return _("The policy is retired. Its versions stay readable, and say so.")

    return act_on(
        request,
        page,
        act,
        form=ReasonsForm(sent(request), languages=latest.languages if latest else ()),
        blocking=but_reasons(retiring.refusals_of_retirement(policy, {})),
        title=_("Retire this policy"),
        explanation=_(
            "What was published is never unpublished. A retired policy gets no new version; every version "
            "stays readable and says that the policy ended, and why. This cannot be undone."
        ),
        button=_("Retire this policy"),
        icon="download",
    )


def approve(request: HttpRequest, version_id: int) -> HttpResponse:
    """A second person approves an emergency release afterwards."""
    version, page = version_at(version_id)
    if not may(request.user, Act.APPROVE_EMERGENCY, version.policy.organisation_id):
        raise PermissionDenied
    account: Any = request.user.pk
    facts = {"number": version.number, "name": version.actor_name or "—"}

    def act(form: Any) -> str:
        comment = form.cleaned_data["reason"]
        approving.approve(version=version, by=name_of(request.user), by_id=account, comment=comment)
        log(instance=page, action="policies.approve", user=request.user, data=facts)
        return _("Version %(number)s is approved.") % facts

    return act_on(
        request,
        page,
        act,
        form=ReasonForm(sent(request), label=_("Comment (optional)")),
        blocking=approving.refusals_of_approval(version, account),
        title=_("Approve version %(number)s afterwards") % facts,
        explanation=_(
            "%(name)s published version %(number)s as an emergency. Your approval is recorded beside it for ever."
        )
        % facts,
        button=_("Approve"),
        icon="check",
    )


def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """A second person holds the change to be minor, whatever the comparison found."""
    page = draft_at(page_id, request.user)
    if not may(request.user, Act.CONFIRM_MINOR, organisation_of(page)):
        raise PermissionDenied

    def act(form: Any) -> str:
        reason = form.cleaned_data["reason"]
        confirm_minor(page=page, document=document_of(page), reason=reason, by=request.user)
        log(instance=page, action="policies.confirm_minor", user=request.user)
        return _("Your confirmation is recorded for exactly this text. It is frozen with the version.")

    return act_on(
        request,
        page,
        act,
        form=ReasonForm(sent(request), label=_("Why readers do not have to know")),
        title=_("Confirm that the change is minor"),
        explanation=_(
            "The comparison found changes that readers may have to know. If you hold them to be minor, say why: "
            "the reason and your name are frozen with the version, and public."
        ),
        button=_("Confirm as minor"),
        icon="check",
    )


def but_reasons(refusals: list[Refusal]) -> list[Refusal]:
    """What no reason, still to be typed, can help."""
    return [refusal for refusal in refusals if refusal.code != "reason_missing"]


def sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def refuse_to_end(page: PolicyPage, user: Any) -> None:
    if not page.permissions_for_user(user).can_end():
        raise PermissionDenied


def act_on(
    request: HttpRequest,
    page: PolicyPage,
    act: Callable[[Any], str],
    *,
    form: forms.Form | None = None,
    blocking: Sequence[Refusal] = (),
    template: str = "policies/admin/act.html",
    **words: Any,
) -> HttpResponse:
    """Ask, then do: refusals stand beside their fields, and nothing typed is lost.

    ``words`` are the screen's title, its explanation, its button and the name of its icon, and what else ``template`` says.
    """
    form = form or forms.Form(sent(request))
    back = _back(page, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form))
        except Refused as error:
            for refusal in error.refusals:
                field = refusal.field if refusal.field in form.fields else None
                form.add_error(field, str(refusal.message))
        else:
            return HttpResponseRedirect(back)
    context: dict[str, Any] = {"form": form, "blocking": blocking, **words}
    return screen(request, template, page, back=back, **context)


def _back(page: PolicyPage, user: Any) -> str:
    name = (
        "wagtailadmin_pages:edit"
        if page.permissions_for_user(user).can_edit()
        else "policies_release:check"
    )
    return reverse(name, args=[page.pk])
