"""From a row of the ledger to the bytes of its mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Unpack

from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication.acts import Withholding
from policies.publication.models import PolicyVersion

from .audience import PARTY_BY_LAW, POLICY, REASONS, knowable
from .canaries import CanaryMail
from .confirmations import Confirmation
from .consent_log import consent_words
from .contract_parties import ContractParty, contracts_named, contracts_of
from .delivery_windows import Row
from .ledger import Notice, lease
from .letters import Letter, Recipient, identify, letter, page_url
from .mail_isolation import Said, say
from .mail_template import Stencil, Unfillable, mark
from .models import Subscription
from .notice_reasons import why
from .notice_record import Wording
from .notice_words import notice_words
from .signed_links import CONFIRM_WITHIN, Purpose, make_token
from .subscription_offers import wanted
from .transports.port import Mail

# Notices whose texts are kept until another one comes: a handful are sent at any time.
_REMEMBERED = 20
_VARIANTS = 60


class Variant(NamedTuple):
    """On what the text of a notice depends, beside its version: the reader's language, the days of handover in the
    calendars of its versions, and the announced version that the reader was told of (``audience.known_of``). Who is told
    ``by_law`` gets no link to end it.
    """

    language: str
    days: tuple[date, ...]
    known: int | None
    by_law: bool = False


class Composed:
    """A notice in one variant: all that its mails have in common, and the sentences that say why, by reason.

    A digest has no such sentence.
    """

    def __init__(self, notice: Notice, variant: Variant, moment: datetime) -> None:
        self._notice, self._language = notice, variant.language
        self._words = notice_words(notice, variant.language, moment=moment, known=variant.known)
        self._sentences: dict[str, Mapping[str, str]] = {}
        self._reasoned = notice.kind != Notice.Kind.DIGEST
        reasoned = {"text": mark(), "html": mark()} if self._reasoned else {}
        marks = {name: mark() for name in ("address", "delivery", "date", "unsubscribe", "preferences")}
        links = {name: marks[name] for name in ("unsubscribe", "preferences")}
        if variant.by_law:
            marks = {name: each for name, each in marks.items() if name not in links}
        made = notice_letter(
            notice,
            variant.language,
            self._words | {"why": reasoned},
            by_law=variant.by_law,
            address=f"{marks['address']}@mail.invalid",
            unsubscribe=links["unsubscribe"],
            preferences=links["preferences"],
        )
        identify(made, f"{notice.uuid.hex}.{marks['delivery']}", marks["date"])
        made.extra_headers["Feedback-ID"] = _feedback_id(notice)
        content = made.content().replace(b"@mail.invalid", b"")
        self.stencil = Stencil(content, marks | reasoned)

    @cached_property
    def wording(self) -> int:
        """The row that keeps this text; written when the first mail of it is sent."""
        return Wording.objects.kept(self._notice, self._language, self.stencil)

    def because(self, reason: str) -> Mapping[str, str]:
        """Why a subscriber with this reason is told, as text and as HTML."""
        if self._reasoned and reason not in self._sentences:
            self._sentences[reason] = why(reason, self._words, self._language, self._notice.version)
        return self._sentences.get(reason, {})


# What was withheld at some time of the policies that a notice tells of, and what of that was shown again.
Held = list[tuple[int, int | None]]


def _held(told: Iterable[PolicyVersion]) -> Held:
    policies = {version.policy_id for version in told}
    found = Withholding.objects.filter(version__policy__in=policies).order_by("pk")
    return list(found.values_list("pk", "reinstatement"))


class Composer:
    """Composes mails; builds what all mails of one notice in one variant have in common once."""

    def __init__(self) -> None:
        # By notice: the versions that it tells of, what was withheld when it was composed, and its variants.
        self._composed: dict[int, tuple[list[PolicyVersion], Held, dict[Variant, Composed]]] = {}
        self._days: tuple[int, datetime, tuple[date, ...]] | None = None

    def prepare(self, notice: Notice, moment: datetime) -> None:
        """Compose the notice in every language, before the first mail of it: it goes out whole or not.

        Compose it again if a text of its policies was withheld or shown again since, and a weekly message also if a
        version that it told of was withdrawn or overtaken. Raises what keeps a language from being composed.
        """
        told = list(notice.part.standing()) if notice.kind == Notice.Kind.DIGEST else [notice.version]
        held = _held(told)
        if notice.pk not in self._composed or self._composed[notice.pk][:2] != (told, held):
            if len(self._composed) >= _REMEMBERED:
                self._composed.clear()
            for version in told:
                version.__dict__.pop("withheld", None)
                version.__dict__.pop("masked", None)
            self._composed[notice.pk] = told, held, {}
            self._days = None
        for known in knowable(notice):
            for code in CODES:
                variant = Variant(code, self._days_of(notice, moment), known)
                for reason in REASONS:
                    self._of(notice, variant, moment).because(reason)

    def mail(self, notice: Notice, row: Row) -> Mail:
        """The mail of one delivery, dated as the row says. Raises ``Unfillable``."""
        if row.subscriber_uuid is None or row.email is None:
            raise Unfillable("the subscriber is erased")
        moment = row.dated_at or timezone.now()
        composed = self._for(notice, row, moment)
        parts = {
            "address": row.email,
            "delivery": row.uuid.hex,
            "date": _date_header(moment),
            "unsubscribe": make_token(Purpose.UNSUBSCRIBE, row.subscriber_uuid),
            "preferences": make_token(Purpose.PREFERENCES, row.subscriber_uuid),
            **composed.because(row.reason),
        }
        return _mail(row.uuid.hex, row.email, composed.stencil.fill(parts))

    def to_canary(self, notice: Notice, row: CanaryMail) -> Mail:
        """What readers of this language get who know of nothing before. Its links name nobody."""
        moment = timezone.now()
        if notice.pk not in self._composed:
            self.prepare(notice, moment)
        variant = Variant(row.language, self._days_of(notice, moment), knowable(notice)[-1])
        composed = self._of(notice, variant, moment)
        parts = {
            "address": row.address,
            "delivery": row.uuid.hex,
            "date": _date_header(moment),
            "unsubscribe": make_token(Purpose.UNSUBSCRIBE, row.uuid),
            "preferences": make_token(Purpose.PREFERENCES, row.uuid),
            **composed.because(POLICY),
        }
        return _mail(row.uuid.hex, row.address, composed.stencil.fill(parts))

    def note(self, notice: Notice, rows: Iterable[Row]) -> None:
        """Keep the texts of these mails, before the first of them is handed over."""
        for row in rows:
            if row.email is not None:
                self.wording(notice, row)

    def wording(self, notice: Notice, row: Row) -> int:
        """Which text the mail of this delivery has, among those that are kept."""
        return self._for(notice, row, row.dated_at or timezone.now()).wording

    def _for(self, notice: Notice, row: Row, moment: datetime) -> Composed:
        if notice.pk not in self._composed:
            self.prepare(notice, moment)
        days = self._days_of(notice, moment)
        variant = Variant(row.language, days, row.known, row.reason == PARTY_BY_LAW)
        return self._of(notice, variant, moment)

    def _of(self, notice: Notice, variant: Variant, moment: datetime) -> Composed:
        made = self._composed[notice.pk][2]
        if variant not in made:
            # Yesterday's are sent no more, but for a few that are repeated.
            if len(made) >= _VARIANTS:
                made.clear()
            made[variant] = Composed(notice, variant, moment)
        return made[variant]

    def _days_of(self, notice: Notice, moment: datetime) -> tuple[date, ...]:
        """The days on which the mail is handed over, in the calendar of each version that it tells of.

        A window that is committed now may be transmitted until its lease ends. The mail counts the days that are left
        then: a reader never has fewer than it says.
        """
        if self._days is None or self._days[:2] != (notice.pk, moment):
            latest = moment + lease()
            days = tuple(version.day_of(latest) for version in self._composed[notice.pk][0])
            self._days = notice.pk, moment, days
        return self._days[2]

    def confirmation(self, confirmation: Confirmation) -> Mail | None:
        """The mail that answers a request to subscribe, or none when nothing is asked any more."""
        moves = confirmation.kind == Confirmation.Kind.MOVE
        asked = confirmation.subscriber.subscriptions if moves else confirmation.subscriptions
        subscriptions = list(asked.named())
        contracts = contracts_of(confirmation.subscriber)
        if not subscriptions and not contracts:
            return None
        language, subscriber = confirmation.language, confirmation.subscriber
        confirms = confirmation.kind == Confirmation.Kind.CONFIRM
        with translation.override(language):
            heading = _("Confirm your subscription") if confirms else _("You are subscribed already")
            if moves:
                heading = _("Confirm your new address")
            words = {
                "heading": say(heading, language),
                "wanted": _named(subscriptions, contracts, language),
                "manage_url": page_url(
                    "preferences", language, make_token(Purpose.MANAGE, subscriber.uuid)
                ),
                "manage_label": _("Change, export or erase what is kept"),
                "words": consent_words(subscriptions, confirmation.frequency, language),
                "confirm_url": page_url(
                    "subscribe_confirm", language, make_token(Purpose.CONFIRM, confirmation.uuid)
                ),
                "days": CONFIRM_WITHIN.days,
            }
            if moves:
                moving = make_token(Purpose.MOVE, confirmation.uuid)
                words |= {"confirm_url": page_url("preferences_move", language, moving)}
        made = letter(
            confirmation.kind,
            language,
            words,
            address=f"{(place := mark())}@mail.invalid",
            unsubscribe=make_token(Purpose.UNSUBSCRIBE, subscriber.uuid),
            preferences=make_token(Purpose.PREFERENCES, subscriber.uuid),
            listed=confirmation.kind == Confirmation.Kind.ALREADY,
        )
        moment = confirmation.dated_at or timezone.now()
        identify(made, confirmation.uuid.hex, _date_header(moment))
        # Spliced in as it is: Django would encode letters that are not of ASCII.
        content = made.content().replace(b"@mail.invalid", b"")
        address = confirmation.address or subscriber.email
        filled = Stencil(content, {"address": place}).fill({"address": address})
        return _mail(confirmation.uuid.hex, address, filled)


def _named(
    subscriptions: Iterable[Subscription], contracts: Iterable[ContractParty], language: str
) -> list[Said]:
    """What an address is told of, by its wish and by contract."""
    by_contract = _("texts of %(name)s, with whom you have a contract")
    return [
        *(say("%(name)s", language, name=name) for name in wanted(subscriptions, language)),
        *(say(by_contract, language, name=name) for name in contracts_named(contracts, language)),
    ]


@lru_cache(maxsize=64)
def _date_header(moment: datetime) -> str:
    return format_datetime(moment)


def _mail(key: str, recipient: str, content: bytes) -> Mail:
    """Bounces go to an address of its own for every mail (VERP), if the settings name a mailbox."""
    sender = _address_of(settings.DEFAULT_FROM_EMAIL)
    if settings.MAIL_BOUNCES:
        local, _at, domain = settings.MAIL_BOUNCES.rpartition("@")
        sender = f"{local}+{key}@{domain}"
    return Mail(key=key, sender=sender, recipient=recipient, content=content)


@lru_cache(maxsize=4)
def _address_of(mailbox: str) -> str:
    return parseaddr(mailbox)[1]


def notice_letter(
    notice: Notice,
    language: str,
    words: Mapping[str, Any],
    *,
    by_law: bool = False,
    **recipient: Unpack[Recipient],
) -> Letter:
    """What a notice says to one address in these words: those of ``notice_words``, and ``why`` it is told.

    What a law asks for cannot be unsubscribed from (``by_law``).
    """
    if notice.kind == Notice.Kind.DIGEST:
        return letter("digest", language, words, **recipient)
    organisation = notice.version.policy.organisation
    said = {**words, "may_end": not by_law}
    made = letter("notice", language, said, organisation=organisation, listed=not by_law, **recipient)
    for copy in words["copies"]:
        made.attach(copy.name, copy.content, "application/pdf")
    return made


def _feedback_id(notice: Notice) -> str:
    """What mailbox providers count complaints by: organisation, kind and this register; no recipient."""
    organisation = (
        "all" if notice.kind == Notice.Kind.DIGEST else slugify(notice.version.policy.organisation.slug)
    )
    return f"{organisation}:{notice.kind}:notice:sijill"
