"""An entry of a glossary: its forms, and what it refuses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from policies.authoring import glossary
from policies.authoring.glossary import GlossaryEntry, glossary_of
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def entry(**values: str) -> GlossaryEntry:
    return GlossaryEntry(organisation=make_organisation(), **values)


def test_the_finder_gets_each_form_of_each_language() -> None:
    found = entry(
        term_fr="sous-traitant", accepted_fr="\n façonnier \n\nfaçonnier", forbidden_en="vendor"
    )
    found.save()

    (term,) = glossary_of(found.organisation)

    assert term.in_language("fr") == ("sous-traitant", "façonnier")
    assert term.in_language("en") == ()
    assert term.forbidden_in("en") == ("vendor",)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"forbidden_fr": "témoin"}, "term_fr"),
        ({"term_fr": "cookie", "accepted_en": "tracer"}, "accepted_en"),
        ({"term_fr": "cookie", "forbidden_fr": "cookie"}, "forbidden_fr"),
        (
            {"term_fr": "cookie", "forbidden_fr": "a\n" * 3 + "\n".join(map(str, range(20)))},
            "forbidden_fr",
        ),
        ({"term_fr": "cookie", "accepted_fr": "x" * 201}, "accepted_fr"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(values: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        entry(**values).clean()

    assert list(refused.value.message_dict) == [field]


def test_a_glossary_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "MOST_ENTRIES", 1)
    first = entry(term_fr="cookie")
    first.save()

    with pytest.raises(ValidationError, match="1 terms at most"):
        GlossaryEntry(organisation=first.organisation, term_fr="traceur").clean()
    first.clean()


def test_a_notion_without_a_term_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError):
        entry(definition_fr="Rien.").save()
