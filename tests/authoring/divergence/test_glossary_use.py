"""The glossary in a text: terms in their inflections, and forbidden variants."""

from __future__ import annotations

from policies.authoring.divergence.find import divergences
from policies.authoring.divergence.glossary_use import Term
from policies.authoring.divergence.kinds import Kind

from .clauses import document

PROCESSOR = Term(
    forms=(("fr", ("sous-traitant",)), ("en", ("processor",)), ("ar", ("معالج من الباطن",))),
    forbidden=(("fr", ("prestataire",)), ("en", ("data processor", "vendor")), ("ar", ("مناول",))),
)


def kinds(**texts: str) -> list[tuple[str, str, str]]:
    found = divergences(document(**texts), glossary=(PROCESSOR,))
    return [(each.kind.value, each.there, each.here) for each in found if each.stops]


def test_a_term_is_known_in_its_inflections() -> None:
    assert not kinds(
        fr="Nos sous-traitants signent.", en="Our processors sign.", ar="يوقع معالجونا من الباطن."
    )


def test_a_term_that_one_language_lacks_is_found() -> None:
    assert kinds(fr="Nos sous-traitants signent.", en="They sign.") == [(Kind.TERM, "sous-traitant", "")]
    assert kinds(fr="Ils signent.", en="Processors sign.") == [(Kind.TERM, "", "processor")]


def test_a_forbidden_variant_is_found_in_any_language() -> None:
    assert kinds(fr="Nos prestataires signent.", en="Vendors sign.") == [
        (Kind.VARIANT, "sous-traitant", "prestataires"),
        (Kind.VARIANT, "processor", "Vendors"),
    ]


def test_a_language_without_the_term_is_not_asked_for_it() -> None:
    term = Term(forms=(("fr", ("témoin",)),))

    assert divergences(document(fr="Un témoin.", en="A cookie."), glossary=(term,)) == ()


def test_a_forbidden_variant_in_a_terms_place_is_said_once() -> None:
    assert kinds(fr="Nos sous-traitants signent.", en="Our vendor signs.") == [
        (Kind.VARIANT, "processor", "vendor")
    ]
