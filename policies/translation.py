"""The fields that exist once per language."""

from modeltranslation.translator import TranslationOptions, register

from .authoring.models import HubPage, PolicyPage, PolicySection
from .publication.models import Hub


@register(Hub)
class HubTranslation(TranslationOptions):
    fields = ("name", "description")


@register(HubPage)
class HubPageTranslation(TranslationOptions):
    fields = ("name", "description")


@register(PolicyPage)
class PolicyPageTranslation(TranslationOptions):
    fields = (
        "heading",
        "summary",
        "change_note",
        "heading_translated_from",
        "summary_translated_from",
        "change_note_translated_from",
    )


@register(PolicySection)
class PolicySectionTranslation(TranslationOptions):
    fields = ("heading", "body", "translated_from")
