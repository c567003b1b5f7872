"""Propagation: mentions of a name that the model found elsewhere in the document and passed over here.

Spans do not overlap and are in text order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from parquetry.extract.document.label_voting import DOCUMENT
from parquetry.extract.linking import NAMED
from parquetry.extract.spans import Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

# Words begin at a letter, and not within `pre-Elmstead` or `x_Elmstead`.
_WORD = re.compile(r"(?<![\w-])[^\W\d_]\w*")
_LOWER = re.compile(r"\b[^\WA-Z\d_]\w*")
_WORD_BEFORE = re.compile(r"(?<![\w.'’-])([^\W\d_])[\w.'’-]* $")
_LONG_ACRONYM = 3
"""Least letters of a name in capitals that stands for itself wherever it is: two are initials of many things."""
_LONG_WORD = 4
"""Least letters of a single word that is taken for the same name elsewhere."""


def add_missed(
    text: str, spans: list[Span], extents: Iterable[tuple[int, int]], nouns: Container[tuple[int, int]] = ()
) -> list[Span]:
    """Return the spans and, within the extents, the same names where the model passed over them.

    A name of one word must occur twice, never in lower case, and not next to another capitalised word. In `nouns`
    are the extents whose language writes all nouns with a capital, as German: there only names of several words are added.
    """
    labels = _safe_names(text, spans)
    # One pass over the words of the text, with the names looked up by their first: cost does not grow with their number.
    by_first_word = _by_first_word(labels)
    repeated: list[Span] = []
    for low, high in extents:
        for start, end, form in _occurrences(text, by_first_word, low, high):
            # Not within a name just found: `New York` must not yield `York` again.
            previous = repeated[-1].end if repeated else 0
            if start < previous or not _is_free(spans, start, end):
                continue
            # One word may be part of a longer name that nobody found, or a noun.
            if " " in form or ((low, high) not in nouns and not _is_next_to_capital(text, start, end)):
                repeated.append(Span(start, end, labels[form], DOCUMENT, "repeated"))
    return sorted([*spans, *repeated], key=lambda span: span.start)


def _safe_names(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """Return the names that are names wherever they stand, with their labels."""
    named = [(text[span.start : span.end], span.label) for span in spans if span.label in NAMED]
    times = Counter(form for form, _ in named)
    # `Will` the person is not safe where the text has `will`.
    in_lower_case = set(_LOWER.findall(text))
    return {form: label for form, label in named if _is_safe(form, times[form], in_lower_case)}


def _is_safe(form: str, times: int, in_lower_case: set[str]) -> bool:
    # A name across a line break is more often two.
    if not (form[:1].isupper() and form[:1].isalpha()) or "\n" in form:
        return False
    # Several words, or a long acronym, are safe at one mention; a single word must occur twice.
    if " " in form or (form.isupper() and len(form) >= _LONG_ACRONYM):
        return True
    return times > 1 and len(form) >= _LONG_WORD and form.lower() not in in_lower_case


def _by_first_word(forms: Iterable[str]) -> Mapping[str, list[str]]:
    """Return the names by their first word, the longest first."""
    out: dict[str, list[str]] = defaultdict(list)
    # Longest first, then by the alphabet, so that the result does not depend on the order of a set.
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        if word := _WORD.match(form):
            out[word[0]].append(form)
    return out


def _occurrences(text: str, by_first_word: Mapping[str, list[str]], low: int, high: int) -> Iterator[tuple[int, int, str]]:
    """Yield where names stand in a part of the text, of those that begin at one word the longest."""
    for match in _WORD.finditer(text, low, high):
        form = next((f for f in by_first_word.get(match[0], ()) if _stands_whole(text, f, match.start(), high)), None)
        if form is not None:
            yield match.start(), match.start() + len(form), form


def _stands_whole(text: str, form: str, start: int, high: int) -> bool:
    """Tell whether the form, and no longer word, stands at `start`."""
    end = start + len(form)
    return text.startswith(form, start, high) and not (end < len(text) and (text[end].isalnum() or text[end] in "_-"))


def _is_free(spans: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether no span lies at this place."""
    # Spans do not overlap, so the last that begins before `end` is the only one that can lie here.
    at = bisect_left(spans, end, key=lambda span: span.start)
    return at == 0 or spans[at - 1].end <= start


def _is_next_to_capital(text: str, start: int, end: int) -> bool:
    """Tell whether the word before or after has a capital: then this one may be a part of another name."""
    # `Maron` in `Maron Street` or `Ann Maron` may be part of a name that the model left out for a reason.
    before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
    after = text[end : end + 2]
    return bool((before and before[1].isupper()) or (after[:1] == " " and after[1:].isupper()))
