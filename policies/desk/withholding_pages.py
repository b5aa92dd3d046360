"""Withholding a published text: one person asks, another one decides; showing it again likewise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _

from policies.authoring.people.rights import may
from policies.authoring.people.roles import Act
from policies.authoring.writing_rights import name_of
from policies.document.languages import CODES
from policies.document.numbering import numbers
from policies.publication import withhold as withholding
from policies.publication.acts import Withholding
from policies.publication.localize import active_language
from policies.publication.models import PolicyVersion
from policies.publication.refusal import Refused
from policies.publication.withheld_text import NOTE, PARTS, SUMMARY, WHOLE, Category

from .find_draft import screen, version_at
from .release_actions import ReasonsForm, act_on, sent

WHOLE_VERSION = "whole"  # in the form: an empty choice is no choice


class WithholdForm(ReasonsForm):
    """Which part, on which ground, and what readers are told in each language."""

    part = forms.ChoiceField()
    everywhere = forms.BooleanField(required=False, initial=True)
    category = forms.ChoiceField()

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, languages=CODES, **kwargs)
        part, everywhere, category = (self.fields[n] for n in ("part", "everywhere", "category"))
        part.label = _("What is withheld")
        part.choices = [_NOTHING_YET, *_parts(version)]  # type: ignore[attr-defined]
        everywhere.label = _("A clause: in every version that has it")
        category.label = _("On which ground")
        category.choices = [_NOTHING_YET, *Category.choices]  # type: ignore[attr-defined]
        for code in CODES:
            self.fields[f"reason_{code}"].help_text = _(
                "The reason, as readers are shown it: public, and in the log for ever. Name no person, and repeat nothing of what "
                "is withheld."
            )

    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"reason_{code}"] for code in CODES}


# Neither is chosen for anybody: what is withheld, and on which ground, is said by a person.
_NOTHING_YET = ("", "—")


def _parts(version: PolicyVersion) -> Iterator[tuple[str, str]]:
    document = version.published.document
    yield WHOLE_VERSION, _("The whole version")
    yield NOTE, _("The change note")
    if document.summary:
        yield SUMMARY, _("The summary")
    language = active_language() if active_language() in document.languages else document.authoritative
    for section, number in zip(document.sections, numbers(document, language), strict=True):
        heading = section.heading.get(language, "").strip() or _("Introduction")
        yield str(section.key), f"{number} {heading}".strip()


def withhold(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask that readers be shown this text, or a part of it, no more; what is withheld now is listed."""
    version, page = version_at(version_id)
    account = _may(request, version)
    facts = {"number": version.number}

    def act(form: Any) -> str:
        given = form.cleaned_data
        part = WHOLE if given["part"] == WHOLE_VERSION else given["part"]
        withholding.ask(
            versions=_versions(version, part, everywhere=given["everywhere"]),
            part=part,
            category=given["category"],
            reason=form.reasons(),
            by=name_of(request.user),
            by_id=account,
        )
        return _("Asked. Readers are shown the text until a second person of your organisation agrees.")

    return act_on(
        request,
        page,
        act,
        form=WithholdForm(sent(request), version=version),
        title=_("Withhold a text of version %(number)s") % facts,
        explanation=_(
            "What is withheld is taken from pages, data, feeds, the search, comparisons and mails to come. Its place "
            "stays, and says since when and why; so does the public log. Nothing published is altered, and two persons "
            "can let it be shown again. A second person has to agree first."
        ),
        button=_("Ask for it"),
        icon="lock",
        template="policies/admin/withhold.html",
        held=_held(version),
        requests=_requests(version),
        version=version,
    )


def show_again(request: HttpRequest, version_id: int, withholding_id: int) -> HttpResponse:
    """Ask that what is withheld be shown again."""
    version, page = version_at(version_id)
    account = _may(request, version)
    held = get_object_or_404(version.withholdings.in_effect(), pk=withholding_id)

    def act(form: Any) -> str:
        withholding.ask(
            versions=[version],
            part=held.part,
            category=held.category,
            reason=form.reasons(),
            by=name_of(request.user),
            by_id=account,
            again=True,
        )
        return _("Asked. The text stays withheld until a second person of your organisation agrees.")

    return act_on(
        request,
        page,
        act,
        form=ReasonsForm(sent(request), languages=CODES),
        title=_("Show version %(number)s again") % {"number": version.number},
        explanation=_(
            "Say why what was withheld may be shown again: the reason is public in the log. A second person has to agree."
        ),
        button=_("Ask for it"),
        icon="view",
    )


def decide(request: HttpRequest, version_id: int, request_id: int) -> HttpResponse:
    """What somebody asked, for another person to do or to decline; who asked may take it back."""
    version, page = version_at(version_id)
    account = _may(request, version)
    requests = withholding.WithholdingRequest.objects.filter(policy=version.policy_id)
    asked = get_object_or_404(requests.select_related("policy__organisation"), pk=request_id)
    back = reverse("policies_release:withhold", args=[version.pk])
    refusal = withholding.refusal_of_agreement(asked, account)
    if request.method == "POST":
        done = withholding.agree if "agree" in request.POST else withholding.decline
        try:
            done(asked, by=name_of(request.user), by_id=account)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _said(asked, agreed="agree" in request.POST))
        return HttpResponseRedirect(back)
    return screen(
        request,
        "policies/admin/withholding.html",
        page,
        title=_("Decide on a request"),
        icon="lock",
        back=back,
        asked=asked,
        versions=asked.of(),
        part=dict(_parts(version)).get(asked.part or WHOLE_VERSION, asked.part),
        ground=Category(asked.category).label,
        reasons=list(asked.reason.items()),
        refusal=refusal,
    )


def _said(asked: withholding.WithholdingRequest, *, agreed: bool) -> str:
    if not agreed:
        return _("The request is declined. Nothing changed for readers.")
    return _("The text is shown again.") if asked.again else _("The text is withheld from readers now.")


def _may(request: HttpRequest, version: PolicyVersion) -> int:
    """The number of the account; refused to who may not withhold here."""
    if not may(request.user, Act.WITHHOLD, version.policy.organisation_id):
        raise PermissionDenied
    account: Any = request.user.pk
    return int(account)


def _versions(version: PolicyVersion, part: str, *, everywhere: bool) -> list[PolicyVersion]:
    """This version, and of a clause, where it is wanted, every other one that has it and shows it."""
    if part in PARTS or not everywhere:
        return [version]
    held = set(
        version.policy.versions.filter(withholdings__in=_in_effect(version, part)).values_list(
            "pk", flat=True
        )
    )
    others = version.policy.versions.exclude(pk=version.pk).select_related("policy__organisation")
    return [
        version,
        *(
            other
            for other in others
            if other.pk not in held
            and part in {str(section.key) for section in other.published.document.sections}
        ),
    ]


def _in_effect(version: PolicyVersion, part: str) -> Any:
    return Withholding.objects.in_effect().filter(version__policy=version.policy_id, part=part)


def _held(version: PolicyVersion) -> list[tuple[int, str, str]]:
    """What is withheld of the version now: its number, the part, and the sentence that readers are shown."""
    names = dict(_parts(version))
    return [
        (mark.number, names.get(mark.part or WHOLE_VERSION, mark.part), mark.sentence(active_language()))
        for mark in version.withheld.each
    ]


def _requests(version: PolicyVersion) -> list[withholding.WithholdingRequest]:
    waiting = withholding.WithholdingRequest.objects.filter(policy=version.policy_id)
    return [each for each in waiting if version.pk in each.versions]


ADDRESSES = [
    path("version/<int:version_id>/withhold/", withhold, name="withhold"),
    path(
        "version/<int:version_id>/withholding/<int:request_id>/",
        decide,
        name="withholding",
    ),
    path(
        "version/<int:version_id>/show-again/<int:withholding_id>/",
        show_again,
        name="show_again",
    ),
]
