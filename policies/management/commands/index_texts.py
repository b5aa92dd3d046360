"""Write the search index anew where it lacks something: after a restore, or an update of the folding."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from policies.management.register_command import RegisterCommand
from policies.reading.models import SearchedText
from policies.reading.search_index import index_all


class Command(RegisterCommand):
    help = "Indexes the texts in force and those announced for the readers' search."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anew", action="store_true", help="drop the index first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            SearchedText.objects.all().delete()
        self.stdout.write(f"{index_all()} clauses indexed")
