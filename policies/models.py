"""All models, for Django to find; nobody else imports this module."""

# ruff: noqa: F401

from .authoring.models import PolicyPage, PolicySection
from .authoring.organisation_page import OrganisationPage
from .authoring.schedule_failures import ScheduleFailure
from .authoring.second_person import MinorConfirmation
from .authoring.translation.source_texts import SourceText
from .authoring.translation.translation_index import SectionTranslation
from .authoring.workflow_tasks import ApprovalTask, TranslationTask
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
