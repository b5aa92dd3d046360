"""``receive_bounce``: a mail server hands a bounce over on the standard input."""

from __future__ import annotations

import os
import sys
from typing import Any

from policies.management.register_command import RegisterCommand
from policies.notification.delivery_reports import report_of_server

LARGEST = 1024 * 1024


class Command(RegisterCommand):
    exit_code = os.EX_TEMPFAIL  # the mail server keeps the mail and tries again
    help = "Read one bounce mail (RFC 3464) from the standard input and note what it reports."

    def handle(self, *_args: Any, **_options: Any) -> None:
        noted = report_of_server(sys.stdin.buffer.read(LARGEST))
        # Never an error: the server would bounce the bounce.
        self.stdout.write("noted" if noted else "nothing to note")
