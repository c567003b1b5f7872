"""Told: what the text itself says a name is, by the name's last word or by the words that define it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.linking import NAMED
from parquetry.extract.normalize import countries
from parquetry.extract.value_words import HEADS, SAID, TITLES, VERBS, alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.extract.spans import Span

_WORDS = alternatives(SAID)
_AFTER = re.compile(
    r"(?: \([^)\n]{0,60}\))?(?:, [^,.\n]{1,50},)? (?:is|was|are|were) (?:an?|the|one of the) "
    rf"(?:[\w-]+,? ){{0,4}}?(?P<what>{_WORDS})\b(?! of (?:an?|the)\b)"
)
_BEFORE = re.compile(rf"\b(?P<what>{_WORDS}) of $")
_PLACE = frozenset({"GPE", "LOC", "FAC"})
_LIKE_PERSONS = frozenset({"GPE", "LOC", "ORG", "NORP"})
"""What a model calls a person by mistake."""
_REACH = 30
_APPOSED = re.compile(rf"\b(?P<what>{_WORDS}) $")
_WITHIN = re.compile(r"\b(?:[Ii]n|near|outside|towards?|throughout|around) $")
_DOES = re.compile(
    r"(?: (?:also|then|later|never|has|had|himself|herself))* "
    rf"(?:\w+ed|{alternatives(VERBS)}) (?:\w+ ){{0,2}}?(?:his|her|him|himself|herself|he|she)\b"
    r"|,? (?:\w+ed )?(?:who|whose)\b"
)
_TITLED = re.compile(rf"(?:^|[\s(\"“])(?:{alternatives(TITLES)})\.? $", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s?['’]s\b")


def headed(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the spans, those of several words with the label that their last word gives: a University is an ORG."""
    out = []
    for span in spans:
        words = text[span.start : span.end].rstrip(".").split()
        label = HEADS.get(words[-1]) if len(words) > 1 and span.label in NAMED else None
        same = label is None or label == span.label or {label, span.label} <= _PLACE
        out.append(span if same or label is None else replace(span, label=label, rule="head"))
    return out


def said(text: str, span: Span) -> str | None:
    """Return the label of what a mention's own sentence says the name is; nothing where it does not.

    >>> from parquetry.extract.backends import Span
    >>> said("Elmstead is a small village in Essex.", Span(0, 8, "ORG", "model"))
    'GPE'
    """
    before = text[max(0, span.start - _REACH) : span.start]
    found = _AFTER.match(text, span.end) or _BEFORE.search(before) or _APPOSED.search(before)
    if found is None:
        return _hinted(text, before, span)
    label = SAID[found["what"]]
    return span.label if {label, span.label} <= _PLACE else label


def _hinted(text: str, before: str, span: Span) -> str | None:
    """Return what the words around a mention hint at: things are in a place, a person does something of his or her own."""
    name = text[span.start : span.end]
    if span.label == "PERSON":
        within = name.istitle() and _WITHIN.search(before) and not _POSSESSIVE.match(text, span.end)
        return "GPE" if within else None
    other = countries.code(name) or (span.label == "NORP" and name.endswith("s"))
    if span.label in _LIKE_PERSONS and not other and (_DOES.match(text, span.end) or _TITLED.search(before)):
        return "PERSON"
    return None
