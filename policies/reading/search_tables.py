"""The databases' own indexes of the searched words: a column that PostgreSQL derives, a table that SQLite keeps in step.

Both hold the same words, since both are given stems and told to do nothing more with them. Which clauses hold the words
is asked here; which of them come first is decided in ``search``, alike on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from policies.lexicon.question import Question, Wanted

_TABLE: Final = "policies_searchedclause"
_WORDS: Final = "policies_searchedwords"
_COLUMNS: Final = "stems_heading, stems_text, stems_title"
_OLD: Final = "old.id, old.stems_heading, old.stems_text, old.stems_title"
_NEW: Final = "new.id, new.stems_heading, new.stems_text, new.stems_title"
_HEADING: Final = "to_tsvector('simple', stems_heading)"

_POSTGRESQL: Final = (
    f"ALTER TABLE {_TABLE} ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', stems_heading), 'A') || setweight(to_tsvector('simple', stems_text), 'B') || "
    "setweight(to_tsvector('simple', stems_title), 'C')) STORED",
    f"CREATE INDEX IF NOT EXISTS policies_searched_words ON {_TABLE} USING gin (words)",
    # An index of ``words`` knows no weights: asked for a heading, it named thousands of clauses to look at.
    f"CREATE INDEX IF NOT EXISTS policies_searched_headings ON {_TABLE} USING gin ({_HEADING})",
)
_SQLITE: Final = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {_WORDS} USING fts5({_COLUMNS}, content='{_TABLE}', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    *(f"DROP TRIGGER IF EXISTS policies_searched_{name}" for name in ("inserted", "deleted", "updated")),
    f"CREATE TRIGGER policies_searched_inserted AFTER INSERT ON {_TABLE} BEGIN "
    f"INSERT INTO {_WORDS}(rowid, {_COLUMNS}) VALUES ({_NEW}); END",
    f"CREATE TRIGGER policies_searched_deleted AFTER DELETE ON {_TABLE} BEGIN "
    f"INSERT INTO {_WORDS}({_WORDS}, rowid, {_COLUMNS}) VALUES ('delete', {_OLD}); END",
    f"CREATE TRIGGER policies_searched_updated AFTER UPDATE ON {_TABLE} BEGIN "
    f"INSERT INTO {_WORDS}({_WORDS}, rowid, {_COLUMNS}) VALUES ('delete', {_OLD}); "
    f"INSERT INTO {_WORDS}(rowid, {_COLUMNS}) VALUES ({_NEW}); END",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing. Django knows nothing of it, and drops SQLite's triggers when it rebuilds the table."""
    with connection.cursor() as cursor:
        if _TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def reinstall(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    install(connections[using])


def matching(
    connection: BaseDatabaseWrapper, asked: Question, *, heading: bool
) -> tuple[str, list[str]]:
    """SQL, and its parameters, that is true of clauses that hold every word and phrase and nothing that is unwanted.

    ``heading`` asks for clauses whose heading holds all wanted words.
    """
    if connection.vendor == "postgresql":
        wanted = [_postgresql(word) for word in asked.words]
        said = [_postgresql_phrase(phrase) for phrase in asked.phrases if len(phrase) > 1]
        said += [f"!{_postgresql(word)}" for word in asked.unwanted]
        condition, whole = f"{_TABLE}.words @@ %s::tsquery", " & ".join([*wanted, *said])
        if heading:
            return f"{_HEADING} @@ %s::tsquery AND {condition}", [" & ".join(wanted), whole]
        return condition, [whole]
    column = "stems_heading : " if heading else ""
    wanted = [f"{column}{_sqlite(word)}" for word in asked.words]
    wanted += [f'"{" ".join(phrase)}"' for phrase in asked.phrases if len(phrase) > 1]
    query = " AND ".join(wanted)
    for word in asked.unwanted:
        query = f"({query}) NOT {_sqlite(word)}"
    return f"{_TABLE}.id IN (SELECT rowid FROM {_WORDS} WHERE {_WORDS} MATCH %s)", [query]


def _postgresql_phrase(phrase: Sequence[str]) -> str:
    """Side by side in the heading, in the text or in the title: a phrase does not go on from one into the next."""
    return "({})".format(
        " | ".join(" <-> ".join(f"'{stem}':{part}" for stem in phrase) for part in "ABC")
    )


def _postgresql(word: Wanted) -> str:
    """Stems hold letters and digits only, so quotes are all that is needed."""
    forms = [f"'{stem}'" for stem in word.stems]
    if word.prefix:
        forms.append(f"'{word.prefix}':*")
    return f"({' | '.join(forms)})"


def _sqlite(word: Wanted) -> str:
    forms = [f'"{stem}"' for stem in word.stems]
    if word.prefix:
        forms.append(f'"{word.prefix}" *')
    return f"({' OR '.join(forms)})"
