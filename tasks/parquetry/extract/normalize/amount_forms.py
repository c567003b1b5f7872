"""Forms of amounts: the ways to write money, quantities and shares, as expressions over tokens (see `tokens`).

An amount is a number with a sign, a code or a word before or after it that says of what.
"""

from __future__ import annotations

from parquetry.extract.normalize.forms import Form

# Prices of whole units have a dash for their hundredths: `3.500,- EUR`.
_NUMBER = r"""(?: FIGURE (?: \ ?FRACTION | [\ -]FIGURE/FIGURE | [.,]--?(?=\ ?(?:SIGN|CODE|CURRENCY)) )?
                  | FIGURE/FIGURE(?=\ ?UNIT) | FRACTION )"""
"""`12`, `2½`, `2 1/2`, `½`, `3/4 l`."""
_STEPS = r"(?:\ ?FIGURE\ ?SCALE){0,3} (?:FIGURE(?=CURRENCY|UNIT|PERCENT))?"
_SCALES = rf"(?: (?:[\ -]?SCALE\.?){{0,2}} {_STEPS} )"
"""`million`, `Mio.`, `-million`, `lakh crore`; and `25억 5000만`, where each scale word has its own figure."""
_MINUS = r"(?<![\ue000-\uf8ff])-"
"""A minus: no hyphen at a word or a figure."""
_WORD = r"(?:NUMERAL|HALF|AND_HALF|ONE|BARE_SCALE)"
_MORE_WORDS = rf"""(?: [\ -]NUMERAL | (?<=SCALE),\ NUMERAL | [\ -](?:AND|OF)[\ -](?:{_WORD}|ONE\ HALF)
                      | [\ -](?:SCALE|HALF|AND_HALF|ONE) )"""
_MOST_WORDS = 40
"""More words than any number has: up to quintillions five for each thousand. Unbounded, a row of them is quadratic."""
# Each word is atomic: Dutch `honderd` is a number and a scale word, and a row of them would be tried in every combination.
_WORDS = rf"(?: {_WORD} (?>{_MORE_WORDS}){{0,{_MOST_WORDS}}} )"
"""`twenty-five`, `eight hundred and fifty`, `half a million`, `one and a half million`."""
_LETTER = r"(?: LETTER | \ LETTER )"
_LETTER_OF_SIGN = r"\ ?LETTER(?=SIGN|\ ?CODE)"
"""The scale letter before a sign: `3 M€`, `3M EUR`."""
_TO = r"(?: \ ?[-~]\ ? | (?:\.{2,3}|…|\ (?:\.{2,3}|…)\ ) | \ (?:TO|OR)\ | JOINED_TO )"
"""`10-15`, `10 to 15`, `10~15`, `10…15`, and `10至15` in scripts without spaces."""
_SIGN = rf"(?:{_MINUS}|MINUS\ ?)"
# Two hyphens side by side are one dash, `10--15`, and no minus.
_TO_SIGN = r"(?: \ ?[-~]\ ?(?!-) | \ ?-\ (?=-) | (?:\.{2,3}|…|\ (?:\.{2,3}|…)\ ) | \ (?:TO|OR|AND)\ | JOINED_TO )"
_END_SIGN = r"(?: [-+] | (?:MINUS|PLUS)\ )"
"""Of the upper end: `from -5 to +3`, `от минус 5 до плюс 3`."""
_HEAD = r"(?: SIGN | CODE | BEFORE\.? )"
_TAIL = r"(?: SIGN | CODE | SPOKEN_CODE | CURRENCY | SUBUNIT | PERCENT | PERMILLE | UNIT )"
_PART = r"(?:HALF|AND_HALF|NUMBER_PART|FRACTION|FIGURE/FIGURE)"
_MORE = rf"""(?: \ AND\ (?:ONE\ )?{_PART} | \ AND_HALF | \ ?FRACTION | \ FIGURE/FIGURE ) (?![\ -]?{_TAIL})"""
"""A part of what is counted, behind its word: `deux kilos et demi`, `2 kg ½`; in `two kilos and a half litre` is none."""
_SPOKEN_TAIL = r"(?:CURRENCY|SUBUNIT|PERCENT|UNIT)"
_OF = r"\ OF[\ ']"
_LINK = rf"(?: {_OF} | [\ -] )?"
"""Between a number and what it counts: `5 km`, `5-mile`, `2 millions d'euros`."""


# Group names: n figure, s scale words, l scale letter, w number words, head and tail what is counted; 2 is the second end.
FORMS_OF_AMOUNTS = (
    Form(
        # The second sign may be missing: `$5-10`.
        "sign_range",
        rf"""(?P<sign>{_MINUS}\ ?)? (?P<head>{_HEAD}) \ ? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?P<l>LETTER)?
             (?: {_TO} | \ AND\ )
             (?P<head2>{_HEAD})? \ ? (?P<n2>{_NUMBER}) (?P<s2>{_SCALES}) (?P<l2>{_LETTER})?""",
        ("$5-10", "£1.5m–£2m", "between $5 and $10 million"),
    ),
    Form(
        # Brackets mean minus, with the sign inside or outside.
        "accounting",
        rf"""(?: \( (?P<head>{_HEAD}) \ ? (?P<n>{_NUMBER}) \)
               | (?P<head_>{_HEAD}) \ ? \( (?P<n_>{_NUMBER}) \) )
             (?P<s>{_SCALES})""",
        ("($500)", "$(12.7) million"),
    ),
    Form(
        "sign_first",
        rf"""(?P<sign>{_MINUS}\ ?|MINUS\ )? (?P<head>{_HEAD}) \ ? (?P<minus>-)? (?P<n>{_NUMBER}) (?P<s>{_SCALES})
             (?P<l>{_LETTER})? (?P<rest>PRICE_SUFFIX)?""",
        ("$1.2m", "USD 1,500", "-$500", "R$ 2,5 milhões", "£50pppn"),
    ),
    Form(
        "percent_first",
        rf"""(?P<head>PERCENT_BEFORE) \ ? (?P<minus>-)? (?P<n>{_NUMBER}) (?: {_TO} (?P<n2>{_NUMBER}) )?""",
        ("%12", "yüzde 3,7", "百分之5"),
    ),
    Form("percent_first_words", rf"""(?P<head>PERCENT_BEFORE) \ (?P<w>{_WORDS})""", ("yüzde üç",)),
    # Chinese and Japanese have no space between a number and what is counted.
    Form("percent_first_han", r"""(?P<head>PERCENT_BEFORE) (?P<w>HAN_NUMBER)""", ("百分之三",)),
    Form("han_number", rf"""(?P<w>HAN_NUMBER) (?P<tail>{_SPOKEN_TAIL})""", ("三百二十万円",)),
    Form(
        # Both ends may have a unit, `5 km to 10 km`; whether they agree is checked in `amount_reading`.
        "range",
        rf"""(?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?:\ ?(?P<tail1>{_TAIL}))?
             (?: {_TO} | \ AND\ )
             (?P<n2>{_NUMBER}) (?P<s2>{_SCALES}) (?P<l2>{_LETTER_OF_SIGN})? {_LINK} (?P<tail>{_TAIL})""",
        ("3-5%", "10 to 15 km", "5 bis 10 Millionen Euro", "between 5 and 6 euros"),
    ),
    Form(
        # Like `range`, with a sign at either end; which of them the other end shares is decided in `amount_signs`.
        "signed_range",
        rf"""(?P<sign>{_SIGN})? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?:\ ?(?P<tail1>{_TAIL}))?
             {_TO_SIGN}
             (?P<sign2>{_END_SIGN})? (?P<n2>{_NUMBER}) (?P<s2>{_SCALES}) (?P<l2>{_LETTER_OF_SIGN})?
             {_LINK} (?P<tail>{_TAIL})""",
        ("-5 to +3 °C", "−12…−15 °C", "от минус 5 до плюс 3 градусов"),
    ),
    Form(
        # The second figure is hundredths; that both words are of one currency is checked in `amount_reading`.
        "units_and_cents",
        r"""(?P<n>FIGURE) \ ?(?P<tail>SIGN|CURRENCY)\.? (?:,?\ |\ (?:AND|WITH)\ ) (?P<n2>FIGURE)
            (?:\ ?|\ OF\ )(?P<tail1>SUBUNIT)""",
        ("5 kr 50 øre", "2 zł 50 gr", "5 dollars and 50 cents"),
    ),
    Form(
        # The hundredths lack their word: whether they are meant is decided in `amount_cents`.
        "sum_and_rest",
        rf"""(?: (?P<n>FIGURE)\ ? | (?P<w>{_WORDS})[\ -] ) (?P<tail>CURRENCY)\.? \ (?P<link>(?P<with>WITH)\ |AND\ )?
             (?: (?P<rest>{_WORDS}) | (?P<n2>FIGURE) ) (?P<coins>\ COINS)? (?![\ -]?{_TAIL})""",
        ("deux euros cinquante", "dos euros con cincuenta", "due euro e cinquanta", "5 euros 50"),
    ),
    Form(
        # Any two units match here; which pairs are one length is in `PAIRS_OF_UNITS`.
        "feet_and_inches",
        r"""(?P<n>FIGURE) \ ?(?P<tail1>UNIT|CURRENCY)\.? (?:,?\ |) (?P<n2>FIGURE) \ ?(?P<tail>UNIT|IN)""",
        ("5 feet 11 inches", "5 lb 3 oz", "5 ft 11 in"),
    ),
    Form(
        # The same in words: either part alone would be wrong.
        "words_of_two",
        rf"""(?P<w1>{_WORDS}) [\ -] (?P<tail1>UNIT|CURRENCY) (?:,?\ |\ AND\ ) (?P<w3>{_WORDS}) [\ -] (?P<tail>UNIT)""",
        ("six feet ten inches",),
    ),
    Form(
        "unit_last",
        rf"""(?P<sign>{_SIGN})? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?P<l>{_LETTER_OF_SIGN})? {_LINK}
             (?P<tail>{_TAIL}) (?P<p>{_MORE})?""",
        ("5 km", "3,5 %", "1.250,50 €", "2,5 Mio. Euro", "3 M€", "minus 20 degrees"),
    ),
    Form(
        # Number words need a space or hyphen before what they count, figures do not: `5km`.
        "words_range",
        rf"""(?P<w>{_WORDS}) {_TO} (?P<w2>{_WORDS}) (?: {_OF} | [\ -] ) (?P<tail>{_SPOKEN_TAIL})""",
        ("two or three million euros", "five to ten percent"),
    ),
    Form(
        "words",
        rf"""(?P<sign>MINUS\ )? (?P<w>{_WORDS}) (?: {_OF} | [\ -] ) (?P<tail>{_SPOKEN_TAIL})
             (?: \ (?:(?:AND|WITH)\ )?(?P<cents>{_WORDS})(?:\ |{_OF})SUBUNIT | (?P<p>{_MORE}) )?""",
        ("eight hundred and fifty pounds", "a million dollars", "three percent", "zwei Euro zehn Cent"),
    ),
)
"""All ways to write an amount. Where two stand at one place the longer is meant."""
