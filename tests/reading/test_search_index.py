"""What publishing reads of the versions before it, to keep the search in step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policies.publication.in_force import Standing
from policies.publication.models import Organisation
from policies.reading.models import SearchedText
from policies.reading.search_index import index_all, spans
from policies.reading.timeline import timeline
from tests.reading.register import make_policy, publish_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("later", [3, 10])
def test_version_overtaken_before_its_day_is_neither_read_nor_found(
    later: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = make_policy()
    today = policy.organisation.today()
    publish_words(policy, "Un", effective_from=today)
    publish_words(policy, "Deux", effective_from=today + timedelta(days=10))
    publish_words(policy, "Trois", ["fr"], effective_from=today + timedelta(days=later))
    monkeypatch.setattr(Organisation, "today", lambda _organisation: today + timedelta(days=20))

    SearchedText.objects.all().delete()
    index_all()

    history = timeline(policy)
    assert history.entries[1].standing is Standing.NEVER_APPLIED
    assert [history.readable(code).number for code in ("fr", "ar")] == [3, 1]
    shown = {(span.entry.number, span.language) for span in spans(history)}
    assert shown == {(3, "fr"), (1, "en"), (1, "ar")}
    assert set(SearchedText.objects.values_list("version__number", "language")) == shown
