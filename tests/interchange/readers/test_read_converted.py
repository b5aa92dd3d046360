"""OpenDocument and RTF go by way of Pandoc; what it would lose is refused, and so is all where it is missing."""

from __future__ import annotations

import io
import zipfile

import pytest

from policies.document.text import body_text
from policies.interchange.readers import read_converted as module
from policies.interchange.readers.parsed_text import Answers, UnreadableText
from policies.interchange.readers.read_converted import pandoc, read_converted

needs_pandoc = pytest.mark.skipif(
    pandoc() is None, reason="Pandoc is not installed (the extra sijill[office])"
)
_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)
TEXT = (
    '<text:h text:outline-level="1">Politique</text:h><text:h text:outline-level="2">1. Objet</text:h>'
    "<text:p>Nous vendons des étoffes.</text:p>"
)


def odt(body: str, styles: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_NAMESPACES}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {_NAMESPACES}><office:styles>{styles}</office:styles><office:automatic-styles/>"
            "<office:master-styles/></office:document-styles>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def read(content: bytes, form: str = "odt") -> str:
    text = read_converted(content, form, "fr", Answers())["fr"]
    return "\n".join(body_text(section.blocks) for section in text.sections)


@pytest.mark.parametrize("form", ["odt", "rtf"])
def test_missing_converter_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(module, "pandoc", lambda: None)

    with pytest.raises(UnreadableText, match=r"not installed here: save it as \.docx"):
        read(b"x", form)


@needs_pandoc
def test_opendocument_is_read() -> None:
    assert read(odt(TEXT)) == "Nous vendons des étoffes."


@needs_pandoc
def test_rtf_is_read() -> None:
    assert "Nous vendons des étoffes." in read(
        b"{\\rtf1\\ansi\\ansicpg1252 Nous vendons des \\'e9toffes.\\par}", "rtf"
    )


@pytest.fixture
def _some_converter(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """These are refused before anything is converted."""
    monkeypatch.setattr(module, "pandoc", lambda: tmp_path)


@pytest.mark.usefixtures("_some_converter")
@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        (odt(f"<text:tracked-changes><text:changed-region/></text:tracked-changes>{TEXT}"), "odt", "tracked changes"),
        (
            odt(TEXT, '<text:outline-style><text:outline-level-style text:level="2" style:num-format="1"/></text:outline-style>'),
            "odt",
            "numbers its headings by itself",
        ),
        (b"{\\rtf1 {\\deleted one} two}", "rtf", "tracked changes"),
    ],
)  # fmt: skip
def test_what_the_converter_would_lose_is_refused(content: bytes, form: str, reason: str) -> None:
    with pytest.raises(UnreadableText, match=reason):
        read(content, form)


@needs_pandoc
def test_line_breaks_of_opendocument_part_words() -> None:
    text = read(odt(TEXT + "<text:p>426<text:line-break/>FR<text:tab/>BE<text:s/>CH</text:p>"))

    assert text.split()[-4:] == ["426", "FR", "BE", "CH"]
