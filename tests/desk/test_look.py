"""An organisation's look: what may be a logo, which colours can be seen, and where both are shown."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from policies.desk.look import change_look
from policies.notification.mail_look import brand_of
from policies.publication.brand import Brand, Logo
from policies.publication.editions import read_editions
from policies.publication.logo_files import CannotShow
from policies.publication.models import Organisation
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="M0 0h64v64z" fill="#234"/></svg>'
COLOURS = {"colour": "#224b8f", "dark_colour": "#86a8e0"}


def png(width: int = 64, height: int = 32) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#224b8f").save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def register() -> Register:
    return make_register()


def look(register: Register, said: dict[str, str] | None = None, **files: bytes) -> Brand:
    return change_look(organisation=register.organisation, said=said or {}, files=files, by=None)


def refused(register: Register, said: dict[str, str] | None = None, **files: bytes) -> list[str]:
    with pytest.raises(CannotShow) as refusal:
        look(register, said, **files)
    assert not Brand.objects.exists()
    return [each.code for each in refusal.value.refusals]


def test_pages_and_mails_show_the_logo_and_the_colours(
    client: Client, register: Register, settings: Any
) -> None:
    settings.BASE_URL = "https://policies.example.org"
    link = {"link_0_url": "https://atlas.example/", "link_0_fr": "Le site", "link_0_ar": "الموقع"}
    before = read_editions().of((register.organisation.pk, 0))
    brand = look(register, COLOURS | link, logo=SVG, mail_logo=png())
    assert read_editions().of((register.organisation.pk, 0)) != before, "kept pages are made anew"

    for language, words in (("fr", "Le site"), ("ar", "الموقع"), ("en", "Le site")):
        page = client.get(f"/{language}/atlas/privacy/").content.decode()
        assert f'<link rel="stylesheet" href="{brand.stylesheet}">' in page
        assert brand.logo is not None
        assert f'src="{brand.logo.path}"' in page
        assert f'<a href="https://atlas.example/" rel="noopener"><bdi>{words}</bdi>' in page
        assert "colophon__register" in page
        assert "style=" not in page
    assert "#224b8f" in client.get(brand.stylesheet).content.decode()
    organisation = Organisation.objects.get(pk=register.organisation.pk)
    assert brand.mail_logo is not None
    mailed = brand_of(organisation)
    assert mailed.colour == "#224b8f"
    assert mailed.logo == f"https://policies.example.org{brand.mail_logo.path}"
    assert (mailed.width, mailed.height) == (64, 32)


def test_svg_is_served_under_a_sandbox_for_ever(client: Client, register: Register) -> None:
    logo = look(register, logo=SVG).logo
    assert logo is not None
    answer = client.get(logo.path)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    look(register, {"no_logo": "1"})
    assert client.get(logo.path).status_code == 200, "mails that were sent show it"
    assert client.get(f"/brand/{'0' * 64}.svg").status_code == 404


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<path d="M0 0" onclick="x()"/>',
        b'<image href="https://evil.example/x.png"/>',
        b'<use href="https://evil.example/x.svg#a"/>',
        b"<foreignObject/>",
        b"<style>@import url(https://evil.example/x.css)</style>",
        b'<rect fill="url(https://evil.example/)"/>',
        b'<animate attributeName="href" to="x"/>',
    ],
)
def test_svg_that_does_more_than_draw_is_refused(register: Register, inside: bytes) -> None:
    assert refused(register, logo=SVG.replace(b"</svg>", inside + b"</svg>")) == ["no_logo"]


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG,
        b"GIF89a",
        b"",
        b"\x89PNG\r\n\x1a\nbroken",
        SVG.replace(b"0 0 64 64", b"0 0 9 9"),
        SVG.replace(b"0 0 64 64", b"0 0 4000 64"),
        SVG + b" " * 70_000,
    ],
)
def test_file_that_is_no_small_picture_is_refused(register: Register, content: bytes) -> None:
    assert refused(register, logo=content) == ["no_logo"]


def test_png_is_written_anew_and_a_mail_has_no_svg(register: Register) -> None:
    hidden = png() + b"<?php hidden"
    logo = look(register, logo=hidden).logo
    assert logo is not None
    assert b"hidden" not in bytes(logo.content)
    Brand.objects.all().delete()
    assert refused(register, mail_logo=SVG) == ["no_logo"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"colour": "#ffff00", "dark_colour": "#86a8e0"}, "low_contrast"),
        ({"colour": "#224b8f", "dark_colour": "#201f1b"}, "low_contrast"),
        ({"colour": "#224b8f"}, "one_colour"),
        ({"colour": "red;}", "dark_colour": "#86a8e0"}, "no_colour"),
        ({"link_0_url": "javascript:alert(1)", "link_0_fr": "x"}, "no_address"),
        ({"link_0_url": "https://atlas.example/"}, "no_words"),
    ],
)
def test_what_cannot_be_seen_or_followed_is_refused(
    register: Register, said: dict[str, str], code: str
) -> None:
    assert refused(register, said) == [code]


def test_frozen_text_keeps_the_name_it_was_published_under(client: Client, register: Register) -> None:
    organisation = Organisation.objects.get(pk=register.organisation.pk)
    organisation.name_fr = "Atlas Nouveau"
    organisation.save()
    look(register, COLOURS)
    page = client.get("/fr/atlas/privacy/v1/").content.decode()
    assert '<p class="document__issuer"><bdi>Atlas Conseil</bdi></p>' in page
    assert "Atlas Nouveau" in page


def test_owner_changes_the_look_in_the_admin(admin: Client, register: Register) -> None:
    address = f"/admin/organisations/{register.organisation.pk}/look/"
    assert admin.get(address).status_code == 200
    upload = SimpleUploadedFile("logo.svg", SVG, content_type="image/svg+xml")
    answer = admin.post(address, {**COLOURS, "logo": upload})
    assert (answer.status_code, Logo.objects.count()) == (302, 1)
    again = admin.post(address, {"colour": "#ffff00", "dark_colour": "#86a8e0"})
    assert "#ffff00" in again.content.decode(), "what was typed is kept"
    assert Brand.objects.get().colour == "#224b8f"
