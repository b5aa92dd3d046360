"""What a country is called without its name: the adjective in "French law", «القانون الفرنسي», "droit français".

Stems in folded spelling, in English, French and Arabic; a stroke parts several. They stand for their country where
another language names it, and are no mention by themselves.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from .folding import FoldedText

_TABLE: Final = """
AE emirat|uae émira امارات
AF afghan afghan افغان
AL albanian albanais الباني
AR argentin argentin ارجنتين
AT austrian autrichien نمساو
AU australian australien استرال
AZ azerbaijan azerbaïdjan|azéri اذربيجان
BD bangladesh bangladais بنغلاديش|بنغالي
BE belgian belge بلجيك
BF burkin burkin بوركين
BG bulgarian bulgare بلغار
BH bahrain bahreïn بحرين
BR brazilian brésilien برازيل
CA canadian canadien كند
CH swiss suisse|helvétique سويسر
CI ivorian ivoirien ايفوار|عاجي
CL chilean chilien تشيل|شيل
CM cameroon camerounais كاميرون
CN chinese chinois صين
CO colombian colombien كولومب
CZ czech tchèque تشيك
DE german allemand الماني|المان
DK danish|danes danois دنمارك|دانمارك
DZ algerian algérien جزائر
EE estonian estonien استون
EG egyptian égyptien مصري
ES spanish|spaniard espagnol اسبان
EU european|eu|e.u. européen|europe|union|ue|l'ue|d'ue اوروب
FI finnish finlandais فنلند
FR french français فرنس
GB british|uk|u.k.|english|britain|england britanni|anglais|grande-bretagne|royaume-uni بريطان|انجليز|انكليز
GH ghanaian ghanéen غاني
GR greek grec|hellénique يونان
HK hong hong هونغ
HR croatian croate كروات
HU hungarian hongrois مجر|هنغار
ID indonesian indonésien اندونيس
IE irish irlandais ايرلند
IL israeli israélien اسرائيل
IN indian indien هندي|هنود
IQ iraqi irakien|iraquien عراق
IR iranian iranien ايران
IS icelandic islandais ايسلند
IT italian italien ايطال
JO jordanian jordanien اردن
JP japanese japonais|nippon يابان
KE kenyan kényan|kenyan كيني
KR korean coréen كوري
KW kuwait koweït كويت
LB leban liban لبنان
LI liechtenstein liechtenstein ليختنشتاين|ليشتنشتاين
LT lithuanian lituanien ليتوان
LU luxemb luxemb لوكسمب|لكسمب
LV latvian letton لاتف
LY libyan libyen ليبي
MA moroccan|maghrib marocain|maghrib مغرب
MC monegasque monégasque مونا
ML malian malien مالي
MR mauritanian mauritanien موريتان
MT maltese maltais مالط
MX mexican mexicain مكسيك
MY malaysian malaisien ماليز
NE nigerien nigérien نيجر
NG nigerian nigérian نيجير
NL dutch|holland|netherlands néerlandais|hollandais هولند
NO norwegian norvégien نرويج
NZ zealand néo-zélandais نيوزيلند
OM omani omanais عماني
PK pakistan pakistan باكستان
PL polish|poles polonais بولند|بولون
PS palestin palestin فلسطين
PT portuguese portugais برتغال
QA qatari qatari|qatarien قطري
RO romanian roumain رومان
RS serbian serbe صرب
RU russian russe روسي
SA saudi saoudi سعودي
SD sudan soudan سودان
SE swedish suédois سويد
SG singapore singapour سنغافور
SI slovenian slovène سلوفين
SK slovak slovaque سلوفاك
SN senegal sénégal سنغال
SY syrian syrien سوري
TH thai thaï تايلاند
TN tunisian tunisien تونس
TR turk turc|turque ترك
TW taiwan taïwan تايوان
UA ukrain ukrain اوكران
US american|us|u.s.|usa|america|states américain|usa|us|états-unis|amérique|é.-u. امريك
VN vietnam vietnam|viêt فيتنام
YE yemen yémen يمن
ZA african sud-africain افريق
"""
_STEMS: Final = {
    language: {
        code: stems[at].split("|")
        for code, *stems in (line.split(" ") for line in _TABLE.strip().splitlines())
    }
    for at, language in enumerate(("en", "fr", "ar"))
}
# Two letters are a word of their own, and only in capitals a country.
_SHORT: Final = 3


@cache
def _expression(language: str) -> re.Pattern[str]:
    before = "(?:و?(?:ب|ل|ك|ف)?(?:ال|ل)?)" if language == "ar" else ""
    return re.compile(
        "|".join(
            rf"(?P<{code}>(?<!\w){before}(?:{'|'.join(_stem(stem) for stem in stems)}))"
            for code, stems in _STEMS[language].items()
        )
    )


def _stem(stem: str) -> str:
    return rf"{re.escape(stem)}(?!\w)" if len(stem) <= _SHORT and stem.isascii() else re.escape(stem)


def spoken_of(text: FoldedText, language: str) -> set[str]:
    """The ISO 3166 codes of the countries that a text speaks of by an adjective or an abbreviation."""
    return {
        match.lastgroup or ""
        for match in _expression(language).finditer(text.text)
        if not (len(match[0]) <= 2 and match[0].isascii()) or text.said(*match.span()).isupper()
    }
