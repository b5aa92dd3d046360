"""Every package that the site is installed with states its licence, and its texts travel with the image."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.test import Client

from policies.reading.licences import licence_of, packages, texts_of, write
from tests.run import ROOT


def test_every_package_of_the_lock_states_a_licence() -> None:
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.M))
    of_the_site = [each for each in packages() if each.metadata["Name"].lower() in locked]

    assert len(of_the_site) > 40
    assert [each.metadata["Name"] for each in of_the_site if licence_of(each) == "not stated"] == []


def test_notices_hold_the_texts() -> None:
    out = StringIO()
    write(out)
    django = next(each for each in packages() if each.metadata["Name"] == "Django")

    assert "\nDjango: BSD" in out.getvalue()
    assert next(texts_of(django))[1] in out.getvalue()
    assert "SIL OPEN FONT LICENSE" in out.getvalue()
    assert "Marijn Haverbeke" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_page_lists_what_ships_without_its_versions(client: Client, language: str) -> None:
    page = client.get(f"/{language}/licences/").content.decode()
    django = next(each for each in packages() if each.metadata["Name"] == "Django")

    assert "<bdi>Django</bdi>" in page
    assert "<bdi>ProseMirror</bdi>" in page
    assert django.version not in page
    assert client.get("/licences.txt").headers["Content-Type"] == "text/plain; charset=utf-8"
