"""From-to: two dates with only `to` or a dash between them, `3 May 1911 to 12 December 1998`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.normalize.date_context import is_between
from parquetry.extract.normalize.date_lookalikes import counts_from_to
from parquetry.extract.normalize.date_match import FoundDate, a_year_before
from parquetry.extract.normalize.edtf import interval
from parquetry.languages.lexicon import MIXED_ORDER, Lexicon, lexicon

if TYPE_CHECKING:
    from parquetry.extract.normalize.tokens import Tokens


def joined(tokens: Tokens, dates: list[FoundDate], language: str) -> list[FoundDate]:
    """Return the dates, two with only `to` or a dash between them as one from-to: `3 May 1911 to 12 December 1998`."""
    out: list[FoundDate] = []
    for date in dates:
        last = out[-1] if out else None
        # Both must hold: `to` between them, and two dates that have an interval (same precision, in order).
        whole = _from_to(last, date) if last and _is_to(tokens, last, date, language) else None
        if last and whole:
            out[-1] = FoundDate(last.start, date.end, "from_to", whole, date.partial)
        else:
            out.append(date)
    return out


def _bare_years(*ends: FoundDate) -> list[int | None]:
    return [end.partial.year if end.rule == "year" and end.partial is not None else None for end in ends]


def _from_to(first: FoundDate, second: FoundDate) -> str | None:
    # A range cannot be an end of another range.
    if (
        first.partial is None
        or second.partial is None
        or "/" in (first.edtf or "")
        or second.edtf is None
        or "/" in second.edtf
        # `175 - 200` are degrees or pages far more often than years, with no word to say that they are.
        or (first.rule == second.rule == "year" and (first.partial.year or 0) < _LEAST_YEAR)
    ):
        return None
    # `28 December to 3 January 2011`: the first takes its year from the second, then perhaps the year before.
    start = first.partial.within(second.partial) if first.partial.year is None else first.partial
    return interval(a_year_before(start, second.partial) if first.partial.year is None else start, second.partial)


def _is_to(tokens: Tokens, first: FoundDate, second: FoundDate, language: str) -> bool:
    """Tell whether what stands between two dates makes from-to of them: a dash, `to`, and `and` after `between`."""
    words = tokens.starting_in(first.end, second.start)
    # `3.05.2011 г. – 7.06.2012 г.`: the word for a year belongs to the first.
    past = words[0].end if words and "YEAR_WORD" in words[0].meanings else first.end
    if _DASH.fullmatch(tokens.text, past, second.start):
        return True
    # Two round numbers before a noun are people or pages.
    if counts_from_to(tokens.text, second.end, _bare_years(first, second)):
        return False
    # Hungarian and Korean say it by endings: `28-tól ... 3-ig`.
    if not words:
        return _is_to_by_endings(tokens.text, first, second, lexicon(language))
    # Every word between must be known: `3 May, he said, to 5 May` is not from-to.
    known = " ".join(tokens.text[word.start : word.end] for word in words)
    gap = tokens.text[first.end : second.start]
    if len(words) > _MOST_CONNECTORS or _words(known) != _words(gap) or _lists(gap, language):
        return False
    # A word that may be `to` or `and` makes from-to only after `between`.
    return "TO" in words[0].meanings and (
        "AND" not in words[0].meanings or is_between(tokens, first.start, second.end, language)
    )


def _lists(gap: str, language: str) -> bool:
    # `a Capodanno 2000, a Ferragosto 2011` lists two; American English has a comma behind a year, `May 3, 2011, to`.
    # A semicolon or a full stop ends what is said of the first: `seit 1990; bis 2030`.
    return _ENDS.search(gap) is not None or ("," in gap and language not in MIXED_ORDER)


_ENDS = re.compile(r"[;:!?·؛؟；。]|[.]\s+(?=[^\W\d_]*[A-ZÀ-ÖØ-ÞА-Я])")


def _is_to_by_endings(text: str, first: FoundDate, second: FoundDate, known: Lexicon) -> bool:
    """Tell whether a date ends as languages end one from which something lasts, and the next as one until which it does."""
    ends = text[: second.end] + _WORD_GOES_ON.match(text, second.end)[0]  # type: ignore[index]
    is_from = any(text.endswith(ending, 0, first.end) for ending in known.from_endings)
    return is_from and ends.endswith(known.to_endings) and text[first.end : second.start].isspace()


_WORD_GOES_ON = re.compile(r"[-\w]*")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


_DASH = re.compile(r"\.?\s?[-–—~～〜]\s?")
"""A dash between two dates, of which the first may end in a point."""

_LEAST_YEAR = 1000
"""The first year of four figures."""

_MOST_CONNECTORS = 2
"""Most words between the ends of from-to: `bis zum`."""
