"""C4: which lines of a text its rules keep, and how many sentences those have.

Source: Raffel et al. 2020 (T5), section 2.2, and `c4_utils.py` of TensorFlow Datasets, which has more rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parquetry.enrich.code_points import SPACE, Flags, Integers, running_count
from parquetry.enrich.signals.lines import runs
from parquetry.enrich.signals.repetition import sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.enrich.code_points import CodePoints
    from parquetry.enrich.signals.lines import Lines

LEAST_WORDS = 3
"""Words of a line that is kept, parted by white space."""
LONGEST_WORD = 1000
"""Code points of the longest word in a line that is kept."""
ENDS = (".", "?", "!", '"', "'")
"""What a line must end with, straight quotation marks included."""
CITATION = re.compile(r"\[\d*]|\[edit]|\[citation needed]")
"""Marks of Wikipedia's that are taken from a line before its end is looked at."""
POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
"""A line with one of these is dropped."""
SCRIPT = "javascript"
FILLER = "lorem ipsum"
BRACKET = "{"
# In the order of the rules: a script with a bracket drops its line, and not the text.
_SIGNS = ((FILLER, FILLER), (SCRIPT, "drop"), (BRACKET, BRACKET), *((policy, "drop") for policy in POLICIES))
_KELVIN = "\N{KELVIN SIGN}".encode()
# Each phrase above has one of these in it; a text without any of them needs no look at what its lines say.
_RARE = (FILLER, SCRIPT, "cookie", "privacy policy", "terms of use")


@dataclass(frozen=True, slots=True)
class Kept:
    """For each text: lines that are kept, their sentences, and whether a line that drops the whole text is among them."""

    lines: Integers
    sentences: Integers
    filler: Flags
    bracket: Flags


def kept_lines(points: CodePoints, texts: Sequence[str], every: Lines, sentences: Integers) -> Kept:
    """Return what the rules keep of each text; `sentences` are where the sentences of all texts begin, sorted."""
    lines, low, high = every.spans, every.low, every.high
    keep = _well_formed(points, every)
    filler, bracket = np.zeros(points.texts, np.bool_), np.zeros(points.texts, np.bool_)
    # A line with a citation may be well formed without it; one that is well formed may say what drops it.
    cited, braced = _with(points, "[", low, high), _with(points, BRACKET, low, high)
    for at in np.flatnonzero(cited | (keep & (braced | _doubtful(texts)[lines.document]))).tolist():
        number = int(lines.document[at])
        offset = points.bounds[number]
        verdict = _verdict(texts[number][low[at] - offset : high[at] - offset])
        keep[at] = verdict == "keep"
        filler[number] |= verdict == FILLER
        bracket[number] |= verdict == BRACKET
    # C4 splits each line by itself: what stands at its beginning counts, also if it is the end of a sentence, as in verse.
    counts = 1 + np.searchsorted(sentences, lines.end) - np.searchsorted(sentences, low, side="right")
    document = lines.document[keep]
    return Kept(np.bincount(document, minlength=points.texts), sums(document, counts[keep], points.texts), filler, bracket)


def _with(points: CodePoints, character: str, low: Integers, high: Integers) -> Flags:
    places = np.flatnonzero(points.values == ord(character))
    return np.asarray(np.searchsorted(places, low) < np.searchsorted(places, high))


def _doubtful(texts: Sequence[str]) -> Flags:
    """Return which texts have a phrase that decides about a line or the whole text."""
    # Most phrases are in no text of a batch: one look at all of them together says so.
    together = _lowered("\n".join(texts))
    rare = [phrase.encode() for phrase in _RARE if phrase.encode() in together]
    if not rare:
        return np.zeros(len(texts), np.bool_)
    return np.array([any(phrase in text for phrase in rare) for text in map(_lowered, texts)], np.bool_)


def _lowered(text: str) -> bytes:
    """Return a text in which phrases of ASCII are found as in `text.lower()`, at a fraction of its cost."""
    data = text.encode("utf-8", "surrogatepass").lower()
    # The Kelvin sign is the one other character whose small letter is of ASCII: U+0130 becomes "i" with a dot above.
    return data.replace(_KELVIN, b"k") if _KELVIN in data else data


def _well_formed(points: CodePoints, every: Lines) -> Flags:
    """Return which lines have words enough, none too long, and the end of a sentence."""
    words = runs(points, points.classes != SPACE)
    before = np.searchsorted(words.start, every.low)
    count = np.searchsorted(words.start, every.high) - before
    long_words = running_count(words.length > LONGEST_WORD)
    too_long = long_words[before + count] > long_words[before]
    ended = np.logical_or.reduce([every.last == ord(end) for end in ENDS])
    return np.asarray(ended & ~every.dots & (count >= LEAST_WORDS) & ~too_long, np.bool_)


def _verdict(line: str) -> str:
    """Return what the rules say of a line: `keep`, `drop`, or the reason to drop the whole text; in their order.

    >>> _verdict("See the notes below.[2]"), _verdict("Please enable JavaScript now.")
    ('keep', 'drop')
    """
    words = line.split()
    line = CITATION.sub("", line)
    if max(map(len, words), default=0) > LONGEST_WORD or not line.endswith(ENDS) or line.endswith("..."):
        return "drop"
    lowered = line.lower()
    if len(words) < LEAST_WORDS:
        return "drop"
    return next((verdict for sign, verdict in _SIGNS if sign in lowered), "keep")
