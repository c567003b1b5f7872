"""What elements of XML documents mean, by their local names: DocBook, TEI, JATS and what resembles them.

An element that is not listed is judged by where text stands in it, see `xml_document`.

Source: DocBook 5.2, TEI P5 (header, text structure, verse), JATS 1.3 (NISO Z39.96).
"""

from __future__ import annotations

BLOCKS = {
    # DocBook
    "para": "p",
    "simpara": "p",
    "formalpara": "div",
    "programlisting": "pre",
    "screen": "pre",
    "literallayout": "pre",
    "synopsis": "pre",
    "itemizedlist": "ul",
    "orderedlist": "ol",
    "simplelist": "ul",
    "variablelist": "ul",
    "listitem": "li",
    "varlistentry": "div",
    "blockquote": "blockquote",
    "epigraph": "blockquote",
    "informaltable": "table",
    "row": "tr",
    "entry": "td",
    "caption": "figcaption",
    # TEI
    "p": "p",
    "ab": "p",
    "l": "p",
    "lg": "div",
    "list": "ul",
    "item": "li",
    "label": "p",
    "cell": "td",
    "lb": "br",
    "figDesc": "figcaption",
    # JATS
    "disp-quote": "blockquote",
    "list-item": "li",
    "def-list": "ul",
    "def-item": "div",
    "verse-line": "p",
    "preformat": "pre",
    "table": "table",
    "thead": "tbody",
    "tbody": "tbody",
    "tr": "tr",
    "th": "td",
    "td": "td",
    "break": "br",
    # XHTML within others, FictionBook, DITA
    "li": "li",
    "ul": "ul",
    "ol": "ol",
    "pre": "pre",
    "codeblock": "pre",
    "br": "br",
    "div": "div",
    "section": "section",
    "subtitle": "p",
    "v": "p",
}
"""Elements of a page that are like them."""
INLINE = frozenset(
    """
    emphasis phrase literal code command filename link ulink xref quote foreignphrase hi ref name persName placeName date
    orgName italic bold sub sup subscript superscript monospace ext-link named-content b i em strong a span tt u s ph
    """.split()  # noqa: SIM905 (a table to read)
)
"""Elements within a line of text, also where they stand alone in it."""
IN_LINE = {
    # DocBook and JATS, then MathML
    "superscript": "sup",
    "sup": "sup",
    "subscript": "sub",
    "sub": "sub",
    "msup": "msup",
    "msub": "msub",
    "msubsup": "msubsup",
}
"""Elements of a page that elements within a line are like, which is a `span` for most."""
TITLES = frozenset({"title", "head", "article-title"})
"""Elements that are headings; their level is the number of sections they are in."""
SECTIONS = frozenset(
    """
    book article part chapter appendix preface glossary bibliography index section sect1 sect2 sect3 sect4 sect5 refsect1
    refsect2 refsect3 refentry div div1 div2 div3 div4 div5 sec abstract topic body back
    """.split()  # noqa: SIM905 (a table to read)
)
"""Elements that a heading may head."""
CAPTIONED = frozenset(
    {"caption", "figure", "table", "informaltable", "example", "fig", "table-wrap", "equation", "boxed-text"}
)
"""Elements whose title is a caption."""
NOTES = frozenset({"footnote", "fn", "note"})
"""Elements that are notes, beside the text that cites them."""
METADATA = frozenset({"teiHeader", "journal-meta", "indexterm", "permissions", "processing-meta"})
"""Elements that say something of the document and are not shown in it."""
