"""Withdrawing an announced version: one person asks and says why, another one does it or declines."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from policies.authoring.models import PolicyPage
from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import name_of
from policies.document.languages import LANGUAGES
from policies.publication.models import PolicyVersion
from policies.publication.refusal import Refused
from policies.publication.withdraw import refusals_of_withdrawal
from policies.publication.withdrawal_requests import (
    WithdrawalRequest,
    agree_to_withdraw,
    ask_to_withdraw,
    decline_to_withdraw,
    refusal_of_second,
)

from .find_draft import version_at
from .release_actions import ReasonsForm, act_on, but_reasons, refuse_to_end, sent

AGREE: Final = "agree"


class DecisionForm(forms.Form):
    """``may_agree`` is false for who asked: they may take it back."""

    decision = forms.ChoiceField(label=gettext_lazy("Your decision"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, may_agree: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decline = _("Decline: the version stays announced") if may_agree else _("Take the request back")
        choices = [(AGREE, _("Withdraw the version, for ever"))] if may_agree else []
        field: Any = self.fields["decision"]
        field.choices = [*choices, ("decline", decline)]


def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    """An announced version will never apply; subscribers who were told of it are told of this."""
    version, page = version_at(version_id)
    asked = WithdrawalRequest.objects.filter(version=version).first()
    return _decide(request, page, version, asked) if asked else _ask(request, page, version)


def _ask(request: HttpRequest, page: PolicyPage, version: PolicyVersion) -> HttpResponse:
    refuse_to_end(page, request.user)
    account: Any = request.user.pk
    facts = {"number": version.number}

    def act(form: Any) -> str:
        ask_to_withdraw(version=version, reason=form.reasons(), by=name_of(request.user), by_id=account)
        return _("Asked. Version %(number)s stays announced until a second person agrees.") % facts

    return act_on(
        request,
        page,
        act,
        form=ReasonsForm(sent(request), languages=version.languages),
        blocking=but_reasons(refusals_of_withdrawal(version, {})),
        title=_("Withdraw version %(number)s") % facts,
        explanation=_(
            "Version %(number)s will never apply; its text stays readable and says that it was withdrawn, and "
            "why. Subscribers who were told of it are told of the withdrawal. This cannot be undone: a second "
            "person has to agree first."
        )
        % facts,
        button=_("Ask for the withdrawal"),
        icon="cross",
    )


def _decide(
    request: HttpRequest, page: PolicyPage, version: PolicyVersion, asked: WithdrawalRequest
) -> HttpResponse:
    if not may(request.user, Act.APPROVE_EMERGENCY, version.policy.organisation_id):
        raise PermissionDenied
    account: Any = request.user.pk
    facts = {"number": version.number, "name": asked.asked_name}
    refusal = refusal_of_second(asked, account)
    said = " ".join(f"{LANGUAGES[code].name}: {words}" for code, words in asked.reason.items())

    def act(form: Any) -> str:
        if form.cleaned_data["decision"] != AGREE:
            decline_to_withdraw(request=asked)
            return _("Nothing is withdrawn: version %(number)s stays announced.") % facts
        if refusal:
            raise Refused(refusal)
        agree_to_withdraw(request=asked, by=name_of(request.user), by_id=account)
        log(
            instance=page,
            action="policies.withdraw",
            user=request.user,
            data={"number": version.number},
        )
        return _("Version %(number)s is withdrawn: it will never apply.") % facts

    explanation = (
        _("%(name)s asks that version %(number)s never apply, and says why to readers.") % facts
    )
    return act_on(
        request,
        page,
        act,
        form=DecisionForm(sent(request), may_agree=refusal is None),
        title=_("Withdraw version %(number)s") % facts,
        explanation=f"{explanation} {said}" + (f" {refusal.message}" if refusal else ""),
        button=_("Confirm"),
        icon="cross",
    )
