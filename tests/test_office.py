"""Office files and books: all of their text, each character at its bytes, what is not shown on record."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Extract, Input, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.model.documents import FileEntry
from parquetry.read.documents import documents
from parquetry.read.files import from_bytes
from parquetry.read.formats.office import package_document
from parquetry.read.source import Facts, Reading
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from parquetry.model.documents import Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="x.wordprocessingml.document.main+xml"/></Types>'
ROOT_RELS = f'<Relationships><Relationship Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'


def archive(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document of these paragraphs; `footnotes`, `header`, `styles` ... are other parts."""
    rels = "".join(f'<Relationship Type="{REL}/{name}" Target="{name}.xml"/>' for name in parts)
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": ROOT_RELS,
            "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{rels}</Relationships>",
            **{f"word/{name}.xml": text for name, text in parts.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def document(data: bytes, **settings: int) -> Source:
    return package_document(from_bytes(data, "a.zip"), Input(**settings), detect_encoding)


def check(source: Source) -> None:
    """Copied segments decode, parts tile the source bytes, every byte is accounted for."""
    at = 0
    for part in source.parts:
        assert part.source_start == at
        at = part.source_end
    assert at == len(source.data) == source.source_bytes
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []
    assert tabulate([done])["parts"].num_rows == len(source.parts)


def blocks(source: Source) -> list[tuple[str, str, int | None]]:
    segmented = segment(repair(source, Repair()), Segment())
    return [(segmented.text.text[one.start : one.end], one.kind, one.level) for one in segmented.blocks]


STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="Mine"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kid"><w:name w:val="Other"/><w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Intense Quote"/></w:style></w:styles>"""


def test_styles_numbering_and_outline_levels_tell_kinds() -> None:
    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>'
    body = p("Title", '<w:outlineLvl w:val="0"/>') + p("Part", '<w:pStyle w:val="Kid"/>') + p("Plain &amp; simple, é漢.")
    body += p("Item", numbered) + p("Said", '<w:pStyle w:val="Q"/>')
    source = document(docx(body, styles=STYLES))
    assert blocks(source) == [
        ("Title", "heading", 1),
        ("Part", "heading", 2),
        ("Plain & simple, é漢.", "paragraph", None),
        ("Item", "list_item", 2),
        ("Said", "quote", None),
    ]
    check(source)


def test_notes_follow_what_cites_them_and_headers_are_page_furniture() -> None:
    cite = '<w:p><w:r><w:t>Cited.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("The note.")}</w:footnote>'
    notes += f'<w:footnote w:id="3">{p("Nothing cites it.")}</w:footnote></w:footnotes>'
    header = f"<w:hdr {W}>{p('Running head')}</w:hdr>"
    source = document(docx(cite + p("After."), footnotes=notes, header=header))
    assert [text for text, *_ in blocks(source)] == ["Cited.", "The note.", "After.", "Nothing cites it.", "Running head"]
    assert [kind for _, kind, _ in blocks(source)] == ["paragraph", "footnote", "paragraph", "footnote", "page_artifact"]
    assert [part.path for part in source.parts] == ["word/document.xml", "word/footnotes.xml", "word/header.xml"]
    check(source)


def test_deletions_field_codes_comments_hidden_text_and_fallbacks_are_left_out() -> None:
    body = (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t>"
        "</w:r></w:ins><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        f"{p('Boxed')}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{p('Boxed')}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>.</w:t></w:r></w:p>"
    )
    comments = f"<w:comments {W}><w:comment w:id='1'>{p('A remark')}</w:comment></w:comments>"
    source = document(docx(body, comments=comments))
    assert source.text == "Kept new.\n\nBoxed"
    assert sorted((row.reason, row.text) for row in source.left_out) == [
        ("alternative", "Boxed"),
        ("comment", "A remark"),
        ("deleted", "gone"),
        ("field", " PAGE "),
        ("hidden", "secret"),
    ]
    check(source)


def test_tabs_breaks_and_tables_stand_as_they_are_shown() -> None:
    tabs = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
    )
    row = "<w:tr>" + "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("1", "2")) + "</w:tr>"
    source = document(docx(tabs + f"</w:r></w:p><w:tbl>{row}{row}</w:tbl>"))
    assert source.text == "a\tb\nc\n\n1\t2\n1\t2"
    check(source)


ODF = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:draw="d" xmlns:dc="c"'


NUMBER = 'xmlns:number="n"'


def cells(*rows: tuple[str, ...]) -> str:
    lines = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def test_a_table_whose_cells_cite_notes_keeps_its_rows() -> None:
    """Notes follow the table; within a note or a header a table is one of that part, and traced to its bytes."""
    cited = '<w:p><w:r><w:t>Fish</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    only = '<w:p><w:r><w:footnoteReference w:id="3"/></w:r></w:p>'
    body = cells((cited, p("Price")), (only, p("3"))) + p("After.")
    inner = cells((p("a"), p("b")), (p("c"), p("d")))
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("Only é on Fridays.")}</w:footnote>'
    notes += f'<w:footnote w:id="3">{inner}{p("End.")}</w:footnote></w:footnotes>'
    header = f"<w:hdr {W}>{cells((p('Acme é'), p('Page')))}</w:hdr>"
    source = document(docx(body, footnotes=notes, header=header))
    assert source.text == "Fish\tPrice\n\t3\n\nOnly é on Fridays.\n\na\tb\nc\td\n\nEnd.\n\nAfter.\n\nAcme é\tPage"
    check(source)


def test_rows_of_a_word_table_that_count_themselves_stay_rows() -> None:
    """An empty corner has its column, and a cell of several paragraphs costs its row the line."""
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    rows = cells(
        ("<w:p/>", p("Price")), (p("Fish", item), p("3")), (p("Salt", item), p("1")), (p("Tea"), p("2") + p("or 3"))
    )
    source = document(docx(rows))
    assert source.text == "\tPrice\nFish\t3\nSalt\t1\n\nTea\n\n2\n\nor 3"
    check(source)


def run(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


T = "<w:r><w:t>{}</w:t></w:r>"
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
ONE_HALF = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
MT = "<m:r><m:t>{}</m:t></m:r>".format
CODE = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
ASKED = "<w:r><w:instrText>{}</w:instrText></w:r>"
SIGN = '<w:r><w:sym w:font="{}" w:char="{}"/></w:r>'.format
ALIGNED = '<w:r><w:rPr><w:vertAlign w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'.format
SHOWN = {
    "a break that was deleted is none": (
        run(f"<w:del><w:r><w:delText>x</w:delText><w:br/><w:tab/></w:r></w:del>{T.format('y')}"),
        "y",
    ),
    "a paragraph whose end was deleted goes on": (
        run("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + T.format("one")) + p(" and two") + p("three"),
        "one and two\n\nthree",
    ),
    "what marks a deleted row deletes no text by itself": (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("kept") + "</w:tc></w:tr></w:tbl>",
        "kept",
    ),
    "a reading follows its characters": (
        run(f"<w:r><w:ruby><w:rt>{T.format('kan')}</w:rt><w:rubyBase>{T.format('漢')}</w:rubyBase></w:ruby></w:r>"),
        "漢kan",
    ),
    "one half is not twelve": (run(f"<m:oMath {M}>{ONE_HALF}</m:oMath>" + T.format("of it")), "1 2 of it"),
    "what one field shows may be the code of another": (
        run(
            f"{T.format('Dear ')}{CODE('begin')}{ASKED.format(' IF ')}{CODE('begin')}{ASKED.format('sex')}{CODE('separate')}"
            f"{T.format('f')}{CODE('end')}{ASKED.format(' = f Mrs Mr')}{CODE('separate')}{T.format('Mrs')}{CODE('end')}"
            f"{T.format(' May')}"
        ),
        "Dear Mrs May",
    ),
    "a field that never ends hides nothing": (run(CODE("begin") + T.format("one")) + p("two"), "one\n\ntwo"),
    "a field that another paragraph ends hides nothing": (
        run(CODE("begin") + T.format("one")) + run(T.format("two") + CODE("end")),
        "one\n\ntwo",
    ),
    "what was chosen from a list is shown": (
        run(
            f'{T.format("In ")}<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:default '
            'w:val="0"/><w:listEntry w:val="Rome"/><w:listEntry w:val="Ghent"/></w:ddList></w:ffData></w:fldChar></w:r>'
            f"{ASKED.format(' FORMDROPDOWN ')}{CODE('end')}{T.format('.')}"
        ),
        "In Ghent.",
    ),
    "what a run was before a change is over": (
        run("<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>seen</w:t></w:r>"),
        "seen",
    ),
    "signs of a symbol font are the letters they look like": (
        run(f"{T.format('an angle ')}{SIGN('Symbol', 'F061')}{SIGN('Wingdings', 'F0FC')}{SIGN('My Font', 'F061')}"),
        "an angle α✔\uf061",
    ),
    "a sign that was deleted or hidden is none": (
        run(f"{T.format('a')}<w:del>{SIGN('Symbol', 'F061')}</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:tab/></w:r>"),
        "a",
    ),
    "of several forms the first is read": (
        run(
            "<w:r><mc:AlternateContent><mc:Choice><w:t>one</w:t></mc:Choice><mc:Choice><w:t>two</w:t></mc:Choice>"
            "<mc:Fallback><w:t>three</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        ),
        "one",
    ),
    "of a form for old programs alone that is read": (
        run("<w:r><mc:AlternateContent><mc:Fallback><w:t>three</w:t></mc:Fallback></mc:AlternateContent></w:r>"),
        "three",
    ),
    "brackets, sums and roots of a formula are shown": (
        run(
            f"<m:oMath {M}>{MT('f')}<m:d><m:dPr/><m:e>{MT('x')}</m:e><m:e>{MT('y')}</m:e></m:d>{MT('=')}<m:nary><m:naryPr>"
            f'<m:chr m:val="∑"/></m:naryPr><m:sub>{MT("i")}</m:sub><m:sup>{MT("n")}</m:sup><m:e>{MT("x")}</m:e></m:nary>'
            f'<m:rad><m:deg/><m:e>{MT("2")}</m:e></m:rad><m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val=""/></m:dPr><m:e>'
            f"{MT('z')}</m:e></m:d></m:oMath>"
        ),
        "f(x|y)=∑i nx√2[z",
    ),
    "figures that stand raised are no part of a number": (
        run(
            f"{T.format('10')}{ALIGNED('superscript', '6')} {T.format(' of 10')}{ALIGNED('superscript', '-')}"
            f"{ALIGNED('superscript', '9')}{T.format(' H')}{ALIGNED('subscript', '2')}{T.format('O, 10')}"
            f"{ALIGNED('subscript', '2')}{T.format(' 1')}{ALIGNED('superscript', 'st')}{ALIGNED('baseline', '7')}"
        ),
        "10⁶ of 10⁻⁹ H2O, 10₂ 1st7",
    ),
    "a cell over two columns leaves the second empty": (
        "<w:tbl><w:tr><w:tc>"
        + p("a", "")
        + "</w:tc><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
        + p("b")
        + "</w:tc><w:tc>"
        + p("c")
        + "</w:tc></w:tr><w:tr>"
        + "".join(f"<w:tc>{p(text)}</w:tc>" for text in "defg")
        + "</w:tr></w:tbl>",
        "a\tb\t\tc\nd\te\tf\tg",
    ),
    "a row that begins behind a column leaves that empty": (
        "<w:tbl><w:tr>"
        + "".join(f"<w:tc>{p(text)}</w:tc>" for text in "abc")
        + "</w:tr><w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr><w:tc>"
        + p("d")
        + "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val='0'/></w:trPr><w:tc>"
        + p("e")
        + "</w:tc></w:tr></w:tbl>",
        "a\tb\tc\n\t\td\ne",
    ),
    "an exponent in a formula stands raised": (
        run(f"<m:oMath {M}><m:sSup><m:e>{MT('10')}</m:e><m:sup>{MT('6')}</m:sup></m:sSup>{MT('x')}</m:oMath>"),
        "10⁶x",
    ),
    "a note astray in the body is text": (p("a") + f'<w:footnote w:id="3">{p("b")}</w:footnote>', "a\n\nb"),
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_word_document_gives_what_word_shows(name: str) -> None:
    body, expected = SHOWN[name]
    source = document(docx(body))
    assert source.text == expected
    check(source)


def test_a_style_may_hide_text_and_a_former_one_is_over() -> None:
    hidden = "<w:rPr><w:vanish/></w:rPr></w:style>"
    styles = f"""<w:styles {W}><w:style w:type="paragraph" w:styleId="Top"><w:name w:val="Top of Form"/>{hidden}
    <w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/>{hidden}
    <w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
    </w:styles>"""
    inner = "<w:r><w:rPr><w:rStyle w:val='Secret'/></w:rPr><w:t>two</w:t></w:r>"
    body = p("one", '<w:pStyle w:val="Top"/>') + run(T.format("Seen") + inner)
    body += p("Body", '<w:pStyle w:val="N"/><w:pPrChange><w:pPr><w:pStyle w:val="H1"/></w:pPr></w:pPrChange>')
    source = document(docx(body, styles=styles))
    assert blocks(source) == [("Seen", "paragraph", None), ("Body", "paragraph", None)]
    assert [(row.reason, row.text) for row in source.left_out] == [("hidden", "one"), ("hidden", "two")]
    check(source)


def test_letters_drawn_as_a_picture_and_notes_of_the_page_are_no_text() -> None:
    drawn = '<w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
    notes = f'<w:footnotes {W}><w:footnote w:type="continuationNotice" w:id="1">{p("Overleaf")}</w:footnote></w:footnotes>'
    source = document(docx(run(drawn + T.format("Text")), footnotes=notes))
    assert blocks(source) == [("Text", "paragraph", None), ("Overleaf", "page_artifact", None)]
    assert [(row.reason, row.text) for row in source.left_out] == [("image", "DRAFT")]
    check(source)


@pytest.mark.parametrize("level", ["99999999999", "²"])
def test_a_level_that_no_list_has_costs_nothing(level: str) -> None:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="{level}"/>'
    source = document(docx(p("Item", numbered)))
    assert blocks(source)[0][:2] == ("Item", "list_item")
    check(source)


def test_what_a_word_document_holds_in_other_formats_is_on_record() -> None:
    source = document(docx(p("a") + '<w:altChunk w:id="rId9"/>'))
    assert [(row.reason, row.text) for row in source.left_out] == [("attachment", "rId9")]
    check(source)


def chunked(chunk: str | bytes, name: str) -> bytes:
    """A Word document that takes a chunk in between two paragraphs."""
    body = p("Before.") + '<w:altChunk w:id="rId9"/>' + p("After.")
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": ROOT_RELS,
            "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": (
                f'<Relationships><Relationship Id="rId9" Type="{REL}/aFChunk" Target="{name}"/></Relationships>'
            ),
            f"word/{name}": chunk,
        }
    )


@pytest.mark.parametrize(
    ("chunk", "name", "found"),
    [
        (
            "<html><body><h1>Head</h1><p>Café &amp; bar</p></body></html>",
            "a.htm",
            [("Head", "heading"), ("Café & bar", "paragraph")],
        ),
        (b"\xef\xbb\xbf<p>Caf\xc3\xa9</p>", "a.bin", [("Café", "paragraph")]),
        ("<html><meta charset=windows-1252><p>Café".encode("cp1252"), "a.htm", [("Café", "paragraph")]),
        ("One line.\r\nTwo.\n\n \nThree.", "a.txt", [(f"{one}.", "paragraph") for one in ("One line", "Two", "Three")]),
    ],
    ids=["page", "mark", "other encoding", "text"],
)
def test_a_chunk_stands_where_the_text_takes_it_in(chunk: str | bytes, name: str, found: list[tuple[str, str]]) -> None:
    source = document(chunked(chunk, name))
    assert [block[:2] for block in blocks(source)] == [("Before.", "paragraph"), *found, ("After.", "paragraph")]
    assert [part.path for part in source.parts] == ["word/document.xml", f"word/{name}"]
    check(source)


def test_a_damaged_chunk_costs_itself() -> None:
    data = chunked("<p>" + "One word and another. " * 20, "a.htm")
    member = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/a.htm")
    at = member.header_offset + len("PK") + 28 + len("word/a.htm") + 9
    source = document(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    assert [block[0] for block in blocks(source)] == ["Before.", "After."]
    assert source.flags == ("repaired_container",)
    assert [(row.reason, row.text) for row in source.left_out] == [("attachment", "word/a.htm")]


def test_a_chunk_that_is_not_read_is_named() -> None:
    source = document(chunked("{\\rtf1 One}", "a.rtf"))
    assert [block[0] for block in blocks(source)] == ["Before.", "After."]
    assert [(row.reason, row.text) for row in source.left_out] == [("attachment", "word/a.rtf")]
    check(source)


def test_figures_stand_raised_by_the_style_of_their_run() -> None:
    styles = '<w:style w:type="character" w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    styles += '<w:style w:type="character" w:styleId="Mark"><w:basedOn w:val="Up"/></w:style>'
    up = '<w:r><w:rPr><w:rStyle w:val="{}"/>{}</w:rPr><w:t>2</w:t></w:r>'.format
    down = up("Mark", '<w:vertAlign w:val="baseline"/>')
    source = document(docx(run(T.format("5 m") + up("Mark", "") + down), styles=f"<w:styles {W}>{styles}</w:styles>"))
    assert source.text == "5 m²2"
    check(source)


@pytest.mark.parametrize(
    ("position", "shown"),
    [("super 58%", "10⁶ m"), ("33% 58%", "10⁶ m"), ("sub 58%", "10₆ m"), ("-8% 58%", "10₆ m"), ("0% 100%", "106 m")],
)
def test_figures_of_an_open_document_stand_raised_by_their_style(position: str, shown: str) -> None:
    automatic = f'<style:style style:name="T1"><style:text-properties style:text-position="{position}"/></style:style>'
    automatic += '<style:style style:name="T2" style:parent-style-name="T1"/>'
    source = document(odt('<text:p>10<text:span text:style-name="T2">6</text:span> m</text:p>', automatic=automatic))
    assert source.text == shown
    check(source)


def test_packages_in_other_encodings_are_refused_and_not_misread() -> None:
    xml = f"<?xml version='1.0' encoding='iso-8859-1'?><w:document {W}><w:body>{p('Café')}</w:body></w:document>"
    members = {"[Content_Types].xml": TYPES, "_rels/.rels": ROOT_RELS, "word/document.xml": xml.encode("latin-1")}
    with pytest.raises(DocumentError, match="ISO-8859-1"):
        document(archive(members))


def odt(body: str, styles: str = "", automatic: str = "") -> bytes:
    content = f"<office:document-content {ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {ODF}>{styles}</office:document-styles>",
            "meta.xml": f"<m {ODF}><dc:title>A  title</dc:title><dc:date>2020-01-02T03:04:05</dc:date>"
            "<dc:language>de-DE</dc:language></m>",
        }
    )


def test_an_open_document_gives_headings_lists_notes_and_furniture() -> None:
    automatic = '<style:style style:name="P1" style:parent-style-name="Quotations"/>'
    body = (
        '<text:h text:outline-level="2">Part</text:h><text:p>One  two<text:s text:c="2"/>three<text:tab/>four &amp; five'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body>"
        "</text:note>.</text:p><text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>"
        '<text:p text:style-name="P1">Said</text:p><office:annotation><text:p>A remark</text:p></office:annotation>'
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><table:table><table:table-row><table:table-cell>"
        "<text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    styles = "<style:header><text:p>Running head</text:p></style:header><style:style style:name='x'>no text</style:style>"
    source = document(odt(body, styles, automatic))
    assert source.text == "Part\n\nOne two  three\tfour & five¹.\n\nThe note.\n\nItem\n\nSaid\n\n1\t2\n\nRunning head"
    kinds = ["heading", "paragraph", "footnote", "list_item", "quote", "table", "page_artifact"]
    assert [kind for _, kind, _ in blocks(source)] == kinds
    left = [("comment", "A remark"), ("deleted", "gone"), ("metadata", "no text")]
    assert [(row.reason, row.text) for row in source.left_out] == left
    assert (source.title, source.date, source.declared_language) == ("A title", "2020-01-02T03:04:05", "de")
    assert json.loads(source.source_meta or "")["lang"] == "de-DE"


def test_a_line_behind_a_note_is_of_the_paragraph_that_cites_it() -> None:
    note = "<text:note-body><text:p>It came back.</text:p></text:note-body>"
    body = (
        f"<text:p>The boat left<text:note><text:note-citation>1</text:note-citation>{note}</text:note> at dawn"
        "<text:line-break/>with the hides.</text:p><text:p>Nobody saw it.</text:p>"
    )
    found = [(text, kind) for text, kind, _ in blocks(document(odt(body)))]
    assert found == [
        ("The boat left¹ at dawn\nwith the hides.", "preformatted"),
        ("It came back.", "footnote"),
        ("Nobody saw it.", "paragraph"),
    ]


def test_what_styles_of_dates_say_is_no_text() -> None:
    style = f"<number:date-style {NUMBER}><number:day/><number:text>. of </number:text></number:date-style>"
    source = document(
        odt("<text:p>On 3. of May.</text:p>", f"{style}<style:footer><text:p>Foot</text:p></style:footer>", style)
    )
    check(source)
    assert source.text == "On 3. of May.\n\nFoot"
    assert [(row.reason, row.text) for row in source.left_out] == [("metadata", ". of")] * 2


CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'


def epub(pages: dict[str, str], nav: str = "", extra: dict[str, str | bytes] | None = None) -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml" properties="{"nav" if name == nav else ""}"/>'
        for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    opf = '<package xmlns:dc="c"><metadata><dc:title>A book</dc:title><dc:language>fr</dc:language></metadata>'
    opf += f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    chapters = {f"OEBPS/{name}": text for name, text in pages.items()}
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": opf}
    return archive(members | chapters | (extra or {}))


def test_a_book_is_its_spine_in_order() -> None:
    head = "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/>"
    pages = {
        "b.xhtml": head + "<script src='x.js'/></head><body><h1>Un</h1><p>D&eacute;but &amp; fin é.</p></body></html>",
        "a.xhtml": "<html><body><p>Deux.</p></body></html>",
        "toc.xhtml": "<html><body><nav><ol><li>Un</li></ol></nav></body></html>",
    }
    source = document(epub(pages, nav="toc.xhtml"))
    assert blocks(source) == [
        ("Un", "heading", 1),
        ("Début & fin é.", "paragraph", None),
        ("Deux.", "paragraph", None),
        ("Un", "page_artifact", None),
    ]
    assert (source.title, source.declared_language, source.format) == ("A book", "fr", "epub")
    assert [part.path for part in source.parts] == ["OEBPS/b.xhtml", "OEBPS/a.xhtml", "OEBPS/toc.xhtml"]
    check(source)


def test_parts_lie_where_they_are_said_to_in_the_file() -> None:
    import zlib  # noqa: PLC0415

    raw = docx(p("Some words."))
    (part,) = document(raw).parts
    assert part.stored == "deflate"
    stored = raw[part.file_start : part.file_end]
    assert b"Some words." in zlib.decompress(stored, -15)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1), min_size=1, max_size=5))
def test_every_character_of_a_document_is_in_its_text(texts: list[str]) -> None:
    try:
        source = document(docx("".join(p(escape(text)) for text in texts)))
    except DocumentError:
        assert not "".join(texts).strip()
        return
    assert "".join((source.text or "").split("\n\n")) == "".join(text for text in texts if text.strip())
    for one in source.segments:
        if one.kind == "copy":
            assert source.data[one.source_start : one.source_end].decode() == (source.text or "")[one.start : one.end]


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
HOSTILE = {
    "no document.xml": (archive({"[Content_Types].xml": TYPES}), "corrupt"),
    "cut": (docx(p("words " * 500))[:-60], "corrupt"),
    "no XML": (archive({"[Content_Types].xml": TYPES, "word/document.xml": "no XML"}), "corrupt"),
    "unclosed": (archive({"[Content_Types].xml": TYPES, "word/document.xml": f"<w:p {W}>"}), "corrupt"),
    "entities": (archive({"[Content_Types].xml": TYPES, "word/document.xml": f"{BOMB}<x>&b;</x>"}), "corrupt"),
    "bomb": (docx(p("a" * 30_000_000)), "ratio"),
    "no text": (docx("<w:p/>"), "empty"),
    "other archive": (archive({"a.txt": "words"}), "format"),
    "empty archive": (archive({}), "format"),
    "encrypted book": (
        epub({"a.xhtml": "<p>x</p>"}, extra={"META-INF/encryption.xml": '<e><CipherReference URI="OEBPS/a.xhtml"/></e>'}),
        "encrypted",
    ),
    "book without package": (archive({"mimetype": "application/epub+zip"}), "corrupt"),
    "names that climb": (epub({"../../etc/passwd": "<p>x</p>"}, extra={}), "corrupt"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_packages_end_as_rows_with_their_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(DocumentError) as caught:
        document(data)
    assert caught.value.reason == reason


def test_an_encrypted_member_is_said() -> None:
    data = bytearray(docx(p("words")))
    at = 0
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            data[at + offset] |= 1
            at += 4
    with pytest.raises(DocumentError, match="encrypted"):
        document(bytes(data))


def test_parts_together_have_the_limit_of_a_document() -> None:
    with pytest.raises(DocumentError, match="too_large"):
        document(docx(p("words " * 500)), max_bytes=2_000)
    assert replace(document(docx(p("words"))), data=b"").format == "docx"


def test_a_table_in_a_text_box_keeps_its_rows() -> None:
    box = cells((p("a"), p("b")), (p("c"), p("d")))
    boxed = run(T.format("before") + f"<w:r><w:txbxContent>{box}</w:txbxContent></w:r>" + T.format(" after"))
    assert document(docx(boxed)).text == "before after\n\na\tb\nc\td"
    # The box does not make the table around it one that lays out a page, and takes nothing from its cell.
    assert document(docx(cells((boxed, p("z"))))).text == "before after\n\na\tb\nc\td\n\nz"


@pytest.mark.parametrize("before", ["", p("s")])
def test_paragraphs_in_one_another_cost_their_number(before: str) -> None:
    count = 10_000
    nested = "".join(f"<w:p>{before}{T.format(number)}" for number in range(count)) + "</w:p>" * count
    texts = document(docx(nested)).text.split("\n\n")
    expected = [[str(number), *(["s"] if before else [])] for number in range(count)]
    assert texts == [text for pair in expected for text in pair]


def test_deep_nesting_is_read() -> None:
    nested = "<w:sdt><w:sdtContent>" * 20_000 + p("deep") + "</w:sdtContent></w:sdt>" * 20_000
    assert document(docx(nested)).text == "deep"


ODD_SPINE = {
    "a page by its name": '<item id="a" href="a.xhtml" media-type="text/xml"/>',
    "a page of a book from before EPUB": '<item id="a" href="a.txt" media-type="text/x-oeb1-document"/>',
    "the page in place of a drawing": '<item id="a" href="a.svg" media-type="image/svg+xml" fallback="b"/>'
    '<item id="b" href="a.xhtml" media-type="application/xhtml+xml"/>',
}


@pytest.mark.parametrize("name", ODD_SPINE)
def test_a_page_of_an_odd_spine_is_not_lost(name: str) -> None:
    items = ODD_SPINE[name]
    page = "<html><body><p>The ferry leaves at noon.</p></body></html>"
    opf = f'<package><metadata/><manifest>{items}</manifest><spine><itemref idref="a"/></spine></package>'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": opf}
    members |= {f"OEBPS/{file}": page for file in ("a.xhtml", "a.txt", "a.svg")}
    assert document(archive(members)).text == "The ferry leaves at noon."


def test_a_space_of_a_chapter_in_another_encoding_is_a_space() -> None:
    # 0xA0 is a no-break space in Windows-1252, and nothing in UTF-8, which the rest of the book is in.
    head = b"<html><head><meta charset=windows-1252><title>\xa0</title></head>"
    odd = head + b"<body><p>\xa0Deux \xe9t\xe9s.\xa0</p></body></html>"
    chapters = {"OEBPS/b.xhtml": "<html><body><p>Un été à Köln, où ça va.</p></body></html>"}
    source = document(epub({"b.xhtml": "", "a.xhtml": ""}, extra={**chapters, "OEBPS/a.xhtml": odd}))
    assert {part.encoding for part in source.parts} >= {"cp1252"}
    assert "Deux étés." in (source.text or "")
    check(source)


def test_elements_of_a_book_end_with_their_own_tags() -> None:
    page = "<h2/><p><a id='p7'/>One<br></br>two<b/>.</p><table><tr><td/><td>3</td></tr></table>"
    page += "<script src='a.js'/><p>End</p>"
    source = document(epub({"one.xhtml": page}))
    assert source.text == "One\ntwo.\n\n\t3\n\nEnd"
    assert [hint.kind for hint in source.hints] == ["paragraph", "table", "paragraph"]
    check(source)


def test_a_page_of_a_book_that_is_a_drawing_has_its_text() -> None:
    items = '<item id="a" href="a.svg" media-type="image/svg+xml"/>'
    opf = f'<package><metadata/><manifest>{items}</manifest><spine><itemref idref="a"/></spine></package>'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": opf}
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><title>Page</title><text>Once</text><text>upon</text></svg>"
    source = document(archive({**members, "OEBPS/a.svg": drawing}))
    assert (source.text, source.parts[0].media_type) == ("Once upon", "image/svg+xml")
    check(source)


def test_a_page_that_is_not_there_costs_itself() -> None:
    book = epub({"one.xhtml": "<p>One.</p>", "two.xhtml": "<p>Two.</p>"})
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    gone = next(name for name in members if name.endswith("one.xhtml"))
    source = document(archive({name: data for name, data in members.items() if name != gone}))
    assert (source.text, source.flags) == ("Two.", ("repaired_container",))
    assert json.loads(source.source_meta or "")["missing"] == gone
    check(source)
    with pytest.raises(DocumentError, match="none of its pages"):
        document(archive({name: data for name, data in members.items() if not name.endswith(".xhtml")}))


def test_a_spine_that_leads_in_a_circle_ends() -> None:
    items = '<item id="a" href="a.svg" media-type="image/svg+xml" fallback="a"/>'
    opf = f'<package><metadata/><manifest>{items}</manifest><spine><itemref idref="a"/></spine></package>'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/content.opf": opf}
    with pytest.raises(DocumentError, match="without text"):
        document(archive({**members, "OEBPS/a.svg": "<svg/>"}))


def test_hidden_sections_and_hidden_text_of_an_open_document_are_on_record() -> None:
    body = (
        '<text:section><text:p>Shown<text:hidden-text text:string-value="a secret"/>.</text:p>'
        '<text:section text:display="none"><text:p>Never shown</text:p></text:section></text:section>'
        '<text:section text:display="condition" text:is-hidden="true"><text:p>Not now</text:p></text:section>'
        '<text:section text:display="condition"><text:p>Now</text:p></text:section>'
    )
    source = document(odt(body))
    assert source.text == "Shown.\n\nNow"
    assert sorted((row.reason, row.text) for row in source.left_out) == [
        ("hidden", "Never shown"),
        ("hidden", "Not now"),
        ("hidden", "a secret"),
    ]
    check(source)


def test_what_an_open_document_shows_of_fields_indexes_styles_and_shapes() -> None:
    hidden = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    hidden += '<style:style style:name="T2" style:parent-style-name="T1"/><style:style style:name="P1"/>'
    # Hidden numbers of a list hide no text of the style that stands before it.
    hidden += '<text:list-style style:name="L1"><text:list-level-style-number text:level="1">'
    hidden += '<style:text-properties text:display="none"/></text:list-level-style-number></text:list-style>'
    body = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Contents</text:index-title-template>"
        "</text:table-of-content-source><text:index-body><text:p>Contents</text:p></text:index-body></text:table-of-content>"
        '<text:p text:style-name="P1">Title: <text:title>Fish</text:title>'
        '<text:span text:style-name="T2"> secret</text:span></text:p>'
        "<text:p>before <draw:custom-shape><text:p>written in</text:p></draw:custom-shape>after</text:p>"
        '<text:p>A sum <draw:frame><draw:object xmlns:x="x" x:href="./Object 1"/><draw:image/><dc:title>of fish</dc:title>'
        "</draw:frame>of all.</text:p>"
    )
    source = document(odt(body, automatic=hidden))
    assert source.text == "Contents\n\nTitle: Fish\n\nbefore after\n\nwritten in\n\nA sum of all."
    assert sorted((row.reason, row.text) for row in source.left_out) == [
        ("attachment", "Object 1"),
        ("field", "Contents"),
        ("hidden", "secret"),
        ("image", "of fish"),
    ]
    check(source)


def test_a_document_with_a_password_is_said_to_be_encrypted() -> None:
    manifest = "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    with pytest.raises(DocumentError, match="encrypted"):
        document(archive({**members, "content.xml": b"\x8f\x01\xfe"}))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9_000)
    for name, reason in (("EncryptedPackage", "encrypted"), ("WordDocument", "format")):
        reading = Reading(Input(), detect_encoding)
        stream = io.BufferedReader(io.BytesIO(ole + name.encode("utf-16-le")))
        with pytest.raises(DocumentError, match=reason):
            next(documents(FileEntry("a.docx", b"a.docx", 1), reading, Facts(), stream))
