"""A reviewer from outside reads, compares and comments; and what those try who are not that person."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.authoring.outside import MOST_WRONG, TRIES, OutsideReview
from policies.authoring.remarks import Remark, say
from policies.desk.outside_access import CODES_AN_HOUR, enter, new_code
from policies.desk.outside_invites import renew_link, revoke_outside
from policies.notification import request_limits
from policies.notification.signed_links import Purpose, make_token
from policies.publication.audit_trail import AuditEntry
from policies.publication.retire import retire
from tests.desk.outside_reviewing import ADDRESS, code_in, entered, invited, path_of
from tests.factories import draft_of, make_policy_page, publish, publish_text, stream
from tests.people import AUTHORS, account, join
from tests.withholding import REASONS, withhold

pytestmark = pytest.mark.django_db
PAGES = ("", "send/", "code/", "changes/", "comment/", "leave/")


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def key_of(review: OutsideReview) -> str:
    return str(review.document.sections[0].key)


def test_link_alone_shows_no_word_of_the_draft(mailoutbox: list[Any]) -> None:
    review = invited()
    shown = text_of(Client().get(path_of(review)))
    assert "l…\u2060@cabinet.example" in shown
    assert ADDRESS not in shown
    assert "vos données" not in shown
    assert draft_of(review.page).heading_fr not in shown
    assert not mailoutbox


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_code_from_the_mailbox_opens_the_draft_in_each_language(
    language: str, mailoutbox: list[Any]
) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    response = client.get(path_of(review, language=language))
    assert response.status_code == 200
    assert getattr(draft_of(review.page), f"heading_{language}") in text_of(response)


def test_every_answer_is_for_no_cache_no_index_and_no_referrer(mailoutbox: list[Any]) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    answers = [client.get(path_of(review, rest)) for rest in PAGES]
    answers += [Client().get(path_of(review, rest)) for rest in PAGES]
    answers += [client.post(path_of(review, "code/"), {"code": "1"}), client.get("/fr/review/x/")]
    for response in answers:
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "'unsafe" not in response["Content-Security-Policy"]


def test_cookie_is_for_these_addresses_and_no_script(mailoutbox: list[Any]) -> None:
    client = entered(invited(), mailoutbox)
    kept = [morsel for name, morsel in client.cookies.items() if name.startswith("review-")]
    assert sorted(each["path"] for each in kept) == ["/ar/review/", "/en/review/", "/fr/review/"]
    assert all(each["httponly"] and each["samesite"] == "Lax" for each in kept)


def test_forwarded_link_opens_nothing_without_the_mailbox(mailoutbox: list[Any]) -> None:
    review = invited()
    entered(review, mailoutbox)
    stranger = Client()
    for rest in PAGES:
        for ask in (stranger.get, stranger.head):
            assert "vos données" not in text_of(ask(path_of(review, rest)))
    said = {"key": key_of(review), "language": "fr", "text": "Intrus"}
    stranger.post(path_of(review, "comment/"), said)
    assert not Remark.objects.exists()


def test_code_works_once_and_for_its_own_link_only(mailoutbox: list[Any]) -> None:
    review = invited()
    other = invited(review.page, email="omar@cabinet.example", by=review.by)
    client = entered(review, mailoutbox)
    used = code_in(mailoutbox)
    assert enter(review, used) == ""
    fresh = new_code(review)
    assert enter(other, fresh) == ""
    secret = next(m.value for name, m in client.cookies.items() if name.startswith("review-fr-"))
    thief = Client()
    thief.cookies[f"review-fr-{other.link.hex[:12]}"] = secret
    assert "vos données" not in text_of(thief.get(path_of(other)))


def test_code_is_typed_with_spaces_or_in_arabic_digits() -> None:
    review = invited()
    digits = new_code(review).translate({ord("0") + each: 0x660 + each for each in range(10)})
    assert enter(review, f" {digits[:4]} {digits[4:]} ") != ""


def test_code_ends_after_its_tries_even_for_who_has_it() -> None:
    review = invited()
    code = new_code(review)
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    assert [enter(review, wrong) for _ in range(TRIES)] == [""] * TRIES
    assert enter(review, code) == ""


def test_code_ends_after_its_time() -> None:
    review = invited()
    code = new_code(review)
    OutsideReview.objects.update(code_at=timezone.now() - timedelta(minutes=16))
    assert enter(review, code) == ""


def test_guessing_shuts_the_link_until_it_is_sent_again(mailoutbox: list[Any]) -> None:
    review = invited()
    for _ in range(MOST_WRONG // TRIES):
        new_code(review)
        for _ in range(TRIES):
            enter(review, "")
    assert Client().get(path_of(review)).status_code == 410
    review.refresh_from_db()
    renew_link(review=review, by=review.by)
    entered(review, mailoutbox)


def test_codes_are_sent_a_few_times_an_hour(mailoutbox: list[Any]) -> None:
    review = invited()
    answers = [Client().post(path_of(review, "send/")).status_code for _ in range(CODES_AN_HOUR + 1)]
    assert answers == [302] * CODES_AN_HOUR + [429]
    assert len(mailoutbox) == CODES_AN_HOUR


def test_one_network_tries_codes_a_few_times_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "TRIES_PER_HOUR", 2)
    path = path_of(invited(), "code/")
    answers = [Client().post(path, {"code": "1"}).status_code for _ in range(3)]
    assert answers == [400, 400, 429]


def test_wrong_code_says_the_same_whether_one_is_out_or_not() -> None:
    review = invited()
    before = Client().post(path_of(review, "code/"), {"code": "12345678"})
    new_code(review)
    after = Client().post(path_of(review, "code/"), {"code": "1"})
    assert (before.status_code, before.content) == (after.status_code, after.content)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(method: str) -> None:
    assert getattr(Client(), method)(path_of(invited())).status_code == 405


def test_changed_or_foreign_token_is_no_link() -> None:
    review = invited()
    path = path_of(review)
    first = path[len("/fr/review/")]
    for wrong in (
        path.replace(f"/review/{first}", f"/review/{'0' if first != '0' else '1'}", 1),
        f"/fr/review/{make_token(Purpose.INVITATION, review.link)}/",
        f"/fr/review/{review.link.hex}/",
        "/fr/review/x/",
    ):
        assert Client().get(wrong).status_code == 404
    # The number of the row itself is no link.
    assert Client().get(f"/fr/review/{make_token(Purpose.REVIEW, review.uuid)}/").status_code == 410


def test_later_draft_is_not_seen_and_no_address_names_another(mailoutbox: list[Any]) -> None:
    review = invited()
    draft = draft_of(review.page)
    (section,) = draft.sections.all()
    section.body_fr = stream("Texte secret")
    draft.sections = [section]
    revision = draft.save_revision()
    client = entered(review, mailoutbox)
    for query in ("", f"?revision={revision.pk}", f"?page={review.page_id}&only=all"):
        for rest in ("", "changes/"):
            shown = text_of(client.get(path_of(review, rest) + query))
            assert "Texte secret" not in shown
    # An autosave writes the very revision again.
    review.page.revisions.filter(pk=review.revision).update(content=revision.content)
    assert "Texte secret" not in text_of(client.get(path_of(review)))


def test_draft_is_compared_with_the_version_in_force(mailoutbox: list[Any]) -> None:
    page = make_policy_page()
    publish(page)
    draft = draft_of(page)
    (section,) = draft.sections.all()
    section.body_fr = stream("Nous gardons vos données deux ans.")
    draft.sections = [section]
    draft.save_revision()
    review = invited(page)
    client = entered(review, mailoutbox)
    shown = text_of(client.get(path_of(review, "changes/")))
    assert "<ins" in shown
    assert "deux ans" in shown


def test_without_a_version_the_page_of_changes_says_so(mailoutbox: list[Any]) -> None:
    review = invited()
    shown = text_of(entered(review, mailoutbox).get(path_of(review, "changes/", "en")))
    assert "there is nothing to compare the draft with" in shown


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("revoked", "ended your access"),
        ("expired", "has passed"),
        ("published", "was published after"),
        ("retired", "This policy has ended"),
        ("deleted", "was deleted"),
        ("renewed", "a newer link"),
    ],
)
def test_ended_link_says_why_on_a_plain_page(reason: str, words: str, mailoutbox: list[Any]) -> None:
    page = make_policy_page()
    if reason == "retired":
        publish(page)
    page.save_revision()
    review = invited(page)
    client = entered(review, mailoutbox)
    path = path_of(review, language="en")
    if reason == "revoked":
        revoke_outside(review=review, by=review.by)
    elif reason == "expired":
        OutsideReview.objects.update(
            created_at=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(days=1)
        )
    elif reason == "published":
        publish_text(page, "Nouveau")
    elif reason == "retired":
        retire(policy=page.policy, reason=REASONS, by="Amal")
    elif reason == "deleted":
        PolicyPage.objects.get().delete()
    else:
        renew_link(review=review, by=review.by)
    for rest in PAGES:
        response = client.get(path + rest)
        assert response.status_code == 410
        assert words in text_of(response)
        assert "vos données" not in text_of(response)
    assert client.post(path + "comment/", {"key": key_of(review), "text": "x"}).status_code == 410
    assert client.post(path + "send/").status_code == 410


def test_comment_arrives_in_the_discussion_under_the_name(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    sent = {
        "key": key_of(review), "language": "fr",
        "text": "Lesquelles ?", "words": "  vos\u00a0\u2068données ",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(path_of(review, "comment/"), sent)
    remark = Remark.objects.get()
    assert f"/fr/review/{review.link.hex}:" in response["Location"]
    assert response["Location"].endswith(f"/#said-{remark.pk}")
    assert (remark.author, remark.author_name, remark.outside) == (None, "Leïla Naciri", review)
    assert (remark.quote, remark.language) == ("vos données", "fr")
    assert mailoutbox[-1].to == [review.by.email]
    assert "Lesquelles ?" in mailoutbox[-1].body
    assert "Lesquelles ?" in text_of(client.get(path_of(review)))


@pytest.mark.parametrize(
    "sent",
    [
        {"text": ""},
        {"text": "x" * 4_001},
        {"text": "x", "words": "mots absents"},
        {"text": "x", "key": "c5a7f3a2-0000-4000-8000-000000000000"},
        {"text": "x", "language": "de"},
        {"text": "x", "answers": "999999"},
    ],
)
def test_comment_about_nothing_there_is_refused_and_what_was_typed_stays(
    sent: dict[str, str], mailoutbox: list[Any]
) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    about = {"key": key_of(review), "language": "fr"}
    response = client.post(path_of(review, "comment/"), about | sent)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert not Remark.objects.exists()


def test_only_the_own_threads_are_seen_and_no_account_and_no_address(mailoutbox: list[Any]) -> None:
    review = invited()
    page, key = review.page, key_of(review)
    author = join(account("author@people.example"), AUTHORS, page.organisation_page)
    say(page=page, by=author, text="Note interne", key=key, language="fr")
    other = invited(page, email="omar@cabinet.example", name="Omar", by=review.by)
    say(page=page, by=None, outside=other, text="Autre avis", key=key, language="fr")
    mine = say(page=page, by=None, outside=review, text="Mon avis", key=key, language="fr")
    say(page=page, by=author, text="Votre réponse", answers=mine, told=[author])
    client = entered(review, mailoutbox)
    shown = text_of(client.get(path_of(review)))
    assert "Mon avis" in shown
    assert "Votre réponse" in shown
    for hidden in ("Note interne", "Autre avis", "Omar", "people.example", "author"):
        assert hidden not in shown, hidden
    foreign = Remark.objects.get(text="Note interne")
    answer = client.post(path_of(review, "comment/"), {"answers": foreign.pk, "text": "Intrus"})
    assert answer.status_code == 400
    assert not Remark.objects.filter(text="Intrus").exists()


def test_what_was_typed_is_text(mailoutbox: list[Any]) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    sent = {"key": key_of(review), "language": "fr", "text": "<script>alert(1)</script>"}
    client.post(path_of(review, "comment/"), sent)
    assert "<script>alert" not in text_of(client.get(path_of(review)))


def test_clause_that_is_withheld_from_readers_is_withheld_from_reviewers(
    mailoutbox: list[Any],
) -> None:
    page = make_policy_page()
    version = publish(page)
    (section,) = page.sections.all()
    draft_of(page).save_revision()
    withhold(version, part=str(section.key))
    review = invited(page)
    client = entered(review, mailoutbox)
    for rest in ("", "changes/?only=all"):
        shown = text_of(client.get(path_of(review, rest)))
        assert "vos données" not in shown, rest
        assert "tribunal de Rabat" in shown or rest


def test_closing_asks_for_a_new_code(mailoutbox: list[Any]) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    kept = dict(client.cookies)
    client.post(path_of(review, "leave/"))
    client.cookies.update(kept)
    assert "vos données" not in text_of(client.get(path_of(review)))


def test_entry_lasts_half_a_day(mailoutbox: list[Any]) -> None:
    review = invited()
    client = entered(review, mailoutbox)
    OutsideReview.objects.update(entered_at=timezone.now() - timedelta(hours=13))
    assert "vos données" not in text_of(client.get(path_of(review)))


def test_trail_names_neither_person_nor_mailbox(mailoutbox: list[Any]) -> None:
    review = invited()
    entered(review, mailoutbox)
    revoke_outside(review=review, by=review.by)
    deeds = AuditEntry.objects.filter(action=AuditEntry.Action.OUTSIDE).order_by("pk")
    kinds = ("invited", "entered", "revoked")
    assert [next(kind for kind in kinds if kind in each.details) for each in deeds] == [*kinds]
    assert "cabinet" not in str(list(deeds.values()))
    assert "Leïla" not in str(list(deeds.values()))
