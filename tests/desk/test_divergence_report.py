"""The report of a policy's differences, the page of checks, and the form that dismisses one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from policies.authoring.dismissals import Dismissal
from policies.authoring.open_findings import open_findings
from tests.authoring.test_open_findings import diverging
from tests.authoring.test_writing_rights import member
from tests.people import AUTHORS, TRANSLATORS

pytestmark = pytest.mark.django_db


def test_the_check_page_and_the_report_show_both_values(admin: Client) -> None:
    page = diverging()

    for address in (f"/admin/policies/{page.pk}/check/", f"/admin/policies/translations/{page.pk}/"):
        shown = admin.get(address).content.decode()
        assert "30 jours" in shown
        assert "30 months" in shown
        assert "Write the same unit in both." in shown
        assert f"edit/#section-{next(iter(page.sections.all())).key}" in shown


def test_the_report_of_translations_leads_to_that_of_the_policy(admin: Client) -> None:
    page = diverging()

    assert (
        f'href="/admin/policies/translations/{page.pk}/"'
        in admin.get("/admin/policies/translations/").content.decode()
    )


def test_an_author_dismisses_with_a_reason_and_comes_back() -> None:
    page, author = diverging(), member(AUTHORS)
    (finding,) = open_findings(page)
    sent = {"finding": finding.name, "reason": "<b>As meant</b>", "after": "check"}

    answer = author.post(f"/admin/policies/translations/{page.pk}/dismiss/", sent)
    shown = author.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"/admin/policies/{page.pk}/check/#divergences"
    assert open_findings(page) == ()
    assert "&lt;b&gt;As meant&lt;/b&gt;" in shown


def test_without_a_reason_nothing_is_dismissed() -> None:
    page, author = diverging(), member(AUTHORS)
    sent = {"finding": open_findings(page)[0].name, "reason": " "}

    shown = author.post(f"/admin/policies/translations/{page.pk}/dismiss/", sent, follow=True)

    assert "Say why the two texts say the same" in shown.content.decode()
    assert not Dismissal.objects.exists()


def test_a_finding_that_is_gone_is_not_dismissed() -> None:
    page, author = diverging(), member(AUTHORS)
    sent = {"finding": "0" * 64, "reason": "So"}

    shown = author.post(f"/admin/policies/translations/{page.pk}/dismiss/", sent, follow=True)

    assert "no longer there" in shown.content.decode()


def test_a_translator_sees_the_findings_and_no_form() -> None:
    page, translator = diverging(), member(TRANSLATORS["en"])

    shown = translator.get(f"/admin/policies/translations/{page.pk}/").content.decode()

    assert "30 months" in shown
    assert "dismiss/" not in shown


def test_a_stranger_sees_nothing() -> None:
    page = diverging()
    stranger = member(AUTHORS)
    stranger.session.flush()

    assert Client().get(f"/admin/policies/translations/{page.pk}/").status_code == 302


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_report_is_in_the_admins_language(admin: Client, language: str) -> None:
    page = diverging()

    with override(language):
        shown = admin.get(
            f"/admin/policies/translations/{page.pk}/", headers={"accept-language": language}
        ).content.decode()

    assert "Write the same unit" not in shown
