"""What may be done with a policy page: a published text is never deleted, moved or hidden."""

from __future__ import annotations

from functools import cached_property

from wagtail.models import Page, PagePermissionTester

from policies.publication.models import PolicyVersion

from .people.rights import administers_site, may
from .people.roles import Act
from .writing_rights import organisation_of


class OfOrganisation(PagePermissionTester):
    """A page of one organisation: what Wagtail's groups allow is asked of the roles there once more.

    A page whose texts were published stays where it is, and readers see no draft of it.
    """

    @cached_property
    def has_versions(self) -> bool:
        raise NotImplementedError

    @cached_property
    def organisation(self) -> int | None:
        return organisation_of(self.page)

    def may(self, act: Act) -> bool:
        return may(self.user, act, self.organisation)

    def can_add_subpage(self) -> bool:
        return self.may(Act.WRITE) and super().can_add_subpage()

    def can_edit(self) -> bool:
        return self.may(Act.READ_DRAFTS) and super().can_edit()

    def can_publish(self) -> bool:
        return self.may(Act.PUBLISH) and super().can_publish()

    def can_lock(self) -> bool:
        return self.may(Act.READ_DRAFTS) and super().can_lock()

    def can_unlock(self) -> bool:
        return self.may(Act.READ_DRAFTS) and super().can_unlock()

    def can_submit_for_moderation(self) -> bool:
        return self.may(Act.READ_DRAFTS) and super().can_submit_for_moderation()

    def can_move(self) -> bool:
        return not self.has_versions and super().can_move()

    def can_move_to(self, destination: Page) -> bool:
        return not self.has_versions and super().can_move_to(destination)

    def can_set_view_restrictions(self) -> bool:
        """Never: what was published is public, and nothing else is."""
        return False


class PolicyPagePermissionTester(OfOrganisation):
    """Wagtail's answers, without what would make a published text vanish. Some are for those only who may write
    the whole policy.
    """

    @cached_property
    def has_versions(self) -> bool:
        return PolicyVersion.objects.filter(policy__uuid=self.page.policy_uuid).exists()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self.may(Act.WRITE) or self.has_versions:
            return False
        return super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        """Never: a policy that ends is retired, and its versions stay readable."""
        return False

    def can_copy(self) -> bool:
        return self.may(Act.WRITE) and super().can_copy()

    def can_read_draft(self) -> bool:
        """Whether this person may look at the draft, its comparisons and its mails."""
        return self.may(Act.READ_DRAFTS)

    def can_end(self) -> bool:
        """Whether this person may withdraw an announced version, or retire the policy."""
        return self.has_versions and self.can_publish()


class OrganisationPagePermissionTester(OfOrganisation):
    """An organisation's settings bind every policy of it: its owners change them. Whether it is, only who
    administers the site says.
    """

    @cached_property
    def has_versions(self) -> bool:
        return PolicyVersion.objects.filter(policy__organisation=self.page.organisation_id).exists()

    @cached_property
    def _administers(self) -> bool:
        return administers_site(self.user)

    def can_edit(self) -> bool:
        return self.may(Act.CHANGE_SETTINGS) and super().can_edit()

    def can_publish(self) -> bool:
        return self.may(Act.CHANGE_SETTINGS) and super().can_publish()

    def can_copy(self) -> bool:
        return self._administers and super().can_copy()

    def can_move(self) -> bool:
        return self._administers and super().can_move()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._administers and not self.has_versions and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self._administers and not self.has_versions and super().can_unpublish()
