"""The licences of all that is installed with the site, as their packages state them, and of what ships inside it.

A page lists them; the texts are at ``/licences.txt``, and `python -m policies.reading.licences > NOTICES.txt`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.document.languages import CODES

from .responses import public
from .shelf.keeping import promise

# What ships inside the site itself: each with its licence, and the file of its texts.
INSIDE = (
    ("Noto Serif, Noto Naskh Arabic", "OFL-1.1", "writers/pdf/fonts/OFL.txt"),
    ("ProseMirror", "MIT", "static/policies/admin/vendor/LICENSES.txt"),
)
RULE = "=" * 100
LEGAL = ("license", "licence", "copying", "notice", "authors")


def packages() -> list[Distribution]:
    """By name, each once."""
    found = {each.metadata["Name"].lower(): each for each in distributions()}
    return [found[name] for name in sorted(found)]


def licence_of(package: Distribution) -> str:
    """In a word: its expression (PEP 639), else its classifiers, else what it calls it, else its file."""
    said = package.metadata
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    stated = str(said["License"] or "").strip().partition("\n")[0]
    in_a_file = "in its file " + str(said["License-File"]) if "License-File" in said else ""
    return ", ".join(classified) or stated or in_a_file or "not stated"


def texts_of(package: Distribution) -> Iterator[tuple[str, str]]:
    """The legal files that it carries."""
    for file in package.files or ():
        name = file.name.lower()
        is_legal = name.startswith(LEGAL) and ".dist-info" in str(file) and not name.endswith(".py")
        if is_legal and (place := Path(str(package.locate_file(file)))).is_file():
            yield file.name, place.read_text(encoding="utf-8", errors="replace").strip()


def listed() -> tuple[tuple[str, str], ...]:
    """Names and licences, in the order of the names. No versions: they would tell a stranger which holes to try."""
    installed = [(str(package.metadata["Name"]), licence_of(package)) for package in packages()]
    inside = [(name, licence) for name, licence, _file in INSIDE]
    return tuple(sorted((*installed, *inside), key=lambda each: each[0].lower()))


def write(out: Any) -> None:
    """The list, then every text."""
    out.write("What Sijill is installed with, and under which licences.\n\n")
    for name, licence in listed():
        out.write(f"{name}: {licence}\n")
    for name, _licence, file in INSIDE:
        text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8").strip()
        out.write(f"\n{RULE}\n{name}\n{RULE}\n{text}\n")
    for package in packages():
        for name, text in texts_of(package):
            out.write(f"\n{RULE}\n{package.metadata['Name']}: {name}\n{RULE}\n{text}\n")


@public
def licences(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001 - in the address
    response = render(request, "policies/licences.html", {"alternates": CODES, "listed": listed()})
    promise(response)
    return response


@public
def licence_texts(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view has one
    response = HttpResponse(content_type="text/plain; charset=utf-8")
    write(response)
    promise(response)
    return response


if __name__ == "__main__":
    write(sys.stdout)
