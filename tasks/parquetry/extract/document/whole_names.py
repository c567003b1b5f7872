"""Whole names: what a model cut off a name, put back by how names are written.

    Drava-Sava              a hyphen without spaces joins one name
    Miller, William         in a bibliography a comma stands within a person's name
    the Yugoslav wars       events and treaties that are written without a capital (English)

and the other way round, two names that a lost comma made one: `According to Velm Norway is ...` (English).

Every function takes and returns spans that do not overlap, in text order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from parquetry.extract.name_cues import LOWER_EVENTS, LOWER_LAWS, LOWER_PLACES, LOWER_TREATIES
from parquetry.extract.normalize import countries
from parquetry.extract.spans import Span
from parquetry.languages.data_tables import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HYPHENATED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
"""Labels whose names have hyphens; peoples are two, `Turkish-Albanian`."""
_HYPHENS = "\\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_AFTER = re.compile(rf"[{_HYPHENS}](?P<word>[^\W\d_]+)(?![\w{_HYPHENS}])")
_BEFORE = re.compile(rf"(?<![\w{_HYPHENS}])(?P<word>[^\W\d_]+)[{_HYPHENS}]$")
_OWN_MENTIONS = 2
"""Mentions of its own from which a part of a name is taken for a name. Pinned by `test_two_names_are_parted`."""
_PARTS_OF_COUNTRIES = frozenset(
    f"{way}{end}" for way in ("north", "south", "east", "west", "central", "upper", "lower") for end in ("", "ern")
)
_NAMED_AFTER = frozenset({"GPE", "LOC", "NORP", "ORG", "PERSON", "FAC"})
"""Labels of names that an event or a treaty may be named after."""
_REACH = 30
"""Code points before a name in which its other half, or an article, stands."""
_ENTRY = re.compile(
    r"""
    \s* (?:\[?\d+[\].]\s+)?                                # [12], 12.
    (?P<name>
        [^\W\d_][\w'’-]+                                   # Miller: more than one letter
        ,(?:\ (?![a-zß-ÿ])[^\W\d_](?:\.|[\w'’-]*)){1,3}     # , William   , J. R.   , Anna Maria
    )
    (?=\s?(?:[.,:;(]|and\ |&\ |$))                        # a point, a comma or a bracket goes on
    """,
    re.VERBOSE,
)
"""How an entry of a bibliography begins that has its author's last name first."""
_THE = re.compile(r"\b[Tt]he $")
_LAW = re.compile(rf" (?:peace )?{alternatives(LOWER_LAWS)}\b")
_TREATY = re.compile(rf" (?:peace )?{alternatives(LOWER_TREATIES)}\b")
_PLACES = frozenset({"GPE", "LOC", "NORP"})
_EVENT = re.compile(rf" {alternatives(LOWER_EVENTS)}\b")


def join_hyphenated(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans, names with the capitalised word that a hyphen ties to them, unless that is a name by itself.

    >>> found = join_hyphenated("the Drava-Sava valley", [Span(4, 9, "LOC", "model")])
    >>> [(span.start, span.end) for span in found]
    [(4, 14)]
    """
    out: list[Span] = []
    for number, span in enumerate(spans):
        if span.label not in _HYPHENATED:
            out.append(span)
            continue
        low = out[-1].end if out else 0
        high = spans[number + 1].start if number + 1 < len(spans) else len(text)
        start, end = _tied(text, span, low, high)
        out.append(span if (start, end) == (span.start, span.end) else replace(span, start=start, end=end, rule="hyphen"))
    return out


def _tied(text: str, span: Span, low: int, high: int) -> tuple[int, int]:
    """Return the extent of a name with the words that hyphens tie to it, within `text[low:high]`, where no other name is."""
    start, end = span.start, span.end
    after = _AFTER.match(text, end)
    if after and after.end() <= high and after["word"][:1].isupper():
        end = after.end()
    before = _BEFORE.search(text[max(low, start - _REACH) : start])
    if before and before["word"][:1].isupper():
        start -= len(before[0])
    return start, end


def part_names(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans, a name and the country right after it as two, where the document has both as names of their own.

    >>> text = "Velm met Maron. Norway is far. Velm left. According to Velm Norway pays. Norway paid."
    >>> named = ((0, 4, "PERSON"), (16, 22, "GPE"), (31, 35, "PERSON"), (55, 66, "PERSON"), (73, 79, "GPE"))
    >>> found = part_names(text, [Span(start, end, label, "model") for start, end, label in named])
    >>> [(text[span.start : span.end], span.label) for span in found[3:5]]
    [('Velm', 'PERSON'), ('Norway', 'GPE')]
    """
    times = Counter((text[span.start : span.end], span.label) for span in spans)
    out: list[Span] = []
    for span in spans:
        first, space, country = text[span.start : span.end].rpartition(" ")
        label = _label_of_first(first, span.label, times) if space else None
        if label and times[country, "GPE"] >= _OWN_MENTIONS and countries.english_code(country):
            out.append(replace(span, end=span.end - len(country) - 1, label=label, rule="parted"))
            out.append(replace(span, start=span.end - len(country), label="GPE", rule="parted"))
        else:
            out.append(span)
    return out


def _label_of_first(first: str, whole: str, times: Counter[tuple[str, str]]) -> str | None:
    """Return the label that the first of two names has elsewhere; null where it is none, or may be a part of the whole."""
    # `Eastern Turkey` and `Ann Jordan` are whole: neither `Eastern` nor, as a rule, `Ann` stands alone again and again.
    kinds = ("PERSON",) if whole == "PERSON" else ("LOC", "GPE", "ORG")
    if first.split(" ", maxsplit=1)[0].lower() in _PARTS_OF_COUNTRIES:
        return None
    return next((label for label in kinds if times[first, label] >= _OWN_MENTIONS), None)


def join_bibliographic(text: str, spans: list[Span], entries: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the spans, the name that begins an entry of a bibliography whole, if a part of it was found; by entry.

    >>> parts = [Span(0, 6, "ORG", "model"), Span(8, 15, "PERSON", "model")]
    >>> found = join_bibliographic("Miller, William. Travels.", parts, [(0, 25)])
    >>> [(span.start, span.end, span.label) for span in found]
    [(0, 15, 'PERSON')]
    """
    names = list(_names_of_entries(text, spans, entries))
    kept = [span for span in spans if not any(span.start < end and start < span.end for start, end in names)]
    persons = [Span(start, end, "PERSON", "document", "bibliography") for start, end in names]
    return sorted([*kept, *persons], key=lambda span: span.start)


def _names_of_entries(text: str, spans: list[Span], entries: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    starts = [span.start for span in spans]
    for low, high in entries:
        match = _ENTRY.match(text, low, high)
        # From the first span in the name on: a bibliography has thousands.
        if match and _is_person(text, match, spans[bisect_left(starts, match.start("name")) :]):
            yield match.span("name")


def _is_person(text: str, match: re.Match[str], spans: list[Span]) -> bool:
    """Tell whether a model saw a person in it: `Nations, United` is none."""
    start, end = match.span("name")
    inside = [span for span in spans if span.start < end]
    capitalised = all(word[:1].isupper() for word in re.findall(r"[^\W\d_][\w'’-]*", text[start:end]))
    return capitalised and any(span.label == "PERSON" and span.end <= end for span in inside)


def join_district(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans, the American capital with its district as one name.

    >>> found = join_district("in Washington, D.C.", [Span(3, 13, "GPE", "model"), Span(15, 19, "GPE", "model")])
    >>> [(span.start, span.end) for span in found]
    [(3, 19)]
    """
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        # `Olympia, Washington` is a town and its state: two names.
        if last and last.label == span.label == "GPE" and _DISTRICT.fullmatch(text, last.start, span.end):
            out[-1] = replace(last, end=span.end, rule="district")
        else:
            out.append(span)
    return out


_DISTRICT = re.compile(r"Washington,? ?D\.? ?C\.?")


def join_lower_places(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans of English text, places with the facility that has their name: `Elmstead railway station`.

    >>> found = join_lower_places("at Elmstead railway station", [Span(3, 11, "GPE", "model")])
    >>> [(span.start, span.end, span.label) for span in found]
    [(3, 27, 'FAC')]
    """
    out: list[Span] = []
    for number, span in enumerate(spans):
        # Not into the next name, which a model may begin with a small letter.
        high = spans[number + 1].start if number + 1 < len(spans) else len(text)
        out.append(_with_place(text, span, high) if span.label in _OF_PLACES else span)
    return out


def _with_place(text: str, span: Span, high: int) -> Span:
    # A firm's station is one of a radio: only places have facilities of their name.
    match = _PLACE.match(text, span.end, high)
    return span if match is None else replace(span, end=match.end(), label="FAC", rule="head")


_OF_PLACES = frozenset({"GPE", "LOC", "FAC"})
_PLACE = re.compile(
    rf"""
    \ {alternatives(LOWER_PLACES)}\b
    (?! ['’-]                                               # the Elmstead station's clock
      | \ [a-z]+(?:er|or|ing|master|bench)s?\b )            # the Elmstead park ranger
    """,
    re.VERBOSE,
)
"""What makes of a place a facility there."""


def join_lower_heads(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans of English text, places and peoples with the event or treaty that is named after them.

    >>> found = join_lower_heads("since the Yugoslav wars", [Span(10, 18, "NORP", "model")])
    >>> [(span.start, span.end, span.label) for span in found]
    [(10, 23, 'EVENT')]
    """
    return list(_joined(text, spans))


def _joined(text: str, spans: list[Span]) -> Iterator[Span]:
    # A model takes the `Dayton` of `the Dayton agreement` for a firm; where the document has it as a place, it is one.
    towns = {text[span.start : span.end] for span in spans if span.label == "GPE"}
    for number, span in enumerate(spans):
        high = spans[number + 1].start if number + 1 < len(spans) else len(text)
        # `a Yugoslav war` is any, `the Yugoslav wars` are some that all know.
        if span.label in _NAMED_AFTER and _THE.search(text[max(0, span.start - _REACH) : span.start]):
            yield _with_head(text, span, high, is_town=text[span.start : span.end] in towns)
        else:
            yield span


def _with_head(text: str, span: Span, high: int, *, is_town: bool) -> Span:
    """Return a name with the word after it that says what it is of: `the Dayton` with `agreement`; else as it is."""
    if (span.label in _PLACES or is_town) and (match := _EVENT.match(text, span.end, high)):
        return replace(span, end=match.end(), label="EVENT", rule="head")
    if match := (_LAW if is_town else _TREATY).match(text, span.end, high):
        return replace(span, end=match.end(), label="LAW", rule="head")
    return span
