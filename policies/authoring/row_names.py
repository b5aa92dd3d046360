"""The names of groups, tasks and the workflow that we made, shown in the reader's language.

They are rows, named in English once for all: code and administrators find them by these names. A page in the admin
shows them translated; a form shows what is stored, which an administrator may change: then it is theirs.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import Group
from django.db.models.signals import post_init
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from wagtail.models import Task, Workflow

NAMES: Final = frozenset(
    {
        gettext_noop("Administrators"),
        gettext_noop("Translation, review and publication"),
        gettext_noop("Translation"),
        # Steps of one language, which came one after another.
        gettext_noop("Translation: Français"),
        gettext_noop("Translation: English"),
        gettext_noop("Translation: العربية"),
        gettext_noop("Legal review"),
        gettext_noop("Publication"),
    }
)


class RowName(str):
    """A stored name: templates and messages show its translation, forms and the database have it as it is."""

    __slots__ = ()

    def __html__(self) -> SafeString:
        return escape(shown_name(str(self)))

    def __format__(self, format_spec: str) -> str:
        return format(shown_name(str(self)), format_spec)


def shown_name(name: str) -> str:
    """The translation of a name of ours; any other name as it is."""
    return gettext(str(name)) if name in NAMES else name


def name_rows(instance: Any, **_kwargs: Any) -> None:
    """Make the name of a row that is read one that is shown translated."""
    name = instance.__dict__.get("name")
    if name in NAMES:
        instance.name = RowName(name)


def show_translated() -> None:
    """From now on, for the rows of every group, workflow and task."""
    for model in (Group, Workflow, Task, *_tasks(Task)):
        post_init.connect(name_rows, sender=model, dispatch_uid=f"policies.names.{model.__name__}")


def _tasks(model: Any) -> list[Any]:
    return [each for child in model.__subclasses__() for each in (child, *_tasks(child))]
