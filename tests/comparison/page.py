"""A redline read as its markup contract says: one side's texts from the HTML alone."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from bs4 import BeautifulSoup

from policies.comparison.show.render_context import Labels
from policies.document.blocks import runs_of
from policies.document.text import runs_text
from tests.comparison.rebuild import Text

LABELS = Labels(
    insertion="[insertion",
    end_of_insertion="end of insertion]",
    deletion="[deletion",
    end_of_deletion="end of deletion]",
    moved_from="moved from there",
    moved_to="moved to there",
    form="other form, same words",
    form_edited="other form",
    formatting="other formatting",
    link_changed="other target",
    typographic="other typography",
    vowels="other vowel marks",
    previous="previous",
    next="next",
    unchanged="{} unchanged".format,
    sections="{} unchanged sections".format,
    old="Before",
    new="After",
)
_HOLDERS = {"p", "li", "dt", "caption", "th", "td", "h2", "h3", "h4", "h5", "h6"}


class _Page(HTMLParser):
    """Collects each holder's own text. Not a soup: those fold white space between tags."""

    def __init__(self, dropped_tag: str) -> None:
        super().__init__(convert_charrefs=True)
        self.dropped_tag = dropped_tag
        self.texts: list[list[str]] = []
        # Per open element: its tag, whether its text is dropped, the holder it writes to.
        self.open: list[tuple[str, bool, int | None]] = [("", True, None)]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        _, dropped, holder = self.open[-1]
        if tag == "br":
            self.handle_data("\n")
            return
        if "data-comparison" in values:
            dropped = False
        classes = (values.get("class") or "").split()
        dropped = dropped or tag == self.dropped_tag
        dropped = dropped or not {"visually-hidden", "number", "label"}.isdisjoint(classes)
        if tag in _HOLDERS:
            holder = len(self.texts)
            self.texts.append([])
        self.open.append((tag, dropped, holder))

    def handle_endtag(self, tag: str) -> None:
        opened, _, _ = self.open.pop()
        assert opened == tag, f"<{opened}> closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        _, dropped, holder = self.open[-1]
        if not dropped and holder is not None:
            self.texts[holder].append(data)


def texts_of_page(html: str, side: str) -> list[str]:
    """The text of every block, item, term, caption, cell and heading that is not empty, in order."""
    page = _Page("del" if side == "new" else "ins")
    page.feed(html)
    page.close()
    assert len(page.open) == 1
    return [text for text in map("".join, page.texts) if text]


def texts_of(text: Text) -> list[str]:
    """The same from the document's side."""
    result = [text.title, text.summary, text.issuer]
    for section in text.sections:
        result.append(section.heading)
        result.extend(runs_text(runs) for block in section.body for runs in runs_of(block))
    return [each for each in result if each]


class _Cells(_Page):
    """Reads the cells of one side only; all else is dropped."""

    def __init__(self, side: str) -> None:
        super().__init__(dropped_tag="")
        self.side = side
        self.continuing: set[int] = set()
        self._continues = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        classes = (dict(attributes).get("class") or "").split()
        if "pair" in classes:
            self._continues = f"continues-{self.side}" in classes
        if f"pair__{self.side}" in classes:
            if self._continues:
                self.continuing.add(len(self.texts))
            attributes = [("data-comparison", "")]
        elif "clause__number" in classes or any(name.startswith("pair__") for name in classes):
            attributes = [("class", "visually-hidden")]
        super().handle_starttag(tag, attributes)


def texts_of_column(html: str, side: str) -> list[str]:
    """One side's texts from a side-by-side view: the fragments of one piece joined."""
    page = _Cells(side)
    page.feed(html)
    page.close()
    assert len(page.open) == 1
    joined: list[str] = []
    for at, text in enumerate(map("".join, page.texts)):
        if text and at in page.continuing and joined:
            joined[-1] += text
        elif text:
            joined.append(text)
    return joined


def words_of_page(html: str, side: str) -> str:
    """All that is said of one side, wherever it stands, without white space: the contract leaves nothing out."""
    return _all_but(html, f".visually-hidden, .number, .label, {'del' if side == 'new' else 'ins'}")


def words_of_column(html: str, side: str) -> str:
    """The same from a side-by-side view; what stands in neither column is of both."""
    other = "old" if side == "new" else "new"
    return _all_but(html, f".visually-hidden, .clause__number, .label, .pair__{other}")


def words_in(texts: Iterable[str]) -> str:
    return "".join("".join(texts).split())


def _all_but(html: str, dropped: str) -> str:
    page = BeautifulSoup(html, "html.parser")
    for element in page.select(dropped):
        element.decompose()
    return words_in(page.find_all(string=True))
