"""Bounce mails (RFC 3464): which of our mails came back, and whether for good."""

from __future__ import annotations

import hashlib
import re
from email import message_from_bytes, policy
from typing import Final

from .delivery_feedback import Feedback
from .provider_reports import report

# The address a bounce is sent to names the mail it is about: ``composing.envelope_sender``.
_NAMED: Final = re.compile(r"\+([0-9a-f]{32})@")
_NO_SUCH_ADDRESS: Final = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)\b")


def receive(raw: bytes) -> bool:
    """Write what a bounce mail reports; false when it is none, is known, or is about nothing of ours.

    Forged ones need the name of a mail, 128 random bits that only its recipient has seen.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    to = " ".join(
        str(value)
        for name in ("Delivered-To", "X-Original-To", "To")
        for value in mail.get_all(name, [])
    )
    named = _NAMED.search(to.lower())
    fields = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    if named is None or not fields:
        return False
    # Its parts are blocks of fields: one about the mail, then one for each recipient.
    said = "\n".join(str(block) for part in fields for block in part.iter_parts() or [part])
    action = re.search(r"^Action:\s*(\w+)", said, re.IGNORECASE | re.MULTILINE)
    status = re.search(r"^Status:\s*([\d.]+)", said, re.IGNORECASE | re.MULTILINE)
    kind = _kind(action.group(1).lower() if action else "", status.group(1) if status else "")
    if kind is None:
        return False
    return report(key=named.group(1), kind=kind, event=hashlib.sha256(raw).hexdigest())


def _kind(action: str, status: str) -> Feedback.Kind | None:
    if action == "failed":
        gone = _NO_SUCH_ADDRESS.match(status)
        return Feedback.Kind.HARD_BOUNCE if gone else Feedback.Kind.SOFT_BOUNCE
    return {"delayed": Feedback.Kind.SOFT_BOUNCE, "delivered": Feedback.Kind.DELIVERED}.get(action)
