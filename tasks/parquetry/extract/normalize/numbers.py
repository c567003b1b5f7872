"""Numbers: what a figure says by the signs inside it, and what number words say.

Whether `1.250` is a thousand or one and a quarter depends on the language and on how the document writes other figures:
`Convention` has what is known of both. A figure with two readings has two, and a caller that wants one has none.

Source: Unicode CLDR 47, number symbols; Indian grouping after CLDR's pattern `#,##,##0`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from parquetry.languages import number_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.tokens import Token

MOST_DIGITS = 24
"""Most digits of a figure: a longer one is no amount, and an exact decimal of that many digits is never rounded."""
_EXACT = Context(prec=80)
"""Enough digits for a figure of `MOST_DIGITS` times two scale words: nothing is rounded."""
# The signs inside a figure: whatever is no digit, as `figures` lets only signs and spaces in.
_INNER = re.compile(r"\D")
_SAME = str.maketrans({**dict.fromkeys("\u00a0\u202f\u2009\u2007", " "), "’": "'", "٬": "'", "٫": ",", "，": ",", "．": "."})
# Groups of three with one sign throughout: `1.234.567`, never `1.234,567`.
_GROUPED = re.compile(r"\d{1,3}(?:(?P<sign>[.,' ])\d{3})(?:(?P=sign)\d{3})*")
# `1,50,000`: pairs, and three digits at the end.
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_CENTS, _LONG = 2, 4
"""Digits after a sign that show it to be the decimal one: the cents of a price, or after a point more than a group has."""


@dataclass(frozen=True, slots=True)
class Convention:
    """The decimal sign a text uses: what its language does, and whether the document shows a comma or a point for it."""

    language: str | None = None
    comma: bool = False
    point: bool = False

    def decimal(self) -> str | None:
        """Return the decimal sign; null where nothing tells, or the document writes both ways against its language.

        >>> Convention("."). decimal(), Convention(".", comma=True).decimal(), Convention(None).decimal()
        ('.', ',', None)
        """
        # What the document shows outweighs its language: English reports of a German firm write `1.234,50`.
        if self.comma != self.point:
            return "," if self.comma else "."
        return self.language


def convention(language: str | None, figures: Sequence[str]) -> Convention:
    """Return what the figures of a document, as they are written, show of its decimal sign besides the language's own.

    >>> convention(".", ["1.234,50", "7"]).decimal(), convention(",", ["1.250"]).decimal()
    (',', ',')
    """
    marks = {sign for figure in figures if (sign := _shown(figure.translate(_SAME)))}
    return Convention(language, comma="," in marks, point="." in marks)


def _shown(figure: str) -> str | None:
    """Return the decimal sign that a figure alone shows: by two signs, by a repeated one, by its cents."""
    signs = _INNER.findall(figure)
    # `1.234,50`: the last of two different signs is the decimal one, if the rest are proper groups.
    if len(set(signs)) > 1:
        return signs[-1] if signs[-1] in ",." and len(readings(figure, None)) == 1 else None
    if len(signs) > 1:
        # `1.234.567`: a sign that comes twice groups, so the other one is the decimal sign.
        other = {",": ".", ".": ","}.get(signs[0])
        return other if _GROUPED.fullmatch(figure) or _INDIAN.fullmatch(figure) else None
    if len(signs) == 1 and signs[0] in ",.":
        # `9.50` shows a decimal sign by its cents, `1.250` shows nothing, `3.1416` has more digits than a group.
        after = len(figure) - figure.index(signs[0]) - 1
        return signs[0] if after == _CENTS or (after >= _LONG and signs[0] == ".") else None
    return None


def readings(figure: str, decimal: str | None) -> tuple[Decimal, ...]:
    """Return the numbers a figure may be: none where its signs make no number, two where nothing tells which.

    >>> readings("1.234,50", "."), readings("1.250", ","), readings("1.250", None), readings("1,2345", ".")
    ((Decimal('1234.50'),), (Decimal('1250'),), (Decimal('1250'), Decimal('1.250')), ())
    """
    figure = figure.translate(_SAME)
    signs = _INNER.findall(figure)
    # Refuse before converting, so that a figure of a million digits costs nothing.
    if sum(map(str.isdigit, figure)) > MOST_DIGITS:
        return ()
    if not signs:
        return (Decimal(int(figure)),)
    if len(set(signs)) > 1:
        # Each part must hold on its own: the last sign once, the groups before it well formed. `1,23.4` is no number.
        whole, _, part = figure.rpartition(signs[-1])
        fits = signs[-1] in ",." and signs.count(signs[-1]) == 1 and _whole(whole) is not None
        return (Decimal(f"{_whole(whole)}.{int_text(part)}"),) if fits else ()
    if len(signs) > 1 or signs[0] in " '":
        # Spaces and apostrophes only group; they are never the decimal sign.
        number = _whole(figure)
        return () if number is None else (Decimal(number),)
    return _one_sign(figure, signs[0], decimal)


def _one_sign(figure: str, sign: str, decimal: str | None) -> tuple[Decimal, ...]:
    """Return the readings of a figure with one point or comma in it."""
    left, right = figure.split(sign)
    part = Decimal(f"{int(left)}.{int_text(right)}")
    if len(right) != 3:  # noqa: PLR2004 (a group has three digits)
        malformed = len(right) > 3 and decimal is not None and sign != decimal  # noqa: PLR2004 (`1,2345` in English)
        # `3,5` and `3.75` can only be fractions, in any language, since a group has three digits.
        return () if malformed else (part,)
    whole = Decimal(int(left + right))
    # Three zeros are decimals nowhere but in a laboratory, and a group wherever the language is written another way too:
    # `220,000 m²` in Spanish.
    if sign == decimal and int(right) == 0 and int(left) > 0 and len(left) <= 3:  # noqa: PLR2004
        return (whole, part)
    # `0.125` and `1234.125` have no group that could begin there.
    if left.startswith("0") or len(left) > 3 or sign == decimal:  # noqa: PLR2004
        return (part,)
    # `1.250` without any hint stays open: one thousand two hundred and fifty, or one and a quarter.
    return (whole,) if decimal else (whole, part)


def _whole(figure: str) -> int | None:
    """Return a figure in groups as a number; null where the groups are none of any convention."""
    if figure.isdigit() or _GROUPED.fullmatch(figure) or _INDIAN.fullmatch(figure):
        return int(_INNER.sub("", figure))
    return None


def int_text(digits: str) -> str:
    """Return digits of any script as those of ASCII, zeros in front kept."""
    # `int` knows the digits of all scripts, but drops leading zeros, so digit by digit: `05` stays `05`.
    return "".join(str(int(digit)) for digit in digits)


def times(number: Decimal, power: int) -> Decimal:
    """Return the number times ten to the power, exactly."""
    return number.scaleb(power, _EXACT)


def add(first: Decimal, second: Decimal) -> Decimal:
    """Return the sum, exactly."""
    return _EXACT.add(first, second)


def written(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at the end of its part.

    >>> written(Decimal("1250.50")), written(Decimal("2.5E+7")), written(Decimal("-0.0"))
    ('1250.5', '25000000', '0')
    """
    # Never `normalize()`: it would write 2.5E+7.
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def spoken(tokens: Sequence[Token]) -> Decimal | None:
    """Return what number words say; null for what is no number (see `number_words`)."""
    return number_words.spoken(token.meanings for token in tokens)
