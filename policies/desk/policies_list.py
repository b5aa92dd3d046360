"""The list of policies: by state, and by the words of their titles and texts in any language."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from policies.authoring.draft_entries import LONGEST_QUESTION
from policies.authoring.people.rights import may_anywhere
from policies.authoring.people.roles import Act

from .dashboard import filters
from .policy_rows import Standing, rows_for, with_facts

PER_PAGE: Final = 50


class PoliciesView(WagtailAdminTemplateMixin, TemplateView):
    """``?q=`` words, ``?state=`` one of ``Standing``, ``?p=`` the page."""

    template_name = "policies/admin/policies.html"
    page_title = _("Policies")
    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = self.request.user, self.request.GET
        question = asked.get("q", "").strip()[:LONGEST_QUESTION]
        rows = rows_for(user, question)
        state = asked.get("state", "")
        chosen = [row for row in rows if row.standing == state] if state in Standing.values else rows
        page = Paginator(chosen, PER_PAGE).get_page(asked.get("p"))
        return super().get_context_data(
            question=question,
            rows=with_facts(page.object_list),
            page_obj=page,
            elided=page.paginator.get_elided_page_range(page.number),
            all=len(rows),
            filters=filters(rows, state),
            state=state,
            may_write=may_anywhere(user, Act.WRITE),
            **kwargs,
        )
