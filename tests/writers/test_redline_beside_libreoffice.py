"""LibreOffice makes of a redline's changes, accepted or rejected, the text that it shows of the version itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from policies.comparison.compare import compare
from policies.document.shape import Document
from policies.interchange.assemble import assemble
from policies.interchange.collection_files import read_collection, texts_of
from policies.writers.word.write_docx import redline_docx, version_docx
from tests.writers.libreoffice import Job, installed, shown
from tests.writers.test_write_docx import PAIRS, one
from tests.writers.texts import facts, revised, rich_document

DEMO = Path(__file__).parents[2] / "policies" / "interchange" / "demo"
Pair = tuple[str, str, Document, Document]

pytestmark = [
    pytest.mark.long,
    pytest.mark.one_database,
    pytest.mark.skipif(not installed(), reason="LibreOffice and its bridge are not installed"),
]


def small() -> Iterator[Pair]:
    for name, sides in PAIRS.items():
        old, new = (one(*side) for side in sides)
        yield name, "en", old, new
    for language in ("fr", "en", "ar"):
        old = rich_document()
        yield f"everything, {language}", language, old, revised(old)


def of_the_demo() -> Iterator[Pair]:
    for organisation in read_collection(DEMO):
        for policy in organisation.policies:
            documents: list[Document] = []
            for texts in texts_of(policy.releases):
                documents.append(
                    assemble(
                        texts=texts,
                        policy=uuid.UUID(int=7),
                        kind=policy.facts["kind"],
                        issuer=dict.fromkeys(texts, organisation.slug),
                        authoritative="fr",
                        titles={},
                        previous=documents[-1] if documents else None,
                        numbering=policy.facts["numbering"],
                    ).document
                )
            for at, (old, new) in enumerate(pairwise(documents), start=1):
                for language in ("fr", "en", "ar"):
                    yield f"{organisation.slug} {policy.slug} {at} {language}", language, old, new


@pytest.mark.parametrize("pairs", [small, of_the_demo])
def test_changes_of_a_redline(pairs: object, tmp_path: Path) -> None:
    found = list(pairs())  # type: ignore[operator]
    jobs: list[Job] = []
    for _name, language, old, new in found:
        comparison = compare(old, new, language)
        redline = redline_docx(comparison, facts(old, language, 1), facts(new, language))
        jobs += [
            Job(redline, "accept"),
            Job(version_docx(new, facts(new, language)), "leave"),
            Job(redline, "reject"),
            Job(version_docx(old, facts(old, language, 1)), "leave"),
        ]

    texts = shown(jobs, tmp_path)

    differing = [
        (name, state)
        for at, (name, *_rest) in enumerate(found)
        for state, place in (("accepted", 4 * at), ("rejected", 4 * at + 2))
        if texts[place] != texts[place + 1]
    ]
    assert differing == []
