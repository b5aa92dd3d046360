"""All models, for Django to find; nobody else imports this module."""

# ruff: noqa: F401

from .authoring.asked_languages import AskedLanguage
from .authoring.assignments import Assignment
from .authoring.clause_templates import ClauseTemplate
from .authoring.dismissals import Dismissal
from .authoring.draft_entries import DraftEntry
from .authoring.glossary import GlossaryEntry
from .authoring.models import PolicyPage, PolicySection
from .authoring.organisation_page import OrganisationPage
from .authoring.outside import OutsideReview
from .authoring.people.membership import Invitation, Membership
from .authoring.presence import EditingPlace
from .authoring.remarks import Remark
from .authoring.schedule_failures import ScheduleFailure
from .authoring.second_person import MinorConfirmation
from .authoring.translation.source_texts import SourceText
from .authoring.translation.translation_index import SectionTranslation
from .authoring.workflow_tasks import ApprovalTask, TranslationTask
from .desk.import_record import ImportedFile, TextImport
from .notification.canaries import CanaryMail
from .notification.confirmations import Confirmation
from .notification.consent_log import Consent, Suppression
from .notification.contract_parties import ContractParty, PartyKey, PartyLetter, PartyList
from .notification.delivery_reports import Feedback
from .notification.ledger import Batch, Delivery, Notice
from .notification.models import FollowedSearch, Subscriber, Subscription
from .notification.notice_record import NoticeRecord, Wording
from .notification.rate_limit import Pace
from .notification.receipts import ReceiptPage
from .notification.request_limits import ClientHour
from .notification.webhooks import Webhook, WebhookCall
from .notification.weekly_digest import Digest, DigestPart
from .publication.acts import (
    Approval,
    OrganisationName,
    PolicyMove,
    Reinstatement,
    Withholding,
)
from .publication.audit_trail import AuditEntry
from .publication.brand import Brand, Logo
from .publication.editions import Edition
from .publication.last_runs import LastRun
from .publication.lateness import LaterDay, LateTelling
from .publication.log import Checkpoint, LogEntry, LogKey, Timestamp
from .publication.models import (
    FormerAddress,
    Organisation,
    Policy,
    PolicyVersion,
    Retirement,
    Withdrawal,
)
from .publication.openings import Opening
from .publication.own_domain import OwnDomain
from .publication.reach import Reach
from .publication.withdrawal_requests import WithdrawalRequest
from .publication.withhold import WithholdingRequest
from .reading.models import SearchedClause, SearchedText
