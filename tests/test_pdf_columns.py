"""Columns of a page whose lines are not all filled: newspapers, ragged text, lists and listings beside text."""

from __future__ import annotations

from itertools import chain
from textwrap import wrap

from cost import assert_linear_lines
from pdfs import lines, simple, wrapped
from test_pdf import blocks as blocks_of
from test_pdf import document

from parquetry.read.formats.pdf.apart import are_apart
from parquetry.read.formats.pdf.columns import regions
from parquetry.read.formats.pdf.flow import are_rows, are_words, flows
from parquetry.read.formats.pdf.stretch import Stretch
from parquetry.read.formats.pdf.stretches import Segment

FLOOD = (
    "The river rose by night and stood in the yard of the tannery before anybody had carried the hides upstairs. The dyers, "
    "whose vats were higher, lent their poles. When the water went down it left a boat on the roof of the wash house."
)
FAIR = (
    "The fair came two days late because the road was under water. The rope dancer set up her poles on the green, and the "
    "man with the bear slept in the toll house. Nobody bought ribbons, but the seller of boots went home with an empty cart."
)
COUNCIL = (
    "The council met in the loft of the brewer, whose stairs were dry. It voted for a dam of oak and against a dam of "
    "stone, and then for a dinner. The clerk wrote down the dinner with all its courses and the dam in one line."
)


def blocks(page: str) -> list[tuple[str, str]]:
    return blocks_of(document(simple(page)))


def across(*columns: tuple[int, list[str]]) -> str:
    """Return columns shown row by row, as some programs write a page: only their places say what is read when."""
    rows = range(max(len(texts) for _, texts in columns))
    shown = ((texts[row], x, row) for row in rows for x, texts in columns if row < len(texts))
    return "".join(lines([text], x=x, y=700 - 12 * row) for text, x, row in shown if text)


def test_three_columns_are_read_one_after_the_other() -> None:
    texts = [FLOOD, FAIR, COUNCIL]
    page = across(*((40 + 180 * at, wrapped(f"{text} {text}", 160)) for at, text in enumerate(texts)))
    assert [text for _, text in blocks(page)] == [f"{text} {text}" for text in texts]


def test_columns_with_short_lines_are_read_one_after_the_other() -> None:
    """Half of the left column are items that do not fill their lines."""
    items = [
        f"- {word}" for word in ("poles", "hides", "oak", "boots", "ribbons", "beer", "rope", "honey", "wax", "tar", "oil")
    ]
    left = [*wrapped(FLOOD, 200), "", *items]
    found = blocks(across((40, left), (310, wrapped(f"{FAIR} {COUNCIL}", 200))))
    assert found == [("paragraph", FLOOD), *(("list_item", item) for item in items), ("paragraph", f"{FAIR} {COUNCIL}")]


def test_a_line_too_long_for_its_column_does_not_part_the_one_beside_it() -> None:
    long = "tannery --hides=all --water=high --vats=higher --poles=lent --boat=roof"
    left = [*wrapped(FLOOD, 200), "", long, "", *wrapped(FLOOD, 200)]
    found = blocks(across((40, left), (330, wrapped(f"{FAIR} {COUNCIL}", 200))))
    assert [text for _, text in found] == [FLOOD, long, FLOOD, f"{FAIR} {COUNCIL}"]


def test_cells_that_begin_beside_one_another_are_rows() -> None:
    """Each row begins on one line, whatever its cells have below: words of one sentence are not torn apart."""
    cells = [("the yard", FLOOD), ("the green", FAIR), ("the loft", COUNCIL), ("the mill", FLOOD)]
    page, y = "", 700
    for place, text in cells:
        first, second = wrapped(f"What {place} of the lower town had to do with all of it", 130), wrapped(text, 260)
        page += lines(first, x=40, y=y) + lines(second, x=200, y=y)
        y -= 12 * len(second) + 8
    rows_ = [f"What {place} of the lower town had to do with all of it\t{text}" for place, text in cells]
    assert blocks(page) == [("table", "\n".join(rows_))]


def test_rows_without_rules_are_parted_by_the_white_between_them() -> None:
    """Each cell is full of text and set in the middle of its row: only bands of white go through all columns."""
    texts, page, y = [FLOOD, FAIR, COUNCIL, FLOOD, FAIR], "", 740
    for number, text in enumerate(texts):
        left, right = wrapped(f"{number}. {text}", 200), wrapped(f"{text} {text}", 200)
        rest = 6 * (len(right) - len(left))
        page += lines(left, x=40, y=y - rest) + lines(right, x=300, y=y)
        y -= 12 * len(right) + 14
    found = [text for _, text in blocks(page)]
    assert not any(f"{text} {number + 1}. " in one for one in found for number, text in enumerate(texts[:4]))
    order = " ".join(found)
    assert order.index("1. ") < order.index("2. ") < order.index("4. ")


def test_three_rows_with_little_white_between_them_are_rows() -> None:
    """All of the white goes through both columns, and all rows begin at one height."""
    page, y = "", 740
    for left, right in ((FLOOD, FAIR), (COUNCIL, FLOOD), (FAIR, COUNCIL)):
        first, second = wrapped(left, 240), wrapped(right, 240)
        page += lines(first, x=40, y=y) + lines(second, x=310, y=y)
        y -= 12 * max(len(first), len(second)) + 3
    assert blocks(page) == [("table", f"{FLOOD}\t{FAIR}\n{COUNCIL}\t{FLOOD}\n{FAIR}\t{COUNCIL}")]


def test_a_column_that_ends_early_has_no_rows() -> None:
    left = [*wrapped(FLOOD, 200), "", *wrapped(FAIR, 200), "", *wrapped(COUNCIL, 200), "", *wrapped(FLOOD, 200)]
    found = blocks(across((40, left), (310, wrapped(COUNCIL, 200))))
    assert [text for _, text in found] == [FLOOD, FAIR, COUNCIL, FLOOD, COUNCIL]


def test_four_narrow_columns_are_read_one_after_the_other() -> None:
    """Lines of two columns side by side may look as those of one that flows."""
    texts = [f"{FLOOD} {FAIR}", f"{FAIR} {COUNCIL}", f"{COUNCIL} {FLOOD}", f"{FLOOD} {COUNCIL}"]
    page = across(*((20 + 145 * at, wrapped(text, 125)) for at, text in enumerate(texts)))
    assert " ".join(text for _, text in blocks(page)) == " ".join(texts)


def side(x0: int, texts: list[str]) -> list[Segment]:
    """Return lines of these texts one below another, each letter five points wide."""
    return [segment(x0, text, 1200 * row) for row, text in enumerate(texts)]


def segment(x0: int, text: str, baseline: int) -> Segment:
    x1 = x0 + 500 * len(text)
    return Segment(
        [Stretch(text, 0, 1000, "tounicode", 0, x0, x1, baseline, 1, 0, 1, -1, False, x1)], x0, x1, baseline, 1000
    )


def test_lines_flow_where_their_first_words_had_no_room_before() -> None:
    text = wrapped(FLOOD, 200)
    assert flows(side(0, text))
    # Names that fill their cells, branches of a tree, and sentences of one line each do not.
    assert not flows(side(0, ["tannery", "brewery", "bakery"] * 4))
    assert not flows(side(0, ["The river rose.", "The fair came late.", "The council met."] * 4))
    # Nothing goes on in a line that had room for it.
    assert not flows(side(0, [*("rope of hemp" for _ in range(9)), "a line that is longer than any of those above it"]))


def test_rows_begin_on_both_sides_at_once() -> None:
    left = ["What the yard of the", "lower town had"] * 4
    assert are_rows(side(0, left), side(20_000, left))
    assert not are_rows(side(0, left), side(20_000, wrapped(FLOOD, 100)[:8]))


def test_columns_that_flow_cost_by_their_lines() -> None:
    def work(number: int) -> None:
        sides = [side(30_000 * at, [f"row {k} of it" if k % 3 else "Row" for k in range(number)]) for at in range(3)]
        regions(list(chain(*sides)))

    assert_linear_lines(work, 150)


NEEDED = [
    "900 g flour",
    "30 g salt",
    "2 spoons of tar",
    "700 g water",
    "1 cup of wax",
    "3 apples",
    "12 nails",
    "9 oak leaves",
]
STEPS = [
    "1. Wash the flour in the river until it is as clean as the hands of the clerk were before he took to this work.",
    "2. Boil the wax with the apples, and take care that nobody in the house eats them, since there is tar in it.",
    "3. Nail the dough to the door of the loft and wait for the spring, or for the cat of the miller, whichever is first.",
]


def test_a_list_beside_instructions_is_read_before_them() -> None:
    """Its lines stand on those of the instructions, which are in the middle of a sentence beside many of them."""
    steps = [line for step in STEPS for line in wrapped(step, 300)]
    found = [text for _, text in blocks(across((40, ["Needed", *NEEDED]), (200, ["Steps", *steps])))]
    assert "\n".join(found).split("\n")[-3:] == STEPS
    assert not set(STEPS) & set(found[:-3])


def test_a_side_bar_on_lines_of_its_own_is_a_column() -> None:
    """Between its parts there is white, as between those of the text, but none of them begins beside another."""
    page, y = "", 700
    for head, items in (("Tongues", NEEDED[:3]), ("Crafts", NEEDED[3:6]), ("Town", NEEDED[6:]), ("Bees", NEEDED[:2])):
        page += lines([head, *items], x=40, y=y, leading=13)
        y -= 13 * len(items) + 31
    main, y = "", 697
    for text in (FLOOD, FAIR, COUNCIL):
        main += lines(wrapped(text, 300), x=200, y=y)
        y -= 12 * len(wrapped(text, 300)) + 14
    assert [text for _, text in blocks(page + main)][-3:] == [FLOOD, FAIR, COUNCIL]


def test_items_of_two_lists_side_by_side_are_read_list_by_list() -> None:
    lists = [
        ["• rope of hemp from the hills", "• oak and", "  its leaves", "• wax"],
        ["• boots", "• ribbons of the fair", "  of last year", "• an empty cart"],
    ]
    found = " ".join(text for _, text in blocks(across((40, lists[0] * 2), (310, lists[1] * 2))))
    assert found.split() == " ".join(lists[0] * 2 + lists[1] * 2).split()


def test_the_last_item_of_a_narrow_list_does_not_go_on_in_the_column_beside_it() -> None:
    """It has no stop and fills its column, as the end of a column of text would whose sentence goes on."""
    items = ["• rope", "• tar", "• oak", "• nails of iron", "• wax", "• beer"]
    found = blocks(across((40, items), (300, wrapped(FLOOD, 220))))
    assert found == [*(("list_item", item) for item in items), ("paragraph", FLOOD)]


def test_a_name_at_the_top_of_a_column_goes_on_with_the_sentence_before_it() -> None:
    text = " ".join([FLOOD, "The dam was built by Kari Lindqvist of the Lower Mill, whose Miller had seen one."] * 4)
    column = wrapped(text, 200)
    half = next(at for at in range(9, 30) if column[at][0].isupper() and column[at - 1][-1] != ".")
    assert blocks(across((40, column[:half]), (310, column[half:]))) == [("paragraph", text)]


def test_labels_in_the_middle_of_their_rows_are_cells() -> None:
    """They are on no line of the text beside them, but between two of its lines."""
    left = [segment(0, "Yard", 1200 * row + 600) for row in range(0, 16, 2)]
    assert not are_apart(left, side(20_000, wrapped(FLOOD, 90)))
    assert are_apart([segment(0, "Yard", 1300 * row + 300) for row in range(8)], side(20_000, wrapped(FLOOD, 90)))


def test_labels_at_the_end_of_their_rows_are_cells() -> None:
    """As spreadsheets set them: all stand beside the last line of a sentence, and none beside its first."""
    sentences = [f"{text}." for text in f"{FLOOD} {COUNCIL} {FLOOD}".rstrip(".").split(". ")][: len(NEEDED)]
    page, y = "", 740
    for name, text in zip(NEEDED, sentences, strict=True):
        cell = wrapped(text, 300)
        y -= 12 * len(cell) + 3
        page += lines([name], x=40, y=y) + lines(cell, x=200, y=y + 12 * len(cell) - 12)
    assert blocks(page) == [("table", "\n".join(map("\t".join, zip(NEEDED, sentences, strict=True))))]


def test_titles_that_are_wrapped_are_no_words_of_a_table() -> None:
    """No sentence ends in them, but lines in small letters had no room before, where titles begin with capitals."""
    titles = [f"{head} of hemp and of the dyers" for head in ("Boats", "Ribbons", "Oak", "Wax", "Beer")]
    left, right = (list(chain(*(wrap(title, 16) for title in order))) for order in (titles, titles[::-1]))
    assert not are_words(side(0, left), side(20_000, right))
    # Names in capitals and words in small ones that had room are rows.
    assert are_words(
        side(0, ["Boat of hemp", "oak", "Dyer", "wax"] * 3), side(20_000, ["Oak", "a boat", "Wax of it", "tar"] * 3)
    )


def test_numbers_beside_titles_are_labels() -> None:
    titles = ["devices of the fair", "bread and its enemies", "oak of the dam, and other woods that are used for", "one"] * 3
    numbers = side(0, [f"7.{number}" for number in range(len(titles))])
    assert not are_apart(numbers, side(20_000, titles))
    assert are_apart(side(0, ["3 wax"] * len(titles)), side(20_000, wrapped(FLOOD, 130)[: len(titles)]))


NAMES = [
    "Ana Berg",
    "Bo Carlsen",
    "Dov Eliasson",
    "Eva Friis",
    "Gry Holm",
    "Ida Jensen",
    "Kai Lund",
    "Mia Norby",
    "Ole Rask",
]


def drawn(x: int, texts: list[str], font: str = "F1") -> str:
    return lines(texts[:1], x=x, y=700, font=font) + lines(texts[1:], x=x, y=688)


def test_a_list_in_columns_is_read_column_by_column_where_the_page_shows_it_so() -> None:
    page = lines(["Members present"], y=740, size=16) + drawn(72, NAMES[:3] + NAMES[:3]) + drawn(240, NAMES[3:])
    assert [line for _, text in blocks(page) for line in text.splitlines()][1:] == NAMES[:3] + NAMES[:3] + NAMES[3:]
    # Line by line they are the rows of a table.
    rows = "".join(lines([name], x=x, y=700 - 12 * at) for at, name in enumerate(NAMES[:6]) for x in (72, 240))
    assert blocks(rows) == [("table", "\n".join(f"{name}\t{name}" for name in NAMES[:6]))]


def test_labels_and_what_is_filled_in_beside_them_later_are_rows() -> None:
    labels = ["Surname:", "Given name:", "Town:", "Boat:", "Keeper:"]
    assert blocks(drawn(72, labels) + drawn(240, NAMES[:5]))[0][1].startswith("Surname:\tAna Berg\nGiven name:\tBo Carlsen")
    figures = ["12", "7", "31", "8", "140"]
    assert blocks(drawn(72, NAMES[:5]) + drawn(240, figures))[0][1].startswith("Ana Berg\t12\nBo Carlsen\t7")
    days = [f"May {day}" for day in figures]
    for left, right in ((days, NAMES[:5]), (NAMES[:5], days)):
        assert blocks(drawn(72, left) + drawn(240, right))[0][1].startswith(f"{left[0]}\t{right[0]}\n{left[1]}\t{right[1]}")
    # Numbers in both, or in few of them, are those of items.
    assert "\t" not in blocks(drawn(72, days) + drawn(240, days))[0][1]
    assert "\t" not in blocks(drawn(72, [*NAMES[:4], days[0]]) + drawn(240, NAMES[4:]))[0][1]


def test_columns_below_heads_of_their_own_are_those_of_a_table() -> None:
    page = drawn(72, ["Keeper", *NAMES[:5]], "F2") + drawn(240, ["Deputy", *NAMES[4:]], "F2")
    assert blocks(page)[0][1].startswith("Keeper\tDeputy\nAna Berg\tGry Holm")


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    def priced(x: int, names: list[str]) -> str:
        rows = ((lines([name], x=x, y=700 - 12 * at), 3.5 + at) for at, name in enumerate(names))
        return "".join(name + lines([f"{price:.2f}"], x=x + 120, y=700 - 12 * at) for at, (name, price) in enumerate(rows))

    # The gap before the prices is wider than that between the tables.
    page = priced(72, NAMES[:5]) + priced(230, NAMES[4:])
    assert blocks(page) == [
        ("table", "\n".join(f"{name}\t{3.5 + at:.2f}" for at, name in enumerate(names))) for names in (NAMES[:5], NAMES[4:])
    ]


def test_a_quotation_that_the_text_flows_around_is_read_after_it() -> None:
    wide = wrapped(f"{FLOOD} {FAIR}", 400)
    # Two lines over the whole width, four beside the quotation, and the rest below it.
    beside = wrapped(f"{FLOOD} {FAIR}".removeprefix(" ".join(wide[:2])).strip(), 230)[:4]
    rest = wrapped(f"{FLOOD} {FAIR}".removeprefix(" ".join([*wide[:2], *beside])).strip(), 400)
    page = lines([*wide[:2], *beside, *rest], y=700)
    page += lines(["A boat was left on", "the wash house."], x=330, y=672, size=14, leading=18)
    found = blocks(page)
    assert [text for _, text in found] == [f"{FLOOD} {FAIR}", "A boat was left on the wash house."]


def test_signs_and_words_of_another_size_in_a_line_stay_in_it() -> None:
    page = (
        lines(wrapped(FLOOD), y=700)
        + "BT /F1 10 Tf 72 640 Td (The switch is shown) Tj 4 Ts /F1 6 Tf (-x[1234]) Tj 0 Ts /F1 10 Tf ( here.) Tj ET\n"
    )
    assert blocks(page)[-1][1] == "The switch is shown-x[1234] here."
