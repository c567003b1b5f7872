"""What stands in the margins of a PDF's page: notes and numbers of lines, which are no part of the lines beside them."""

from __future__ import annotations

from pdfs import lines, simple, wrapped
from playa.fontmetrics import FONT_METRICS

from parquetry.config import Input, Repair, Segment
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.repair import repair
from parquetry.segment import segment

CLOCK = " ".join(
    f"The {place} clock is {late} slow, which everybody in that part of the town knows, so that nobody comes late by it."
    for place, late in (("church", "a minute"), ("school", "two minutes"), ("market", "an hour"), ("station", "never"))
)


def blocks(*pages: str) -> list[tuple[str, str]]:
    done = segment(repair(pdf_document(from_bytes(simple(*pages), "a.pdf"), Input()), Repair()), Segment())
    return [(block.kind, done.text.text[block.start : block.end]) for block in done.blocks]


def page() -> str:
    return lines(wrapped(CLOCK, 200), x=150, y=700)


def test_a_short_note_beside_the_text_is_read_behind_it() -> None:
    note = lines(["Except on", "feast days."], x=380, y=676, size=8, leading=9)
    assert blocks(page() + note) == [("paragraph", CLOCK), ("footnote", "Except on feast days.")]
    upwards = lines(["feast days."], x=380, y=667, size=8) + lines(["Except on"], x=380, y=676, size=8)
    assert blocks(page() + upwards) == [("paragraph", CLOCK), ("footnote", "Except on feast days.")]
    one = lines(["All of them."], x=60, y=664, size=8)
    assert blocks(page() + one) == [("paragraph", CLOCK), ("footnote", "All of them.")]


def test_a_label_beside_the_text_is_of_its_line() -> None:
    label = lines(["Clocks"], x=60, y=700)
    assert blocks(page() + label)[0] == ("paragraph", f"Clocks {CLOCK}")


def test_numbers_of_lines_are_no_text() -> None:
    numbers = lines([str(number) for number in (5, 10)], x=120, y=652, size=7, leading=60)
    third = lines(["15"], x=120, y=532, size=7)
    long = f"{CLOCK} {CLOCK}"
    found = blocks(lines(wrapped(long, 225), x=150, y=700) + numbers + third)
    assert found == [("paragraph", long), *(("page_artifact", number) for number in ("5", "10", "15"))]


def test_numbers_of_rows_are_text() -> None:
    rows = [text[:40] for text in wrapped(CLOCK, 300)]
    numbers = lines([str(number) for number in range(1, len(rows) + 1)], x=120)
    assert "page_artifact" not in [kind for kind, _ in blocks(lines(rows, x=150) + numbers)]


def test_notes_below_a_short_rule_are_notes_whatever_their_size() -> None:
    notes = ["1. The school has two clocks.", "2. There is no station."]
    first = lines(wrapped(CLOCK), y=700) + "72 600 m 180 600 l S\n" + lines(notes, y=586)
    text = lines(wrapped("and so it is with the other clocks of the town."), y=700)
    whole = f"{CLOCK} and so it is with the other clocks of the town."
    assert blocks(first, text) == [("paragraph", whole), *(("footnote", note) for note in notes)]


def test_small_numbered_blocks_are_notes_where_the_text_has_their_numbers() -> None:
    texts = wrapped(CLOCK)

    def marked(*numbers: str) -> str:
        """Return the text with numbers raised behind some of its lines, and the same blocks below it."""
        shown = ""
        for row, text in enumerate(texts):
            shown += lines([text], y=700 - 12 * row)
            if row < len(numbers):
                end = 72 + sum(FONT_METRICS["Helvetica"][1][one] for one in text) / 100
                shown += f"BT /F1 6 Tf {end:.2f} {704 - 12 * row} Td ({numbers[row]}) Tj ET\n"
        return shown + lines(["1. The school has two.", "2. There is none."], y=560, size=8)

    # The number of the page, which nothing repeats, stands below them.
    assert [kind for kind, _ in blocks(marked("1", "2") + lines(["7"], x=300, y=500))][-3:-1] == ["footnote"] * 2
    kinds = [[kind for kind, _ in blocks(marked(*numbers))] for numbers in (("1", "2"), ("2",), ())]
    # Items to which nothing refers are a list; so is an item before the notes.
    assert kinds == [
        ["paragraph", "footnote", "footnote"],
        ["paragraph", "list_item", "footnote"],
        ["paragraph", "list_item", "list_item"],
    ]


def test_items_below_a_heading_that_is_underlined_are_items() -> None:
    items = ["1. The school has two clocks.", "2. There is no station."]
    page = lines(wrapped(CLOCK), y=700) + lines(["Remarks"], y=604) + "72 601 m 110 601 l S\n" + lines(items, y=586)
    assert [kind for kind, _ in blocks(page)][-2:] == ["list_item"] * 2
