"""Who is told what, and when: in advance, on the day, corrected, withdrawn, weekly."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.notification.announcing import reconcile
from policies.notification.audience import audience_of
from policies.notification.compose_mail import Composer
from policies.notification.consent_log import Suppression
from policies.notification.delivery_reports import suppress
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscriber, Subscription
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import unsubscribe
from policies.notification.weekly_digest import Digest, DigestPart, write_digest
from policies.publication.models import Organisation, PolicyVersion
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

Send = Callable[[], str]
Later = Callable[..., None]


@pytest.fixture
def register() -> Register:
    return make_register()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let days pass, for the application's clock."""
    now = timezone.now

    def let_pass(**span: float) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(**span))

    return let_pass


def notices() -> list[tuple[int, str]]:
    return list(Notice.objects.order_by("pk").values_list("version__number", "kind"))


def told() -> list[tuple[str, str]]:
    """Name and subject of every mail, in order; empties the outbox."""
    found = [(message.to[0].partition("@")[0], str(message.subject)) for message in mail.outbox]
    mail.outbox.clear()
    return sorted(found)


def names(notice: Notice) -> set[str]:
    return {subscriber.email.partition("@")[0] for subscriber in audience_of(notice)}


def test_an_announced_change_is_told_at_once_and_again_on_its_day(
    register: Register, later: Later, send: Send
) -> None:
    register.subscribe("amina")
    register.publish(days=10, a=11)
    send()
    [(_name, subject)] = told()
    assert re.search(r"^\d.*: new text, Privacy policy$", subject)
    later(days=9)
    assert reconcile() == 0

    later(days=10)
    assert reconcile() == 1
    assert reconcile() == 0
    send()

    [(_name, subject)] = told()
    assert subject.startswith("Since ")
    assert notices() == [(2, "advance"), (2, "effective")]


def test_a_reminder_is_sent_where_the_organisation_chose_one(
    register: Register, later: Later, send: Send
) -> None:
    Organisation.objects.update(reminder_days=3)
    register.subscribe("amina")
    register.publish(days=10, a=11)
    register.publish(days=2, b=21)
    later(days=6)
    assert reconcile() == 1, "version 3 applies since its day; no reminder yet"

    later(days=7)
    reconcile()

    assert (2, "reminder") not in notices(), "version 3 took the place of version 2"


def test_a_reminder_comes_so_many_days_before(register: Register, later: Later, send: Send) -> None:
    Organisation.objects.update(reminder_days=3)
    register.subscribe("amina")
    register.publish(days=10, a=11)
    send()
    told()
    later(days=6)
    assert reconcile() == 0
    later(days=7)
    assert reconcile() == 1
    assert reconcile() == 0

    send()

    [(_name, subject)] = told()
    assert subject.startswith("Reminder, ")


def test_a_withdrawn_version_is_not_sent_any_more_and_taken_back_where_it_was(
    register: Register, later: Later, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.subscribe("amina")
    version = register.publish(days=10, a=11)
    send()
    told()
    register.subscribe("late")

    withdraw(version=version, reason=NOTES, by="Test")
    send()

    [(name, subject)] = told()
    assert (name, subject[:10]) == ("amina", "Withdrawn,")
    later(days=11)
    send()
    assert told() == []


def reached(subscriber: Subscriber, version: PolicyVersion, kind: str, state: str = "sent") -> None:
    notice, _created = Notice.objects.get_or_create(version=version, kind=kind)
    sent_at = timezone.now() if state == "sent" else None
    Delivery.objects.create(
        notice=notice, subscriber=subscriber, language="en", state=state, sent_at=sent_at
    )


def test_a_withdrawal_goes_only_to_those_whom_a_mail_may_have_told_of_the_version(
    register: Register,
) -> None:
    former = register.publish(days=20, a=11)
    version = register.publish(days=10, a=12)
    for kind in ("advance", "reminder", "correction"):
        reached(register.subscribe(kind), version, kind)
    reached(register.subscribe("in-doubt"), version, "advance", "in_doubt")
    reached(register.subscribe("refused"), version, "advance", "rejected")
    reached(register.subscribe("suppressed"), version, "advance", "suppressed")
    reached(register.subscribe("other-version"), former, "advance")
    register.subscribe("never-told")
    left, bounced, knows_already = (register.subscribe(name) for name in ("left", "bounced", "knows"))
    for subscriber in (left, bounced, knows_already):
        reached(subscriber, version, "advance")
    unsubscribe(make_token(Purpose.UNSUBSCRIBE, left.uuid))
    suppress(bounced.pk, Suppression.Reason.REJECTED)
    reached(knows_already, version, "withdrawn")

    withdraw(version=version, reason=NOTES, by="Test")

    withdrawal = Notice.objects.get(version=version, kind="withdrawn")
    assert names(withdrawal) == {"advance", "reminder", "correction", "in-doubt"}


def test_a_withdrawal_goes_to_those_who_read_of_the_version_in_the_weekly_message(
    register: Register, later: Later, send: Send
) -> None:
    register.subscribe("weekly", frequency="weekly")
    register.subscribe("substantial")
    age()
    version = register.publish(days=60, significance="minor", a=11)
    later(days=next_week(timezone.now()).days)
    assert write_digest() == 1
    send()
    assert [name for name, _subject in told()] == ["weekly"]

    withdraw(version=version, reason=NOTES, by="Test")
    send()

    assert [name for name, _subject in told()] == ["weekly"]


def test_a_weekly_message_that_is_not_sent_yet_leaves_out_what_was_withdrawn(
    register: Register, later: Later, send: Send
) -> None:
    register.subscribe("weekly", frequency="weekly")
    age()
    first = register.publish(days=60, significance="minor", a=11)
    second = register.publish(days=60, significance="minor", a=12)
    later(days=next_week(timezone.now()).days)
    assert write_digest() == 1
    notice = Notice.objects.get(kind="digest")
    composer = Composer()
    composer.prepare(notice, timezone.now())

    withdraw(version=second, reason=NOTES, by="Test")
    composer.prepare(notice, timezone.now())
    send()

    (message,) = mail.outbox
    assert f"/v{first.number}/" in message.body
    assert f"/v{second.number}/" not in message.body


def test_a_weekly_message_of_nothing_but_what_was_withdrawn_is_not_sent(
    register: Register, later: Later, send: Send
) -> None:
    register.subscribe("weekly", frequency="weekly")
    age()
    version = register.publish(days=60, significance="minor", a=11)
    later(days=next_week(timezone.now()).days)
    assert write_digest() == 1

    withdraw(version=version, reason=NOTES, by="Test")
    send()

    assert told() == []
    assert not Notice.objects.filter(finished_at=None).exists()


def test_what_was_not_sent_when_a_version_is_withdrawn_never_is(register: Register, send: Send) -> None:
    register.subscribe("amina")
    version = register.publish(days=10, a=11)
    while fan_out() is not None:
        pass

    withdraw(version=version, reason=NOTES, by="Test")
    send()
    send()

    assert told() == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"suppressed"}
    assert not Notice.objects.filter(finished_at=None).exists()


@pytest.mark.parametrize("days", [5, 20])
def test_another_day_for_the_same_text_is_corrected_for_those_who_know(
    register: Register, send: Send, days: int
) -> None:
    register.subscribe("amina")
    register.publish(days=10, a=11)
    send()
    told()
    register.subscribe("late")

    register.publish(days=days)
    send()

    found = dict(told())
    assert "Correction" in found["amina"]
    assert "Correction" not in found["late"]
    assert notices()[1:] == [(3, "correction"), (3, "advance")]


def test_a_slip_mended_before_the_day_goes_to_everyone_as_the_change_does(
    register: Register, send: Send, later: Later
) -> None:
    register.subscribe("amina")
    register.publish(days=10, a=11)
    register.subscribe("late")

    version = register.publish(days=10, significance="minor", a=12)

    assert names(Notice.objects.get(version=version, kind="advance")) == {"amina", "late"}
    later(days=10)
    reconcile()
    assert (3, "effective") in notices()
    assert (2, "effective") not in notices()


def test_a_minor_change_goes_to_those_who_asked_for_it(register: Register, send: Send) -> None:
    register.subscribe("most")
    register.subscribe("all", frequency="every")
    register.subscribe("weekly", frequency="weekly")
    register.publish(significance="minor", a=11)
    send()

    [(name, subject)] = told()
    assert name == "all"
    assert subject.endswith(": minor change, Privacy policy")


def test_a_clause_is_told_of_only_when_it_changed(register: Register) -> None:
    for place, name in enumerate(("data", "storage", "backups")):
        register.subscribe(name, clause=register.key(place))
    register.subscribe("whole")
    register.subscribe("organisation", organisation=register.organisation)

    changes = [register.publish(a=11), register.publish(b=21), register.publish(c=31)]

    told_of = [
        names(Notice.objects.get(version=version)) - {"whole", "organisation"} for version in changes
    ]
    # Backups stand below storage: who follows storage follows them.
    assert told_of == [{"data"}, {"storage"}, {"storage", "backups"}]
    assert {"whole", "organisation"} <= names(Notice.objects.last())


def test_overlapping_subscriptions_make_one_mail(register: Register, send: Send) -> None:
    register.subscribe("amina")
    register.subscribe("amina", organisation=register.organisation)
    register.subscribe("amina", clause=register.key(0))
    register.publish(a=11)

    send()

    assert [name for name, _subject in told()] == ["amina"]


def age(*versions: PolicyVersion) -> None:
    """Subscribed longer ago than these were published."""
    Subscription.objects.update(confirmed_at=Now() - timedelta(days=30))


def next_week(now: datetime) -> timedelta:
    return timedelta(days=7 - now.weekday())


def test_a_week_of_minor_changes_is_one_message_of_what_each_follows(
    register: Register, later: Later, send: Send
) -> None:
    other = make_register()
    register.subscribe("one", frequency="weekly")
    register.subscribe("both", frequency="weekly", organisation=register.organisation)
    register.subscribe("clause", frequency="weekly", clause=register.key(2))
    register.subscribe("every", frequency="every", policy=other.policy)
    register.subscribe("most", organisation=register.organisation)
    age()
    register.publish(significance="minor", a=11)
    register.publish(significance="minor", b=21)
    other.publish(significance="minor", a=11)
    send()
    assert [name for name, _subject in told()] == ["every"]

    later(days=next_week(timezone.now()).days)
    assert write_digest() == 2
    assert write_digest() == 0
    send()

    assert {name for name, _subject in told()} == {"one", "both"}
    sets = {part.versions.count() for part in DigestPart.objects.all()}
    assert sets == {2, 3}


def test_who_subscribed_after_a_change_is_not_told_of_it_in_the_digest(
    register: Register, later: Later
) -> None:
    register.publish(significance="minor", a=11)
    register.subscribe("new", frequency="weekly")
    later(days=next_week(timezone.now()).days)

    assert write_digest() == 0


def test_a_missed_week_is_made_up_for(register: Register, later: Later) -> None:
    register.subscribe("amina", frequency="weekly")
    age()
    to_monday = next_week(timezone.now()).days
    later(days=to_monday - 7)
    write_digest()
    later()
    register.publish(significance="minor", a=11)
    later(days=to_monday + 14)

    assert write_digest() == 1
    assert Digest.objects.count() == 2


def test_publishing_asks_the_database_the_same_whatever_the_audience(register: Register) -> None:
    with CaptureQueriesContext(connection) as alone:
        register.publish(a=11)
    for number in range(30):
        register.subscribe(f"reader{number}")
    with CaptureQueriesContext(connection) as with_readers:
        register.publish(a=12)

    assert len(with_readers) == len(alone)
    assert Notice.objects.count() == 2
    assert not Delivery.objects.exists()
