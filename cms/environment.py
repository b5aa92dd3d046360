"""Makes ``.venv`` from a lock file; any Python that the machine has can run it.

    python3 cms/environment.py requirements.txt

Standard library only. An old Python must be able to read this file, to be told that it is too old: no
annotation, no syntax newer than Python 3.6 here. The lock's digest is kept in ``.venv``: nothing is
installed again while it stays the same.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).absolute().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOG = ROOT / "var" / "log" / "pip.log"
# There while pip works: found at the start, it tells of an interrupted installation.
UNFINISHED = VENV / "unfinished"
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"

# What pip writes to its log, and the sentence that says what it means.
MEANINGS = (
    ("DO NOT MATCH THE HASHES", "A downloaded package is not the one the lock file names"),
    ("hashes are required", "The lock file lacks the hash of a package"),
    ("No space left on device", "The disk is full"),
    (
        "Failed to establish a new connection|Connect(ionError|Timeout|ion broken)|Read timed out|(Proxy|SSL|HTTP )[Ee]rror",
        "The package index cannot be reached",
    ),
    ("No matching distribution", "The package index does not have a package the lock file names"),
)


class Refused(Exception):
    """Why there is no environment, in one sentence."""


def version_of(python):
    """The version of an interpreter as a tuple, (0, 0) when it does not run."""
    try:
        answer = subprocess.check_output([python, "-c", ASK_VERSION], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return (0, 0)
    return tuple(int(part) for part in answer.decode().strip().split("."))


def suitable_python():
    """This interpreter if it is new enough, else a newer one on PATH."""
    if sys.version_info[:2] >= OLDEST:
        # Behind a virtual environment's link: .venv may be the one that is made again.
        return os.path.realpath(sys.executable)
    for name in NEWER:
        found = shutil.which(name)
        # Asked, not believed: pyenv leaves names on PATH that do not run.
        if found and version_of(found) >= OLDEST:
            return found
    raise Refused(
        "Sijill needs Python %d.%d or newer, and this one is %d.%d: install a newer one, or name it with"
        " PYTHON=/path/to/python." % (OLDEST + tuple(sys.version_info[:2]))
    )


def read(path):
    return path.read_text(errors="replace") if path.exists() else ""


def make_venv(python):
    """A virtual environment that runs, kept if it does, made anew if it is old or half made."""
    usable = version_of(PYTHON) >= OLDEST and not UNFINISHED.exists()
    if usable and run([PYTHON, "-m", "pip", "--version"]) == 0:
        return
    for module in ("venv", "ensurepip"):
        if run([python, "-c", "import " + module]) != 0:
            version = "%d.%d" % version_of(python)
            raise Refused(
                "Python %s has no %s module, which makes virtual environments: on Debian and Ubuntu,"
                " apt install python%s-venv." % (version, module, version)
            )
    if VENV.is_dir():
        say("The environment in .venv was left half made: making it again.")
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    if run([python, "-m", "venv", str(VENV)]) != 0:
        raise Refused(
            "The virtual environment .venv could not be made: see %s." % os.path.relpath(str(LOG))
        )


def install(lock, stamp, digest):
    say("Installing the packages of %s into .venv (a minute or two, once) …" % lock.name)
    UNFINISHED.touch()
    code = run([PYTHON, "-m", "pip", "install", "--require-hashes", "-r", str(lock)])
    if code != 0:
        log = read(LOG)
        found = (meaning for sign, meaning in MEANINGS if re.search(sign, log))
        meaning = next(found, "pip could not install them")
        raise Refused(
            "%s: nothing was started; pip's own words are in %s." % (meaning, os.path.relpath(str(LOG)))
        )
    stamp.write_text(digest)
    UNFINISHED.unlink()


def run(command):
    """Run a command with its output in the log; return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    with LOG.open("ab") as log:
        log.write(("\n$ %s\n" % " ".join(command)).encode())
        log.flush()
        return subprocess.call(command, stdout=log, stderr=log, env=environment, cwd=str(ROOT))


def say(sentence):
    print(sentence, flush=True)


def main(lock):
    python = suitable_python()
    lock = ROOT / lock
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / (lock.name + ".sha256")
    if read(stamp) == digest and not UNFINISHED.exists() and version_of(PYTHON) > (0, 0):
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_bytes(b"")
    make_venv(python)
    install(lock, stamp, digest)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Refused as refused:
        sys.exit(str(refused))
    except KeyboardInterrupt:
        sys.exit("Interrupted: the next run begins the installation again.")
