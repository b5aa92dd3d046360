"""A mail names the clause that somebody follows, as its version has it, and the widest subscription otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail

from policies.notification.compose_mail import Composer
from policies.notification.delivery_windows import rows_of
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscriber
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.notification.register import Register, make_register
from tests.notification.test_mails import bodies, parsed

pytestmark = pytest.mark.django_db

SENTENCES = {
    "fr": "abonnée à la clause « {} » de « Politique de confidentialité ».",
    "en": "subscribed to clause “{}” of “Privacy policy”.",
    "ar": "مشترك في البند «{}» من «سياسة الخصوصية».",
}


@pytest.fixture
def register() -> Register:
    """Three clauses: a (Data), b (Storage), and c (Backups) below b."""
    return make_register()


def follow(register: Register, places: str, name: str = "amina", language: str = "en") -> Subscriber:
    for place in places:
        subscriber = register.subscribe(name, language, clause=register.key("abc".index(place)))
    return subscriber


def sentence_to(subscriber: Subscriber) -> str:
    """The line of the subscriber's newest mail that says why; it stands in the HTML as well."""
    while fan_out() is not None:
        pass
    text, html = bodies(parsed(Delivery.objects.filter(subscriber=subscriber).latest("pk")))
    [line] = [line for line in text.splitlines() if line.startswith("You receive this message")]
    assert line in html.get_text()
    return line


@pytest.mark.parametrize(
    ("followed", "changed", "named"),
    [
        ("a", {"a": 11}, "1. Data"),
        ("ab", {"a": 11, "b": 21}, "1. Data"),
        ("ba", {"a": 11, "b": 21}, "1. Data"),
        ("ab", {"b": 21}, "2. Storage"),
        ("ac", {"c": 31}, "2.1 Backups"),
        ("b", {"c": 31}, "2. Storage"),
        ("bc", {"c": 31}, "2. Storage"),
    ],
)
@pytest.mark.parametrize("language", SENTENCES)
def test_clause_that_changed_is_named_in_the_language_of_the_mail(
    register: Register, followed: str, changed: dict[str, int], named: str, language: str
) -> None:
    subscriber = follow(register, followed, language=language)

    register.publish(**changed)

    while fan_out() is not None:
        pass
    text, html = bodies(parsed(Delivery.objects.get(subscriber=subscriber)))
    number, heading = named.rsplit(" ", 1)
    sentence = SENTENCES[language].format(f"{number} {heading} {language}")
    assert sentence in re.sub("[\u2066-\u2069]", "", text)
    assert sentence in re.sub("[\u2066-\u2069]", "", html.get_text())


def test_clause_that_was_taken_out_is_named_as_it_was(register: Register) -> None:
    subscriber = follow(register, "a")
    register.document = replace(register.document, sections=register.document.sections[1:])

    register.publish()

    assert "clause “1. Data en”" in sentence_to(subscriber)


def test_clause_without_a_heading_is_not_named(register: Register) -> None:
    subscriber = follow(register, "a")
    first, *others = register.document.sections
    register.document = replace(register.document, sections=(replace(first, heading={}), *others))
    register.publish()

    register.publish(a=12)

    assert "subscribed to a clause of “Privacy policy”" in sentence_to(subscriber)


def test_withdrawal_names_the_clause_that_the_version_changed(
    register: Register, send: Callable[[], str]
) -> None:
    follow(register, "ac")
    version = register.publish(days=30, c=31)
    send()

    withdraw(version=version, reason=NOTES, by="Salma")
    send()

    advance, withdrawal = (str(message.body) for message in mail.outbox)
    assert advance != withdrawal
    for text in (advance, withdrawal):
        assert "subscribed to clause “2.1 Backups en” of “Privacy policy”." in text


def test_mails_of_one_notice_differ_by_clause_and_share_their_words(register: Register) -> None:
    people = {place: follow(register, place, name=f"reader-{place}") for place in "abc"}
    register.subscribe("whole")
    register.publish(a=11, c=31)
    while fan_out() is not None:
        pass
    notice = Notice.objects.latest("pk")
    composer = Composer()

    mails = {
        row.email: composer.mail(notice, row).content
        for row in rows_of(notice, Delivery.objects.filter(notice=notice))
    }

    named = {"a": b"1. Data en", "b": b"2. Storage en", "c": b"2.1 Backups en"}
    for place, subscriber in people.items():
        words = mails[subscriber.email].replace(b"=\r\n", b"")
        assert words.count(b"clause =E2=80=9C" + named[place]) == 2, "in the text and in the HTML"
    assert b"changes of" in mails["whole@mail.example"].replace(b"=\r\n", b"")
