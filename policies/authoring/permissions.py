"""What may be done with a policy page: a published text is never deleted, moved or hidden."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PagePermissionTester

from policies.publication.models import PolicyVersion

from . import writing_rights


class PolicyPagePermissionTester(PagePermissionTester):
    """Wagtail's answers, less every action that would make a published text vanish, and less what only
    those may do who write the whole policy.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self._has_versions = PolicyVersion.objects.filter(policy__uuid=page.policy_uuid).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self._has_versions or not writing_rights.writes_everything(self.user):
            return False
        return super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        """Never: a policy that ends is retired, and its versions stay readable."""
        return False

    def can_move(self) -> bool:
        return not self._has_versions and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        return not self._has_versions and super().can_move_to(destination)

    def can_copy(self) -> bool:
        return writing_rights.writes_everything(self.user) and super().can_copy()

    def can_set_view_restrictions(self) -> bool:
        """Never: readers see versions, which are public, and no draft."""
        return False

    def can_read_draft(self) -> bool:
        """Whether this person may look at the draft, its comparisons and its mails."""
        if not self.user.is_active:
            return False
        return self.can_edit() or any(
            self.user.has_perm(right)
            for right in (writing_rights.CONFIRM_MINOR, writing_rights.APPROVE_EMERGENCY)
        )

    def can_end(self) -> bool:
        """Whether this person may withdraw an announced version, or retire the policy."""
        return self._has_versions and self.can_publish()


class OrganisationPagePermissionTester(PagePermissionTester):
    """An organisation's settings bind every policy of it, and an organisation whose policies have versions stays where it is."""

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        self._has_versions = PolicyVersion.objects.filter(
            policy__organisation=page.organisation_id
        ).exists()
        self._manages = user.has_perm(writing_rights.MANAGE_ORGANISATIONS)

    def can_edit(self) -> bool:
        return self._manages and super().can_edit()

    def can_publish(self) -> bool:
        return self._manages and super().can_publish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._manages and not self._has_versions and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self._manages and not self._has_versions and super().can_unpublish()

    def can_move(self) -> bool:
        return not self._has_versions and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        return not self._has_versions and super().can_move_to(destination)

    def can_set_view_restrictions(self) -> bool:
        """Never: what its policies published is public, and nothing else of it is."""
        return False
