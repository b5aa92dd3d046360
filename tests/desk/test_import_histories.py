"""Past texts of a policy become versions, from files of several days, in the admin."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.authoring.organisation_page import OrganisationPage
from policies.desk.import_record import ImportedFile, TextImport
from policies.notification.ledger import Notice
from policies.publication.models import PolicyVersion
from tests.factories import make_organisation
from tests.people import AUTHORS, PUBLISHERS, account, join, signed_in

pytestmark = pytest.mark.django_db

TEXT = "# Politique\n\n## 1. Objet\n\nNous gardons 30 jours.\n"


@pytest.fixture
def atlas() -> OrganisationPage:
    return make_organisation("atlas")


@pytest.fixture
def client(atlas: OrganisationPage) -> Client:
    return signed_in(join(account("nadia"), PUBLISHERS, atlas))


def archive(**files: str) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return SimpleUploadedFile("past.zip", buffer.getvalue())


def begun(client: Client, atlas: OrganisationPage, **files: str) -> str:
    address = f"/admin/organisations/{atlas.organisation_id}/history/"
    response = client.post(address, {"texts": archive(**files)})
    assert response.status_code == 302, response.context["form"].errors
    return f"/admin/imports/{TextImport.objects.get().pk}/"


def days_of(client: Client, address: str) -> dict[str, Any]:
    form = client.get(f"{address}days/").context["form"]
    return {field.html_name: field.value() or "" for field in form if not field.name.startswith("out")}


def test_an_archive_becomes_versions_that_nobody_is_told_of(
    client: Client, atlas: OrganisationPage
) -> None:
    address = begun(client, atlas, **{"2020-01-01.fr.md": TEXT, "later.md": TEXT.replace("30", "60")})
    sent = days_of(client, address)
    (missing,) = [name for name, value in sent.items() if not value]

    assert client.post(f"{address}days/", sent).status_code == 200
    client.post(f"{address}days/", sent | {missing: "2021-01-01"})
    for _file in range(2):
        client.post(f"{address}read/")
    report = client.get(f"{address}versions/").context["days"]
    refused = client.post(f"{address}versions/", {"slug": "privacy"})
    assert not PolicyVersion.objects.exists()
    client.post(f"{address}versions/", {"slug": "privacy", "seen": "on"})

    assert refused.context["form"].errors.keys() == {"seen"}
    assert [each.words.lost for each in report] == [(), ()]
    found = PolicyVersion.objects.order_by("number")
    assert [(each.origin, str(each.effective_from), each.actor_name) for each in found] == [
        ("imported", "2020-01-01", "nadia"),
        ("imported", "2021-01-01", "nadia"),
    ]
    assert not Notice.objects.exists()
    assert not ImportedFile.objects.exists()


def test_who_does_not_publish_imports_no_past(atlas: OrganisationPage) -> None:
    author = signed_in(join(account("omar"), AUTHORS, atlas))

    response = author.post(
        f"/admin/organisations/{atlas.organisation_id}/history/", {"texts": archive(**{"a.md": TEXT})}
    )

    assert response.status_code in (302, 403)
    assert not TextImport.objects.exists()


def test_an_archive_that_is_damaged_is_refused_in_words(client: Client, atlas: OrganisationPage) -> None:
    sent = {"texts": SimpleUploadedFile("past.zip", b"PK nothing")}

    response = client.post(f"/admin/organisations/{atlas.organisation_id}/history/", sent)

    assert response.context["form"].errors["texts"]
