"""Words of Wagtail's that its catalogues lack in Arabic, or have in another form of address than ours.

Nothing runs here: ``make messages`` finds them, and the site's catalogue comes before Wagtail's.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

WORDS: Final = (
    gettext_noop("Your account settings have been changed successfully!"),
    gettext_noop("Anyone"),
    gettext_noop("Cancelled by %(cancelled_by)s"),
    gettext_noop("Locked by"),
    gettext_noop('You do not have permission to publish pages at "%(page_title)s"'),
    gettext_noop("%(model_name)s scheduled for publishing"),
    gettext_noop("%(model_name)s scheduled for publishing at %(go_live_at)s"),
    gettext_noop("%(model_name)s unscheduled for publishing at %(go_live_at)s"),
    gettext_noop("%(model_name)s unscheduled from publishing"),
    gettext_noop("- Select an option -"),
    gettext_noop("unknown number"),
)
