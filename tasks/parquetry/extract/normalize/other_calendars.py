"""Other calendars: whether the words at a date say that its years or days are not those of the Gregorian calendar.

`1432 AH` is 2010 or 2011, and `25 October 1917 (O.S.)` thirteen days later by the calendar that EDTF counts by. Such a date
has no value, and the name of its calendar in its data.
"""

from __future__ import annotations

import re
from functools import cache

from parquetry.languages.data_tables import table

_AROUND = 24
"""Code points beside a date that hold the longest of these words."""
_EARLY = 1500
"""Years before it may be of the Hijra, now in its fifteenth century, where a capital `H` stands behind them."""
_ONE_LETTER = re.compile(r"\s?H\b\.?(?!\s[A-Z])")


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Return the calendars with the expression of the words that say so, and whether these stand before the date."""
    out = []
    for side, calendars in table("calendars").items():
        for calendar, words in calendars.items():
            # In any order: it is only asked whether one of them stands there.
            listed = "|".join(map(re.escape, words))
            pattern = rf"(?<!\w)(?:{listed})\s?\Z" if side == "before" else rf"[.,]?\s?[(\[]?(?:{listed})(?!\w)"
            out.append((calendar, re.compile(pattern), side == "before"))
    return tuple(out)


def calendar_at(text: str, start: int, end: int, year: int | None) -> str | None:
    """Return `julian` or `other` where the words beside a date say so; null for a date as all others.

    >>> calendar_at("in 1432 AH", 3, 7, 1432), calendar_at("1917 (O.S.)", 0, 4, 1917), calendar_at("in 1432.", 3, 7, 1432)
    ('other', 'julian', None)
    """
    is_early = year is not None and year < _EARLY
    # A few dozen words for each date: cheaper than looking for them in every text.
    for calendar, expression, is_before in _expressions():
        if is_before and expression.search(text, max(0, start - _AROUND), start):
            return calendar
        if not is_before and (calendar != "early" or is_early) and expression.match(text, end):
            return "other" if calendar == "early" else calendar
    if is_early and _ONE_LETTER.match(text, end):
        return "other"
    return None
