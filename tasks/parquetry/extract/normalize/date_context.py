"""Context of a date: what its neighbours say it is not: a page, a count, a verb.

`See pp. 1990-2005`, `Flight 1984`, `holds 2010 passengers`, `they may 5 times`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.extract.normalize.boundaries import is_wide
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from parquetry.extract.normalize.forms import Form
    from parquetry.extract.normalize.tokens import Token, Tokens

_CAPITALISED_MONTHS = frozenset({"en"})
"""Languages whose month names are also other words, and have a capital where they are months: May, March."""


def is_beside_era(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a period is one before Christ, which its form has no place for: `the 1250s BC`, `1200-talet f.Kr.`."""
    if any("ERA" in token.meanings for token in tokens.all(match)):
        return False
    (start, end), text = tokens.span(match), tokens.text
    after = [token for token in tokens.starting_in(end, end + 2) if not text[end : token.start].strip(" .\u00a0")]
    before = [
        token
        for token in tokens.starting_in(max(0, start - _ERA_REACH), start)[-1:]
        if text[token.end : start].strip() in {"", "."}
    ]
    return any(token.meanings.get("ERA") == _BC for token in (*before, *after))


_BC, _ERA_REACH = 0, 24
"""The number of the era before the year 1 in the tables, and code points in which the words for it stand."""


def is_vague(before: Token | None) -> bool:
    """Tell whether the word before a date is one like `mid`, `early`."""
    return before is not None and "VAGUE" in before.meanings


def is_labelled(tokens: Tokens, match: re.Match[str], language: str) -> bool:
    """Tell whether a word before a figure says what it numbers: `p. 1990`, `Flight 1984`, `Version 2.10.2019`."""
    if tokens.is_labelled(match):
        return True
    # `Visual C 2010` is a program, `c 2010` and `C. 2010` are years.
    circa = tokens.all(match)[0]
    if "CIRCA" in circa.meanings and tokens.text[circa.start : circa.end + 1].rstrip() in {"C", "К"}:
        return True
    # `pp. 1990-2005` or `pages 5 and 1990`: the label stands before the first figure, so look past it.
    before = tokens.before(match)
    if before is None or not {"DIGITS", "TO", "AND"} & set(before.meanings) or _is_dated(tokens, before, match):
        return False
    # 20 code points hold the label and a figure between.
    words = re.findall(r"[^\W\d_]+", tokens.text[max(0, before.start - 20) : before.start])
    known = lexicon(language)
    return any("LABEL" in (known.meanings(word) or {}) for word in words[-1:])


def _is_dated(tokens: Tokens, before: Token, match: re.Match[str]) -> bool:
    """Tell whether what is numbered has its date behind a comma: `Nr. 443, 12.11.2019`, and not `version 2.1, 2.10.2019`."""
    is_whole = len(tokens.all(match)) == len(("day", "month", "year"))
    is_number = "DIGITS" in before.meanings and tokens.text[before.start - 1] not in ".-"
    return is_whole and is_number and "," in tokens.text[before.end : tokens.span(match)[0]]


def is_month(tokens: Tokens, match: re.Match[str], language: str) -> bool:
    """Tell whether a month's name is one: in English it has a capital, or stands at a year."""
    if _is_register(tokens, match):
        return False
    # `they may 5 times`: a small `may` is a verb, unless a year stands with it.
    if language not in _CAPITALISED_MONTHS or "m" not in match.re.groupindex:
        return True
    month = tokens.all(match, "m")
    return not month or tokens.text[month[0].start].isupper() or "y" in match.re.groupindex


def _is_register(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether three capitals with a number are of a program or a model, `MAR 20`; a headline is all in capitals."""
    first, text = tokens.all(match)[0], tokens.text
    start, end = tokens.span(match)
    if "y" in match.re.groupindex or "MONTH" not in first.meanings or not text[first.start : first.end].isupper():
        return False
    # `SAT MAR 20` and `MAR 20 12:00` are days all the same.
    is_short = first.end - first.start <= _REGISTER and "WEEKDAY" not in first.meanings
    line = text[max(0, start - _LINE) : start].rpartition("\n")[2] + text[end : end + _LINE].split("\n")[0]
    return is_short and not line.isupper() and any(map(str.isalpha, line)) and not _CLOCK.match(text, end)


_REGISTER = 4
"""Most letters of a month's abbreviation: `SEPT`."""
_LINE = 60
"""Code points on each side in which small letters show that a line is no headline."""


def is_between(tokens: Tokens, start: int, end: int, language: str) -> bool:
    """Tell whether a word like `between` stands at two dates: `mezi lety 1990 a 1995`, `1990 ve 1995 yılları arasında`.

    Only then does `and` make one from-to of them: the floods of 1990 and 1995 were two.
    """
    # Only what no sign parts from the dates: `tarihleri arasında`, `entre os anos`.
    before = _meanings(_SIGN.split(tokens.text[max(0, start - _REACH) : start])[-1], language)
    after = _meanings(_SIGN.split(tokens.text[end : end + _REACH])[0], language)
    # `entre autres 1990 et 1995`: among others.
    if _OTHERS.search(tokens.text[max(0, start - _REACH) : start]):
        return False
    # One word may stand between, of years or days, besides articles.
    nouns = [kinds for kinds in before if "ARTICLE" not in kinds or "BETWEEN" in kinds]
    return "BETWEEN" in set().union(*nouns[-2:]) or "BETWEEN_AFTER" in set().union(*after[:2])


def _meanings(text: str, language: str) -> list[set[str]]:
    known = lexicon(language)
    return [set(known.meanings(word) or ()) for word in _WORD.findall(text)]


_REACH = 30
"""Code points beside two dates in which `between` may stand: two words."""
_OTHERS = re.compile(r"\b(?:autres|otr[oa]s|outr[oa]s|altr[oei]) \Z", re.IGNORECASE)
_SIGN = re.compile(r"[^\w\s.'’-]")
_WORD = re.compile(r"[^\W\d_]+")


def is_in_order(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether the parts of a date may stand in this order: `1999 Jan Novak` names a person, `2019. május` does not."""
    month, known = tokens.first(match, "m"), lexicon(language)
    if form.name in _MONTH_FIRST and known.order == "YMD":
        return False  # Hungarian `január 1-jén, 2011 óta`: the year is another date's
    if form.name == "month_day" and known.order != "YMD" and _is_day_before(tokens, match):
        return False  # `20 maart 15.`: what follows the month is no day
    if form.name != "year_month" or known.order == "YMD" or month is None:
        return True
    # `2018 and 2042 may seem far`: after a year a month needs its capital as well.
    if language in _CAPITALISED_MONTHS and not tokens.text[month.start].isupper():
        return False
    # Elsewhere the year stands first in lists alone, where another word with a capital makes a name of the month.
    return not (tokens.text[month.end : month.end + 1].isspace() and tokens.text[month.end + 1 : month.end + 2].isupper())


def is_roman_meant(match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether a Roman numeral between spaces is a month: in Polish it is, `12 V 2000 mAh` is a battery."""
    return form.name != "roman_month" or match["g"] != " " or language in _ROMAN_MONTHS


_ROMAN_MONTHS = frozenset({"pl"})
"""Languages that write `5 V 2010`; others have a sign between, `5-V-2010`."""
_MONTH_FIRST = frozenset({"month_day_year", "month_with_days", "month_day_to_month_day"})
"""Forms that languages do not have which write the year first."""


def _is_day_before(tokens: Tokens, match: re.Match[str]) -> bool:
    before, (start, _) = tokens.before(match), tokens.span(match)
    is_day = before is not None and bool({"DAY", "ORDINAL", "SUFFIX"} & set(before.meanings))
    return is_day and before is not None and start - before.end <= len(". ")


def is_beside_time(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a figure at a time of day is its hour, or the size of a file: `3 Mar 23:05:25`, `1024 Jun 17 21:50`."""
    end, year = tokens.span(match)[1], tokens.first(match, "y")
    if year is None:
        # A colon alone begins what is on that day: `14. Juli: Konzert`.
        return _MINUTES.match(tokens.text, end) is not None
    # Elsewhere the year stands last, where no size of a file does.
    if form.name not in {"year_month_day", "year_month"} or _CLOCK.match(tokens.text, end) is None:
        return False
    return not _FIRST_OF_CLOCKS <= year.meanings.get("YEAR", 0) <= _LAST_OF_CLOCKS


_MINUTES = re.compile(r":\d\d")
_CLOCK = re.compile(r",?\s(?:\d\d?\s)?\d\d?:\d\d")
_FIRST_OF_CLOCKS, _LAST_OF_CLOCKS = 1700, 2047
"""Years of which somebody notes a day with its minutes: 2048 is the size of a file."""


def is_across_sentences(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a sentence ends within what looks like one date: `am 15. März. Im Jahr 1990`, `de março. No dia 15`."""
    return any(
        _LEADS & set(word.meanings)
        and tokens.text[word.start].isupper()
        and "." in tokens.text[before.end : word.start]
        and tokens.text[word.start - 1].isspace()
        for before, word in pairwise(tokens.all(match))
    )


_LEADS = frozenset({"IN", "OF", "ARTICLE", "YEAR_LEAD", "DAY_WORD", "AND", "TO"})
"""Kinds of words between the parts of a date, which have a capital only where a sentence begins."""


def is_span_of_years(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether Chinese, Japanese or Korean count years: `300年前`, `5000年`, `100년 동안`, and not `1949年`."""
    year, last = tokens.first(match, "y"), tokens.all(match)[-1]
    if form.name not in _COUNTED or year is None or "YEAR_WORD" not in last.meanings:
        return False
    following, before = tokens.after(match), tokens.before(match)
    if following is not None and "COUNTER" in following.meanings and not tokens.text[last.end : following.start].strip():
        return True
    # Of an early year an era tells: `公元366年`.
    has_era = before is not None and "ERA" in before.meanings
    return is_wide(tokens.text[last.start]) and "OLD_YEAR" in year.meanings and not has_era


def is_and_a_century(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether what looks like a Roman numeral begins a sentence with `and`: Croatian `I stoljeće kasnije`."""
    first = tokens.all(match)[0]
    if not form.name.startswith("century") or tokens.text[first.start : first.end + 1] != "I ":
        return False
    return "AND" in (lexicon(language).meanings("i") or {}) and _BEGINS.search(tokens.text[: first.start]) is not None


_BEGINS = re.compile(r"(?:^|[.!?:…]\s*)\Z")


def is_two_years(tokens: Tokens, match: re.Match[str], form: Form, language: str) -> bool:
    """Tell whether what looks like a decade is the first of two years: `entre los años 1990 y 1995`."""
    following = tokens.after(match)
    if form.name != "decade_after" or following is None or not {"AND", "TO"} & set(following.meanings):
        return False
    second = tokens.starting_in(following.end, following.end + 2)
    if not any("YEAR" in token.meanings for token in second):
        return False
    # `los años 1990 y 2000` are two decades.
    return "AND" not in following.meanings or is_between(tokens, tokens.all(match)[-1].start, second[0].end, language)


def is_weighed(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a letter that may be short for a year is a unit: `100 г масла` are grams, `в 1857 г. он` is a year."""
    last = tokens.all(match)[-1]
    if form.name not in _COUNTED or not {"UNIT", "YEAR_WORD"} <= set(last.meanings):
        return False
    year, before = tokens.first(match, "y"), tokens.before(match)
    if year is None or "OLD_YEAR" in year.meanings:
        return True
    ends = re.match(r"\W*(?:$|[^\w\s])", tokens.text[last.end : last.end + 2]) is not None
    return not ends and (before is None or "IN" not in before.meanings)


_COUNTED = frozenset({"counted", "year_word_after"})
"""Forms of a figure and a word for a year behind it."""


def is_zone(tokens: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a word between a time of day and a year, if there is one, is a time zone: `01:30:00 EDT 2011`."""
    # A zone is a gap with a word of no table in it, so the text has to be looked at.
    zone = match.span("zone") if "zone" in match.re.groupindex else (-1, -1)
    return zone[0] < 0 or _ZONE.fullmatch(tokens.text, tokens.starts[zone[0]], tokens.ends[zone[0]]) is not None


_ZONE = re.compile(r"\s?[A-Z]{1,5}")
"""A time zone of the tz database: one to five capitals."""
