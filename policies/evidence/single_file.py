"""The program that checks bundles, as one file: published apart from every bundle, the same bytes on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from .digests import digest

OFFLINE: Final = Path(__file__).parent / "offline"
# Each after those that it imports.
MODULES: Final = (
    "archive",
    "earlier",
    "labels",
    "rendering",
    "proofs",
    "trust",
    "whole_proof",
    "withheld",
    "checking",
    "verify",
)
MONITOR: Final = ("proofs", "census", "archive", "whole_proof", "monitor")
NAME: Final = "sijill-verify.py"
MONITOR_NAME: Final = "sijill-monitor.py"

_BEGINNING: Final = '''#!/usr/bin/env python3
"""{about}"""
import sys
import types

if sys.version_info < (3, 9):
    sys.exit("Python 3.9 or newer is needed")

SOURCES = {{}}
'''
_END: Final = """
package = types.ModuleType("sijill")
package.__path__ = []
sys.modules["sijill"] = package
for name, source in SOURCES.items():
    module = types.ModuleType("sijill." + name)
    module.__package__ = "sijill"
    sys.modules[module.__name__] = module
    setattr(package, name, module)
    exec(compile(source, "sijill/" + name + ".py", "exec"), module.__dict__)

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(module.main(sys.argv[1:]))
"""


@cache
def single_file(modules: tuple[str, ...] = MODULES) -> bytes:
    """The program whose last module is what it does. It holds the modules of ``offline`` word for word."""
    sources = {name: (OFFLINE / f"{name}.py").read_text(encoding="utf-8") for name in modules}
    about = sources[modules[-1]].split('"""')[1]
    parts = [_BEGINNING.format(about=about)]
    parts += [f"SOURCES[{name!r}] = r'''{source}'''\n" for name, source in sources.items()]
    return "".join([*parts, _END]).encode()


@cache
def sha256_of_program() -> str:
    return digest(single_file())
