"""The demo's site: prepared and served by one process, so that Wagtail is imported only once.

Started by ``cms.demo`` with the settings in the environment and a bound socket to listen on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from gunicorn.app.base import BaseApplication

WORKERS, THREADS = 2, 4


def prepare() -> None:
    """Migrate, collect the static files, load and sign the demo content; quick where nothing is due."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    if not Path(settings.LOG_KEY_FILE).exists():
        call_command("make_log_key", settings.LOG_KEY_FILE, name="sijill.example/log")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("index_texts", verbosity=0, stdout=StringIO())
    collect_static()
    call_command("load_demo")
    call_command("publish_checkpoint", no_mail=True, verbosity=0)
    # No connection may be inherited by the workers.
    connections.close_all()


def collect_static() -> None:
    """Collect the static files where one of them is new or changed: naming them by content takes seconds."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{storage.path(name)} {file.st_size} {file.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / "collected.sha256"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest.hexdigest())


class Site(BaseApplication):
    """gunicorn without its command line, loading the application before it forks."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self.descriptor}",
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": 3,  # Ctrl-C is not made to wait for a slow request
            "control_socket_disable": True,  # it would be shared by all demos of the user
            "accesslog": "-",
            "proc_name": "sijill-demo",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from cms.wsgi import application

        return application


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cms.demo.site")
    parser.add_argument("--fd", type=int, required=True, help="the bound socket to listen on")
    descriptor = parser.parse_args().fd
    prepare()
    Site(descriptor).run()


if __name__ == "__main__":
    main()
