"""A version's cover says what its whole record says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.publication.models import PolicyVersion
from policies.reading.covers import HEAD, TAIL, cover_of, with_edges
from tests.factories import freeze_document, make_document
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db

TRICKY = '"summary":{"fr":"x"},"sections":[ \\" \u2028 é ع'


def cover_after(version: PolicyVersion) -> object:
    (loaded,) = with_edges(PolicyVersion.objects.filter(pk=version.pk))
    return cover_of(loaded)


@pytest.mark.parametrize("length", [1, TAIL - 500, TAIL, TAIL + 1, 3 * TAIL])
def test_cover_of_long_and_short_notes(length: int) -> None:
    note = dict.fromkeys(("fr", "en", "ar"), (TRICKY + "ع" * length)[:length])
    version = publish_words(make_policy(), "Texte", note=note)

    cover = cover_after(version)

    assert dict(cover.note) == dict(version.record.note)  # type: ignore[attr-defined]
    assert cover.languages == version.languages  # type: ignore[attr-defined]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60),
    title=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
    ),
    issuer=st.sampled_from(["Atlas", TRICKY, "é" * HEAD]),
)
def test_cover_says_what_the_record_says(words: str, title: str, issuer: str) -> None:
    policy = make_policy(slug=f"p{make_policy.__name__}{PolicyVersion.objects.count()}")
    document = make_document(
        policy=policy.uuid,
        issuer=issuer,
        title={"fr": title + TRICKY, "en": words, "ar": "سياسة"},
        summary={"fr": TRICKY + words},
    )
    version = freeze_document(document, policy, note={"fr": "n" + words, "en": TRICKY, "ar": "س"})

    cover = cover_after(version)

    record = version.record
    assert (cover.issuer, cover.authoritative) == (record.document.issuer, "fr")  # type: ignore[attr-defined]
    assert dict(cover.title) == dict(record.document.title)  # type: ignore[attr-defined]
    assert dict(cover.note) == dict(record.note)  # type: ignore[attr-defined]
