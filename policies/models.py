"""All models, for Django to find; nobody else imports this module."""

from .authoring.confirming import MinorConfirmation
from .authoring.failures import ScheduleFailure
from .authoring.models import OrganisationPage, PolicyPage, PolicySection
from .authoring.tasks import ApprovalTask, TranslationTask
from .authoring.translation.source_texts import SourceText
from .authoring.translation.translation_index import SectionTranslation
from .notification.confirmations import Confirmation
from .notification.consent_log import Consent, Suppression
from .notification.delivery_reports import Feedback
from .notification.ledger import Batch, Delivery, Notice
from .notification.models import Subscriber, Subscription
from .notification.notice_record import NoticeRecord, Wording
from .notification.rate_limit import Pace
from .notification.request_limits import ClientHour
from .notification.weekly_digest import Digest, DigestPart
from .publication.approve import Approval
from .publication.audit_trail import AuditEntry
from .publication.log import Checkpoint, LogEntry, LogKey, Timestamp
from .publication.models import (
    FormerAddress,
    Organisation,
    Policy,
    PolicyVersion,
    Retirement,
    Withdrawal,
)
from .publication.reach import Reach
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
    "LogEntry",
    "LogKey",
    "MinorConfirmation",
    "Notice",
    "NoticeRecord",
    "Organisation",
    "OrganisationPage",
    "Pace",
    "Policy",
    "PolicyPage",
    "PolicySection",
    "PolicyVersion",
    "Reach",
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
