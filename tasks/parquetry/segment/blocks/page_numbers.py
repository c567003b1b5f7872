"""Page numbers: the numbers that a line of furniture may carry, and what else it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parquetry.segment.lines import Line

EDGE = 2
"""Lines at the top and at the bottom of a page among which furniture is looked for: a head and a rule or a number."""
LONGEST = 100
"""Longest furniture, in code points: a line of text is about as wide as the page, a head is not."""
TRIM = "-–—|[](){}·•_ \t"
"""What stands around a page number: "- 12 -", "[12]", "| 12"."""
# Roman numbers up to 89, as prefaces use them. The lookahead refuses the empty string, which all parts would allow.
# ASCII, because the Turkish "İ" and "ı" are cases of "i" as well, and no numerals.
ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})", re.IGNORECASE | re.ASCII)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_OF = re.compile(
    rf"""(\d{{1,4}}) \s* (?: / | {alternatives(words("page_words", "of"))} ) \s* \d{{1,4}} $""", re.IGNORECASE | re.VERBOSE
)
"""A page of so many: "3 of 9", "3/9"."""
PAGE_WORD = re.compile(
    rf"""
    (?: \b{alternatives(words("page_words", "before"))}\.? | {alternatives(words("page_words", "joined_before"))} )
    \s* \d{{1,4}}
    (?: \s* (?: / | \b[^\W\d_]{{1,4}}\b ) \s* \d{{1,4}} )?                  # "Pagina 3 van 9", "p. 3/9"
    | \d{{1,4}} \s* {alternatives(words("page_words", "after"))}             # "3 oldal", "3쪽"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A page's number with its word, in the languages that print one: "Page 3", "Pagina 3 van 9", "第3页", "3. oldal"."""
DIGITS = re.compile(r"\d+")
_LABEL = re.compile(
    r"""
    [:#№º°]$                                # "Дело № 12"
    | \b(?: no | nr | num | id )\.?$        # "Fiche no 3", "Akte der Kammer Nr. 7"
    | ^(?: [^\W\d_]{1,6}\. [ ]? )+$        # "Inv. 1043", "Cat. gén. 12"; but "HISTORY OF THE HARBOUR. 21"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before the number of a record, whole if it is short for something: heads of old books end in a stop too."""
_FIELD = re.compile(r"[^\W\d][^:]{0,28}:\s+\S")
"""A label and its value: a field of a record, repeated on every page that holds one."""
# "Lund: Locks of the north              Vol. 3": set to both edges of a page, with no second label.
_SPREAD = re.compile(r"\S[ ]{8,}[^:]*\Z")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be furniture: its index, its page, the number it may carry, and what else it says.

    `worded`: it says that the number is a page's. `alone`: blank lines stand around it.
    """

    k: int
    page: int
    number: int
    rest: str
    worded: bool
    alone: bool = True


def numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield each number that a line begins or ends with, and the rest of the line.

    >>> list(numbers("12   The Harbour Trade")), list(numbers("Page 3 of 9")), list(numbers("- xiv -"))
    ([(12, 'The Harbour Trade')], [(3, '')], [(14, '')])
    """
    text = text.strip(TRIM)
    # "Page 3 of 9" names its own number; the 9 is no second candidate.
    if word := PAGE_WORD.search(text):
        yield int("".join(DIGITS.findall(word[0])[:1])), f"{text[: word.start()]} {text[word.end() :]}".strip(TRIM)
        return
    if match := _OF.search(text):
        yield int(match[1]), text[: match.start()].strip(TRIM)
        return
    # The outer edge of a page holds the number: at the end on right pages, at the beginning on left ones.
    tokens = text.split()
    for token, rest in ((tokens[-1:], tokens[:-1]), (tokens[:1], tokens[1:])):
        number = _number(token[0].strip(TRIM)) if token else None
        if number is not None:
            yield number, " ".join(rest).strip(TRIM)
            # A bare "12" is both the first and the last token, and one candidate.
            if not rest:
                return


def _number(token: str) -> int | None:
    """Return the value of an Arabic number of up to four digits, or of a Roman one up to 89."""
    if token.isdecimal() and len(token) <= 4:  # noqa: PLR2004 (no book has ten thousand pages)
        return int(token)
    if token and ROMAN.fullmatch(token):
        # "xiv": the i before a greater v is subtracted.
        values = [_ROMAN_VALUES[numeral] for numeral in token.lower()]
        return sum(-value if value < max(values[k:]) else value for k, value in enumerate(values))
    return None


def is_label(rest: str) -> bool:
    """Tell whether what stands beside a number is the label of a record's, which counts records and no pages.

    >>> is_label("Cat. gén."), is_label("Дело №"), is_label("The Harbour Trade"), is_label("HISTORY OF THE HARBOUR.")
    (True, True, False, False)
    """
    return _LABEL.search(rest) is not None


def may_be(line: Line) -> bool:
    """Tell whether a line has the content of furniture: short, no field of a record, no sentence, no greeting."""
    text = line.text
    # Heads are spread over the page with spaces; only their words count for the length.
    return len(" ".join(text.split())) <= LONGEST and not (
        _is_field(text) or text[-1] in ".!?,;:。" or _closes_what_is_open(text)
    )


def _is_field(text: str) -> bool:
    """Tell whether a line is a field of a record, or several side by side, and no head spread over the page."""
    return _FIELD.match(text) is not None and _SPREAD.search(text) is None


def _closes_what_is_open(text: str) -> bool:
    """Tell whether a line closes a bracket that a line before it opened: "5]" below "y = [3, 4," is no page number."""
    return any(text.count(closing) > text.count(opening) for opening, closing in ("()", "[]", "{}"))
