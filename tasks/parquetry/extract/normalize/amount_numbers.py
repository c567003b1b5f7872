"""Numbers of an amount: what its figures, scale words and number words come to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.amount_cents import rest
from parquetry.extract.normalize.amount_compounds import has_part, part
from parquetry.extract.normalize.amount_reading import PAIRS_OF_UNITS, unit_of
from parquetry.extract.normalize.amount_signs import may_be_thousands, signed
from parquetry.extract.normalize.figures import FIGURE

if TYPE_CHECKING:
    from parquetry.extract.normalize.amount_reading import Reading
    from parquetry.extract.normalize.tokens import Token


def numbers_of(reading: Reading) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return the least and the greatest number, and what else is to be known: that two readings leave none.

    Degrees are negative where words say that they are below zero: `cinco grados bajo cero`, `零下5度`.
    """
    low, high, data = _numbers(reading)
    if low is not None and high is not None and reading.is_beside("BELOW_ZERO") and _may_be_below(reading):
        return -high, -low, data
    return low, high, data


def _may_be_below(reading: Reading) -> bool:
    """Tell whether degrees or money are counted, which may be below zero: `negative $20`, `R$ 500 negativos`."""
    tail = reading.first("tail")
    return unit_of(tail).startswith("°") or reading.has("head") or (tail is not None and "CURRENCY" in tail.meanings)


def _numbers(reading: Reading) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    if reading.rule == "sum_and_rest":
        return _with_rest(reading)
    if reading.has("w"):
        return _with_more(reading, *_spoken(reading), {})
    # Group names: n the figure, s its scale words, l its scale letter; a 2 marks the second end of a range.
    low, low_power, data = _figure(reading, "n", "s", "l")
    if reading.rule == "feet_and_inches":
        high, _, _ = _figure(reading, "n2", "s2", "l2")
        return _small_units(reading, low, high)
    if reading.rule == "words_of_two":
        return _small_units(reading, numbers.spoken(reading.group("w1")), numbers.spoken(reading.group("w3")))
    if reading.rule == "units_and_cents":
        return _with_cents(reading, low if low_power == 0 else None)
    return (_range if reading.has("n2") else _single)(reading, low, low_power, data)


def _single(
    reading: Reading, number: Decimal | None, power: int, data: dict[str, object]
) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return a number with its sign, as both ends."""
    # A minus may stand before the sign (`-$5`) or after it (`$-5`); accountants write brackets instead, `($500)`.
    negative = reading.has("sign") or reading.has("minus") or reading.rule == "accounting"
    if number is not None:
        number = numbers.times(-number if negative else number, power + _shift(reading))
    return _with_more(reading, number, number, data)


def _range(
    reading: Reading, low: Decimal | None, low_power: int, data: dict[str, object]
) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return both ends of a range, the scale and the sign shared where they are."""
    high, high_power, more = _figure(reading, "n2", "s2", "l2")
    if low is None or high is None:
        return None, None, {**data, **more}
    if low_power == 0 and low < high:
        low_power = high_power  # `$5 to $10 million`
    # Powers of ten are added up first and applied once, so that no digit is lost on the way.
    shift = _shift(reading)
    ends = signed(reading, numbers.times(low, low_power + shift), numbers.times(high, high_power + shift))
    # Two readings, and no way to tell them apart: `minus 5 to 10 degrees`, `20 to 30,000 euros`.
    if ends is None or may_be_thousands(reading, *ends):
        return None, None, {"ambiguous": True}
    # `10 to 5 km` falls: no range, so no value.
    return ends[0], ends[1] if ends[0] < ends[1] else None, {}


def _with_more(
    reading: Reading, low: Decimal | None, high: Decimal | None, data: dict[str, object]
) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return the numbers with the half behind their unit: `deux kilos et demi`."""
    if not has_part(reading) or low is None or high is None:
        return low, high, data
    more = part(reading)
    return (None, None, {"ambiguous": True}) if more is None else (numbers.add(low, more), numbers.add(high, more), data)


def _shift(reading: Reading) -> int:
    """Return the power of ten between what is counted and the unit of the value: cents are hundredths, ‰ tenths of a %."""
    tail = reading.first("tail")
    # `50 cents` is 0.5 of its currency, `5‰` is 0.5 %. Words with both kinds are read as the currency.
    meanings = tail.meanings if tail else {}
    if "CURRENCY" in meanings or "SUBUNIT" not in meanings:
        return -1 if "PERMILLE" in meanings else 0
    return -2


def _figure(reading: Reading, name: str, scale: str, letter: str) -> tuple[Decimal | None, int, dict[str, object]]:
    """Return the number of a figure, the power of ten of its scale words, and whether it may be read in two ways."""
    # `accounting` has two places for one figure, before and after the sign; its second group has a `_`.
    written = reading.group(name, f"{name}_")
    scales = [*reading.group(scale), *reading.group(letter)]
    if not _whole_letters(reading, written, reading.group(letter)):
        return None, 0, {"ambiguous": True}
    # No figure but a fraction alone: `½ km` counts as 0 and a half.
    figure: str | None = next((token.meanings[FIGURE] for token in written if FIGURE in token.meanings), None)
    # `U+0056`, `007`: zeros in front are those of a code; `5 ft 06 in` is counted.
    if figure is not None and _CODED.fullmatch(figure) and reading.rule != "feet_and_inches":
        return None, 0, {}
    numbers_read = (Decimal(0),) if figure is None else numbers.readings(figure, reading.context.convention.decimal())
    # `1.250` in a language that tells nothing: both readings go into the value's data, none becomes the value.
    if len(numbers_read) != 1:
        readings = [numbers.written(number) for number in numbers_read]
        return None, 0, {"ambiguous": True, "readings": readings} if readings else {}
    number = _with_part(numbers_read[0], written, figure)
    return _scaled(number, scales) if number is not None else (None, 0, {})


def _scaled(number: Decimal, scales: list[Token]) -> tuple[Decimal | None, int, dict[str, object]]:
    # Korean and Japanese have a figure in each step, `25억 5000만`: here the powers must not be added up.
    if any(FIGURE in token.meanings for token in scales):
        return _stepped(number, scales), 0, {}
    return number, sum(_power(token) for token in scales), {}


def _with_part(number: Decimal, written: list[Token], figure: str | None) -> Decimal | None:
    """Return a number with the fraction behind it, or the fraction that two figures are: `2 1/2`, `3/4 l`."""
    typed = [token.meanings[FIGURE] for token in written if FIGURE in token.meanings]
    # `2 1/2` has three figures, `2½` one.
    if len(typed) == len(written) == len(("3", "4")):
        return _typed_fraction(*typed)
    part = _part(written, figure)
    return None if part is None else numbers.add(number, part)


_STEPS = (10**6, 1000, 100)
"""What the upper end of a range counts, of which the lower end has the count alone."""
_CODED = re.compile(r"0\d+")
"""Digits of a code: no number is written so."""


def _power(scale: Token) -> int:
    """Return the power of ten of a scale word or letter."""
    return int(scale.meanings.get("SCALE") or scale.meanings.get("LETTER") or 0)


def _whole_letters(reading: Reading, written: list[Token], letters: list[Token]) -> bool:
    """Tell whether a scale letter is one for sure: at its figure, or of two letters after a space (`$5 m` is not)."""
    return all(
        # `$5m` and `$5 mn` are millions, `$5 m` is not sure: the letter may begin another word.
        len(token.key) > 1 or not written or token.start == written[-1].end or token.end == _next_start(reading, token)
        for token in letters
    )


def _next_start(reading: Reading, token: Token) -> int:
    """Return where what follows a letter begins: in `3 M€` the sign does."""
    return next((other.start for other in reading.tokens.all(reading.match) if other.start >= token.end), -1)


def _typed_fraction(above: str, below: str) -> Decimal | None:
    """Return a fraction as a keyboard has it, of those that are spoken: `3/4 l`, but not `24/7` and `1/250`."""
    if below not in _SPOKEN or not above.isdecimal() or int(above) >= int(below):
        return None
    share = Decimal(int(above)) / Decimal(int(below))
    return share if share == share.quantize(Decimal("0.001")) else None


_SPOKEN = frozenset({"2", "3", "4", "5", "8", "10"})


def _part(written: list[Token], figure: str | None) -> Decimal | None:
    """Return the fraction that stands after a whole figure, zero where there is none: ½, 1/2."""
    # A typed `2 1/2` arrives as three figures with a slash between the last two.
    signs = [token.meanings["FRACTION"] for token in written if "FRACTION" in token.meanings]
    if len(written) == 3 and figure is not None:  # noqa: PLR2004 (`2 1/2`)
        signs = ["/".join(token.meanings[FIGURE] for token in written[1:])]
    if not signs:
        return Decimal(0)
    above, below = signs[0].split("/")
    # `24/7` is no share of one.
    if not (above.isdigit() and below.isdigit()) or not int(below) or int(above) >= int(below):
        return None
    # A third has no exact decimal: no value is better than a rounded one. Eighths still have three digits.
    share = Decimal(int(above)) / Decimal(int(below))
    return share if share == share.quantize(Decimal("0.001")) else None


def _stepped(first: Decimal, scales: list[Token]) -> Decimal | None:
    """Return what a figure with steps comes to: 25억 5000만 is 2,550,000,000. Each step is smaller than the last."""
    total, current, last = Decimal(0), first, Decimal("Infinity")
    for token in scales:
        if FIGURE in token.meanings:
            numbers_read = numbers.readings(token.meanings[FIGURE], None)
            if len(numbers_read) != 1:
                return None
            current = numbers_read[0]
        else:
            step = Decimal(token.meanings["SCALE"])
            # Steps must fall: `만` after `만` is two numbers.
            if step >= last:
                return None
            total, current, last = numbers.add(total, numbers.times(current, int(step))), Decimal(0), step
    return numbers.add(total, current)


def _spoken(reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    """Return the numbers that words say; a tail of cents is a part of the whole."""
    low = None if _is_cut_short(reading) else numbers.spoken(reading.group("w"))
    if reading.has("w2"):
        high = numbers.spoken(reading.group("w2"))
        if low is not None and high is not None:
            low = _scaled_as(reading, low, high)
        return low, high if low is not None and high is not None and low < high else None
    if reading.has("cents") and low is not None:
        cents = numbers.spoken(reading.group("cents"))
        # `a dollar and fifty cents` is 1.50; a hundred cents and more are a second amount.
        low = None if cents is None or cents >= 100 else numbers.add(low, numbers.times(cents, -2))  # noqa: PLR2004
    low = None if low is None else numbers.times(-low if reading.has("sign") else low, _shift(reading))
    return low, low


def _is_cut_short(reading: Reading) -> bool:
    """Tell whether Vietnamese leaves the last scale word out: `một triệu hai`, a million and two tenths of one."""
    *_, before, last = [None, *reading.group("w")]
    if reading.context.language != "vi" or before is None or "SCALE" not in before.meanings:
        return False
    return last is not None and last.meanings.get("NUMERAL", _TEN) in range(1, _TEN)


_TEN = 10


def _scaled_as(reading: Reading, low: Decimal, high: Decimal) -> Decimal:
    """Return the lower end with the scale of the upper: `two or three million`, `two or three hundred`."""
    scale = _last_scale(reading.group("w2"))
    if scale:
        return low if _last_scale(reading.group("w")) else numbers.times(low, scale)
    # `three hundred` is one numeral in the tables, `vierzigtausend` one word: `dreißig bis vierzigtausend`.
    step = next((step for step in _STEPS if high % step == 0), 1)
    return low * step if low < high / step < low * step else low


def _last_scale(words: list[Token]) -> int:
    return sum(token.meanings.get("SCALE", 0) for token in words)


def _with_cents(reading: Reading, units: Decimal | None) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return a sum with its hundredths, `5 kr 50 øre`; none where these make a unit more, or a half of one is counted."""
    # `5.50 kr 50 øre` is no sum that anyone writes, nor is `5 kr 150 øre`.
    cents, _, _ = _figure(reading, "n2", "s2", "l2")
    if units is None or cents is None or cents >= _HUNDREDTHS or units % 1 or cents % 1:
        return None, None, {}
    total = numbers.add(units, numbers.times(cents, -2))
    return total, total, {}


_HUNDREDTHS = 100


def _with_rest(reading: Reading) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return a sum with its hundredths, of which only the number is said: `deux euros cinquante`."""
    units = numbers.spoken(reading.group("w")) if reading.has("w") else _figure(reading, "n", "s", "l")[0]
    cents = rest(reading)
    # `two million euros fifty` is no price.
    if units is None or cents is None or units % 1 or units >= _HIGH_PRICE:
        return None, None, {}
    total = numbers.add(units, numbers.times(cents, -2))
    return total, total, {}


_HIGH_PRICE = 1000
"""Units from which nobody says the hundredths."""


def _small_units(
    reading: Reading, first: Decimal | None, second: Decimal | None
) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return feet and inches as inches."""
    units = reading.first("tail1"), reading.first("tail")
    if first is None or second is None or units[0] is None or units[1] is None:
        return None, None, {}
    times = PAIRS_OF_UNITS[unit_of(units[0]), unit_of(units[1])]
    total = numbers.add(first * times, second)
    # `5 feet 14 inches` is no length that anyone writes.
    return (total, total, {}) if second < times else (None, None, {})
