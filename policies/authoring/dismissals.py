"""Findings that a named person holds to be none, with a reason, for as long as both texts stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.document.canonical import canonical_bytes
from policies.document.shape import Document
from policies.evidence.digests import HEX_LENGTH, digest
from policies.publication.refusal import CannotPublish, Refusal

from .divergence.clauses import clauses_of
from .divergence.kinds import Divergence
from .draft_types import DraftPage
from .people.rights import may
from .people.roles import Act
from .translation.source_texts import Source
from .writing_rights import name_of, organisation_of

LONGEST_REASON: Final = 2000


class Dismissal(models.Model):
    """A person's word that a finding is none. The row names the finding and both texts by one digest: it says nothing
    of any other text, and holds again where a text is put back.
    """

    page = models.ForeignKey(
        "policies.PolicyPage", on_delete=models.CASCADE, related_name="dismissed_findings"
    )
    finding_sha256 = models.CharField(max_length=HEX_LENGTH)
    key = models.UUIDField()
    kind = models.CharField(max_length=20)
    reason = models.TextField(gettext_lazy("reason"), max_length=LONGEST_REASON)
    dismissed_at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200)
    actor_account = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("dismissed finding")
        verbose_name_plural = gettext_lazy("dismissed findings")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "finding_sha256"], name="a_finding_is_dismissed_once_for_its_texts"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_dismissal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.finding_sha256[:8]}: {self.actor_name}"


class Finding(NamedTuple):
    """A divergence of a draft with its name, and the dismissal that settles it, if any."""

    divergence: Divergence
    name: str
    dismissal: Dismissal | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stops the release."""
        return self.divergence.stops and self.dismissal is None


def findings_in(
    page: DraftPage, document: Document, divergences: Iterable[Divergence]
) -> tuple[Finding, ...]:
    """The divergences of the page's document, each with its dismissal."""
    names = _names(document, divergences)
    if not names:
        return ()
    dismissed = {
        row.finding_sha256: row
        for row in Dismissal.objects.filter(page_id=page.pk, finding_sha256__in=set(names.values()))
    }
    return tuple(Finding(divergence, name, dismissed.get(name)) for divergence, name in names.items())


def _names(document: Document, divergences: Iterable[Divergence]) -> Mapping[Divergence, str]:
    """The digest of each divergence with both its texts. Equal divergences of one clause are one."""
    clauses = {code: clauses_of(document, code) for code in document.languages}
    digests: dict[tuple[str, str], str] = {}
    names: dict[Divergence, str] = {}
    for each in divergences:
        for code in (each.source, each.language):
            if (code, each.key) not in digests:
                clause = clauses[code][each.key]
                source = Source(language=code, heading=clause.heading, body=clause.body)
                digests[code, each.key] = source.digest
        texts = [digests[code, each.key] for code in (each.source, each.language)]
        names[each] = digest(canonical_bytes({"finding": list(each.identity), "texts": texts}))
    return names


def may_dismiss(page: DraftPage, person: Any) -> bool:
    """Who writes whole policies of the organisation or reviews them; translators mend the text."""
    organisation = organisation_of(page)
    return any(may(person, act, organisation) for act in (Act.WRITE, Act.CONFIRM_MINOR))


@transaction.atomic
def dismiss(*, page: DraftPage, finding: Finding, reason: str, by: Any) -> Dismissal:
    """Record that ``by`` holds this finding to be none. The first dismissal of a finding stays.

    Raises ``CannotPublish`` when a rule forbids it. Whether this person may read the draft is for the caller to see.
    """
    if refusals := _refusals(page, reason, by):
        raise CannotPublish(*refusals)
    dismissal, _created = Dismissal.objects.get_or_create(
        page_id=page.pk,
        finding_sha256=finding.name,
        defaults={
            "key": finding.divergence.key,
            "kind": finding.divergence.kind,
            "reason": reason.strip(),
            "actor_name": name_of(by),
            "actor_account": by.pk,
        },
    )
    return dismissal


def _refusals(page: DraftPage, reason: str, by: Any) -> list[Refusal]:
    found = []
    if not may_dismiss(page, by):
        message = _("You do not have the right to dismiss what was found: change a text instead.")
        found.append(Refusal(code="no_right", message=message))
    if not reason.strip():
        message = _("Say why the two texts say the same: the reason is kept with your name.")
        found.append(Refusal(code="reason_missing", field="reason", message=message))
    elif len(reason.strip()) > LONGEST_REASON:
        message = _("The reason has %(length)s characters; %(most)s are the most.") % {
            "length": len(reason.strip()),
            "most": LONGEST_REASON,
        }
        found.append(Refusal(code="reason_too_long", field="reason", message=message))
    return found
