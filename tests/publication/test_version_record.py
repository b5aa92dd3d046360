"""What the row of a version repeats of its bytes, and what lists read without them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.publication.models import PolicyVersion
from policies.publication.verification import verify
from policies.publication.version_record import Waived, Waiver
from tests.factories import freeze_document, make_document
from tests.reading.register import make_policy

pytestmark = pytest.mark.django_db

TRICKY = '"summary":{"fr":"x"},"sections":[ \\" \u2028 é ع \x1f\x7f'
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=TEXT, issuer=st.one_of(TEXT, st.just(TRICKY)), urgent=st.booleans())
def test_row_says_what_the_record_says(words: str, issuer: str, urgent: bool) -> None:
    policy = make_policy(slug=f"p{PolicyVersion.objects.count()}")
    document = make_document(
        policy=policy.uuid,
        issuer={"fr": issuer},
        title={"fr": TRICKY + words, "en": words, "ar": "سياسة"},
        summary={"fr": TRICKY + words},
    )
    waivers = {Waived.SECOND_PERSON: Waiver(reason=TRICKY, by=words)} if urgent else {}
    notes = {"fr": "n" + words, "en": TRICKY, "ar": "س"}
    frozen = freeze_document(document, policy, note=notes, waivers=waivers)

    version = PolicyVersion.objects.get(pk=frozen.pk)
    record = version.record
    assert (version.issuer, version.authoritative) == (dict(record.document.issuer), "fr")
    assert version.languages == list(record.document.languages)
    assert version.titles == dict(record.document.title)
    assert version.notes == dict(record.note)
    assert version.emergency is urgent
    faults = [fault for kind, fault in verify().faults if kind == "version"]
    assert faults == []


def test_facts_of_a_version_are_read_without_its_text() -> None:
    freeze_document(make_document(policy=(policy := make_policy()).uuid), policy)
    (version,) = PolicyVersion.objects.defer("content")

    with CaptureQueriesContext(connection) as queries:
        facts = (version.title_in("en"), version.note_in("ar"), version.languages, version.issuer)

    assert all(facts)
    assert len(queries) == 1  # whether a part is withheld


@pytest.mark.parametrize(
    ("asked", "shown"), [("en", ("Privacy", "en")), ("ar", ("Confidentialité", "fr"))]
)
def test_title_is_in_the_language_asked_for_else_in_the_authoritative_one(
    asked: str, shown: tuple[str, str]
) -> None:
    version = PolicyVersion(
        authoritative="fr", titles={"fr": "Confidentialité", "en": "Privacy", "ar": ""}, notes={}
    )

    assert version.title_in(asked) == shown
    assert version.note_in(asked) == ("", "fr")
