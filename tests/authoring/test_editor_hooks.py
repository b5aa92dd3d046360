"""The editor's modules: those of others are the bytes that npm gives, and each import has an address."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import brotli
from django.contrib.staticfiles import finders

from policies.authoring.editor_hooks import import_map

ADMIN = Path(str(finders.find("policies/admin/vendor"))).parent
VENDOR = ADMIN / "vendor"
HEAVIEST = 220_000  # bytes on the wire: what an editor on a slow line waits for
_IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?\bfrom\s*["']([^"']+)["']""", re.MULTILINE)


def test_modules_of_others_are_the_bytes_that_were_published() -> None:
    listed = json.loads((VENDOR / "digests.json").read_text())["modules"]
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == {module["package"]: module["sha256"] for module in listed}


def test_every_module_of_others_has_its_licence() -> None:
    licences = (VENDOR / "LICENSES.txt").read_text()
    for path in VENDOR.glob("*.js"):
        assert path.stem.removeprefix("prosemirror") in licences, path.stem


def test_every_import_has_an_address() -> None:
    addresses = dict(import_map())
    modules = [*VENDOR.glob("*.js"), *(ADMIN / "writing").glob("*.js")]
    asked = {name for path in modules for name in _IMPORT.findall(path.read_text())}
    assert asked
    assert asked <= set(addresses)


def test_whole_editor_weighs_what_a_slow_line_carries() -> None:
    modules = [*VENDOR.glob("*.js"), *(ADMIN / "writing").glob("*.js")]
    weight = sum(len(brotli.compress(path.read_bytes())) for path in modules)  # as it is served
    assert weight <= HEAVIEST, weight
