"""Contract parties: two persons enter them, each is told once, and a law may leave them no choice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.test import Client

from policies.notification.audience import write_reach
from policies.notification.consent_log import Suppression, remember
from policies.notification.contract_parties import ContractParty, PartyKey, PartyList
from policies.notification.delivery_reports import Feedback, report
from policies.notification.ledger import Delivery, Notice
from policies.notification.models import Subscriber
from policies.notification.party_api import new_key
from policies.notification.party_letters import note_letters, unreached_parties
from policies.notification.party_lists import CannotEnter, PartyRow, decide, propose, read_file
from policies.notification.personal_data import erase, everything, forget
from policies.notification.signed_links import Purpose, make_token
from policies.notification.subscribing import unsubscribe
from policies.publication.reach import reach_of
from tests.notification.register import Register, make_register

pytestmark = pytest.mark.django_db

FIRST, SECOND = 1, 2


@pytest.fixture
def register() -> Register:
    return make_register()


def enter(register: Register, *names: str, language: str = "en", **more: Any) -> PartyList:
    rows = [PartyRow(f"{name}@mail.example", language, "contract", f"C-{name}") for name in names]
    made = propose(register.organisation, rows, source="clients 2026", by=FIRST, name="Nadia", **more)
    return decide(made, confirmed=True, by=SECOND, name="Omar")


def told() -> list[str]:
    found = sorted(message.to[0].partition("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return found


def test_parties_are_told_of_substantial_changes_once(
    register: Register, send: Callable[[], str]
) -> None:
    register.subscribe("both")
    register.subscribe("reader")
    enter(register, "both", "party")
    write_reach()
    assert sum(reach_of(register.policy).values()) == 3

    register.publish(a=77)
    send()
    assert told() == ["both", "party", "reader"]
    register.publish(significance="minor", a=78)
    send()
    assert told() == []


def test_nobody_is_a_party_before_another_person_confirms(
    register: Register, send: Callable[[], str]
) -> None:
    rows = read_file(b"email;language\nparty@mail.example;ar\n")
    made = propose(register.organisation, rows, source="clients", by=FIRST, name="Nadia")
    register.publish(a=77)
    send()
    assert told() == []

    with pytest.raises(CannotEnter, match="another person"):
        decide(made, confirmed=True, by=FIRST, name="Nadia")
    with pytest.raises(IntegrityError), transaction.atomic():
        PartyList.objects.filter(pk=made.pk).update(
            outcome="confirmed", decided_by=FIRST, decided_at=Now(), rows=[]
        )
    decide(made, confirmed=True, by=SECOND, name="Omar")
    made.refresh_from_db()
    assert made.rows == []
    with pytest.raises(CannotEnter, match="already"):
        decide(made, confirmed=False, by=SECOND, name="Omar")
    register.publish(a=78)
    send()
    assert told() == ["party"]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_party_may_object_where_no_law_forbids_it(
    register: Register, send: Callable[[], str], language: str
) -> None:
    enter(register, "party", language=language)
    register.publish(a=77)
    send()
    (message,) = mail.outbox
    assert "List-Unsubscribe" in message.extra_headers
    assert {"fr": "contrat", "en": "contract", "ar": "عقد"}[language] in str(message.body)
    mail.outbox.clear()

    unsubscribe(make_token(Purpose.UNSUBSCRIBE, Subscriber.objects.get().uuid))
    register.publish(a=78)
    send()
    assert told() == []
    Subscriber.objects.update(unsubscribed_at="2020-01-01T00:00Z")
    forget()
    enter(register, "party")  # the next list brings nobody back who objected
    register.publish(a=79)
    send()
    assert told() == []


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_law_without_choice_is_said_and_leaves_no_link(
    register: Register, send: Callable[[], str], language: str
) -> None:
    enter(register, "party", language=language)
    register.organisation.law_profiles = ["eu-dsa-14"]
    register.organisation.save()
    register.policy.organisation.refresh_from_db()
    subscriber = Subscriber.objects.get()
    unsubscribe(make_token(Purpose.UNSUBSCRIBE, subscriber.uuid))

    register.publish(a=77)
    send()

    (message,) = mail.outbox
    assert "List-Unsubscribe" not in message.extra_headers
    assert "2022/2065" in str(message.body)
    assert "/unsubscribe/" not in str(message.message())
    assert not erase(subscriber)
    assert Subscriber.objects.filter(pk=subscriber.pk).exists()
    assert everything(subscriber)["contracts"][0]["source"] == "clients 2026"


def test_list_keeps_what_owners_of_addresses_decided(register: Register) -> None:
    remember("erased@mail.example", Suppression.Reason.ERASED)
    remember("rejected@mail.example", Suppression.Reason.REJECTED)
    register.subscribe("arabic", language="ar")

    enter(register, "erased", "rejected", "arabic")

    found = {party.reference: party.subscriber for party in ContractParty.objects.all()}
    assert found["C-erased"] is None
    enter(register, "erased")
    assert ContractParty.objects.standing().filter(subscriber=None).count() == 1
    assert found["C-rejected"] is not None
    assert found["C-rejected"].suppressed_at is not None
    assert found["C-arabic"] is not None
    assert found["C-arabic"].language == "ar"


def test_later_list_takes_the_place_of_a_former_one(register: Register) -> None:
    enter(register, "stays", "goes")

    enter(register, "stays", "new", complete=True)

    standing = ContractParty.objects.standing().values_list("reference", flat=True)
    assert sorted(standing) == ["C-new", "C-stays"]


def test_who_was_not_reached_is_on_the_list_for_letters(
    register: Register, send: Callable[[], str]
) -> None:
    remember("gone@mail.example", Suppression.Reason.REJECTED)
    enter(register, "gone", "reached")
    version = register.publish(a=77)
    enter(register, "later")
    send()

    (party,) = unreached_parties(version)
    assert party.reference == "C-gone"
    today = register.today()
    assert note_letters(version, [party.pk], sent_on=today, name="Nadia") == 1
    assert note_letters(version, [party.pk], sent_on=today, name="Nadia") == 0
    assert unreached_parties(version).get().letter == today


def test_many_complaints_stop_the_notice(
    register: Register, send: Callable[[], str], settings: Any
) -> None:
    enter(register, *(f"party{number}" for number in range(6)))
    register.publish(a=77)
    send()
    Notice.objects.update(finished_at=None)
    keys = [key.hex for key in Delivery.objects.values_list("uuid", flat=True)]
    for key in keys[:4]:
        report(key=key, kind=Feedback.Kind.COMPLAINT, event=key)
    assert Notice.objects.filter(paused_at__isnull=False).count() == 0

    report(key=keys[4], kind=Feedback.Kind.COMPLAINT, event=keys[4])

    assert "5 of 6" in Notice.objects.get(paused_at__isnull=False).pause_reason


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "empty"),
        (b"name,email\nx,a@mail.example\n", "first line"),
        (b"email\n", "nobody"),
        (b"email\na@mail.example\nnot an address\n", "Line 3.*not an address"),
        (b"email,language\na@mail.example,de\n", "Line 2.*de"),
        (b"email,basis\na@mail.example,whim\n", "Line 2.*whim"),
        (b"email,reference\na@mail.example,b@mail.example\n", "Line 2.*b@mail"),
        (b"email,reference\na@mail.example,b\x00\n", "reference|CSV"),
        (b"email\n" + b"a" * 5_000_001, "MB"),
    ],
)
def test_bad_file_is_refused_with_its_line_and_value(raw: bytes, fault: str) -> None:
    with pytest.raises(CannotEnter, match=fault):
        read_file(raw)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_file_of_a_spreadsheet_is_read(encoding: str) -> None:
    text = "email;reference\r\nNadia@Mail.Example;Contrat nº 4 é\r\nnadia@mail.example;twice\r\n"

    assert read_file(text.encode(encoding)) == [
        PartyRow("Nadia@mail.example", "fr", "contract", "Contrat nº 4 é")
    ]


def test_program_hands_in_a_list_with_its_key(register: Register, client: Client) -> None:
    key, digest = new_key()
    PartyKey.objects.create(
        organisation=register.organisation,
        name="CRM",
        digest=digest,
        made_by=FIRST,
        made_by_name="Nadia",
    )

    def hand_in(said: Any, given: str = key) -> Any:
        headers = {"Authorization": f"Bearer {given}"}
        body = said if isinstance(said, str) else json.dumps(said)
        return client.post(
            "/api/contract-parties", body, "application/json", secure=True, headers=headers
        )

    good = {"source": "CRM", "parties": [{"email": "party@mail.example", "language": "ar"}]}
    assert hand_in(good, "sijill_parties_x").status_code == 401
    assert hand_in("[", key).status_code == 422
    assert hand_in({"parties": ["x"], "source": "CRM"}).json()["faults"][0].startswith("Line 1")
    answer = hand_in(good)
    assert (answer.status_code, answer.json()["people"]) == (202, 1)
    made = PartyList.objects.get()
    assert (made.origin, made.made_by, made.outcome) == ("api", FIRST, "")
    assert not ContractParty.objects.exists()
    PartyKey.objects.update(revoked_at=Now())
    assert hand_in(good).status_code == 401
