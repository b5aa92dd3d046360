"""What a mail calls announced was announced to its reader; nothing overtaken or withdrawn is announced."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from policies.notification.followed_searches import searches_of
from policies.notification.ledger import Notice
from policies.notification.models import FollowedSearch, Subscription
from policies.publication.models import PolicyVersion
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
    now = timezone.now

    def let_pass(**span: float) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(**span))

    return let_pass


def bodies() -> dict[str, list[str]]:
    """By reader, in order; empties the outbox."""
    found: dict[str, list[str]] = defaultdict(list)
    for message in mail.outbox:
        found[message.to[0].partition("@")[0]].append(" ".join(str(message.body).split()))
    mail.outbox.clear()
    return found


def test_correction_names_what_this_reader_was_told(register: Register, send: Send) -> None:
    register.subscribe("early")
    fourth = register.publish(days=30, a=11)
    send()
    fifth = register.publish(days=20)  # another day: its correction is not sent yet
    register.subscribe("late")
    sixth = register.publish(days=10)

    send()

    told = bodies()
    corrected = told["early"][-1]
    assert f"version {fourth.number}, announced for" in corrected
    assert f"is replaced by version {sixth.number}" in corrected
    assert f"version {fifth.number}" not in corrected
    assert f"/compare/{fourth.number}/{sixth.number}/" in corrected
    assert all(f"ersion {fourth.number}" not in each for each in told["late"])
    assert all("announced" not in each for each in told["late"])


def test_day_of_a_text_is_called_announced_only_to_who_was_told(
    register: Register, send: Send, later: Later
) -> None:
    register.subscribe("early")
    register.publish(days=10, a=11)
    send()
    bodies()
    register.subscribe("late")
    later(days=10)

    send()

    told = bodies()
    assert "announced on" in told["early"][0]
    assert "announced" not in told["late"][0]


def test_weekly_message_leaves_out_what_was_replaced_before_its_day(
    register: Register, send: Send, later: Later
) -> None:
    register.subscribe("weekly", frequency="weekly")
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(days=30))
    fifth = register.publish(days=40, significance="minor", a=11)
    sixth = register.publish(days=30, significance="minor", a=12)
    later(days=7 - datetime.now(UTC).weekday())

    send()

    (message,) = bodies()["weekly"]
    assert f"/v{sixth.number}/" in message
    assert f"/v{fifth.number}/" not in message


def test_weekly_message_says_will_change_of_a_day_to_come(
    register: Register, send: Send, later: Later
) -> None:
    register.subscribe("weekly", frequency="weekly")
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(days=30))
    register.publish(days=40, significance="minor", a=11)
    later(days=7 - datetime.now(UTC).weekday())

    send()

    (message,) = bodies()["weekly"]
    assert "applying from" in message
    assert "1 clause will change" in message
    assert "have changed" not in message
    assert "has changed" not in message


def test_version_that_applies_after_all_is_told_of_again(register: Register, send: Send) -> None:
    register.subscribe("knows")
    fourth = register.publish(days=30, a=11)
    send()
    register.subscribe("does-not")
    fifth = register.publish(days=20, a=12)
    send()
    bodies()

    withdraw(version=fifth, reason=NOTES, by="Test")
    send()

    told = bodies()
    assert f"Version {fourth.number}, whose place it would have taken, applies from" in told["knows"][0]
    assert f"Version {fourth.number}, whose place it would have taken" in told["does-not"][0]


@pytest.mark.parametrize("seed", range(8))
def test_no_mail_says_what_is_not_so(
    seed: int, register: Register, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random publications, withdrawals, readers, languages, frequencies, searches and days, sent or not in between."""
    chance = random.Random(seed)  # noqa: S311 - a test's own
    began, ahead = timezone.now(), [timedelta()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: began + ahead[0])
    announced: dict[str, set[int]] = defaultdict(set)
    # What each reader of a search follows: a word of the clause that changes, before or after, or of another one.
    searches = [
        FollowedSearch.objects.create(words=word, language="en") for word in ("data", "storage", "107")
    ]
    for step in range(14):
        match chance.choice(["publish", "publish", "withdraw", "join", "send", "wait"]):
            case "publish":
                days = chance.choice([0, 5, 10, 20, 30])
                significance = chance.choice(["substantial", "substantial", "minor"])
                clause = chance.choice("aab")
                register.publish(days=days, significance=significance, **{clause: 100 + step})
            case "withdraw":
                waiting = [v for v in register.policy.versions.standing() if v.is_announced]
                if waiting:
                    withdraw(version=chance.choice(waiting), reason=NOTES, by="Test")
            case "join":
                register.subscribe(
                    f"reader{step}",
                    chance.choice(["fr", "en", "ar"]),
                    frequency=chance.choice(["substantial", "every", "weekly"]),
                    **chance.choice([{}, {"search": chance.choice(searches)}]),
                )
            case "wait":
                ahead[0] += timedelta(days=chance.choice([1, 4, 9]))
            case "send":
                send()
                _check(register, announced)
    send()
    _check(register, announced)


def _check(register: Register, announced: dict[str, set[int]]) -> None:
    """Every mail that was sent now, against the register as it is now and what its reader was sent before."""
    today = register.today()
    versions = {v.number: v for v in register.policy.versions.select_related("withdrawal")}
    for message in mail.outbox:
        reader = message.to[0]
        html = str(message.body).replace("\r\n", "\n")
        told = {int(n) for n in re.findall(r"/v(\d+)/$", html, re.MULTILINE)}
        _answers(reader, html, told, versions)
        withdrawal = bool(re.search(r"withdrawn version|a retiré la version|سحبت", html))
        if not withdrawal:
            for number in told:
                _holds(versions[number], today, versions)
        for number in _called_announced(html):
            assert number in announced[reader], (reader, number, html)
        if not withdrawal:
            announced[reader] |= told
    mail.outbox.clear()


def _answers(reader: str, html: str, told: set[int], versions: dict[int, PolicyVersion]) -> None:
    """Who follows a search is told of what answers it, or of what became of that."""
    asked = Subscription.objects.filter(subscriber__email=reader, search__isnull=False).first()
    if asked is None or asked.search is None:
        return
    about = {n: v for n, v in versions.items() if n in told and asked.search.pk in searches_of(v)}
    follows = "replace|remplace|يحل محل|withdrawn|retiré|سحبت|weekly|semaine|أسبوع"
    assert about or re.search(follows, html), (reader, asked.search.words, html)


def _holds(version: PolicyVersion, today: date, versions: dict[int, PolicyVersion]) -> None:
    assert not version.is_withdrawn
    later = [v for n, v in versions.items() if n > version.number and not v.is_withdrawn]
    never = [
        v
        for v in later
        if v.effective_from <= version.effective_from and v.published_on < version.effective_from
    ]
    assert not never, f"{version} is replaced before its day by {never}"


def _called_announced(text: str) -> set[int]:
    """The versions that a mail says its reader was told of, in the three languages."""
    words = re.sub("[\u2066-\u2069\u00a0\u202f]", " ", text)
    found = re.findall(r"version (\d+), announced for", words)
    found += re.findall(r"version (\d+), which was announced for", words)
    found += re.findall(r"It is version (\d+), which", words)
    found += re.findall(r"version (\d+), annoncée", words)
    found += re.findall(r"C’est la version (\d+)", words)
    found += re.findall(r"الإصدار (\d+) (?:الذي كان معلنا|المعلن|الذي أعلنته)", words)
    return set(map(int, found))


def test_notice_that_was_cancelled_and_taken_up_is_finished_at_last(
    register: Register, send: Send
) -> None:
    register.subscribe("amina")
    register.publish(days=30, a=11)
    fifth = register.publish(days=20, a=12)
    send()
    withdraw(version=fifth, reason=NOTES, by="Test")

    send()

    assert not Notice.objects.filter(finished_at=None).exists()
