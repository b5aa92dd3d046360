"""A long draft in three languages, with every kind of block, made the same way each time."""

from __future__ import annotations

import json
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
            **{f"body_{code}": json.dumps(_body(code, number)) for code in SENTENCES},
        )
        for number in range(sections)
    ]
    organisation.add_child(instance=page)
    page.save_revision()
    return int(page.pk)


def _body(code: str, number: int) -> list[dict[str, Any]]:
    """A text with a list and a second text; in every fifth section definitions, in every tenth a table."""
    sentence = SENTENCES[code].format(n=number + 2)
    prose = f"<p>{sentence} {sentence}</p><ul>{''.join(f'<li>{sentence}</li>' for _ in range(4))}</ul>"
    blocks = [_block("text", prose), _block("text", f"<p>{sentence}</p>")]
    if number % 5 == 0:
        item = {"term": f"<p>{code}</p>", "meaning": f"<p>{sentence}</p>"}
        blocks.append(_block("definitions", [{"type": "item", "value": item} for _ in range(3)]))
    if number % 10 == 0:
        table = {
            "caption": code,
            "columns": [{"type": "text", "heading": code}] * 2,
            "rows": [{"values": [f"<p>{sentence}</p>"] * 2}] * 3,
        }
        blocks.append(_block("table", table))
    return blocks


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}
