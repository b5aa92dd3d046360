"""Write the whole public register as files that any web server can serve; again, and only what changed is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import CommandError, CommandParser
from django.test import RequestFactory

from policies.management.register_command import RegisterCommand
from policies.reading.static_mirror import export


class Command(RegisterCommand):
    help = "Writes the public register as files into a folder, incrementally."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a new folder, or one that this command made")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            outcome = export(folder, _asking())
        except FileExistsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{folder}: {outcome.written} files written, {outcome.same} as they were, {outcome.removed} removed"
        )
        if outcome.failed:
            raise CommandError("not answered: " + ", ".join(outcome.failed[:20]))


def _asking() -> Any:
    """How the site answers a reader, without a server."""
    handler = WSGIHandler()
    address = urlsplit(settings.BASE_URL)
    requests = RequestFactory(
        SERVER_NAME=address.hostname or "127.0.0.1",
        HTTP_HOST=address.netloc,
        HTTP_X_FORWARDED_PROTO=address.scheme,
    )

    def ask(path: str) -> tuple[int, str, bytes]:
        request = requests.get(path, secure=address.scheme == "https")
        response: Any = handler.get_response(request)
        streamed = getattr(response, "streaming_content", None)
        body = b"".join(streamed) if streamed is not None else response.content
        return response.status_code, response.headers.get("Content-Type", ""), bytes(body)

    return ask
