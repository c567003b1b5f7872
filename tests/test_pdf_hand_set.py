"""Lines of a PDF that somebody ended by hand stay lines; those that a program filled are joined."""

from __future__ import annotations

import pytest
from pdfs import lines, simple, wrapped

from parquetry.config import Input, Repair, Segment
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.repair import repair
from parquetry.segment import segment

ORCHARD = (
    "The orchard was planted in rows of nine, since the owner could not count further and would not ask. The tenth tree of "
    "each row belongs to whoever finds it, and in a good year several people do. Nothing grows between the rows but grass."
)
FIRST = [
    "The pear is green, the plum is red,",
    "The quince is hard as leather;",
    "The wasps have gone to bed,",
    "And so do we together;",
]
SECOND = [
    "And now the nights are growing long,",
    "The ladders put away;",
    "We miss the mower's morning song",
    "But not his pay",
]


def blocks(*pages: str) -> list[tuple[str, str]]:
    done = segment(repair(pdf_document(from_bytes(simple(*pages), "a.pdf"), Input()), Repair()), Segment())
    return [(block.kind, done.text.text[block.start : block.end]) for block in done.blocks]


@pytest.mark.parametrize("prose", ["", lines(wrapped(ORCHARD), y=600)])
def test_verses_stay_lines(prose: str) -> None:
    # Without the prose the longest verse is the only measure, and nearly fills it.
    found = blocks(lines(FIRST, y=740) + lines(SECOND, y=680, x=80) + prose)
    assert [text for _, text in found[:2]] == ["\n".join(FIRST), "\n".join(SECOND)]
    assert [text for _, text in found[2:]] == [ORCHARD] * bool(prose)


def test_an_address_stays_lines_and_a_short_paragraph_below_it_is_joined() -> None:
    address = ["The Owner of the Orchard", "Long Lane 9", "Under Hill"]
    page = lines(address, y=740) + lines(wrapped(ORCHARD, 200), y=690)
    assert [text for _, text in blocks(page)] == ["\n".join(address), ORCHARD]


def test_paragraphs_of_few_lines_are_joined() -> None:
    # Each ends in the middle of a line: a sentence that ends says why there is room.
    sentences = ORCHARD.split(". ")
    text = [line for one in sentences for line in wrapped(f"{one}.")] * 3
    assert "preformatted" not in [kind for kind, _ in blocks(lines(text, y=740))]


def test_items_of_a_list_are_none_of_them() -> None:
    items = ["\N{BULLET} pears", "\N{BULLET} plums and cherries", "\N{BULLET} quinces"]
    assert [kind for kind, _ in blocks(lines(items) + lines(wrapped(ORCHARD), y=600))][:3] == ["list_item"] * 3


def test_lines_of_code_behind_an_empty_line_are_set_in_as_before_it() -> None:
    first = lines(["def pick(tree):"], x=72, font="F3") + lines(["if tree.ripe:", "    return tree"], x=96, y=688, font="F3")
    second = lines(["return None"], x=96, y=652, font="F3")
    assert blocks(first + second) == [
        ("code", "def pick(tree):\n    if tree.ripe:\n        return tree"),
        ("code", "    return None"),
    ]
