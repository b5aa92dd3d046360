"""What is refused or not offered is said in a sentence, wherever it was tried."""

from __future__ import annotations

import pytest
from django.test import Client

from policies.authoring.models import PolicyPage
from tests.authoring.test_writing_rights import newest
from tests.factories import (
    make_policy_page,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_bulk_action_is_refused_with_a_sentence(admin: Client, action: str) -> None:
    page = make_policy_page()
    publish(page)

    response = admin.post(
        f"/admin/bulk/wagtailcore/page/{action}/?id={page.pk}&next=/admin/", {}, follow=True
    )

    assert response.status_code == 200
    assert PolicyPage.objects.live().filter(pk=page.pk).exists()
    assert newest(page).number == 1


def test_copy_offers_neither_alias_nor_publication(admin: Client) -> None:
    page = make_policy_page()
    publish(page)
    parent = str(page.get_parent().pk)
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent, "alias": "on"}

    form = admin.get(f"/admin/pages/{page.pk}/copy/").context["form"]
    admin.post(f"/admin/pages/{page.pk}/copy/", {**data, "publish_copies": "on"})

    copy = PolicyPage.objects.get(slug="copy")
    assert not {"alias", "publish_copies"} & set(form.fields)
    assert (copy.live, copy.alias_of_id, copy.policy) == (False, None, None)
