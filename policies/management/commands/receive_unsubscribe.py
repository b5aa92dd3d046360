"""``receive_unsubscribe``: end what the sender of this mail is subscribed to (docs/unsubscribing.md)."""

from __future__ import annotations

import os
import re
import sys
from email import message_from_bytes, policy
from typing import Any, Final

from policies.management.register_command import RegisterCommand
from policies.notification.consent_log import Consent
from policies.notification.signed_links import BadToken
from policies.notification.subscribing import unsubscribe

# As ``signed_links`` makes it, wherever a mail program put it in the subject: "Re: …", folded, in brackets.
TOKEN: Final = re.compile(r"[0-9a-f]{32}:[\w-]+:[\w-]+", re.ASCII)


class Command(RegisterCommand):
    exit_code = os.EX_TEMPFAIL  # the mail server keeps the mail and tries again
    help = (
        "Read one mail from standard input and end the subscriptions its subject names. "
        "Always succeeds, so that a mail server has no reason to bounce."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        message = message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
        found = TOKEN.search("".join(str(message.get("Subject", "")).split()))
        try:
            if found is None:
                raise BadToken
            unsubscribe(found.group(), Consent.Way.MAIL)
        except BadToken:
            self.stderr.write("receive_unsubscribe: the subject is not one that we sent")
            return
        self.stdout.write("receive_unsubscribe: done")
