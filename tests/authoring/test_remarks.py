from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from policies.authoring.remarks import LONGEST_REMARK, Remark, anchor, resolve, say
from policies.publication.refusal import CannotChange
from tests.factories import make_policy_page, publish
from tests.people import account

pytestmark = pytest.mark.django_db
KEY = str(uuid.uuid4())


def test_answer_opens_a_resolved_thread_again_and_keeps_its_clause() -> None:
    page, person = make_policy_page(), account("author")
    thread = say(page=page, by=person, text="Why?", key=KEY, language="fr", quote="deux ans")
    resolve(remark=thread, by=person, resolved=True)
    answer = say(page=page, by=person, text="Because.", answers=thread)
    thread.refresh_from_db()
    assert thread.resolved_at is None
    assert (str(answer.key), answer.language, answer.quote) == (KEY, "fr", "")


@pytest.mark.parametrize(
    "words",
    [
        {"text": " ", "key": KEY, "language": "fr"},
        {"text": "a" * (LONGEST_REMARK + 1), "key": KEY, "language": "fr"},
        {"text": "a", "key": "no key", "language": "fr"},
        {"text": "a", "key": KEY, "language": "de"},
    ],
)
def test_comment_says_something_about_a_clause_in_a_language(words: dict[str, str]) -> None:
    with pytest.raises(CannotChange):
        say(page=make_policy_page(), by=account("author"), **words)
    assert not Remark.objects.exists()


def test_words_that_were_edited_are_what_the_thread_stands_on() -> None:
    thread = say(page=make_policy_page(), by=account("a"), text="?", key=KEY, language="fr", quote="un")
    other = str(uuid.uuid4())
    anchor(remark=thread, key=other, quote="un an", before="x" * 90)
    thread.refresh_from_db()
    assert (str(thread.key), thread.quote, thread.before) == (other, "un an", "x" * 60)


def test_comments_are_never_published_and_outlive_the_account() -> None:
    page, person = make_policy_page(), account("author")
    say(page=page, by=person, text="Between us.", key=KEY, language="fr")
    version = publish(page)
    assert b"Between us." not in bytes(version.content)
    person.delete()
    assert Remark.objects.get().author_name == "author"


def test_database_keeps_an_answer_in_its_thread() -> None:
    page, person = make_policy_page(), account("author")
    thread = say(page=page, by=person, text="?", key=KEY, language="fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(page=page, answers=thread, key=KEY, language="fr", quote="q", text="t")
