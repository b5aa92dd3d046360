"""Looking before publishing: the panel, the page of checks, the mail, and what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies.notification.audience import write_reach
from policies.notification.models import Subscriber
from policies.notification.subscribing import subscribe_confirmed
from tests.authoring.forms import post_edit
from tests.authoring.test_writing_rights import NOTES, member, newest
from tests.conftest import Mailbox
from tests.desk.drafts import change_text, fresh
from tests.factories import (
    draft_of,
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    stream,
)
from tests.people import PUBLISHERS, REVIEWERS

pytestmark = pytest.mark.django_db


def test_panel_says_who_is_told_in_which_languages(admin: Client) -> None:
    page = make_policy_page(make_organisation(notice_days=14))
    publish(page)
    for address, code in (("a@x.example", "fr"), ("b@x.example", "fr"), ("c@x.example", "ar")):
        subscribe_confirmed(email=address, language=code, policy=page.policy)
    write_reach()

    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "3 subscribers are told by email" in shown
    assert "Français</bdi>: <bdi>2</bdi>" in shown
    assert "العربية</bdi>: <bdi>1</bdi>" in shown
    assert "applies at the earliest on" in shown


def test_requirements_are_listed_with_links_to_their_fields(admin: Client) -> None:
    page = make_policy_page(change_note_ar="")
    page.save_revision()

    shown = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert 'data-release-field="id_change_note_ar"' in shown
    assert 'id="id_change_note_ar"' in shown


def test_check_page_shows_the_change_the_page_and_the_mail_in_each_language(admin: Client) -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "We now keep it for ten years.")

    for code in ("fr", "en", "ar"):
        shown = admin.get(f"/admin/policies/{page.pk}/check/?language={code}").content.decode()
        rendered = admin.get(f"/admin/policies/{page.pk}/page/{code}/").content.decode()
        mail = admin.get(f"/admin/policies/{page.pk}/mail/{code}/").content.decode()

        assert "<ins" in shown
        assert "ten years" in rendered
        assert "Note" in mail


def test_mail_is_sent_to_whoever_asks_in_every_language(admin: Client, smtp_sink: Mailbox) -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "Otherwise")

    admin.post(f"/admin/policies/{page.pk}/send/")

    assert len(smtp_sink.to("admin@example.org")) == 3
    assert all(mail["List-Unsubscribe"] is None for mail in smtp_sink)
    assert Subscriber.objects.count() == 0


def test_shorter_notice_needs_a_reason_that_is_frozen(admin: Client) -> None:
    page = make_policy_page(make_organisation(notice_days=14, short_notice="flag"))
    day = str(publish(page).policy.organisation.today() + timedelta(days=2))
    changed = {**NOTES, "summary_fr": "R", "summary_en": "R", "summary_ar": "R", "effective_date": day}

    refused = post_edit(admin, page, "publish", **changed)
    post_edit(admin, page, "publish", **changed, short_notice_reason="Ordered by the regulator")

    assert "short_notice_reason" in refused.context["form"].errors
    waiver = newest(page).record.waivers["notice_period"]
    assert (waiver.reason, waiver.by) == ("Ordered by the regulator", "admin")


def test_minor_change_with_findings_needs_a_second_person() -> None:
    kept = {
        "fr": "Nous les gardons %s ans.",
        "en": "We keep it for %s years.",
        "ar": "نحتفظ بها %s سنوات.",
    }
    texts = {f"body_{code}": stream(text % 3) for code, text in kept.items()}
    page = make_policy_page(sections=[make_page_section(**texts)])
    publish(page)
    publisher = member(PUBLISHERS)
    values = {**NOTES, "significance": "minor"}
    changed = draft_of(page)
    section = next(iter(changed.sections.all()))
    for code, text in kept.items():
        setattr(section, f"body_{code}", stream(text % 10))
    changed.sections = [section]
    changed.significance = "minor"
    changed.save_revision(user=User.objects.get(username=PUBLISHERS))

    refused = post_edit(publisher, fresh(page), "publish", **values)
    own = publisher.post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    member(REVIEWERS).post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    post_edit(publisher, fresh(page), "publish", **values)

    assert "significance" in refused.context["form"].errors
    assert own.status_code == 200
    assert newest(page).significance == "minor"
    waiver = newest(page).record.waivers["substantiality"]
    assert (waiver.reason, waiver.by) == ("Only wording", REVIEWERS)


def test_confirmation_of_one_text_says_nothing_of_the_next() -> None:
    page = make_policy_page()
    publish(page)
    change_text(page, "We must keep it for 3 years.", significance="minor")
    member(REVIEWERS).post(f"/admin/policies/{page.pk}/confirm/", {"reason": "Only wording"})
    change_text(page, "We must keep it for 30 years.", significance="minor")

    refused = post_edit(member(PUBLISHERS), fresh(page), "publish", **NOTES, significance="minor")

    assert "significance" in refused.context["form"].errors


def test_queries_of_the_release_pages_do_not_grow_with_sections(admin: Client) -> None:
    def queries(sections: int) -> list[int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        page = make_policy_page(
            make_organisation(f"organisation-{sections}"),
            sections=[make_page_section(sort_order=number) for number in range(sections)],
        )
        publish(page)
        page.get_latest_revision_as_object().save_revision()
        counted = []
        for address in (f"/admin/policies/{page.pk}/check/", f"/admin/pages/{page.pk}/edit/"):
            admin.get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert admin.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    assert queries(12) == queries(2)


def test_each_missing_note_is_named_by_its_language() -> None:
    page = make_policy_page(make_organisation())
    publish(page)
    change_text(page, "Autre texte", **{f"change_note_{code}": "" for code in ("fr", "en", "ar")})
    found = [
        each
        for each in draft_of(page).readiness.requirements
        if each["anchor"].startswith("id_change_note_")
    ]

    assert [each["message"].partition(":")[0] for each in found] == ["French", "English", "Arabic"]
