"""Dates: what a date says, as EDTF, with the precision that stands there and never more.

A form of a date is an expression over tokens (see `tokens`), so that one form serves all languages. Days, months and years
in figures are read in the order of the language, else of the document, else in both.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parquetry.extract.normalize.edtf import PartialDate, interval, one_of
from parquetry.extract.normalize.tokens import FIRST_YEAR, LAST_YEAR, Token, Tokens
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WEEKDAY = r"(?:WEEKDAY(?:\ WEEKDAY)?\.?,?\ )?"
_THE = r"(?:(?:ARTICLE|DAY_WORD)[\ '])*"
_DAY = r"(?P<d>DAY|ORDINAL)(?:-?SUFFIX|\.)?"
_OF = r"(?:(?:OF|ARTICLE|YEAR_WORD|DAY_WORD)\.?(?:\ |')?)*"
"""What stands between a day, its month and its year: `of`, `de`, `del año`, `day of`."""
_YEAR = r"(?P<y>YEAR|OLD_YEAR)"
_ERA = r"(?:\.?\ ?YEAR_WORD\.?)?(?:\ ?(?P<e>ERA))?"
"""Behind a year: `года`, `r.`, `BC`."""
_TO = r"(?:\ ?-\ ?|\ ?(?:TO)\ ?)"
_MONTH_DAY = rf"(?P<m>MONTH)\.?\ ?{_THE}{_DAY}"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a date: an expression over tokens, its groups being what it says, and examples.

    `bare` forms are figures alone, which a word before them may label otherwise: a page, a version, a flight.
    """

    name: str
    expression: str
    examples: tuple[str, ...]
    bare: bool = False


SINGLE = (
    Form(
        "day_month_year",
        rf"""{_WEEKDAY}{_THE}{_DAY} [\ .,/-]{{0,3}} {_OF} (?P<m>MONTH)\.? [\ .,/-]{{0,3}} {_OF} {_YEAR} {_ERA}""",
        ("3 May 2011", "Friday, the 13th of May, 2011", "3. Mai 2011", "3 de mayo de 2011", "13/May/2011"),
    ),
    Form("day_month_short_year", rf"""{_DAY} (?P<g>[-/\ ]) (?P<m>MONTH) (?P=g) '?(?P<yy>SHORT_YEAR)""", ("13-MAY-11",)),
    Form(
        "month_day_year",
        rf"""{_WEEKDAY}{_MONTH_DAY} (?:\ ?,?\ ?){_OF} {_YEAR} {_ERA}""",
        ("May 13th, 2011", "May 13 2011"),
    ),
    Form("month_year", rf"""(?P<m>MONTH)\.? [\ ,/-]{{0,2}} {_OF} {_YEAR} {_ERA}""", ("May 2011", "mayo de 2011", "Sept. 1939")),
    Form(
        "year_month_day",
        rf"""{_YEAR}\.?(?:\ ?YEAR_WORD)?[\ .-]{{1,2}}(?P<m>MONTH)\.?[\ -]{_DAY}(?:-?SUFFIX)?{_WEEKDAY}""",
        ("2019. május 4.", "2011 May 13"),
    ),
    Form("year_month", rf"""{_YEAR}\.?(?:\ ?YEAR_WORD)?\ (?P<m>MONTH)""", ("2019. május", "2011 m. gegužė")),
    Form(
        "counted",
        r"""(?: (?P<y>YEAR|OLD_YEAR) | (?P<r>REIGN)\ ?(?P<n>DIGITS) )\ ?YEAR_WORD
            (?:\ ?(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD (?:\ ?(?P<d>DAY)\ ?DAY_WORD)? )?""",
        ("2019年5月4日", "2011년 5월 3일", "令和3年5月4日", "民國100年"),
    ),
    Form(
        "counted_day_first",
        r"""(?:DAY_WORD\ |ARTICLE\ )?(?:(?P<d>DAY)\ )? MONTH_WORD\ (?P<mn>MONTH_NUMBER) (?: ,?\ YEAR_WORD\ | / )(?P<y>YEAR)""",
        ("ngày 3 tháng 5 năm 2011", "tháng 5/2011"),
    ),
    Form(
        "iso", r"""(?P<y>YEAR|OLD_YEAR) (?P<g>[-/.]) (?P<mn>MONTH_NUMBER) (?P=g) (?P<d>DAY)""", ("2011-05-13", "2011/05/13"), bare=True
    ),
    Form("spaced_iso", r"""(?P<y>YEAR)\.\ (?P<mn>MONTH_NUMBER)\.\ (?P<d>DAY)\.?""", ("2019. 05. 04.",), bare=True),
    Form("compact", r"""(?P<c>COMPACT)""", ("20110513",), bare=True),
    Form(
        "figures",
        r"""(?P<a>DAY) (?P<g>[./-]|\.\ ) (?P<b>DAY) (?P=g) (?P<y>YEAR)""",
        ("13/05/2011", "3.5.2011", "4. 5. 2011"),
        bare=True,
    ),
    Form("short_figures", r"""(?P<a>DAY) (?P<g>[./-]) (?P<b>DAY) (?P=g) '?(?P<yy>SHORT_YEAR)""", ("5/6/98",), bare=True),
    Form("day_month", rf"""{_WEEKDAY}{_THE}{_DAY}[\ .-]{{1,2}}{_OF}(?P<m>MONTH)""", ("4 May", "4 de mayo", "31. August")),
    Form("month_day", rf"""{_WEEKDAY}{_MONTH_DAY}""", ("May 4", "May 3rd")),
    Form(
        "counted_month_day", r"""(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD\ ?(?P<d>DAY)\ ?DAY_WORD""", ("5月4日", "6월 15일")
    ),
    Form("weekday_day", r"""(?:WEEKDAY\.?,?\ )(?P<d>DAY|ORDINAL)SUFFIX""", ("Monday 3rd",)),
    Form("named_day", rf"""(?P<x>NAMED_DAY),?\ {_OF}(?P<y>YEAR)""", ("Christmas Day 1914",)),
    Form("season", rf"""(?P<s>SEASON)(?:,?\ )?{_OF}(?P<y>YEAR)""", ("spring 2011", "the winter of 2014", "весной 2011 года")),
    Form("season_after", r"""(?P<y>YEAR)(?:\.?\ ?YEAR_WORD)?\ ?(?P<s>SEASON)""", ("2011 yazında", "2011年春", "2011 tavaszán")),
    Form(
        "quarter",
        rf"""(?: QUARTER\ ?(?P<q>DIGITS) | (?P<o>ORDINAL|ROMAN|DIGITS)(?:-?CENTURY_SUFFIX|-?SUFFIX|\.)?[\ -]QUARTER )(?:\ |/|,\ )?{_OF}(?P<y>YEAR)""",
        ("Q3 2011", "the third quarter of 2011", "3. Quartal 2011", "III kwartał 2011"),
    ),
    Form(
        "half_year", rf"""(?P<o>ORDINAL|DIGITS)(?:SUFFIX|\.)?[\ -](?P<h>HALF|HALF_YEAR)\ {_OF}(?P<y>YEAR)""", ("the first half of 2011",)
    ),
    Form("decade", r"""(?P<y>YEAR)[-'\ ]?DECADE""", ("the 1990s", "1990er Jahre", "1990-х годов", "1990'larda", "1990年代")),
    Form("decade_or_century", r"""(?P<hundred>YEAR)[-\ ]?HUNDREDS""", ("1990-talet", "1800-luvulla")),
    Form("decade_after", r"""DECADE_BEFORE\ (?P<y>YEAR)""", ("années 1990", "años 1990", "lata 1990")),
    Form("short_decade", r"""'(?P<yy>SHORT_YEAR)DECADE""", ("'90s",)),
    Form("spoken_decade", r"""(?P<n>NUMERAL)[\ -](?P<t>DECADE_NAME)""", ("the nineteen-sixties",)),
    Form(
        "century",
        r"""(?P<o>ORDINAL|CENTURY_NUMBER|ROMAN)(?:-?SUFFIX|-?CENTURY_SUFFIX|\.|'|\ SUFFIX)?[\ -]{1,3}CENTURY(?:\.?\ (?P<e>ERA))?""",
        ("the 20th century", "19. Jahrhundert", "XIXe siècle", "XIX век"),
    ),
    Form("counted_century", r"""(?P<o>CENTURY_NUMBER)\ ?CENTURY""", ("19世紀", "19세기")),
    Form(
        "century_after", r"""CENTURY\.?\ (?:(?:OF|ARTICLE)\ )?(?P<o>ROMAN|CENTURY_NUMBER)(?:\ (?P<e>ERA))?""", ("siglo XIX", "secolul al XIX-lea")
    ),
    Form(
        "year_of_era", r"""(?:(?P<e>ERA)\ ?)(?P<y>DIGITS)""", ("AD 79",)
    ),
    Form("year_before_era", r"""(?:YEAR_WORD\ )?(?P<y>DIGITS)(?:\.?\ ?YEAR_WORD\.?)?\ ?(?P<e>ERA)""", ("44 BC", "44 v. Chr.")),
    Form("year_word", r"""YEAR_WORD\.?\ ?(?P<y>YEAR)""", ("im Jahr 2011", "FY2012", "fiscal 2012", "vuonna 2011")),
    Form("year_word_after", r"""(?P<y>YEAR)\.?[\ -]?YEAR_WORD""", ("2011 года", "2011 r.", "2011 yılında", "2011. évi")),
    Form("year_with_ending", r"""(?P<y>YEAR)['-]YEAR_ENDING""", ("1976'dan", "2011-ben")),
    Form("year_after_in", r"""IN\ (?P<y>YEAR)""", ("in 1066", "seit 1976", "en 2011"), bare=True),
    Form("year", r"""(?P<y>YEAR|OLD_YEAR)""", ("1066", "366"), bare=True),
    Form("day_of_history", r"""DIGITS(?P<g>[/.])DIGITS""", ("9/11",)),
)
"""All ways to write one date. Where two stand at one place the longer is meant."""
READ_ONLY = frozenset({"year", "day_of_history", "short_figures", "weekday_day"})
"""Forms too weak to find a date by: they are read only where a model says that a date stands there."""
RANGES = (
    Form(
        "days_of_month",
        rf"""{_WEEKDAY}{_THE}(?P<d1>DAY|ORDINAL)(?:-?SUFFIX|\.)?{_TO}{_WEEKDAY}{_THE}{_DAY}[\ ]?{_OF}(?P<m>MONTH)\.?(?:[\ ,]{{1,2}}{_OF}{_YEAR}{_ERA})?""",
        ("3-5 May 2011", "del 3 al 5 de mayo de 2011", "3.–5. Mai 2011"),
    ),
    Form(
        "month_with_days",
        rf"""(?P<m>MONTH)\.?\ (?P<d1>DAY)SUFFIX?{_TO}{_DAY}(?:,?\ {_OF}{_YEAR})""",
        ("May 3-5, 2011",),
    ),
    Form(
        "year_month_days",
        rf"""{_YEAR}\.?\ (?P<m>MONTH)\ (?P<d1>DAY)(?:-?SUFFIX|\.)?(?:{_TO}|\ ){_DAY}""",
        ("2011. május 3–5.", "2011. május 3-tól 5-ig"),
    ),
    Form("months", rf"""(?P<m1>MONTH)\.?{_TO}{_THE}(?P<m>MONTH)\.?(?:\ |,\ ){_OF}{_YEAR}""", ("May to July 1935", "Mai bis Juli 1935")),
    Form(
        "counted_days",
        r"""(?P<y>YEAR)\ ?YEAR_WORD\ ?(?P<mn1>MONTH_NUMBER)\ ?MONTH_WORD\ ?(?P<d1>DAY)\ ?DAY_WORD(?:\ ?-\ ?|\ ?TO\ ?)
            (?:(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD\ ?)?(?P<d>DAY)\ ?DAY_WORD""",
        ("2019年5月3日から5日", "2019년 5월 3일-5일"),
    ),
    Form(
        "figures_days",
        rf"""(?P<a1>DAY)\.(?:(?P<b1>DAY)\.)?{_TO}(?P<a>DAY)\.\ ?(?P<b>MONTH_NUMBER)\.\ ?(?P<y>YEAR)""",
        ("3.–5.5.2011", "3.5.–5.6.2011"),
    ),
    Form("years", r"""(?P<y1>YEAR)(?:\ ?YEAR_WORD)?(?:\ ?-\ ?|\ TO\ )(?P<y>YEAR)(?!')""", ("1909–1944", "1998 to 2003"), bare=True),
    Form("short_years", r"""(?P<y1>YEAR)-(?P<yy>SHORT_YEAR)""", ("1914-18",), bare=True),
)
"""Ways to write from-to in which one end leaves out what the other says."""
_TIME = re.compile(r"(?:T|[ :,]\s?)\d\d:\d\d")
"""A time of day, which may stand right behind a date: `2011-05-13T10:22:33Z`, `13/May/2011:10:22:33`."""
_BEFORE = re.compile(r"(?:[^\W_]|[\w)][.,:/_+\-–—]|[#@\\_=+~/§$€£])$")
_AFTER = re.compile(r"[^\W_]|[.,:/_\-–—][\d]|[%‰_=@]|\)?[-–—]?\d|['’]s\b")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CAPITAL = frozenset({"en"})
"""Languages whose month names are also other words, and have a capital where they are months: May, March."""
_SHORT_PIVOT = 50
"""A year in two figures under it is of this century where nothing else tells: dates of registers and logs since 1950."""
_BC, _AD = 0, 1


@dataclass(frozen=True, slots=True)
class Context:
    """What decides between two readings: the order of days and months, and the year of the document."""

    language: str
    order: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """`text[start:end]` is a date. `edtf` is null where it has no day, or leans on another date."""

    start: int
    end: int
    rule: str
    edtf: str | None
    partial: PartialDate | None = None
    data: dict[str, object] = field(default_factory=dict)

    @property
    def value_data(self) -> str | None:
        """Return what else is to be known of it, as JSON."""
        return json.dumps(self.data, sort_keys=True) if self.data else None


def find(text: str, tokens: Sequence[Token], context: Context, *, read_only: bool = False) -> list[FoundDate]:
    """Return the dates of a text by its tokens, none overlapping another, in text order.

    `read_only` takes the forms too that are too weak to find a date by.
    """
    of_text = Tokens(text, tokens)
    proposals = [
        found
        for form in (*SINGLE, *RANGES)
        if read_only or form.name not in READ_ONLY
        for match in of_text.matches(form.expression)
        if (found := _read(of_text, match, form, context)) is not None
    ]
    kept = longest(proposals)
    return _joined(of_text, kept)


def longest(proposals: Sequence[FoundDate]) -> list[FoundDate]:
    """Return the proposals that no longer one overlaps, in text order; of two as long the form that stands first."""
    out: list[FoundDate] = []
    taken: set[int] = set()
    for found in sorted(proposals, key=lambda found: found.start - found.end):
        if taken.isdisjoint(range(found.start, found.end)):
            out.append(found)
            taken.update(range(found.start, found.end))
    return sorted(out, key=lambda found: found.start)


def order(texts: Sequence[tuple[str, str]]) -> str | None:
    """Return the order of days and months that the unambiguous dates of a document show; null for none, or for both.

    >>> order([("en", "on 13/05/2011 and 03/05/2011")]), order([("en", "on 03/05/2011")])
    ('DMY', None)
    """
    shown = set()
    for _, text in texts:
        for match in _FIGURES.finditer(text):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:  # noqa: PLR2004 (months)
                shown.add("DMY")
            if second > 12 >= first:  # noqa: PLR2004
                shown.add("MDY")
    return shown.pop() if len(shown) == 1 else None


_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d/-]|\.\d)")


def _read(tokens: Tokens, match: re.Match[str], form: Form, context: Context) -> FoundDate | None:
    """Return the date of a match; nothing where it is part of something else, or is none."""
    start, end = tokens.span(match)
    text = tokens.text
    if not _stands_alone(text, start, end, vague=_is_vague(tokens.before(match))) or (form.bare and _is_labelled(tokens, match, context)):
        return None
    if not _is_month(tokens, match, context) or (form.name.startswith("year") and _is_counted(tokens, match, form)):
        return None
    says = _Said(tokens, match, context)
    found = says.range() if form in RANGES else says.single(form)
    if found is None:
        return None
    edtf, partial, data = found
    if form.name in {"day_month", "month_day", "counted_month_day", "weekday_day"} and edtf is None:
        data = {**data, "relative": True}
    if edtf is None and not data:
        return None if form.bare else FoundDate(start, end, form.name, None)
    return FoundDate(_without_lead(tokens, match), end, form.name, edtf, partial, data)


_LEADS = frozenset({"ARTICLE", "OF", "IN", "FROM", "TO", "AND", "ABOUT"})
"""Kinds of the words before a date that are no part of it."""


def _without_lead(tokens: Tokens, match: re.Match[str]) -> int:
    """Return where a date begins behind its articles and prepositions: `du 3 mai`, `in 1066`."""
    return next(token.start for token in tokens.all(match) if not token.meanings or not set(token.meanings) <= _LEADS)


def _is_vague(before: Token | None) -> bool:
    return before is not None and "VAGUE" in before.meanings


def _stands_alone(text: str, start: int, end: int, *, vague: bool = False) -> bool:
    """Tell whether no word or figure goes on before or behind the date; a time of day may stand behind it, `mid-` before."""
    before = text[max(0, start - 2) : start]
    if not vague and _BEFORE.search(before) and not _WIDE.match(before[-1:]) and not before.endswith(("(", "[")):
        return False
    return not _AFTER.match(text, end) or _WIDE.match(text, end) is not None or _TIME.match(text, end) is not None


def _is_labelled(tokens: Tokens, match: re.Match[str], context: Context) -> bool:
    """Tell whether a word before a figure says what it numbers: `p. 1990`, `Flight 1984`, `Version 2.10.2019`."""
    before = tokens.before(match)
    if before is not None and "LABEL" in before.meanings:
        return True
    if before is None or not {"DIGITS", "TO", "AND"} & set(before.meanings):
        return False
    words = re.findall(r"[^\W\d_]+", tokens.text[max(0, before.start - 20) : before.start])
    known = lexicon(context.language)
    return any("LABEL" in (known.meanings(word) or {}) for word in words[-1:])


def _is_month(tokens: Tokens, match: re.Match[str], context: Context) -> bool:
    """Tell whether a month's name is one: in English with a capital, or as a whole word in capitals or small beside a year."""
    if context.language not in _CAPITAL or "m" not in match.re.groupindex:
        return True
    month = tokens.all(match, "m")
    return not month or tokens.text[month[0].start].isupper() or "y" in match.re.groupindex


def _is_counted(tokens: Tokens, match: re.Match[str], form: Form) -> bool:
    """Tell whether a year's figure counts what follows it: `in 2000 Fällen`, `1999 dollars`, `2010 passengers`."""
    following = tokens.after(match)
    if following is not None and {"CURRENCY", "UNIT", "PERCENT", "SCALE", "SIGN"} & set(following.meanings):
        return True
    if form.name != "year_after_in":
        return False
    _, end = tokens.span(match)
    return re.match(r"\s?(?:[.,;:)\]!?»”\"]|$|[-–—]\s)", tokens.text[end : end + 3]) is None and not _function_word(tokens, end)


def _function_word(tokens: Tokens, end: int) -> bool:
    """Tell whether a word of the lexicon that no figure counts stands right behind: a connector, not a noun."""
    following = next((token for token in tokens.tokens if token.start >= end), None)
    return following is not None and following.start == end + 1 and bool({"AND", "TO", "OF", "IN", "ARTICLE"} & set(following.meanings))


_Found = tuple["str | None", "PartialDate | None", dict[str, object]]


class _Said:
    """What the groups of one match say."""

    def __init__(self, tokens: Tokens, match: re.Match[str], context: Context) -> None:
        self.tokens, self.match, self.context = tokens, match, context

    def number(self, group: str, *kinds: str) -> int | None:
        """Return the number that the token of a group says, as the first of these kinds that it has."""
        token = self.tokens.one(self.match, group)
        if token is None:
            return None
        return next((token.meanings[kind] for kind in kinds if token.meanings.get(kind) is not None), None)

    def year(self) -> int | None:
        """Return the year, as astronomers count: of an era, of a reign, or of two figures."""
        year = self.number("y", "YEAR", "OLD_YEAR", "DIGITS")
        reign = self.number("r", "REIGN")
        if reign is not None:
            years = self.number("n", "DIGITS") or 0
            return reign + years if 0 < years < 200 else None  # noqa: PLR2004 (no reign lasts longer)
        short = self.number("yy", "SHORT_YEAR")
        if short is not None:
            return whole_year(short, self.context.year)
        if year is not None and self.number("e", "ERA") == _BC and self.tokens.one(self.match, "e"):
            return 1 - year if year else None
        return year or None

    def month(self, suffix: str = "") -> int | None:
        """Return the month, by its name or its number."""
        return self.number(f"m{suffix}", "MONTH") or self.number(f"mn{suffix}", "MONTH_NUMBER")

    def day(self, suffix: str = "") -> int | None:
        """Return the day of the month."""
        return self.number(f"d{suffix}", "DAY", "ORDINAL")

    def single(self, form: Form) -> _Found | None:
        """Return the date of a form of one date."""
        special = _SPECIAL.get(form.name)
        if special is not None:
            return special(self)
        return _dated(PartialDate(self.year(), self.month(), self.day()))

    def range(self) -> _Found | None:
        """Return from-to, each end with what it leaves out taken from the other."""
        if "a" in self.match.re.groupindex:
            end = PartialDate(self.year(), self.number("b", "MONTH_NUMBER"), self.number("a", "DAY"))
            start = PartialDate(end.year, self.number("b1", "DAY") or end.month, self.number("a1", "DAY"))
        else:
            end = PartialDate(self._end_year(), self.month() or self.month("1"), self.day())
            start = PartialDate(self.number("y1", "YEAR") or end.year, self.month("1") or end.month, self.day("1"))
        if end.year is None and end.month is not None:
            return None, None, {"relative": True}
        start = _a_year_before(start, end)
        found = interval(start, end)
        return (found, end, {}) if found else None

    def _end_year(self) -> int | None:
        first, short = self.number("y1", "YEAR"), self.number("yy", "SHORT_YEAR")
        return first // 100 * 100 + short if first is not None and short is not None else self.year()


def _a_year_before(start: PartialDate, end: PartialDate) -> PartialDate:
    """Return a start whose year is the end's, one year earlier where it would be after it: `28 December to 3 January 2011`."""
    same = start.year == end.year and start.month is not None and end.month is not None
    later = same and (start.month, start.day or 0) > (end.month, end.day or 0) and start.month != end.month
    return replace(start, year=start.year - 1) if later and start.year is not None else start


def whole_year(short: int, near: int | None) -> int:
    """Return a year in two figures whole: within fifty years of the document's where that is known, else from 1950 to 2049.

    >>> whole_year(11, None), whole_year(68, None), whole_year(11, 1920)
    (2011, 1968, 1911)
    """
    if near is None:
        return short + (2000 if short < _SHORT_PIVOT else 1900)
    return next(year for year in range(near - 50, near + 50) if year % 100 == short)


def _dated(date: PartialDate) -> _Found | None:
    """Return a date, without EDTF where it has no year; nothing for a day that no calendar has."""
    if not date.exists():
        return (None, None, {}) if date.year is not None and date.month is not None else None
    if date.year is None:
        return (None, date, {}) if date.day is not None else None
    return str(date), date, {}


def _figures(said: _Said) -> _Found | None:
    """Return day, month and year in figures: by the order of language or document, else one of two."""
    first, second, year = said.number("a", "DAY"), said.number("b", "DAY"), said.year()
    dates = {"DMY": PartialDate(year, second, first), "MDY": PartialDate(year, first, second)}
    order_ = said.context.order
    if order_ in dates and dates[order_].exists():
        return str(dates[order_]), dates[order_], {}
    both = one_of(list(dates.values())) if order_ is None or not dates.get(order_, dates["DMY"]).exists() else None
    return None if both is None else (both, None, {"ambiguous": True} if both.startswith("[") else {})


def _short_figures(said: _Said) -> _Found | None:
    """Return a date with a year in two figures: its century is known only where the document's year is."""
    if said.context.year is None:
        return None, None, {"ambiguous": True}
    found = _figures(said)
    return None if found is None else (found[0], found[1], {**found[2], "relative": True})


def _compact(said: _Said) -> _Found | None:
    figure = said.number("c", "COMPACT") or 0
    date = PartialDate(figure // 10_000, figure // 100 % 100, figure % 100)
    return (str(date), date, {}) if date.exists() and 1900 <= (date.year or 0) <= 2099 else None  # noqa: PLR2004 (no other number looks so)


def _named_day(said: _Said) -> _Found | None:
    token = said.tokens.one(said.match, "x")
    month, day = str(token.meanings["NAMED_DAY"]).split("-") if token else ("", "")
    return _dated(PartialDate(said.year(), int(month), int(day)))


def _day_of_history(said: _Said) -> _Found | None:
    """Return the day that figures name in a language: `9/11`."""
    start, end = said.tokens.span(said.match)
    named = HISTORY.get(said.context.language, {}).get(said.tokens.text[start:end])
    if named is None:
        return None
    year, month, day = map(int, named.split("-"))
    return named, PartialDate(year, month, day), {}


HISTORY = {"en": {"9/11": "2001-09-11"}}
"""Days of history that are known by figures, by language."""


def _season(said: _Said) -> _Found | None:
    date = PartialDate(said.year(), part=said.number("s", "SEASON"))
    return str(date), date, {}


def _quarter(said: _Said) -> _Found | None:
    number = said.number("q", "DIGITS") or said.number("o", "ORDINAL", "ROMAN", "DIGITS") or 0
    date = PartialDate(said.year(), part=32 + number)
    return (str(date), date, {}) if 1 <= number <= 4 else None  # noqa: PLR2004 (quarters)


def _half_year(said: _Said) -> _Found | None:
    number = said.number("o", "ORDINAL", "DIGITS") or 0
    date = PartialDate(said.year(), part=39 + number)
    return (str(date), date, {}) if number in {1, 2} else None


def _decade(said: _Said) -> _Found | None:
    year = said.number("y", "YEAR")
    if year is None:
        year = said.year()
    if year is None or year % 10:
        return None
    date = PartialDate(year, unknown=1)
    return str(date), date, {}


def _spoken_decade(said: _Said) -> _Found | None:
    head, ten = said.number("n", "NUMERAL") or 0, said.number("t", "DECADE_NAME") or 0
    date = PartialDate(head * 100 + ten * 10, unknown=1)
    return (str(date), date, {}) if 10 <= head <= LAST_YEAR // 100 else None  # noqa: PLR2004


def _hundreds(said: _Said) -> _Found | None:
    """Return Scandinavian `1800-talet`, a century, or `1990-talet`, a decade; `2000-talet` may be either."""
    year = said.number("hundred", "YEAR")
    if year is None or year % 10 or year == 2000:  # noqa: PLR2004
        return (None, None, {"ambiguous": True}) if year == 2000 else None  # noqa: PLR2004
    date = PartialDate(year, unknown=2 if year % 100 == 0 else 1)
    return str(date), date, {}


def _century(said: _Said) -> _Found | None:
    number = said.number("o", "ORDINAL", "CENTURY_NUMBER", "ROMAN") or 0
    if not 1 <= number <= 21 or said.number("e", "ERA") == _BC:  # noqa: PLR2004
        return (None, None, {}) if number else None
    date = PartialDate((number - 1) * 100, unknown=2)
    return str(date), date, {}


_SPECIAL: dict[str, Callable[[_Said], _Found | None]] = {
    "figures": _figures,
    "short_figures": _short_figures,
    "compact": _compact,
    "named_day": _named_day,
    "day_of_history": _day_of_history,
    "season": _season,
    "season_after": _season,
    "quarter": _quarter,
    "half_year": _half_year,
    "decade": _decade,
    "decade_after": _decade,
    "short_decade": _decade,
    "spoken_decade": _spoken_decade,
    "decade_or_century": _hundreds,
    "century": _century,
    "counted_century": _century,
    "century_after": _century,
}
"""Forms that say more than year, month and day."""


def _joined(tokens: Tokens, found: list[FoundDate]) -> list[FoundDate]:
    """Return the dates, two with only `to` or a dash between them as one from-to: `3 May 1911 to 12 December 1998`."""
    out: list[FoundDate] = []
    for date in found:
        last = out[-1] if out else None
        between = tokens.text[last.end : date.start] if last else ""
        whole = _from_to(last, date) if last and _is_to(tokens, last, date, between) else None
        if last and whole:
            out[-1] = FoundDate(last.start, date.end, "from_to", whole, date.partial)
        else:
            out.append(date)
    return out


def _from_to(first: FoundDate, second: FoundDate) -> str | None:
    if first.partial is None or second.partial is None or "/" in (first.edtf or "") or second.edtf is None or "/" in second.edtf:
        return None
    start = first.partial.within(second.partial) if first.partial.year is None else first.partial
    return interval(_a_year_before(start, second.partial) if first.partial.year is None else start, second.partial)


def _is_to(tokens: Tokens, first: FoundDate, second: FoundDate, between: str) -> bool:
    """Tell whether what stands between two dates makes from-to of them."""
    if re.fullmatch(r"\s?[-–—]\s?", between):
        return True
    words = [token for token in tokens.tokens if first.end <= token.start and token.end <= second.start]
    spelt = re.findall(r"[^\W_]+", between)
    known = len(words) == len(spelt) or len(words) == 1
    return 0 < len(words) <= 2 and known and "TO" in words[0].meanings and ("AND" not in words[0].meanings or _after_from(tokens, first))  # noqa: PLR2004


def _after_from(tokens: Tokens, first: FoundDate) -> bool:
    before = [token for token in tokens.tokens if token.end <= first.start]
    return bool(before) and "FROM" in before[-1].meanings and first.start - before[-1].end <= 1


__all__ = ["FIRST_YEAR", "Context", "FoundDate", "find", "longest", "order", "whole_year"]
