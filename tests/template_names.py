"""Finds names in templates that their values do not have: Django shows nothing for them, and says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.template.base import Variable, VariableDoesNotExist

_lookup = Variable._resolve_lookup
# What is asked for on purpose, whether it is there or not.
_OPTIONAL = {"request.user", "request.site"}


@contextmanager
def unknown_names() -> Iterator[set[str]]:
    """Collects every ``a.b`` in templates rendered meanwhile whose ``a`` is there and has no ``b``."""
    found: set[str] = set()

    def lookup(self: Variable, context: object) -> object:
        try:
            return _lookup(self, context)
        except VariableDoesNotExist:
            if _is_renamed(self, context) and self.var not in _OPTIONAL:
                found.add(str(self.var))
            raise

    with mock.patch.object(Variable, "_resolve_lookup", lookup):
        yield found


def _is_renamed(variable: Variable, context: object) -> bool:
    """Whether what stands before the last dot is a value of ours: not nothing, and no mapping of choices."""
    bits = variable.lookups or ()
    if len(bits) < 2:
        return False
    try:
        value = _lookup(Variable(".".join(bits[:-1])), context)
    except (VariableDoesNotExist, TypeError):
        return False
    return value is not None and value != "" and not isinstance(value, dict)
