"""Readers search the texts in force: per language, clause by clause."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from policies.publication.models import Policy
from policies.reading.finding import search
from policies.reading.models import SearchedClause, SearchedText
from tests.factories import freeze_document, make_document, make_section, paragraph
from tests.reading.register import make_history, make_policy, publish_words
from tests.reading.test_pages import assert_strict

pytestmark = pytest.mark.django_db

CLAUSES = {
    "Conservation": ("Les journaux d’accès sont conservés douze mois.", "Logs are kept twelve months.", "تُحفظ سِجلّات الدخول اثني عشر شهرا."),
    "Droits": ("Vous pouvez demander l’effacement de vos données.", "You may ask for erasure of your data.", "يمكنكم طلب محو البَيَانَات."),
}  # fmt: skip
HEADINGS = {
    "Conservation": {"fr": "Durées de conservation", "en": "Retention", "ar": "مدة الحفظ"},
    "Droits": {"fr": "Vos droits", "en": "Your rights", "ar": "حقوقكم"},
}


def publish_clauses(policy: Policy, **release: object) -> None:
    sections = tuple(
        make_section(
            heading=HEADINGS[name],
            body={
                code: (paragraph(text),) for code, text in zip(("fr", "en", "ar"), texts, strict=True)
            },
        )
        for name, texts in CLAUSES.items()
    )
    freeze_document(make_document(policy=policy.uuid, sections=sections), policy, **release)


def test_kind_narrows_the_search_and_its_link_to_follow_it(client: Client) -> None:
    publish_clauses(make_policy())
    Policy.objects.update(kind="terms")

    found = client.get("/en/search/", {"q": "erasure", "kind": "terms"})
    other = client.get("/en/search/", {"q": "erasure", "kind": "cookies"})
    wrong = client.get("/en/search/", {"q": "erasure", "kind": "nonsense"})

    assert [found.context["hits"].count, other.context["hits"].count] == [1, 0]
    assert "?q=erasure&amp;kind=terms&amp;hub=" in found.content.decode()
    assert wrong.status_code == 400
    assert "nonsense” is no kind of policy" in wrong.content.decode()


@pytest.mark.parametrize(
    ("language", "question", "heading"),
    [
        ("fr", "donnees", "Vos droits"),
        ("fr", "acces", "Durées de conservation"),
        ("fr", "effacement donnée", "Vos droits"),
        ("fr", "conserv", "Durées de conservation"),
        ("en", "ERASURE", "Your rights"),
        ("ar", "بيانات", "حقوقكم"),
        ("ar", "سجلات", "مدة الحفظ"),
        ("ar", "مـحو", "حقوقكم"),
    ],
)
def test_clause_is_found(language: str, question: str, heading: str) -> None:
    publish_clauses(make_policy())

    hits = search(question, language)

    assert [hit.clause.heading for hit in hits.items] == [heading]
    assert "<mark>" in hits.items[0].excerpt + hits.items[0].heading


def test_only_the_text_in_force_is_searched_and_each_language_alone() -> None:
    policy = make_history()

    assert search("ancien", "fr").count == 0
    assert search("annoncé", "fr").count == 0
    assert [hit.version for hit in search("vigueur", "fr").items] == [3]
    # Version 3 lacks Arabic: its readers are shown version 2, and search that.
    assert [hit.version for hit in search("corrigé", "ar").items] == [2]
    assert policy.versions.count() == 4


def test_announced_text_is_found_from_its_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = make_history()
    day = policy.versions.get(number=4).effective_from

    noon = datetime.combine(day, time(12), tzinfo=UTC)
    monkeypatch.setattr("policies.reading.finding.timezone.now", lambda: noon)

    assert [hit.version for hit in search("annoncé", "fr").items] == [4]


def test_clauses_nobody_is_shown_leave_the_index() -> None:
    policy = make_policy()
    for number in range(3):
        publish_words(policy, f"Texte {number}", effective_from=date(2024, 1, 1 + number))

    assert set(SearchedText.objects.values_list("version__number", flat=True)) == {3}


def test_index_is_written_anew() -> None:
    publish_clauses(make_policy())
    SearchedText.objects.all().delete()
    assert search("données", "fr").count == 0

    call_command("index_texts", "--anew")

    assert search("données", "fr").count == 1


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize(
    "question",
    ["", "data données بيانات", "zzz", "\"'<script>alert(1)</script>", "\u202e\u2066x", "a OR b* (c"],
)
def test_page_is_strict_whatever_is_asked(client: Client, language: str, question: str) -> None:
    publish_clauses(make_policy())

    response = client.get(f"/{language}/search/", {"q": question})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert_strict(response)


def test_page_shows_hits_with_their_clause_and_marks(client: Client) -> None:
    publish_clauses(make_policy())

    html = client.get("/fr/search/", {"q": "effacement"}).content.decode()

    assert "<mark>effacement</mark>" in html
    key = SearchedClause.objects.get(searched__language="fr", heading="Vos droits").key
    assert f'href="/fr/atlas/privacy/#{key}"' in html


@pytest.mark.parametrize(
    "query", [{"q": "x" * 10_000}, {"q": "x", "page": "0"}, {"q": "x", "page": "²"}]
)
def test_bad_question_is_refused_with_the_rule(client: Client, query: dict[str, str]) -> None:
    response = client.get("/fr/search/", query)

    assert response.status_code == 400
    assert_strict(response)


def test_unknown_organisation_is_a_404_that_says_which_there_are(client: Client) -> None:
    publish_clauses(make_policy())

    response = client.get("/fr/search/", {"q": "données", "hub": "nobody"})

    assert response.status_code == 404
    assert "Atlas Conseil" in response.content.decode()


def test_one_organisation_is_searched_alone(client: Client) -> None:
    publish_clauses(make_policy())
    publish_clauses(make_policy("rif"), effective_from=date(2024, 1, 1) + timedelta(days=1))

    both = client.get("/fr/search/", {"q": "effacement"}).content.decode()
    one = client.get("/fr/search/", {"q": "effacement", "hub": "rif"}).content.decode()

    assert both.count('class="result"') == 2
    assert one.count('class="result"') == 1
    assert "/fr/rif/privacy/" in one


def test_many_hits_are_paged(client: Client) -> None:
    policy = make_policy()
    sections = tuple(
        make_section(body={code: (paragraph("Clause commune"),) for code in ("fr", "en", "ar")})
        for _ in range(45)
    )
    freeze_document(make_document(policy=policy.uuid, sections=sections), policy)

    first = client.get("/fr/search/", {"q": "commune"}).content.decode()
    last = client.get("/fr/search/", {"q": "commune", "page": 3}).content.decode()
    beyond = client.get("/fr/search/", {"q": "commune", "page": 9})

    assert first.count('class="result"') == 20
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert last.count('class="result"') == 5
    assert 'rel="next"' not in last
    assert beyond.status_code == 200


def test_many_organisations_are_no_list_to_choose_from(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each one's page leads to a search of its texts, and that one back to all."""
    monkeypatch.setattr("policies.reading.search.MOST_CHOICES", 1)
    for slug in ("atlas", "badr"):
        publish_words(make_policy(slug), "Texte")

    narrowed = client.get("/fr/search/?q=texte&hub=badr").content.decode()

    assert 'id="search-organisation"' not in client.get("/fr/search/?q=texte").content.decode()
    assert '/fr/search/?hub=badr"' in client.get("/fr/badr/").content.decode()
    assert 'name="hub" value="badr"' in narrowed
    assert '<a href="/fr/search/?q=texte">' in narrowed
