"""All models, for Django to find; nobody else imports this module."""

from .authoring.models import HubPage, PolicyPage, PolicySection
from .authoring.sources import SourceText
from .authoring.standing import SectionTranslation
from .notification.consent import Consent, Suppression
from .notification.ledger import Confirmation, Delivery, Notice
from .notification.models import ClientHour, Subscriber, Subscription
from .publication.log import Checkpoint, LogEntry, LogKey, Timestamp
from .publication.models import FormerAddress, Hub, Policy, PolicyVersion, Retirement, Withdrawal
from .reading.models import SearchedClause

__all__ = [
    "Checkpoint",
    "ClientHour",
    "Confirmation",
    "Consent",
    "Delivery",
    "FormerAddress",
    "Hub",
    "HubPage",
    "LogEntry",
    "LogKey",
    "Notice",
    "Policy",
    "PolicyPage",
    "PolicySection",
    "PolicyVersion",
    "Retirement",
    "SearchedClause",
    "SectionTranslation",
    "SourceText",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Timestamp",
    "Withdrawal",
]
