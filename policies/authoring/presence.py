"""Who else has a draft open, and in which clause and language of it. Nothing here is asked or written by a save.

Wagtail keeps a session for each tab that has the editor open: it pings while it is in sight, and goes with the tab. What
is added is the place within the text.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from policies.publication.facts import LANGUAGE_CHOICES

from .writing_rights import name_of

# A tab pings every ten seconds while it is in sight. One that was hidden for longer is away; then it is gone.
HERE_FOR: Final = timedelta(seconds=45)
OPEN_FOR: Final = timedelta(minutes=10)


class EditingPlace(models.Model):
    """Where the tab of this session is; none before the script has said it. Goes with the session."""

    session = models.OneToOneField(
        EditingSession, on_delete=models.CASCADE, primary_key=True, related_name="place"
    )
    key = models.UUIDField(null=True)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)

    class Meta:
        verbose_name = "place of editing"
        verbose_name_plural = "places of editing"
        default_permissions = ()

    def __str__(self) -> str:
        return f"place of session {self.pk}"


def sessions_of(page: Any) -> models.QuerySet[EditingSession]:
    """All sessions of this draft, of every tab."""
    kind = ContentType.objects.get_for_model(Page)
    found: models.QuerySet[EditingSession] = EditingSession.objects.filter(
        content_type=kind, object_id=str(page.pk)
    )
    return found


def be_at(*, page: Any, session: int, by: Any, key: UUID | None, language: str) -> bool:
    """Say where this tab is; false where it is no tab of this person on this draft."""
    if not sessions_of(page).filter(pk=session, user=by).exists():
        return False
    EditingPlace.objects.update_or_create(
        session_id=session, defaults={"key": key, "language": language}
    )
    return True


def others(*, page: Any, session: int, by: Any) -> list[dict[str, Any]]:
    """Who else has it open, each once, by the tab that was seen last; ``away`` where it is out of sight."""
    now = timezone.now()
    seen = (
        sessions_of(page).filter(last_seen_at__gte=now - OPEN_FOR).exclude(pk=session).exclude(user=by)
    )
    people: dict[int, dict[str, Any]] = {}
    for each in seen.select_related("user", "place").order_by("-last_seen_at", "-pk"):
        away = each.last_seen_at < now - HERE_FOR
        place = None if away else getattr(each, "place", None)
        people.setdefault(
            each.user_id,
            {
                "id": each.user_id,
                "name": name_of(each.user),
                "away": away,
                "key": str(place.key) if place and place.key else "",
                "language": place.language if place else "",
            },
        )
    return sorted(people.values(), key=lambda person: (person["name"].casefold(), person["id"]))
