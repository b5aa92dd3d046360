"""Evidence is checked in the reader's browser: the same verdicts as the program's, and nothing is sent."""

from __future__ import annotations

import itertools
import random
from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from policies.evidence.notes import new_key
from policies.evidence.offline.archive import pack, unpack
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.models import PolicyVersion
from tests.evidence import attacks
from tests.evidence.mutate import bundles, forgeries
from tests.evidence.register import KEY
from tests.evidence.test_attacks import codes
from tests.factories import make_policy_page, publish
from tests.withholding import withhold

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

TITLES = {"en": ("Proven", "Not proven"), "fr": ("Prouvé", "Non prouvé"), "ar": ("ثبت", "لم يثبت")}


@pytest.fixture
def version(settings: Any) -> PolicyVersion:
    settings.LOG_KEY = new_key("policies.example.org/log").text
    version = publish(make_policy_page())
    publish_checkpoint()
    return version


@pytest.fixture
def sent(page: Page) -> Iterator[list[Request]]:
    """What the browser asked for with more than an address."""
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method != "GET" else None)
    yield found
    assert found == []


def verdict(page: Page, packed: bytes) -> tuple[str, str]:
    """The heading and the words of the verdict."""
    page.locator("#local").set_input_files(
        {"name": "evidence.zip", "mimeType": "application/zip", "buffer": packed}
    )
    page.locator("#result .verdict").wait_for()
    return (
        page.locator("#result .verdict__title").inner_text(),
        page.locator("#result .verdict").inner_text(),
    )


def evidence(site: str, page: Page) -> bytes:
    return page.request.get(f"{site}/en/atlas/privacy/v1/evidence.zip").body()


@pytest.mark.parametrize("language", TITLES)
def test_genuine_evidence_is_proven_and_altered_one_is_not(
    version: PolicyVersion, live_server: LiveServer, page: Page, sent: list[Request], language: str
) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    packed = evidence(live_server.url, page)
    files = unpack(packed)
    page.goto(f"{live_server.url}/{language}/verify/")

    title, words = verdict(page, packed)
    assert title == TITLES[language][0]
    assert version.sha256 in words
    assert version.title_in(language)[0] in words

    page.reload()
    title, words = verdict(page, pack(files | {"text.en.txt": b"Other.\n"}))
    assert title == TITLES[language][1]
    assert "text.en.txt" in words
    assert "{" not in words
    assert problems == []


def test_key_that_one_got_elsewhere_is_compared(
    version: PolicyVersion, live_server: LiveServer, page: Page, sent: list[Request]
) -> None:
    packed = evidence(live_server.url, page)
    page.goto(f"{live_server.url}/en/verify/")
    page.locator(".checking--here summary").click()
    page.locator("#keys-of-mine").fill(f"{KEY.public}\n")
    assert verdict(page, packed)[0] == "Not proven"

    page.locator("#keys-of-mine").fill("no key")
    page.locator("#here").evaluate("form => form.requestSubmit()")
    page.get_by_text("What you gave as public keys is none").wait_for()


def test_withheld_text_is_proven_without_its_words(
    version: PolicyVersion, live_server: LiveServer, page: Page, sent: list[Request]
) -> None:
    withhold(version)
    publish_checkpoint()
    page.goto(f"{live_server.url}/en/verify/")

    title, words = verdict(page, evidence(live_server.url, page))

    assert title == "Proven"
    assert "Its text is withheld and is not in this file." in words
    assert version.sha256 in words


def test_browser_without_ed25519_says_so(
    version: PolicyVersion, live_server: LiveServer, page: Page
) -> None:
    packed = evidence(live_server.url, page)
    page.add_init_script(
        "SubtleCrypto.prototype.importKey = async () => { throw new DOMException('no', 'NotSupportedError'); };"
    )
    page.goto(f"{live_server.url}/en/verify/")

    assert "cannot check signatures of the kind Ed25519" in verdict(page, packed)[1]


@pytest.mark.parametrize(("seed", "count"), [(3, 25), pytest.param(4, 3_000, marks=pytest.mark.long)])
def test_browser_gives_the_verdict_of_the_program(
    version: PolicyVersion, live_server: LiveServer, page: Page, seed: int, count: int
) -> None:
    page.goto(f"{live_server.url}/en/verify/")
    trusted = f"{KEY.public}\n"
    for name, packed in itertools.chain(
        (("genuine", pack(files)) for files in bundles()), forgeries(seed, count)
    ):
        found = page.evaluate(CHECK, [b64encode(packed).decode(), trusted])
        expected = codes(packed)
        assert bool(found) == bool(expected), (name, found, expected)
        assert bool(found) == (name != "genuine"), name


@pytest.mark.parametrize("share", [0.03, pytest.param(1, marks=pytest.mark.long)])
def test_browser_finds_attacks_for_their_reason(
    version: PolicyVersion, live_server: LiveServer, page: Page, share: float
) -> None:
    page.goto(f"{live_server.url}/en/verify/")
    tried = list(attacks.forged())
    for one in random.Random(8).sample(tried, round(len(tried) * share)):  # noqa: S311 - which of them
        found = page.evaluate(CHECK, [b64encode(one.packed).decode(), f"{KEY.public}\n"])
        assert found, one.kind
        assert found[0] in one.reasons, (one.kind, found)


def test_key_or_authority_that_the_register_never_had_is_told_in_the_browser(
    version: PolicyVersion, live_server: LiveServer, page: Page, sent: list[Request]
) -> None:
    files = unpack(evidence(live_server.url, page))
    page.goto(f"{live_server.url}/en/verify/")
    stamped = {"timestamp.tsr": b"x", "timestamp-authority.pem": b"x"}
    for changed, words in (
        (attacks.signed_too(files), "“\u2068keys.txt\u2069” was not signed by this register"),
        (
            files | stamped,
            "“\u2068timestamp-authority.pem\u2069” is not of an authority that timestamps",
        ),
    ):
        page.reload()
        title, said = verdict(page, pack(attacks.resummed(changed)))
        assert (title, words in said) == ("Not proven", True), said


CHECK = """async ([bytes, trusted]) => {
  const { check } = await import(document.querySelector('script[type=module]').src.replace(/[^/]*$/, "verifying-checking.js"));
  const known = JSON.parse(document.getElementById("checker").textContent);
  const report = await check(known, Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0)), trusted);
  return [...report.faults.map(([code]) => code), ...(report.strangers.length ? ["untrusted"] : [])];
}"""
