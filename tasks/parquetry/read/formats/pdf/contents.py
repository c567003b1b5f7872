"""Contents: entries of a table of contents, which repeat the titles of the document with their pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from parquetry.read.formats.pdf.page_line import PageLine

_ENTRIES = 3
"""Entries that make a page one of a table of contents."""
_MOST_LINES = 3
"""Lines that a title runs over."""
_ENTRY = re.compile(
    r"""
    (?= .* [\s.·…]\d{1,4}\s*\Z )                                   # looked at first: leaders without a page take long
    (?P<title> \W*+ \w .*? ) [\s.·…]++ (?P<page> \d{1,4} ) \s*
    """,
    re.VERBOSE,
)
"""A title and its page: "2.1 Tools . . . . . 17"."""
_STALE = 1
"""Pages by which an entry may be wrong: TeX writes the contents of its run before."""
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+|[a-z]|[ivxl]+")
"""What numbers a title, or stands behind its label: "2", "b", "iv"."""


class _Entry(NamedTuple):
    page: int
    number: int
    lines: tuple[int, ...]


def contents(pages: Sequence[Sequence[PageLine]]) -> set[int]:
    """Return the `id` of each line of a table of contents whose title stands on the page that it names.

    They are furniture by repetition, as running heads are: all that such a line says is said again where it points to. The
    numbers of pages that are printed are those of the file but for one offset. Rows of a table end in numbers too, and
    may begin with words that are titles; but their numbers are not those of the pages.
    """
    wanted: dict[str, list[_Entry]] = defaultdict(list)
    of_contents = set()
    for page, lines in enumerate(pages):
        entries = list(_entries(page, lines))
        if len({entry.lines[-1] for _, entry in entries}) >= _ENTRIES:
            of_contents.add(page)
            for title, entry in entries:
                wanted[title].append(entry)
    numbered = {
        (entry.number - page, entry)
        for page, lines in enumerate(pages)
        if wanted and page not in of_contents
        for title in _titles(lines, wanted)
        for entry in wanted[title]
    }
    offsets = Counter(offset for offset, _ in numbered)
    offset, number = max(offsets.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    if number < _ENTRIES:
        return set()
    return {line for at, entry in numbered if abs(at - offset) <= _STALE for line in entry.lines}


def _entries(page: int, lines: Sequence[PageLine]) -> Iterator[tuple[str, _Entry]]:
    """Yield what may be the title of each entry of a page: its line, and with it those before that belong to no other."""
    matches = [_ENTRY.fullmatch(line.text) for line in lines]
    for at, match in enumerate(matches):
        if match is None:
            continue
        text, shorter = match["title"], ""
        for first in range(at, max(-1, at - _MOST_LINES), -1):
            if first < at:
                if matches[first] is not None:
                    break
                text = f"{lines[first].text} {text}"
            title = _title(text)
            # A line that adds nothing is no part of the title: "Contents" before "1 Tools" reads as the label of a chapter.
            if title == shorter:
                break
            shorter = title
            yield title, _Entry(page, int(match["page"]), tuple(id(line) for line in lines[first : at + 1]))


def _titles(lines: Sequence[PageLine], wanted: Mapping[str, object]) -> Iterator[str]:
    """Yield the titles that are wanted and that lines of a page are."""
    for at in range(len(lines)):
        for end in range(at + 1, min(len(lines), at + _MOST_LINES) + 1):
            title = _title(" ".join(line.text for line in lines[at:end]))
            if title in wanted:
                yield title


def _title(text: str) -> str:
    """Return the letters of a title without its number, and without the label of a chapter.

    Spaces and hyphens are not counted: the title and its entry end their lines at different words.

    >>> _title("2.1. Tools"), _title("Chapter 2 Tools"), _title("Tools, in-deed"), _title("1984")
    ('tools', 'tools', 'toolsindeed', '1984')
    """
    words = _WORD.findall(text.casefold())
    labelled = len(words) > 2 and _NUMBER.fullmatch(words[1]) is not None and not _NUMBER.fullmatch(words[0])  # noqa: PLR2004 (a label, a number, a title)
    start = int(labelled)
    while start < len(words) - 1 and _NUMBER.fullmatch(words[start]):
        start += 1
    return "".join(words[start:])
