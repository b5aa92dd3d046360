"""The months by every name in use: French, English, and Arabic from Morocco to Iraq.

The names are those of CLDR's locales and the variants that texts have beside them. A point ends an abbreviation.
"""

from __future__ import annotations

from typing import Final

from .folding import either, folded, unaccented

# Each naming from January to December.
NAMINGS: Final = {
    naming: tuple(names.split(", "))
    for naming, names in {
        "fr": "janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre",
        "fr short": "janv., févr., mars, avr., mai, juin, juil., août, sept., oct., nov., déc.",
        "fr Canada, short": "jan., fév., mars, avr., mai, juin, juill., août, sept., oct., nov., déc.",
        "fr Morocco, short": "jan., fév., mar., avr., mai, jui., juil., août, sept., oct., nov., déc.",
        "en": "january, february, march, april, may, june, july, august, september, october, november, december",
        "en short": "jan., feb., mar., apr., may, jun., jul., aug., sep., oct., nov., dec.",
        "en Britain, short": "jan., feb., mar., apr., may, june, july, aug., sept., oct., nov., dec.",
        "ar Egypt, Gulf": "يناير, فبراير, مارس, أبريل, مايو, يونيو, يوليو, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر",
        "ar Egypt, older": "يناير, فبراير, مارس, إبريل, مايو, يونيه, يوليه, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر",
        "ar Morocco": "يناير, فبراير, مارس, أبريل, ماي, يونيو, يوليوز, غشت, شتنبر, أكتوبر, نونبر, دجنبر",
        "ar Mauritania": "يناير, فبراير, مارس, إبريل, مايو, يونيو, يوليو, أغشت, شتمبر, أكتوبر, نوفمبر, دجمبر",
        "ar Algeria, Tunisia": "جانفي, فيفري, مارس, أفريل, ماي, جوان, جويلية, أوت, سبتمبر, أكتوبر, نوفمبر, ديسمبر",
        "ar Levant, Iraq": "كانون الثاني, شباط, آذار, نيسان, أيار, حزيران, تموز, آب, أيلول, تشرين الأول, تشرين الثاني, كانون الأول",
        "ar Levant, Iraq, bare": "كانون ثاني, شباط, آذار, نيسان, أيار, حزيران, تموز, آب, أيلول, تشرين أول, تشرين ثاني, كانون أول",
    }.items()
}

_NUMBERS = {
    form: number
    for names in NAMINGS.values()
    for number, name in enumerate(names, start=1)
    for form in (folded(name), unaccented(name))
}
# The names without abbreviations, in small letters: no space or point within them parts a date.
WRITTEN_IN_ONE_WORD: Final = {
    form
    for names in NAMINGS.values()
    for name in names
    if name.isalpha()
    for form in (name, unaccented(name))
}
# An expression for any name in a folded text, also within a verbose one.
MONTH: Final = either(form.replace(" ", "[ ]+").replace(".", r"\.?") for form in _NUMBERS)


def month_of(name: str) -> int:
    """The number of the month, from 1, of a name that ``MONTH`` matched."""
    name = " ".join(name.split())
    return _NUMBERS.get(name) or _NUMBERS[f"{name}."]
