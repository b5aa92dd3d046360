"""What an organisation and a policy answer: the same fields on their pages in the admin and in the register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.document.languages import LANGUAGES

from .calendar import validate_time_zone
from .country_names import country_choices
from .origins import validate_origins
from .promise import ORGANISATION_PRACTICES, Practice, ShortNotice

LANGUAGE_CHOICES = [(language.code, language.name) for language in LANGUAGES.values()]


class OrganisationFacts(models.Model):
    """The fields that both have; names and descriptions exist once per language."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        default="",
        choices=country_choices,
        help_text=_("Dates in Arabic have the names of months of this country."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Africa/Casablanca",
        validators=[validate_time_zone],
        help_text=_(
            "Effective dates begin at midnight in this zone. What was published keeps the zone it was published in."
        ),
    )
    authoritative = models.CharField(
        _("authoritative language"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        default="fr",
        help_text=_("The language that prevails when the texts differ."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice period in days"),
        default=0,
        help_text=_("A substantial change applies at the earliest this many days after publication."),
    )
    practice = models.CharField(
        _("how readers are told"),
        max_length=20,
        choices=ORGANISATION_PRACTICES,
        default=Practice.MAIL,
        help_text=_("What a substantial change brings about, unless a policy has its own answer."),
    )
    short_notice = models.CharField(
        _("a shorter notice"),
        max_length=10,
        choices=ShortNotice.choices,
        default=ShortNotice.REFUSE,
        help_text=_("What happens to a substantial change that applies before the notice period ends."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder, in days before"),
        default=0,
        help_text=_(
            "Subscribers are reminded of an announced change this many days before it applies; "
            "0 sends no reminder. On the day itself they are told in any case."
        ),
    )
    # None is none: a column without a default is added without building the table anew.
    frame_origins = models.TextField(
        _("websites that may show its texts in a frame"),
        null=True,
        blank=True,
        validators=[validate_origins],
        help_text=_("One a line, such as https://www.example.org. No other website can frame them."),
    )

    class Meta:
        abstract = True

    @property
    def framing_origins(self) -> list[str]:
        """The websites that it lets frame its texts, each as its origin."""
        return (self.frame_origins or "").split()


class Kind(models.TextChoices):
    PRIVACY = "privacy", _("privacy policy")
    COOKIES = "cookies", _("cookie policy")
    TERMS = "terms", _("terms")
    OTHER = "other", _("other legal text")


class PolicyFacts(models.Model):
    """The fields of a policy's own answers, on its page and in the register. Days of none are the organisation's."""

    Kind = Kind

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PRIVACY)
    practice = models.CharField(
        _("how readers are told"),
        max_length=20,
        choices=Practice.choices,
        default=Practice.ORGANISATION,
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice period in days"),
        null=True,
        blank=True,
        help_text=_("Left empty: the organisation’s."),
    )

    class Meta:
        abstract = True
