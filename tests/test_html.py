"""HTML: the text a browser shows, each character at its bytes, and what is not shown on record."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Extract, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.read.files import from_bytes
from parquetry.read.formats.documents import html_document
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.repair.pipeline import decode_source
from parquetry.segment import segment
from parquetry.tabulate.markup import first_unexplained
from parquetry.tabulate.rows import tabulate
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from parquetry.model.documents import Source


def page(markup: str | bytes, declared: str | None = None) -> Source:
    data = markup.encode() if isinstance(markup, str) else markup
    return html_document(from_bytes(data, "page.html", encoding=declared), detect_encoding)


def text(markup: str | bytes) -> str:
    return page(markup).text or ""


def left_out(source: Source) -> list[tuple[str, str | None]]:
    return [(row.reason, row.text) for row in source.left_out]


SHOWN = {
    "white space collapses": ("<p>  One\n\t two  <b> three</b> </p>", "One two three"),
    "blocks part, inline elements do not": ("<div>a<span>b</span><p>c</p>d</div>", "ab\n\nc\n\nd"),
    "a line break stands": ("<p>One<br>two<br/> three</p>", "One\ntwo\nthree"),
    "pre keeps its lines and its first newline is none": ("<pre>\n  a\n   b\n</pre>", "  a\n   b\n"),
    "white-space: pre": ('<p style="white-space: pre-wrap">a\n  b</p>', "a\n  b"),
    "white-space: pre-line keeps line breaks alone": (
        "<p style='white-space: pre-line'>\n a   b \r\n\n c</p>",
        "a b\n\nc",
    ),
    "white space that is preserved no longer": (
        "<pre>a\n b<span style='white-space:normal'>c\n\n  d</span></pre><p style='white-space:pre;white-space:nowrap'>e\nf",
        "a\n bc d\n\ne f",
    ),
    "white space by a class": (
        "<style>.c{color:red;white-space:pre}</style><p class='b c'>a\n  b</p>",
        "a\n  b",
    ),
    "blocks by a class": (
        "<style>.t, span.u{display:block}</style><p><b class=t>a</b><span class=u>b</span>c",
        "a\n\nb\n\nc",
    ),
    "hidden by a class, and shown again by itself": (
        "<style>.v{visibility:hidden}</style><p>a<b class=v>b</b><b class=v style='visibility:visible'>c</b></p>",
        "ac",
    ),
    "a class that may be a block is none": (
        "<style>.t{display:block} @media print{.t{display:inline}} li .u{display:block}</style>"
        "<p>a<b class=t>b</b><b class=u>c",
        "abc",
    ),
    "a class that paper does not show is a block on screens": (
        "<style>.t{display:block} @media print{.t{display:none}}</style><p><b class=t>a</b><b class=t>b</b>",
        "a\n\nb",
    ),
    "cells and rows by their style": (
        "<style>.r{display:table-row} .c{display:table-cell}</style><b class=r><i class=c>a</i><i class=c>b</i></b>"
        "<b class=r><i class=c>c</i></b>",
        "a b\n\nc",
    ),
    "lines of code in boxes have nothing behind them": (
        "<pre><code style='display:grid'><b>a</b>\n<b> b</b></code></pre>",
        "a\n b",
    ),
    "a page whose sheet hides all of it until it is loaded": (
        "<style>.p{visibility:hidden} #q{display:none}</style><div class=p>a</div><div id=q>b</div>",
        "a\n\nb",
    ),
    "what is laid out in boxes is apart": ("<p style='display:flex'>a<b>b</b><i>c</i>d</p>", "a b c d"),
    "fields of a form part words": ("<p>Name<input>Town<button>Go</button>!</p>", "Name Town Go !"),
    "labels of a drawing are apart": (
        "<svg><text>a<tspan>b</tspan><tspan x=1>c</tspan></text><text>d</text></svg>",
        "ab c d",
    ),
    "the inside of an element that a script draws": (
        "<x-y><template shadowrootmode=open>a<p>b</template>c</x-y>",
        "a\n\nb\n\nc",
    ),
    "a page that hides itself until it is loaded": ("<body style='visibility: hidden'><p>a", "a"),
    "references": ("<p>a&amp;b &eacute; &notit; &#x41;&#66; &hellip;</p>", "a&b é ¬it; AB …"),
    "a lone ampersand and less-than": ("<p>a & b < c &unknown; d</p>", "a & b < c &unknown; d"),
    "unclosed elements": ("<p>One<p>Two<li>Three<b>four<p>five", "One\n\nTwo\n\nThreefour\n\nfive"),
    "a table, row by row": ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A\tB\n1\t2"),
    "a table that lays out a page": ("<table><tr><td><h1>A</h1><p>b</p></td><td>c</td></tr></table>", "A\n\nb\n\nc"),
    "an empty corner of a table has its column": ("<table><tr><td><th>2019<tr><th>Fish<td>3</table>", "\t2019\nFish\t3"),
    "a list in a cell costs its row the line": (
        "<table><tr><th>Who<th>Does<tr><td>Al<td>cook<tr><td>Bo<td><ul><li>fish<li>row</ul><tr><td>Cy<td>sing</table>",
        "Who\tDoes\nAl\tcook\n\nBo\n\nfish\n\nrow\n\nCy\tsing",
    ),
    "a table that lays out a page, with a line above": (
        "<table><tr><td>Acme<td>Search<tr><td><p>a<p>b<td><h1>C</h1><p>d</table>",
        "Acme\n\nSearch\n\na\n\nb\n\nC\n\nd",
    ),
    "text astray in a table stands before it": ("<table>foo<tr><td>x</td>bar</tr></table>", "foobar\n\nx"),
    "lists": ("<ul><li>One<ul><li>Two</ul><li>Three</ul>", "One\n\nTwo\n\nThree"),
    "definitions": ("<dl><dt>Word<dd>Its sense</dl>", "Word\n\nIts sense"),
    "a comment within a word": ("<p>wo<!-- c -->rd</p>", "word"),
    "carriage returns": ("<p>One\r\ntwo\rthree</p><pre>a\r\nb</pre>", "One two three\n\na\nb"),
    "processing instructions are comments": ("<?xml version='1.0'?><p>a<?php echo 1 ?>b</p>", "ab"),
    "what looks like one in a text area is text": ("<textarea>a <?php ?> b</textarea>", "a <?php ?> b"),
    "NUL is dropped": ("<p>a\0b</p>", "ab"),
    "an unclosed tag at the end is not lost": ('<p>One<a href="x', 'One<a href="x'),
    "ideographs need no space for a line end": ("<p>漢字\n漢字 a\nb</p>", "漢字漢字 a b"),
    "ruby": ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", "漢(kan)"),
    "options and text areas": ("<select><option>One<option>Two</select><textarea>three</textarea>", "One\n\nTwo\n\nthree"),
    "details": ("<details><summary>More</summary>Inside</details>", "More\n\nInside"),
    "spaces by reference collapse too": ("<p>a&#32;&#10; b</p>", "a b"),
    "a formula once, and one half is not twelve": (
        "<p>a <math><mfrac><mn>1</mn><mn>2</mn></mfrac><annotation>\\frac12</annotation></math> b</p>",
        "a 1 2 b",
    ),
    "an exponent is no part of its number": ("<p>10<sup>6</sup> and 10<sup>&minus;<i>9</i></sup> m", "10⁶ and 10⁻⁹ m"),
    "an element of an exponent may be one too": (
        "<p>10<sup><sup>2</sup>3</sup>, 10<sup><a href=x><sup>2</sup></a>3</sup> m",
        "10²³, 10²³ m",
    ),
    "an exponent of an exponent is no part of it": (
        "<p>10<sup>2<sup>3</sup></sup>, e<sup>2<sup>3<sup>4</sup></sup></sup>, 7<sup>1<sub>2</sub></sup>, "
        "x<sup>n<sup>2</sup></sup>",
        "10^2^3, e^2^3^4, 7^1_2, x^n^2",
    ),
    "an exponent in two elements has one mark": ("<p>x<sup>2</sup><sup>3<sup>4</sup></sup> m", "x^23^4 m"),
    "a sign between the marks of notes is no exponent of them": (
        "<p>so<sup><a href=x>1</a><sup>, </sup><a href=y>2</a></sup> it goes",
        "so¹, ² it goes",
    ),
    "an exponent that goes on behind its own has brackets": (
        "<p>10<sup>2<sup>3</sup>4</sup> m, 10<sup>2<sup>3</sup></sup>5, x<sup>2<sup>3</sup>+1</sup>, "
        "y<sup>2<sup>3<sup>4</sup>5</sup></sup>, 7<sup>1<sub>2</sub>3<sub>4</sub></sup>",
        "10^(2^(3)4) m, 10^(2^3)5, x^(2^(3)+1), y^2^(3^(4)5), 7^(1_(2)3_4)",
    ),
    "nor are cents, or a number that is split by a sign": (
        "<p>$19<sup>99</sup>, 3<sup>1</sup>/<sub>2</sub> cups, x<sup>2/3</sup>, 2<sup>n+1</sup>, Ca<sup>2+</sup>",
        "$19⁹⁹, 3¹/₂ cups, x²/³, 2ⁿ⁺¹, Ca²⁺",
    ),
    "the marks of notes stand raised": (
        '<p>so<sup><a href="#n1">1</a></sup>, <sup>14</sup>C<sup>2,3</sup> then<sup>4–6</sup><p>Smith<sup>1,a</sup>',
        "so¹, ¹⁴C²,³ then⁴–⁶\n\nSmith¹,a",
    ),
    "letters, brackets and years that stand raised are as they were": (
        "<p>1<sup>st</sup> 2<sup>e</sup> n<sup>o</sup>5 M<sup>lle</sup> <sup>[4]</sup> x<sup>n</sup> a<sup>12345</sup> "
        "b<sup>TM 2</sup>",
        "1st 2e no5 Mlle [4] xn a12345 bTM 2",
    ),
    "a lowered figure is one beside figures alone": (
        "<p>10<sub>2</sub>, log<sub>2</sub>8, H<sub>2</sub>O, x<sub>i</sub>1, <sup>14</sup><sub>6</sub>C",
        "10₂, log₂8, H2O, xi1, ¹⁴₆C",
    ),
    "what stands raised by a style, or in a formula": (
        "<style>.up { vertical-align: super }</style><p>10<span class=up>6</span> 5<b style='vertical-align:sub'>2</b> "
        "<math><msup><mn>10</mn><mn>3</mn></msup><msubsup><mn>7</mn><mn>2</mn><mn>4</mn></msubsup></math>",
        "10⁶ 5₂ 10³7₂⁴",
    ),
    "a block in what stands raised ends it": ("<p>a<sup>b<div>2020</div>7</sup>c", "ab\n\n2020\n\n7c"),
    "a cell that reaches into rows below leaves its column to itself": (
        "<table><tr><th>Day<th>Boat<th>Rain<tr><td rowspan=2>May 1<td>Ana<td>1<tr><td>Bo<td>2<tr><td>May 2<td>Cai<td>3",
        "Day\tBoat\tRain\nMay 1\tAna\t1\n\tBo\t2\nMay 2\tCai\t3",
    ),
    "a cell that takes several columns, and one in two directions": (
        "<table><tr><td colspan=2 rowspan=2>a<td>b<td>c<tr><td>d<td>e<tr><td>f<td>g<td>h<td colspan=9>i</table>",
        "a\t\tb\tc\n\t\td\te\nf\tg\th\ti",
    ),
    "no cell reaches out of its group of rows, and one of no rows reaches to its end": (
        "<table><thead><tr><th rowspan=2>a<th>b<tbody><tr><td rowspan=0>c<td>d<tr><td>e<tr><td>f<tbody>"
        "<tr><td>g<td>h</table>",
        "a\tb\nc\td\n\te\n\tf\ng\th",
    ),
    "columns of a grid in which no cell begins are none": (
        "<table><tr><td colspan=7>Name<td colspan=5>Date<tr><td colspan=7>Ana<td colspan=5>May<tr><td colspan=99999>x",
        "Name\tDate\nAna\tMay\nx",
    ),
    "quotations have the marks of their language": (
        "<p>so <q lang=de>komm <q>bald</q></q>, <q>go <b>now</b> </q>and <q>stay</q>",
        "so „komm ‚bald‘“, “go now ”and “stay”",
    ),
    "a quotation that begins with another has its own marks, one of paragraphs none": (
        "<p><q><q>Stop</q> it</q>, <q><q>“No”</q></q> <q>a</q><div>so <q><p>b<p><q>c</q></p></q>d</div>",
        "“‘Stop’ it”, “No” “a”\n\nso\n\nb\n\n‘c’\n\nd",
    ),
    "quotations have no second marks, and none around nothing": ("<p><q>“Go”</q> or <q>«va»</q><q></q>", "“Go” or «va»"),
    "what is placed for itself stands apart": (
        "<style>.line { position: absolute }</style><div><span class=line>The end</span><span class=line>of it.</span></div>"
        '<p>a<b style="position:fixed; top: 0">b</b>c<i style="position:relative">d</i>, '
        '10<sup style="position:absolute">6</sup>',
        "The end of it.\n\na b cd, 10⁶",
    ),
    "a quotation of nothing is not there": ("<p>So <q></q> be <q> </q> it<q></q> all.", "So be it all."),
    "quotations have no marks where a style sheet says otherwise": ("<style>q { quotes: none }</style><p><q>Go</q>", "Go"),
    "what is not displayed in what is not visible": (
        '<style>.n {display: none} .v {visibility: visible}</style><div style="visibility: hidden">a<p hidden><b class=v>'
        'b</b><p class=n><b class=v>c</b><template><b class=v>d</b></template><p><b class=v>e<i style="visibility: hidden">f'
        '<u class=v>g</u></i></b></div><p style="visibility: hidden; display: none"><b class=v>h</b>',
        "eg",
    ),
    "what is visible in what is not": (
        '<div style="visibility: hidden">a <b style="visibility: visible">b</b><p style="visibility: visible">c</p>d</div>'
        '<div style="display: none">e <b style="visibility: visible">f</b></div>',
        "b\n\nc",
    ),
    "what a drawing says of itself is none of its text": ("<svg><text>a</text><desc>b</desc></svg>", "a"),
    "a block by its style": ('<p><span style="color:red; display: block">a</span>b</p>', "a\n\nb"),
    "text areas keep their lines": ("<textarea>\na\n  b</textarea>", "a\n  b"),
    "a table astray in the text before a table": ("<table><p>a<table><tr><td>b</table>c", "a\n\nb\n\nc"),
    "tables in tables in tables": (
        "<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>f",
        "a\n\nb\tc\n\nd\n\ne\n\nf",
    ),
    "SVG text": ("<p>a</p><svg><title>no head</title><text>label</text></svg>", "a\n\nlabel"),
}


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_text_is_what_a_browser_shows(name: str) -> None:
    markup, expected = SHOWN[name]
    assert text(markup) == expected
    check(page(markup))


def test_a_page_in_an_attribute_is_on_record() -> None:
    source = page('<p>a<iframe srcdoc="&lt;p>b"></iframe></p>')
    assert (source.text, left_out(source)) == ("a", [("alternative", "<p>b")])
    check(source)


def test_a_heading_by_its_role_has_the_level_it_names() -> None:
    hints = page('<div role="heading" aria-level="3">a</div><div role="heading">b</div><p>c</p>').hints
    assert [(hint.kind, hint.level) for hint in hints] == [("heading", 3), ("paragraph", None), ("paragraph", None)]


DAMAGED = {
    "a byte too many in UTF-16": b"\xff\xfe" + "<p>one é two".encode("utf-16-le") + b"x",
    "a long escape that is none": b"<meta charset=iso-2022-jp><p>" + "日本".encode("iso2022_jp") + b"\x1b$" * 40,
}


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_damage_in_encodings_without_fixed_places_leaves_every_byte_accounted_for(name: str) -> None:
    check(page(DAMAGED[name]))


def check(source: Source) -> None:
    """Every copied segment decodes to itself, the segments tile the text, every byte is accounted for."""
    whole, at = source.text or "", 0
    for segment_ in source.segments:
        assert segment_.start == at
        at = segment_.end
        if segment_.kind == "copy":
            data = source.data[segment_.source_start : segment_.source_end]
            assert data.decode(source.encoding, "surrogateescape") == whole[segment_.start : segment_.end]
    assert at == len(whole)
    reached = [(one.source_start, one.source_end) for one in source.segments]
    reached += [(one.source_start or 0, one.source_end or 0) for one in source.left_out]
    assert first_unexplained(source.data, reached, "html", source.encoding) is None


def test_what_is_not_shown_is_left_out_with_its_reason() -> None:
    source = page(
        "<html><head><title>A &amp; B</title><style>p {}</style><script>run()</script></head><body><!-- a note -->"
        "<p hidden>secret</p><p style='color: red; display:none'>unseen</p><noscript>no script</noscript>"
        "<template>stamp</template><img src=x alt='A boat'><iframe>old</iframe><p>Seen.</p></body></html>"
    )
    assert source.text == "Seen."
    assert left_out(source) == [
        ("metadata", "A & B"),
        ("style", None),
        ("script", None),
        ("comment", "a note"),
        ("hidden", "secret"),
        ("hidden", "unseen"),
        ("alternative", "no script"),
        ("hidden", "stamp"),
        ("image", "A boat"),
        ("alternative", "old"),
    ]
    for row in source.left_out:
        assert row.source_start is not None
        assert row.source_end is not None
        assert row.bytes == row.source_end - row.source_start > 0


def test_a_damaged_byte_in_a_title_or_comment_does_not_cost_the_page() -> None:
    markup = "<html><meta charset=utf-8><title>caf\udcff é</title><!-- a \udcfe b --><p>Été là-bas où ça va."
    source = page(markup.encode("utf-8", "surrogateescape"), "utf-8")
    document = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    tables = tabulate([document])
    if source.encoding == "utf-8":
        assert tables["documents"]["title"].to_pylist() == ["caf\N{REPLACEMENT CHARACTER} é"]
        assert "a \N{REPLACEMENT CHARACTER} b" in tables["left_out"]["text"].to_pylist()


def test_a_page_says_its_title_date_language_and_author() -> None:
    linked = json.dumps({"@type": "NewsArticle", "datePublished": "2021-05-06", "author": {"name": "A. Writer"}})
    source = page(
        f"<html lang=de-AT><head><title>\n Der  Titel </title><meta name=author content='A. Writer'>"
        f"<script type='application/ld+json'>{linked}</script></head><p>Text."
    )
    assert (source.title, source.date, source.declared_language) == ("Der Titel", "2021-05-06", "de")
    meta = json.loads(source.source_meta or "")
    assert meta["author"] == "A. Writer"
    assert meta["lang"] == "de-AT"
    assert meta["ld:author"] == {"name": "A. Writer"}


def test_what_a_page_declares_without_a_value_is_not_declared() -> None:
    source = page("<meta name=author content=' '><meta name=date><meta name=author content='A. Writer'><p>Text.")
    assert (source.date, json.loads(source.source_meta or "")) == (None, {"author": "A. Writer"})
    assert page("<meta name=author content=''><p>Text.").source_meta is None


@pytest.mark.parametrize(
    ("data", "expected", "encoding"),
    [
        ("<meta charset=iso-8859-1><p>Café “quoted”</p>".encode("cp1252"), "Café “quoted”", "cp1252"),
        ("<meta charset=iso-8859-1><p>Café – naïve</p>".encode(), "Café – naïve", "utf-8"),
        ("<?xml version='1.0' encoding='windows-1251'?><html><p>Привет, мир</p>".encode("cp1251"), "Привет, мир", "cp1251"),
        ('<meta http-equiv=x content="text/html; charset=Shift_JIS"><p>日本語</p>'.encode("cp932"), "日本語", "cp932"),
        (b"\xef\xbb\xbf<meta charset=latin1><p>\xc3\xa9</p>", "é", "utf-8"),
        ("<p>Grüße</p>".encode("utf-16"), "Grüße", "utf-16-le"),
    ],
)
def test_the_encoding_is_that_of_mark_declaration_or_bytes(data: bytes, expected: str, encoding: str) -> None:
    source = page(data)
    assert (source.text, source.encoding) == (expected, encoding)
    check(source)


def test_the_encoding_of_the_config_goes_before_the_pages_own() -> None:
    assert page("<meta charset=cp1251><p>é</p>".encode("cp1252"), "cp1252").text == "é"


def test_a_byte_that_fits_nothing_is_a_repair_on_record() -> None:
    source = page("<p>Grüße, caf".encode() + b"\xe9 und mehr</p>", "ascii")
    source = replace(source, text="Gr\udcfc\udc81", segments=(source.segments[0]._replace(end=4, source_end=7),))
    decoded = decode_source(source)
    assert decoded.text.text == "Grü\N{REPLACEMENT CHARACTER}"
    assert [(one.before, one.status) for one in decoded.text.repairs] == [("\\udcfc", "applied"), ("\\udc81", "unresolved")]
    assert decoded.flags == ("mixed_encoding", "undecodable_bytes")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<pre>def hull():\n    x = 1\n\n\n    y =   2\n</pre><p>End.</p>",
            "def hull():\n    x = 1\n\n\n    y =   2\n\nEnd.",
        ),
        ("<pre>   moved-\n   in\n\n* star</pre>", "   moved-\n   in\n\n* star"),
        ("<p>One<br>two<br><br>three</p>", "One\ntwo\n\nthree"),
        ("<p>One\n\n\ntwo</p>", "One two"),
    ],
)
def test_preformatted_text_stays_as_it_is_blank_lines_included(markup: str, expected: str) -> None:
    assert segment(repair(page(markup), Repair()), Segment()).text.text == expected


KINDS = (
    "<body><nav>Home</nav><main><h1>Title</h1><p>Text.</p><h2>Part</h2><ol><li>One<p>more</p></li></ol><pre>a\nb</pre>"
    "<blockquote><p>Said.</p></blockquote><figure><img alt=x><figcaption>A boat</figcaption></figure>"
    "<table><tr><td>1</td><td>2</td></tr></table><aside role=doc-footnote>Note.</aside></main><footer>Us</footer>"
)


@pytest.mark.parametrize("text", ["<p>Text.</p>", "<main><p>Text.</p></main>"])
@pytest.mark.parametrize("role", ["role=doc-endnotes", "epub:type=footnote", "role=complementary"])
def test_notes_that_stand_aside_are_no_furniture(role: str, text: str) -> None:
    """Programs write the notes at the end of a text as `<aside>`, in the main element or beside it."""
    segmented = segment(repair(page(f"{text}<aside {role}><p>The dam was of oak.</p></aside>"), Repair()), Segment())
    kinds = ["paragraph", "page_artifact" if "complementary" in role else "footnote"]
    assert [block.kind for block in segmented.blocks] == kinds


def test_tags_tell_the_kind_and_level_of_each_block() -> None:
    segmented = segment(repair(page(KINDS), Repair()), Segment())
    found = [(segmented.text.text[block.start : block.end], block.kind, block.level) for block in segmented.blocks]
    assert found == [
        ("Home", "page_artifact", None),
        ("Title", "heading", 1),
        ("Text.", "paragraph", None),
        ("Part", "heading", 2),
        ("One", "list_item", 1),
        ("more", "list_item", 1),
        ("a\nb", "preformatted", None),
        ("Said.", "quote", None),
        ("A boat", "caption", None),
        ("1\t2", "table", None),
        ("Note.", "footnote", None),
        ("Us", "page_artifact", None),
    ]
    parents = [block.parent for block in segmented.blocks]
    assert parents[2] == 1
    assert parents[4] == 3


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ("<td>Anna<td>Main St 5<br>Oslo", "Anna\tMain St 5 Oslo"),
        ("<td>Anna<td>Main St 5 <br>\n<br>Oslo", "Anna\tMain St 5 Oslo"),
        ("<td>Anna<br><td><br>Oslo<br>", "Anna\tOslo"),
        ("<td>1<td>東京<br>都", "1\t東京都"),
        ("<td>1<td>Sum<br>of <b>all<br></b>rows", "1\tSum of all rows"),
        ("<td>1<td>Share of sales<br>in per cent of all", "1\tShare of sales in per cent of all"),
        ("<td>1<td>Office of Public Works,<br>Board of the Roads", "1\tOffice of Public Works, Board of the Roads"),
        ("<td>7<td>leave at the gate<br>of number 15", "7\tleave at the gate of number 15"),
        (
            "<td>Mon<td>Ring the bell once<br>Wait for the porter<td>5 euros",
            "Mon\tRing the bell once Wait for the porter\t5 euros",
        ),
        (
            "<td>year<td>number of passengers<br>carried each year<td>ships",
            "year\tnumber of passengers carried each year\tships",
        ),
        # Lines of verse or of a list beside something are no label: they stay lines, and the cells blocks.
        (
            "<td>9<td>Der Fluss ist breit,<br>Er hat viel Zeit.<td>The river is so wide,<br>It has much time.",
            "9\n\nDer Fluss ist breit,\nEr hat viel Zeit.\n\nThe river is so wide,\nIt has much time.",
        ),
        (
            "<td>Ode<td>The mill is old and slow,<br>The wheel forgets to go.",
            "Ode\n\nThe mill is old and slow,\nThe wheel forgets to go.",
        ),
        (
            "<td>3<td>rain on the tin roof<br>the cat has moved its morning<br>to the other chair",
            "3\n\nrain on the tin roof\nthe cat has moved its morning\nto the other chair",
        ),
        (
            "<td>4<td>Der Regen fällt so leise,<br>Die Uhr geht ihre Reise.",
            "4\n\nDer Regen fällt so leise,\nDie Uhr geht ihre Reise.",
        ),
        ("<td>5<td>小雨落空巷，<br>老猫睡矮墙。", "5\n\n小雨落空巷，\n老猫睡矮墙。"),
        ("<td>Song<td>One line,<br>two,<br>three lines,<br>four.", "Song\n\nOne line,\ntwo,\nthree lines,\nfour."),
    ],
)
def test_a_row_with_lines_in_a_cell_stays_a_row(cells: str, shown: str) -> None:
    segmented = segment(repair(page(f"<table><tr>{cells}</table>"), Repair()), Segment())
    assert segmented.text.text == shown


def test_the_tables_of_a_page_hold_its_parts_and_what_was_left_out() -> None:
    source = page("<title>T</title><p>Anna met Bo.</p><!-- c --><p>They walked &amp; talked.</p>")
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []
    tables = tabulate([done])
    (document,) = tables["documents"].to_pylist()
    assert (document["format"], document["parts"], document["title"]) == ("html", 1, "T")
    assert [row["reason"] for row in tables["left_out"].to_pylist()] == ["metadata", "comment"]
    assert {row["kind"] for row in tables["alignment"].to_pylist()} == {"copy", "edit", "markup"}
    (part,) = tables["parts"].to_pylist()
    assert (part["source_start"], part["source_end"], part["encoding"]) == (0, len(source.data), "utf-8")


# Chinese pages end and part paragraphs by them: as lost text they cost the whole page.
@pytest.mark.parametrize(
    "space", ["&emsp;", "&ensp;&thinsp;", "&#8195;", "&#x02003;", "&#12288;", "&Tab;&NewLine;", "&nbsp"]
)
def test_white_space_by_reference_at_the_edge_of_a_block_is_no_lost_text(space: str) -> None:
    source = page(f"<p>One{space}</p><p>{space}</p><p>two</p>")
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []


@pytest.mark.parametrize("letter", ["&#82;", "&#1605;", "&eacute;", "&#x20ac;"])
def test_a_letter_by_reference_is_lost_text_where_it_is_in_no_segment(letter: str) -> None:
    assert first_unexplained(f"<p>{letter}</p>".encode(), [], "html", "utf-8") == 3


def test_a_lost_word_is_seen_by_what_recomputes_the_markup() -> None:
    source = page("<p>One</p><p>two</p>")
    reached = [(one.source_start, one.source_end) for one in source.segments if one.source_start < 10]
    assert first_unexplained(source.data, reached, "html", "utf-8") == source.data.index(b"two")


def test_a_page_without_text_is_rejected_as_empty() -> None:
    with pytest.raises(DocumentError, match="empty"):
        page("<html><script>only()</script></html>")


TOKENS = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<br>", "<li>"),
        *("<ul>", "</ul>", "<pre>", "</pre>", "<!-- note -->", "<h1>", "</h1>", "<a href='x>y'>", "</a>", "<select>"),
        *("<option>", "</select>", "<svg>", "</svg>", "<template>", "</template>", "<noscript>", "</noscript>", "</x>"),
        *("&amp;", "&eacute", "&#x41;", "&nbsp;", "&", "<", " < ", "\r\n", "\r", "\n", " ", "\t", "\0", "漢", "é", "\u00a0"),
        *("<title>", "</title>", "<script>", "</script>", "<textarea>", "</textarea>", "<style>", "</style>", "<math>"),
    ]
)
WORDS = st.integers(0, 99_999).map("w{:05d}".format)


@given(st.lists(TOKENS | WORDS, max_size=40).map("".join))
def test_whatever_the_markup_no_word_is_lost_and_every_byte_is_accounted_for(markup: str) -> None:
    words = re.findall(r"w\d{5}", markup)
    try:
        source = page(markup)
    except DocumentError:
        return
    check(source)
    silent = [(row.source_start or 0, row.source_end or 0) for row in source.left_out]
    kept = (source.text or "") + "".join(source.data[low:high].decode() for low, high in silent)
    assert not [word for word in words if word not in kept]


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 200_000,
        "<div>" * 10_000 + "deep",
        "<b>" * 1_000 + "deep" + "<p>" * 100,
        "<table><tr><td>" * 500 + "deep",
        "<ul><li>" * 2_000 + "deep",
        "&" * 200_000 + "deep",
        "<p>" + " " * 500_000 + "deep",
        "<!--" * 50_000 + "deep",
        "<a " + "x=1 " * 20_000 + ">deep",
        "<p>deep</p>" * 5_000,
    ],
    ids=lambda markup: markup[:12],
)
def test_hostile_pages_take_bounded_time(markup: str) -> None:
    start = time.process_time()
    with suppress(DocumentError):
        page(markup)
    assert time.process_time() - start < 10


SIDE = "<body><nav>Home</nav><main><h1>Tides<a href='#tides'>¶</a></h1><p>High at nine.</p></main><footer>Us</footer>"


def test_signs_to_copy_a_link_by_are_no_text_of_a_heading() -> None:
    source = page(SIDE)
    assert (source.text or "").split("\n\n") == ["Home", "Tides", "High at nine.", "Us"]
    assert ("boilerplate", "¶") in [(row.reason, row.text) for row in source.left_out]
    assert page("<p>see <a href='#s5'>§</a> 5</p>").text == "see § 5"
    check(source)


def test_with_main_only_the_main_content_is_text_and_the_rest_is_on_record() -> None:
    source = html_document(from_bytes(SIDE.encode(), "a.html"), None, main=True)
    assert source.text == "Tides\n\nHigh at nine."
    assert [(row.reason, row.text) for row in source.left_out] == [
        ("boilerplate", "¶"),
        ("boilerplate", "Home"),
        ("boilerplate", "Us"),
    ]
    check(source)
    # A page that is all furniture keeps it: some text is better than none.
    assert html_document(from_bytes(b"<nav>Home</nav>", "a.html"), None, main=True).text == "Home"


SHEETS = {
    "class": ("<style>.x{display:none}</style><p>one<p class='a x'>two", "one"),
    "tag and class": (
        "<style>p.x,#y { color:red; DISPLAY : none }</style><p>one<p class=x>two<b class=x>!</b><p id=y>three",
        "one",
    ),
    "tag with both": ("<style>i.x.y{display:none}</style><p>one<i class='x'>two</i><i class='y x'>three</i>", "onetwo"),
    "shown by another rule": ("<style>.x{display:none} body.js .x{display:block}</style><p class=x>one", "one"),
    "shown on a screen": ("<style>.x{display:none} @media screen{.x{display:inline}}</style><p class=x>one", "one"),
    "hidden in print": ("<style>@media print{.x{display:none}} .z{a:b}</style><p class=x>one", "one"),
    "a sheet for print": ("<style media=print>.x{display:none}</style><p class=x>one", "one"),
    "a relation": ("<style>.a .x{display:none}</style><p class=x>one", "one"),
    "a state": ("<style>.x:hover{display:none}</style><p class=x>one", "one"),
    "all of the page": ("<style>body{display:none}</style><body><p>one", "one"),
    "a comment": ("<style>/* .x{display:none} */</style><p class=x>one", "one"),
    "an import before it": ("<style>@import 'a.css';.x{display:none}</style><p class=x>two<p>one", "one"),
    "never closed": ("<style>.x{display:none</style><p class=x>one", "one"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_what_a_style_sheet_of_the_page_hides_for_sure_is_left_out(name: str) -> None:
    markup, expected = SHEETS[name]
    source = page("<!doctype html>" + markup)
    assert (source.text or "").replace("\n\n", "") == expected
    check(source)


def test_sections_of_characters_in_drawings_are_accounted_for() -> None:
    check(page("<p>one<svg><style>/* <![CDATA[ */ a{} /* ]]> */</style><text>two</text></svg>"))
