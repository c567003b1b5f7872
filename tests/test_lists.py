"""Bullets and numbers before the items of lists: as a browser, Word and LibreOffice show them; never in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cost import assert_linear, assert_linear_lines
from hypothesis import given
from hypothesis import strategies as st
from test_html import page
from test_office import MC, W, check, document, docx, epub, odt, p

from parquetry.config import Extract, Repair, Segment
from parquetry.extract import extract
from parquetry.read.formats import counters
from parquetry.read.formats.html_list_styles import ListStyles
from parquetry.read.formats.html_nodes import Node
from parquetry.read.formats.html_styles import rules_of
from parquetry.repair import repair
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate

if TYPE_CHECKING:
    from parquetry.model.documents import Source


def shown(source: Source) -> list[tuple[str | None, str]]:
    """Marker and text of each block of the final text."""
    segmented = segment(repair(source, Repair()), Segment())
    return [(block.marker, segmented.text.text[block.start : block.end]) for block in segmented.blocks]


def lines(source: Source) -> str:
    return " / ".join(f"{marker} {text}" if marker else text for marker, text in shown(source))


PAGES = {
    "numbers and bullets by depth": (
        "<ol><li>a<ul><li>b<ul><li>c</ul></ul><li>d</ol><ul><li>e</ul>",
        "1. a / ◦ b / ▪ c / 2. d / • e",
    ),
    "start, value and type": (
        "<ol start=3><li>a<li value=7>b<li>c</ol><ol type=a><li>d<li type=I>e</ol><ul type=square><li>f</ul>",
        "3. a / 7. b / 8. c / a. d / II. e / ▪ f",
    ),
    "a list that counts down": (
        "<ol reversed><li>a<li>b</ol><ol reversed start=9><li>c<li>d</ol>",
        "2. a / 1. b / 9. c / 8. d",
    ),
    "a marker stands before the first block of its item alone": (
        "<ol><li><p>a</p><p>b</p><li><h3>c</h3></ol>",
        "1. a / b / 2. c",
    ),
    "an empty item is counted": ("<ol><li>a<li><li>c</ol>", "1. a / 3. c"),
    "what is not shown is not counted": ("<ol><li>a<li hidden>b<li style='display:none'>c<li>d</ol>", "1. a / 2. d"),
    "an item that begins with a list": ("<ol><li><ol type=a><li>x<li>y</ol></ol>", "1. a. x / b. y"),
    "a table as an item": ("<ol><li>a<li><table><tr><td>1<td>2</table></ol>", "1. a / 2. 1\t2"),
    "an item without a list": ("<li>a", "• a"),
    "no style": ("<ul style='list-style: none inside'><li>a</ul><ol style='list-style-type:none'><li>b</ol>", "a / b"),
    "text as a style": ("<ul style=\"list-style-type: '– '\"><li>a</ul>", "– a"),
    "a picture, or a style that is not known, shows no guess": (
        "<ul style='list-style: url(x.png)'><li>a</ul><ol style='list-style-type: moons'><li>b</ol>",
        "a / b",
    ),
    "an item of a menu in a line": ("<ul><li style='display: inline-block'>a<li>b</ul>", "a / • b"),
    "other digits and letters": (
        "<ol style='list-style-type: devanagari'><li>a</ol><ol style='list-style:lower-greek'><li>b</ol>",
        "१. a / α. b",
    ),
    "a rule of the page": (
        "<style>.plain {list-style: none} #r {list-style: upper-roman}</style>"
        "<ul class=plain><li>a</ul><ol id=r><li>b</ol><ul><li>c</ul>",
        "a / I. b / • c",
    ),
    "a rule that may hold or not": (
        "<style>nav ol, .x > li.y {list-style: none}</style><ol><li>a</ol><ul><li>b<li class=y>c</ul>",
        "a / • b / c",
    ),
    "rules within @media, and two that differ": (
        "<style>@media print {.m {list-style: square}} .t {list-style: disc} ul.t {list-style: none}</style>"
        "<ul class=m><li>a</ul><ul class=t><li>b</ul>",
        "a / b",
    ),
    "a description has no markers": ("<dl><dt>a<dd>b</dl>", "a / b"),
    "a number that is written is text": ("<p>1. a</p><p>2. b</p>", "1. a / 2. b"),
    "a number that is none": ("<ol start=x><li value=many>a</ol>", "1. a"),
}


@pytest.mark.parametrize("name", PAGES)
def test_markers_of_a_page_are_those_a_browser_shows(name: str) -> None:
    markup, expected = PAGES[name]
    source = page(markup)
    assert lines(source) == expected


def level(at: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:numbering {W} {MC}><w:abstractNum w:abstractNumId="0">'
    + level(0, "decimal", "%1.", '<w:pStyle w:val="Chapter"/>')
    + level(1, "lowerLetter", "%2)")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "\uf0b7", '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>')
    + level(1, "bullet", "o", '<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>')
    + level(2, "bullet", "\uf0a1", '<w:rPr><w:rFonts w:ascii="Webdings"/></w:rPr>')
    + level(3, "ordinalText", "%4")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
    + '<w:abstractNum w:abstractNumId="3"><w:styleLink w:val="Legal"/>'
    + level(0, "upperRoman", "Article %1")
    + level(1, "decimal", "§ %2", '<w:lvlRestart w:val="0"/>')
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    + '</w:num><w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>'
)


def item(text: str, num: int, at: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>')


WORD = {
    "levels count by themselves and begin again below another": (
        item("a", 1) + item("b", 1, 1) + item("c", 1, 1) + item("d", 1) + item("e", 1, 1),
        "1. a / a) b / b) c / 2. d / a) e",
    ),
    "numbers of levels above, in decimal by law": (
        item("a", 1) + item("b", 1, 1) + item("c", 1, 2),
        "1. a / a) b / 1.1.1 c",
    ),
    "a list goes on after a paragraph": (item("a", 1) + p("between") + item("b", 1), "1. a / between / 2. b"),
    "a list that begins anew, once": (item("a", 1) + item("b", 3) + item("c", 3), "1. a / 5. b / 6. c"),
    "an empty paragraph is counted": (item("a", 1) + item("", 1) + item("c", 1), "1. a / 3. c"),
    "a deleted one is not": (
        item("a", 1)
        + '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r>'
        "<w:delText>b</w:delText></w:r></w:del></w:p>" + item("c", 1),
        "1. a / 2. c",
    ),
    "the second form of a text box is not": (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{item('a', 1)}</mc:Choice><mc:Fallback>{item('a', 1)}</mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>{item('b', 1)}",
        "1. a / 2. b",
    ),
    "bullets of symbol fonts, and one whose shape is not known": (
        item("a", 2) + item("b", 2, 1) + item("c", 2, 2),
        "• a / ◦ b / c",
    ),
    "words are not guessed": (item("a", 2, 3), "a"),
    "a heading by its style": (p("a", '<w:pStyle w:val="Chapter"/>') + p("b", '<w:pStyle w:val="Chapter"/>'), "1. a / 2. b"),
    "a paragraph out of the list of its style": (
        p("a", '<w:pStyle w:val="Chapter"/><w:numPr><w:numId w:val="0"/></w:numPr>') + p("b", '<w:pStyle w:val="Chapter"/>'),
        "a / 1. b",
    ),
    "a numbering style, and a level that never begins again": (
        item("a", 4) + item("b", 4, 1) + item("c", 4) + item("d", 4, 1),
        "Article I a / § 1 b / Article II c / § 2 d",
    ),
    "a numbering that is not defined": (item("a", 99), "a"),
}
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="Chapter"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
)


@pytest.mark.parametrize("name", WORD)
def test_markers_of_a_word_document_are_those_word_shows(name: str) -> None:
    body, expected = WORD[name]
    source = document(docx(body, numbering=NUMBERING, styles=STYLES))
    assert lines(source) == expected
    check(source)


LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>'
    '<text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>'
    '<style:style style:name="P7" style:parent-style-name="Numbered"/>'
    '<style:style style:name="Numbered" style:list-style-name="L1"/>'
)
OUTLINE = (
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
)


def entry(text: str, inner: str = "", more: str = "") -> str:
    return f"<text:list-item{more}><text:p>{text}</text:p>{inner}</text:list-item>"


def listed(*items: str, more: str = ' text:style-name="L1"') -> str:
    return f"<text:list{more}>{''.join(items)}</text:list>"


OPEN_DOCUMENTS = {
    "levels, with those above them": (
        listed(entry("a", listed(entry("b", listed(entry("c"), more="")), entry("d"), more="")), entry("e")),
        "1. a / 1.a) b / • c / 1.b) d / 2. e",
    ),
    "a list begins at one, or goes on": (
        listed(entry("a"), entry("b"))
        + listed(entry("c"))
        + listed(entry("d"), more=' text:style-name="L1" text:continue-numbering="true"'),
        "1. a / 2. b / 1. c / 2. d",
    ),
    "a list goes on with one named": (
        listed(entry("a"), more=' text:style-name="L1" xml:id="x"')
        + listed(entry("b"), more=' text:style-name="L1" xml:id="y"')
        + listed(entry("c"), more=' text:style-name="L1" text:continue-list="x"'),
        "1. a / 1. b / 2. c",
    ),
    "an item with a number of its own, and a header": (
        listed(
            entry("a", more=' text:start-value="4"'), "<text:list-header><text:p>h</text:p></text:list-header>", entry("b")
        ),
        "4. a / h / 5. b",
    ),
    "the second paragraph of an item has none": (
        listed("<text:list-item><text:p>a</text:p><text:p>b</text:p></text:list-item>"),
        "1. a / b",
    ),
    "the list style of a paragraph style": (
        listed('<text:list-item><text:p text:style-name="P7">a</text:p></text:list-item>', more=""),
        "1. a",
    ),
    "a style that is not defined": (listed(entry("a"), more=' text:style-name="None"'), "a"),
    "headings by the outline": (
        '<text:h text:outline-level="1">a</text:h><text:h text:outline-level="2">b</text:h>'
        '<text:h text:outline-level="3">c</text:h><text:h text:outline-level="2">d</text:h>'
        '<text:h text:outline-level="1">e</text:h>',
        "I a / I.1 b / c / I.2 d / II e",
    ),
    "an empty heading has a number and no text": (
        '<text:h text:outline-level="1"/><text:p>a</text:p><text:h text:outline-level="1"/>'
        '<text:h text:outline-level="1">b</text:h>' + listed("<text:list-item><text:p/><text:p>c</text:p></text:list-item>"),
        "a / III b / c",
    ),
    "a level that no program has": (
        f'<text:h text:outline-level="{10**8}">a</text:h><text:h text:outline-level="1">b</text:h>',
        "a / I b",
    ),
    "deleted items are not counted": (
        f"<text:tracked-changes>{listed(entry('x'))}<text:h>y</text:h></text:tracked-changes>"
        f'{listed(entry("a"))}<text:h text:outline-level="1">b</text:h>',
        "1. a / I b",
    ),
}


@pytest.mark.parametrize(("letters", "marker"), [(99, "x" * 99 + "•"), (100, None)])
def test_a_marker_longer_than_a_hundred_characters_is_none(letters: int, marker: str | None) -> None:
    style = (
        f'<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•" '
        f'style:num-prefix="{"x" * letters}"/></text:list-style>'
    )
    assert shown(document(odt(listed(entry("a")), OUTLINE, style))) == [(marker, "a")]


@pytest.mark.parametrize("name", OPEN_DOCUMENTS)
def test_markers_of_an_open_document_are_those_its_styles_define(name: str) -> None:
    body, expected = OPEN_DOCUMENTS[name]
    source = document(odt(body, OUTLINE, LISTS))
    assert lines(source) == expected
    check(source)


def test_a_book_has_the_markers_of_its_pages() -> None:
    assert shown(document(epub({"a.xhtml": "<html><body><ol start='2'><li>One</li></ol></body></html>"}))) == [("2.", "One")]


def test_markers_are_a_column_of_blocks_and_no_text() -> None:
    done = extract(segment(repair(page("<ol><li>One<li>Two</ol><p>Three"), Repair()), Segment()), Extract(model="none"))
    tables = tabulate([done])
    assert tables["blocks"]["marker"].to_pylist() == ["1.", "2.", None]
    assert tables["documents"]["text"].to_pylist() == ["One\n\nTwo\n\nThree"]


LONG = "x" * (counters.LONGEST_MARKER + 1)


def test_a_text_that_is_no_marker_is_not_repeated_before_each_item() -> None:
    numbering = NUMBERING.replace("Article %1", f"{LONG} %1")
    assert lines(document(docx(item("a", 4) + item("b", 4, 1), numbering=numbering, styles=STYLES))) == "a / § 1 b"
    styles = LISTS.replace('num-suffix="."', f'num-suffix="{LONG}"')
    assert lines(document(odt(listed(entry("a", listed(entry("b"), more=""))), OUTLINE, styles))) == "a / 1.a) b"
    assert lines(page(f"<style>ul {{ list-style-type: '{LONG}' }}</style><ul><li>a</ul><ol><li>b</ol>")) == "a / 1. b"
    # As many as there are levels: none, and not the first hundred.
    assert lines(page("<ol><li>" * 100 + "a</ol><ol><li>b")) == "a / 1. b"


@pytest.mark.parametrize(
    "selector", ["[" * 100_000, ":a(" * 30_000, "a" * 100_000 + " b"], ids=["brackets", "states", "words"]
)
def test_a_selector_without_end_costs_by_its_length(selector: str) -> None:
    assert_linear(lambda text: ListStyles(rules_of([f"{text} {{ list-style: none }}"])), selector)


def test_an_item_is_compared_with_the_rules_of_its_names() -> None:
    def styled(size: int) -> None:
        """Ask for as many items as there are rules."""
        styles = ListStyles(rules_of(["".join(f"li.c{number} {{ list-style: square }}" for number in range(size))]))
        for number in range(size):
            assert styles.attributes(Node("li", attrs={"class": f"c{number}"}))["style"] == "list-style-type: square; "

    assert_linear_lines(styled, 50)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("* { list-style: square }", None),  # asks for no name, and may be about any element
        ("ul#x.y > li.z { list-style: square }", None),  # may be about the item, or not
        ("li.z { list-style: none } li.q { list-style: square }", None),
        ("LI { list-style: '-' } #w { list-style: none }", "-"),
    ],
)
def test_rules_are_found_by_any_of_their_names(rules: str, expected: str | None) -> None:
    (row,) = shown(page(f"<style>{rules}</style><ul id=x class=y><li class='z y'>a</ul>"))
    assert row == (expected, "a")


def test_a_list_that_is_deep_or_damaged_is_read() -> None:
    source = page("<ol><li>" * 3000 + "x" + "</ol>" * 10 + "</li></ol></ul>" + "<ol start=99999999999><li>y")
    assert [text for _, text in shown(source)] == ["x", "y"]


@given(st.integers(-(10**6), 10**6), st.sampled_from(["lower-roman", "upper-alpha", "lower-greek", "decimal", "thai"]))
def test_every_number_has_a_form(number: int, style: str) -> None:
    assert counters.css_counter(style, number)


@given(st.integers(1, 3999))
def test_roman_numerals_add_up(number: int) -> None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    numeral = counters.roman(number) or ""
    parts = [values[letter] for letter in numeral]
    signs = [-1 if low < high else 1 for low, high in zip(parts, [*parts[1:], 0], strict=True)]
    assert sum(part * sign for part, sign in zip(parts, signs, strict=True)) == number
