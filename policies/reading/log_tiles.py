"""The log as C2SP tlog-tiles: hashes and entries in tiles that never change once they are full, for those who follow it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from policies.evidence.merkle import TILE
from policies.evidence.offline.proofs import read_note
from policies.publication.checkpoints import latest, signed_tree
from policies.publication.log import LogEntry, stored_bytes

from .responses import IMMUTABLE, Absent, public

# In addresses: groups of three digits, all but the last after an x; and the width of a tile that is not full.
INDEX = r"(?P<index>(?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"


@public
def hashes(request: HttpRequest, level: str, index: str, width: str | None = None) -> HttpResponse:  # noqa: ARG001 - a view
    """A tile of the tree: hashes of full subtrees of 256 to the power of the level."""
    newest = latest()
    try:
        if newest is None:
            raise LookupError
        tree = signed_tree(newest.note)
        size = read_note(newest.note.encode()).size
        return _tile(b"".join(tree.tile(int(level), *_asked(index, width), size)))
    except LookupError:
        raise Absent(_("The signed log has no such tile.")) from None


@public
def entries(request: HttpRequest, index: str, width: str | None = None) -> HttpResponse:  # noqa: ARG001 - a view
    """A bundle of entries, each after its length in two bytes."""
    newest = latest()
    number, wanted = _asked(index, width)
    start, end = number * TILE, number * TILE + wanted
    if newest is None or end > newest.size:
        raise Absent(_("The signed log has no such tile."))
    rows = LogEntry.objects.filter(position__gte=start, position__lt=end).order_by("position")
    leaves = [stored_bytes(content) for content in rows.values_list("content", flat=True)]
    return _tile(b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves))


def _asked(index: str, width: str | None) -> tuple[int, int]:
    number = int(index.replace("x", "").replace("/", ""))
    wanted = int(width) if width else TILE
    if wanted > TILE - 1 and width:
        raise Absent(_("The signed log has no such tile."))
    return number, wanted


def _tile(content: bytes) -> HttpResponse:
    headers = {"Cache-Control": IMMUTABLE}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
