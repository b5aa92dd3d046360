"""A language that does not follow its source is not published, or says so: on every path to the public."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Task, TaskState, Workflow, WorkflowTask

from policies.authoring.draft import document_of, ordered_sections
from policies.authoring.models import PolicyPage
from policies.authoring.readiness import Readiness
from policies.authoring.translation.behind import gaps_of
from policies.authoring.translation.translation_state import State
from policies.authoring.workflow_tasks import TranslationTask
from policies.document.blocks import Run, Table
from policies.document.canonical import blocks_to_json
from policies.interchange.importing import Release, import_texts
from policies.interchange.readers.read_file import read_text
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Origin, Waived
from tests.authoring.forms import post_edit
from tests.factories import draft_of, fresh, make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db

NOTES = {f"change_note_{code}": f"Note {code}" for code in ("fr", "en", "ar")}
WHY = "L’arabe suit dans deux semaines."


def with_new_source(
    page: PolicyPage, text: str = "Nous gardons vos données trois ans.", **facts: Any
) -> Any:
    """The draft with another French text in its first section; nobody translated the change."""
    draft = draft_of(page)
    section = ordered_sections(draft)[0]
    section.body_fr = stream(text)
    draft.sections = [section, *ordered_sections(draft)[1:]]
    for name, value in {"language_reason": "", **facts}.items():
        setattr(draft, name, value)
    for code in ("fr", "en", "ar"):
        setattr(draft, f"change_note_{code}", f"note {code}")
        setattr(draft, f"change_note_translated_from_{code}", "current")
    draft.save_revision()
    return draft_of(page)


def published() -> PolicyPage:
    page = make_policy_page()
    publish(page)
    return page


def codes(draft: PolicyPage) -> list[str]:
    return [refusal.code for refusal in Readiness(page=draft).refusals]


def test_stale_translation_stops_the_release_and_names_its_part() -> None:
    draft = with_new_source(published())

    refusals = Readiness(page=draft).refusals

    assert [refusal.code for refusal in refusals] == ["language_behind", "language_behind"]
    assert [refusal.field for refusal in refusals] == ["with_en", "with_ar"]
    assert "1" in str(refusals[0].message)
    with pytest.raises(CannotPublish):
        draft.save_revision().publish()
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize("marked", [False, True])
def test_note_made_from_an_earlier_note_stops_the_release_also_of_a_marked_language(
    marked: bool,
) -> None:
    page = make_policy_page()
    page.save_revision()
    draft = draft_of(page)
    draft.change_note_fr = "Nous gardons vos données plus longtemps."
    draft.marked_en = draft.marked_ar = marked
    draft.save_revision()
    draft = draft_of(draft)

    refusals = Readiness(page=draft).refusals

    assert [(each.code, each.field) for each in refusals] == [
        ("note_behind", "change_note_en"),
        ("note_behind", "change_note_ar"),
    ]
    with pytest.raises(CannotPublish):
        draft.save_revision().publish()
    assert not PolicyVersion.objects.exists()


def test_note_said_to_be_still_correct_stops_nothing() -> None:
    page = make_policy_page()
    page.save_revision()
    draft = draft_of(page)
    draft.change_note_fr = "Une autre note"
    for code in ("en", "ar"):
        setattr(draft, f"change_note_translated_from_{code}", "current")
    draft.save_revision()

    assert codes(draft_of(page)) == []


@pytest.mark.parametrize("emergency", [False, True])
def test_editor_refuses_a_stale_translation_also_as_an_emergency(admin: Client, emergency: bool) -> None:
    page = published()
    draft = with_new_source(page)
    values = {"emergency": "on", "emergency_reason": "It cannot wait."} if emergency else {}

    response = post_edit(admin, page, "publish", **NOTES, **values)

    assert "with_en" in response.context["form"].errors
    assert PolicyVersion.objects.count() == 1
    assert draft_of(page).latest_revision_id == draft.latest_revision_id


def test_scheduled_draft_with_a_stale_translation_is_not_published() -> None:
    page = published()
    draft = with_new_source(page)
    draft.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    revision = draft.save_revision(approved_go_live_at=draft.go_live_at)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())

    call_command("publish_scheduled", stdout=StringIO(), stderr=StringIO())

    assert PolicyVersion.objects.count() == 1


def test_translation_is_not_ready_while_it_follows_an_earlier_text(admin_user: Any) -> None:
    page = published()
    with_new_source(page)
    task = TranslationTask.objects.create(name="Anglais", language="en")
    workflow = Workflow.objects.create(name="Languages")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk))
    state = workflow.start(PolicyPage.objects.get(pk=page.pk), admin_user)

    with pytest.raises(CannotPublish) as refused:
        task.on_action(state.current_task_state, admin_user, "approve")

    assert [refusal.code for refusal in refused.value.refusals] == ["language_behind"]
    assert state.current_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_marked_language_is_published_with_a_reason_and_says_which_parts_follow_what() -> None:
    page = published()
    draft = with_new_source(page, marked_en=True, marked_ar=True)
    assert set(codes(draft)) == {"language_unexplained"}

    version = publish(fresh(page), language_reason=WHY)

    key = ordered_sections(draft)[0].key
    assert version.marked == ["en", "ar"]
    assert version.document.behind("en") == {str(key): 1}
    assert version.record.waivers[Waived.LANGUAGE_BEHIND].reason == WHY


def test_source_that_was_never_published_is_version_0() -> None:
    page = published()
    draft = with_new_source(page)
    section = ordered_sections(draft)[0]
    section.body_en = stream("Thirty days.")
    section.translated_from_en = "current"
    draft.sections = [section]
    draft.save_revision()  # English follows this text, which is not published

    version_of_now = with_new_source(
        page, "Quatre ans.", marked_en=True, marked_ar=True, language_reason=WHY
    )
    document = document_of(version_of_now)

    assert document.behind("en") == {str(section.key): 0}
    assert document.behind("ar") == {str(section.key): 1}


def test_mark_goes_with_the_next_release() -> None:
    page = published()
    with_new_source(page, marked_en=True, marked_ar=True)
    publish(fresh(page), language_reason=WHY)
    draft = with_new_source(page)

    assert draft.marked_en is True  # the draft of before; the editor's form begins the next release
    from policies.authoring.forms import begin_next_release

    begin_next_release(draft)
    assert (draft.marked_en, draft.language_reason) == (False, "")


def test_language_that_readers_had_is_left_out_only_with_a_reason() -> None:
    page = published()
    draft = with_new_source(page, with_en=False, marked_ar=True)

    assert codes(draft) == ["language_unexplained", "language_left_out"]
    version = publish(fresh(page), language_reason=WHY)
    assert version.record.left_out == ("en",)
    assert version.languages == ["fr", "ar"]


def table(*words: str) -> list[dict[str, Any]]:
    """A body of one table: two cells of its header, two of its row."""
    cells = [(Run(text=each),) if each else () for each in words]
    return blocks_to_json([Table(header=tuple(cells[:2]), rows=(tuple(cells[2:]),))])


def table_section(**bodies: str) -> Any:
    return make_page_section(
        **{f"body_{code}": bodies.get(code, table("a", "b", "c", "d")) for code in ("fr", "en", "ar")}
    )


@pytest.mark.parametrize(
    ("english", "state"),
    [
        (table("", "", "", ""), State.MISSING),
        (table("a", "b", "", ""), State.INCOMPLETE),
        (table("a", "b", "c", ""), State.INCOMPLETE),
        (stream("All in one paragraph"), State.INCOMPLETE),
        (stream(""), State.MISSING),
    ],
    ids=["no words", "header only", "empty cell", "paragraph", "empty paragraph"],
)
def test_translation_without_the_rows_and_cells_of_its_source_is_not_done(
    english: str, state: State
) -> None:
    page = make_policy_page(sections=[table_section(en=english)])

    assert [gap.state for gap in gaps_of(draft_of_new(page), "en")] == [state]
    with pytest.raises(CannotPublish, match="incomplete"):
        publish(page)


def draft_of_new(page: PolicyPage) -> PolicyPage:
    page.save_revision()
    return draft_of(page)


def test_restored_version_follows_its_own_source_but_for_its_marks(admin: Client) -> None:
    page = published()
    with_new_source(page, marked_en=True, marked_ar=True)
    marked = publish(fresh(page), language_reason=WHY)

    admin.post(reverse("policies_release:restore", args=[marked.pk]))

    assert {gap.state for gap in gaps_of(draft_of(page), "en")} == {State.OUT_OF_DATE}
    admin.post(reverse("policies_release:restore", args=[PolicyVersion.objects.get(number=1).pk]))
    assert gaps_of(draft_of(page), "en") == []


def imported(texts: dict[str, str], **release: Any) -> PolicyVersion:
    facts = {"by": "import", "note": {"fr": "n", "en": "n", "ar": "n"}, **release}
    made = import_texts(
        organisation="atlas",
        policy="terms",
        texts={code: read_text(text) for code, text in texts.items()},
        release=Release(**facts),
        publish=True,
    )
    assert made.version is not None
    return made.version


@pytest.mark.parametrize("origin", [Origin.IMPORTED, Origin.AUTHORED])
def test_import_of_one_language_leaves_the_others_out_or_marks_them(origin: str) -> None:
    imported(
        {
            "fr": "# Conditions\n\n## 1. Objet\n\nTrente jours.\n",
            "en": "# Terms\n\n## 1. Object\n\nThirty days.\n",
        },
        origin=origin,
    )
    alone = imported({"fr": "# Conditions\n\n## 1. Objet\n\nDeux ans.\n"}, origin=origin)
    assert (alone.languages, alone.record.left_out) == (["fr"], ("en",))
    assert "English" in alone.record.waivers[Waived.LANGUAGE_LEFT_OUT].reason
