"""Numbers as lists show them: 3 as "3", "c", "iii", "٣". None where a style is not known, and no number is guessed.

Source: CSS Counter Styles 3, 6 (predefined styles); ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# The digit zero of decimal systems, from which Unicode counts on; by the name that CSS gives them.
_ZEROS = {
    "decimal": "0",
    "arabic-indic": "\N{ARABIC-INDIC DIGIT ZERO}",
    "bengali": "\N{BENGALI DIGIT ZERO}",
    "devanagari": "\N{DEVANAGARI DIGIT ZERO}",
    "gujarati": "\N{GUJARATI DIGIT ZERO}",
    "gurmukhi": "\N{GURMUKHI DIGIT ZERO}",
    "kannada": "\N{KANNADA DIGIT ZERO}",
    "khmer": "\N{KHMER DIGIT ZERO}",
    "lao": "\N{LAO DIGIT ZERO}",
    "malayalam": "\N{MALAYALAM DIGIT ZERO}",
    "myanmar": "\N{MYANMAR DIGIT ZERO}",
    "oriya": "\N{ORIYA DIGIT ZERO}",
    "persian": "\N{EXTENDED ARABIC-INDIC DIGIT ZERO}",
    "tamil": "\N{TAMIL DIGIT ZERO}",
    "telugu": "\N{TELUGU DIGIT ZERO}",
    "thai": "\N{THAI DIGIT ZERO}",
}
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
# Word numbers by the letters of the Russian alphabet but for those that no word begins with.
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
# 4000 would be four times M, which nobody writes.
_MOST_ROMAN = 3999
LONGEST_MARKER = 100
"""Code points that a marker may have. Legal numbers of nine levels have thirty; what is longer is a text that a damaged file
would have repeated before each of its items."""
# Letters in a row that a damaged file could ask for: "aaaa..." for its item 1,000,000.
_MOST_REPEATED = 20


def digits(zero: str, number: int, width: int = 1) -> str:
    """Return a number in the decimal digits that begin with `zero`, at least `width` of them.

    >>> digits("0", 7, 2), digits("٠", 12)
    ('07', '١٢')
    """
    # The sign stands before the zeros: "-07".
    sign = "-" if number < 0 else ""
    return sign + "".join(chr(ord(zero) + int(digit)) for digit in str(abs(number)).rjust(width, "0"))


def roman(number: int) -> str | None:
    """Return a number in small Roman numerals; none where there are none for it.

    >>> roman(1994), roman(0)
    ('mcmxciv', None)
    """
    if not 1 <= number <= _MOST_ROMAN:
        return None
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def letters_in_turn(alphabet: str, number: int) -> str | None:
    """Return a number as letters that go on with two of them, as in the columns of a spreadsheet; none below 1.

    >>> [letters_in_turn("abc", number) for number in (1, 3, 4, 5)]
    ['a', 'c', 'aa', 'ab']
    """
    out = ""
    # Base 26 without a zero: after "z" comes "aa".
    while number > 0:
        number, rest = divmod(number - 1, len(alphabet))
        out = alphabet[rest] + out
    return out or None


def letters_repeated(alphabet: str, number: int) -> str | None:
    """Return a number as a letter, which is doubled after the last one of the alphabet, as Word has it; none below 1.

    >>> [letters_repeated("abc", number) for number in (1, 3, 4, 5)]
    ['a', 'c', 'aa', 'bb']
    """
    # 27 is the first letter, twice.
    times, at = divmod(number - 1, len(alphabet))
    return alphabet[at] * (times + 1) if 0 <= times < _MOST_REPEATED else None


def css_counter(style: str, number: int) -> str | None:
    """Return a number as CSS shows it in a counter style; none where the style is not known.

    >>> css_counter("upper-roman", 4), css_counter("lower-alpha", 0), css_counter("dots", 1)
    ('IV', '0', None)
    """
    style = _CSS_NAMES.get(style, style)
    if style in _ZEROS:
        return digits(_ZEROS[style], number)
    if style not in _CSS:
        return None
    # A number outside of a style's range is shown in decimal.
    return _CSS[style](number) or str(number)


_CSS_NAMES = {
    "lower-latin": "lower-alpha",
    "upper-latin": "upper-alpha",
    "cambodian": "khmer",
}
_CSS: dict[str, Callable[[int], str | None]] = {
    "decimal-leading-zero": lambda number: digits("0", number, 2),
    "lower-roman": roman,
    "upper-roman": lambda number: (roman(number) or "").upper(),
    "lower-alpha": lambda number: letters_in_turn(string.ascii_lowercase, number),
    "upper-alpha": lambda number: letters_in_turn(string.ascii_uppercase, number),
    "lower-greek": lambda number: letters_in_turn(_GREEK, number),
}


def word_counter(style: str, number: int) -> str | None:
    """Return a number as Word shows it in a format of its own names; none where the format is not known.

    >>> word_counter("lowerLetter", 28), word_counter("ordinalText", 3)
    ('bb', None)
    """
    if style in _WORD:
        return _WORD[style](number)
    return digits(_ZEROS[_WORD_DIGITS[style]], number) if style in _WORD_DIGITS else None


# Ordinals ("3rd") and words ("three") depend on the language, and are left out.
_WORD: dict[str, Callable[[int], str | None]] = {
    "decimalZero": lambda number: digits("0", number, 2),
    "lowerRoman": roman,
    "upperRoman": lambda number: (roman(number) or "").upper() or None,
    "lowerLetter": lambda number: letters_repeated(string.ascii_lowercase, number),
    "upperLetter": lambda number: letters_repeated(string.ascii_uppercase, number),
    "russianLower": lambda number: letters_repeated(_RUSSIAN, number),
    "russianUpper": lambda number: letters_repeated(_RUSSIAN.upper(), number),
    "numberInDash": lambda number: f"- {number} -",
}
# The same numbers under names of Word; "hindiNumbers" are the digits of Devanagari.
_WORD_DIGITS = {
    "decimal": "decimal",
    "decimalHalfWidth": "decimal",
    "hindiNumbers": "devanagari",
    "thaiNumbers": "thai",
}


def open_document_counter(style: str, number: int, *, repeated: bool) -> str | None:
    """Return a number in a format of OpenDocument: 1, a, A, i, I; none for others. `repeated`: aa, bb after z.

    >>> open_document_counter("I", 9, repeated=False), open_document_counter("a", 27, repeated=True)
    ('IX', 'aa')
    """
    letters = letters_repeated if repeated else letters_in_turn
    match style:
        case "1":
            return str(number)
        case "i":
            return roman(number)
        case "I":
            return (roman(number) or "").upper() or None
        case "a":
            return letters(string.ascii_lowercase, number)
        case "A":
            return letters(string.ascii_uppercase, number)
    return None
