"""Forms of dates: the ways to write one date or from-to, as expressions over tokens (see `tokens`)."""

from __future__ import annotations

import re

from parquetry.extract.normalize.date_codes import FORMS_OF_CODES
from parquetry.extract.normalize.forms import Form
from parquetry.extract.normalize.token_codes import BREAK
from parquetry.extract.normalize.year_forms import YEARS

# A form is VERBOSE: a space that is meant is escaped. The pieces below are shared, so that an addition (a comma after a
# weekday) holds for all forms.
_WEEKDAY = r"(?:WEEKDAY(?:\ WEEKDAY)?\.?,?\ )?"
_THE = r"(?:(?:ARTICLE|DAY_WORD)[\ '])*"
# English writes `3rd`, German `3.`: the ending is a token of its own.
_DAY = r"(?P<d>DAY|ORDINAL)(?:[-.:]?SUFFIX|\.|RAISED_O)?"
_NTH = r"(?:-?CENTURY_SUFFIX|[-.]?SUFFIX|\.|RAISED_O)?"
"""What makes an ordinal of a figure: `3.`, `1.º`, `1-м`, and `1°` of keyboards without a raised o."""
_OF = r"(?:(?:OF|ARTICLE|YEAR_WORD|YEAR_LEAD|DAY_WORD)\.?(?:\ |')?)*"
"""What stands between a day, its month and its year: `of`, `de`, `del año`, `day of`."""
# Three figures, `366`, are a year only with a month; bare ones are read only (`READ_ONLY`).
_YEAR = r"(?P<y>YEAR|OLD_YEAR)"
_ERA = r"(?:\.?\ ?YEAR_WORD\.?)?(?:\ ?(?P<e>ERA))?"
"""Behind a year: `года`, `r.`, `BC`."""
_YEAR_END = r"(?:['-]YEAR_ENDING)?\.?(?:\ (?:YEAR_WORD|YEAR_LEAD))?"
"""Behind a year that stands before its quarter: `2019'un`, `2021 yılının`, `2021. év`."""
# En and em dashes arrive here as hyphens, see `tokens`.
# Italian elides: `dall'8 all'11 giugno`.
_TO = r"(?:\ ?-\ ?|\ ?(?:TO)[\ ']?)"
_BREAK = re.escape(BREAK)
"""A gap with words of no table in it, or with two spaces."""
# Something parts the two here as well: `avr4` is a processor.
_MONTH_DAY = rf"(?P<m>MONTH)(?:\.\ ?|\ ){_THE}{_DAY}"

SINGLE = (
    Form(
        # Three signs at most: `3. - Mai` still reads, a column of a table does not.
        "day_month_year",
        rf"""{_WEEKDAY}{_THE}{_DAY} [\ .,/-]{{0,3}}
             {_OF} (?P<m>MONTH)\.? (?:[\ .,/]{{0,3}}|-) {_OF} {_YEAR} {_ERA}""",
        ("3 May 2011", "Friday, the 13th of May, 2011", "3. Mai 2011", "3 de mayo de 2011", "13/May/2011"),
    ),
    # A dash between month and year alone is one between two dates: `3. maijs – 2012. gada 7. jūnijs`.
    Form("day_month_year_dashes", rf"""{_DAY}\ -\ (?P<m>MONTH)\ -\ {_YEAR}""", ("10 - May - 2011",)),
    # Both separators are the same (`(?P=g)`): `13-MAY 11` is something else.
    Form("day_month_short_year", rf"""{_DAY} (?P<g>[-/\ ]) (?P<m>MONTH) (?P=g) '?(?P<yy>SHORT_YEAR)""", ("13-MAY-11",)),
    Form(
        "month_day_year",
        rf"""{_WEEKDAY}{_MONTH_DAY} (?:\ ?,\ ?|\ ){_OF} {_YEAR} {_ERA}""",
        ("May 13th, 2011", "May 13 2011"),
    ),
    Form(
        # Something parts the two: `dec265` is a decoder.
        "month_year",
        rf"""(?P<m>MONTH) (?: \.[\ ,/-]{{0,2}} | [\ ,/-]{{1,2}} ) {_OF} {_YEAR} {_ERA}""",
        ("May 2011", "mayo de 2011", "Sept. 1939"),
    ),
    Form(
        # Hungarian and Lithuanian put the year first, with a point: `2019. május 4.`
        "year_month_day",
        rf"""{_YEAR}\.?(?:\ ?YEAR_WORD)?[\ .-]{{1,2}}(?P<m>MONTH)\.?[\ -]{_DAY}(?:-?SUFFIX)?{_WEEKDAY}""",
        ("2019. május 4.", "2011 May 13"),
    ),
    Form(
        # Latvian has the day between the year and the month.
        "year_day_month",
        rf"""{_YEAR}\.?\ YEAR_WORD\ {_DAY}\ (?P<m>MONTH)""",
        ("2011. gada 3. maijs",),
    ),
    Form("year_month", rf"""{_YEAR}\.?(?:\ ?YEAR_WORD\.?)?\ (?P<m>MONTH)""", ("2019. május", "2011 m. gegužė")),
    Form(
        # Chinese, Japanese and Korean count year, month and day; a reign may take the place of the year.
        "counted",
        r"""(?: (?P<y>YEAR|OLD_YEAR) | (?P<r>REIGN)\ ?(?P<n>DIGITS) )\ ?YEAR_WORD
            (?:\ ?(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD (?:\ ?(?P<d>DAY)\ ?DAY_WORD)? )?""",
        ("2019年5月4日", "2011년 5월 3일", "令和3年5月4日", "民國100年"),
    ),
    Form(
        # Vietnamese has the words before the figures: `ngày 3 tháng 5 năm 2011`.
        "counted_day_first",
        r"""(?:DAY_WORD\ |ARTICLE\ )?(?:(?P<d>DAY)\ )? MONTH_WORD\ (?P<mn>MONTH_NUMBER)
            (?: ,?\ (?:YEAR_WORD|YEAR_LEAD)\ | / | ,?\ )(?P<y>YEAR)""",
        ("ngày 3 tháng 5 năm 2011", "tháng 5/2011", "3 tháng 5, 2011"),
    ),
    Form(
        # `bare` from here on: a word before may say that the figures number something, `Version 2.10.2019`.
        "iso",
        r"""(?P<y>YEAR|OLD_YEAR) (?P<g>[-/.]) (?P<mn>MONTH_NUMBER) (?P=g) (?P<d>DAY)""",
        ("2011-05-13", "2011/05/13"),
        bare=True,
    ),
    Form("spaced_iso", r"""(?P<y>YEAR)\.\ (?P<mn>MONTH_NUMBER)\.\ (?P<d>DAY)\.?""", ("2019. 05. 04.",), bare=True),
    Form("compact", r"""(?P<c>COMPACT)""", ("20110513",), bare=True),
    Form(
        # Two groups of kind DAY: which one is the month is decided in `date_reading`, as languages differ.
        "figures",
        r"""(?P<a>DAY) (?P<g>[./-]|\.\ ) (?P<b>DAY) (?P=g) (?P<y>YEAR)""",
        ("13/05/2011", "3.5.2011", "4. 5. 2011"),
        bare=True,
    ),
    # Polish and Spanish write months in Roman numerals, Hungarian with the year first.
    Form(
        "roman_month",
        r"""(?P<d>DAY)(?P<g>\ |\.|\.\ |-|/)(?P<rm>ROMAN)(?P=g)(?P<y>YEAR)""",
        ("5 V 2010", "12-XI-1712"),
        bare=True,
    ),
    Form("short_figures", r"""(?P<a>DAY) (?P<g>[./-]) (?P<b>DAY) (?P=g) '?(?P<yy>SHORT_YEAR)""", ("5/6/98",), bare=True),
    # The apostrophe tells the year from a day: `May '68`.
    Form("month_short_year", r"""(?P<m>MONTH)\.?,?\ '(?P<yy>SHORT_YEAR)(?!')""", ("May '68",)),
    Form("short_year", r"""'(?P<yy>SHORT_YEAR)(?!')""", ("'68",)),
    Form("day_month", rf"""{_WEEKDAY}{_THE}{_DAY}[\ .-]{{1,2}}{_OF}(?P<m>MONTH)""", ("4 May", "4 de mayo", "31. August")),
    Form("month_day", rf"""{_WEEKDAY}{_MONTH_DAY}""", ("May 4", "May 3rd")),
    Form(
        # Programs write the year last, after the time of day and perhaps its zone; a day of one figure has two spaces.
        "day_and_time",
        rf"""(?:WEEKDAY,?\ )?(?P<m>MONTH) (?:\ |{_BREAK}\ \ ) (?P<d>DAY)\ (?P<t>DIGITS:DIGITS(?::DIGITS)?)
             (?:\ |(?P<zone>{_BREAK})\ ) (?P<y>YEAR)""",
        ("Mon Oct 31 22:13:04 2011", "Sun Oct  2 01:30:00 EDT 2011"),
    ),
    Form(
        # The same with the day first.
        "day_month_and_time",
        rf"""(?:WEEKDAY\.?,?\ )?(?P<d>DAY)\.?\ (?P<m>MONTH)\.?\ (?P<t>DIGITS:DIGITS(?::DIGITS)?)
             (?:\ |(?P<zone>{_BREAK})\ ) (?P<y>YEAR)""",
        ("Thu 30 May 11:42:29 BST 2013", "čt 3. bře 23:05:25 2005"),
    ),
    Form("counted_month_day", r"""(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD\ ?(?P<d>DAY)\ ?DAY_WORD""", ("5月4日", "6월 15일")),
    Form("named_day", rf"""(?P<x>NAMED_DAY),?\ {_OF}(?P<y>YEAR)""", ("Christmas Day 1914", "Good Friday 1998")),
    Form("named_day_after", r"""(?P<y>YEAR)\ (?P<x>NAMED_DAY)""", ("2010 szilveszterkor",)),
    Form(
        # A season needs a year: `spring` alone is a spring.
        "season",
        rf"""(?P<s>SEASON)(?:,?\ )?{_OF}(?P<y>YEAR)(?:\ YEAR_WORD)?""",
        ("spring 2011", "the winter of 2014", "весной 2011 года"),
    ),
    Form(
        "season_after", r"""(?P<y>YEAR)(?:\.?\ ?YEAR_WORD)?\ ?(?P<s>SEASON)""", ("2011 yazında", "2011年春", "2011 tavaszán")
    ),
    Form(
        # `Q3` has the figure after the word, all others before it.
        "quarter",
        rf"""(?: QUARTER\ ?(?P<q>DIGITS) | (?P<o>ORDINAL|ROMAN|DIGITS){_NTH}[\ -]QUARTER\.? )
             (?:\ |/|,\ )?{_OF}(?P<y>YEAR)(?:\ YEAR_WORD)?""",
        ("Q3 2011", "the third quarter of 2011", "3. Quartal 2011", "III kwartał 2011"),
    ),
    Form(
        # The year first, with an ending in Turkish.
        "quarter_after",
        rf"""(?P<y>YEAR) (?: {_YEAR_END}[\ /](?P<o>ORDINAL|ROMAN|DIGITS)(?:SUFFIX|\.)?\ QUARTER
                         | \ ?YEAR_WORD\ ?LABEL?(?P<o_>DIGITS)\ ?QUARTER )""",
        ("2019 harmadik negyedévében", "2019'un üçüncü çeyreğinde", "2015年第三季度", "2015년 3분기"),
    ),
    Form("quarter_roman", rf"""QUARTER\ (?P<o>ROMAN),?\ {_OF}(?P<y>YEAR)""", ("trimestrul III 2019",)),
    Form(
        "half_year",
        rf"""(?P<o>ORDINAL|PART_ORDINAL|DIGITS|ROMAN){_NTH}[\ -](?P<h>HALF|HALF_YEAR)\.?
             \ {_OF}(?P<y>YEAR)(?:\ YEAR_WORD)?""",
        ("the first half of 2011", "1. Halbjahr 2011", "II półrocze 2011"),
    ),
    Form(
        "half_year_after",
        rf"""(?P<y>YEAR) (?: {_YEAR_END}\ (?P<o>ORDINAL|ROMAN|DIGITS)(?:SUFFIX|\.)?\ HALF_YEAR
                         | \ ?YEAR_WORD\ ?(?P<h_>YEAR_HALF) )""",
        ("2021. I. félév", "2021'in ilk yarısı", "2021年上半年", "2021년 상반기"),
    ),
    *FORMS_OF_CODES,
    *YEARS,
    Form("day_of_history", r"""DIGITS(?P<g>[/.])DIGITS""", ("9/11",)),
)
"""All ways to write one date. Where two stand at one place the longer is meant."""
READ_ONLY = frozenset({"year", "year_spoken", "short_year", "day_of_history", "short_figures"})
"""Forms too weak to find a date by: they are read only where a model says that a date stands there."""
RANGES = (
    Form(
        # Two days side by side: `5./12. Juni` may be either of them.
        "two_days",
        rf"""(?P<d1>DAY)\.?(?P<or_>/){_DAY}\ {_OF}(?P<m>MONTH)\.?(?:[\ ,]{{1,2}}{_OF}{_YEAR})""",
        ("12./13. Juni 2021", "12/13 June 2021"),
    ),
    Form(
        # Only the start's day is written: month and year come from the end. `1` marks the groups of the start.
        "days_of_month",
        rf"""{_WEEKDAY}{_THE}(?P<d1>DAY|ORDINAL)(?:-?SUFFIX|\.|RAISED_O)?{_TO}{_WEEKDAY}{_THE}{_DAY}[\ ]?{_OF}(?P<m>MONTH)\.?
             (?:[\ ,]{{1,2}}{_OF}{_YEAR}{_ERA})?""",
        ("3-5 May 2011", "del 3 al 5 de mayo de 2011", "3.–5. Mai 2011"),
    ),
    Form(
        "month_with_days",
        rf"""(?P<m>MONTH)\.?\ (?P<d1>DAY)SUFFIX?{_TO}{_DAY}(?:,?\ {_OF}{_YEAR})""",
        ("May 3-5, 2011",),
    ),
    Form(
        "year_month_days",
        rf"""{_YEAR}\.?(?:\ YEAR_WORD\.?)?\ (?P<m>MONTH)\ (?P<d1>DAY)(?:-?SUFFIX|\.)?(?:\ DAY_WORD\.?)?(?:{_TO}|\ ){_DAY}
             (?:\ DAY_WORD\b)?""",
        ("2011. május 3–5.", "2011. május 3-tól 5-ig"),
    ),
    Form(
        # Latvian: the year, the days, the month.
        "year_days_month",
        rf"""{_YEAR}\.?\ YEAR_WORD\ (?P<d1>DAY)\.?{_TO}{_DAY}\ (?P<m>MONTH)""",
        ("2011. gada 3.–5. maijā",),
    ),
    Form(
        # A dash without spaces joins two whole dates, neither of which stands alone then (see `boundaries`).
        "whole_days",
        rf"""(?P<d1>DAY)(?:SUFFIX|\.)?\ {_OF}(?P<m1>MONTH)\.?(?:,?\ {_OF}(?P<y1>YEAR))?\ ?-\ ?
             {_DAY}\ {_OF}(?P<m>MONTH)\.?,?\ {_OF}{_YEAR}""",
        ("1 May 2011-3 June 2011", "3. maj–7. jun. 2011"),
    ),
    Form(
        "whole_months",
        rf"""(?P<m1>MONTH)\.?,?\ {_OF}(?P<y1>YEAR)\ ?-\ ?(?P<m>MONTH)\.?,?\ {_OF}{_YEAR}""",
        ("May 2011–June 2012", "mai 2011–juni 2012"),
    ),
    Form(
        # The year first, as in Hungarian: `2011. május–június`.
        "months_of_year",
        rf"""{_YEAR}\.?(?:\ ?YEAR_WORD)?\ (?P<m1>MONTH)\.?{_TO}(?P<m>MONTH)""",
        ("2011. május–június",),
    ),
    Form(
        "month_day_to_month_day",
        rf"""(?P<m1>MONTH)\.?\ (?P<d1>DAY)SUFFIX?(?:,?\ (?P<y1>YEAR))?{_TO}(?P<m>MONTH)\.?\ {_DAY}
             (?:,?\ {_YEAR})?""",
        ("June 5-July 3, 2019", "Dec. 30, 2009–Jan. 2, 2010"),
    ),
    Form(
        "months",
        rf"""(?P<m1>MONTH)\.?{_TO}{_THE}(?P<m>MONTH)\.?(?:\ |,\ ){_OF}{_YEAR}""",
        ("May to July 1935", "Mai bis Juli 1935"),
    ),
    Form(
        "counted_days",
        r"""(?P<y>YEAR)\ ?YEAR_WORD\ ?(?P<mn1>MONTH_NUMBER)\ ?MONTH_WORD\ ?(?P<d1>DAY)\ ?DAY_WORD(?:\ ?[-~]\ ?|\ ?TO\ ?)
            (?:(?P<mn>MONTH_NUMBER)\ ?MONTH_WORD\ ?)?(?P<d>DAY)\ ?DAY_WORD""",
        ("2019年5月3日から5日", "2019년 5월 3일-5일"),
    ),
    Form(
        "counted_months",
        r"""(?P<y>YEAR)\ ?YEAR_WORD\ ?(?P<mn1>MONTH_NUMBER)\ ?MONTH_WORD(?:\ ?[-~]\ ?|\ ?TO\ ?)
            (?P<mn>MONTH_NUMBER)\ ?MONTH_WORD""",
        ("2011年5月至6月", "2011년 5월~6월"),
    ),
    Form(
        # The month of the start may be left out or written: `3.–5.5.2011`, `3.5.–5.6.2011`.
        "figures_days",
        rf"""(?P<a1>DAY)\.(?:\ ?(?P<b1>DAY)\.)?{_TO}(?P<a>DAY)\.\ ?(?P<b>MONTH_NUMBER)\.\ ?(?P<y>YEAR)""",
        ("3.–5.5.2011", "3.5.–5.6.2011", "3. 5. – 5. 6. 2011"),
    ),
    Form(
        # Not before an apostrophe: `1990-2000'lerde` goes on with an ending.
        "years",
        r"""(?P<y1>YEAR)(?:\ ?YEAR_WORD)?(?:\ ?-\ ?|\ TO\ )(?P<y>YEAR)(?!')""",
        ("1909–1944", "1998 to 2003"),
        bare=True,
    ),
    # Croatian has the point of an ordinal: `1946./47.`
    Form("short_years", r"""(?P<y1>YEAR)(?:-|\.?/)(?P<yy>SHORT_YEAR)""", ("1914-18", "2013/14", "1946./47."), bare=True),
    Form("school_years", r"""(?P<y1>YEAR)\.?/(?P<y>YEAR)""", ("2013/2014",), bare=True),
)
"""Ways to write from-to in which one end leaves out what the other says."""
