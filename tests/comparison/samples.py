"""Real consecutive versions, where the samples lie beside the checkout, and one document with everything."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path

import pytest

from policies.document.blocks import Definition, Definitions, Item, List, Note, Paragraph, Run, Table
from policies.document.shape import Document, Section
from policies.interchange.readers.read_markdown import read_markdown

HISTORIES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "histories"
HISTORY_NAMES = [
    "browser-privacy-notice/en",
    "browser-privacy-notice/fr",
    "terms-of-service/en",
    "website-terms/ar",
    "website-terms/en",
    "website-terms/fr",
]


@cache
def history(name: str) -> tuple[Document, ...]:
    """The versions of one text in one language, oldest first, without a common section key."""
    folder = HISTORIES / name
    if not folder.is_dir():
        pytest.skip(f"no samples beside the checkout: {folder.name} of {folder.parent.name}")
    return tuple(_document(path) for path in sorted(folder.glob("*.md")))


def _document(path: Path) -> Document:
    language = path.parent.name
    parsed = read_markdown(path.read_text(encoding="utf-8-sig"))
    return Document(
        policy=uuid.UUID(int=1),
        kind="other",
        languages=(language,),
        authoritative=language,
        issuer={language: "Atlas Conseil"},
        title={language: parsed.title},
        summary={language: parsed.summary},
        sections=tuple(
            Section(
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"{path.name}#{position}"),
                level=section.level,
                heading={language: section.heading},
                body={language: section.blocks},
            )
            for position, section in enumerate(parsed.sections)
        ),
    )


def runs(*texts: str, **formatting: object) -> tuple[Run, ...]:
    return tuple(Run(text=text, **formatting) for text in texts)


def paragraph(text: str) -> Paragraph:
    return Paragraph(runs=runs(text))


def bullets(*lines: str, ordered: bool = False) -> List:
    return List(ordered=ordered, items=tuple(Item(runs=runs(line)) for line in lines))


def table(*rows: tuple[str, ...], header: tuple[str, ...] = ()) -> Table:
    return Table(
        header=tuple(runs(cell) for cell in header),
        rows=tuple(tuple(runs(cell) for cell in row) for row in rows),
    )


def section(number: int, heading: str, *blocks: object, level: int = 1, language: str = "fr") -> Section:
    return Section(
        key=uuid.UUID(int=number), level=level, heading={language: heading}, body={language: blocks}
    )


def document(*sections: Section, language: str = "fr", **values: object) -> Document:
    defaults: dict[str, object] = {
        "policy": uuid.UUID(int=1),
        "kind": "privacy",
        "languages": (language,),
        "authoritative": language,
        "issuer": {language: "Atlas Conseil"},
        "title": {language: "Politique de confidentialité"},
        "sections": sections,
    }
    return Document(**defaults | values)


def everything() -> Document:
    """Every kind of block, nested, with every formatting."""
    nested = List(
        ordered=True,
        items=(
            Item(runs=runs("Pour le contrat : ") + runs("trois ans", bold=True)),
            Item(runs=runs("Pour la paie"), children=(bullets("bulletins", "contrats de travail"),)),
        ),
    )
    link = runs("Écrivez au ") + runs("délégué", link="mailto:dpo@atlas.example") + runs(".")
    terms = Definitions(
        items=(
            Definition(term=runs("Donnée"), blocks=(paragraph("Toute information sur une personne."),)),
            Definition(term=runs("Tiers"), blocks=(bullets("l’hébergeur", "le prestataire de paie"),)),
        )
    )
    return document(
        section(1, "Objet", paragraph("La présente politique décrit nos traitements."), nested),
        section(2, "Définitions", terms, level=2),
        section(
            3,
            "Durées",
            table(("Facture", "10 ans"), ("Prospect", "3 ans"), header=("Donnée", "Durée")),
            Note(tone="info", blocks=(paragraph("Le délai court dès la fin du contrat."),)),
        ),
        section(4, "Contact", Paragraph(runs=link)),
        summary={"fr": "Nous gardons peu de données."},
    )


def every_change() -> tuple[Document, Document]:
    """Two documents between which there is a change of every kind."""
    stay, leave, last = (
        paragraph(
            f"Vous pouvez {verb} à tout moment, par lettre ou par courriel, sans donner de raison."
        )
        for verb in ("refuser", "partir", "revenir")
    )
    first, second = (
        "Nous gardons vos données aussi longtemps que le contrat dure.",
        "Nous gardons les factures pendant dix ans comme la loi le veut.",
    )
    years = Table(
        caption=runs("Durées"),
        header=(runs("Donnée"), runs("Durée")),
        rows=tuple((runs(name), runs(f"{count} ans")) for count, name in enumerate("abcd", start=2)),
    )
    bold = Paragraph(runs=runs("Un mot ") + runs("fort", bold=True) + runs("."))
    old = (
        section(1, "", paragraph("Cinq mots de cette préface."), paragraph('L\'accord "écrit".')),
        section(2, "Durées", years, paragraph(f"{first} {second}"), stay, leave, last),
        section(3, "Droits", bullets("le nom", "la ville", "l’âge"), Note(tone="info", blocks=(stay,))),
        section(4, "Contact", bold, Paragraph(runs=runs("Écrivez", link="mailto:a@atlas.example"))),
        section(5, "Fin", paragraph("Rien de tout cela n’est resté.")),
        section(6, "Signes", paragraph("نحتفظ بالعلم هنا دائما")),
    )
    new = (
        section(1, "Préface", paragraph("Six mots de cette préface."), paragraph("L’accord «écrit».")),
        section(
            3,
            "Vos droits",
            bullets("le nom", "l’âge civil", ordered=True),
            Note(tone="warning", blocks=(stay,)),
        ),
        section(
            2,
            "Durées",
            Table(
                caption=runs("Durées légales"),
                header=(runs("Donnée"), runs("Délai")),
                rows=(*years.rows[1:3], (runs("d"), runs("9 ans")), (runs("e"), runs("1 an"))),
            ),
            paragraph(first),
            paragraph(second),
            leave,
            last,
            stay,
        ),
        section(
            4,
            "Contact",
            Paragraph(runs=runs("Un mot fort.")),
            Paragraph(runs=runs("Écrivez", link="mailto:b@atlas.example")),
            level=2,
        ),
        section(7, "Suite", paragraph("Des passages que personne n’avait lus.")),
        section(6, "Signes", paragraph("نحتفظ بالعِلم هنا دائما")),
    )
    return document(*old), document(*new, issuer={"fr": "Atlas"})
