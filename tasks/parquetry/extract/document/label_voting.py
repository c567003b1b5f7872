"""Label voting: one label for one name in a document, which a model that reads a sentence at a time cannot see.

Every function takes and returns spans that do not overlap, in text order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.document import context_cues
from parquetry.extract.linking import NAMED
from parquetry.extract.name_key import name_key
from parquetry.extract.normalize import countries
from parquetry.extract.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from parquetry.extract.document.abbreviations import Pair

DOCUMENT = "document"
"""Extractor of the mentions that document-level layers find."""
_NO_SURNAMES = frozenset({"ORG", "PRODUCT", "WORK_OF_ART"})
"""What a model calls a surname alone by mistake; a place may well have a person's name."""
_DEFINITION_WEIGHT = 5
"""Votes of a sentence that says what a name is: as many as five mentions, so that one definition decides in a short text.

Pinned by `test_a_definition_outweighs_four_mentions_and_not_six`.
"""
_ABBREVIATION_WEIGHT = 3
"""Votes of an abbreviation's definition. Pinned by `test_an_abbreviation_outweighs_two_mentions_and_not_four`."""


def add_abbreviations(spans: list[Span], pairs: Iterable[Pair]) -> list[Span]:
    """Return the spans with both forms of each abbreviation, in place of what they overlap; `pairs` are in text order."""
    exact = {(span.start, span.end): span.label for span in spans}
    forms: list[Span] = []
    for pair in pairs:
        # Both forms get one label, from the long form if the model has read it whole.
        label = _abbreviation_label(pair, exact)
        forms.append(Span(pair.start, pair.end, label, DOCUMENT, "abbreviation"))
        forms.append(Span(pair.short_start, pair.short_end, label, DOCUMENT, "abbreviation"))
    starts = [span.start for span in forms]
    # What a definition in brackets says is surer than what the model saw: its spans give way.
    free = [span for span in spans if not _is_covered(span, forms, starts)]
    return sorted({*free, *forms}, key=lambda span: span.start)


def _is_covered(span: Span, forms: list[Span], starts: list[int]) -> bool:
    # Forms do not overlap each other, so only the last one that begins before the span's end can reach into it.
    at = bisect_left(starts, span.end)
    return at > 0 and forms[at - 1].end > span.start


def _abbreviation_label(pair: Pair, exact: Mapping[tuple[int, int], str]) -> str:
    """Return what the model calls the whole long form, unless it calls the short one otherwise; else an organisation."""
    long, short = exact.get((pair.start, pair.end)), exact.get((pair.short_start, pair.short_end))
    # `PERSON` and `NORP` are left out: what people abbreviate in brackets is nearly never one of them.
    if long is None or short not in {None, long} or long not in NAMED - {"PERSON", "NORP"}:
        return "ORG"
    return long


def _everywhere(_: Span) -> bool:
    return True


def _nowhere(_: Span) -> bool:
    return False


def relabel(
    text: str,
    spans: list[Span],
    *,
    agreement: bool = True,
    surnames: bool = True,
    is_defined: Callable[[Span], bool] = _everywhere,
) -> list[Span]:
    """Return the spans with one label for one name, the one that most of its mentions and definitions give: `agreement`.

    A tie leaves them as they are, but for one of person and organisation, which is the person. The last word of a person's
    full name is the person, unless its own mentions all say that it is a place: `surnames`. `is_defined` tells which
    mentions stand in text whose definitions are understood, which is English.
    """
    # Votes are counted before anything is changed, so that the order of spans has no effect.
    ballots = _ballots(text, spans, is_defined if agreement else _nowhere)
    out = _voted(text, spans, ballots) if agreement else spans
    return _with_surnames(text, out, _surnames(text, spans), ballots) if surnames else out


def _ballots(text: str, spans: Iterable[Span], is_defined: Callable[[Span], bool]) -> dict[str, Counter[str]]:
    """Return the votes for each label of each name, by its key."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        if span.label in NAMED:
            ballot = out[_key(text, span)]
            ballot[span.label] += _ABBREVIATION_WEIGHT if span.extractor == DOCUMENT else 1
            if is_defined(span) and (label := context_cues.label_by_context(text, span)):
                ballot[label] += _DEFINITION_WEIGHT
    return out


def _voted(text: str, spans: Iterable[Span], ballots: Mapping[str, Counter[str]]) -> list[Span]:
    # Only names with a clear winner change; a tie keeps what the model said at each place.
    won = {name: label for name, ballot in ballots.items() if (label := _winner(ballot))}
    return [_relabelled(span, won.get(_key(text, span)), "agreed_label") for span in spans]


def _winner(ballot: Counter[str]) -> str | None:
    """Return the label with most votes; null for a tie."""
    # `most_common` sorts, so the second has the votes to compare with.
    (label, most), *rest = ballot.most_common()
    if not rest or most > rest[0][1]:
        return label
    return "PERSON" if ballot["PERSON"] == most and set(ballot) == {"PERSON", "ORG"} else None


def _surnames(text: str, spans: Iterable[Span]) -> set[str]:
    """Return the last words of the full names of persons."""
    # Of `Ann Lee` the key is `ann lee`, its surname `lee`.
    full = (_key(text, span).split() for span in spans if span.label == "PERSON")
    return {words[-1] for words in full if len(words) > 1}


def _with_surnames(text: str, spans: Iterable[Span], surnames: set[str], ballots: Mapping[str, Counter[str]]) -> list[Span]:
    """Return the spans, surnames as persons where the model takes them for a firm, or some mention says a person."""

    def label(span: Span) -> str | None:
        """Return the label a surname should have; null where it keeps its own."""
        # `Lee` alone as an ORG is Ann Lee, if she is in the document; as a GPE only if some mention of it is a person.
        name = _key(text, span)
        votes = ballots.get(name, Counter())
        is_person = name in surnames and (span.label in _NO_SURNAMES or votes["PERSON"] > 0)
        # A country is a surname only where it is one more often: `Maron Albania` once, where a full stop was lost, is none.
        is_country = is_person and countries.english_code(name) is not None
        return "PERSON" if is_person and not (is_country and votes["PERSON"] <= votes["GPE"]) else None

    return [_relabelled(span, label(span), "surname") for span in spans]


def _key(text: str, span: Span) -> str:
    return name_key(text[span.start : span.end])


def _relabelled(span: Span, label: str | None, rule: str) -> Span:
    """Return the span with the label; as it is where there is none, or it has it, or is no name."""
    if label is None or label == span.label or span.label not in NAMED:
        return span
    return replace(span, label=label, rule=rule)
