"""Context cues: what the text itself says a name is, by the name's head noun or by the words that define it.

English alone; in text of another language no cue is found.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.linking import NAMED
from parquetry.extract.name_cues import DEFINITIONS, HEAD_NOUNS, TITLES, VERBS
from parquetry.extract.normalize import countries
from parquetry.languages.data_tables import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.extract.spans import Span

_DEFINING = alternatives(DEFINITIONS)
_PREPOSITION = "(?:of|in|for|at|from|to|with|by|on|and)"
"""What no words of a definition stand behind: who `was a founding member of the band` is none."""
_COPULA = re.compile(
    rf"""
    (?:\ \([^)\n]{{0,60}}\))?               # Elmstead (Old English: ...)
    (?:,\ [^,.\n]{{1,50}},)?                # Elmstead, near the coast,
    \ (?:is|was|are|were)
    \ (?:an?|the|one\ of\ the)\             # is a
    (?:(?!{_PREPOSITION}\b)[\w-]+,?\ ){{0,4}}?  # small, quiet
    (?P<what>{_DEFINING})\b                 # village
    (?!\ of\ (?:an?|the)\b)                 # is the capital of the north: says something of the north
    """,
    re.VERBOSE,
)
"""What the words after a name say that it is."""
_GENITIVE = re.compile(rf"\b(?P<what>{_DEFINING}) of $")
"""The same before it: `the port of` Elmstead."""
_APPOSITION = re.compile(rf"\b(?P<what>{_DEFINING}) $")
"""The same right before it: `the band` Teasel."""
_INSIDE = re.compile(r"\b(?:[Ii]n|near|outside|towards?|throughout|around) $")
"""Before a place, and never before a person."""
_OWN_DEED = re.compile(
    rf"""
    (?:\ (?:also|then|later|never|has|had|himself|herself))*\ (?:\w+ed|{alternatives(VERBS)})\ (?:\w+\ ){{0,2}}?
        (?:his|her|him|himself|herself|he|she)\b            # Maron painted her boats
    | ,?\ (?:\w+ed\ )?(?:who|whose)\b                       # Maron, who ...
    """,
    re.VERBOSE,
)
"""After a person: a deed with something of his or her own."""
_TITLED = re.compile(rf"(?:^|[\s(\"“])(?:{alternatives(TITLES)})\.? $", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s?['’]s\b")
_PLACES = frozenset({"GPE", "LOC", "FAC"})
"""Labels between which a head noun does not decide: a port is a town and a building."""
_TAKEN_FOR_OTHERS = frozenset({"GPE", "LOC", "ORG", "NORP"})
"""Labels that a model gives a person by mistake."""
_REACH = 30
"""Code points before a name in which a cue stands: the longest definition and an article."""


def definition(text: str, end: int) -> str | None:
    """Return the label that the words behind a name define it by: `GPE` before ` is a small village`; null for none.

    >>> definition("Elmstead is a small village.", 8), definition("Velm was a member of the band.", 4)
    ('GPE', None)
    """
    match = _COPULA.match(text, end)
    return None if match is None else DEFINITIONS[match["what"]]


def label_by_head(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans, names of several words with the label that their head noun gives: a University is an ORG."""
    return [_by_head(text, span) for span in spans]


def _by_head(text: str, span: Span) -> Span:
    # A head noun alone, `University`, names nothing in particular: it takes two words at least.
    words = text[span.start : span.end].rstrip(".").split()
    label = HEAD_NOUNS.get(words[-1]) if len(words) > 1 and span.label in NAMED else None
    # `F-16 Fighting Falcon` is no firm.
    if label is None and span.label == "ORG" and len(words) > 1 and _DESIGNATION.fullmatch(words[0]):
        label = "PRODUCT"
    if label is None or label == span.label or {label, span.label} <= _PLACES:
        return span
    return replace(span, label=label, rule="head")


_DESIGNATION = re.compile(r"[A-Z]{1,3}-\d{1,3}[A-Z]?")
"""What aircraft, ships and other things are called by, before their name: `F-16`, `P-51D`."""


def label_by_context(text: str, span: Span) -> str | None:
    """Return the label of what a mention's own sentence says the name is; nothing where it does not say.

    >>> from parquetry.extract.backends import Span
    >>> label_by_context("Elmstead is a small village in Essex.", Span(0, 8, "ORG", "model"))
    'GPE'
    """
    # `is a village` after the name, `the port of` or `the band` right before it; the first that matches decides.
    preceding = text[max(0, span.start - _REACH) : span.start]
    definition = _COPULA.match(text, span.end) or _GENITIVE.search(preceding) or _APPOSITION.search(preceding)
    if definition is not None:
        label = DEFINITIONS[definition["what"]]
        # A port that the model calls a building stays one: both are places.
        return span.label if {label, span.label} <= _PLACES else label
    # Only a person may turn into a place here, and only others into a person: each cue speaks against one mistake.
    if span.label == "PERSON":
        return "GPE" if _is_place(text, preceding, span) else None
    return "PERSON" if _is_person(text, preceding, span) else None


def _is_place(text: str, preceding: str, span: Span) -> bool:
    """Tell whether something is *in* the name, as no thing is in a person; but it may be in Maron's hands."""
    # `in NATO` is no place: only names written like `Elmstead` are.
    name = text[span.start : span.end]
    return name.istitle() and _INSIDE.search(preceding) is not None and not _POSSESSIVE.match(text, span.end)


def _is_person(text: str, preceding: str, span: Span) -> bool:
    """Tell whether the name has a title or does something of his or her own, as no place or people does."""
    name = text[span.start : span.end]
    # `Norway opened her ports`: countries and peoples do things as persons do.
    is_other = countries.english_code(name) is not None or (span.label == "NORP" and name.endswith("s"))
    # A product or a law is hardly ever a person, whatever follows.
    if span.label not in _TAKEN_FOR_OTHERS or is_other:
        return False
    return _OWN_DEED.match(text, span.end) is not None or _TITLED.search(preceding) is not None
