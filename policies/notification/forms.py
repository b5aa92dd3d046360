"""The form with which readers ask to be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.publication.models import LANGUAGE_CHOICES

from .address import LONGEST, normalised
from .offers import Offer
from .subscribing import subscribe


class SubscribeForm(forms.Form):
    """Address, language and what; ``offers`` is everything that may be chosen.

    ``website`` is a trap: people do not see it, programs that fill in every field do.
    """

    email = forms.CharField(
        label=_("Email address"),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )
    what = forms.MultipleChoiceField(
        label=_("What do you want to be told about?"),
        error_messages={"required": _("Choose at least one policy or organisation.")},
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, offers: Iterable[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.value: offer for offer in offers}
        what = cast(forms.MultipleChoiceField, self.fields["what"])
        what.choices = [(value, offer.title) for value, offer in self.offers.items()]
        for name in ("email", "what"):
            if self.is_bound and self.errors.get(name):
                self.fields[name].widget.attrs.update(
                    {"aria-invalid": "true", "aria-describedby": f"{name}-error"}
                )

    def clean_email(self) -> str:
        try:
            return normalised(self.cleaned_data["email"])
        except ValidationError as error:
            raise ValidationError(error.message, code=error.code) from None

    @property
    def chosen(self) -> list[str]:
        """The values that are ticked, whether sent or preselected."""
        value = self["what"].value()
        return list(value) if value else []

    def ask(self) -> None:
        """Ask the address for its confirmation; nothing when the trap was filled in."""
        if self.cleaned_data["website"]:
            return
        chosen = [self.offers[value] for value in self.cleaned_data["what"]]
        subscribe(
            email=self.cleaned_data["email"],
            language=self.cleaned_data["language"],
            policies=[offer.policy for offer in chosen if offer.policy],
            hubs=[offer.hub for offer in chosen if not offer.policy],
        )
