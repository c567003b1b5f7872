"""Told: what the text itself says a name is, by the name's last word or by the words that define it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.lexicon import HEADS, SAID, alternatives
from parquetry.extract.names import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.extract.backends import Span

_WORDS = alternatives(SAID)
_AFTER = re.compile(
    r"(?: \([^)\n]{0,60}\))?(?:, [^,.\n]{1,50},)? (?:is|was|are|were) (?:an?|the|one of the) "
    rf"(?:[\w-]+,? ){{0,4}}?(?P<what>{_WORDS})\b(?! of (?:an?|the)\b)"
)
_BEFORE = re.compile(rf"\b(?P<what>{_WORDS}) of $")
_PLACE = frozenset({"GPE", "LOC", "FAC"})
_REACH = 30


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
    found = _AFTER.match(text, span.end) or _BEFORE.search(text[max(0, span.start - _REACH) : span.start])
    if found is None:
        return None
    label = SAID[found["what"]]
    return span.label if {label, span.label} <= _PLACE else label
