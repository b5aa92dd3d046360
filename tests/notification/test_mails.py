"""What the mails are made of: headers, both bodies, directions and links, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from bs4 import BeautifulSoup

from policies.authoring.models import PolicyPage
from policies.document.dates import long_date
from policies.notification.compose_mail import Composer
from policies.notification.confirmations import Confirmation
from policies.notification.delivery_windows import rows_of
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery
from policies.notification.subscribing import subscribe, subscribe_confirmed
from policies.notification.subscription_offers import Offer
from policies.publication.models import Organisation, Policy, PolicyVersion
from tests.factories import NOTES, TITLES

pytestmark = pytest.mark.django_db

LANGUAGES = ("fr", "en", "ar")
NAMES = {"fr": "Atlas Conseil", "en": "Atlas Consulting", "ar": "أطلس للاستشارة"}
Change = Callable[..., PolicyVersion]


def content(row: Delivery | Confirmation) -> bytes:
    """The bytes that are handed to the mail server."""
    if isinstance(row, Confirmation):
        mail = Composer().confirmation(row)
    else:
        [ready] = rows_of(row.notice, Delivery.objects.filter(pk=row.pk))
        mail = Composer().mail(row.notice, ready)
    assert mail is not None
    return mail.content


def parsed(row: Delivery | Confirmation) -> EmailMessage:
    """The mail as a strict receiver reads its bytes."""
    return message_from_bytes(content(row), policy=policy.default + policy.strict)


def bodies(mail: EmailMessage) -> tuple[str, BeautifulSoup]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), BeautifulSoup(html.get_content(), "lxml")


@pytest.fixture
def notice_mail(policy: Policy, announce_change: Change) -> Callable[..., EmailMessage]:
    """The mail of a change that applies in ``days`` days."""

    def make(language: str, days: int = 0, **changes: Any) -> EmailMessage:
        subscribe_confirmed(email="amina@mail.example", language=language, policy=policy)
        announce_change(days=days, **changes)
        fan_out()
        return parsed(Delivery.objects.get())

    return make


@pytest.fixture
def every_mail(
    policy: Policy, notice_mail: Callable[..., EmailMessage]
) -> Callable[[str], list[EmailMessage]]:
    """One mail of each kind in a language: notice, confirmation, subscribed already."""

    def make(language: str) -> list[EmailMessage]:
        rows = [
            subscribe(
                email="new@mail.example",
                language=language,
                offers=[Offer(organisation=policy.organisation, policy=policy)],
            ),
            subscribe(
                email="amina@mail.example",
                language=language,
                offers=[Offer(organisation=policy.organisation, policy=policy)],
            ),
        ]
        assert all(rows)
        return [parsed(row) for row in rows if row]

    return lambda language: [notice_mail(language), *make(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_whole_in_both_bodies_and_in_its_direction(
    every_mail: Callable[[str], list[EmailMessage]], language: str
) -> None:
    for mail in every_mail(language):
        assert not mail.defects
        text, html = bodies(mail)
        assert mail["Content-Language"] == language
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "Precedence" not in mail
        assert mail["Date"].datetime is not None
        direction = "rtl" if language == "ar" else "ltr"
        assert html.html is not None
        assert html.html["lang"] == language
        directed = [html.html, html.body, *html.find_all("table")]
        assert {tag["dir"] for tag in directed if tag} == {direction}
        assert not html.find_all(["img", "script", "link", "form"])
        assert not re.search(r"[{}]|None", text)
        links = {a["href"] for a in html.find_all("a")} - {"mailto:contact@atlas.example"}
        assert links == set(re.findall(r"https?://\S+", text))
        for link in links:
            assert link.startswith(f"https://policies.example.org/{language}/")
            assert "@" not in link


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [0, 14])
def test_a_notice_says_who_what_from_when_and_where(
    notice_mail: Callable[..., EmailMessage], policy: Policy, language: str, days: int
) -> None:
    Organisation.objects.update(country="MA")
    mail = notice_mail(language, days=days)

    version = policy.versions.get(number=2)
    date = long_date(version.effective_from, language, "MA")
    text, html = bodies(mail)
    assert mail["From"].addresses[0].addr_spec == "notices@sijill.example"
    assert NAMES[language] in mail["From"].addresses[0].display_name
    assert mail["Reply-To"] == "contact@atlas.example"
    assert [a.addr_spec for a in mail["To"].addresses] == ["amina@mail.example"]
    subject = str(mail["Subject"])
    assert len(subject) <= 60
    assert date in subject[:35]
    assert TITLES[language][:20] in subject
    root = f"https://policies.example.org/{language}/atlas/privacy"
    for body in (text, html.get_text(" ")):
        assert NAMES[language] in body
        assert TITLES[language] in body
        assert NOTES[language] in body
        assert date in body
    for place in ("compare/1/2/", "v2/", "history/"):
        assert f"{root}/{place}" in text
        assert html.find("a", href=f"{root}/{place}")


def test_advance_and_effective_are_worded_differently(
    notice_mail: Callable[..., EmailMessage],
) -> None:
    text, _html = bodies(notice_mail("en", days=14))
    assert "A new text applies from" in text
    assert "You are told 14 days before." in text
    assert "Until then, the text in force (version 1) goes on applying." in text


def test_a_text_in_force_is_said_to_apply_since_its_date(
    notice_mail: Callable[..., EmailMessage],
) -> None:
    text, _html = bodies(notice_mail("en"))
    assert "A new text has applied since" in text


def test_a_notice_can_be_unsubscribed_from_in_one_click(
    notice_mail: Callable[..., EmailMessage],
) -> None:
    mail = notice_mail("fr")

    text, html = bodies(mail)
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://policies.example.org/fr/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<notices.policies.example.org>"
    assert link in text
    assert html.find("a", href=link)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("organisation", "all policies of Atlas Consulting."),
        ("policy", "changes of “Privacy policy”."),
        ("clause", "clause “1. Data” of “Privacy policy”."),
        ("policy and clause", "changes of “Privacy policy”."),
        ("organisation and clause", "all policies of Atlas Consulting."),
    ],
)
def test_a_notice_says_by_which_subscription_it_comes(
    policy: Policy, announce_change: Change, scope: str, words: str
) -> None:
    section = policy.versions.get().document.sections[0]
    scopes: dict[str, dict[str, Any]] = {
        "organisation": {"organisation": policy.organisation},
        "policy": {"policy": policy},
        "clause": {"policy": policy, "clause": section.key},
    }
    for part in scope.split(" and "):
        subscribe_confirmed(email="amina@mail.example", language="en", **scopes[part])
    subscribe_confirmed(email="other@mail.example", language="en", policy=policy)
    announce_change()
    fan_out()

    mail = parsed(Delivery.objects.get(subscriber__email="amina@mail.example"))

    sentence = f"You receive this message because this address is subscribed to {words}"
    text, html = bodies(mail)
    assert sentence in text.replace("\r\n", "\n")
    assert sentence in html.get_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_one_gets_it_is_said_in_every_language(
    notice_mail: Callable[..., EmailMessage], language: str
) -> None:
    text, html = bodies(notice_mail(language))

    sentence = next(line for line in text.splitlines() if TITLES[language] in line and "." in line)
    assert sentence in html.get_text()


def test_message_id_names_notice_and_delivery_on_one_line(
    policy: Policy, announce_change: Change
) -> None:
    subscribe_confirmed(email="amina@mail.example", language="ar", policy=policy)
    announce_change()
    fan_out()
    delivery = Delivery.objects.get()
    raw = [content(delivery) for _time in range(2)]

    expected = f"Message-ID: <{delivery.notice.uuid.hex}.{delivery.uuid.hex}@policies.example.org>\r\n"
    assert all(expected.encode() in each for each in raw)
    assert all(re.search(rb"^List-Unsubscribe: <https://\S+>\r$", each, re.M) for each in raw)


def test_a_reader_of_a_missing_language_gets_the_authoritative_text_and_links(
    notice_mail: Callable[..., EmailMessage],
) -> None:
    mail = notice_mail("ar", with_ar=False)

    text, html = bodies(mail)
    assert NAMES["ar"] in mail["From"].addresses[0].display_name
    assert "Politique de confidential" in mail["Subject"]
    assert NOTES["fr"] in text
    assert NOTES["ar"] not in text
    note = html.find("td", class_="note")
    assert (note["lang"], note["dir"]) == ("fr", "ltr")
    assert "https://policies.example.org/fr/atlas/privacy/compare/1/2/" in text
    assert "https://policies.example.org/ar/unsubscribe/" in text


def test_latin_names_are_isolated_in_arabic(notice_mail: Callable[..., EmailMessage]) -> None:
    note = "أُلغي الدخول بواسطة LinkedIn (راسلوا dpo@atlas.example)."

    text, html = bodies(notice_mail("ar", change_note_ar=note))

    isolated = {tag.get_text() for tag in html.find_all("span", dir="ltr")}
    words = {"LinkedIn", "dpo@atlas.example", "contact@atlas.example"}
    assert {f"\u2066{word}\u2069" for word in words} <= isolated
    assert not html.find("bdi"), "which many mail programs do not know"
    # In plain text by characters, but for addresses: a program would take them for a part of its link.
    assert "بواسطة \u2066LinkedIn\u2069 (راسلوا dpo@atlas.example)." in text


def test_what_editors_write_stays_text(notice_mail: Callable[..., EmailMessage], policy: Policy) -> None:
    Organisation.objects.filter(pk=policy.organisation_id).update(
        name_en="A & B <b>\nBcc: x@mail.example"
    )

    mail = notice_mail("en", change_note_en="<script>alert(1)</script> & more")

    text, html = bodies(mail)
    assert "<script>alert(1)</script> & more" in text
    assert not html.find("script")
    assert html.find(string=re.compile("alert"))
    assert "Bcc" not in mail
    assert "\n" not in mail["Subject"]


def test_the_second_last_version_is_compared_in_a_language_both_have(
    page: PolicyPage, policy: Policy, announce_change: Change
) -> None:
    announce_change(with_en=False)
    subscribe_confirmed(email="amina@mail.example", language="en", policy=policy)
    Delivery.objects.all().delete()
    version = announce_change(with_en=True)
    while fan_out() is not None:
        pass
    mail = parsed(Delivery.objects.get(notice__version=version))

    text, _html = bodies(mail)
    assert "https://policies.example.org/fr/atlas/privacy/compare/2/3/" in text
    assert "https://policies.example.org/en/atlas/privacy/v3/" in text
