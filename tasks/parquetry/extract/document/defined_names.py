"""Defined names: what a sentence of English begins with and says what it is, where no model saw a name.

`Elmstead is a village in Essex.` `Teasel (1987-91) were an English rock band.`
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from parquetry.extract.document.context_cues import definition
from parquetry.extract.document.label_voting import DOCUMENT
from parquetry.extract.name_cues import DEFINITIONS, HEAD_NOUNS, NO_NAMES
from parquetry.extract.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = r"(?![a-zß-ÿ])[^\W_][\w'’&-]{0,30}"
_SUBJECT = re.compile(
    rf"""
    (?: \A | (?<=\n) | (?<=[.!?]\ ) )
    (?: The\ )?
    (?P<name> {_WORD} (?: \ (?:(?:of|and|the|de|for)\ )? {_WORD} ){{0,5}} )
    (?=[ ,])
    """,
    re.VERBOSE,
)
"""Words with capitals at the start of a sentence."""
_ONE_WORD = frozenset({*DEFINITIONS, *(word.lower() for word in HEAD_NOUNS)})
"""Words that alone name nothing: `The Company is a bank`."""


def add_defined(text: str, spans: list[Span], extents: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the spans and, within the extents, the names that sentences define, where no span is.

    >>> text = "Elmstead is a small village. It is a town."
    >>> [(text[span.start : span.end], span.label) for span in add_defined(text, [], [(0, len(text))])]
    [('Elmstead', 'GPE')]
    """
    # By bisection: a long document has thousands of spans, and as many sentences.
    starts = [span.start for span in spans]
    added = [span for low, high in extents for span in _defined(text, low, high) if _is_free(span, spans, starts)]
    return sorted([*spans, *added], key=lambda span: span.start) if added else spans


def _defined(text: str, low: int, high: int) -> Iterator[Span]:
    for match in _SUBJECT.finditer(text, low, high):
        # Most sentences end here: what begins them is followed by a deed.
        label = definition(text, match.end("name"))
        if label is not None and _may_name(match["name"]):
            yield Span(*match.span("name"), label, DOCUMENT, "defined")


def _may_name(name: str) -> bool:
    """Tell whether words at the start of a sentence may be a name: not `It`, `Another`, `The Company`."""
    # `My Father was an engineer`: the first word decides, whatever has a capital behind it.
    first, *rest = name.split(" ")
    return first.lower() not in NO_NAMES and (bool(rest) or first.lower() not in _ONE_WORD)


def _is_free(span: Span, spans: list[Span], starts: list[int]) -> bool:
    # Spans do not overlap, so that the last to begin before the end is the only one that can lie here.
    at = bisect_left(starts, span.end)
    return at == 0 or spans[at - 1].end <= span.start
