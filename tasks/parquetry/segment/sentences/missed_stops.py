"""Full stops that a trained splitter takes for an abbreviation's though a sentence ends there: "in 1911. | Rents rose"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.sentences.boundary import DATA, LOOK, Reading, boundary, is_starter, share, words
from parquetry.segment.sentences.merge_rules import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every full stop that a splitter may have taken for an abbreviation's.
_STOP = re.compile(r"\.[”\"»)]?\s+(?=[«“\"(]?[^\W\d_])")
# At least three letters and nothing before them that a word could go on from, such as "-" or ".".
_WORD = re.compile(r"(?:^|(?<=[^\w.-]))[^\W\d_]{3,}$")
# Code points before a place that are looked at for a figure.
_SHORT = 8
# "in 1911": a figure after a word. At the beginning of a line it would number an item.
_FIGURE = re.compile(r"\w\s\d{1,4}$")
_DOTTED_CAPITALS = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.){2,}$")


def missed_stops(text: str, reading: Reading, starts: set[int]) -> Iterator[int]:
    """Yield the starts of sentences after a full stop that the splitter, which found `starts`, does not believe in."""
    for stop in _STOP.finditer(text):
        # Where the splitter has already put a boundary there is nothing to add.
        known = reading.trained and stop.end() in starts
        if not known and _ends_sentence(text, stop, reading):
            yield stop.end()


def _ends_sentence(text: str, stop: re.Match[str], reading: Reading) -> bool:
    """Tell whether a full stop that no splitter believes in ends a sentence before a capital."""
    # At most one opening mark stands before the capital.
    if not text[stop.end() : stop.end() + 2].lstrip('«“"(')[:1].isupper():
        return False
    # "in 1911." ends a sentence only in languages that write ordinals without a full stop: "am 3. Mai" is German.
    if text[stop.start() - 1 : stop.start()].isdecimal():
        return reading.language in DATA["figures"]["cardinal"] and _is_figure(text, stop)
    # Punkt learns abbreviations from statistics and now and then learns a common word too.
    return reading.trained and (
        _is_common_word(text, stop.start(), reading.language) or _is_ended_abbreviation(text, stop, reading)
    )


def _is_figure(text: str, stop: re.Match[str]) -> bool:
    """Tell whether the full stop is that of a figure after a word: "in 1911. | Rents rose"."""
    end = stop.start()
    # Between the figure's stop and the capital stands nothing but space.
    if not text[stop.end()].isupper() or not text[end + 1].isspace():
        return False
    return _FIGURE.search(text, max(0, end - _SHORT), end) is not None


def _is_common_word(text: str, end: int, language: str) -> bool:
    """Tell whether the full stop is that of a common word in small letters, and of no abbreviation."""
    word = _WORD.search(text[max(0, end - LOOK) : end])
    if word is None or not word[0].islower() or word[0] in words("within", language):
        return False
    return share(word[0], language) > COMMON


def _is_ended_abbreviation(text: str, stop: re.Match[str], reading: Reading) -> bool:
    """Tell whether an abbreviation ends the sentence too: "at 5 p.m. | Nobody", "10 Downing St. | It", "the U.S. | It"."""
    at = boundary(text, 0, stop.end(), reading)
    # A quote after the stop hides no abbreviation: “the U.S.” It.
    left = at.left.rstrip('”"»)')
    abbreviated = at.abbreviation in words("may_end", at.language) or _DOTTED_CAPITALS.search(left) is not None
    return abbreviated and is_starter(at.next_word, at.language)
