"""What may be done with a policy page: a published text is never deleted, moved or hidden."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester

from policies.publication.models import PolicyVersion


class PolicyPagePermissionTester(PagePermissionTester):
    """Wagtail's answers, less every action that would make a published text vanish."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self._has_versions = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._has_versions and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return not self._has_versions and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        return not self._has_versions and super().can_move_to(destination)


class HubPagePermissionTester(PagePermissionTester):
    """A hub whose policies have versions stays where it is."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self._has_versions = PolicyVersion.objects.filter(policy__hub=page.hub_id).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._has_versions and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self._has_versions and super().can_unpublish()
