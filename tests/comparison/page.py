"""A redline read as its markup contract says: one side's texts from the HTML alone."""

from __future__ import annotations

from html.parser import HTMLParser

from policies.comparison.labels import Labels
from policies.comparison.rebuild import Text
from policies.document.shape import runs_of
from policies.document.text import runs_text

LABELS = Labels(
    insertion="[insertion",
    end_of_insertion="end of insertion]",
    deletion="[deletion",
    end_of_deletion="end of deletion]",
    moved_from="moved from there",
    moved_to="moved to there",
    formatting="other formatting",
    link_changed="other target",
    typographic="other typography",
    vowels="other vowel marks",
    previous="previous",
    next="next",
    unchanged="{} unchanged".format,
    old="Before",
    new="After",
)
_HOLDERS = {"p", "li", "dt", "caption", "th", "td", "h2", "h3", "h4", "h5"}


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
        dropped = dropped or not {"visually-hidden", "number"}.isdisjoint(classes)
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
    result = [text.title, text.summary]
    for section in text.sections:
        result.append(section.heading)
        result.extend(runs_text(runs) for block in section.body for runs in runs_of(block))
    return [each for each in result if each]
