"""Agree: what a document's names say of each other, which a model that reads a sentence at a time cannot see.

    clean spans -> abbreviations -> one label for one name -> surnames -> mentions missed

Every function takes and returns spans that do not overlap, in text order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.document import context_cues
from parquetry.extract.linking import NAMED
from parquetry.extract.name_key import normalised
from parquetry.extract.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from parquetry.extract.document.abbreviations import Pair

DOCUMENT = "document"
"""Extractor of the mentions found here."""
_ODD_FOR_SURNAMES = frozenset({"ORG", "PRODUCT", "WORK_OF_ART"})
"""What a model calls a surname alone by mistake; a place may well have a person's name."""
_FIRST = re.compile(r"(?<![\w-])[^\W\d_]\w*")
_SMALL = re.compile(r"\b[^\WA-Z\d_]\w*")
_BEFORE = re.compile(r"(?<![\w.'’-])([^\W\d_])[\w.'’-]* $")
_TOLD = 5
"""What a sentence that says what a name is weighs beside one mention."""
_WEIGHT = 3
"""What an abbreviation's own definition weighs beside one mention."""


def with_pairs(spans: list[Span], pairs: Iterable[Pair]) -> list[Span]:
    """Return the spans with both forms of each abbreviation, in place of what they overlap."""
    ours: list[Span] = []
    exact = {(span.start, span.end): span.label for span in spans}
    for pair in pairs:
        label = _label(pair, exact)
        ours.append(Span(pair.start, pair.end, label, DOCUMENT, "abbreviation"))
        ours.append(Span(pair.short_start, pair.short_end, label, DOCUMENT, "abbreviation"))
    ours.sort(key=lambda span: span.start)
    starts = [span.start for span in ours]

    def covered(span: Span) -> bool:
        at = bisect_left(starts, span.end)
        return at > 0 and ours[at - 1].end > span.start

    kept = [span for span in spans if not covered(span)]
    return sorted({*kept, *ours}, key=lambda span: span.start)


def _label(pair: Pair, exact: Mapping[tuple[int, int], str]) -> str:
    """Return what the model calls the whole long form, unless it calls the short one otherwise; else an organisation."""
    long, short = exact.get((pair.start, pair.end)), exact.get((pair.short_start, pair.short_end))
    if long is None or short not in {None, long} or long not in NAMED - {"PERSON", "NORP"}:
        return "ORG"
    return long


def relabelled(text: str, spans: list[Span], layers: Collection[str] = ("agreement", "surnames")) -> list[Span]:
    """Return the spans with one label for one name, the one most of its mentions have: the layer `agreement`.

    A tie leaves them, but of person and organisation, which is the person.

    The last word of a person's full name is the person, unless its own mentions all say that it is a place: `surnames`.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        if span.label in NAMED:
            name = normalised(text[span.start : span.end])
            votes[name][span.label] += _WEIGHT if span.extractor == DOCUMENT else 1
            if "agreement" in layers and (label := context_cues.said(text, span)):
                votes[name][label] += _TOLD
    won = {name: _winner(counted) for name, counted in votes.items()} if "agreement" in layers else {}
    surnames = _surnames(text, spans) if "surnames" in layers else set()
    out = []
    for span in spans:
        name = normalised(text[span.start : span.end])
        label, rule = won.get(name) or span.label, "agreed_label"
        if name in surnames and (label in _ODD_FOR_SURNAMES or (span.label in NAMED and votes[name]["PERSON"])):
            label, rule = "PERSON", "surname"
        same = span.label not in NAMED or label == span.label
        out.append(span if same else replace(span, label=label, rule=rule))
    return out


def _winner(counted: Counter[str]) -> str | None:
    (label, most), *rest = counted.most_common()
    if rest and most == rest[0][1]:
        return "PERSON" if counted["PERSON"] == most and set(counted) == {"PERSON", "ORG"} else None
    return label


def _surnames(text: str, spans: list[Span]) -> set[str]:
    """Return the last words of the full names of persons."""
    full = (normalised(text[span.start : span.end]).split() for span in spans if span.label == "PERSON")
    return {words[-1] for words in full if len(words) > 1}


def with_missed(text: str, spans: list[Span], stretches: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the spans and, within the stretches, the same names where the model passed over them.

    A name of one word must occur twice, never in lower case, and not beside another capital.
    """
    named = [(text[span.start : span.end], span.label) for span in spans if span.label in NAMED]
    counted = Counter(form for form, _ in named)
    small = set(_SMALL.findall(text))
    labels = {form: label for form, label in named if _telling(form, counted[form], small)}
    first: dict[str, list[str]] = defaultdict(list)
    for form in sorted(labels, key=lambda form: (-len(form), form)):
        first[_FIRST.match(form)[0]].append(form)  # type: ignore[index] # a telling form begins with a capital
    starts = [span.start for span in spans]
    found: list[Span] = []
    for low, high in stretches:
        for match in _FIRST.finditer(text, low, high):
            standing = (form for form in first.get(match[0], ()) if _stands(text, form, match.start(), high))
            if (form := next(standing, "")) == "":
                continue
            start, end = match.start(), match.start() + len(form)
            at = bisect_left(starts, end)
            free = (not at or spans[at - 1].end <= start) and (not found or found[-1].end <= start)
            if free and (" " in form or not _beside_capital(text, start, end)):
                found.append(Span(start, end, labels[form], DOCUMENT, "repeated"))
    return sorted([*spans, *found], key=lambda span: span.start)


def _telling(form: str, times: int, small: set[str]) -> bool:
    """Return whether a form is a name wherever it stands; `small` has the text's words in lower case."""
    if not (form[:1].isupper() and form[:1].isalpha()) or "\n" in form:
        return False
    if " " in form or (form.isupper() and len(form) > 2):  # noqa: PLR2004 (two letters say too little)
        return True
    return times > 1 and len(form) > 3 and form.lower() not in small  # noqa: PLR2004


def _stands(text: str, form: str, start: int, high: int) -> bool:
    """Return whether the form, and no longer word, stands at `start`."""
    end = start + len(form)
    return text.startswith(form, start, high) and not (end < len(text) and (text[end].isalnum() or text[end] in "_-"))


def _beside_capital(text: str, start: int, end: int) -> bool:
    before = _BEFORE.search(text[max(0, start - 30) : start])
    after = text[end : end + 2]
    return bool((before and before[1].isupper()) or (after[:1] == " " and after[1:].isupper()))
