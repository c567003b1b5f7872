"""The page: whole in itself, everything escaped, no script but ours; in a browser, where there is one."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command import parquetry_here

pytestmark = pytest.mark.flow
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
EVIL = (
    "<script>document.title='owned'</script> \u200b\u202ecosts $5 on 3 May 2011 <img src=//evil.example/x onerror=alert(2)>"
)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory, orchestrator: str) -> Path:
    """The page of documents whose names and texts are markup."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "parquetry.toml").write_text('dataset = "small"\n[extract]\nmodel = "none"\n', encoding="utf-8")
    (folder / "data" / "raw" / "<b onclick=x>.txt").write_text(EVIL, encoding="utf-8")
    (folder / "data" / "raw" / "}}{{ x.txt").write_text(f"{EVIL} word\ufffds {{{{ 7 * 7 }}}}", encoding="utf-8")
    done = parquetry_here("run", "--json", folder=folder, PREFECT_API_URL=orchestrator)
    assert done.code == 0, done.err
    return Path(done.json["version"]["path"]) / "report.html"


class Outline(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_nothing_of_a_document_becomes_markup(hostile_page: Path) -> None:
    outline = Outline(hostile_page)
    names = [tag for tag, _ in outline.tags]
    assert names.count("script") == 1
    assert not {"img", "iframe", "link", "object"} & set(names)
    assert not any(name.startswith("on") for _, attributes in outline.tags for name in attributes)
    assert "<script>document.title='owned'</script>" in outline.text
    assert "<b onclick=x>.txt" in outline.text
    assert "{{ 7 * 7 }}" in outline.text
    assert "\u202e" not in outline.text
    assert "<U+202E>" in outline.text


def test_the_one_script_is_the_one_the_policy_names(hostile_page: Path) -> None:
    page = hostile_page.read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(a["content"] for tag, a in Outline(hostile_page).tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_fetched(hostile_page: Path) -> None:
    for tag, attributes in Outline(hostile_page).tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            value = attributes.get(name)
            assert value is None or value.startswith("#"), (tag, name, value)
    assert "url(" not in hostile_page.read_text(encoding="utf-8")


def test_every_section_of_the_menu_is_there_and_every_picture_is_said_in_words(version: Path) -> None:
    outline = Outline(version / "report.html")
    ids = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    links = [attributes["href"] for tag, attributes in outline.tags if tag == "a"]
    assert len(links) == 15
    assert all(link and link[1:] in ids for link in links)
    pictures = [attributes for tag, attributes in outline.tags if tag == "svg"]
    assert len(pictures) >= 8
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    assert {"repair", "name"} <= {word for _, a in outline.tags for word in str(a.get("class", "")).split()}
    assert (version / "report.html").stat().st_size < 1_000_000


def test_in_a_browser_it_runs_our_script_and_no_other(hostile_page: Path, tmp_path: Path) -> None:
    if BROWSER is None:
        pytest.skip("needs chromium")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-logging=stderr"]
    command = [
        BROWSER,
        *options,
        f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=2000",
        "--dump-dom",
        hostile_page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert 'class="scripted"' in done.stdout
    assert "<title>small v-" in done.stdout
    assert '<th scope="col"><button>Outcome</button></th>' in done.stdout
    assert "CONSOLE" not in done.stderr
