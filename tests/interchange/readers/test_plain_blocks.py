"""Lists, pairs, tables and addresses of plain texts."""

from __future__ import annotations

from policies.document.blocks import Definitions, List, Table
from policies.document.text import block_text
from policies.interchange.readers.read_plain_text import read_plain_text

from .texts import SPACED_FRENCH


def test_lists_nest_by_indentation_and_numbers_count() -> None:
    sections = read_plain_text(SPACED_FRENCH).sections

    bullets, numbers = sections[2].blocks[1], sections[4].blocks[0]
    assert isinstance(bullets, List)
    assert isinstance(numbers, List)
    assert [len(item.children) for item in bullets.items] == [0, 1, 0]
    assert (bullets.ordered, numbers.ordered, len(numbers.items)) == (False, True, 2)


def test_postal_address_is_one_paragraph() -> None:
    (address,) = read_plain_text(SPACED_FRENCH).sections[-1].blocks

    assert block_text(address) == "Atlas SARL\n12, rue des Fleurs\nCasablanca"


def test_label_value_lines_are_definitions() -> None:
    text = read_plain_text(
        "Policy\n\nContact Us\n\nEmail: a@acme.example\nPhone: +44 20 7946 0000\nAddress: 1 High Street\n",
    )

    (found,) = text.sections[0].blocks
    assert isinstance(found, Definitions)
    assert len(found.items) == 3


def test_tabbed_lines_are_a_table() -> None:
    text = read_plain_text(
        "Policy\n\nRetention\n\nWe keep data for these periods of time and then delete all of it.\n\n"
        "Data\tPeriod\nAccount\t3 years\nLogs\t1 year\n",
    )

    table = text.sections[0].blocks[-1]
    assert isinstance(table, Table)
    assert len(table.rows) == 2
