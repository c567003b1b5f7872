"""XML: the text of documents in any vocabulary, each character at its bytes, and bombs refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parquetry.config import Extract, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.read.files import from_bytes
from parquetry.read.formats.xml_document import xml_document
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from parquetry.model.documents import Source


def document(data: str | bytes) -> Source:
    source = xml_document(from_bytes(data.encode() if isinstance(data, str) else data, "a.xml"), detect_encoding)
    check(source)
    return source


def check(source: Source) -> None:
    """Every copied character decodes, and every byte is text, left out or markup."""
    done = extract(segment(repair(source, Repair()), Segment()), Extract(model="none"))
    assert verify_alignment(done, source.data) == []


def kinds(source: Source) -> list[tuple[str, int | None]]:
    return [(hint.kind, hint.level) for hint in source.hints]


DOCBOOK = """<?xml version="1.0"?>
<!DOCTYPE book [<!-- names of ships -->
<!ENTITY ship "the <emphasis>Ana</emphasis>">]>
<book xml:lang="en"><title>Harbours</title><chapter><title>The quay</title>
  <!-- to be checked --><para>Nobody saw
  &ship; leave &amp; return<footnote><para>She did.</para></footnote>.</para>
  <itemizedlist><listitem><para>rope</para></listitem><listitem><para>tar</para></listitem></itemizedlist>
  <programlisting>if late:
    wait()</programlisting><indexterm><primary>quay</primary></indexterm></chapter></book>"""


@pytest.mark.parametrize(
    ("attributes", "text"), [("content-type='image/png'", "Log\n\nEnd"), ("", "Log\n\n/bin/oars\n\nEnd")]
)
def test_a_binary_of_a_book_has_a_type(attributes: str, text: str) -> None:
    """Else it may be the name of a program, which is text."""
    assert document(f"<log><p>Log</p><binary {attributes}>/bin/oars</binary><p>End</p></log>").text == text


def test_docbook_has_titles_paragraphs_lists_listings_and_entities_of_its_own() -> None:
    source = document(DOCBOOK)
    assert (source.text or "").split("\n\n") == [
        "Harbours",
        "The quay",
        "Nobody saw the Ana leave & return.",
        "She did.",
        "rope",
        "tar",
        "if late:\n    wait()",
    ]
    assert kinds(source)[:4] == [("heading", 1), ("heading", 2), ("paragraph", None), ("footnote", None)]
    assert kinds(source)[-3:] == [("list_item", 1), ("list_item", 1), ("preformatted", None)]
    assert (source.title, source.declared_language) == ("Harbours", "en")
    assert {(item.reason, item.text) for item in source.left_out} == {("comment", "to be checked"), ("metadata", "quay")}


def test_tei_has_heads_verses_and_a_header_that_is_metadata() -> None:
    source = document(
        """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de"><teiHeader><fileDesc><titleStmt><title>Lieder</title>
        </titleStmt></fileDesc></teiHeader><text><body><div><head>Eins</head><lg><l>Ein Schiff,</l><l>ein Meer.</l></lg>
        <p>Er las <title>Die Fähre</title> am Kai.</p></div></body></text></TEI>"""
    )
    assert (source.text or "").split("\n\n") == ["Eins", "Ein Schiff,", "ein Meer.", "Er las Die Fähre am Kai."]
    assert (source.title, source.declared_language) == ("Lieder", "de")
    assert kinds(source)[0][0] == "heading"


def test_jats_has_sections_and_captions() -> None:
    source = document(
        """<article><front><article-meta><title-group><article-title>Tides</article-title></title-group></article-meta>
        </front><body><sec><title>Methods</title><p>We measured <italic>h</italic>.</p><fig><caption><title>Fig</title>
        </caption></fig></sec></body></article>"""
    )
    assert (source.text or "").split("\n\n") == ["Tides", "Methods", "We measured h.", "Fig"]
    assert [kind for kind, _ in kinds(source)] == ["heading", "heading", "paragraph", "caption"]


@pytest.mark.parametrize("up", ["<sup>6</sup>", "<superscript>6</superscript>", "<hi rend='superscript'>6</hi>"])
def test_figures_stand_raised_in_any_vocabulary(up: str) -> None:
    assert document(f"<book><p>About 10{up} seeds.</p></book>").text == "About 10⁶ seeds."


def test_an_unknown_vocabulary_gives_a_block_for_each_element_with_text_of_its_own() -> None:
    source = document("<log><entry_><who>Ana</who><what>Left <when>at <b>nine</b></when> sharp.</what></entry_></log>")
    assert source.text == "Ana\n\nLeft at nine sharp."


def test_white_space_is_preserved_where_the_document_says_so() -> None:
    assert document('<a><x xml:space="preserve">one\n  two</x><y>one\n  two</y></a>').text == "one\n  two\n\none two"


def test_references_sections_and_line_ends() -> None:
    source = document("<a><b>&lt;x&gt; &#233; <![CDATA[<raw> &amp; & so]]> &eacute;&unknown; on</b>\r\n</a>")
    assert source.text == "<x> é <raw> &amp; & so é&unknown; on"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2", "windows-1251", "shift_jis"])
def test_the_encoding_is_that_of_the_declaration(encoding: str) -> None:
    text = {"iso-8859-2": "Łódź", "windows-1251": "Пристань", "shift_jis": "港町"}.get(encoding, "Łódź 港町 é")
    data = f'<?xml version="1.0" encoding="{encoding}"?><a><b>{text}</b></a>'.encode(encoding)
    assert document(data).text == text


HOSTILE = {
    "cut": ("<a><b>text</b>", "corrupt"),
    "no root": ("<?xml version='1.0'?>", "corrupt"),
    "empty": ("<a><b/></a>", "empty"),
    "bomb": (
        "<!DOCTYPE a [<!ENTITY x 'words words words words '>"
        + "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 10 if n else '&x;' * 10}'>" for n in range(9))
        + "]><a><b>&x8;</b></a>",
        "ratio",
    ),
    "quadratic": ("<!DOCTYPE a [<!ENTITY x '" + "w" * 50_000 + "'>]><a>" + "&x;" * 50_000 + "</a>", "ratio"),
    "itself": ("<!DOCTYPE a [<!ENTITY x '&x;'>]><a>&x;</a>", "corrupt"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_documents_end_as_rows_with_their_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(DocumentError) as caught:
        document(data)
    assert caught.value.reason in {reason, "corrupt"}
    assert (caught.value.reason == "empty") is (reason == "empty")


def test_nothing_is_fetched_from_elsewhere() -> None:
    head = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    assert document(head + "<a><p>one &x; two</p></a>").text == "one &x; two"
    assert document(head + "<a><p>one.&x;</p></a>").text == "one.&x;"
    assert document("<!DOCTYPE a SYSTEM 'a.dtd'><a><p>one &x;</p></a>").text == "one &x;"


def test_elements_nest_as_deep_as_they_like() -> None:
    assert document("<a>" * 20_000 + "text" + "</a>" * 20_000).text == "text"


NAMES = st.sampled_from(["a", "para", "title", "emphasis", "row", "entry", "listitem", "footnote", "section"])
TEXTS = st.text("ab <&>é漢\n\u00a0'\"]", max_size=12)
TREES = st.recursive(
    TEXTS.map(escape),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=12,
)


@settings(max_examples=40)
@given(st.lists(TREES, max_size=4), st.sampled_from(["utf-8", "utf-16"]))
def test_every_word_is_kept_and_every_byte_accounted_for(trees: list[str], encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><book>{"".join(trees)}</book>'
    try:
        source = xml_document(from_bytes(data.encode(encoding), "a.xml"), None)
    except DocumentError as error:
        assert error.reason == "empty"  # noqa: PT017 (some trees hold no text)
        return
    check(source)


@pytest.mark.parametrize("name", ["binary content-type='image/png'", "pkg:binaryData", "w:binData"])
def test_pictures_in_base64_are_left_out(name: str) -> None:
    """Books and flat Word documents have their pictures in their text."""
    picture = f"<{name}>iVBORw0K\nGgoAAAAN</{name.split(maxsplit=1)[0]}>"
    source = document(f"<book xmlns:pkg='p' xmlns:w='w'><p>One.</p>{picture}<p>Two is binary.</p></book>")
    assert source.text == "One.\n\nTwo is binary."
    assert [(row.reason, row.text) for row in source.left_out] == [("image", None)]
