"""The tree of a page: where text stands by the rules of browsers, and work linear in the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from cost import assert_linear_lines
from hypothesis import given
from hypothesis import strategies as st

from parquetry.read.formats.html_tree import parse_html

if TYPE_CHECKING:
    from parquetry.read.formats.html_nodes import Node


def outline(raw: str) -> str:
    """The tree as text: elements in brackets, `[p one[b two]]`."""
    out: list[str] = []
    stack: list[Node | str] = list(reversed(parse_html(raw).root.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
        elif node.name == "#text":
            out.append(node.data)
        elif node.name == "#comment":
            out.append("!")
        else:
            out.append(f"[{node.name} " if node.children else f"[{node.name}")
            stack += ["]", *reversed(node.children)]
    return "".join(out)


TREES = {
    "a paragraph ends where a block begins": ("<p>a<div>b", "[p a][div b]"),
    "not within a button": ("<p>a<button><p>b", "[p a[button [p b]]]"),
    "the end of no paragraph is an empty one": ("a</p>b", "a[p]b"),
    "items end items": ("<ul><li>a<li>b<ul><li>c</ul><li>d", "[ul [li a][li b[ul [li c]]][li d]]"),
    "not those of a list around": ("<ul><li>a<div><ul><li>b", "[ul [li a[div [ul [li b]]]]]"),
    "terms end descriptions": ("<dl><dt>a<dd>b<dt>c", "[dl [dt a][dd b][dt c]]"),
    "a heading ends a heading": ("<h1>a<h2>b</h1>c", "[h1 a][h2 b]c"),
    "an end tag that was never opened is nothing": ("<div>a</span></section>b", "[div ab]"),
    "one that lies outside a block is nothing": ("<span><div>a</span>b", "[span [div ab]]"),
    "formatting ends alone": ("<b><p>a</b>b</p>c", "[b [p ab]]c"),
    "a link ends a link": ("<a>a<div><a>b", "[a a[div [a b]]]"),
    "rows and cells open what must be around them": (
        "<table><td>a<td>b<tr><td>c",
        "[table [tbody [tr [td a][td b]][tr [td c]]]]",
    ),
    "text between rows goes before the table": ("<table>x<tr>y<td>a</table>z", "xy[table [tbody [tr [td a]]]]z"),
    "elements too": ("<div><table><p>x<tr><td>a", "[div [p x][table [tbody [tr [td a]]]]]"),
    "an end tag does not reach out of a cell": ("<div><table><td>a</div>b", "[div [table [tbody [tr [td ab]]]]]"),
    "a table between rows ends the table": (
        "<table><tr><table><td>a",
        "[table [tbody [tr]]][table [tbody [tr [td a]]]]",
    ),
    "a table in a cell does not": (
        "<table><td><table><td>a</table>b",
        "[table [tbody [tr [td [table [tbody [tr [td a]]]]b]]]]",
    ),
    "cells without a table are nothing": ("<div>a<td>b</td>c", "[div abc]"),
    "a form ends alone": ("<form><div>a</form>b</div>c", "[form [div ab]]c"),
    "the head ends where text begins": ("<head><title>t</title>x<p>y", "[head [title t]]x[p y]"),
    "a second body is nothing": ("<body>a<body>b</body>c", "[body abc]"),
    "scripts are characters": ("<script>a<b></p></script>c", "[script a<b></p>]c"),
    "to the end if they never end": ("<style>a</styles>", "[style a</styles>]"),
    "titles have references": ("<title>a &amp; <b></title>", "[title a & <b>]"),
    "the line break after pre is none": ("<pre>\n\na", "[pre \na]"),
    "drawings close what ends with a slash": ("<svg><g/>a</svg>b", "[svg [g]a]b"),
    "pages do not": ("<div/>a", "[div a]"),
    "drawings end where a page goes on": ("<svg><g>a<p>b", "[svg [g a]][p b]"),
    "pages within drawings": ("<svg><foreignObject><p>a</p></foreignObject></svg>b", "[svg [foreignobject [p a]]]b"),
    "sections of drawings are text": ("<svg><![CDATA[a<b>]]></svg><![CDATA[c]]>", "[svg a<b>]!"),
    "comments of all kinds": ("a<!-- b --><!c><?d?></ e><!-->f", "a!!!!!f"),
    "options end options": ("<select><option>a<option>b", "[select [option a][option b]]"),
    "annotations end annotations": ("<ruby>a<rt>b<rt>c", "[ruby a[rt b][rt c]]"),
    "odd attributes": ("<p a='x>y' b=c>d e=>z<p don't>q", "[p d e=>z][p q]"),
    "a tag that the page ends in is text": ("a<p b='c", "a<p b='c"),
    "signs that begin nothing": ("a < b <3 </", "a < b <3 </"),
    "references": (
        "&lt;&notit;&#x41;&#128;&amp &nope; &#99999999999999999999;",
        "<¬it;A€& &nope; \N{REPLACEMENT CHARACTER}",
    ),
    "line ends and NULs": ("a\r\nb\rc\0d", "a\nb\ncd"),
}


@pytest.mark.parametrize("name", TREES)
def test_text_stands_where_browsers_have_it(name: str) -> None:
    raw, expected = TREES[name]
    assert outline(raw) == expected


NAMES = ("p", "div", "b", "a", "li", "ul", "td", "tr", "table", "h1", "pre", "svg", "g", "form", "button", "select", "title")
TAGS = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(NAMES))
SOUP = st.lists(TAGS | st.sampled_from(["word ", "&amp;", "<!--c-->", "\r"]), max_size=20)


@given(SOUP)
def test_every_character_is_in_a_tag_a_comment_or_a_text_and_in_one_alone(parts: list[str]) -> None:
    raw = "".join(parts)
    spans: list[tuple[int, int]] = []
    stack = [parse_html(raw).root]
    words = 0
    while stack:
        node = stack.pop()
        stack += node.children
        if node.name == "#text":
            spans += [(piece.start, piece.end) for piece in node.pieces]
            words += node.data.count("word ")
    spans.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert words == parts.count("word ")


HOSTILE = {
    "nested": "<div>",
    "formatting": "<b>",
    "signs": "<",
    "tags that never end": "<a ",
    "comments that never end": "<!--",
    "end tags": "</p>",
    "tables": "<table><tr><td>x",
    "text between rows": "<table>x<tr>y",
    "links and blocks": "<a>x<div>",
    "closed too late": "<b><i><p>x</b>",
    "items": "<li>x",
    "drawings": "<svg><g>x",
    "references": "&notit;",
    "quotes": "<p a='\">x",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_work_is_linear_in_the_page(name: str) -> None:
    assert_linear_lines(lambda size: parse_html("<p>" + HOSTILE[name] * size), 250)
