"""Tables that the structure of a file names: rows and cells by their tags, where the page shows them so."""

from __future__ import annotations

from pdfs import Pdf, lines
from test_pdf import blocks, document

Row = list[tuple[int, str]]
"""Cells of a row: where each begins, and its lines."""


class Tagged:
    """A page with a table in the making: each cell is marked content, and named by the structure."""

    def __init__(self) -> None:
        self.content, self.rows, self.number = "", "", 0

    def row(self, y: int, *cells: tuple[int, str], attributes: str = "", down: int = 12) -> None:
        """Add a row of cells at these places; a line break in a cell begins its next line, so far below."""
        named = ""
        for x, text in cells:
            shown = lines(text.split("\n"), x=x, y=y, leading=down) if text else ""
            self.content += f"/TD <</MCID {self.number}>> BDC {shown} EMC\n"
            named += f"<< /Type /StructElem /S /TD /K {self.number} {attributes} >> "
            self.number += 1
        self.rows += f"<< /Type /StructElem /S /TR /K [{named}] >> "

    def data(self, content: str = "") -> bytes:
        """Return the file, whose page shows this too."""
        pdf = Pdf()
        pdf.page(content + self.content)
        page = pdf.pages[0]
        table = f"<< /Type /StructElem /S /Table /Pg {page} 0 R /K [{self.rows}] >>"
        root = pdf.add(f"<< /Type /StructTreeRoot /K [<< /Type /StructElem /S /Document /K [{table}] >>] >>")
        pdf.catalog = f"/MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R"
        return pdf.data()


def found(page: Tagged, content: str = "") -> list[tuple[str, str]]:
    return blocks(document(page.data(content)))


def test_cells_of_several_paragraphs_are_one_row() -> None:
    page = Tagged()
    page.row(700, (72, "Who"), (140, "What"))
    page.row(680, (72, "Ann"), (140, "First she opened the hatch.\nThen she closed it."), down=24)
    page.row(630, (72, "Bob"), (140, "Nothing."))
    assert found(page) == [("table", "Who\tWhat\nAnn\tFirst she opened the hatch. Then she closed it.\nBob\tNothing.")]


def test_cells_as_close_as_words_are_parted() -> None:
    """Both are of one font and on one baseline: without the tags they would be one text."""
    page = Tagged()
    page.row(700, (72, "Port"), (95, "Boats"))
    page.row(688, (72, "Kiel"), (95, "7"))
    assert found(page) == [("table", "Port\tBoats\nKiel\t7")]


def test_tables_side_by_side_are_two() -> None:
    """One is named by tags, the other stands beside it: its lines are not cells of the first."""
    page = Tagged()
    page.row(700, (72, "Oslo"), (120, "1"))
    page.row(688, (72, "Kiel"), (120, "2"))
    assert found(page, lines(["The harbour is closed", "until the ice is gone."], x=300)) == [
        ("table", "Oslo\t1\nKiel\t2"),
        ("paragraph", "The harbour is closed until the ice is gone."),
    ]


def test_a_column_is_told_by_its_place() -> None:
    """Browsers leave empty cells out of the structure: the second cell of a row may be of the third column."""
    page = Tagged()
    page.row(700, (72, "Port"), (140, "Boats"), (200, "Notes"))
    page.row(688, (72, "Oslo"), (140, "7"))
    page.row(676, (72, "Kiel"), (200, "closed"))
    assert found(page) == [("table", "Port\tBoats\tNotes\nOslo\t7\nKiel\t\tclosed")]


def test_a_head_that_stands_above_no_figure_is_of_their_column() -> None:
    """Browsers set heads in the middle of wide columns, and people figures at the right."""
    page = Tagged()
    page.row(700, (100, "Port"), (200, "Boats"), (300, "Fee"))
    page.row(688, (72, "Ems"), (240, "7"), (340, "30"))
    page.row(676, (72, "Kiel"), (240, "9"), (340, "31"))
    assert found(page) == [("table", "Port\tBoats\tFee\nEms\t7\t30\nKiel\t9\t31")]


def test_rows_without_gaps_tell_how_wide_columns_are() -> None:
    """The cell for the boats of Ems is empty, and left out of the structure."""
    page = Tagged()
    page.row(700, (100, "Port"), (200, "Boats"), (300, "Fee"))
    page.row(688, (72, "Ems"), (340, "30"))
    page.row(676, (72, "Kiel"), (240, "9"), (340, "31"))
    assert found(page) == [("table", "Port\tBoats\tFee\nEms\t\t30\nKiel\t9\t31")]


def test_a_head_over_two_columns_parts_nothing() -> None:
    page = Tagged()
    page.row(700, (140, "Boats of both years, and their fees"), attributes="/A << /O /Table /ColSpan 2 >>")
    page.row(688, (72, "Oslo"), (140, "1"), (200, "2"))
    page.row(676, (72, "Kiel"), (140, "3"), (200, "4"))
    assert found(page) == [("table", "\tBoats of both years, and their fees\nOslo\t1\t2\nKiel\t3\t4")]


def test_a_frame_around_two_columns_is_no_table() -> None:
    """Programs lay out pages with tables: a row alone says nothing."""
    page = Tagged()
    page.row(700, (72, "Oslo is north\nof Kiel."), (300, "Boats that come\nfrom there wait."))
    assert ("table", "Oslo is north of Kiel.\tBoats that come from there wait.") not in found(page)


def test_a_head_at_the_end_of_a_page_is_of_the_table_on_the_next() -> None:
    """It stands alone there, and looks like a heading."""
    pdf, rows = Pdf(), ""
    for number, cells in enumerate((["Port", "Boats"], ["Kiel", "7"])):
        shown = [f"/TD <</MCID {at}>> BDC {lines([text], x=72 + 70 * at)} EMC" for at, text in enumerate(cells)]
        pdf.page("\n".join(shown))
        named = "".join(f"<< /Type /StructElem /S /TD /Pg {pdf.pages[number]} 0 R /K {at} >>" for at in range(2))
        rows += f"<< /Type /StructElem /S /TR /K [{named}] >>"
    root = pdf.add(f"<< /Type /StructTreeRoot /K [<< /Type /StructElem /S /Table /K [{rows}] >>] >>")
    pdf.catalog = f"/MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R"
    assert blocks(document(pdf.data())) == [("table", "Port\tBoats"), ("table", "Kiel\t7")]


def test_rows_that_the_page_shows_otherwise_are_not_believed() -> None:
    """The second row by its tags stands above the first."""
    page = Tagged()
    page.row(688, (72, "Kiel"), (140, "2"))
    page.row(700, (72, "Oslo"), (140, "1"))
    page.row(676, (72, "Bremen"), (140, "3"))
    assert found(page) == [("table", "Oslo\t1\nKiel\t2\nBremen\t3")]


def test_text_among_the_cells_is_not_lost() -> None:
    page = Tagged()
    page.row(700, (72, "Oslo"), (200, "1"))
    page.row(676, (72, "Kiel"), (200, "3"))
    assert found(page, lines(["closed"], x=130, y=688))[0][1].split() == ["Oslo", "1", "closed", "Kiel", "3"]
