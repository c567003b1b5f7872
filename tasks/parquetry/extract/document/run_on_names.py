"""Run-on names: one span of a model that is several names, or a name and what follows it, where commas or lines were lost.

    Pam Butler Renee Ratcliff      two persons: a first name stands behind a last one
    Vince Dear All                 a person, and how a letter begins
    Fallon Nevada                  a town, and its state

English, for in other languages last names stand first, and states have other names.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.name_cues import LETTER_WORDS, NO_NAMES, STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from parquetry.extract.spans import Span

    Kind = Callable[[str], str]
    """What the gazetteer says of a word: `F` for a first name, `L` for a last one, `C` for a town."""

_WORD = re.compile(r"\S+")
_CAPITALISED = re.compile(r"(?![a-zß-ÿ])[^\W\d_][\w'’.-]*")
_INITIAL = re.compile(r"[A-Z]\.?")
_FULL_NAME = 2
"""Words of a first and a last name."""
_KINDS_OF_TOWNS = frozenset({"GPE", "LOC", "ORG"})
"""Labels that models give a town with its state; towns alone are known by the gazetteer."""
_DIRECTIONS = frozenset(
    f"{way}{end}"
    for way in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
    for end in ("", "ern")
) | {"new", "upstate", "central", "rural", "baja", "old", "downtown", "greater", "colonial", "lake"}
"""Words before a state that say which part of it is meant, or make another name of it."""


def part(text: str, spans: Sequence[Span], kind: Kind) -> list[Span]:
    """Return the spans, each name as a span of its own; `kind` is what the gazetteer says of a word.

    >>> from parquetry.extract.spans import Span
    >>> known = {"Pam": "F", "Butler": "FL", "Renee": "F", "Ratcliff": "u"}
    >>> text = "Pam Butler Renee Ratcliff"
    >>> [text[span.start : span.end] for span in part(text, [Span(0, 25, "PERSON", "model")], known.__getitem__)]
    ['Pam Butler', 'Renee Ratcliff']
    """
    # Names that stand alone elsewhere in the document.
    known = frozenset(text[span.start : span.end] for span in spans if span.label == "PERSON")
    return [parted for span in spans for parted in _parted(text, span, kind, known)]


def _parted(text: str, span: Span, kind: Kind, known: frozenset[str]) -> Iterator[Span]:
    words = [(match.start(), match.end()) for match in _WORD.finditer(text, span.start, span.end)]
    written = [text[start:end] for start, end in words]
    # The last cut is the end of the span, or what stands before a word that is no name.
    if span.label == "PERSON":
        count = _before_letter(written)
        cuts = [*_between_persons(written[:count], kind, known), count]
    else:
        cuts = [*_before_state(written, span.label, kind), len(words)]
    if cuts == [len(words)]:
        yield span
        return
    for first, last in zip([0, *cuts], cuts, strict=False):
        yield replace(span, start=words[first][0], end=words[last - 1][1], label=_label(span), rule="run_on")


def _label(span: Span) -> str:
    return span.label if span.label == "PERSON" else "GPE"


def _before_letter(words: list[str]) -> int:
    """Return how many words stand before one that a letter or a sentence begins with: `Vince | Dear All`."""
    for k, word in enumerate(words[1:], start=1):
        # `Dan I have`: a capital, and none of a ruler, `Elizabeth I`, or an initial.
        plain = word.rstrip(".,:").lower()
        if plain in LETTER_WORDS or (plain in NO_NAMES and word.istitle() and len(word) > 1):
            return k
    return len(words)


def _between_persons(words: list[str], kind: Kind, known: frozenset[str]) -> Iterator[int]:
    """Yield where a person ends and the next begins: at a first name behind a full one, `known` from elsewhere or not."""
    # `Johann von Velm`: a word in small letters joins what stands about it.
    if len(words) <= _FULL_NAME or not all(map(_CAPITALISED.fullmatch, words)):
        return
    kinds = [kind(word) for word in words]
    begun = 0
    for k in range(_FULL_NAME, len(words)):
        # A person has a first and a last name at least before the next begins.
        is_full = k - begun >= _FULL_NAME and _is_first_alone(kinds[k])
        if is_full and (" ".join(words[begun:k]) in known or _ends_person(words, kinds, begun, k)):
            yield k
            begun = k


def _is_first_alone(kinds: str) -> bool:
    """Tell whether a word is a first name and no last one: `Renee`, and not `Scott`."""
    return "F" in kinds and "L" not in kinds


def _is_last_alone(kinds: str) -> bool:
    return "L" in kinds and "F" not in kinds


def _ends_person(words: list[str], kinds: list[str], begun: int, at: int) -> bool:
    """Tell whether the words up to `at` are a full name, whatever stands elsewhere in the document."""
    if "F" not in kinds[begun] or _INITIAL.fullmatch(words[at - 1]):
        return False
    # `Arthur Conan Doyle` has two first names; of three words only a last name that is none else may end the first person.
    return not _is_first_alone(kinds[at - 1]) if len(words) > _FULL_NAME + 1 else _is_last_alone(kinds[at - 1])


def _before_state(words: list[str], label: str, kind: Kind) -> list[int]:
    """Return where the name of a state of the USA begins behind that of a town: `Fallon | Nevada`, none for no such name."""
    if label not in _KINDS_OF_TOWNS or words[0].lower() in _DIRECTIONS:
        return []
    # The longest first: `West Virginia`, not `Virginia`.
    for k in range(1, len(words)):
        state = " ".join(words[k:]).rstrip(".").lower()
        if state in STATES:
            return [k] if label == "GPE" or "C" in kind(words[k - 1].title()) else []
    return []
