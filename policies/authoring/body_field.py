"""A clause's body in a draft: a column that holds the document's own JSON of blocks, and its field in forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from policies.document.canonical import blocks_to_json
from policies.document.malformed import MalformedDocument

from .draft import body_of


def _as_a_body(value: Any) -> list[dict[str, Any]]:
    """The body in its one form; a ``ValidationError`` quotes what is wrong in it."""
    try:
        return blocks_to_json(body_of(value))
    except MalformedDocument as error:
        raise ValidationError(
            _("This text cannot stand in a policy: %(fault)s"), params={"fault": error}, code="malformed"
        ) from error


class BodyInput(forms.HiddenInput):
    """Carries a body through the form as JSON, for the editor's script; nothing sent is an empty body."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        return super().value_from_datadict(data, files, name) or "[]"


class BodyFormField(forms.JSONField):
    widget = BodyInput

    def prepare_value(self, value: Any) -> Any:
        """In the one form that the script writes too: PostgreSQL keeps no order of names."""
        if isinstance(value, str):
            return value
        with suppress(MalformedDocument):  # shown as it is stored, and refused when it is saved
            value = blocks_to_json(body_of(value))
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:  # brackets within brackets, thousands of them
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def clean(self, value: Any) -> Any:
        return _as_a_body(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A body that may only be read is not sent, and did not change."""
        return not self.disabled and super().has_changed(initial or [], data)


class BodyField(models.JSONField):
    """What is stored is a body of a document, or an empty list."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        _as_a_body(value)

    def formfield(self, **kwargs: Any) -> Any:
        plain = {"form_class": BodyFormField, "widget": BodyInput, "show_hidden_initial": False}
        return super().formfield(**{**plain, **kwargs})
