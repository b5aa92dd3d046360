from __future__ import annotations

from policies.lexicon.ordering import sorting_key

NAMES = ["Œuvre", "Zèbre", "École", "Odeur", "أطلس", "اتحاد", "Étoile"]


def sorted_in(language: str) -> list[str]:
    return sorted(NAMES, key=lambda name: sorting_key(name, language))


def test_accents_and_ligatures_stand_at_their_letters() -> None:
    assert sorted_in("fr")[:5] == ["École", "Étoile", "Odeur", "Œuvre", "Zèbre"]


def test_own_script_comes_first_and_hamzas_do_not_part_a_letter() -> None:
    assert sorted_in("ar")[:2] == ["اتحاد", "أطلس"]
    assert sorted_in("fr")[-2:] == ["اتحاد", "أطلس"]
