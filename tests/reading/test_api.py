"""The API says what the pages say, as data; its own document is enough to attack it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from policies.publication.models import FormerAddress, Policy
from policies.reading.api.routes import api
from tests.comparison.from_json import from_json
from tests.comparison.rebuild import rebuild
from tests.reading.register import make_history, make_policy, publish_words

API = "/api/v1"
POLICY = f"{API}/policies/atlas/privacy"
SITE = "http://127.0.0.1:8000"


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"{API}{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_organisations_and_policies_are_listed(client: Client, policy: Policy) -> None:
    organisations = get(client, "/organisations")
    policies = get(client, "/policies", organisation="atlas", kind="privacy")

    assert [organisation["slug"] for organisation in organisations["items"]] == ["atlas"]
    assert organisations["items"][0]["name"]["ar"] == "أطلس للاستشارة"
    (found,) = policies["items"]
    assert found["uuid"] == str(policy.uuid)
    assert (found["in_force"]["number"], found["versions"]) == (3, 4)
    assert [version["number"] for version in found["upcoming"]] == [4]
    assert get(client, "/policies", kind="terms") == {"items": [], "count": 0}


def test_policy_without_a_version_is_not_public(client: Client, db: None) -> None:
    make_policy()

    assert get(client, "/policies")["count"] == 0
    assert client.get(POLICY).status_code == 404


def test_versions_are_paged_newest_first(client: Client, policy: Policy) -> None:
    page = get(client, "/policies/atlas/privacy/versions", limit=2, offset=1)

    assert page["count"] == 4
    assert [version["number"] for version in page["items"]] == [3, 2]


def test_version_comes_with_its_document(client: Client, policy: Policy) -> None:
    found = get(client, "/policies/atlas/privacy/versions/2")

    assert found["document"]["schema"] == 2
    assert found["document"]["title"]["en"] == "Privacy policy"
    assert found["standing"] == "superseded"
    assert client.get(found["bytes_url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize(("day", "number"), [("2023-03-01", 1), ("2024-05-01", 2), (None, 3)])
def test_version_in_force_on_a_day(client: Client, policy: Policy, day: str | None, number: int) -> None:
    found = get(client, "/policies/atlas/privacy/in-force", **({"on": day} if day else {}))

    assert found["number"] == number


def test_comparison_rebuilds_both_texts(client: Client, policy: Policy) -> None:
    found = get(client, "/policies/atlas/privacy/comparison", old=1, new=2, language="ar")

    comparison = from_json(found["comparison"])
    assert rebuild(comparison, "old") != rebuild(comparison, "new")
    assert (found["old"]["number"], found["new"]["number"]) == (1, 2)


def test_search_finds_clauses(client: Client, policy: Policy) -> None:
    found = get(client, "/search", q="vigueur", language="fr")

    assert found["count"] == 1
    assert found["items"][0]["url"].startswith("http://127.0.0.1:8000/fr/atlas/privacy/#")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organisations/nobody", 404),
        ("/policies/atlas/terms", 404),
        ("/policies/atlas/privacy/versions/9", 404),
        ("/policies/atlas/privacy/in-force?on=1990-01-01", 404),
        ("/policies/atlas/privacy/comparison?old=2&new=3&language=ar", 404),
        ("/nowhere", 404),
        ("/policies/atlas/privacy/versions/0", 422),
        ("/policies/atlas/privacy/in-force?on=2024-13-45", 422),
        ("/policies/atlas/privacy/comparison?old=1&new=2&language=de", 422),
        ("/organisations?limit=1000", 422),
        ("/search?language=fr", 422),
        (f"/search?language=fr&q={'x' * 10_000}", 422),
        ("/search?language=fr&q=x&organisation=%00", 422),
        ("/policies?published-since=2024-01-01", 422),
        ("/policies?in_force_on=yesterday", 422),
        ("/policies/atlas/privacy?x=1", 422),
        ("/openapi.json?x=1", 422),
        ("/events?cursor=-1", 422),
        ("/policies/atlas/privacy/versions/3/text?language=ar", 404),
        ("/policies/atlas/privacy/versions/2/text?language=fr&form=pdf", 422),
    ],
)
def test_problem_says_what_is_wrong(client: Client, policy: Policy, path: str, status: int) -> None:
    response = client.get(API + path, headers={"accept-language": "fr"})

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_former_address_is_named(client: Client, policy: Policy) -> None:
    FormerAddress.objects.create(organisation_slug="atlas", slug="old", policy=policy)

    response = client.get(f"{API}/policies/atlas/old")

    assert response.status_code == 404
    assert "/atlas/privacy/" in response.json()["detail"]


def test_answer_is_conditional_open_and_read_only(client: Client, policy: Policy) -> None:
    first = client.get(POLICY)
    again = client.get(POLICY, headers={"if-none-match": first.headers["ETag"]})
    head = client.head(POLICY)
    post = client.post(POLICY)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    assert (head.status_code, head.headers["ETag"]) == (200, first.headers["ETag"])
    assert (post.status_code, post.headers["Allow"]) == (405, "GET, HEAD")


def test_list_of_policies_needs_as_many_queries_as_one(
    client: Client, policy: Policy, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        publish_words(make_policy(slug=f"other-{number}"), "Texte", effective_from=date(2024, 1, 1))

    with django_assert_num_queries(5):
        assert get(client, "/policies")["count"] == 6


def test_document_describes_every_address(client: Client, policy: Policy) -> None:
    document = get(client, "/openapi.json")

    assert document["openapi"].startswith("3.")
    assert {"/api/v1/organisations", "/api/v1/search"} <= set(document["paths"])
    assert all(set(path) == {"get"} for path in document["paths"].values())


@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_schemathesis_finds_nothing_against_a_running_server(live_server: Any) -> None:
    """Requests made from the OpenAPI document, right and wrong ones; every answer is held to it."""
    import schemathesis
    from hypothesis import HealthCheck, given, settings

    make_history()
    schema = schemathesis.openapi.from_url(f"{live_server.url}{API}/openapi.json")
    for result in schema.get_all_operations():

        @given(case=result.ok().as_strategy())
        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def attack(case: Any) -> None:
            case.call_and_validate()

        attack()


def test_api_offers_no_page_of_its_own() -> None:
    """Its interactive pages would load scripts from other hosts."""
    assert api.docs_url is None


def test_unknown_parameter_is_named_with_those_that_there_are(client: Client, policy: Policy) -> None:
    response = client.get(f"{API}/policies?hub=atlas", headers={"accept-language": "en"})

    assert "“hub”" in response.json()["detail"]
    assert "published_since" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"in_force_on": "2023-02-28"}, None),
        ({"in_force_on": "2023-03-01"}, 1),
        ({"in_force_on": "2024-05-01"}, 2),
        ({"published_since": "2000-01-01"}, 0),
        ({"published_since": "2999-01-01T00:00:00+01:00"}, None),
    ],
)
def test_policies_are_listed_by_day_and_by_change(
    client: Client, policy: Policy, query: dict[str, str], number: int | None
) -> None:
    found = get(client, "/policies", **query)

    shown = [(each["on_day"] or {"number": 0})["number"] for each in found["items"]]
    assert shown == ([] if number is None else [number])
    assert found["count"] == len(shown)


@pytest.mark.parametrize("form", ["html", "markdown", "plain"])
def test_text_comes_as_one_string(client: Client, policy: Policy, form: str) -> None:
    found = get(client, "/policies/atlas/privacy/versions/2/text", language="ar", form=form)

    assert "Texte corrigé (ar)" in found["text"]
    assert (found["direction"], found["form"], found["number"]) == ("rtl", form, 2)
    assert found["clauses"] is None


def test_text_comes_as_typed_blocks(client: Client, policy: Policy) -> None:
    found = get(client, "/policies/atlas/privacy/versions/2/text", language="fr")

    (clause,) = found["clauses"]
    assert (clause["key"], clause["number"]) == (str(policy.uuid), "1.")
    assert clause["blocks"] == [{"type": "paragraph", "runs": [{"text": "Texte corrigé (fr)"}]}]


def test_every_address_in_a_version_answers(client: Client, policy: Policy) -> None:
    found = get(client, "/policies/atlas/privacy/versions/2")

    addresses = [
        *(address for texts in found["formats"].values() for address in texts.values()),
        *found["urls"].values(),
        *found["comparison_urls"].values(),
        found["bytes_url"],
        found["api_url"],
    ]
    statuses = {address: client.get(address.removeprefix(SITE)).status_code for address in addresses}
    assert len(addresses) == 7 * 3 + 3 + 3 + 2
    assert set(statuses.values()) == {200}


def test_events_are_read_from_a_cursor_on(client: Client, policy: Policy) -> None:
    first = get(client, "/events", limit=3)
    rest = get(client, "/events", cursor=first["cursor"])
    none = get(client, "/events", cursor=rest["cursor"])

    assert [event["version"] for event in first["items"] + rest["items"]] == [1, 2, 3, 4]
    assert {event["event"] for event in first["items"]} == {"version"}
    assert (first["more"], rest["more"]) == (True, False)
    assert none == {"items": [], "cursor": rest["cursor"], "more": False}
    assert client.get(first["items"][0]["api_url"].removeprefix(SITE)).status_code == 200


def test_events_of_another_organisation_are_left_out(client: Client, policy: Policy) -> None:
    assert get(client, "/events", organisation="nobody")["items"] == []
