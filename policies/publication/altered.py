"""Served text is checked text: bytes that do not have the digest they were published with are shown to nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from policies.evidence.digests import digest

logger = logging.getLogger(__name__)

# What this process has met, by the key of the version: a running site says so until it is restarted.
met: dict[int, str] = {}


class AlteredText(Exception):
    """The stored text of a version is not the one that was published; the message says which and how."""


def refuse(version: Any, how: str) -> AlteredText:
    """Note the alarm, in the log and in this process, and give what to raise."""
    sentence = f"policy {version.policy_id} version {version.number}: {how}"
    met[version.pk] = sentence
    logger.critical("a published text was altered: %s", sentence)
    return AlteredText(sentence)


def require_unaltered(version: Any) -> None:
    """Raises ``AlteredText`` unless the version's bytes have its digest."""
    if digest(bytes(version.content)) != version.sha256:
        raise refuse(version, f"its bytes do not have the digest {version.sha256}")


def altered(versions: QuerySet[Any], entries: QuerySet[Any]) -> Iterator[str]:
    """A sentence for each of these versions whose bytes have another digest than its row, or whose row has another than
    the log's entries.

    PostgreSQL computes the digests itself: no text leaves it.
    """
    logged = entries.filter(
        subject=Concat(Value("version "), OuterRef("sha256"), output_field=TextField())
    )
    for number, policy in (
        versions.filter(~Exists(logged)).order_by("pk").values_list("number", "policy__uuid")
    ):
        yield f"policy {policy} version {number}: its digest is not in the log"
    if connection.vendor == "postgresql":
        made = RawSQL("encode(sha256(policies_policyversion.content), 'hex')", [])
        found = versions.annotate(made=made).exclude(made=F("sha256")).order_by("pk")
        others = found.values_list("number", "policy__uuid")
    else:
        rows = versions.order_by("pk").values_list("number", "policy__uuid", "content", "sha256")
        others = (
            (number, policy)
            for number, policy, content, sha256 in rows.iterator(chunk_size=200)
            if digest(content.encode() if isinstance(content, str) else bytes(content)) != sha256
        )
    for number, policy in others:
        yield f"policy {policy} version {number}: its bytes do not have its digest"
