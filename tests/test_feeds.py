"""Feeds: an entry is a document, its text that of its page however it is escaped, each character at its bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Extract, Input, Repair, Segment
from parquetry.errors import DocumentError
from parquetry.extract import extract
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Source
from parquetry.read.files import from_bytes, read
from parquetry.read.formats.documents import html_document
from parquetry.read.formats.feed import feed_documents
from parquetry.read.source import Facts
from parquetry.repair import repair
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def entries(data: str | bytes) -> list[Source | Reject]:
    raw = data.encode() if isinstance(data, str) else data
    facts = Facts()
    found = list(feed_documents(FileEntry("a.xml", b"a.xml", 0), from_bytes(raw, "a.xml"), facts, detect_encoding))
    assert facts.records == len(found)
    for item in found:
        if isinstance(item, Source):
            (part,) = item.parts
            assert raw[part.file_start or 0 : part.file_end] == item.data
            done = extract(segment(repair(item, Repair()), Segment()), Extract(model="none"))
            assert verify_alignment(done, item.data) == []
    return found


def rss(*items: str, head: str = "<title>News</title><language>en-us</language>") -> str:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss {CONTENT}><channel>{head}{listed}</channel></rss>'


def only(data: str | bytes) -> Source:
    (item,) = entries(data)
    assert isinstance(item, Source)
    return item


BODIES = {
    "tags escaped": (
        rss("<description>&lt;p&gt;One é &amp;amp; two&lt;br/&gt;three&lt;/p&gt;</description>"),
        "One é & two\nthree",
    ),
    "a section": (rss("<description><![CDATA[<h2>One</h2><p>Caf&eacute; &amp; b</p>]]></description>"), "One\n\nCafé & b"),
    "two sections": (rss("<description><![CDATA[<b>One]]><![CDATA[ two</b>]]></description>"), "One two"),
    "plain": (rss("<description>One &lt; two</description>"), "One < two"),
    "the full text before the excerpt": (
        rss("<description>Short.</description><content:encoded><![CDATA[<p>The long form.</p>]]></content:encoded>"),
        "The long form.",
    ),
    "an excerpt where the full text is empty": (
        rss("<content:encoded><![CDATA[<img src='x'>]]></content:encoded><description>Short.</description>"),
        "Short.",
    ),
    "elements": (
        f"<feed {ATOM}><entry><content type='xhtml'><div><p>One</p><ul><li>two</li></ul></div></content></entry></feed>",
        "One\n\ntwo",
    ),
    "characters that are no tags": (f"<feed {ATOM}><entry><summary>a &lt;b> c</summary></entry></feed>", "a <b> c"),
    "another encoding": (
        rss("<description>Café &lt;b&gt;é&lt;/b&gt;</description>")
        .replace('"1.0"?', '"1.0" encoding="iso-8859-1"?')
        .encode("latin-1"),
        "Café é",
    ),
    "elements closed by their own tags": (
        f"<feed {ATOM}><entry><content type='xhtml'><div>One<iframe src='x'/><p/>two<br/>three<title/></div></content>"
        "</entry></feed>",
        "One\n\ntwo\nthree",
    ),
    "elements with a prefix": (
        f"<feed {ATOM}><entry><content type='xhtml'><x:div xmlns:x='x'><x:p>One</x:p><x:p>two</x:p></x:div></content>"
        "</entry></feed>",
        "One\n\ntwo",
    ),
    "a section among elements": (
        f"<feed {ATOM}><entry><content type='xhtml'><pre>a <![CDATA[<b> & c]]> &lt; d</pre></content></entry></feed>",
        "a <b> & c < d",
    ),
    "elements where none are announced": (
        rss("<description>One<p>two</p><p>three</p></description>"),
        "One\n\ntwo\n\nthree",
    ),
    "a type in capitals": (
        f"<feed {ATOM}><entry><content type='HTML'>One&lt;p>two</content></entry></feed>",
        "One\n\ntwo",
    ),
    "a type with its encoding": (
        f"<feed {ATOM}><entry><content type='text/html; charset=utf-8'>One&lt;p>two</content></entry></feed>",
        "One\n\ntwo",
    ),
    "a picture with a caption before the text": (
        rss("<m:content xmlns:m='m' url='u'><m:credit>Ana</m:credit></m:content><description>The text.</description>"),
        "The text.",
    ),
    "a description of another language where there is no other": (
        rss("<i:summary xmlns:i='i'>The talk.</i:summary>"),
        "The talk.",
    ),
    "a tag that ends in its attribute": (
        rss("<description>&lt;a title=\"x &gt; y\" rel='a > b' id=&quot;c &gt; d&quot;&gt;One&lt;/a&gt;</description>"),
        "One",
    ),
    "a paragraph of wide spaces": (
        rss("<description>One&lt;p&gt;&amp;#x2003;&amp;emsp;&#12288;&lt;/p&gt;two</description>"),
        "One\n\ntwo",
    ),
    "RSS 1.0": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
        "<item><description>One.</description></item></r:RDF>",
        "One.",
    ),
}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_the_text_of_an_entry_is_that_of_its_page(name: str) -> None:
    data, expected = BODIES[name]
    assert only(data).text == expected


def test_an_entry_says_what_it_is_and_all_else_is_on_record() -> None:
    item = "<title>AT&amp;amp;T <!-- c --></title><link>http://e/1</link><guid>g</guid><category>a</category><category>b</category>"
    source = only(rss(f"{item}<pubDate>Mon, 02 May 2011 10:11:12 +0200</pubDate><description>Text.</description><x/>"))
    assert (source.title, source.date, source.declared_language) == ("AT&T", "2011-05-02T10:11:12+02:00", "en")
    assert (source.source_id, source.source_record, source.format) == ("g", 0, "feed")
    meta = {"category": "a, b", "feed": "News", "lang": "en-us", "link": "http://e/1"}
    assert json.loads(source.source_meta or "") == meta
    assert {row.reason for row in source.left_out} == {"metadata", "comment"}
    atom = only(
        f"<feed {ATOM} xml:lang='de'><title>T</title><entry><id>urn:1</id><updated>2024-05-01T00:00:00Z</updated>"
        "<link href='http://e/2'/><author><name>Ana</name></author><summary>Kurz.</summary></entry></feed>"
    )
    assert (atom.source_id, atom.date, atom.declared_language) == ("urn:1", "2024-05-01T00:00:00Z", "de")
    assert json.loads(atom.source_meta or "") == {"author": "Ana", "feed": "T", "link": "http://e/2"}


@pytest.mark.parametrize("body", ["<![CDATA[One<br/>]]>", "One/>", "One<b/>", "One<b></b>", "One&lt;br/&gt;<!-- /> -->"])
def test_an_entry_reaches_to_its_end_tag(body: str) -> None:
    assert only(rss(f"<description>{body}</description>")).data.endswith(b"</description></item>")


def test_characters_between_the_fields_of_an_entry_are_on_record() -> None:
    source = only(rss("loose<description>One</description> &amp; more"))
    assert source.text == "One"
    assert [row.text for row in source.left_out] == ["loose", "&", " more"]


def test_the_title_of_a_picture_is_not_that_of_the_entry() -> None:
    item = "<m:title xmlns:m='m'>Picture</m:title><title>Entry</title><description>One</description>"
    assert only(rss(item)).title == "Entry"


def test_a_headline_is_the_text_of_an_entry_that_has_no_other() -> None:
    (entry,) = entries(rss("<title>Fish &amp;amp; chips</title><link>http://example.org/</link>"))
    assert isinstance(entry, Source)
    assert (entry.text, entry.title, entry.hints[0].kind) == ("Fish & chips", "Fish & chips", "heading")


def test_a_feed_that_breaks_off_has_its_whole_entries() -> None:
    whole = rss("<title>One</title>", "<title>Two</title>", "<title>Three</title>")
    *before, cut = entries(whole[: whole.index("Three")])
    assert [entry.text for entry in before if isinstance(entry, Source)] == ["One", "Two"]
    assert isinstance(cut, Reject)
    assert (cut.source_record, cut.reason) == (2, "corrupt")


def test_an_entry_without_text_costs_itself_and_two_of_one_id_are_two_documents() -> None:
    body = "<guid>g</guid><description>Text.</description>"
    first, empty, second = entries(rss(body, "<title/><link>http://example.org/</link>", body))
    assert isinstance(empty, Reject)
    assert (empty.source_record, empty.reason) == (1, "empty")
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert first.doc_id != second.doc_id
    assert (first.flags, second.flags) == ((), ("duplicate_id",))


@pytest.mark.parametrize(("data", "reason"), [("<rss><channel/></rss>", "empty"), ("<rss><item>", "corrupt")])
def test_a_feed_of_nothing_or_cut_is_a_reject(data: str, reason: str) -> None:
    with pytest.raises(DocumentError) as error:
        entries(data)
    assert error.value.reason == reason


def test_feeds_are_told_by_their_root(tmp_path: Path) -> None:
    for name, (data, expected) in BODIES.items():
        raw = data.encode() if isinstance(data, str) else data
        (tmp_path / "a.txt").write_bytes(raw)
        items = list(read(FileEntry("a.txt", b"a.txt", len(raw)), Input(path=tmp_path), detect_encoding))
        assert [item.text for item in items if isinstance(item, Source)] == [expected], name


@pytest.mark.parametrize("data", ["<feed><animal>corn</animal></feed>", "<rss><note>corn</note></rss>"])
def test_a_root_that_is_called_as_a_feed_is_not_one(tmp_path: Path, data: str) -> None:
    raw = f"<?xml version='1.0'?>{data}".encode()
    (tmp_path / "a.xml").write_bytes(raw)
    items = list(read(FileEntry("a.xml", b"a.xml", len(raw)), Input(path=tmp_path), detect_encoding))
    assert [(item.text, item.format) for item in items if isinstance(item, Source)] == [("corn", "xml")]


@given(st.text(st.sampled_from("ab<>&;/é漢 \n'\"p#1"), max_size=40))
def test_an_escaped_page_reads_as_it_does_by_itself(page: str) -> None:
    """However it is cut by references: escaped, each piece of it stands at the reference it came from."""
    try:
        expected = html_document(from_bytes(f"<html>{page}".encode(), "a.html"), detect_encoding).text
    except DocumentError:
        expected = None
    found = [
        item for item in entries(rss(f"<description>&lt;html&gt;{escape(page)}</description>")) if isinstance(item, Source)
    ]
    assert [item.text for item in found] == ([expected] if expected else [])
