"""The fields that exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .authoring.models import HubPage, PolicyPage, PolicySection
from .authoring.page_texts import NAMES, PINS
from .publication.models import Hub


@register(Hub)
class HubTranslation(TranslationOptions):
    fields = ("name", "description")


@register(HubPage)
class HubPageTranslation(TranslationOptions):
    fields = ("name", "description")


@register(PolicyPage)
class PolicyPageTranslation(TranslationOptions):
    fields = (*NAMES, *PINS)


@register(PolicySection)
class PolicySectionTranslation(TranslationOptions):
    fields = ("heading", "body", "translated_from")
