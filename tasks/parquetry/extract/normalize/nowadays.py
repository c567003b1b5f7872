"""Nowadays: whether a word for today may mean these days, so that it is no day: `bis heute`, `oggi come oggi`, `even today`.

A wrong day is worse than none: whatever in the sentence or the document makes these days likely is enough.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.data_tables import table
from parquetry.languages.lexicon import SAME_TABLES, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

_REACH = 200
"""Code points on each side of a word in which its sentence is looked at."""
_NEAR = 2
"""Years from the declared date within which a document that speaks of its own time has a year, if it has any."""
_SENTENCE = re.compile(r"[.!?。！？\n]")
_YEARS = re.compile(r"(?<![\d.,/])(?:1\d|20)\d\d(?![\d/]|[.,]\d)")
"""Figures that are years as a rule; it is enough that one of them is."""
_TIME_OF_DAY = re.compile(
    r"""
    \b\d\d?:\d\d\b                                        # 15:30
    | \b\d\d?(?:\.\d\d)?\s?(?:Uhr|heures?|h|am|pm)\b       # um 15 Uhr, à 15 h, at 3pm
    | \bkl\.?\s\d                                          # kl. 15
    """,
    re.VERBOSE,
)
"""A time of day in the sentence: then a day is meant."""


def years_of(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the years that stand in the texts of a document, each once."""
    return tuple(sorted({int(match[0]) for text in texts for match in _YEARS.finditer(text)}))


def is_of_other_times(years: Iterable[int], declared: int) -> bool:
    """Tell whether a document has years and none near the declared one: a history, a catalogue, an encyclopaedia.

    >>> is_of_other_times((1850, 1912), 2021), is_of_other_times((1850, 2020), 2021), is_of_other_times((), 2021)
    (True, False, False)
    """
    # A document without years says nothing of its time: a short letter, a line of news.
    known = list(years)
    return bool(known) and not any(abs(year - declared) <= _NEAR for year in known)


def may_mean_these_days(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether the words around `text[start:end]`, a word for today, make these days of it.

    >>> may_mean_these_days("Bis heute weiß es niemand.", 4, 9, "de"), may_mean_these_days("Heute regnet es.", 0, 5, "de")
    (True, False)
    """
    # Only its own sentence counts: the one before may be of long ago, and this one of the day.
    before = _SENTENCE.split(text[max(0, start - _REACH) : start])[-1].casefold()
    after = _SENTENCE.split(text[end : end + _REACH])[0]
    if _TIME_OF_DAY.search(after):
        return False
    # Folded only now, since `Uhr` and `kl` are looked for as they are written.
    after = after.casefold()
    # `today's teenagers`
    if language == "en" and (after.startswith(("'s", "’s")) or text[start:end].endswith("s")) and after.strip("'’s "):
        return True
    # Cues beside the word are short (`noch`, `von`) and would be everywhere; those of the sentence are plain enough alone.
    is_before, is_after, is_anywhere = _cues(language)
    # What was so once is told with its year: `1850 gebaut, heute ein Museum`.
    return any(
        (is_before.search(before), is_after.match(after), is_anywhere.search(f"{before} {after}"), _YEARS.search(before))
    )


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what stands right before a word for today, right after it, and anywhere in its sentence."""
    code = language.split("-", maxsplit=1)[0].lower()
    listed = _TABLES.get(SAME_TABLES.get(code, code), {})
    # Chinese and Japanese write no spaces, so that words have no bounds; `d'oggi` elides.
    bound = "" if lexicon(language).joined or code == "ko" else r"\b"
    before, after, anywhere = (
        "|".join(re.escape(word.casefold()) for word in listed.get(name, ())) for name in ("before", "after", "anywhere")
    )
    # A language without a table has no cues: the years of the document and of the sentence still tell.
    return (
        re.compile(rf"(?:{bound}(?:{before})\s?)\Z" if before else "(?!)"),
        re.compile(rf",?\s?(?:{after}){bound}" if after else "(?!)"),
        re.compile(rf"{bound}(?:{anywhere}){bound}" if anywhere else "(?!)"),
    )


_TABLES = table("nowadays")
