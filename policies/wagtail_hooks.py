"""Where Wagtail looks for hooks: each room's are registered by being imported."""

from .authoring import editor_hooks  # noqa: F401
from .desk import admin_hooks, import_addresses, menu_hooks, translators  # noqa: F401
