"""What publishing reads of the versions before it, to keep the search in step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.publication.in_force import Standing
from policies.publication.models import Organisation
from policies.reading.models import SearchedClause
from policies.reading.search import shown_versions
from policies.reading.search_index import current_versions, index_all
from policies.reading.timeline import timeline
from tests.factories import (
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    publish_text,
    stream,
)
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db


def test_versions_that_readers_meet_are_found_without_loading_their_texts() -> None:
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux", with_ar=False)
    publish_text(page, "Trois", with_ar=False)

    found = current_versions(page.policy)

    assert [version.number for version in found] == [3, 1]
    assert all("content" in version.get_deferred_fields() for version in found)


@pytest.mark.parametrize("later", [3, 10])
def test_version_overtaken_before_its_day_is_neither_read_nor_found(
    later: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = make_policy()
    today = policy.organisation.today()
    publish_words(policy, "Un", effective_from=today)
    publish_words(policy, "Deux", effective_from=today + timedelta(days=10))
    publish_words(policy, "Trois", ["fr"], effective_from=today + timedelta(days=later))
    monkeypatch.setattr(Organisation, "today", lambda _organisation: today + timedelta(days=20))

    SearchedClause.objects.all().delete()
    index_all()

    history = timeline(policy)
    assert history.entries[1].standing is Standing.NEVER_APPLIED
    assert [history.readable(code).number for code in ("fr", "ar")] == [3, 1]
    assert [version.number for version in current_versions(policy)] == [3, 1]
    assert {version.number for version in shown_versions("ar").values()} == {1}


def test_pages_that_a_section_links_to_are_known_as_referenced() -> None:
    from wagtail.models import ReferenceIndex

    organisation = make_organisation()
    link = f'<a linktype="page" id="{organisation.pk}">Atlas</a>'
    sections = [make_page_section(sort_order=number, body_fr=stream(link)) for number in range(3)]
    page = make_policy_page(organisation, sections=sections)
    publish(page)

    references = ReferenceIndex.get_references_for_object(page)

    assert references.filter(to_object_id=str(organisation.pk)).count() == 3
