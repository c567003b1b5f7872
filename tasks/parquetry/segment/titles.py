"""Titles that sections have in many languages, as data: a bibliography's, and those of the parts of papers."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def _titles() -> dict[str, frozenset[str]]:
    """Return the titles of each role, casefolded."""
    data = tomllib.loads(resources.files("parquetry.languages").joinpath("data/titles.toml").read_text(encoding="utf-8"))
    return {
        role: frozenset(title for titles in by_language.values() for title in titles) for role, by_language in data.items()
    }


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
