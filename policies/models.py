"""All models, for Django to find; nobody else imports this module."""

from .authoring.confirming import MinorConfirmation
from .authoring.failures import ScheduleFailure
from .authoring.models import HubPage, PolicyPage, PolicySection
from .authoring.sources import SourceText
from .authoring.standing import SectionTranslation
from .authoring.tasks import ApprovalTask, TranslationTask
from .notification.confirmations import Confirmation
from .notification.consent import Consent, Suppression
from .notification.digests import Digest, DigestPart
from .notification.feedback import Feedback
from .notification.ledger import Batch, Delivery, Notice
from .notification.models import ClientHour, Subscriber, Subscription
from .notification.pace import Pace
from .notification.sealing import NoticeRecord, Wording
from .publication.audit import AuditEntry
from .publication.log import Checkpoint, LogEntry, LogKey, Timestamp
from .publication.models import (
    Approval,
    FormerAddress,
    Hub,
    Policy,
    PolicyVersion,
    Retirement,
    Withdrawal,
)
from .reading.models import SearchedClause

__all__ = [
    "Approval",
    "ApprovalTask",
    "AuditEntry",
    "Batch",
    "Checkpoint",
    "ClientHour",
    "Confirmation",
    "Consent",
    "Delivery",
    "Digest",
    "DigestPart",
    "Feedback",
    "FormerAddress",
    "Hub",
    "HubPage",
    "LogEntry",
    "LogKey",
    "MinorConfirmation",
    "Notice",
    "NoticeRecord",
    "Pace",
    "Policy",
    "PolicyPage",
    "PolicySection",
    "PolicyVersion",
    "Retirement",
    "ScheduleFailure",
    "SearchedClause",
    "SectionTranslation",
    "SourceText",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Timestamp",
    "TranslationTask",
    "Withdrawal",
    "Wording",
]
