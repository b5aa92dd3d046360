"""Every mail in every language: parsed as a strict receiver does, and looked at in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from django.db.models.functions import Now
from django.utils import timezone
from PIL import Image

from policies.notification.announcing import reconcile
from policies.notification.compose_mail import Composer
from policies.notification.confirmations import Confirmation
from policies.notification.delivery_windows import rows_of
from policies.notification.fan_out import fan_out
from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscription
from policies.notification.subscribing import subscribe
from policies.notification.subscription_offers import Offer
from policies.publication.withdraw import withdraw
from tests.factories import NOTES
from tests.notification.mail_features import unknown_features
from tests.notification.register import Register, make_register

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db

NAMES = {"fr": "Atlas Conseil", "en": "Atlas Consulting", "ar": "أطلس للاستشارة"}
KINDS = (
    "advance",
    "reminder",
    "effective",
    "minor",
    "correction",
    "withdrawn",
    "digest",
    "confirm",
    "already",
)
# It has every part that the others have.
LOOKED_AT_CLOSELY = ("advance",)


@pytest.fixture
def register() -> Register:
    return make_register(notice_days=20, short_notice="flag", reminder_days=3)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A browser that loads nothing: a mail is whole in itself."""
    context = browser.new_context(offline=True, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def make(register: Register, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], EmailMessage]:
    """The mail of a kind in a language, from its bytes."""
    now = timezone.now

    def later(days: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=days))

    def prepare(kind: str) -> None:
        match kind:
            case "advance":
                register.publish(days=10, a=11)
            case "reminder" | "effective":
                register.publish(days=10, a=11)
                deliver_all()
                later(days=10 if kind == "effective" else 7)
                reconcile()
            case "minor":
                register.publish(significance="minor", a=11)
            case "correction" | "withdrawn":
                version = register.publish(days=10, a=11)
                deliver_all()
                if kind == "correction":
                    register.publish(days=5)
                else:
                    withdraw(version=version, reason=NOTES, by="Test")
            case "digest":
                Subscription.objects.update(confirmed_at=Now() - timedelta(days=30))
                register.publish(significance="minor", a=11)
                register.publish(significance="minor", b=21, c=31)
                later(days=7 - now().weekday())
                reconcile()

    def of_kind(kind: str, language: str) -> EmailMessage:
        frequency = {"minor": "every", "digest": "weekly"}.get(kind, "substantial")
        if kind in ("confirm", "already"):
            if kind == "already":
                register.subscribe("amina", language)
            asked = subscribe(
                email="amina@mail.example",
                language=language,
                offers=[Offer(organisation=register.policy.organisation, policy=register.policy)],
            )
            assert asked is not None
            assert asked.kind == kind
            return parsed(asked)
        register.subscribe("amina", language, frequency=frequency)
        prepare(kind)
        written = "effective" if kind == "minor" else kind
        while fan_out() is not None:
            pass
        return parsed(Delivery.objects.get(notice__kind=written))

    return of_kind


def deliver_all() -> None:
    while fan_out() is not None:
        pass
    Delivery.objects.update(state="sent", sent_at=Now())
    Notice.objects.update(finished_at=Now())


def parsed(row: Delivery | Confirmation) -> EmailMessage:
    """The mail as a strict receiver reads its bytes; the same bytes whenever it is composed."""
    if isinstance(row, Confirmation):
        mail = Composer().confirmation(row)
    else:
        [ready] = rows_of(row.notice, Delivery.objects.filter(pk=row.pk))
        mail = Composer().mail(row.notice, ready)
    assert mail is not None
    message = message_from_bytes(mail.content, policy=policy.default + policy.strict)
    for part in message.walk():
        assert not part.defects
    return message


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_is_right_in_its_bytes_and_in_the_browser(
    make: Callable[[str, str], EmailMessage], tab: Page, kind: str, language: str, settings: Any
) -> None:
    settings.MAIL_UNSUBSCRIBE = "unsubscribe@policies.example.org"
    mail = make(kind, language)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    text, markup = plain.get_content().replace("\r\n", "\n"), html.get_content()

    _check_headers(mail, kind, language)
    _check_text(text, kind, language)
    _check_html(markup, text, language)
    _look_at(tab, markup, language)
    if kind in LOOKED_AT_CLOSELY:
        _check_contrast(tab)


def _check_headers(mail: EmailMessage, kind: str, language: str) -> None:
    assert [address.addr_spec for address in mail["To"].addresses] == ["amina@mail.example"]
    assert mail["Subject"].strip()
    assert not re.search(r"[{}%]|None", mail["Subject"])
    assert mail["Message-ID"].count("@") == 1
    assert mail["Date"].datetime is not None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == language
    if kind == "confirm":
        assert "List-Unsubscribe" not in mail
        return
    assert mail["List-Id"].endswith("<notices.policies.example.org>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, mailto = str(mail["List-Unsubscribe"]).split(", ")
    assert link.startswith(f"<https://policies.example.org/{language}/unsubscribe/")
    assert mailto.startswith("<mailto:unsubscribe@policies.example.org?subject=")
    assert mailto.partition("subject=")[2].strip(">") in link
    if kind != "already":
        assert re.fullmatch(r"[a-z]+:[a-z]+:notice:sijill", mail["Feedback-ID"])


def _check_text(text: str, kind: str, language: str) -> None:
    assert not re.search(r"[{}]|None|&\w+;|</", text)
    assert not re.search(r"\n{4,}", text)
    if kind != "digest":
        assert NAMES[language] in text
    if kind not in ("confirm", "already"):
        assert NOTES[language] in text
        assert re.search("Casablanca|الدار البيضاء", text), "the zone beside the dates"
        for purpose in ("unsubscribe", "preferences"):
            assert len(re.findall(rf"^https://\S+/{language}/{purpose}/\S+/$", text, re.M)) == 1
    if kind in ("advance", "reminder", "effective", "minor", "digest"):
        assert re.search(r"\b10\b", text)
        assert re.search(r"\b11\b", text)
        assert re.search(r"/compare/1/2/#[0-9a-f-]{36}$", text, re.M)


def _check_html(markup: str, text: str, language: str) -> None:
    html = BeautifulSoup(markup, "html5lib")
    direction = "rtl" if language == "ar" else "ltr"
    assert html.html is not None
    assert html.html["lang"] == language
    directed = [html.html, html.body, *html.find_all("table")]
    assert [tag["dir"] for tag in directed if tag] == [direction] * len(directed)
    assert not html.find_all(["img", "script", "link", "form", "iframe"])
    assert unknown_features(markup) == set()
    links = {a["href"] for a in html.find_all("a")} - {"mailto:contact@atlas.example"}
    assert links == set(re.findall(r"https?://\S+", text))
    # Beyond this Gmail cuts a mail off, and with it the way to unsubscribe.
    assert len(markup.encode()) < 100_000


def _look_at(page: Page, markup: str, language: str) -> None:
    """On a phone, in light and in dark: nothing is cut off, everything can be read, text begins on its side."""
    page.set_content(markup)
    for scheme, is_dark in (("light", False), ("dark", True)):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L")
        most_common = max(shot.getcolors(256) or [], key=lambda entry: entry[0])[1]
        assert (most_common < 90) == is_dark
        assert len(shot.getcolors(256) or []) > 20, "text was drawn"
    edges = page.locator("h1").first.evaluate(
        "e => { const r = document.createRange(); r.selectNodeContents(e);"
        " const t = [...r.getClientRects()], b = e.getBoundingClientRect();"
        " return [Math.min(...t.map(x => x.left)) - b.left, b.right - Math.max(...t.map(x => x.right))]; }"
    )
    assert edges[1 if language == "ar" else 0] < 3


def _check_contrast(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result = Axe().run(page, options={"runOnly": ["color-contrast", "link-name", "valid-lang"]})
        assert result.violations_count == 0, result.generate_report()
