"""The worker of the webhooks: beside that of the mails, so that no slow receiver holds up a reader's notice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from .sending import short_steps
from .webhook_calls import Caller
from .webhooks import claim, settle, tell_what_applies_now

logger = logging.getLogger(__name__)

DATABASE_PAUSE = 5.0


@dataclass(kw_only=True)
class WebhookWorker:
    """One of any number on the same database."""

    stopping: Callable[[], bool] = lambda: False
    caller: Caller = field(default_factory=Caller)

    def drain(self) -> int:
        """Make every call that is due now; returns how many were tried."""
        if not connection.in_atomic_block:
            close_old_connections()
        tell_what_applies_now()
        tried = 0
        while not self.stopping() and (call := claim()) is not None:
            outcome = self.caller.call(call)
            if not settle(call, taken=outcome.taken, answer=outcome.answer, gone=outcome.gone):
                logger.warning("%s was made after its lease had ended: it may be made twice", call)
            tried += 1
        return tried

    def run(self, interval: float) -> None:
        """Work until told to stop."""
        while not self.stopping():
            pause = interval
            try:
                self.drain()
            except (OperationalError, InterfaceError) as error:
                logger.error("database: %s", type(error).__name__)
                connection.close()
                pause = DATABASE_PAUSE
            for _step in short_steps(pause, self.stopping):
                pass
        connection.close()
