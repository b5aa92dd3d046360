"""The log commits to who acted and names nobody; the opening proves it, and no other facts do."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from policies.evidence.entries import commitment
from policies.publication.log import LogEntry, stored_bytes
from policies.publication.verification import verify
from tests.factories import make_organisation, make_policy_page, publish
from tests.publication.test_verification import past_the_guards
from tests.withholding import withhold

pytestmark = pytest.mark.django_db


def opened(position: int) -> dict[str, Any]:
    said = StringIO()
    call_command("prove_actor", str(position), stdout=said)
    found: dict[str, Any] = json.loads(said.getvalue())
    return found


def test_opening_proves_who_withheld_and_the_log_names_nobody() -> None:
    withhold(publish(make_policy_page()))
    entries = [stored_bytes(entry.content) for entry in LogEntry.objects.order_by("position")]

    proof = opened(1)

    assert proof["facts"] == {"by": "Badr", "account": 2, "asked_by": "Amal", "asked_account": 1}
    assert commitment(proof["salt"], proof["facts"]) == json.loads(entries[1])["committed"]
    assert commitment(proof["salt"], proof["facts"] | {"by": "Carim"}) not in entries[1].decode()
    assert not any(name in entry for entry in entries for name in (b"Amal", b"Badr", b'"account"'))
    assert verify().faults == []


def test_same_facts_are_committed_to_otherwise_each_time() -> None:
    publish(make_policy_page())
    publish(
        make_policy_page(slug="cookies", organisation=None)
        if False
        else make_policy_page(make_organisation("elsewhere"))
    )

    first, second = (opened(place) for place in (0, 1))

    assert first["facts"] == second["facts"]
    assert first["salt"] != second["salt"]
    assert json.loads(first["entry"])["committed"] != json.loads(second["entry"])["committed"]


def test_facts_that_were_exchanged_are_found() -> None:
    publish(make_policy_page())
    past_the_guards("UPDATE policies_opening SET salt = '" + "00" * 32 + "'")

    assert [kind for kind, fault in verify().faults if "commits to other facts" in fault] == ["log"]
    with pytest.raises(CommandError, match="other facts"):
        opened(0)
