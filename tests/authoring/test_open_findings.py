"""Open findings stop a release, in the same words everywhere; a text that is changed or a named person settles them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from policies.authoring.dismissals import Dismissal, Finding, dismiss
from policies.authoring.glossary import GlossaryEntry
from policies.authoring.models import PolicyPage
from policies.authoring.open_findings import open_findings
from policies.authoring.workflow_tasks import TranslationTask, waits_for_translation
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from tests.factories import draft_of, make_page_section, make_policy_page, publish, stream
from tests.people import AUTHORS, TRANSLATORS, join

pytestmark = pytest.mark.django_db


def diverging(english: str = "We keep it for 30 months.") -> PolicyPage:
    """A draft whose French says 30 days."""
    section = make_page_section(
        body_fr=stream("Nous les gardons 30 jours."),
        body_en=stream(english),
        body_ar=stream("نحتفظ بها 30 يوما."),
    )
    page = make_policy_page(sections=[section])
    page.save_revision()
    return draft_of(page)


def person(group: str = AUTHORS) -> User:
    user: User = join(User.objects.create_user(group, "a@atlas.example", "x"), group)
    return user


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str]]:
    return [
        (
            each.divergence.kind.value,
            each.divergence.language,
            each.divergence.there,
            each.divergence.here,
        )
        for each in findings
    ]


def test_an_open_finding_refuses_the_release() -> None:
    page = diverging()

    with pytest.raises(CannotPublish) as refused:
        publish(page)

    assert said(open_findings(page)) == [("unit", "en", "30 jours", "30 months")]
    assert [each.code for each in refused.value.refusals] == ["languages_diverge"]
    assert "English: 1 place" in str(refused.value.refusals[0].message)
    assert page.readiness.refusals[0].message == refused.value.refusals[0].message
    assert not PolicyVersion.objects.exists()


def test_a_text_that_is_mended_settles_it() -> None:
    page = diverging("We keep it for 30 days.")

    assert open_findings(page) == ()
    assert publish(page).number == 1


def test_a_dismissal_settles_it_while_both_texts_stay() -> None:
    page, author = diverging(), person()
    (finding,) = open_findings(page)

    dismiss(page=page, finding=finding, reason=" A month is meant. ", by=author)

    assert open_findings(page) == ()
    assert Dismissal.objects.get().reason == "A month is meant."
    assert Dismissal.objects.get().actor_name == AUTHORS
    section = next(iter(page.sections.all()))
    section.body_en = stream("We keep it for 30 months, no more.")
    page.sections = [section]
    assert len(open_findings(page)) == 1


def test_a_dismissal_is_frozen_with_the_version_and_readers_see_why(client: Client) -> None:
    page = diverging()
    dismiss(page=page, finding=open_findings(page)[0], reason="A month is meant.", by=person())

    version = publish(page)

    [frozen] = version.record.dismissed
    assert (frozen.kind, frozen.source, frozen.language) == ("unit", "fr", "en")
    assert (frozen.there, frozen.here, frozen.by) == ("30 jours", "30 months", AUTHORS)
    assert frozen.clause == str(page.sections.all()[0].key)
    for language, words in (
        ("en", "held to be none"),
        ("fr", "jugée sans portée"),
        ("ar", "لا أثر له"),
    ):
        shown = client.get(f"/{language}/atlas/privacy/v1/").content.decode()
        assert words in shown
        assert f'href="#{frozen.clause}"' in shown
        assert "A month is meant." in shown
        assert "30 months" in shown
        assert AUTHORS not in shown, "names stay in the bytes"
    entries = [bytes(entry.content).decode() for entry in version.policy.log_entries.all()]
    assert entries
    assert not [entry for entry in entries if AUTHORS in entry]


def test_a_dismissal_holds_again_where_the_text_is_put_back() -> None:
    page, author = diverging(), person()
    dismiss(page=page, finding=open_findings(page)[0], reason="So it is.", by=author)
    section = next(iter(page.sections.all()))
    before, section.body_en = section.body_en, stream("We keep it for 30 years.")
    page.sections = [section]
    assert open_findings(page)

    section.body_en = before
    page.sections = [section]

    assert open_findings(page) == ()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_dismissal_needs_a_reason(reason: str) -> None:
    page, author = diverging(), person()

    with pytest.raises(CannotPublish):
        dismiss(page=page, finding=open_findings(page)[0], reason=reason, by=author)

    assert not Dismissal.objects.exists()


def test_a_translator_does_not_dismiss() -> None:
    page = diverging()

    with pytest.raises(CannotPublish):
        dismiss(page=page, finding=open_findings(page)[0], reason="Fine.", by=person(TRANSLATORS["en"]))


def test_a_change_of_one_language_alone_stops_the_next_release() -> None:
    page = make_policy_page(
        sections=[
            make_page_section(
                body_fr=stream("Nous ne vendons pas ces données."),
                body_en=stream("We do not sell this data."),
                body_ar=stream("نحن لا نبيع هذه البيانات."),
            )
        ]
    )
    publish(page)
    draft = draft_of(page)
    section = next(iter(draft.sections.all()))
    section.body_fr = stream("Nous vendons ces données.")
    draft.sections = [section]

    found = {(each.divergence.language, each.divergence.aspect) for each in open_findings(draft)}

    assert {("en", "negation"), ("ar", "negation")} <= found


def test_a_translation_is_not_ready_while_it_says_something_else() -> None:
    page = diverging()
    page.save_revision()
    page = PolicyPage.objects.get(pk=page.pk)
    task = TranslationTask.objects.create(name="Languages")

    assert waits_for_translation(draft_of(page), "en")
    assert task.refusals_of(draft_of(page), "ar") == []
    (refusal,) = task.refusals_of(draft_of(page), "en")
    assert refusal.message == draft_of(page).readiness.refusals[0].message


def test_the_glossary_of_the_organisation_is_asked() -> None:
    page = diverging("We keep it for 30 days, as the vendor does.")
    GlossaryEntry.objects.create(
        organisation=page.organisation_page, term_en="processor", forbidden_en="vendor\nsupplier"
    )

    assert said(open_findings(page)) == [("variant", "en", "processor", "vendor")]
