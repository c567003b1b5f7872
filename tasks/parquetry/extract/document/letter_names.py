"""Names in letters: where mail has the name of a person, whatever a model makes of it.

    "Miller, William" <w.miller@example.org>     before an address
    Jolene Velm 05/22/2001 09:25 AM              before the time of what is answered
    Thanks, Renee                                behind a greeting

A word for a first name has to be among them: firms write letters too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.document.label_voting import DOCUMENT
from parquetry.extract.overlaps import without_overlapping
from parquetry.extract.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Kind = Callable[[str], str]
    """What the gazetteer says of a word: `F` for a first name."""

_NAME = r"(?![a-zß-ÿ])[^\W\d_][\w'’-]*"
_ADDRESSED = re.compile(
    rf"""
    "(?P<name> {_NAME} (?:,?\ (?:[A-Z]\.?\ )?{_NAME}){{0,3}} ) "   # "Miller, William J. Velm"
    \s? <[^<>@\s]{{1,60}}@[^<>\s]{{1,80}}>
    """,
    re.VERBOSE,
)
_ANSWERED = re.compile(
    rf"""
    (?<![\w.]) (?P<name> {_NAME} (?:\ [A-Z]\.?)? \ {_NAME} )
    (?=\ \d\d/\d\d/\d{{4}}\ \d\d:\d\d(?::\d\d)?\ [AP]M\b)     # 05/22/2001 09:25 AM
    """,
    re.VERBOSE,
)
_GREETED = re.compile(
    rf"""
    \b(?: Hi | Hey | Dear | Thanks | Thank\ you | Regards | Cheers | Sincerely | Good\ [Mm]orning | Love ),?
    \ (?:Aunt\ |Uncle\ )? (?P<name> {_NAME} )
    (?= \s?[,.!?;:-] | \s*\Z | \n
      | \ (?P=name)\b | \ P\.?S\b )                     # Thanks, Renee Renee, ... of lines that were joined
    """,
    re.VERBOSE,
)


def add_letter_names(text: str, spans: list[Span], extents: Iterable[tuple[int, int]], kind: Kind) -> list[Span]:
    """Return the spans and, within the extents, the persons that letters name; `kind` is what the gazetteer says of a word.

    >>> text = 'From: "Miller, William" <w@example.org>'
    >>> found = add_letter_names(text, [Span(7, 13, "ORG", "model")], [(0, len(text))], lambda word: "F")
    >>> [(text[span.start : span.end], span.label) for span in found]
    [('Miller, William', 'PERSON')]
    """
    added = [span for low, high in extents for span in _named(text, low, high, kind)]
    if not added:
        return spans
    # What is before an address is the whole name; elsewhere a model goes first.
    whole = sorted((span for span in added if span.rule == "addressed"), key=lambda span: span.start)
    kept = without_overlapping(whole, spans)
    return sorted(without_overlapping(kept, added), key=lambda span: span.start)


def _named(text: str, low: int, high: int, kind: Kind) -> Iterator[Span]:
    for rule, expression in (("addressed", _ADDRESSED), ("answered", _ANSWERED), ("greeted", _GREETED)):
        for match in expression.finditer(text, low, high):
            if "F" in kind(_first_name(match["name"])):
                yield Span(*match.span("name"), "PERSON", DOCUMENT, rule)


def _first_name(name: str) -> str:
    """Return the first name of a person, which stands behind a comma or at the beginning.

    >>> _first_name("Miller, William J."), _first_name("Jolene Velm")
    ('William', 'Jolene')
    """
    return name.rpartition(", ")[2].split(" ", maxsplit=1)[0]
