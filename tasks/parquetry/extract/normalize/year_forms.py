"""Forms of years: decades, centuries, years with a word or an era at them, as expressions over tokens (see `tokens`)."""

from __future__ import annotations

from parquetry.extract.normalize.forms import Form

# A form is VERBOSE: a space that is meant is escaped.
# Transcripts put spaces around the hyphen of `seventy - two`.
_SPOKEN_YEAR = r"""(?P<w>(?:NUMERAL|SCALE)(?:(?:\ ?-\ ?|\ )(?:AND\ )?(?:NUMERAL|SCALE)){0,5})"""

YEARS = (
    Form("decade", r"""(?P<y>YEAR)[-'\ ]?DECADE""", ("the 1990s", "1990er Jahre", "1990-х годов", "1990'larda", "1990年代")),
    Form(
        # Something says that the tens are years: an ending, a word. In Chinese the century stands first.
        "decade_of_century",
        r"""(?: (?P<t>DIGITS)(?:[-.'\ ]{0,2}(?:SUFFIX|DECADE|DECADE_BEFORE|YEAR_ENDING|YEAR_WORD|YEAR_LEAD|TIME_UNIT)){1,3}
              | (?:DECADE_BEFORE|DECADE_LEAD)\ (?P<t_>DIGITS)\.? )
            \ (?:(?:OF|ARTICLE)\ )*
            (?P<o>ORDINAL|CENTURY_NUMBER|ROMAN)(?:-?SUFFIX|-?CENTURY_SUFFIX|\.|'|\ SUFFIX)?[\ -]{1,3}(?P<c>CENTURY)
            | (?P<o_>CENTURY_NUMBER)\ ?CENTURY\ ?(?P<t__>DIGITS)\ ?DECADE""",
        ("80er Jahre des 20. Jahrhunderts", "80-е годы XX века", "lata 80. XX wieku", "20世纪80年代"),
    ),
    # Scandinavian and Finnish: `1800-talet` is a century, `1990-talet` a decade.
    Form("decade_or_century", r"""(?P<hundred>YEAR)[-\ ]?HUNDREDS""", ("1990-talet", "1800-luvulla")),
    Form("decade_after", r"""(?:DECADE_BEFORE|DECADE_LEAD)\ (?P<y>YEAR)""", ("années 1990", "años 1990", "lata 1990")),
    # The apostrophe is needed: `90s` may be seconds.
    Form("short_decade", r"""'(?P<yy>SHORT_YEAR)DECADE""", ("'90s",)),
    Form(
        # With a word that says it: `90 years` and `90er` alone are other things. Czech counts its decades with a point.
        "short_decade_after",
        r"""(?<!DIGITS-)'?(?P<yy>SHORT_YEAR)(?:(?:[-'\ ]|)DECADE_YEARS|\.\ DECADE_ORDINAL)""",
        ("90er Jahre", "90-е годы", "90-talet", "90. letech", "90年代"),
    ),
    Form("short_decade_before", r"""DECADE_LEAD\ '?(?P<yy>SHORT_YEAR)""", ("les années 90", "gli anni '90")),
    Form(
        "decade_in_words",
        r"""(?P<t>DECADE_NAME)[\ -]YEARS | (?P<t__>DECADE_NOUN)
            | DECADE_LEAD\ (?:(?P<t_>DECADE_NAME)|(?P<w>NUMERAL(?:[-\ ]NUMERAL)?))""",
        ("neunziger Jahre", "les années soixante", "lata dziewięćdziesiąte", "nittiotalet"),
    ),
    Form("spoken_decade", r"""(?P<n>NUMERAL)[\ -](?P<t>DECADE_NAME)""", ("the nineteen-sixties",)),
    Form(
        # The endings of ordinals differ most here: `20th`, `19.`, `XIXe`.
        "century",
        r"""(?P<o>ORDINAL|CENTURY_NUMBER|ROMAN)(?:-?SUFFIX|-?CENTURY_SUFFIX|\.|'|\ SUFFIX)?
            [\ -]{1,3}(?P<c>CENTURY)""",
        ("the 20th century", "19. Jahrhundert", "XIXe siècle", "XIX век"),
    ),
    Form(
        # The point is that of an abbreviation: `V в. до н. э.`
        "century_of_era",
        r"""(?P<o>ORDINAL|CENTURY_NUMBER|ROMAN)(?:-?SUFFIX|-?CENTURY_SUFFIX|\.|'|\ SUFFIX)?
            [\ -]{1,3}(?P<c>CENTURY)\.?\ (?P<e>ERA)""",
        ("the 5th century BC", "5. Jh. v. Chr."),
    ),
    Form("counted_century", r"""(?P<o>CENTURY_NUMBER)\ ?(?P<c>CENTURY)""", ("19世紀", "19세기")),
    Form(
        "century_after",
        # In languages that have the word first; in others `в 5` and `w 5` are hours, houses, anything.
        r"""(?P<c>CENTURY_BEFORE)(?:\.?\ |-)(?:(?:OF|ARTICLE)\ )?
            (?P<o>ROMAN|CENTURY_NUMBER|ORDINAL)(?:\ (?P<e>ERA))?""",
        ("siglo XIX", "secolul al XIX-lea", "القرن التاسع عشر"),
    ),
    # With an era any number of figures is a year: `AD 79`.
    Form("year_of_era", r"""(?P<e>ERA)\.?\ ?(?P<y>DIGITS)""", ("AD 79", "i. e. 44")),
    Form(
        "year_before_era",
        r"""(?:(?:YEAR_WORD|YEAR_LEAD)\ )?(?P<y>DIGITS)(?:\.?\ ?YEAR_WORD)?\.?\ ?(?P<e>ERA)""",
        ("44 BC", "44 v. Chr.", "44. pr. Kr."),
    ),
    Form(
        "year_word", r"""(?:YEAR_WORD|YEAR_LEAD)\ ?(?P<y>YEAR)""", ("im Jahr 2011", "FY2012", "fiscal 2012", "vuonna 2011")
    ),
    # Only words that count no years: `2000 år` and `2000 лет` are two thousand of them (`YEAR_LEAD`).
    Form("year_word_after", r"""(?P<y>YEAR)\.?[\ -]?YEAR_WORD""", ("2011 года", "2011 r.", "2011 yılında", "2011. évi")),
    # Turkish and Hungarian put case endings on figures.
    Form("year_with_ending", r"""(?P<y>YEAR)['-]YEAR_ENDING""", ("1976'dan", "2011-ben")),
    Form("year_about", r"""CIRCA\.?\ (?P<y>YEAR)""", ("c. 1650", "ca. 1650"), bare=True),
    # A preposition makes a year likely, and `date_counts.is_counted` still rules out `in 2000 cases`.
    Form("year_after_in", r"""IN\ (?P<y>YEAR)""", ("in 1066", "seit 1976", "en 2011"), bare=True),
    # The name starts with that of a year, for what counts something is none: `in nineteen seventy pages`.
    Form(
        "year_spoken_after_in",
        rf"""(?:IN|YEAR_LEAD)\ (?:YEAR_LEAD\ )?{_SPOKEN_YEAR}""",
        ("in nineteen seventy-two", "im Jahr zweitausendelf"),
    ),
    Form("year_spoken", _SPOKEN_YEAR, ("nineteen seventy-two",)),
    Form("year", r"""(?P<y>YEAR|OLD_YEAR)""", ("1066", "366"), bare=True),
)
"""All ways to write a year, a decade or a century without a day or a month."""
