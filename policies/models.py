"""All models, for Django to find; nobody else imports this module."""

from .authoring.models import HubPage, PolicyPage, PolicySection
from .authoring.sources import SourceText
from .authoring.standing import SectionTranslation
from .notification.consent import Consent, Suppression
from .notification.ledger import Confirmation, Delivery, Notice
from .notification.models import ClientHour, Subscriber, Subscription
from .publication.models import FormerAddress, Hub, Policy, PolicyVersion, Retirement, Withdrawal

__all__ = [
    "ClientHour",
    "Confirmation",
    "Consent",
    "Delivery",
    "FormerAddress",
    "Hub",
    "HubPage",
    "Notice",
    "Policy",
    "PolicyPage",
    "PolicySection",
    "PolicyVersion",
    "Retirement",
    "SectionTranslation",
    "SourceText",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Withdrawal",
]
