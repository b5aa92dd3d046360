"""A long draft in three languages, with every kind of block, made the same way each time."""

from __future__ import annotations

from typing import Any

SENTENCES = {
    "fr": "Le responsable du traitement conserve vos données pendant {n} mois, puis les efface.",
    "en": "The controller keeps your data for {n} months, then erases it.",
    "ar": "يحتفظ المسؤول عن المعالجة ببياناتكم مدة {n} شهراً ثم يمحوها.",
}


def long_draft(sections: int) -> int:
    """Store it below a new organisation; the number of its page."""
    from wagtail.models import Page

    from policies.authoring.models import PolicyPage, PolicySection
    from policies.authoring.organisation_page import OrganisationPage

    home = Page.objects.get(depth=2)
    organisation = home.add_child(
        instance=OrganisationPage(title="Bench", slug="bench", name_fr="Bench", authoritative="fr")
    )
    page: Any = PolicyPage(
        title="Long", slug="long", **{f"heading_{code}": f"Long {code}" for code in SENTENCES}
    )
    page.sections = [
        PolicySection(
            sort_order=number,
            level=1 if number % 3 == 0 else 2,
            **{f"heading_{code}": f"{number} {code}" for code in SENTENCES},
            **{f"body_{code}": _body(code, number) for code in SENTENCES},
        )
        for number in range(sections)
    ]
    organisation.add_child(instance=page)
    page.save_revision()
    return int(page.pk)


def _body(code: str, number: int) -> list[dict[str, Any]]:
    """A text with a list and a second text; in every fifth section definitions, in every tenth a table."""
    from policies.document.blocks import Definition, Definitions, Item, List, Paragraph, Run, Table
    from policies.document.canonical import blocks_to_json

    sentence = (Run(text=SENTENCES[code].format(n=number + 2)),)
    name, said = (Run(text=code),), Paragraph(runs=sentence)
    blocks: list[Any] = [
        Paragraph(runs=(Run(text=f"{sentence[0].text} {sentence[0].text}"),)),
        List(ordered=False, items=(Item(runs=sentence),) * 4),
        said,
    ]
    if number % 5 == 0:
        blocks.append(Definitions(items=(Definition(term=name, blocks=(said,)),) * 3))
    if number % 10 == 0:
        blocks.append(Table(caption=name, header=(name,) * 2, rows=((sentence,) * 2,) * 3))
    return blocks_to_json(blocks)
