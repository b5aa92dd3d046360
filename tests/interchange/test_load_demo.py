"""Loading a collection: history imported, the coming version announced, twice is once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from policies.authoring.people.membership import Membership
from policies.authoring.people.roles import Role
from policies.notification.ledger import Notice
from policies.notification.models import Subscriber
from policies.publication.models import Organisation, PolicyVersion
from tests.factories import home

pytestmark = pytest.mark.django_db

ORGANISATION = """
contact_email = "contact@atlas.example"
website = "https://atlas.example/"
time_zone = "Africa/Casablanca"
authoritative = "fr"
notice_days = 14
[name]
fr = "Atlas"
en = "Atlas Ltd"
ar = "أطلس"
[description]
fr = "Société"
en = "Company"
ar = "شركة"
"""
POLICY = """
kind = "privacy"
practice = "mail"
numbering = "outline"
[[release]]
folder = "1"
effective = 2020-01-01
significance = "substantial"
note = {fr = "Un", en = "One", ar = "واحد"}
[[release]]
folder = "2"
effective = 2021-01-01
significance = "translation"
note = {fr = "Deux", en = "Two", ar = "اثنان"}
[[release]]
folder = "3"
effective_in_days = 30
significance = "substantial"
removed = ["b"]
note = {fr = "Trois", en = "Three", ar = "ثلاثة"}
"""


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    home()
    folder = tmp_path / "atlas" / "privacy"
    for name in "123":
        (folder / name).mkdir(parents=True)
    (tmp_path / "atlas" / "organisation.toml").write_text(ORGANISATION)
    (folder / "policy.toml").write_text(POLICY)
    for code in ("fr", "en", "ar"):
        (folder / "1" / f"{code}.md").write_text(
            f"---\ntitle: T {code}\nsummary: S {code}\n---\n\nIntro.\n\n## A {code} {{#a}}\n\na\n\n"
            f"### B {code} {{#b}}\n\nb [a](#a)\n"
        )
        (folder / "3" / f"{code}.md").write_text(f"## C {code} {{#c}}\n\n| x |\n| - |\n| y |\n")
    (folder / "2" / "ar.md").write_text("## A ar {#a}\n\ncorrected\n")
    return tmp_path


def load(directory: Path, **options: object) -> str:
    out = StringIO()
    call_command("load_demo", str(directory), stdout=out, **options)
    return out.getvalue()


def test_past_releases_are_imported_and_the_coming_one_is_announced(collection: Path) -> None:
    load(collection)

    versions = list(PolicyVersion.objects.order_by("number"))
    today = Organisation.objects.get().today()
    assert [
        (version.origin, version.significance, (version.effective_from - today).days > 0)
        for version in versions
    ] == [
        ("imported", "initial", False),
        ("imported", "translation", False),
        ("authored", "substantial", True),
    ]
    assert (versions[2].effective_from - today).days == 30
    assert list(Notice.objects.values_list("version__number", "kind")) == [(3, "advance")]
    assert versions[0].document.numbering == "outline"


def test_sections_keep_their_anchors_keys_through_releases(collection: Path) -> None:
    load(collection)

    first, second, third = (version.document for version in PolicyVersion.objects.order_by("number"))
    keys = [section.key for section in first.sections]
    assert [section.key for section in second.sections] == keys
    assert [section.key for section in third.sections][:2] == keys[:2]
    assert third.section(keys[2]) is None
    runs = first.sections[2].body["fr"][0].runs
    assert runs[-1].link == f"#{keys[1]}"


def test_one_confirmed_reader_per_language_subscribes_to_each_organisation(collection: Path) -> None:
    load(collection)

    readers = Subscriber.objects.all()
    assert sorted(reader.language for reader in readers) == ["ar", "en", "fr"]
    assert all(reader.confirmed_at for reader in readers)


def test_loading_twice_changes_nothing(collection: Path, settings: object) -> None:
    settings.DEMO = True
    load(collection)
    counted = PolicyVersion.objects.count(), Subscriber.objects.count(), get_user_model().objects.count()

    assert load(collection) == "The demo content is there already.\n"

    assert counted == (
        PolicyVersion.objects.count(),
        Subscriber.objects.count(),
        get_user_model().objects.count(),
    )


def test_accounts_are_created_in_the_demo_only(collection: Path, settings: object) -> None:
    settings.DEMO = False
    load(collection)
    assert not get_user_model().objects.filter(username="editor").exists()

    settings.DEMO = True
    load(collection)

    users = get_user_model().objects.filter(
        username__in=["editor", "translator", "reviewer", "publisher"]
    )
    served = Membership.objects.filter(person__in=users)
    assert set(served.values_list("role", flat=True)) == set(Role) - {Role.OWNER}
    assert set(served.values_list("organisation__slug", flat=True)) == set(
        Organisation.objects.values_list("slug", flat=True)
    )
    admin = get_user_model().objects.get(username="admin")
    assert admin.is_superuser
    assert admin.check_password("sijill-demo")


def test_broken_collection_is_one_clear_error_and_that_policy_is_not_written(collection: Path) -> None:
    (collection / "atlas" / "privacy" / "3" / "fr.md").unlink()

    with pytest.raises(CommandError):
        load(collection)

    (collection / "atlas" / "organisation.toml").write_text("not toml")
    with pytest.raises(CommandError, match=r"organisation\.toml"):
        load(collection)
    with pytest.raises(CommandError, match="no organisation"):
        load(collection / "nowhere")
