"""What stands between a draft and its release: kept with the object, and the rules that a release sets aside."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from policies.authoring.models import PolicyPage
from policies.authoring.publish import release
from policies.authoring.readiness import Readiness
from policies.authoring.second_person import confirm_minor
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Waived
from tests.factories import draft_of, make_organisation, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db

PERSON: Any = SimpleNamespace(get_full_name=lambda: "Amal Idrissi")


def changed(page: PolicyPage, text: str, **values: Any) -> PolicyPage:
    """The newest draft, its only section saying something else; not saved."""
    draft = draft_of(page)
    section = next(iter(draft.sections.all()))
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(text))
    draft.sections = [section]
    for name, value in values.items():
        setattr(draft, name, value)
    return draft


def confirmed(draft: PolicyPage) -> None:
    second = User.objects.create_superuser("second", "second@example.org", "x")
    confirm_minor(page=draft, document=Readiness(page=draft).document, reason="Wording", by=second)


@pytest.fixture
def published() -> PolicyPage:
    page = make_policy_page(make_organisation(notice_days=14, short_notice="flag"))
    publish(page)
    return page


def test_answer_is_kept_with_the_object_until_it_is_saved() -> None:
    page = make_policy_page(heading_fr="")
    before = page.readiness
    lacking = before.lacking
    same = page.readiness
    page.heading_fr = "Titre"
    page.save()

    after = page.readiness

    assert same is before
    assert [refusal.code for refusal in lacking] == ["title_missing"]
    assert after.lacking == ()


def test_answer_of_before_another_version_counts_no_more(published: PolicyPage) -> None:
    draft = changed(published, "Otherwise", heading_fr="")
    outdated = Readiness(page=draft)
    outdated.__dict__.update(latest=None, lacking=())

    with pytest.raises(CannotPublish, match="The title is missing"):
        release(draft, outdated)


def test_emergency_is_waived_only_without_an_approval() -> None:
    page = make_policy_page(emergency=True, emergency_reason=" Court order ")
    approval: Any = object()
    ready = Readiness(page=page)

    waiver = ready.waivers(PERSON, None)[Waived.SECOND_PERSON]

    assert (waiver.reason, waiver.by) == ("Court order", "Amal Idrissi")
    assert ready.waivers(PERSON, approval) == {}
    assert ready.waivers(None, None) == {}


def test_command_is_no_person_who_needs_a_second_one() -> None:
    ready = Readiness(page=make_policy_page())

    assert ready.refusals_to(None, None) == []
    assert [refusal.code for refusal in ready.refusals_to(PERSON, None)] == ["not_approved"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"emergency_reason": "Court order"}, "not_approved"),
        ({"emergency": True, "emergency_reason": "  "}, "emergency_unexplained"),
        ({"emergency": True, "emergency_reason": "Court order"}, ""),
    ],
)
def test_person_publishes_alone_in_an_emergency_with_a_reason(values: dict[str, Any], code: str) -> None:
    refusals = Readiness(page=make_policy_page(**values)).refusals_to(PERSON, None)

    assert [refusal.code for refusal in refusals] == ([code] if code else [])


def test_confirmation_is_a_waiver_of_a_minor_change_only(published: PolicyPage) -> None:
    draft = changed(published, "We keep it for 10 years.", significance="minor")
    draft.save_revision()
    confirmed(draft)
    minor = Readiness(page=draft).waivers(None, None)
    draft.significance = "substantial"
    draft.effective_date = timezone.now().date() + timedelta(days=30)

    substantial = Readiness(page=draft).waivers(None, None)

    assert minor[Waived.SUBSTANTIALITY].by == "second"
    assert substantial == {}


def test_minor_change_with_findings_is_refused_until_it_is_confirmed(published: PolicyPage) -> None:
    draft = changed(published, "We keep it for 10 years.", significance="minor")
    draft.save_revision()
    before = Readiness(page=draft).unconfirmed
    confirmed(draft)

    after = Readiness(page=draft).unconfirmed

    assert [refusal.code for refusal in before] == ["minor_unconfirmed"]
    assert after == ()


def test_minor_change_without_findings_needs_no_confirmation(published: PolicyPage) -> None:
    draft = draft_of(published)
    draft.significance, draft.summary_fr = "minor", "En bref"

    assert Readiness(page=draft).findings == ()
    assert Readiness(page=draft).unconfirmed == ()


def test_change_that_is_called_substantial_needs_no_confirmation(published: PolicyPage) -> None:
    draft = changed(published, "We keep it for 10 years.")

    assert Readiness(page=draft).findings
    assert Readiness(page=draft).unconfirmed == ()


def test_person_who_schedules_a_minor_change_does_not_pass_the_guard_by(
    published: PolicyPage,
) -> None:
    author = User.objects.create_user("author")
    emergency = {"emergency": True, "emergency_reason": "Court order"}
    draft = changed(published, "We keep it for 10 years.", significance="minor", **emergency)
    revision = draft.save_revision(user=author)

    with pytest.raises(CannotPublish, match="have a second person confirm"):
        revision.publish()

    assert PolicyVersion.objects.count() == 1


def test_first_version_is_bound_by_no_notice_and_has_nothing_to_find() -> None:
    ready = Readiness(page=make_policy_page(make_organisation(notice_days=14)))

    assert (ready.earliest, ready.findings, ready.is_first) == (None, (), True)


def test_notice_counts_from_the_day_on_which_the_draft_is_scheduled(published: PolicyPage) -> None:
    draft = draft_of(published)
    draft.go_live_at = timezone.now() + timedelta(days=10)
    ready = Readiness(page=draft)

    assert ready.earliest == ready.published_on + timedelta(days=14)
    assert ready.published_on == draft.policy.organisation.today() + timedelta(days=10)
