"""Tables in a PDF: rows and cells in the order they are read, whether rules part them or only white space does."""

from __future__ import annotations

import pytest
from pdfs import HELVETICA, Pdf, lines, simple, string, wrapped
from playa.fontmetrics import FONT_METRICS

from parquetry.config import Input, Repair, Segment
from parquetry.read.files import from_bytes
from parquetry.read.formats.pdf.document import pdf_document
from parquetry.repair import repair
from parquetry.segment import segment

BREAD = (
    "The baker of the upper town bakes twice a day, and the baker of the lower town once, but at night. Neither will say "
    "which of the two breads is the older one."
)


def blocks(*pages: str) -> list[tuple[str, str]]:
    done = segment(repair(pdf_document(from_bytes(simple(*pages), "a.pdf"), Input()), Repair()), Segment())
    return [(block.kind, done.text.text[block.start : block.end]) for block in done.blocks]


def row(y: int, cells: list[tuple[int, str]]) -> str:
    """Return the operators of one line of a table: each cell at its x."""
    return "".join(f"BT /F1 10 Tf {x} {y} Td {string(text)} Tj ET\n" for x, text in cells)


def rows(top: int, columns: list[int], texts: list[str], leading: int = 12) -> str:
    """Return the operators of lines whose cells are parted by bars; an empty cell is none."""
    return "".join(
        row(top - leading * at, [(x, cell) for x, cell in zip(columns, text.split("|"), strict=False) if cell])
        for at, text in enumerate(texts)
    )


def rule(y: int, x0: int = 70, x1: int = 400) -> str:
    return f"{x0} {y} m {x1} {y} l S\n"


def table(*texts: str) -> tuple[str, str]:
    return "table", "\n".join(text.replace("|", "\t") for text in texts)


def test_columns_that_stand_close_are_cells_where_several_lines_have_them() -> None:
    page = rows(660, [72, 108, 134, 160], ["Bread|old|new|any", "rye|10|20|30", "oat|11|22|33", "barley|1||3"])
    found = blocks(lines(wrapped(BREAD), y=700) + page + lines(wrapped(BREAD), y=600))
    assert found == [
        ("paragraph", BREAD),
        table("Bread|old|new|any", "rye|10|20|30", "oat|11|22|33", "barley|1||3"),
        ("paragraph", BREAD),
    ]


def test_spaces_of_lines_that_are_stretched_are_no_gutters() -> None:
    # A narrow column that is filled to its edges: three words a line, with gaps of up to two ems between them.
    words = [text.split() for text in wrapped(BREAD, 90)[:-1]]
    width = FONT_METRICS["Helvetica"][1]
    page = ""
    for at, line in enumerate(words):
        ems = [sum(width.get(one, 556) for one in word) / 100 for word in line]
        gap = (100 - sum(ems)) / max(1, len(line) - 1)
        page += row(700 - 12 * at, [(round(72 + sum(ems[:k]) + k * gap), word) for k, word in enumerate(line)])
    assert [kind for kind, _ in blocks(page)] == ["paragraph"]


OVEN = (
    "The oven of the lower town is older than its walls. It was built by a mason who had seen one in the hills, and it "
    "draws only when the wind comes from the river."
)
FLOUR = "Flour is kept in the loft of the mill, where the mice are fat. The cat of the miller is thin and sleeps."


def side_by_side(cells: list[list[str]], white: int, *, middle: bool = False) -> str:
    """Return the operators of rows whose cells are paragraphs, with so much white between rows."""
    page, y = "", 740
    for texts in cells:
        wraps = [wrapped(text, 150) for text in texts]
        most = max(map(len, wraps))
        for at, lines_ in enumerate(wraps):
            page += lines(lines_, x=60 + 170 * at, y=y - middle * 6 * (most - len(lines_)))
        y -= 12 * most + white
    return page


@pytest.mark.parametrize(("white", "middle"), [(6, False), (0, False), (8, True)])
def test_rows_whose_cells_are_paragraphs_are_read_cell_by_cell(white: int, middle: bool) -> None:  # noqa: FBT001
    """Lines of cells beside one another are no rows: each of them goes on with its sentence below."""
    cells = [["Bread", "Oven", "Flour"], [BREAD, OVEN, FLOUR], [FLOUR, BREAD, OVEN], [OVEN, FLOUR, BREAD]]
    assert blocks(side_by_side(cells, white, middle=middle)) == [table(*("|".join(texts) for texts in cells))]


def test_paragraphs_side_by_side_below_their_heads_are_one_row() -> None:
    page = rows(760, [60, 230, 400], ["Bread|Oven|Flour"]) + side_by_side([[BREAD, OVEN, FLOUR]], 0)
    assert blocks(page) == [table("Bread|Oven|Flour", f"{BREAD}|{OVEN}|{FLOUR}")]


@pytest.mark.parametrize("stop", ["", "."])
def test_words_that_fill_their_cells_are_rows_of_one_line(stop: str) -> None:
    """Lines as long as one another are those of a column where sentences end in them."""
    texts = ["bakers of the loft|fat mice of it", "cats of the millers|thin cat of ice", "walls of the town|old wind on it"]
    texts += ["ovens of the hills|new rye and oat", "mice of the kitchen|barley and peas"]
    found = blocks(rows(700, [60, 160], [text.replace("|", f"{stop}|") + stop for text in texts]))
    assert (found == [table(*texts)]) == (not stop)


def test_cells_that_begin_further_down_than_others_are_of_their_row() -> None:
    """In the middle of its row a cell may stand on no line of the others, and begin below their first ones."""
    long = f"{BREAD} {OVEN}"
    cells = [[long, FLOUR], [FLOUR, long], [BREAD, OVEN]]
    page = lines(["The three bakers of the two towns"], x=60, y=780) + side_by_side(cells, 14, middle=True)
    assert blocks(page)[1:] == [table(*("|".join(texts) for texts in cells))]


def test_titles_with_dots_to_their_pages_are_no_paragraphs() -> None:
    texts = [f"{number}|bread -{letter}|. .|. . . .|. . . .|{number}" for number, letter in enumerate("abcdefg", 61)]
    found = blocks(rows(700, [60, 90, 141, 160, 190, 300], texts))
    assert len([line for _, text in found for line in text.splitlines()]) == len(texts)


def test_words_in_groups_of_rows_are_rows_of_one_line() -> None:
    texts = [
        "rye|is sold here",
        "spelt|and there",
        "oat|not at all",
        "peas|in the hills",
        "salt|by the sea",
        "bran|for us",
    ]
    page = "".join(rows(700 - 42 * at, [60, 160], texts[2 * at : 2 * at + 2]) for at in range(3))
    assert blocks(page) == [table(*texts)]


def test_the_lines_of_a_wrapped_cell_are_its_row() -> None:
    columns = [72, 150, 350]
    texts = ["Bread|Remark|Price", "rye|is baked twice a day, mostly before|12", "|the bells ring", "oat|none|9"]
    wanted = ["Bread|Remark|Price", "rye|is baked twice a day, mostly before the bells ring|12", "oat|none|9"]
    # All lines are as far apart: the cell was full, and nothing stands beside what goes on with it.
    assert blocks(rows(700, columns, texts)) == [table(*wanted)]
    # Rows are further apart than the lines of a cell, which is set in the middle of its row.
    page = row(700, [(72, "Bread"), (150, "Remark"), (350, "Price")]) + row(676, [(150, "is baked twice a day, and")])
    page += row(670, [(72, "rye"), (350, "12")]) + row(664, [(150, "sold once")])
    page += row(640, [(72, "oat"), (150, "none"), (350, "9")])
    assert blocks(page) == [table("Bread|Remark|Price", "rye|is baked twice a day, and sold once|12", "oat|none|9")]


@pytest.mark.parametrize(("hyphen", "code"), [("-", "002d"), ("\N{SOFT HYPHEN}", "00ad"), ("\N{HYPHEN}", "2010")])
def test_a_word_that_is_broken_in_a_cell_has_no_space_in_it(hyphen: str, code: str) -> None:
    """Programs show what breaks a word by signs of three kinds."""
    pdf = Pdf()
    tounicode = pdf.stream(f"1 beginbfrange <20> <7e> <0020> endbfrange 1 beginbfchar <2d> <{code}> endbfchar")
    font = HELVETICA.replace(" >>", f" /ToUnicode {tounicode} 0 R >>")
    texts = ["Bread|Remark|Price", "rye|is baked twice a day, mostly be-|12", "|fore the bells ring", "oat|none|9"]
    pdf.page(rows(700, [72, 150, 350], texts), f"<< /Font << /F1 {font} >> >>")
    text = pdf_document(from_bytes(pdf.data(), "a.pdf"), Input()).text
    assert f"mostly be{hyphen}fore the bells" in text


@pytest.mark.parametrize("border", [True, False])
def test_rules_between_cells_part_them_however_close_they_stand(border: bool) -> None:  # noqa: FBT001
    """The words of two cells may be no further apart than those of one."""
    widths = FONT_METRICS["Helvetica"][1]
    texts = [
        ["rye of the hills", "12", "dark"],
        ["oat", "9", "pale"],
        ["barley and peas", "7", "grey"],
        ["spelt", "31", "fine"],
    ]
    wide = [max(sum(widths[one] for one in line[at]) for line in texts) // 100 + 4 for at in range(3)]
    edges = [72, 72 + wide[0], 72 + wide[0] + wide[1]]
    page = "".join(row(700 - 14 * at, list(zip(edges, line, strict=True))) for at, line in enumerate(texts))
    walls = "".join(f"{x - 2} {696 - 14 * at} m {x - 2} {710 - 14 * at} l S\n" for x in edges for at in range(4))
    # Without rules they are told by where they begin, behind others of any length.
    assert blocks(page + walls * border) == [table(*("|".join(line) for line in texts))]


def test_figures_that_end_at_one_place_are_cells_however_close_they_stand() -> None:
    widths = FONT_METRICS["Helvetica"][1]
    prices = ["8.50", "1,294.05", "17.20", "103.60", "9,960.00"]
    names = ["rye of the hills", "oat", "barley and peas", "spelt", "millet"]

    def line(at: int) -> str:
        left, right = (380 - sum(widths[one] for one in text) // 100 for text in (prices[at], prices[-1 - at]))
        return row(700 - 14 * at, [(72, "bread"), (left - 46, prices[at]), (right, prices[-1 - at]), (383, names[at])])

    assert blocks("".join(map(line, range(5)))) == [
        table(*(f"bread|{prices[at]}|{prices[-1 - at]}|{names[at]}" for at in range(5)))
    ]


@pytest.mark.parametrize("words", ["BOOT={}", "{}.", "Boot der Stufe {}"])
def test_words_behind_labels_of_one_width_are_no_cells(words: str) -> None:
    width = sum(FONT_METRICS["Helvetica"][1][one] for one in words.format(1)) / 100
    texts = ["The usual one.", "It says more.", "It says most of all.", "It stops at some points on its way."]
    page = "".join(row(700 - 14 * at, [(72, words.format(at)), (72 + width + 2.8, text)]) for at, text in enumerate(texts))
    assert not any(kind == "table" for kind, _ in blocks(page))


def test_rows_without_a_first_cell_are_rows() -> None:
    texts = ["Town|Bread|Price", "Upper|rye|12", "|oat|9", "Lower|rye|13", "||sold out"]
    assert blocks(rows(700, [72, 150, 220], texts)) == [table(*texts)]


def test_rules_part_rows_whose_cells_are_wrapped() -> None:
    columns = [72, 150]
    first = ["rye of the|is baked twice a day, mostly in the", "upper town|dark before the bells ring"]
    second = ["oat of the|is baked at night, when the others in", "lower town|the town are asleep"]
    page = rows(700, columns, ["Bread|Remark"]) + rule(696) + rows(680, columns, first) + rule(664)
    page += rows(650, columns, second) + rule(634) + rows(620, columns, ["salt|none"])
    assert blocks(page) == [
        table(
            "Bread|Remark",
            "rye of the upper town|is baked twice a day, mostly in the dark before the bells ring",
            "oat of the lower town|is baked at night, when the others in the town are asleep",
            "salt|none",
        )
    ]


def test_cells_that_are_full_of_text_are_no_columns() -> None:
    page, cells = (
        lines(wrapped(BREAD, 440), y=740),
        [wrapped(f"{number} {BREAD}", 180) for number in ("First.", "Second.", "Third.")],
    )
    for at, cell in enumerate(cells):
        top = 690 - 66 * at
        page += rule(top + 14, 70, 500) + lines(cell, y=top) + lines(cell, x=300, y=top)
    page += rule(690 - 198 + 14, 70, 500)
    rows_ = [f"{number} {BREAD}|{number} {BREAD}" for number in ("First.", "Second.", "Third.")]
    assert blocks(page) == [("paragraph", BREAD), table(*rows_)]


def test_a_page_that_has_nothing_but_rows_between_rules_is_read() -> None:
    """No line is left that could show columns."""
    texts = [f"{name}|{price}" for name, price in zip(ENTRIES[:8], range(12, 20), strict=True)]
    page = "".join(rule(712 - 20 * at) for at in range(9)) + rows(700, [72, 300], texts, 20)
    assert blocks(page) == [table(*texts)]


def test_the_first_line_of_a_cell_in_the_middle_of_its_row_is_not_of_the_row_above() -> None:
    """The name above it had no room for another."""
    texts = [[(72, "1"), (90, "the rye of the town"), (250, "Ida Lind")]]
    texts += [[(250, "Per")], [(72, "2"), (90, "the oat")], [(250, "Dahl")], [(72, "3"), (90, "salt"), (250, "Ole Moe")]]
    page = "".join(row(y, cells) for y, cells in zip((700, 676, 670, 664, 640), texts, strict=True))
    assert blocks(page) == [table("1|the rye of the town|Ida Lind", "2|the oat|Per Dahl", "3|salt|Ole Moe")]


def test_columns_below_a_table_are_read_one_after_the_other() -> None:
    page = "".join(rule(752 - 20 * at, 70, 500) for at in range(4)) + rows(
        740, [72, 300], ["rye|12", "oat|9", "barley|7"], 20
    )
    left, right = wrapped(f"Left. {BREAD} {BREAD}", 180), wrapped(f"Right. {BREAD} {BREAD}", 180)
    found = blocks(page + lines(left, y=660) + lines(right, x=300, y=660))
    assert found[0] == table("rye|12", "oat|9", "barley|7")
    assert [text for _, text in found[1:]] == [f"Left. {BREAD} {BREAD}", f"Right. {BREAD} {BREAD}"]


ENTRIES = (
    "anise",
    "barm",
    "bran",
    "crust",
    "dough",
    "ember",
    "flour",
    "grain",
    "heel",
    "husk",
    "kiln",
    "leaven",
    "loaf",
    "malt",
    "oven",
    "peel",
    "rye",
    "salt",
    "sieve",
    "tray",
    "yeast",
)


def test_an_index_is_read_down_its_columns() -> None:
    words = [f"{word}, {number}" for number, word in enumerate(ENTRIES, 7)]
    page = "".join(lines(words[at : at + 8], x=72 + 20 * at, y=700) for at in (0, 8, 16))
    assert [line for _, text in blocks(page) for line in text.splitlines()] == words
    # Drawn from the last entry to the first, as some programs do.
    places = [(72 + 20 * (at // 8 * 8), 700 - 12 * (at % 8)) for at in range(len(words))]
    upwards = "".join(lines([word], x=x, y=y) for word, (x, y) in reversed(list(zip(words, places, strict=True))))
    assert [line for _, text in blocks(upwards) for line in text.splitlines()] == words


def test_rows_in_the_order_of_the_alphabet_are_rows() -> None:
    texts = [f"{word}|{other}|{at}" for at, (word, other) in enumerate(zip(ENTRIES, ENTRIES[::-1], strict=True), 10)]
    assert blocks(rows(700, [72, 200, 330], texts)) == [table(*texts)]


def test_prices_beside_names_in_the_order_of_the_alphabet_are_rows() -> None:
    texts = [f"{word}|{at}" for at, word in enumerate(ENTRIES, 10)]
    assert blocks(rows(700, [72, 300], texts)) == [table(*texts)]


def test_rules_around_a_head_and_a_body_do_not_join_rows() -> None:
    columns, body = [72, 150, 220], ["rye|12|13", "oat|9|8", "barley|7|6"]
    page = rule(712) + rows(700, columns, ["Bread|old|new"]) + rule(696) + rows(684, columns, body) + rule(656)
    page += rows(646, columns, ["all|28|27"]) + rule(640)
    assert blocks(page) == [table("Bread|old|new", *body, "all|28|27")]


def test_a_line_below_a_table_is_none_of_its_rows() -> None:
    page = rows(700, [72, 150], ["rye|12", "oat|9", "barley|7"]) + lines(["Sold out"], y=664)
    assert blocks(page) == [table("rye|12", "oat|9", "barley|7"), ("paragraph", "Sold out")]


def test_a_line_close_below_a_table_is_none_of_its_row() -> None:
    """Its last row had room in its first cell; where cells of other rows have lines of their own, so may that."""
    texts = ["rye|12", "oat|9", "barley|7"]
    page = rows(700, [72, 150], texts, 16) + lines(["Sold out:"], y=655)
    assert blocks(page) == [table(*texts), ("paragraph", "Sold out:")]
    address = [[(72, "Anna Lind"), (150, "rye")], [(72, "Mill 3")], [(72, "Per Dahl"), (150, "oat")], [(72, "Quay 9")]]
    page = "".join(row(y, cells) for y, cells in zip((700, 688, 672, 660), address, strict=True))
    assert blocks(page) == [table("Anna Lind Mill 3|rye", "Per Dahl Quay 9|oat")]


def test_numbers_before_items_are_no_column() -> None:
    page = rows(700, [72, 90], ["1.|the rye of the town", "2.|the oat of the town", "3.|the barley of it"])
    assert [kind for kind, _ in blocks(page)] == ["list_item"] * 3


def test_a_glossary_is_no_table() -> None:
    columns = [72, 130]
    texts = [
        "Rye|is baked twice a day, and sold before",
        "|the bells ring, or not at all, if it is",
        "|burnt",
        "Oat|is baked",
    ]
    texts += ["|at night, while the others in the town", "|are asleep", "Salt|is in both", "|of the two"]
    assert "table" not in [kind for kind, _ in blocks(rows(700, columns, texts))]
