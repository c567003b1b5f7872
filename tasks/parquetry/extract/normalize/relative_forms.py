"""Forms of relative dates outside English: `gestern`, `la semaine dernière`, `три года назад`, counted from a declared date.

What they say is in the tables: the words for days, the steps of a week, a month or a year, and the words for `ago`. English,
in which a model finds such dates, has its own reading in `relative`. Without a declared date none is looked for.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.edtf import PartialDate
from parquetry.extract.normalize.forms import Form, FormTable
from parquetry.extract.normalize.relative import declared_parts, month_after, week_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.tokens import Token, Tokens

_COUNT = r"(?P<n>DIGITS|NUMERAL|ONE)"
FORMS_OF_RELATIVE_DATES = FormTable(
    (
        Form("relative_day", r"""(?P<day>RELATIVE_DAY)""", ("gestern", "avant-hier", "i går")),
        Form("year_step", r"""(?P<ys>YEAR_STEP)""", ("tavaly", "loni", "去年")),
        Form(
            "time_step",
            r"""(?P<s>TIME_STEP)\ ?(?P<u>TIME_UNIT) | (?P<u_>TIME_UNIT)\ (?P<s_>TIME_STEP)""",
            ("letzte Woche", "la semaine dernière", "上周"),
        ),
        Form(
            "ago",
            rf"""AGO\ (?:(?:OF|ARTICLE)\ )? {_COUNT}\ (?P<u>TIME_UNIT)
                 | {_COUNT.replace("<n>", "<n_>")}\ ?(?P<u_>TIME_UNIT)\ ?AGO_AFTER""",
            ("vor drei Tagen", "il y a deux ans", "three years ago", "3年前"),
        ),
    )
)
_DAYS = {"day_before_yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
_MOST_COUNTED = 20
"""Most days, weeks, months and years that are counted back as they stand: `100 years ago` is about then."""
_SENTENCE_ENDS = frozenset('.!?…:\n„“"«»¿¡–—-')
"""Signs before a word with a capital that a sentence begins with."""


def find(of_text: Tokens, declared: str | None) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, form and EDTF of each relative date, by the declared one."""
    parts = declared_parts(declared)
    if not parts:
        return
    for form, match in of_text.matches(FORMS_OF_RELATIVE_DATES):
        start, end = of_text.span(match)
        edtf = None if _is_name(of_text.text, start) else _edtf(of_text, match, form, parts)
        if edtf is not None and _stands_alone(of_text, match, form, start, end):
            yield start, end, form.name, edtf


def _edtf(of_text: Tokens, match: re.Match[str], form: Form, parts: tuple[int, ...]) -> str | None:
    day, unit = of_text.first(match, "day"), of_text.first(match, "u") or of_text.first(match, "u_")
    if day is not None:
        return _moved("day", _DAYS[day.meanings["RELATIVE_DAY"]], parts)
    years = of_text.first(match, "ys")
    if years is not None:
        # `this year` may be any that was spoken of.
        return _moved("year", years.meanings["YEAR_STEP"], parts) if years.meanings["YEAR_STEP"] else None
    steps = _steps(of_text, match, form)
    if unit is None or steps is None:
        return None
    # `this day` is any day that was spoken of, and so is `in diesem Jahr` in a history: a week is the present one.
    counted = unit.meanings["TIME_UNIT"]
    is_any = form.name == "time_step" and (counted == "day" or (steps == 0 and counted != "week"))
    return None if is_any else _moved(counted, steps, parts)


def _steps(of_text: Tokens, match: re.Match[str], form: Form) -> int | None:
    """Return how many units a relative date is away: by a word like `last`, or counted back."""
    if form.name == "time_step":
        step = of_text.first(match, "s") or of_text.first(match, "s_")
        return None if step is None else int(step.meanings["TIME_STEP"])
    count = _count(of_text.all(match, "n") or of_text.all(match, "n_"))
    return -count if count is not None and 1 <= count <= _MOST_COUNTED else None


def _count(tokens: Sequence[Token]) -> int | None:
    """Return how many units a figure or a number word counts."""
    digits = next((token.meanings["DIGITS"] for token in tokens if "DIGITS" in token.meanings), None)
    if digits is not None:
        return int(digits)
    number = numbers.spoken(tokens)
    return int(number) if number is not None and number == int(number) else None


def _moved(unit: str, steps: int, parts: tuple[int, ...]) -> str | None:
    """Return the day, week, month or year so many steps from the declared date; null where that is not known so far."""
    if unit == "year":
        return str(PartialDate(parts[0] + steps))
    if unit == "month":
        return month_after(parts[0], parts[1], steps) if len(parts) > 1 else None
    # A source may declare a month only: then no day is counted.
    if len(parts) < len(("year", "month", "day")) or not PartialDate(*parts).exists():
        return None
    day = date(*parts)
    return week_of(day + timedelta(weeks=steps)) if unit == "week" else (day + timedelta(steps)).isoformat()


def _is_name(text: str, start: int) -> bool:
    """Tell whether a capital within a sentence makes a name of it: `Die Welt von Gestern`."""
    before = text[:start].rstrip(" ")[-1:]
    return text[start].isupper() and bool(before) and before not in _SENTENCE_ENDS


def _stands_alone(of_text: Tokens, match: re.Match[str], form: Form, start: int, end: int) -> bool:
    """Tell whether nothing around makes another time of it: `gestern morgen`, `am Morgen`, `vor-gestern`."""
    if of_text.text[start - 1 : start] == "-" or of_text.text[end : end + 1] == "-":
        return False
    # `das letzte Jahr des Krieges` is the last of something.
    before, after = of_text.before(match), of_text.after(match)
    if after is not None and "TIME_STEP" in _kinds(of_text, match) and _is_of(of_text.text, after, end):
        return False
    if form.name == "ago" and (_is_before_something(of_text.text, after, start, end) or _is_part(of_text, match)):
        return False
    # `im nächsten Jahr, 1811`: another date says which.
    if after is not None and "YEAR" in after.meanings and after.start - end <= _CLOSE:
        return False
    if "RELATIVE_DAY" in _kinds(of_text, match) and _is_some_day(of_text.text, before, after, end):
        return False
    return before is None or not {"RELATIVE_DAY", "NOT_RELATIVE"} & set(before.meanings)


_CLOSE = 2
"""Code points between two words with at most one sign."""


def _is_part(of_text: Tokens, match: re.Match[str]) -> bool:
    """Tell whether a count is a part of a longer one: `4 Jahre, 11 Monate`, `4 года и 11 месяцев назад`."""
    # Two words before hold a unit and `and`, three after a connector, a count and a unit.
    start, end = of_text.span(match)
    beside = [*of_text.starting_in(max(0, start - _NEAR), start)[-2:], *of_text.starting_in(end, end + _NEAR)[:3]]
    return any("TIME_UNIT" in token.meanings for token in beside)


def _is_before_something(text: str, after: Token | None, start: int, end: int) -> bool:
    """Tell whether years are counted from something else, `戦争の3年前`, or are only there: `il y a sept jours dans`."""
    # `hace dos días y medio`, `há dois anos de garantia`
    if after is not None and text[end : after.start] == " " and {"OF", "AND"} & set(after.meanings):
        return True
    if _COUNTED_FROM.match(text, end) is not None:
        return True
    ending = next((ending for ending in _BEFORE_WHAT if text.endswith(ending, start, end)), None)
    return ending is not None and _BEFORE_WHAT[ending].search(text, max(0, start - _NEAR), start) is not None


_COUNTED_FROM = re.compile(r"\s(?:dans|par|na|no|em|από|من)\b")
"""Words behind years that are there or that are counted from something, in French, Portuguese, Greek and Arabic."""
_BEFORE_WHAT = {
    "önce": re.compile(r"\w[dt][ae]n\s\Z"),  # savaştan üç yıl önce
    "पहले": re.compile(r"से\s\Z"),
    # Before a count Chinese has what it is before, `比赛三天前`, or who does something, `他三年前`.
    "前": re.compile(r"(?:の|[\u4e00-\u9fff](?<![他她我你们們在于於从從早约約大就是]))\Z"),
}
"""What stands before years that are counted back from it, by the word behind them."""
_NEAR = 20
"""Code points in which that word ends."""


def _is_some_day(text: str, before: Token | None, after: Token | None, end: int) -> bool:
    """Tell whether a word for a day is a noun with an article or an adjective: `el ayer`, `de volgende morgen`.

    Arabic and Hebrew say `the day` for today: with another article behind it, it is `the next day`, or a weekday's name.
    """
    if before is not None and {"ARTICLE", "TIME_STEP"} & set(before.meanings):
        return True
    return _DEFINITE.match(text, end) is not None and (after is None or "WEEKDAY" not in after.meanings)


_DEFINITE = re.compile(r"\s(?:\u0627\u0644|\u05d4)")
"""The article of Arabic or Hebrew, which is written together with the word behind it."""


def _kinds(of_text: Tokens, match: re.Match[str]) -> set[str]:
    return {kind for token in of_text.all(match) for kind in token.meanings}


def _is_of(text: str, after: Token, end: int) -> bool:
    """Tell whether a word for `of` follows, or a German article in the genitive."""
    return text[end : after.start] == " " and ("OF" in after.meanings or after.key in {"des", "der"})
