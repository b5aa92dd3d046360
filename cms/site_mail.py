"""The site's own mails to people with an account: by SMTP, named after the site."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage


class EmailBackend(smtp.EmailBackend):
    """Django's, whose Message-ID names the site: the machine's own name is “localhost” in a container, which filters
    count against a mail.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        domain = urlsplit(settings.BASE_URL).hostname or "localhost"
        for message in email_messages:
            message.extra_headers.setdefault("Message-ID", make_msgid(domain=domain))
        return super().send_messages(email_messages) or 0
