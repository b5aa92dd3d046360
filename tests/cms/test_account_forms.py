"""Wagtail's form of an account, for who administers the site."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from policies.authoring.people.membership import Membership
from tests.authoring.forms import untouched
from tests.factories import make_organisation
from tests.people import ADMINISTRATORS, OWNERS, account, join, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Any:
    return join(account("root"), ADMINISTRATORS)


def test_account_that_is_saved_keeps_its_roles(administrator: Any) -> None:
    person = join(account("amal"), OWNERS, make_organisation("atlas"))
    before = set(person.groups.all())
    address = f"/admin/users/edit/{person.pk}/"
    client = signed_in(administrator)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = next(form for form in page.find_all("form") if form.find("input", attrs={"name": "username"}))
    sent = dict(untouched(form)) | {"first_name": "Amal", "last_name": "Idrissi"}

    client.post(address, sent)

    person.refresh_from_db()
    assert person.first_name == "Amal"
    assert set(person.groups.all()) == before
    assert "organisation " not in page.get_text()


def test_last_owner_is_not_deleted_and_the_reason_is_said(administrator: Any) -> None:
    person = join(account("amal"), OWNERS, make_organisation("atlas"))

    answer = signed_in(administrator).post(f"/admin/users/delete/{person.pk}/", follow=True)

    assert "“amal” is the last owner of Atlas Consulting" in answer.content.decode()
    assert Membership.objects.get().person == person


@pytest.mark.parametrize("path", ["groups/", "groups/new/", "bulk/auth/user/assign_role/?id=1"])
def test_nobody_edits_groups_by_hand(administrator: Any, path: str) -> None:
    administrator.is_superuser = True
    administrator.save()

    assert signed_in(administrator).get(f"/admin/{path}").status_code == 404
