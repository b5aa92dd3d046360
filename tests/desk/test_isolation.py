"""One organisation knows nothing of another: every address of the admin, every role, both organisations.

The addresses come from the resolver: a new one is walked by itself. Whatever is asked is undone. An answer that holds
the other's word crossed over, and so did a request that wrote any row but the person's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.html import escape

from tests.desk.two_organisations import (
    Held,
    addresses_of,
    admin_addresses,
    furnish,
    listings_of,
    posted,
    questions_of,
)
from tests.people import AUTHORS, OWNERS, PUBLISHERS, REVIEWERS, TRANSLATORS, account, join, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]

OWN, OTHER = "ownatlas", "zzother"
ROLES = (AUTHORS, TRANSLATORS["ar"], REVIEWERS, PUBLISHERS, OWNERS)
# Each walk is 1,500 requests: who may do most, in the own organisation also who may do least, and the others in the long tests.
WALKING = (OWNERS, *(pytest.param(role, marks=pytest.mark.long) for role in ROLES if role != OWNERS))
AT_HOME = (
    *(OWNERS, TRANSLATORS["ar"]),
    *(pytest.param(role, marks=pytest.mark.long) for role in (AUTHORS, REVIEWERS, PUBLISHERS)),
)


def _named(namespace: str, names: str) -> set[str]:
    return {f"{namespace}:{name}" if namespace else name for name in names.split()}


# What a person's own request may write: the session, the account, what is derived, and that it was asked.
OWN_ROWS = re.compile(
    r"(?:INSERT INTO|UPDATE|DELETE FROM) \"(django_session|auth_user|wagtailusers_userprofile|policies_auditentry"
    r"|policies_sectiontranslation|policies_sourcetext|django_content_type|wagtailadmin_formstate)\""
)
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)

# Which addresses a role opens in its own organisation, by GET, with what ``furnish`` made.
EVERYBODY = _named(
    "policies_release", "check conflict live mail_frame page_frame"
) | {
    "policies_assignments", "policies_session", "policies_divergences", "policies_list", "policies_remarks", "policies_glossary_tbx", "policy_glossary:index", "policy_glossary:index_results",
} | _named(
    "", "policies_report_site_history policies_report_site_history_results wagtailadmin_account wagtailadmin_home"
    " wagtailadmin_choose_page_anchor_link wagtailadmin_choose_page_child wagtailadmin_choose_page_chosen_multiple"
    " wagtailadmin_choose_page_email_link wagtailadmin_choose_page_external_link wagtailadmin_choose_page_phone_link"
    " wagtailadmin_choose_page_search wagtailadmin_dismissibles wagtailadmin_javascript_catalog wagtailadmin_sprite"
    " wagtailadmin_api:pages:listing wagtailadmin_pages:confirm_workflow_cancellation"
    " wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results",
)  # fmt: skip
LISTED = {
    "policies_notices",
    "policies_reviews",
    "policy_versions:index",
    "policy_versions:index_results",
}
ON_PAGES = {"policies_replace"} | _named(
    "wagtailadmin_pages", "edit history history_results preview_on_edit revisions_compare revisions_revert"
    " revisions_view search search_results usage view_draft workflow_history workflow_history_detail",
) | _named(
    "wagtailadmin_reports", "aging_pages aging_pages_results workflow workflow_results workflow_tasks"
    " workflow_tasks_results",
) | _named(
    "", "policies_report_workflow policies_report_workflow_results policies_report_workflow_tasks"
    " policies_report_workflow_tasks_results policies_translations policies_translations_results policies_translators"
    " wagtailadmin_api:pages:detail wagtailadmin_explore wagtailadmin_explore_results",
)  # fmt: skip
SECOND_PERSON = _named("policies_release", "approve confirm withhold withholding show_again") | {
    "policies_outside"
}
WRITING = _named("wagtailadmin_pages", "add copy preview_on_add") | {
    "policies_import:new", "policies_import:onto", "policies_kept_clauses", "policies_new", "policies_release:restore", "policy_glossary:add",
}  # fmt: skip
# The draft waits for its review.
REVIEWING = SECOND_PERSON | {"policies_replace"} | _named(
    "wagtailadmin_pages", "collect_workflow_action_data edit revisions_revert view_draft workflow_action"
    " workflow_history workflow_history_detail workflow_preview",
)  # fmt: skip
PUBLISHING = SECOND_PERSON | _named("policies_release", "retire withdraw withhold") | {
    "policies_people:parties",
    "policies_import:history_new", "policies_import:history_onto",
    "policies_notice_unreached", "wagtailadmin_pages:revisions_unschedule", "policies_report_locked", "policies_report_locked_results",
    "wagtailadmin_reports:locked_pages", "wagtailadmin_reports:locked_pages_results",
}  # fmt: skip
OWNING = _named("policies_people", "export export_parties forget_reader leave look page party_letters party_letters_file webhooks") | {
    "policies_audit", "policies_audit_results", "policy_consents:index", "policy_consents:index_results",
    "policy_subscribers:index", "policy_subscribers:index_results",
}  # fmt: skip
OPENED = {
    TRANSLATORS["ar"]: EVERYBODY | ON_PAGES,
    REVIEWERS: EVERYBODY | LISTED | REVIEWING,
    AUTHORS: EVERYBODY | LISTED | ON_PAGES | WRITING,
    PUBLISHERS: EVERYBODY | LISTED | ON_PAGES | WRITING | PUBLISHING,
    OWNERS: EVERYBODY | LISTED | ON_PAGES | WRITING | PUBLISHING | OWNING,
}


@pytest.fixture(scope="module")
def furnished(write_once: Callable[..., tuple[Held, Held]]) -> tuple[Held, Held]:
    return write_once(lambda: (furnish(OWN), furnish(OTHER)))


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that changed a row, but for those in ``OWN_ROWS``."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if WRITES.match(sql) and not OWN_ROWS.match(sql) and context["cursor"].rowcount:
            found.append(sql[:120])
        return result

    with connection.execute_wrapper(watch):
        yield found


def shown(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text: str = content.decode(errors="replace")
    return text + response.headers.get("Location", "")


def crossings(client: Client, other: Held, own: Held) -> list[str]:
    """Every way in which this person met what the other organisation has, a line each."""
    found, sent, asked = [], posted(other), questions_of(other)
    script = {"accept": "application/json"}
    requests: dict[str, Callable[[str], Any]] = {
        "GET": lambda path: client.get(path),
        "GET ?…": lambda path: client.get(f"{path.partition('?')[0]}?{asked}"),
        "POST": lambda path: client.post(path if "?" in path else f"{path}?{asked}", sent),
        # Asked where the first two are answered.
        "GET ?export": lambda path: client.get(f"{path.partition('?')[0]}?export=csv"),
        "POST as a script": lambda path: client.post(path, sent, headers=script),
    }
    for name, path in [*addresses_of(other, own), *listings_of(other, own)]:
        answered = False
        for verb, ask in requests.items():
            if verb in ("GET ?export", "POST as a script") and not answered:
                continue
            with written() as changes, transaction.atomic():
                response = ask(path)
                # What was asked for is no news: the path, and the address that was typed.
                text = shown(response)
                for typed in (path, escape(path), sent["external-link-chooser-url"]):
                    text = text.replace(typed, "")
                transaction.set_rollback(True)
            answered |= response.status_code != 404
            said = f"{verb} {name} {path}"
            if changes:
                found.append(f"{said} wrote: {changes[0]}")
            if other.word in text:
                at = text.index(other.word)
                found.append(f"{said} shows: {' '.join(text[max(0, at - 90) : at + 40].split())}")
            if response.status_code >= 500:
                found.append(f"{said} fails: {response.status_code}")
    return found


@pytest.mark.parametrize("role", WALKING)
def test_no_role_of_one_organisation_meets_another(furnished: tuple[Held, Held], role: str) -> None:
    own, other = furnished
    person = join(account("walker"), role, own.organisation)

    assert "\n".join(crossings(signed_in(person), other, own)) == ""


@pytest.mark.one_database
@pytest.mark.parametrize("role", AT_HOME)
def test_role_meets_its_own_organisation(furnished: tuple[Held, Held], role: str) -> None:
    """A gate that were shut altogether would let nothing cross either."""
    own, _other = furnished
    client = signed_in(join(account("walker"), role, own.organisation))
    opened, broken = set(), []

    for name, path in addresses_of(own, own):
        with transaction.atomic():
            response = client.get(path)
            transaction.set_rollback(True)
        if response.status_code == 200:
            opened.add(name)
        if response.status_code >= 500:
            broken.append(path)

    assert broken == []
    assert opened == OPENED[role]


def test_every_address_of_the_admin_is_walked(furnished: tuple[Held, Held]) -> None:
    walked = {name for name, _path in addresses_of(furnished[1], furnished[0])}

    assert walked == {name for name, _pattern in admin_addresses()}
    assert len(walked) > 150
