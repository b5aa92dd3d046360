"""What may be done with a policy page: a published text is never deleted, moved or hidden."""

from __future__ import annotations

from functools import cached_property

from wagtail.models import Page, PagePermissionTester

from policies.publication.models import PolicyVersion

from .writing_rights import (
    APPROVE_EMERGENCY,
    CONFIRM_MINOR,
    MANAGE_ORGANISATIONS,
    writes_everything,
)


class KeepsVersions(PagePermissionTester):
    """A page whose texts were published stays where it is, and readers see no draft of it."""

    @cached_property
    def has_versions(self) -> bool:
        raise NotImplementedError

    def can_move(self) -> bool:
        return not self.has_versions and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        return not self.has_versions and super().can_move_to(destination)

    def can_set_view_restrictions(self) -> bool:
        """Never: what was published is public, and nothing else is."""
        return False


class PolicyPagePermissionTester(KeepsVersions):
    """Wagtail's answers, without what would make a published text vanish. Some are for those only who may write
    the whole policy.
    """

    @cached_property
    def has_versions(self) -> bool:
        return PolicyVersion.objects.filter(policy__uuid=self.page.policy_uuid).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not writes_everything(self.user) or self.has_versions:
            return False
        return super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        """Never: a policy that ends is retired, and its versions stay readable."""
        return False

    def can_copy(self) -> bool:
        return writes_everything(self.user) and super().can_copy()

    def can_read_draft(self) -> bool:
        """Whether this person may look at the draft, its comparisons and its mails."""
        if not self.user.is_active:
            return False
        return self.can_edit() or any(
            self.user.has_perm(right) for right in (CONFIRM_MINOR, APPROVE_EMERGENCY)
        )

    def can_end(self) -> bool:
        """Whether this person may withdraw an announced version, or retire the policy."""
        return self.has_versions and self.can_publish()


class OrganisationPagePermissionTester(KeepsVersions):
    """An organisation's settings bind every policy of it: only administrators change them."""

    @cached_property
    def has_versions(self) -> bool:
        return PolicyVersion.objects.filter(policy__organisation=self.page.organisation_id).exists()

    @cached_property
    def _manages(self) -> bool:
        return bool(self.user.has_perm(MANAGE_ORGANISATIONS))

    def can_edit(self) -> bool:
        return self._manages and super().can_edit()

    def can_publish(self) -> bool:
        return self._manages and super().can_publish()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._manages and not self.has_versions and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self._manages and not self.has_versions and super().can_unpublish()
