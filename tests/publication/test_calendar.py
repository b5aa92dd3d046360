"""Each version keeps the zone in which its days begin; what was published before zones were kept has none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.document.malformed import MalformedDocument
from policies.evidence.digests import digest
from policies.publication.calendar import validate_time_zone, zone_of
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.version_record import LONGEST_ZONE, Record, read_record
from tests.factories import NOTES, freeze_document, make_document, make_organisation, make_section

DOCUMENT = make_document(sections=(make_section(),))
# In the form of names, and no machine has it yet.
UNKNOWN = "Mars/Olympus_Mons"


def record(**facts: Any) -> Record:
    values: dict[str, Any] = {
        "document": DOCUMENT,
        "number": 2,
        "previous": "ab" * 32,
        "significance": "minor",
        "effective_from": date(2024, 3, 1),
        "origin": "authored",
    }
    return Record(**values | facts)


def bytes_with(value: object) -> bytes:
    return json.dumps(json.loads(record().content()) | {"time_zone": value}).encode()


def test_bytes_are_pinned_with_a_zone_and_without() -> None:
    facts = (
        '"effective_from":"2024-03-01","note":{"fr":"x"},"number":2,"origin":"authored",'
        f'"previous":"{"ab" * 32}","schema":1,"significance":"minor"'
    )
    before = record(note={"fr": "x"}).content().decode()
    now = record(note={"fr": "x"}, time_zone="Africa/Casablanca").content().decode()

    assert before.endswith(f"}},{facts}}}")
    assert now == before.removesuffix("}") + ',"time_zone":"Africa/Casablanca"}'


@settings(max_examples=50, deadline=None)
@given(
    note=st.dictionaries(st.sampled_from(["fr", "en", "ar"]), st.text("ab é\n", max_size=9)),
    number=st.integers(1, 2**40),
    zone=st.sampled_from(["", UNKNOWN, "Etc/GMT+12", "America/Argentina/ComodRivadavia", "EST5EDT"]),
)
def test_any_record_is_read_as_it_was_written_and_has_the_key_only_with_a_zone(
    note: dict[str, str], number: int, zone: str
) -> None:
    content = record(note=note, number=number, time_zone=zone).content()

    read = read_record(content)

    assert (read.time_zone, read.number) == (zone, number)
    assert read.content() == content
    assert ("time_zone" in json.loads(content)) is (zone != "")


def test_every_zone_that_an_organisation_may_have_can_be_frozen() -> None:
    for name in available_timezones() - {"localtime"}:
        validate_time_zone(name)
        assert read_record(record(time_zone=name).content()).time_zone == name


@pytest.mark.parametrize("name", ["localtime", UNKNOWN, "", "africa/casablanca"])
def test_organisation_has_a_zone_that_names_one_place_everywhere(name: str) -> None:
    with pytest.raises(ValidationError, match="is not a time zone"):
        validate_time_zone(name)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "Africa/", "/Africa", "Africa//Casablanca", "../etc/passwd", "Africa/../UTC", "Fès"),
        *("Africa/Casablanca\n", "Africa/Casa blanca", "٣", "x" * (LONGEST_ZONE + 1), "<b>", "a\x00"),
        *(None, 0, 1.5, True, [], ["UTC"], {"UTC": 1}),
    ],
)
def test_zone_that_has_not_the_form_of_a_name_is_quoted(value: Any) -> None:
    with pytest.raises(MalformedDocument) as refused:
        read_record(bytes_with(value))
    assert "is not the name of a time zone" in str(refused.value)
    assert str(value)[:20].strip("\n\x00") in str(refused.value)
    if value != "":
        with pytest.raises(MalformedDocument, match="is not the name of a time zone"):
            record(time_zone=value)


# Which zone counts


@pytest.mark.parametrize(
    ("frozen", "counted"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("", "America/Chicago"),
        (UNKNOWN, "America/Chicago"),
        ("Africa", "America/Chicago"),  # a folder of the zone data
        ("x" * 64, "America/Chicago"),
    ],
)
def test_days_are_counted_in_the_frozen_zone_where_there_is_one_that_is_known(
    frozen: str, counted: str
) -> None:
    assert zone_of(frozen, "America/Chicago") == ZoneInfo(counted)


@pytest.fixture
def policy(db: None) -> Policy:
    return Policy.objects.create(
        organisation=make_organisation(time_zone="Pacific/Kiritimati").organisation, slug="privacy"
    )


def test_version_keeps_the_zone_of_its_publication(policy: Policy) -> None:
    first = freeze_document(make_document(policy=policy.uuid), policy)
    Organisation.objects.update(time_zone="Pacific/Pago_Pago")
    second = freeze_document(make_document(policy=policy.uuid), policy)

    for version, zone in ((first, "Pacific/Kiritimati"), (second, "Pacific/Pago_Pago")):
        row = PolicyVersion.objects.get(pk=version.pk)
        assert (row.time_zone, row.record.time_zone) == (zone, zone)
        assert row.published_on == row.published_at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("zone", ["", UNKNOWN])
def test_version_whose_zone_nobody_knows_is_read_in_the_organisations_calendar(
    policy: Policy, zone: str
) -> None:
    kept = record(time_zone=zone, note=NOTES)
    content, moment = kept.content(), datetime(2024, 3, 1, 12, tzinfo=UTC)
    version = PolicyVersion(
        policy=policy, content=content, sha256=digest(content), published_at=moment, **kept.columns()
    )

    assert version.document == DOCUMENT
    assert version.published_on == date(2024, 3, 2)  # at noon of Greenwich, already in Kiritimati
