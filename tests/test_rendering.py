"""Pages as a browser shows them: the `innerText` of Chromium against our text, white space between blocks aside."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from parquetry.read.files import from_bytes
from parquetry.read.formats.documents import html_document
from parquetry.repair.encoding.decode import detect_encoding

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update"]
OPTIONS += ["--disable-background-networking", "--disable-sync", "--virtual-time-budget=30000", "--dump-dom"]
HEAD = "<!DOCTYPE html><html><head><meta charset=utf-8><title>T</title></head><body>"
# Each page is loaded in a frame; what they show is handed out in the document, encoded, since a dump escapes characters.
DRIVER = """<!DOCTYPE html><meta charset=utf-8><body><script>
const pages = PAGES, shown = {};
(async () => {
  for (const name in pages) {
    const frame = document.createElement("iframe");
    frame.srcdoc = pages[name];
    document.body.appendChild(frame);
    await new Promise(done => frame.onload = done);
    shown[name] = frame.contentDocument.body.innerText;
    frame.remove();
  }
  document.body.textContent = "@" + btoa(unescape(encodeURIComponent(JSON.stringify(shown)))) + "@";
})();
</script>"""

SAME = {
    "white space": "<p>  a  <b> b </b>  c <i></i> d</p><div> x<span> y</span> </div><p>a<br> b<br>\n c</p><p>t\tu</p>",
    "preserved": '<pre>\n  one\n    two\n</pre><pre>x <b>y</b>\n</pre><p style="white-space:pre-line">a  b\n c</p>',
    "wrapped": '<p style="white-space:pre-wrap">a  b\n c</p><p style="white-space:nowrap">a  b\n c</p>',
    "lists": "<ol start=3><li>a<li>b<ul><li>c<li>d</ul><li>e</ol><ul><li><p>p1</p><p>p2</p></ul>",
    "terms": "<dl><dt>T<dd>D<dd>E<dt>U</dl><ol type=a reversed><li>x<li>y</ol>",
    "nested lists": "<ul><li>a<ol><li>b</li><li>c<ul><li>d</li></ul></li></ol></li></ul>",
    "table": "<table><caption>Cap</caption><tr><th>A<th>B<tbody><tr><td>1<td>2<tr><td>3<td></table><p>Behind it.</p>",
    "feet": "<table><tfoot><tr><td>foot</tfoot><tbody><tr><td>body</tbody></table>",
    "row heads": "<table><tr><th scope=row>Pier</th><td>12</td></tr><tr><th>Buoy</th><td>7</td></tr></table>",
    "hidden": '<p>a<span hidden>h</span>b</p><p style="display:none">c</p><p style="visibility:hidden">d</p>',
    "dialogs": "<dialog>dd</dialog><dialog open>do</dialog><template>t</template><noscript>ns</noscript>",
    "open details": "<details open><summary>S2</summary>inner2</details>",
    "boxes in lines": '<p>a<span style="display:block">b</span>c</p><p>a<span style="display:inline-block">b</span>c</p>',
    "ideographs": "<p>東京と<b>大阪</b>。</p><p>한국어\n두 말</p>",
    "breaks in words": "<p>a<wbr>b&shy;c</p>",
    "damaged": "<p>one<div>two</p>three</div><b>bold<p>para</b>tail<table>foster<tr><td>cell</table>after<li>loose",
    "headings": "<h1>The <em>harbour</em></h1><h2> Piers </h2><p>One.<h3>Buoys</h3>Two.<h1>H<h2>I</h1>j",
    "flex": '<div style="display:flex"><div>a</div><div>b</div></div><span style="display:flex">e</span>f',
    "old tags": "<center>c</center><font>f</font><nobr>n</nobr><tt>t</tt><address>ad</address>",
    "references": "<p>&amp;lt; &copy &notit; &#x80; &#128512; &AMP &bogus; AT&T x&lt;y</p>",
    "style sheet": "<style>.h{display:none} #i{visibility:hidden}</style><p class=h>no</p><p id=i>inv</p><p class=b>x</p>",
    "rules": "a<hr>b<p>c</p>d<br><br>e<div><br></div>f",
    "text alone": "text only &lt; no tags",
    "figure": "<figure><img alt=a><figcaption>Cap <b>x</b></figcaption></figure><article><p>b</p></article>",
    "menu": "<nav><a href=#>N1</a> <a href=#>N2</a></nav><main><p>Text.</p></main><footer>f</footer>",
    "seen or not": '<p style="opacity:0">op</p><p style="font-size:0">fs</p><p aria-hidden=true>ah</p>',
    "directions": "<p><bdo dir=rtl>abc</bdo> <bdi>x</bdi> שלום <b>עולם</b></p>",
    "raw": "<xmp><b>raw</b></xmp><listing>l <i>i</i></listing><plaintext>p <b>q</b>",
    "choices": '<select><optgroup label="G"><option>one</option><option>two</option></optgroup></select>',
    "table in a paragraph": "<p>a<table><tr><td>t</table>b</p>",
    "links": "<p>See <a href=y>the pier</a><a href=y>, the gate</a>.</p><a href=x><div>One</div><div>Two</div></a>three",
    "changes": "<p><del>old</del><ins>new</ins> <mark>seen</mark> <abbr title=x>HMS</abbr> <kbd>Ctrl</kbd>+<kbd>C</kbd></p>",
    "mail": "<div>Dear Ann,</div><div><br></div><div>the boat&nbsp;is here.</div><div><br></div><div>Bob</div>",
}
"""Pages of which our text is what the browser shows."""
OTHER = {
    "what is closed is text": ("<details><summary>S</summary>in</details>", "S", "S\nin"),
    "what is to be filled in is text": ("<p>N <textarea>ta</textarea></p>", "N", "N ta"),
    "exponents stand raised": ("<p>10<sup>6</sup>, 10<sup>2<sup>3</sup></sup></p>", "106, 1023", "10⁶, 10^2^3"),
    "quotations have marks": ("<p>He said <q>go</q>.</p>", "He said go.", "He said “go”."),
    "letters are those of the source": ('<p style="text-transform:uppercase">up</p>', "UP", "up"),
    "a line break between ideographs is none": ("<p>東京\n都</p>", "東京 都", "東京都"),
    "readings have their brackets": ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢kan", "漢(kan)"),
    "what is placed for itself is no line of its own": ('<p>a<b style="position:absolute">b</b>c</p>', "a\nb\nc", "a b c"),
    "controls stand apart": ("<p>y<input value=v>z<button>B</button></p>", "yzB", "y z B"),
    "a table in a line is a block": ('a<table style="display:inline-table"><tr><td>b</table>c', "abc", "a\nb\nc"),
    "a cell over two columns counts for two": (
        "<table><tr><td colspan=2>s<td>x<tr><td>1<td>2<td>3</table>",
        "s\tx\n1\t2\t3",
        "s\t\tx\n1\t2\t3",
    ),
}
"""Pages of which it is something else on purpose: the page, what the browser shows, our text."""


def lines(text: str) -> str:
    """Return text without white space around its lines, and without empty ones."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def ours(page: str) -> str:
    return lines(html_document(from_bytes((HEAD + page).encode(), "a.html"), detect_encoding, main=False).text or "")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the browser shows of each page."""
    if BROWSER is None:
        pytest.skip("needs chromium")
    folder: Path = tmp_path_factory.mktemp("pages")
    pages = {name: HEAD + page for name, page in SAME.items()} | {name: HEAD + page for name, (page, *_) in OTHER.items()}
    # "</script>" in a page would end the script.
    (folder / "driver.html").write_text(DRIVER.replace("PAGES", json.dumps(pages).replace("</", "<\\/")), encoding="utf-8")
    command = [BROWSER, *OPTIONS, f"--user-data-dir={folder / 'profile'}", (folder / "driver.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search("@([A-Za-z0-9+/=]+)@", done.stdout)
    assert found is not None, done.stderr
    return {name: lines(text) for name, text in json.loads(base64.b64decode(found[1])).items()}


@pytest.mark.parametrize("name", SAME)
def test_the_text_of_a_page_is_what_a_browser_shows(shown: dict[str, str], name: str) -> None:
    assert ours(SAME[name]) == shown[name]


@pytest.mark.parametrize("name", OTHER)
def test_where_the_text_is_something_else_it_is_on_purpose(shown: dict[str, str], name: str) -> None:
    page, theirs, text = OTHER[name]
    assert (shown[name], ours(page)) == (theirs, text)
