# noqa: INP001 (a script)
"""Make the corpus that `training/hyphens.py` counts words in: CORPUS/<language>.txt, a paragraph a line.

    python training/hyphen_corpus.py CORPUS --help-pages FOLDER --wordnet FOLDER --names FOLDER

Sources, each optional; what is left out makes the counts poorer:

- `--help-pages`: one folder a language with the unpacked Debian packages `libreoffice-help-<language>` 7.4 (MPL 2.0);
- `--wordnet`: the unpacked Debian package `wordnet-base` 3.0 (WordNet licence): glosses, examples and hyphenated entries;
- `--names`: sentences with names in many languages, `<language>/*.train.jsonl` with a `text` (licences in its manifest).

The corpus is used to count words and is not shipped.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
GLOSS = re.compile(r"\| (.*)$", re.MULTILINE)
SCANNED = "europeana"
"""Texts read from scans by a program have hyphens of their line ends in them."""


def help_pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, paragraph) of the help pages: what stands in `<p>`, without its tags."""
    for language in sorted(path for path in folder.iterdir() if (path / "usr/share/libreoffice").is_dir()):
        for page in sorted(language.rglob("*.html")):
            for found in PARAGRAPH.findall(page.read_text(encoding="utf-8", errors="replace")):
                yield language.name.split("-")[0], html.unescape(TAG.sub("", found))


def wordnet(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield ("en", gloss) of every sense, and its hyphenated entries, each as a paragraph."""
    for path in sorted(folder.rglob("data.*")):
        for gloss in GLOSS.findall(path.read_text(encoding="utf-8")):
            yield "en", gloss
    for path in sorted(folder.rglob("index.*")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = line.split(" ", 1)[0].replace("_", " ")
            if "-" in entry:
                yield "en", entry


def names(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, text) of the sentences with names."""
    for path in sorted(folder.glob("*/*.train.jsonl")):
        if not path.name.startswith(SCANNED):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield path.parent.name, json.loads(line)["text"]


def main() -> None:
    """Write the corpus; a paragraph that stands in it already is left out, as menus and footers repeat."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    sources = {"help_pages": help_pages, "wordnet": wordnet, "names": names}
    for name in sources:
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path)
    arguments = parser.parse_args()
    texts: dict[str, dict[str, None]] = {}
    for name, read in sources.items():
        if folder := getattr(arguments, name):
            for language, paragraph in read(folder):
                texts.setdefault(language, {})[" ".join(paragraph.split())] = None
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    for language, paragraphs in texts.items():
        (arguments.corpus / f"{language}.txt").write_text("\n".join(paragraphs), encoding="utf-8")


if __name__ == "__main__":
    main()
