"""Nothing that stops a release goes out by another way: each fault of a draft is tried on every path to the public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, TaskState, Workflow

from policies.authoring.draft import ordered_sections
from policies.authoring.groups import WORKFLOW, ensure_groups
from policies.authoring.models import PolicyPage
from policies.authoring.readiness import Readiness
from policies.document.blocks import Paragraph, Run, Table
from policies.document.canonical import blocks_to_json
from policies.interchange.importing import CannotImport, Release, import_texts
from policies.interchange.readers.read_file import read_text
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Origin
from tests.authoring.forms import post_edit
from tests.factories import draft_of, fresh, make_page_section, make_policy_page, publish, stream

pytestmark = pytest.mark.django_db

CODES = ("fr", "en", "ar")
EMPTY = blocks_to_json([Table(header=((), ()), rows=(((), ()),))])
FULL = blocks_to_json([Table(header=((Run(text="a"),),), rows=(((Run(text="b"),),),))])
NOWHERE = blocks_to_json([Paragraph(runs=(Run(text="voir", link="#nowhere"),))])
NO_NOTE = blocks_to_json([Paragraph(runs=(Run(text="Gardé"), Run(text="1", role="footnote")))])


def with_text(**bodies: Any) -> Callable[[PolicyPage], None]:
    """A fault in the bodies of the first clause; ``current`` names those said to be made from it."""

    def spoil(draft: PolicyPage) -> None:
        section = ordered_sections(draft)[0]
        for code, body in bodies.items():
            setattr(section, f"body_{code}", body)
            if code != "fr":
                setattr(section, f"translated_from_{code}", "current")
        draft.sections = [section, *ordered_sections(draft)[1:]]

    return spoil


def with_note(draft: PolicyPage) -> None:
    draft.change_note_fr = "Une autre note, que personne n’a traduite."
    with_text(fr=stream("Un."), en=stream("One."), ar=stream("نص."))(draft)


# Each draft of these must not go out, for this reason.
FAULTS: dict[str, tuple[Callable[[PolicyPage], None], str]] = {
    "stale": (with_text(fr=stream("Nous gardons vos données trois ans.")), "language_behind"),
    "stale note": (with_note, "note_behind"),
    "missing": (with_text(en=[]), "language_incomplete"),
    "empty table": (with_text(fr=FULL, en=EMPTY, ar=FULL), "language_incomplete"),
    "other shape": (with_text(fr=FULL, en=stream("A table."), ar=FULL), "language_incomplete"),
    "divergence": (
        with_text(fr=stream("30 jours."), en=stream("30 months."), ar=stream("30 يومًا.")),
        "languages_diverge",
    ),
    "link to nowhere": (with_text(fr=NOWHERE, en=NOWHERE, ar=NOWHERE), "link_nowhere"),
    "mark without note": (with_text(fr=NO_NOTE, en=NO_NOTE, ar=NO_NOTE), "mark_without_note"),
}


def post(client: Client, page: PolicyPage, **values: Any) -> None:
    """Publish with the editor's form as it stands, with its notes and what each was made from."""
    draft = draft_of(page)
    for name in ("change_note", "change_note_translated_from"):
        values |= {f"{name}_{code}": getattr(draft, f"{name}_{code}") or "" for code in CODES}
    post_edit(client, PolicyPage.objects.get(pk=page.pk), "publish", **values)


def by_editor(client: Client, page: PolicyPage) -> None:
    post(client, page, emergency=None, emergency_reason="")


def by_emergency(client: Client, page: PolicyPage) -> None:
    post(client, page)


def by_workflow(client: Client, page: PolicyPage) -> None:
    """Whoever administers the site approves every step; a step that refuses is as far as one gets."""
    ensure_groups()
    started = Workflow.objects.get(name=WORKFLOW).start(draft_of(page), None)
    for _step in range(9):
        waiting = TaskState.objects.filter(workflow_state=started, status="in_progress").first()
        if waiting is None:
            break
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", waiting.pk])
        client.post(address, {"comment": ""})
    started.refresh_from_db()
    if started.status == "in_progress":
        started.cancel()


def by_last_step(client: Client, page: PolicyPage) -> None:
    """Every step before was approved in the database: only publishing is left."""
    del client
    started = Workflow.objects.get(name=WORKFLOW).start(draft_of(page), None)
    with suppress(CannotPublish):
        started.finish()
    PolicyPage.objects.get(pk=page.pk).workflow_states.filter(status="in_progress").update(
        status="cancelled"
    )


def by_schedule(client: Client, page: PolicyPage) -> None:
    del client
    revision = draft_of(page).save_revision()
    moment = timezone.now() - timezone.timedelta(minutes=1)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=moment)
    with suppress(CommandError):
        call_command("publish_scheduled", stdout=StringIO(), stderr=StringIO())


def by_code(client: Client, page: PolicyPage) -> None:
    """What a command or a shell does."""
    del client
    with suppress(CannotPublish):
        draft_of(page).get_latest_revision().publish()


def by_copy(client: Client, page: PolicyPage) -> None:
    slug = f"copy-{PolicyPage.objects.count()}"
    copy = draft_of(page).copy(update_attrs={"slug": slug, "title": slug}, keep_live=True)
    by_code(client, copy)


def by_bulk_action(client: Client, page: PolicyPage) -> None:
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})


WAYS = (
    by_editor,
    by_emergency,
    by_workflow,
    by_last_step,
    by_schedule,
    by_code,
    by_copy,
    by_bulk_action,
)


def spoiled(spoil: Callable[[PolicyPage], None]) -> PolicyPage:
    """A policy with a version, and a draft with this fault."""
    page = make_policy_page(sections=[make_page_section()])
    publish(page)
    draft = draft_of(page)
    for code in CODES:
        setattr(draft, f"change_note_{code}", f"note {code}")
        setattr(draft, f"change_note_translated_from_{code}", "current")
    draft.save_revision()
    draft = draft_of(page)
    spoil(draft)
    draft.save_revision()
    return page


def refused(page: PolicyPage) -> Iterator[str]:
    return (refusal.code for refusal in Readiness(page=draft_of(page)).refusals)


@pytest.mark.parametrize("fault", FAULTS)
def test_draft_with_a_fault_is_published_by_no_way(admin: Client, fault: str) -> None:
    spoil, code = FAULTS[fault]
    page = spoiled(spoil)
    assert code in refused(page)

    for way in WAYS:
        way(admin, page)
        open_ways = PolicyVersion.objects.count() - 1
        assert not open_ways, f"{way.__name__} published it"
        assert code in refused(page), f"{way.__name__} mended it in silence"


@pytest.mark.parametrize("way", [by_emergency, by_workflow, by_last_step, by_schedule, by_code])
def test_the_same_ways_publish_a_draft_without_fault(admin: Client, way: Any) -> None:
    """What shuts every way would pass the test above too. Of the others, none ever publishes one person's word."""
    page = spoiled(with_text(fr=stream("45 jours."), en=stream("45 days."), ar=stream("45 يومًا.")))
    assert not [*refused(page)]

    if way is by_last_step:
        ensure_groups()
    way(admin, page)

    assert PolicyVersion.objects.count() == 2


def test_import_of_texts_that_say_different_things_is_refused_as_a_release_of_today() -> None:
    make_policy_page()
    texts = {
        "fr": "# Conditions\n\n## 1. Objet\n\nTrente jours.\n",
        "en": "# Terms\n\n## 1. Object\n\nThirty months.\n",
    }

    with pytest.raises(CannotImport, match="does not say what the other language says"):
        import_texts(
            organisation="atlas",
            policy="terms",
            texts={code: read_text(text) for code, text in texts.items()},
            release=Release(by="import", note={"fr": "n", "en": "n"}, origin=Origin.AUTHORED),
            publish=True,
        )

    assert not PolicyVersion.objects.exists()


def test_restored_version_is_no_way_around_the_text_of_today(admin: Client) -> None:
    """Its clause comes back whole; where one language of it was marked, that one is out of date again."""
    page = spoiled(FAULTS["stale"][0])
    draft = draft_of(page)
    draft.marked_en = draft.marked_ar = True
    draft.language_reason = "Later."
    draft.save_revision()
    marked = publish(fresh(page))

    admin.post(reverse("policies_release:restore", args=[marked.pk]))

    for way in WAYS:
        way(admin, page)
        assert PolicyVersion.objects.count() == 2, f"{way.__name__} published it"
