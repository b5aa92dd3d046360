"""What the tests of readers read."""

from __future__ import annotations

from policies.document.blocks import Body
from policies.interchange.readers.parsed_text import ParsedText
from policies.interchange.readers.read_markdown import read_markdown


def read(text: str) -> ParsedText:
    return read_markdown(text)


def blocks(text: str) -> Body:
    """The blocks of Markdown beneath a title."""
    return read(f"# T\n\n{text}").sections[0].blocks


def outline(text: ParsedText) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in text.sections]


SPACED_FRENCH = """POLITIQUE DE CONFIDENTIALITÉ

Dernière mise à jour : 3 mars 2025

La société Atlas attache une grande importance à la protection de vos données personnelles.

Article 1 : Objet

La présente politique décrit les traitements que nous mettons en œuvre sur notre site.

Article 2 : Données collectées

Nous collectons les données suivantes :

- l'identité : nom, prénom ;
- les coordonnées ;
    - l'adresse postale ;
- les données de connexion.

2.1 Données fournies directement

Vous nous communiquez ces données au moyen des formulaires du site.

Article 3 : Durée de conservation

1. Les données de compte sont conservées trois ans.
2. Les factures sont conservées dix ans.

Article 4 : Contact

Atlas SARL
12, rue des Fleurs
Casablanca
"""
