"""Lookalikes of dates: a street with its house, a number of a standard, a count of people or winters.

`Piazza 25 Aprile 12`, `DIN EN 1992-1-1`, `1500 to 2000 people`, `2000 winter tyres`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parquetry.extract.normalize.forms import Form
    from parquetry.extract.normalize.tokens import Tokens

_ROUND = 100
"""What years that a range of counts looks like are divisible by."""
_STREET_NEAR = 24
"""Code points before a date in which the word for a street stands: `ulice 28. října`, `Straße des 17. Juni`."""


def is_degree(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a day has the sign of degrees, which stands for a raised o at the first of a month alone: `20° May`."""
    signs = [k for k, token in enumerate(tokens.all(match)) if "RAISED_O" in token.meanings]
    return any(tokens.all(match)[k - 1].meanings.get("DAY") != 1 for k in signs)


def is_street(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a day names a street or square: `ul. 3 Maja 15`, `Straße des 17. Juni 135`, `Március 15. tér`."""
    if "m" not in match.re.groupindex and "mn" not in match.re.groupindex:
        return False
    (start, _), text = tokens.span(match), tokens.text
    for token in reversed(tokens.starting_in(max(0, start - _STREET_NEAR), start)):
        if not _CLOSE.fullmatch(text, token.end, start):
            break
        if "STREET" in token.meanings:
            return True
        # The day of a month and year, `17. listopadu 1990`, stands between as well.
        if not _BETWEEN & set(token.meanings):
            break
        start = token.start
    return _is_before_street(tokens, match)


def _is_before_street(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether the word for a street follows, as in Hungarian and Turkish: `Október 6. utca`, `19 Mayıs Caddesi`."""
    (_, end), text = tokens.span(match), tokens.text
    following = tokens.after(match)
    return following is not None and "STREET" in following.meanings and bool(_SPACE.fullmatch(text, end, following.start))


_BETWEEN = frozenset({"OF", "ARTICLE", "IN", "DAY", "ORDINAL", "ROMAN", "SUFFIX"})
"""Kinds of what stands between the word for a street and a month."""
_CLOSE = re.compile(r"[\s.,'’-]{0,2}")
_SPACE = re.compile(r"\.?\s|['’-]\w{1,3}\s")


def is_numbered_code(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether figures with dashes are a number of a standard or an item: `EN 1992-1-1`, `SKU 2011-05-13-B`."""
    # With a month's name it is a date, whatever goes on behind it.
    if form.name not in {"iso", "figures", "compact"}:
        return False
    start, end = tokens.span(match)
    text = tokens.text
    # `ISO 2011-05-13` has two figures each, as numbers of standards have not.
    is_short = form.name == "iso" and end - start < _ISO_LENGTH and _CODE.search(text, max(0, start - _LONGEST_CODE), start)
    return bool(is_short) or _GOES_ON.match(text, end) is not None


_ISO_LENGTH, _LONGEST_CODE = 10, 8
_CODE = re.compile(r"\b[A-Z]{2,6}[ -]\Z")
_GOES_ON = re.compile(r"-[A-Z0-9]\b|\.\.(?!\.)\w")


def is_round_range(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether two round numbers before a word count something: `1500 bis 2000 Menschen`; `1998 to 2003` does not."""
    if form.name != "years":
        return False
    years = [token.meanings.get("YEAR", 1) for name in ("y1", "y") if (token := tokens.first(match, name)) is not None]
    return counts_from_to(tokens.text, tokens.span(match)[1], years)


def is_day_before_count(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a figure behind a day counts: `le 20 mars 1500 personnes`, `bis 31. März 2020 Euro`."""
    year, following = tokens.first(match, "y"), tokens.after(match)
    if year is None or tokens.all(match)[-1] is not year or not _has_day(tokens, match):
        return False
    if following is not None and _COUNTED & set(following.meanings) and tokens.text[year.end : following.start] == " ":
        return True
    number = year.meanings.get("YEAR", 1)
    return number % _ROUND == 0 and number < _LAST_COUNT and _NOUN.match(tokens.text, year.end) is not None


def _has_day(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a date has a day, or one stands before it: `mars 1500` of `20 mars 1500 personnes` is no month either."""
    day, before = tokens.first(match, "d"), tokens.before(match)
    if day is not None or "m" not in match.re.groupindex:
        return day is not None
    is_day = before is not None and bool({"DAY", "ORDINAL", "SUFFIX"} & set(before.meanings))
    return is_day and before is not None and _CLOSE.fullmatch(tokens.text, before.end, tokens.span(match)[0]) is not None


_COUNTED = frozenset({"CURRENCY", "PERCENT", "SCALE"})
_LAST_COUNT = 1800
"""Round numbers behind a day from which on years are commoner than counts."""


def counts_from_to(text: str, end: int, years: Iterable[int | None]) -> bool:
    """Tell whether years are round and a word that they may count stands right behind them."""
    return all(year is not None and year % _ROUND == 0 for year in years) and _NOUN.match(text, end) is not None


_NOUN = re.compile(r"\s[^\W\d_]{3,}")


def is_compared(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a figure with an ending is more or less than counted: Turkish `1000'in üzerinde`, `1500'den fazla`."""
    return form.name == "year_with_ending" and _COMPARED.match(tokens.text, tokens.span(match)[1]) is not None


_COMPARED = re.compile(r"\s(?:üzer|üst|alt|fazla|az\b|çok|yakın|aşkın|aş[ta])")


def is_count_of_seasons(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether a figure before a season counts: `2000 winter tyres`, `1500 hivers`; `2011 yazında` is a date.

    Only where languages put the year first, or with a word for a year between.
    """
    if form.name != "season_after":
        return False
    # `2011. aasta kevadel`, `2015年春`: a word for a year says that it is one.
    words = tokens.all(match)
    if any({"YEAR_WORD", "YEAR_LEAD"} & set(token.meanings) for token in words):
        return False
    season, text = words[-1], tokens.text
    if language in _SEASONS_AFTER:
        return False
    # American English has both: `2011 spring` and `2000 springs`.
    return language != "en" or text[season.end - 1] in "sS" or _PLURAL.match(text, season.end) is not None


_SEASONS_AFTER = frozenset({"tr", "hu", "zh", "ja", "ko", "lt", "lv", "et"})
"""Languages that put the year before the season."""
_PLURAL = re.compile(r"\s[a-z]{3,}s\b")
