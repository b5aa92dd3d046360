"""What publishing reads of the versions before it, to keep the search in step."""

from __future__ import annotations

import pytest

from policies.reading.search_index import current_versions
from tests.factories import (
    make_organisation,
    make_page_section,
    make_policy_page,
    publish,
    publish_text,
    stream,
)

pytestmark = pytest.mark.django_db


def test_versions_that_readers_meet_are_found_without_loading_their_texts() -> None:
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux", with_ar=False)
    publish_text(page, "Trois", with_ar=False)

    found = current_versions(page.policy)

    assert [version.number for version in found] == [3, 1]
    assert all("content" in version.get_deferred_fields() for version in found)


def test_pages_that_a_section_links_to_are_known_as_referenced() -> None:
    from wagtail.models import ReferenceIndex

    organisation = make_organisation()
    link = f'<a linktype="page" id="{organisation.pk}">Atlas</a>'
    sections = [make_page_section(sort_order=number, body_fr=stream(link)) for number in range(3)]
    page = make_policy_page(organisation, sections=sections)
    publish(page)

    references = ReferenceIndex.get_references_for_object(page)

    assert references.filter(to_object_id=str(organisation.pk)).count() == 3
