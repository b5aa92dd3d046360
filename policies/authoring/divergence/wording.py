"""What a sentence binds to, permits and denies, as far as words tell: hints, which stop no release."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from policies.lexicon.arabic import PARTICLES
from policies.lexicon.folding import folded_text

_DUTY: Final = {
    "en": r"must|shall|required to|obliged to|obligated to|ha(?:ve|s) to|needs? to|mandatory|compulsory|obligation|required",
    "fr": r"doi(?:s|t|vent|ve)|dev(?:ons|ez|ra|ront|rez|rons|ait)|tenue?s? (?:de|d'|à)|obligée?s? (?:de|d'|à)|obligatoires?|obligation|"
    r"il faut|impérativement|est requise?|sont requise?s|exigée?s?|exige|nécessaire (?:de|que)|nécessite",
    "ar": r"[يت]جب|[يت]تعين|ينبغي|[يت]لزم|ملزم(?:ون|ين|ه)?|لا ?بد|[يت]توجب|الزامي(?:ه|ا)?|ضروره|واجب|[يت]لتزم(?:ون|ين)?|مطلوب",
}
_MAY: Final = {
    "en": r"may|can|could|might|allowed to|permitted to|entitled to|free to|able to|possible|option|optional(?:ly)?|right to",
    "fr": r"peu(?:t|vent|x)|pouv(?:ons|ez|ait|oir)|pourr(?:a|ont|ez|ons|ait|aient|iez)|puiss(?:e|iez|ions|ent|ons)|autorisée?s? à|libres? de|"
    r"possibilité|possible|en mesure de|facultati(?:f|ve)s?|susceptibles?|droit de|permet(?:tent|tant)?|éventuel\w*",
    "ar": r"يجوز|[يتن]?مكن(?:ك|كم|نا|ه|ها|هم)?|[يتان]ستطيع(?:ون)?|(?:امكان|وسع|مقدور)(?:ك|كم|نا|ه|ها|هم)?|امكانيه|خيار|"
    r"اختياري(?:ه|ا)?|مسموح|[يتن]سمح|ممكن|قد|يحق|حق|ربما|قادر(?:ين|ون|ا|ه)?|قدر(?:ه|تك|تنا)|محتمل",
}
_NO: Final = {
    "en": r"not(?! (?:only|merely|just))(?<!but is not)(?<!but not)(?! limited)|cannot|\w+n't|never|"
    r"no(?! (?:longer|later|less|more|fewer|earlier) than)(?!\.)|none|nothing|nobody|neither|without(?! limit)",
    "fr": r"(?:ne|n')(?! *\w+ que)|(?:mais|et) (?:pas|non(?! avenue))|sans(?! (?:limit|s'y limit|s'y rest|délai|aucune limit))|non(?! (?:seulement|exhausti|plus|avenue))(?<!ou non)",
    "ar": r"لا(?![^.]{0,90} الا )(?! (?:[يت]زال|[يت]تجاوز|[يت]قل|[يت]زيد|[يت]تعدي|سيما|بد|الحصر|تتردد))|لم|لن|ليس(?:ت|وا)?|لسنا|لست|عدم|غير|(?:ب)?دون(?! (?:تقييد|حصر|تحديد))",
}
_HIDDEN: Final = re.compile("(?<!\\w)[وف]?(?:أل[\u064b-\u0652]*ا|لئل[\u064b-\u0652]*ا)(?!\\w)")
# What denies in another way, so that the other language needs no "not".
_DENYING: Final = {
    "en": r"un(?!der|til|i(?:t|on|que|ver|lat|fi|fo))\w{4,}|non[- ]?\w+|dis(?:agre|abl|allow|claim|contin)\w*|"
    r"in(?!form|clu|ter|divid|st|ten|dus|itia|ves|vit|tro|cid|dem|dic|sis|spe|cre|sur|qui|teg|fri|ject|her|side|put|voi|vol|corp|cur|dex)\w{5,}|"
    r"impossib\w+|illegal\w*|irrevocabl\w+|refus\w+|fail\w*|lacks?|prevent\w*|prohibit\w*|forb\w+|exclu(?:de|ding|sion)\w*|den(?:y|ies|ied)|except|"
    r"only|refrain\w*|free of|absence|other than|regardless|anonymous\w*|irrespective|pre-\w+",
    "fr": r"in(?!form|ter(?!di)|divid|diq|clu|té|ten|scri|st|dus|itia|vit|ves|ver|tro|ven|sis|spe|cit|flu|gén|cor|dem|cid|fr)\w{5,}|impossib\w+|"
    r"illég\w+|illicit\w+|irrévocabl\w+|désactiv\w+|refus\w+|manque\w*|à défaut|empêch\w+|prohib\w+|exclu\w*|sauf|hors|hormis|uniquement|"
    r"seule?s?|seulement|abst\w+|évit\w+|absence|exempte?s?|quelle? que soi\w+|anonym\w+|ne(?= \w+ que)|autres? que",
    "ar": r"[يتن]منع\w*|منع|[يت]حظر|حظر|محظور\w*|رفض\w*|[يتن]رفض|باستثناء|الا|فقط|خلو|خالي\w*|امتناع|استحال\w*|[يت]تعذر|تعذر|تجنب\w*|سوي|عدا|"
    r"استبعاد|ممنوع\w*|بلا|مجهول\w*|بغض",
}


def _compiled(forms: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        language: re.compile(
            rf"(?<!\w){PARTICLES if language == 'ar' else ''}(?:{form})(?:(?<=')|(?!\w))"
        )
        for language, form in forms.items()
    }


_DUTIES, _PERMISSIONS, _NEGATIONS, _DENIALS = map(_compiled, (_DUTY, _MAY, _NO, _DENYING))


class Wording(NamedTuple):
    duties: tuple[str, ...]
    permissions: tuple[str, ...]
    negations: tuple[str, ...]
    denials: int


_WITH_NE: Final = (
    r"(?:pas|jamais|aucune?s?|rien|ni|nul(?:le)?|personne|nullement|guère|plus(?! (?:de|que|d'|tard)))"
)
_BEFORE_NE: Final = re.compile(
    r"(?<!\w)(?:aucune?|rien|personne|ni|nul(?:le)?|jamais|pas)(?!\w)[^.;:]*$"
)
_AFTER_NE: Final = re.compile(
    rf"(?:[ '-]*[\w]+){{0,8}}?[ '-]+{_WITH_NE}(?!\w)(?! (?:seulement|uniquement))"
)
_ALONE: Final = re.compile(r" ?(?:peu(?:t|vent)|saurai\w+|cess\w+|os\w+)(?!\w)(?! que)")


def _denies(text: str, start: int, end: int) -> bool:
    """Whether a French "ne" denies: "avant qu'il ne parte" and "ne … que" do not; one denial counts once."""
    if text[max(0, start - 3) : start] == "ni ":
        return False
    before = _BEFORE_NE.search(text, max(0, start - 160), start)
    return bool(before or _AFTER_NE.match(text, end) or _ALONE.match(text, end))


@lru_cache(maxsize=8192)
def wording_of(sentence: str, language: str) -> Wording:
    text = folded_text(sentence)
    duties, permissions, negations = (
        tuple(text.said(*match.span()) for match in pattern[language].finditer(text.text))
        for pattern in (_DUTIES, _PERMISSIONS, _NEGATIONS)
    )
    if language == "fr":
        negations = tuple(
            said
            for said, match in zip(negations, _NEGATIONS["fr"].finditer(text.text), strict=True)
            if match[0] not in ("ne", "n'") or _denies(text.text, match.start(), match.end())
        )
    if language == "ar":
        # «لا … ولا» denies once.
        negations = tuple(said for at, said in enumerate(negations) if not at or said != "ولا")
    # Folded, «ألا», "that … not", is «إلا», "except".
    hidden = tuple(_HIDDEN.findall(sentence)) if language == "ar" else ()
    denials = len(_DENIALS[language].findall(text.text)) - len(hidden)
    return Wording(duties, permissions, (*negations, *hidden), denials)


def duty_apart(old: Wording, new: Wording) -> tuple[str, str] | None:
    """One binds where the other permits: more duties and fewer permissions."""
    more_duties = len(new.duties) - len(old.duties)
    more_permissions = len(new.permissions) - len(old.permissions)
    if more_duties * more_permissions >= 0:
        return None
    if more_duties > 0:
        return ", ".join(old.permissions), ", ".join(new.duties)
    return ", ".join(old.duties), ", ".join(new.permissions)


def negation_apart(old: Wording, new: Wording) -> tuple[str, str] | None:
    """One denies more often, also counting what denies in another way ("only", "unable", "refuse")."""
    more = len(new.negations) - len(old.negations)
    if not more or more + new.denials - old.denials == 0:
        return None
    return ", ".join(old.negations), ", ".join(new.negations)
