"""Notices that are late or will be: a check of the running site, and one mail to the organisation."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from policies.document.dates import long_date
from policies.publication.site_checks import site_check

from .ledger import Notice
from .letters import identify, letter_to
from .mail_isolation import say
from .notice_progress import Progress, progress_of
from .subscription_offers import title_in
from .transports import open_transport
from .transports.port import Fate, Mail

logger = logging.getLogger(__name__)


def late_notices() -> list[Progress]:
    """The notices under way that leave, or will leave at this rate, after the last day that keeps the promise."""
    notices = Notice.objects.filter(finished_at=None, cancelled_at=None)
    found = notices.select_related("version__policy__organisation").defer("version__content")
    return [state for notice in found.order_by("pk") if (state := progress_of(notice)).will_be_late]


@site_check(
    "policies.W018",
    room="notification",
    level=checks.WARNING,
    hint="See `manage.py send_notices --status`: is a worker running, and does the mail server take mails?",
)
def notices_in_time() -> Iterator[str]:
    """Readers are told as long before as was promised."""
    # A release is checked where there is no database yet.
    known = Notice._meta.db_table in connection.introspection.table_names()
    for state in late_notices() if known else []:
        version = state.notice.version
        yield (
            f"the notice of {version.policy} version {version.number} will be late for {state.waiting} readers: "
            f"the last day was {state.last_in_time}"
        )


def warn() -> int:
    """Write to the organisation of each notice that will be late, once; returns how many mails were taken.

    In its authoritative language, to its contact address. A notice whose mail was not taken is tried again later.
    """
    sent = 0
    for state in late_notices():
        notice = state.notice
        address = notice.version.policy.organisation.contact_email
        if notice.warned_at is None and address and _warned(state, address):
            Notice.objects.filter(pk=notice.pk).update(warned_at=Now())
            sent += 1
    return sent


def _warned(state: Progress, address: str) -> bool:
    version = state.notice.version
    organisation = version.policy.organisation
    language = version.authoritative
    with translation.override(language):
        title = title_in(version.pk, version.sha256, language)
        heading = say(_("A notice will be late: %(title)s"), language, title=title)
        said = say(
            _(
                "%(count)s readers are not told yet. The last day that keeps the promise was %(day)s. Whoever is told later reads so."
            ),
            language,
            count=state.waiting,
            day=long_date(state.last_in_time or version.effective_from, language, organisation.country),
        )
        words = {"heading": heading, "said": said, "trouble": state.trouble, "subject": heading.text}
    made = letter_to(address, "late", language, words, organisation=organisation)
    key = uuid.uuid4().hex
    identify(made, key, format_datetime(timezone.now()))
    transport = open_transport(confirmations=True)
    try:
        mail = Mail(
            key=key,
            sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            recipient=address,
            content=made.content(),
        )
        outcomes = transport.send([mail], lambda: None)
    finally:
        transport.close()
    return any(outcome.fate is Fate.SENT for outcome in outcomes)
