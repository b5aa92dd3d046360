"""Two organisations that share a register, each with all that an organisation can have, and every address of the
admin written with what one of them has.

All that belongs to the other has a word of its own in it: wherever an answer holds that word, it crossed over.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from modelsearch.index import insert_or_update_object
from wagtail.models import Comment, Revision, TaskState, Workflow

from policies.authoring.assignments import WHOLE, assign
from policies.authoring.editor_findings import counts_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.page_text_keys import KEYS
from policies.authoring.remarks import say
from policies.authoring.schedule_failures import ScheduleFailure
from policies.authoring.second_person import MinorConfirmation
from policies.authoring.translation.translation_index import catch_up
from policies.desk.import_record import TextImport, begin
from policies.desk.outside_invites import invite_outside
from policies.notification.contract_parties import ContractParty, PartyKey, PartyList
from policies.notification.ledger import Notice
from policies.notification.party_lists import PartyRow, decide, propose
from policies.notification.subscribing import subscribe_confirmed
from policies.notification.webhooks import Webhook, WebhookCall, new_secret
from policies.publication.acts import Withholding
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.models import Organisation, PolicyVersion
from policies.publication.withheld_text import NOTE
from policies.publication.withhold import WithholdingRequest, ask
from tests.factories import make_organisation, make_policy_page, publish, publish_text, stream
from tests.people import AUTHORS, OWNERS, PUBLISHERS, REVIEWERS, account, join
from tests.withholding import REASONS, withhold

EMERGENCY = {"emergency": True, "emergency_reason": "Court order"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one organisation has, as its addresses name it."""

    word: str
    organisation: OrganisationPage
    page: PolicyPage
    waiting: TaskState
    people: dict[str, User]

    @property
    def revisions(self) -> list[int]:
        return list(Revision.objects.for_instance(self.page).order_by("pk").values_list("pk", flat=True))

    @property
    def versions(self) -> list[PolicyVersion]:
        return list(PolicyVersion.objects.filter(policy__uuid=self.page.policy_uuid).order_by("number"))

    @property
    def requests(self) -> list[int]:
        found = WithholdingRequest.objects.filter(policy__uuid=self.page.policy_uuid)
        return list(found.values_list("pk", flat=True))

    @property
    def withheld(self) -> list[int]:
        found = Withholding.objects.filter(version__in=self.versions)
        return list(found.values_list("pk", flat=True))

    @property
    def notice(self) -> Notice:
        return Notice.objects.filter(version__in=self.versions).earliest("pk")

    @property
    def call(self) -> WebhookCall:
        return WebhookCall.objects.filter(webhook__organisation=self.organisation.organisation).earliest(
            "pk"
        )


def _of(model: type[Model], held: Held) -> Any:
    return model._default_manager.filter(organisation=held.organisation.organisation)


def furnish(word: str) -> Held:
    """An organisation whose every name holds ``word``, with a draft in review, an announced version, an emergency
    that waits for its approval, a reader, comments, a failed schedule, deeds and people.
    """
    organisation = make_organisation(
        word, title=f"{word} title", notice_days=0, contact_email=f"contact@{word}.example",
        **{f"name_{code}": f"{word} name" for code in ("fr", "en", "ar")},
    )  # fmt: skip
    people = {
        role: join(account(f"{word}-{role.split()[0].lower()}"), role, organisation)
        for role in (AUTHORS, REVIEWERS, PUBLISHERS, OWNERS)
    }
    author, publisher = people[AUTHORS], people[PUBLISHERS]
    page = make_policy_page(organisation, f"{word}-policy", title=f"{word} policy", owner=author)
    subscribe_confirmed(
        email=f"reader@{word}.example", language="fr", organisation=organisation.organisation
    )
    Webhook.objects.create(
        organisation=organisation.organisation, url=f"https://{word}.example/", secret=new_secret()
    )
    _enter_parties(organisation.organisation, word)
    first = publish(page, user=publisher, **EMERGENCY)
    in_a_month = page.policy.organisation.today() + timedelta(days=30)
    announced = publish_text(page, word, effective_date=in_a_month, user=publisher, **EMERGENCY)
    withhold(first, part=NOTE)
    asked = {"part": NOTE, "category": "court", "reason": dict.fromkeys(REASONS, word)}
    ask(versions=[announced], by=word, by_id=publisher.pk, **asked)
    _draft(page, word, author)
    files = {"fr": (f"{word}.md", f"# {word}\n\n## {word}\n\n{word}\n".encode())}
    begin(by=author, organisation=organisation.organisation, page=page, files=files)
    other = make_policy_page(organisation, f"{word}-locked", title=f"{word} locked", owner=author)
    other.locked, other.locked_by, other.locked_at = True, publisher, timezone.now()
    other.save_revision(user=author)
    other.save()
    page = PolicyPage.objects.get(pk=page.pk)
    MinorConfirmation.objects.create(
        page=page, text_sha256="0" * 64, reason=word, actor_name=word, actor_account=author.pk
    )
    ScheduleFailure.objects.create(
        page=other, revision_id=other.latest_revision_id, due_at=timezone.now(), reasons=[word]
    )
    note(AuditEntry.Action.PUBLISHED, f"{announced} {word}", by=publisher)
    say(page=page, by=author, text=word, key=str(KEYS["heading"]), language="fr", quote=word)
    until = page.policy.organisation.today() + timedelta(days=1)
    newest = page.get_latest_revision_as_object()
    invite_outside(
        page=newest, email=f"outside@{word}.example", name=word, language="fr", until=until, by=publisher
    )
    today = page.policy.organisation.today()
    assign(page=page, by=author, people={WHOLE: author, "ar": publisher}, days={"ar": today})
    Workflow.objects.get(name="Translation, review and publication").start(page, author)
    catch_up(PolicyPage.objects.all(), counts_of)
    for each in (organisation, page, other):
        insert_or_update_object(each)
    return Held(
        word=word, organisation=organisation, page=page, people=people,
        waiting=TaskState.objects.get(status="in_progress", revision=page.latest_revision),
    )  # fmt: skip


def _enter_parties(organisation: Organisation, word: str) -> None:
    """A contract party, a list that waits, and a key."""
    for name in ("party", "waiting"):
        rows = [PartyRow(f"{name}@{word}.example", "fr", "contract", word)]
        made = propose(organisation, rows, source=f"{word} clients", by=0, name=word)
        if name == "party":
            decide(made, confirmed=True, by=1, name=word)
    PartyKey.objects.create(
        organisation=organisation, name=word, digest=word, made_by=0, made_by_name=word
    )


def _draft(page: PolicyPage, word: str, author: User) -> None:
    """A newer text than the published one, in every place a text can stand, and a comment."""
    draft = page.get_latest_revision_as_object()
    section = next(iter(draft.sections.all()))
    for code in ("fr", "en", "ar"):
        setattr(section, f"body_{code}", stream(f"{word} body"))
        setattr(section, f"heading_{code}", f"{word} heading")
        for name in ("heading", "summary", "change_note"):
            setattr(draft, f"{name}_{code}", f"{word} {name}")
    draft.sections = [section]
    draft.title = f"{word} draft"
    draft.save_revision(user=author, log_action=True)
    Comment.objects.create(page=page, user=author, text=f"{word} comment", contentpath="title")


# Addresses of the admin.

# Wagtail's page to see an error with fails on purpose; signing out ends the walk.
LEFT_OUT = ("wagtailadmin_error_test", "to_sign_out", "wagtailadmin_logout")


def admin_addresses(
    resolver: URLResolver | None = None, route: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """The name and the pattern of every address of the admin that has a name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        inner = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if route or inner.startswith("admin/"):
                spaces = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
                yield from admin_addresses(pattern, inner, spaces)
        elif inner.startswith("admin/") and pattern.name:
            name = ":".join((*namespaces, pattern.name))
            if name not in LEFT_OUT:
                yield name, pattern


def arguments_of(held: Held, name: str) -> dict[str, list[Any]]:
    """What each argument of the address ``name`` can be for this organisation, by the argument's name."""
    page, revisions, versions = held.page.pk, held.revisions, held.versions
    state: Any = held.waiting.workflow_state
    pages = [page, held.organisation.pk]
    user = held.people[AUTHORS].pk
    shared: dict[str, list[Any]] = {
        "page_id": pages, "parent_page_id": [held.organisation.pk], "page_to_move_id": pages,
        "destination_id": [held.organisation.pk], "page_pk": pages, "object_id": [page],
        "revision_id": [revisions[-1]], "revision_id_a": [revisions[0]], "revision_id_b": [revisions[-1]],
        "task_state_id": [held.waiting.pk], "task_id": [held.waiting.task_id],
        "workflow_state_id": [state.pk], "workflow_pk": [state.workflow_id],
        "version_id": [version.pk for version in versions], "notice": [held.notice.uuid],
        "webhook": [held.call.webhook.uuid], "call": [held.call.uuid],
        "name": ["pause", "resume", "retry-failed"], "language": ["fr"], "field": ["heading"],
        "content_type_app_name": ["policies"], "content_type_model_name": ["policypage", "organisationpage"],
        "app_label": ["wagtailcore"], "app_name": ["policies"], "model_name": ["page"], "session_id": [1],
        "action": ["delete", "publish", "unpublish", "move"], "organisation_id": [held.organisation.organisation_id],
        "person_id": [user], "invitation": [uuid.uuid4()], "review": list(held.page.outside_reviews.values_list("uuid", flat=True)), "image_id": [1], "document_id": [1], "doc_id": [1], "uploaded_file_id": [1],
        "party_list": list(_of(PartyList, held).values_list("uuid", flat=True)),
        "party": list(_of(ContractParty, held).values_list("pk", flat=True)),
        "party_key": list(_of(PartyKey, held).values_list("pk", flat=True)),
        "request_id": list(held.requests), "withholding_id": list(held.withheld),
        "remark_id": list(held.page.remarks.values_list("pk", flat=True)), "text_import": list(TextImport.objects.filter(organisation=held.organisation.organisation).values_list("pk", flat=True)),
        "filter_spec": ["max-1x1"], "collection_id": [1], "uidb64": ["x"], "token": ["x"], "pk": pages,
    }  # fmt: skip
    if name.startswith("wagtailadmin_api:pages"):
        shared["action_name"] = [
            "delete",
            "publish",
            "unpublish",
            "move",
            "copy",
            "revert_to_page_revision",
        ]
    else:
        shared["action_name"] = ["approve", "reject"]
    if name.startswith("wagtailusers_users"):
        shared["pk"] = [user]
    if name.startswith("wagtailusers_groups"):
        shared["pk"] = list(held.people[PUBLISHERS].groups.values_list("pk", flat=True))
    if name.startswith("wagtailadmin_workflows"):
        task = "task" in name
        shared["pk"] = [held.waiting.task_id if task else state.workflow_id]
    if name.startswith(("wagtailsites", "wagtailadmin_collections", "wagtailimages", "wagtaildocs")):
        shared["pk"] = [1]
    return shared


def addresses_of(other: Held, own: Held) -> Iterator[tuple[str, str]]:
    """The name and the path of every address of the admin, for each thing of the other organisation it can name.

    An address that names several things is also written with a page of one's own and the rest of the other's. Raises
    ``KeyError`` for an argument that nobody has told it of.
    """
    for name, pattern in admin_addresses():
        wanted = list(dict.fromkeys([*pattern.pattern.converters, *pattern.pattern.regex.groupindex]))
        known = arguments_of(other, name)
        page = next(
            (each for each in wanted if each in ("page_id", "page_to_move_id", "page_pk", "pk")), ""
        )
        mixed = known | {page: [own.page.pk]} if page and len(wanted) > 1 else None
        for values in {**known}, mixed:
            for chosen in product(*(values[argument] for argument in wanted)) if values else ():
                yield name, reverse(name, kwargs=dict(zip(wanted, chosen, strict=True)))


def listings_of(other: Held, own: Held) -> Iterator[tuple[str, str]]:
    """Questions that lists and actions on many pages answer, and that would be lost among ``questions_of``."""
    home, organisation, word = other.organisation.get_parent().pk, other.organisation.pk, other.word[:5]
    api = "/admin/api/main/pages/?"
    asked = {
        "the sidebar": [
            f"{api}child_of={organisation}&for_explorer=1", f"{api}descendant_of={organisation}&fields=*",
            f"{api}child_of={home}&for_explorer=1&fields=parent(*)", f"{api}search={word}&fields=*",
            f"{api}ancestor_of={other.page.pk}&fields=*", f"{api}child_of=root&fields=*&limit=50",
        ],
        "many pages": [
            f"/admin/bulk/wagtailcore/page/{act}/?id=all{beneath}&next=/admin/"
            for act in ("delete", "move", "publish", "unpublish")
            for beneath in ("", f"&childOf={home}", f"&childOf={organisation}", "&childOf=1")
        ],
        "a search": [
            f"/admin/pages/search/?q={word}", f"/admin/pages/search/results/?q={word}",
            f"/admin/choose-page/search/?q={word}", f"/admin/choose-page/search/?q={word}&page_type=policies.policypage",
            f"/admin/versions/?q={word}", f"/admin/subscribers/?q={word}",
        ],
        "a chooser": [
            f"/admin/choose-page/{home}/?page_type=policies.policypage", f"/admin/choose-page/{home}/",
            "/admin/choose-page/?page_type=policies.policypage", "/admin/choose-page/1/",
            f"/admin/choose-page/{own.organisation.pk}/?target_pages[]={other.page.pk}&user_perms=move_to",
        ],
        "above the organisations": [
            f"/admin/pages/{home}/", f"/admin/pages/{home}/results/", f"/admin/pages/{home}/history/",
            f"/admin/pages/{home}/usage/", f"/admin/pages/{home}/edit/", "/admin/pages/1/", "/admin/pages/1/history/",
        ],
        "a copy": [
            f"/admin/pages/{own.page.pk}/copy/?new_parent_page={organisation}",
            f"/admin/pages/{own.page.pk}/move/?page={organisation}&q={word}",
            f"/admin/pages/{own.page.pk}/move/{organisation}/confirm/",
        ],
    }  # fmt: skip
    for name, paths in asked.items():
        for path in paths:
            yield name, path


def questions_of(held: Held) -> str:
    """What is asked of any address beside its path: each stands for what some view reads."""
    page, organisation = held.page.pk, held.organisation.pk
    return urlencode(
        {
            "id": page, "childOf": organisation, "target_pages[]": page, "q": held.word[:5], "p": 1,
            "page_type": "wagtailcore.page", "next": "/admin/", "parent_page_id": organisation,
            "object_id": page, "organisation": held.organisation.organisation_id, "page": page, "mode": "fr",
            "user": held.people[AUTHORS].pk, "requested_by": held.people[AUTHORS].pk, "task_type": "policies.ApprovalTask",
        }
    )  # fmt: skip


def posted(held: Held) -> dict[str, Any]:
    """What is posted to any address: all that would let some act happen."""
    page, organisation = held.page.pk, held.organisation.pk
    words = {
        f"{name}_{code}": "Crossed" for name in ("reason", "change_note") for code in ("fr", "en", "ar")
    }
    newest = held.page.get_latest_revision()
    return words | {
        "reason": "Crossed", "comment": "Crossed", "confirm": "1", "include_descendants": "on", "next": "/admin/",
        "new_title": "Crossed", "new_slug": "crossed", "new_parent_page": organisation, "chooser": organisation,
        "copy_subpages": "on", "restriction_type": "login", "position": 0, "pages": page, "type": "page",
        "workflow": held.waiting.workflow_state.workflow_id, "action-publish": "1", "prefix": "sections-0",
        "newest": f"{newest.pk} {newest.created_at.isoformat()}", "confirm_text": held.word, "slug": held.word,
        "person": held.people[AUTHORS].pk, "email": "crossed@example.org", "roles": "owner", "role": "owner",
        "destination_page_id": organisation, "parent_page": organisation, "username": "crossed", "name": "Crossed",
        "groups": list(held.people[PUBLISHERS].groups.values_list("pk", flat=True)), "title": "Crossed",
        "external-link-chooser-url": f"/fr/{held.word}/{held.word}-policy/",
        "id": page, "items": page, "revision_id": newest.pk, "policy": page, "organisation": organisation,
    }  # fmt: skip
