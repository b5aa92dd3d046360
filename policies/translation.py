"""The fields that exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .authoring.models import PolicyPage, PolicySection
from .authoring.organisation_page import OrganisationPage
from .authoring.translation.page_texts import NAMES, PINS
from .publication.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "description")


@register(OrganisationPage)
class OrganisationPageTranslation(TranslationOptions):
    fields = ("name", "description")


@register(PolicyPage)
class PolicyPageTranslation(TranslationOptions):
    fields = (*NAMES, *PINS)


@register(PolicySection)
class PolicySectionTranslation(TranslationOptions):
    fields = ("label", "heading", "body", "translated_from")
