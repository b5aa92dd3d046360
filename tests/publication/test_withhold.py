"""Two persons withhold a text from readers, and two let it be shown again; the bytes stay as they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from policies.evidence.digests import digest
from policies.publication.acts import Reinstatement, Withholding
from policies.publication.audit_trail import AuditEntry
from policies.publication.log import LogEntry, stored_bytes
from policies.publication.models import PolicyVersion
from policies.publication.refusal import CannotPublish, CannotWithhold
from policies.publication.verification import verify
from policies.publication.withheld_text import NOTE, WHOLE, WithheldText
from policies.publication.withhold import WithholdingRequest, agree, ask, decline
from tests.factories import fresh, make_policy_page, publish, publish_text
from tests.withholding import REASONS, reinstate, withhold

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> PolicyVersion:
    return publish(make_policy_page())


def clause_of(version: PolicyVersion) -> str:
    return str(version.published.document.sections[0].key)


def said() -> list[dict[str, Any]]:
    return [json.loads(stored_bytes(entry.content)) for entry in LogEntry.objects.order_by("position")]


def test_bytes_stay_and_the_log_has_the_event_without_a_name(version: PolicyVersion) -> None:
    withhold(version)
    stored = fresh(version)
    event = said()[-1]

    assert digest(bytes(stored.content)) == stored.sha256 == version.sha256
    assert {name: event[name] for name in ("entry", "number", "sha256", "part", "category")} == {
        "entry": "withholding",
        "number": 1,
        "sha256": version.sha256,
        "part": WHOLE,
        "category": "court",
    }
    assert event["reason"] == REASONS
    assert "Amal" not in json.dumps(event)
    assert "Badr" not in json.dumps(event)
    assert verify().faults == []


def test_whole_version_is_shown_to_nobody_and_can_be_proven(version: PolicyVersion) -> None:
    withhold(version)
    stored = fresh(version)

    for shown in ("document", "record", "proven_content", "shown_as"):
        with pytest.raises(WithheldText):
            getattr(stored, shown)
    assert stored.title_in("en") == ("Withheld text", "en")
    assert "decision of a court" in stored.note("en")
    assert REASONS["en"] in stored.note("en")
    assert stored.published == version.published


def test_clause_keeps_its_place_and_says_why_in_each_language(version: PolicyVersion) -> None:
    key = clause_of(version)
    withhold(version, part=key, category="personal_data")
    stored = fresh(version)
    (section,) = stored.document.sections

    assert str(section.key) == key
    assert set(section.heading) == {"fr", "en", "ar"}
    assert (
        section.heading["en"]
        == "Withheld clause"
        != version.published.document.sections[0].heading["en"]
    )
    for code, reason in REASONS.items():
        assert reason in str(section.body[code])
    assert stored.note("en") == version.note("en")
    with pytest.raises(WithheldText):
        _ = stored.proven_content


def test_note_alone_can_be_withheld(version: PolicyVersion) -> None:
    withhold(version, part=NOTE)

    assert REASONS["en"] in fresh(version).note("en")
    assert fresh(version).document == version.published.document


def test_two_persons_let_it_be_shown_again_on_record(version: PolicyVersion) -> None:
    withhold(version)
    reinstate(version)

    assert fresh(version).document == version.published.document
    assert [event["entry"] for event in said()][-2:] == ["withholding", "reinstatement"]
    assert verify().faults == []
    withhold(version)  # and once more
    assert fresh(version).withheld.whole


def test_who_asked_does_not_decide(version: PolicyVersion) -> None:
    request = ask(versions=[version], part=WHOLE, category="court", reason=REASONS, by="Amal", by_id=1)

    with pytest.raises(CannotWithhold, match="another person"):
        agree(request, by="Amal", by_id=1)

    assert not Withholding.objects.exists()
    assert fresh(version).document == version.published.document


def test_database_refuses_one_person_and_every_change(version: PolicyVersion) -> None:
    facts = {"part": "", "category": "court", "reason": REASONS, "asked_account": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.create(version=version, actor_account=1, **facts)
    withhold(version)
    reinstate(version)

    for model in (Withholding, Reinstatement):
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            model.objects.update(reason={})
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            model.objects.all()._raw_delete(model.objects.db)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reason": {"fr": "Motif"}}, "reason_missing"),
        ({"reason": REASONS | {"en": "x" * 2_001}}, "reason_long"),
        ({"category": "whim"}, "no_category"),
        ({"versions": []}, "no_version"),
        ({"part": "00000000-0000-0000-0000-000000000000"}, "no_clause"),
        ({"again": True}, "not_withheld"),
    ],
)
def test_request_that_breaks_a_rule_is_refused(
    version: PolicyVersion, facts: dict[str, Any], code: str
) -> None:
    asked: dict[str, Any] = {
        "versions": [version],
        "part": WHOLE,
        "category": "court",
        "reason": REASONS,
        "by": "Amal",
        "by_id": 1,
    }

    with pytest.raises(CannotWithhold) as refused:
        ask(**asked | facts)

    assert code in {refusal.code for refusal in refused.value.refusals}
    assert not WithholdingRequest.objects.exists()


def test_request_is_decided_once_and_each_step_is_in_the_audit_trail(version: PolicyVersion) -> None:
    asked = {"part": WHOLE, "category": "court", "reason": REASONS, "by": "Amal", "by_id": 1}
    declined = ask(versions=[version], **asked)
    decline(declined, by="Badr", by_id=2)
    with pytest.raises(CannotWithhold, match="already"):
        agree(declined, by="Badr", by_id=2)
    withhold(version)
    reinstate(version)

    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-6:] == [
        "asked_to_withhold",
        "not_withheld",
        "asked_to_withhold",
        "withheld",
        "asked_to_withhold",
        "reinstated",
    ]


def test_withheld_clause_is_not_published_again_until_it_is_shown_or_changed() -> None:
    page = make_policy_page()
    version = publish(page)
    withhold(version, part=clause_of(version))

    with pytest.raises(CannotPublish, match="is withheld in version 1"):
        publish(page, heading_en="Another title", heading_fr="Autre", heading_ar="آخر")

    assert publish_text(page, "Other words").number == 2
