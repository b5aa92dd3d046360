"""A comparison of two versions is made once, and again only where something it depends on is another."""

import pytest
from django.core.cache import cache

from policies.comparison.compare import LanguageMissing, compare
from policies.reading import comparison_cache as module
from policies.reading.comparison_cache import compared, forget
from tests.comparison.samples import document, everything, paragraph, section


@pytest.fixture(autouse=True)
def _empty():
    forget()
    cache.clear()
    yield
    forget()
    cache.clear()


class Source:
    """Two documents, and how often they were asked for."""

    def __init__(self, old=None, new=None):
        self.pair = (
            old or everything(),
            new or document(section(1, "Objet", paragraph("Autre texte."))),
        )
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.pair


def test_the_same_two_digests_are_compared_once():
    source = Source()
    first, again = (compared(old="a", new="b", language="fr", documents=source) for _ in range(2))
    assert first == again == compare(*source.pair, "fr")
    assert source.asked == 1


def test_another_process_finds_it_in_the_shared_cache():
    source = Source()
    first = compared(old="a", new="b", language="fr", documents=source)
    forget()
    assert compared(old="a", new="b", language="fr", documents=source) == first
    assert source.asked == 1


@pytest.mark.parametrize("other", [{"old": "c"}, {"new": "c"}, {"old": "b", "new": "a"}])
def test_other_digests_are_another_comparison(other):
    source = Source()
    compared(old="a", new="b", language="fr", documents=source)
    compared(**{"old": "a", "new": "b"} | other, language="fr", documents=source)
    assert source.asked == 2


def test_another_engine_compares_anew(monkeypatch):
    source = Source()
    compared(old="a", new="b", language="fr", documents=source)
    monkeypatch.setattr(module, "ENGINE_VERSION", "another")
    compared(old="a", new="b", language="fr", documents=source)
    assert source.asked == 2


def test_a_cache_that_lost_it_or_holds_something_else_is_no_harm():
    source = Source()
    first = compared(old="a", new="b", language="fr", documents=source)
    for spoil in (cache.clear, lambda: cache.set_many(dict.fromkeys(_keys(), "spoilt"))):
        forget()
        spoil()
        assert compared(old="a", new="b", language="fr", documents=source) == first
    assert source.asked == 3


def _keys():
    return [f"comparison:{module.ENGINE_VERSION}:a:b:fr"]


def test_only_the_most_recent_are_kept_in_the_process(monkeypatch):
    monkeypatch.setattr(module, "_RECENT", 2)
    source = Source()
    for old in ("a", "b", "a", "c"):
        compared(old=old, new="z", language="fr", documents=source)
    cache.clear()
    compared(old="a", new="z", language="fr", documents=source)
    assert source.asked == 3
    compared(old="b", new="z", language="fr", documents=source)
    assert source.asked == 4


def test_a_missing_language_is_said_every_time():
    for _ in range(2):
        with pytest.raises(LanguageMissing):
            compared(old="a", new="b", language="ar", documents=Source())
