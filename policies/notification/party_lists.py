"""Lists of contract parties: what is read of them, and what becomes of one when a second person decides."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext as _

from policies.document.languages import CODES
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation
from policies.publication.refusal import Refusal, Refused

from .consent_log import Suppression, subjects_of
from .contract_parties import LONGEST_SOURCE, Basis, ContractParty, PartyList
from .email_address import normalised
from .models import Subscriber

MOST_ROWS: Final = 20_000
LARGEST: Final = 5_000_000  # bytes of a file
LONGEST_REFERENCE: Final = 100
COLUMNS: Final = ("email", "language", "basis", "reference")
# Lists that wait at the same time, of one organisation.
MOST_WAITING: Final = 10
_SHOWN_FAULTS: Final = 50
_AT_ONCE: Final = 500


class CannotEnter(Refused):
    """A list that cannot be taken, with every reason."""


class PartyRow(NamedTuple):
    """One person of a list: the address as ``normalised`` has it."""

    email: str
    language: str
    basis: str
    reference: str


def read_file(raw: bytes) -> list[PartyRow]:
    """The rows of a CSV file whose first line names its columns. Raises ``CannotEnter`` with line and value of each fault."""
    if len(raw) > LARGEST:
        raise _refused(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1_000_000})
    text = _decoded(raw)
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        lines = [(reader.line_num, line) for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise _refused(_("This is no CSV file: %(error)s.") % {"error": error}) from error
    if not lines:
        raise _refused(_("The file is empty."))
    names = [cell.strip().lower() for cell in lines[0][1]]
    if "email" not in names or not set(names) <= set(COLUMNS) or len(set(names)) != len(names):
        wanted = ", ".join(COLUMNS)
        message = _("The first line must name the columns, of these: %(columns)s. It is: %(line)s.")
        raise _refused(message % {"columns": wanted, "line": ", ".join(names)[:200]})
    return read_rows((number, dict(zip(names, line, strict=False))) for number, line in lines[1:])


def read_rows(lines: Iterable[tuple[int, Mapping[str, Any]]]) -> list[PartyRow]:
    """The people of these lines, each address once. Raises ``CannotEnter`` with the number and value of each fault."""
    found: dict[str, PartyRow] = {}
    faults: list[Refusal] = []
    for number, line in lines:
        try:
            row = _row(line)
        except ValidationError as error:
            said = _("Line %(number)s: %(fault)s") % {
                "number": number,
                "fault": " ".join(error.messages),
            }
            faults.append(Refusal(code="party", field="file", message=said))
            continue
        found.setdefault(row.email.lower(), row)
        if len(found) > MOST_ROWS:
            raise _refused(_("A list may name at most %(most)s people.") % {"most": f"{MOST_ROWS:,}"})
    if faults:
        more = len(faults) - _SHOWN_FAULTS
        last = [Refusal(code="party", field="file", message=_("And %(count)s more.") % {"count": more})]
        raise CannotEnter(*faults[:_SHOWN_FAULTS], *(last if more > 0 else []))
    if not found:
        raise _refused(_("The list names nobody."))
    return list(found.values())


def _row(line: Mapping[str, Any]) -> PartyRow:
    said = {name: str(line.get(name) or "").strip() for name in COLUMNS}
    language, basis = said["language"].lower() or CODES[0], said["basis"].lower() or Basis.CONTRACT.value
    if language not in CODES:
        message = _("“%(value)s” is no language of this register: %(known)s.")
        raise ValidationError(message % {"value": language[:20], "known": ", ".join(CODES)})
    if basis not in Basis.values:
        message = _("“%(value)s” is no basis: %(known)s.")
        raise ValidationError(message % {"value": basis[:20], "known": ", ".join(Basis.values)})
    reference = said["reference"]
    if len(reference) > LONGEST_REFERENCE or "@" in reference or not reference.isprintable():
        message = _(
            "“%(value)s” is no reference of a contract: at most %(most)s characters, no address."
        )
        raise ValidationError(message % {"value": reference[:40], "most": LONGEST_REFERENCE})
    try:
        email = normalised(said["email"])
    except ValidationError as error:
        message = _("“%(value)s” is no email address.") % {"value": said["email"][:80]}
        raise ValidationError(message) from error
    return PartyRow(email, language, basis, reference)


@transaction.atomic
def propose(
    organisation: Organisation,
    rows: Sequence[PartyRow],
    *,
    source: str,
    by: int,
    name: str,
    origin: str = PartyList.Origin.FILE,
    complete: bool = False,
) -> PartyList:
    """Keep a list until a second person decides. Nobody is a party by it yet. Raises ``CannotEnter``."""
    source = " ".join(source.split())
    if not source or len(source) > LONGEST_SOURCE or not source.isprintable():
        message = _("Say where the addresses come from, in at most %(most)s characters.")
        raise _refused(message % {"most": LONGEST_SOURCE})
    if organisation.party_lists.filter(outcome="").count() >= MOST_WAITING:
        message = _("%(most)s lists wait already: decide on them first.")
        raise _refused(message % {"most": MOST_WAITING})
    made = PartyList.objects.create(
        organisation=organisation,
        origin=origin,
        source=source,
        complete=complete,
        rows=[list(row) for row in rows],
        count=len(rows),
        made_by=by,
        made_by_name=name[:200],
    )
    _note(made, by, name, proposed=made.count)
    return made


@transaction.atomic
def decide(party_list: PartyList, *, confirmed: bool, by: int, name: str) -> PartyList:
    """Make the people of a list parties, or drop it. Raises ``CannotEnter`` when it was decided, or by who made it."""
    held = PartyList.objects.select_for_update().get(pk=party_list.pk)
    if held.outcome:
        message = _("%(name)s has decided on this list already.")
        raise _refused(message % {"name": held.decided_by_name})
    if confirmed and held.made_by == by:
        raise _refused(_("You made this list: another person confirms it."))
    rows = [PartyRow(*row) for row in held.rows]
    held.outcome = PartyList.Outcome.CONFIRMED if confirmed else PartyList.Outcome.DECLINED
    held.rows, held.decided_at, held.decided_by, held.decided_by_name = [], Now(), by, name[:200]
    held.save()
    if confirmed:
        _enter(held, rows)
    _note(held, by, name, decided=held.outcome, people=held.count)
    return held


def _enter(held: PartyList, rows: Sequence[PartyRow]) -> None:
    """An address that is a party already goes over to the new list, and stays objected to where it was."""
    standing = ContractParty.objects.standing().filter(organisation=held.organisation)
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        subscribers = _subscribers(some)
        former = standing.filter(subscriber__in=[each.pk for each in subscribers.values()])
        objected = dict(former.exclude(objected_at=None).values_list("subscriber", "objected_at"))
        former.update(ended_at=Now())
        # Of an address that its owner had erased, the reference is all there is.
        erased = [row.reference for row in some if row.email.lower() not in subscribers]
        standing.filter(subscriber=None, reference__in=erased).update(ended_at=Now())
        ContractParty.objects.bulk_create(
            ContractParty(
                organisation=held.organisation,
                subscriber=(subscriber := subscribers.get(row.email.lower())),
                party_list=held,
                basis=row.basis,
                reference=row.reference,
                objected_at=objected.get(subscriber.pk) if subscriber else None,
            )
            for row in some
        )
    if held.complete:
        standing.exclude(party_list=held).update(ended_at=Now())


def _subscribers(rows: Sequence[PartyRow]) -> dict[str, Subscriber]:
    """The subscriber of each address, in lower case; none of one whose owner had it erased.

    Who is known keeps the language chosen. An address that refuses mail, or complained, is entered as one that gets none.
    """
    digests = {digest: row.email.lower() for row in rows for digest in subjects_of(row.email)}
    found = Suppression.objects.filter(subject__in=digests).values_list("subject", "reason")
    reasons = {digests[subject]: reason for subject, reason in found}
    wanted = [row for row in rows if reasons.get(row.email.lower()) != Suppression.Reason.ERASED]
    Subscriber.objects.bulk_create(
        [
            Subscriber(
                email=row.email,
                language=row.language,
                suppressed_at=Now() if row.email.lower() in reasons else None,
            )
            for row in wanted
        ],
        ignore_conflicts=True,
    )
    folded = Subscriber.objects.annotate(folded=Lower("email"))
    return {
        each.email.lower(): each
        for each in folded.filter(folded__in=[row.email.lower() for row in wanted])
    }


@transaction.atomic
def end(party: ContractParty, *, by: int, name: str) -> None:
    """The contract is over: nothing is sent to the party on its account any more."""
    ContractParty.objects.filter(pk=party.pk, ended_at=None).update(ended_at=Now())
    _note(party.party_list, by, name, ended=party.pk)


def _note(party_list: PartyList, by: int, name: str, **details: Any) -> None:
    """In the audit trail, without an address."""
    note(
        AuditEntry.Action.PARTIES,
        str(party_list),
        account=by,
        name=name,
        organisation=party_list.organisation_id,
        details=details,
    )


def _decoded(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel writes where it knows neither: addresses are ASCII in all of them."""
    for encoding in ("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "windows-1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(_("The file is not in UTF-8."))


def _refused(message: str) -> CannotEnter:
    return CannotEnter(Refusal(code="party_list", field="file", message=message))


def lines_of(sent: Sequence[Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list in JSON, counted from 1; what is no object has no address."""
    for number, each in enumerate(sent, 1):
        yield number, each if isinstance(each, dict) else {}
