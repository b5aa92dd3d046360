"""What the log commits to and does not say: who did it. The commitment is public, its opening is kept here.

The salt keeps anybody from trying names. To prove who acted, hand over the opening (`manage.py prove_actor`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.evidence.entries import commitment, committing


class Opening(models.Model):
    """The salt and the facts behind the commitment of the log's entry with this subject. Append-only, never public."""

    subject = models.CharField(max_length=100, unique=True)
    salt = models.CharField(max_length=64)
    facts = models.JSONField()

    class Meta:
        verbose_name = _("opening of a commitment")
        verbose_name_plural = _("openings of commitments")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject

    @property
    def committed(self) -> str:
        return commitment(self.salt, self.facts)


def committed(subject: str, content: bytes, facts: Mapping[str, Any]) -> bytes:
    """The entry with a commitment to these facts, whose opening is written in the caller's transaction."""
    if not facts:
        return content
    opening = Opening(subject=subject, salt=secrets.token_hex(32), facts=dict(facts))
    opening.save(force_insert=True)
    return committing(content, opening.committed)


def every_commitment() -> dict[str, str]:
    """What the entries of the log must commit to, by subject."""
    rows = Opening.objects.values_list("subject", "salt", "facts").iterator(chunk_size=5_000)
    return {subject: commitment(salt, facts) for subject, salt, facts in rows}
