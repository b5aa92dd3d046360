"""Why somebody gets a notice, in a sentence of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from policies.publication.models import PolicyVersion

from .audience import CLAUSE, ORGANISATION, PARTY, PARTY_BY_LAW, REASONS, SEARCH
from .changed_clauses import baseline
from .contract_parties import law_without_choice
from .mail_isolation import say
from .models import FollowedSearch
from .subscription_offers import search_title, title_of_clause


def why(reason: str, words: Mapping[str, Any], language: str, version: PolicyVersion) -> dict[str, str]:
    """The sentence that says why, as ``text`` and as ``html``; ``words`` are those of ``notice_words``.

    A clause is named as the version has it, or else the one before it.
    """
    clause = search = ""
    law = law_without_choice(version.policy.organisation, version.effective_from)
    if reason.startswith(SEARCH):
        followed = FollowedSearch.objects.select_related("organisation")
        found = followed.filter(pk=reason.removeprefix(SEARCH)).first()
        with translation.override(language):
            search = search_title(found, language) if found else ""
        reason = SEARCH
    elif reason not in REASONS:
        versions = filter(None, [version, baseline(version)])
        clause = title_of_clause(versions, UUID(reason), words["text_language"])
        reason = CLAUSE
    with translation.override(language):
        said = say(
            _why(reason, clause),
            language,
            organisation=words["organisation"],
            title=(words["title"], words["text_language"]),
            clause=(clause, words["text_language"]),
            search=search,
            law=f"{law.law}, {law.article}" if law else "",
        )
    return {"text": said.text, "html": said.html}


def _why(reason: str, clause: str) -> str:
    if reason == ORGANISATION:
        return _(
            "You receive this message because this address is subscribed to all policies of %(organisation)s."
        )
    if reason == SEARCH:
        return _(
            "You receive this message because this address is subscribed to a search that this change answers: %(search)s."
        )
    if clause:
        return _(
            "You receive this message because this address is subscribed to clause “%(clause)s” of “%(title)s”."
        )
    if reason == CLAUSE:
        return _(
            "You receive this message because this address is subscribed to a clause of “%(title)s”."
        )
    if reason == PARTY_BY_LAW:
        return _(
            "You receive this message because you have a contract with %(organisation)s, and the law (%(law)s) obliges it to "
            "tell you of such a change. No link ends that; your questions go to %(organisation)s."
        )
    if reason == PARTY:
        return _(
            "You receive this message because you have a contract with %(organisation)s, which tells you of changes of its texts."
        )
    return _("You receive this message because this address is subscribed to changes of “%(title)s”.")
