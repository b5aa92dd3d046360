"""What a monitoring reads: for who has the token, of a bounded number of kinds, and with no reader in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from cms.metrics import PUBLISHING, SECONDS, Counted, kind_of, metrics_page
from policies.notification.mail_figures import mail_figures
from policies.notification.webhooks import Webhook, WebhookCall
from policies.publication.last_runs import ran
from policies.reading.shelf.front import FROM_SHELF
from tests.factories import make_policy_page, publish

TOKEN = "a-token-of-twenty-characters"


@pytest.fixture
def shared(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))


@pytest.mark.django_db(transaction=True)
def test_page_says_how_register_and_mails_stand(shared: None) -> None:
    publish(make_policy_page())
    ran("backup")
    ran("verify_versions", "3 faults", failed=True)

    request = RequestFactory().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    lines = metrics_page(request).content.decode().splitlines()

    assert "sijill_versions 1.0" in lines
    assert "sijill_log_unsigned_entries 1.0" in lines
    assert 'sijill_work_failed{work="verify_versions"} 1.0' in lines
    assert any(line.startswith('sijill_work_age_seconds{work="backup"}') for line in lines)
    assert 'sijill_deliveries{state="in_doubt"} 0.0' in lines
    assert 'sijill_mail_trouble{stream="notices"} 0.0' in lines
    assert 'sijill_webhook_calls{state="given_up"} 0.0' in lines
    assert "sijill_webhook_oldest_waiting_seconds 0.0" in lines


@pytest.mark.django_db(transaction=True)
def test_publication_is_timed_once_it_is_committed() -> None:
    def timed() -> float:
        return PUBLISHING._sum.get()

    page, before = make_policy_page(), timed()

    publish(page)

    assert timed() > before


@pytest.mark.django_db(transaction=True)
def test_call_that_waits_has_an_age() -> None:
    version = publish(make_policy_page())
    webhook = Webhook.objects.create(
        organisation=version.policy.organisation, url="https://x.example/", secret="whsec_x"
    )
    made = timezone.now() - timedelta(hours=2)
    WebhookCall.objects.create(
        webhook=webhook, event="announced", subject="x", content="{}", created_at=made
    )

    figures = {each.name: each.values for each in mail_figures()}

    assert dict(figures["sijill_webhook_calls"]) == {("waiting",): 1, ("given_up",): 0}
    assert 7199 < figures["sijill_webhook_oldest_waiting_seconds"][0][1] < 7300


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer another"}]
)
def test_nobody_else_is_told_that_there_is_such_a_page(shared: None, given: dict[str, str]) -> None:
    with pytest.raises(Http404):
        metrics_page(RequestFactory().get("/metrics", headers=given))


def test_without_a_token_there_is_no_page(settings: Any) -> None:
    settings.METRICS_TOKEN = ""

    with pytest.raises(Http404):
        metrics_page(RequestFactory().get("/metrics", headers={"Authorization": "Bearer "}))


def test_answer_is_counted_by_kind_status_and_shelf() -> None:
    def site(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ[FROM_SHELF] = True
        start_response("200 OK", [])
        return [b"page"]

    counter = SECONDS.labels("version", "200", "yes")
    before = counter._sum.get()
    answer = Counted(site)({"PATH_INFO": "/fr/atlas/privacy/v3/"}, lambda *_: None)

    assert list(answer) == [b"page"]
    assert counter._sum.get() > before


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/fr/", "register"),
        ("/en/atlas/", "organisation"),
        ("/ar/atlas/privacy/", "policy"),
        ("/ar/atlas/privacy/v3/", "version"),
        ("/ar/atlas/privacy/compare/1/2/", "comparison"),
        ("/fr/atlas/privacy/v3/evidence.zip", "evidence"),
        ("/en/unsubscribe/secret-token/", "subscribing"),
        ("/admin/pages/3/edit/", "admin"),
        ("/healthz", "watching"),
        ("/wp-login.php", "other"),
        ("/fr/a/b/c/d/e/f/", "other"),
    ],
)
def test_address_is_of_one_of_a_few_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind
