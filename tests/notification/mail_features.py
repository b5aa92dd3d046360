"""What mail programs know of what our mails use, by caniemail.com (its data of 29 June 2026).

``KNOWN`` is what Gmail, Outlook, Apple Mail, Yahoo, Samsung and Thunderbird all show, at least as far as we use it.
``DECORATION`` some of them drop, and a mail without it says the same: what says why. Anything else is a fault: it carries
meaning that some readers do not see, or nobody looked.
"""

from __future__ import annotations

import re
from typing import Final

KNOWN: Final = {
    *("background-color", "border", "border-bottom", "border-left", "border-right", "border-top"),
    *("color", "display", "font-family", "font-size", "font-weight", "list-style-type", "margin"),
    *(
        "padding",
        "padding-left",
        "padding-right",
        "padding-top",
        "text-align",
        "vertical-align",
        "width",
    ),
}
DECORATION: Final = {
    "border-collapse": "unknown in Orange: cells then have two lines between them",
    "border-color": "dark colours of lines, beside prefers-color-scheme",
    "border-radius": "square corners in Outlook",
    "color-scheme": "Gmail and Outlook darken by themselves",
    "height": "the band at the top is as high as its line in Yahoo",
    "line-height": "Outlook has its own for what is larger than it",
    "max-height": "hides the preheader where display:none does not; it repeats the first sentences",
    "max-width": "Outlook shows the mail as wide as its window",
    "overflow": "as max-height",
    "overflow-wrap": "a long digest makes the mail wider",
    "text-decoration": "Proton and Orange on iOS: del and ins have it by themselves",
}
ELEMENTS: Final = {
    *(
        "a",
        "body",
        "caption",
        "del",
        "div",
        "h1",
        "h2",
        "head",
        "html",
        "img",
        "ins",
        "li",
        "meta",
        "ol",
    ),
    *("p", "span", "strong", "style", "table", "td", "th", "title", "tr", "ul"),
}
# Dropped by many: what stands in them would be shown wrongly, or not at all.
NEVER: Final = re.compile(
    r"<bdi|<svg|<picture|display:\s*(?:flex|grid)|var\(|background-image|url\(|calc\(|-(?:inline|block)-(?:start|end)"
    r"|position:|float:"
)


def unknown_features(markup: str) -> set[str]:
    """The elements and properties of a mail's HTML, or of its template, that not all mail programs know."""
    found = {f"<{name}>" for name in re.findall(r"<([a-z][a-z0-9]*)", markup)}
    found -= {f"<{name}>" for name in ELEMENTS}
    styles = re.findall(r'style="([^"]*)"', markup)
    styles += re.findall(
        r"\{([^{}]*)\}", "".join(re.findall(r"<style>(.*?)</style>", markup, re.DOTALL))
    )
    for style in styles:
        named = re.findall(r"(?:^|;)\s*([a-z-]+)\s*:", re.sub(r"\{\{.*?\}\}", "", style))
        found |= set(named) - KNOWN - set(DECORATION)
    return found | set(NEVER.findall(markup))
