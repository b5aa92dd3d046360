"""What may be a logo: a small PNG, or an SVG that draws and does nothing else.

Readers get an SVG through ``<img>`` only, where no browser runs scripts or loads anything, and its own address answers
under a sandbox. What could do harm elsewhere is refused all the same.
"""

from __future__ import annotations

import io
import re
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image, UnidentifiedImageError

from .brand import Logo, keep_logo
from .refusal import Refusal, Refused

LARGEST: Final = 64 * 1024  # bytes
LARGEST_SIDE: Final = 2048  # pixels
SMALLEST_SIDE: Final = 16
_SVG: Final = "http://www.w3.org/2000/svg"
_DRAWN: Final = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "style", "clipPath", "mask", "linearGradient", "radialGradient"),
        *("stop", "pattern", "filter", "feGaussianBlur", "feOffset", "feBlend", "feMerge"),
        *("feMergeNode", "feFlood", "feComposite", "feColorMatrix"),
    }
)  # fmt: skip
_LOADS: Final = re.compile(r"@import|expression\s*\(|javascript:|url\(\s*['\"]?(?!#)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\s*([0-9]{1,5}(?:\.[0-9]+)?)(?:px)?\s*", re.ASCII)


class CannotShow(Refused):
    """The file cannot be a logo."""


def read_logo(content: bytes, *, field: str, only_png: bool = False) -> Logo:
    """Check the file and keep it. Raises ``CannotShow``."""
    if len(content) > LARGEST:
        raise _refused(
            field, _("The file has %(size)s bytes; a logo has %(most)s at most."), len(content)
        )
    if content.startswith(b"\x89PNG"):
        return _png(content, field)
    if only_png:
        raise _refused(field, _("Mail programs show no SVG: upload a PNG."))
    return _svg(content, field)


def _png(content: bytes, field: str) -> Logo:
    """Written anew: nothing that is hidden in the file is passed on."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            _measured(picture.width, picture.height, field)
            written = io.BytesIO()
            picture.convert("RGBA").save(written, "PNG", optimize=True)
            return keep_logo(written.getvalue(), Logo.Kind.PNG, picture.width, picture.height)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refused(field, _("The file is no PNG that can be read.")) from error


def _svg(content: bytes, field: str) -> Logo:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(field, _("The file is neither a PNG nor an SVG that can be read.")) from error
    if root.tag != f"{{{_SVG}}}svg" or root.getroottree().docinfo.doctype:
        raise _refused(field, _("The file is neither a PNG nor an SVG that can be read."))
    for element in list(root.iter()):
        if etree.QName(element).namespace != _SVG and element.getparent() is not None:
            element.getparent().remove(
                element
            )  # notes of drawing programs, and whatever else does not draw
    for element in root.iter():
        _require_harmless(element, field)
    width, height = _size_of(root)
    _measured(width, height, field)
    return keep_logo(etree.tostring(root, encoding="utf-8"), Logo.Kind.SVG, width, height)


def _require_harmless(element: etree._Element, field: str) -> None:
    name = etree.QName(element)
    if name.localname not in _DRAWN:
        raise _refused(field, _("The SVG holds “%(name)s”, which a logo may not."), name=name.localname)
    if name.localname == "style" and _LOADS.search(element.text or ""):
        raise _refused(field, _("The SVG loads something from elsewhere."))
    for attribute, value in element.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            raise _refused(field, _("The SVG holds “%(name)s”, which a logo may not."), name=local)
        if (local in ("href", "src") and not value.startswith("#")) or _LOADS.search(value):
            raise _refused(field, _("The SVG loads something from elsewhere."))


def _size_of(root: etree._Element) -> tuple[int, int]:
    """In pixels: width and height, else those of the view box."""
    sides = [_NUMBER.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(sides):
        return tuple(round(float(side[1])) for side in sides if side)  # type: ignore[return-value]
    box = root.get("viewBox", "").replace(",", " ").split()
    numbers = [_NUMBER.fullmatch(part) for part in box[2:4]]
    if len(numbers) == 2 and all(numbers):
        return tuple(round(float(side[1])) for side in numbers if side)  # type: ignore[return-value]
    return 0, 0


def _measured(width: int, height: int, field: str) -> None:
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (width, height)):
        raise _refused(
            field,
            _("The logo is %(size)s pixels; each side has from %(least)s to %(most)s."),
            f"{width} × {height}",
            most=LARGEST_SIDE,
        )


def _refused(
    field: str, message: str, size: object = "", *, most: int = LARGEST, name: str = ""
) -> CannotShow:
    words = {"size": size, "most": most, "least": SMALLEST_SIDE, "name": name}
    return CannotShow(Refusal(code="no_logo", field=field, message=message % words))
