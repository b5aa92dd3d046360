"""What laws ask of a notice of change, as data with sources and dates: no legal advice, and each says when it was read.

A profile whose articles were not read in full text is disabled: it shows what it is about and decides nothing.
The strictest of several wins. Nothing here knows a reader; days run from the handover of a mail (decision 75).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from .localize import language_name, spoken_date
from .refusal import Refusal


class Medium(StrEnum):
    """How much of the text a notice must hold; the later ones hold the former."""

    EXCERPT = "excerpt"
    CLAUSES = "clauses"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawProfile:
    """One rule of one law. ``days`` or ``months`` are the least between the handover and the day that a text applies.

    ``languages`` must be in every text: none of them can be left out. ``source`` is the official text. ``read_on`` is when the article was last read in
    full, and ``read_at`` where, as a reproduction; none disables the profile. A reader may end the contract until so many
    ``end_months`` after the handover, or ``end_days`` after the text applies (``last_day`` of a paragraph). ``paragraphs`` are what a notice must say, by language, with ``%(…)s`` for what varies.
    ``may_end``: whether a reader may opt out of such notices. ``kept_years`` is how long proof is kept.
    """

    key: str
    law: str
    article: str
    source: str
    valid_from: date
    read_on: date | None = None
    read_at: str = ""
    valid_until: date | None = None
    days: int = 0
    months: int = 0
    end_months: int = 0
    end_days: int = 0
    medium: Medium = Medium.EXCERPT
    languages: tuple[str, ...] = ()
    paragraphs: dict[str, str] = field(default_factory=dict)
    may_end: bool = True
    kept_years: int = 10
    why_disabled: str = ""

    @property
    def is_enabled(self) -> bool:
        return self.read_on is not None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def earliest(self, told: date) -> date:
        """The first day on which a change may apply of which readers are told on this day."""
        return _months_later(told, self.months) + timedelta(days=self.days)

    def last_day(self, told: date, effective: date) -> date:
        """The last day on which a reader may end the contract."""
        if self.end_days:
            return effective + timedelta(days=self.end_days)
        return _months_later(told, self.end_months)


_READ: Final = date(2026, 11, 30)
_READ_AGAIN: Final = date(2026, 12, 1)
_NOT_READ: Final = "not read in full text"

PROFILES: Final[dict[str, LawProfile]] = {
    profile.key: profile
    for profile in (
        LawProfile(
            key="fr-l224-33",
            law="Code de la consommation (FR)",
            article="L224-33",
            source="https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000043543361",
            valid_from=date(2021, 5, 28),
            read_on=_READ,
            read_at="https://juriblio.fr/codes/code-de-la-consommation/",
            months=1,
            end_months=4,
            medium=Medium.CLAUSES,
            may_end=False,
            paragraphs={
                "fr": "Si vous n’acceptez pas ces nouvelles conditions, vous pouvez résilier le contrat sans frais ni droit à "
                "dédommagement dans les quatre mois suivant cette notification, jusqu’au %(last_day)s.",
                "en": "If you do not accept these new terms, you may end the contract without charge and without compensation "
                "within four months of this notification, until %(last_day)s.",
                "ar": "إذا لم تقبلوا هذه الشروط الجديدة، يمكنكم إنهاء العقد دون مصاريف ودون تعويض خلال أربعة أشهر من هذا "
                "الإشعار، إلى غاية %(last_day)s.",
            },
        ),
        LawProfile(
            key="ma-31-08-206",
            law="Loi 31-08 (MA)",
            article="206",
            source="Bulletin officiel 5932, 7 avril 2011",
            valid_from=date(2011, 4, 7),
            read_on=_READ,
            read_at="http://axl.cefan.ulaval.ca/afrique/maroc-loi-consommateur-2011.htm",
            languages=("ar",),
        ),
        LawProfile(
            key="eu-dsa-14",
            law="Regulation (EU) 2022/2065 (DSA)",
            article="14(2)",
            source="https://eur-lex.europa.eu/eli/reg/2022/2065/oj",
            valid_from=date(2024, 2, 17),
            read_on=_READ,
            read_at="https://digitaldecade.hannessnellman.com/",
            may_end=False,
        ),
        LawProfile(
            key="eu-p2b-3",
            law="Regulation (EU) 2019/1150 (P2B)",
            article="3(2)",
            source="https://eur-lex.europa.eu/eli/reg/2019/1150/oj",
            valid_from=date(2020, 7, 12),
            days=15,
            medium=Medium.CLAUSES,
            may_end=False,
            # Read on 1 December 2026 at https://cms-digitallaws.com/?p=3413: 15 days from the notice, on a durable medium,
            # of any proposed change; longer where adaptations need it.
            why_disabled=f"{_NOT_READ}: its last subparagraph (waiver) and paragraphs 3 to 5 (exceptions) are missing",
        ),
        LawProfile(
            key="eu-durable-medium",
            law="Directive 2011/83/EU; CJEU C-49/11",
            article="2(10)",
            source="https://eur-lex.europa.eu/eli/dir/2011/83/oj",
            valid_from=date(2014, 6, 13),
            medium=Medium.FULL,
            may_end=False,
            why_disabled=f"{_NOT_READ}: neither the judgment nor the articles that ask for the medium",
        ),
        LawProfile(
            key="de-bgb-327r",
            law="BGB (DE)",
            article="§ 327r",
            source="https://www.gesetze-im-internet.de/bgb/__327r.html",
            valid_from=date(2022, 1, 1),
            medium=Medium.CLAUSES,
            may_end=False,
            # Read on 1 December 2026 at https://buzer.de/327r_BGB.htm and https://dein-gesetz.de/: subsections 1 to 4 and 6.
            why_disabled=f"{_NOT_READ}: subsection 5 is missing; it asks for a reasonable period and names no days",
        ),
        LawProfile(
            key="ma-09-08",
            law="Loi 09-08 (MA)",
            article="5",
            source="Bulletin officiel 5714, 5 mars 2009",
            valid_from=date(2009, 3, 5),
            why_disabled=f"{_NOT_READ}; what is known of it is about the collection, and names no days",
        ),
        LawProfile(
            key="qc-lpc-11-2",
            law="Loi sur la protection du consommateur, P-40.1 (QC)",
            article="11.2",
            source="https://www.legisquebec.gouv.qc.ca/fr/document/lc/P-40.1",
            valid_from=date(2010, 6, 30),
            read_on=_READ_AGAIN,
            read_at="https://www.legisquebec.gouv.qc.ca/en/showversion/cs/P-40.1?code=se:11_2&pointInTime=20211129",
            days=30,
            end_days=30,
            # The new clause, or the amended one and as it read before. The article names no language.
            medium=Medium.CLAUSES,
            may_end=False,
            paragraphs={
                "fr": "Si cette modification augmente vos obligations ou réduit celles du commerçant, vous pouvez la refuser et "
                "résoudre ou, s’il s’agit d’un contrat à exécution successive, résilier le contrat sans frais, pénalité ni "
                "indemnité, en envoyant au commerçant un avis à cet effet au plus tard le %(last_day)s.",
                "en": "If this amendment increases your obligations or reduces those of the merchant, you may refuse it and "
                "rescind or, in the case of a contract involving sequential performance, cancel the contract without cost, "
                "penalty or cancellation indemnity, by sending the merchant a notice to that effect no later than "
                "%(last_day)s.",
                "ar": "إذا كان هذا التعديل يزيد من التزاماتكم أو يقلص التزامات التاجر، يمكنكم رفضه وفسخ العقد، أو إنهاؤه إذا كان "
                "من العقود المتتابعة التنفيذ، دون مصاريف ولا غرامة ولا تعويض، بتوجيه إشعار بذلك إلى التاجر في أجل أقصاه "
                "%(last_day)s.",
            },
        ),
        LawProfile(
            key="qc-law-25",
            law="Loi 25, P-39.1 (QC)",
            article="8.2",
            source="https://www.legisquebec.gouv.qc.ca/fr/document/lc/P-39.1",
            valid_from=date(2023, 9, 22),
            why_disabled=f"{_NOT_READ}; reported to ask for a notice of each change by any means that reaches people",
        ),
        LawProfile(
            key="eu-gdpr-wp260",
            law="Regulation (EU) 2016/679 (GDPR); WP260 rev.01",
            article="13(3), 14(4)",
            source="https://ec.europa.eu/newsroom/article29/items/622227",
            valid_from=date(2018, 5, 25),
            why_disabled=f"{_NOT_READ}: only parts of paragraphs 30 and 31; they name no days",
        ),
    )
}


def paragraphs_of(
    profiles: Iterable[LawProfile], told: date, effective: date, language: str
) -> list[tuple[str, date]]:
    """What a notice must say in this language, with the last day on which its reader may end the contract."""
    return [
        (profile.paragraphs[language], profile.last_day(told, effective))
        for profile in profiles
        if language in profile.paragraphs
    ]


def chosen(keys: Iterable[str], day: date) -> list[LawProfile]:
    """The profiles of these keys that are enabled and hold on this day. An unknown key decides nothing."""
    found = [PROFILES[key] for key in keys if key in PROFILES]
    return [profile for profile in found if profile.is_enabled and profile.holds_on(day)]


def refusals_of_days(profiles: Sequence[LawProfile], *, told: date, effective: date) -> list[Refusal]:
    """Why a change that readers are told of on the day ``told`` may not apply from ``effective``; quotes the article."""
    if not profiles:
        return []
    strictest = max(profiles, key=lambda profile: profile.earliest(told))
    earliest = strictest.earliest(told)
    if effective >= earliest:
        return []
    message = _(
        "%(law)s, article %(article)s: readers are told by %(told)s, so the text applies at the earliest on "
        "%(earliest)s, and not on %(date)s."
    ) % {
        "law": strictest.law,
        "article": strictest.article,
        "told": spoken_date(told),
        "earliest": spoken_date(earliest),
        "date": spoken_date(effective),
    }
    return [Refusal(code="law_period", field="effective_date", message=message)]


def refusals_of_languages(profiles: Iterable[LawProfile], languages: Sequence[str]) -> list[Refusal]:
    """Why a text may not be published in these languages alone: no reason helps against a law. Quotes the article."""
    return [
        Refusal(
            code="law_language",
            field=f"with_{language}",
            message=_("%(law)s, article %(article)s: the text must be in %(language)s too.")
            % {
                "law": profile.law,
                "article": profile.article,
                "language": language_name(language),
            },
        )
        for profile in profiles
        for language in profile.languages
        if language not in languages
    ]


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day: a month from 31 January is 28 February."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
