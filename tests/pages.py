"""The pages of the documentation, and what is in them: code blocks, commands, links, tables of results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n(?:\n((?:^\|[^\n]*\n)+))?", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: its language, its text, and the rows of the table right after it, which are its result."""

    language: str
    code: str
    rows: tuple[tuple[str, ...], ...]


def blocks(page: Path, *languages: str) -> list[Block]:
    """Return the code blocks of a page in these languages, in order."""
    found = []
    for language, code, table in _BLOCK.findall(page.read_text(encoding="utf-8")):
        lines = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]
        if language in languages:
            found.append(Block(language, code, tuple(lines[2:])))
    return found


def commands(page: Path) -> list[str]:
    """Return the lines of shell in a page: one for each command, but for the text of here-documents."""
    lines = []
    for block in blocks(page, "sh"):
        code = re.sub(r"<<'END'\n.*?^END$", "", block.code, flags=re.DOTALL | re.MULTILINE)
        lines += [line.strip() for line in code.splitlines() if line.strip()]
    return lines


def links(page: Path) -> list[str]:
    """Return the targets of a page's links that are files or headings, not addresses."""
    return [target for target in _LINK.findall(page.read_text(encoding="utf-8")) if ":" not in target]


def anchors(page: Path) -> set[str]:
    """Return the names that headings can be linked by."""
    slugs = set()
    for heading in _HEADING.findall(page.read_text(encoding="utf-8")):
        plain = re.sub(r"[^\w\s-]", "", heading.replace("`", "")).strip().lower()
        slugs.add(re.sub(r"[\s]+", "-", plain))
    return slugs
