"""Titles that sections have in many languages, as data: a bibliography's, and those of the parts of papers."""

from __future__ import annotations

import re
from functools import cache

from parquetry.languages.data_tables import table


@cache
def _titles() -> dict[str, frozenset[str]]:
    """Return the titles of each role, casefolded."""
    data = table("titles")
    return {
        role: frozenset(title for titles in by_language.values() for title in titles) for role, by_language in data.items()
    }


@cache
def _provision() -> re.Pattern[str]:
    """Return the number of a provision on its line, and perhaps its title, in any of the languages that are known."""
    data = table("legal")
    words = sorted({word for words in data["division"].values() for word in words if word.replace("-", "").isalpha()})
    number = r"(?:[A-Z]\.?\s?)?(?:\d[\w.-]*|[IVXL]+(?:er|re)?)"
    return re.compile(rf"(?:{'|'.join(words)})\s{number}(?P<title>\s?[:–—]\s.*)?", re.IGNORECASE)


def provision(text: str) -> re.Match[str] | None:
    """Return the match of a line that is the number of a provision, and in its group `title` the title behind a colon.

    >>> [bool(provision(line)) for line in ("Article 132-30", "Section 3 : Of the lamp", "Article 5 says so")]
    [True, True, False]
    """
    # Most lines have no figure near their beginning and need no search.
    return _provision().fullmatch(text) if text[0].isalpha() and (":" in text or len(text) < 40) else None  # noqa: PLR2004


def _bare(text: str) -> str:
    """Return a title without its number, its hashes and its stop, casefolded."""
    # "## 7. References" and "REFERENCES:" are both "references".
    return text.strip("#*=: .0123456789IVX\t").casefold()


def is_bibliography(text: str) -> bool:
    """Tell whether a line is the title of a bibliography.

    >>> is_bibliography("7. References"), is_bibliography("Kaynakça"), is_bibliography("He gave two references")
    (True, True, False)
    """
    # A sentence that only speaks of references is longer or has other words, and is not the title.
    return len(text) < 60 and _bare(text) in _titles()["bibliography"]  # noqa: PLR2004 (no title is longer)


def is_section(text: str) -> bool:
    """Tell whether a line is a title that sections of papers have, with or without the stop of a run-in title."""
    return len(text) < 60 and _bare(text) in _titles()["section"]  # noqa: PLR2004 (no title is longer)
