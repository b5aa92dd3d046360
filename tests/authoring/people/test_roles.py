"""The table of roles in docs/people.md is the one in the code."""

from __future__ import annotations

from pathlib import Path

from policies.authoring.people.roles import ACTS, TRANSLATING, Act, Role

PAGE = Path(__file__).parents[3] / "docs" / "people.md"
COLUMNS = (Role.AUTHOR, Role.TRANSLATOR_AR, Role.REVIEWER, Role.PUBLISHER, Role.OWNER)
# The rows of the table, in its order.
ROWS = (
    Act.READ_DRAFTS, Act.WRITE, Act.TRANSLATE_AR, Act.REVIEW, Act.INVITE_OUTSIDE, Act.CONFIRM_MINOR,
    Act.APPROVE_EMERGENCY, Act.WITHHOLD,
    Act.PUBLISH, Act.LIST_VERSIONS, Act.LIST_NOTICES, Act.STEER_NOTICES, Act.LIST_READERS, Act.READ_DEEDS,
    Act.CHANGE_SETTINGS, Act.MANAGE_PEOPLE, Act.LEAVE,
)  # fmt: skip


def test_table_of_roles_is_true() -> None:
    lines = PAGE.read_text(encoding="utf-8").partition("| act |")[2].splitlines()[2:]
    rows = [line.split("|")[2:-1] for line in lines[: len(ROWS)]]

    written = {act: [cell.strip() != "–" for cell in row] for act, row in zip(ROWS, rows, strict=True)}

    # Who writes a policy writes every language of it.
    allowed = {act: [act in ACTS[role] for role in COLUMNS] for act in ROWS}
    allowed[Act.TRANSLATE_AR] = [bool({Act.TRANSLATE_AR, Act.WRITE} & ACTS[role]) for role in COLUMNS]
    assert written == allowed
    assert lines[len(ROWS)] == ""
    assert set(ROWS) | set(TRANSLATING.values()) == set(Act)
