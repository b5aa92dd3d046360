"""Laws as data: nothing that breaches one can be published, on no boundary day and in no set of languages."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from policies.document.languages import CODES
from policies.publication.freeze import freeze
from policies.publication.law_profiles import (
    PROFILES,
    LawProfile,
    chosen,
    paragraphs_of,
    refusals_of_days,
    refusals_of_languages,
)
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.reach import Reach
from policies.publication.refusal import CannotPublish
from policies.publication.version_record import Waived, Waiver
from tests.factories import NOTES, freeze_document
from tests.notification.register import Register, make_register

ENABLED = [profile for profile in PROFILES.values() if profile.is_enabled]
AS_IF_READ = [replace(profile, read_on=date(2026, 11, 30)) for profile in PROFILES.values()]
LANGUAGES = [found for size in (1, 2, 3) for found in combinations(CODES, size)]
LEFT_OUT = {Waived.LANGUAGE_LEFT_OUT: Waiver(reason="Not translated yet.", by="Test")}
DAYS = [date(2027, 1, 31), date(2028, 1, 31), date(2026, 12, 31), date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize("told", DAYS)
@pytest.mark.parametrize("languages", LANGUAGES)
def test_every_profile_refuses_the_day_before_its_earliest_and_takes_the_earliest(
    told: date, languages: tuple[str, ...]
) -> None:
    for profile in AS_IF_READ:
        earliest = profile.earliest(told)
        lacking = set(profile.languages) - set(languages)
        for shift in (-2, -1, 0, 1):
            effective = earliest + timedelta(days=shift)
            found = refusals_of_days([profile], told=told, effective=effective)
            found += refusals_of_languages([profile], languages)
            codes = {refusal.code for refusal in found}
            assert ("law_period" in codes) == (shift < 0)
            assert ("law_language" in codes) == bool(lacking)
            assert all(profile.article in str(refusal.message) for refusal in found)


def test_strictest_of_several_wins() -> None:
    p2b, fr = replace(PROFILES["eu-p2b-3"], read_on=date(2026, 11, 30)), PROFILES["fr-l224-33"]
    [refusal] = refusals_of_days([p2b, fr], told=date(2027, 3, 1), effective=date(2027, 3, 20))
    assert "L224-33" in str(refusal.message)


@pytest.mark.parametrize(
    ("told", "earliest"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_month_ends_on_the_same_day_or_the_last(told: date, earliest: date) -> None:
    assert PROFILES["fr-l224-33"].earliest(told) == earliest


def test_profile_that_was_not_read_is_disabled_says_why_and_decides_nothing() -> None:
    for profile in PROFILES.values():
        assert profile.is_enabled != bool(profile.why_disabled)
    assert chosen([key for key in PROFILES if not PROFILES[key].is_enabled], date(2027, 1, 1)) == []
    assert chosen(["fr-l224-33"], date(2021, 5, 27)) == [], "not before it is in force"


@pytest.fixture
def register(db: None) -> Register:
    return make_register(law_profiles=["fr-l224-33", "ma-31-08-206"])


def test_release_that_breaches_a_law_is_refused_and_nothing_is_written(register: Register) -> None:
    with pytest.raises(CannotPublish, match="L224-33"):
        register.publish(days=20, a=11)
    assert PolicyVersion.objects.count() == 1

    register.publish(days=31, a=11)

    assert PolicyVersion.objects.count() == 2


def test_change_that_readers_need_not_know_is_no_matter_of_the_law(register: Register) -> None:
    register.publish(significance="minor", a=11)


def test_days_run_from_the_last_reader_told(register: Register) -> None:
    policy = register.policy
    Reach.objects.create(policy=policy, readers={"fr": 1_000}, mails_per_second=1_000 / 86_400 / 3)
    today = timezone.now().date()

    with pytest.raises(CannotPublish) as caught:
        register.publish(days=32, a=11)

    assert str((today + timedelta(days=3)).year) in str(caught.value)


def test_operator_lists_and_chooses_laws_and_no_disabled_one(register: Register) -> None:
    said = io.StringIO()
    call_command("law_profiles", stdout=said)
    assert "no legal advice" in said.getvalue()
    assert "disabled: not read in full text" in said.getvalue()
    assert "read 2026-12-01 at https://www.legisquebec.gouv.qc.ca/" in said.getvalue()
    call_command("law_profiles", "atlas", set=["eu-dsa-14"], stdout=said)
    assert Organisation.objects.get().law_profiles == ["eu-dsa-14"]
    with pytest.raises(CommandError, match="is disabled"):
        call_command("law_profiles", "atlas", set=["eu-p2b-3"])
    with pytest.raises(CommandError, match="there is no law"):
        call_command("law_profiles", "atlas", set=["nonsense"])


@pytest.mark.parametrize("law", AS_IF_READ, ids=lambda law: law.key)
def test_no_breach_can_be_published(db: None, monkeypatch: pytest.MonkeyPatch, law: LawProfile) -> None:
    """Each law, as if it were read, on the days around its earliest and in every set with the authoritative language."""
    monkeypatch.setitem(PROFILES, law.key, law)
    register = make_register(law_profiles=[law.key])
    earliest = law.earliest(register.today())
    for languages in [found for found in LANGUAGES if "fr" in found]:
        for shift in (-1, 0):
            effective = max(earliest + timedelta(days=shift), register.today())
            breaches = effective < earliest or not set(law.languages) <= set(languages)
            number = PolicyVersion.objects.count()
            with suppress(CannotPublish), transaction.atomic():
                freeze(
                    policy=register.policy,
                    document=register.changed(a=11).only(*languages),
                    significance="substantial",
                    note=NOTES,
                    effective_from=effective,
                    source_revision=None,
                    by="Test",
                    waivers=LEFT_OUT if len(languages) < len(CODES) else {},
                )
                assert not breaches, (law.key, languages, effective)
                transaction.set_rollback(True)
                number += 1
            assert (number > PolicyVersion.objects.count()) != breaches


@pytest.mark.parametrize("language", CODES)
def test_right_to_refuse_runs_from_the_day_that_the_text_applies(language: str) -> None:
    law = PROFILES["qc-lpc-11-2"]
    told, effective = date(2027, 1, 10), date(2027, 2, 9)
    assert law.earliest(told) == effective
    [(words, last)] = paragraphs_of([law], told, effective, language)
    assert last == date(2027, 3, 11)
    assert "%(last_day)s" in words


@pytest.mark.parametrize("language", CODES)
def test_notice_says_what_the_law_has_it_say_and_until_when(
    register: Register, language: str, settings: Any
) -> None:
    settings.MAIL_TRANSPORT = "outbox"
    register.subscribe("amina", language)
    register.publish(days=40, a=11)

    call_command("send_notices", once=True)

    (message,) = mail.outbox
    today = register.today()
    month = today.month + 4
    last = date(today.year + (month > 12), (month - 1) % 12 + 1, min(today.day, 28))
    assert str(last.year) in message.body
    words = {
        "fr": "résilier le contrat sans frais",
        "en": "end the contract without charge",
        "ar": "إنهاء العقد",
    }
    assert words[language] in message.body


@pytest.mark.parametrize("significance", ["initial", "substantial", "minor", "translation"])
def test_language_that_a_law_asks_for_is_not_left_out_whatever_the_reason(
    db: None, significance: str
) -> None:
    register = make_register(law_profiles=["ma-31-08-206"])
    policy = register.policy
    if significance == "initial":
        policy = Policy.objects.create(organisation=register.organisation, slug="terms")
    document = replace(register.changed(a=11).only("fr"), policy=policy.uuid)

    with pytest.raises(CannotPublish) as caught:
        freeze(
            policy=policy,
            document=document,
            significance=significance,
            note={"fr": "n"},
            effective_from=None,
            source_revision=None,
            by="Test",
            waivers={} if policy != register.policy else LEFT_OUT,
        )

    found = {refusal.code: refusal for refusal in caught.value.refusals}
    assert found["law_language"].field == "with_ar"
    assert "31-08 (MA), article 206" in str(found["law_language"].message)


def test_imported_text_of_the_past_is_kept_in_the_languages_it_had(db: None) -> None:
    register = make_register(law_profiles=["ma-31-08-206"])
    document = register.changed(a=11).only("fr")
    values = {"waivers": LEFT_OUT, "origin": "imported"}

    with pytest.raises(CannotPublish, match="article 206"):
        freeze_document(document, register.policy, effective_from=register.today(), **values)

    freeze_document(document, register.policy, effective_from=date(2024, 1, 1), **values)
