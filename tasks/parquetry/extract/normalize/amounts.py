"""Amounts: money, quantities and shares in running text, and what they come to.

An amount is a number with a sign, a code or a word before or after it that says of what. It begins where its figure begins
and ends where it ends: where a digit, a letter or a sign goes on, there is none.

Source: ISO 4217 for currencies; a range is written as ISO 8601-2 writes an interval, `low/high`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.numbers import Convention
from parquetry.extract.normalize.tokens import Token, Tokens, code_of
from parquetry.languages.lexicon import FORMS, fold, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIGURE = "FIGURE"
_JOINTS = re.compile("[.,'’٬٫，．\u00a0\u202f\u2009\u2007 ]")
"""What may stand between the digits of one figure; of spaces only one, and then three digits."""
_SPACES = frozenset("\u00a0\u202f\u2009\u2007 ")
code_of(frozenset({FIGURE}))

_NUMBER = r"""(?: FIGURE (?: \ ?FRACTION | [\ -]FIGURE/FIGURE )? | FRACTION )"""
"""`12`, `2½`, `2 1/2`, `½`."""
_SCALES = r"""(?: (?:\ ?SCALE\.?){0,2} (?:\ ?FIGURE\ ?SCALE){0,3} (?:FIGURE(?=CURRENCY|UNIT|PERCENT))? )"""
"""`million`, `Mio.`, `lakh crore`; and `25억 5000만`, where each scale word has its own figure."""
_WORDS = r"""
    (?: (?:NUMERAL|HALF|ONE) (?: [\ -]NUMERAL | [\ -](?:AND|OF)[\ -](?:NUMERAL|HALF|ONE\ HALF) | [\ -](?:SCALE|HALF|ONE) )* )
"""
"""`twenty-five`, `eight hundred and fifty`, `half a million`, `one and a half million`."""
_MONEY_LETTER = r"(?: LETTER | \ LETTER )"
_TO = r"(?: \ ?-\ ? | \ (?:TO|OR)\ )"
_HEAD = r"(?: SIGN | CODE | BEFORE\.? )"
_TAIL = r"(?: SIGN | CODE | SPOKEN_CODE | CURRENCY | SUBUNIT | PERCENT | PERMILLE | UNIT )"
_LINK = r"(?: \ OF[\ '] | [\ -] )?"
"""Between a number and what it counts: `5 km`, `5-mile`, `2 millions d'euros`."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write an amount: a regular expression over tokens, with groups of what it says, and examples."""

    name: str
    expression: str
    examples: tuple[str, ...]


FORMS_OF_AMOUNTS = (
    Form(
        "sign_range",
        rf"""(?P<sign>-\ ?)? (?P<head>{_HEAD}) \ ? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?P<l>LETTER)?
             (?: {_TO} | (?<between>)\ AND\ ) (?P<head2>{_HEAD})? \ ? (?P<n2>{_NUMBER}) (?P<s2>{_SCALES}) (?P<l2>{_MONEY_LETTER})?
        """.replace("(?<between>)", ""),
        ("$5-10", "£1.5m–£2m", "between $5 and $10 million"),
    ),
    Form(
        "accounting",
        rf"""(?: \( (?P<head>{_HEAD}) \ ? (?P<n>{_NUMBER}) \) | (?P<head_>{_HEAD}) \ ? \( (?P<n_>{_NUMBER}) \) ) (?P<s>{_SCALES})""",
        ("($500)", "$(12.7) million"),
    ),
    Form(
        "sign_first",
        rf"""(?P<sign>-\ ?)? (?P<head>{_HEAD}) \ ? (?P<minus>-)? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?P<l>{_MONEY_LETTER})?
             (?P<rest>PRICE_SUFFIX)?""",
        ("$1.2m", "USD 1,500", "-$500", "R$ 2,5 milhões", "£50pppn"),
    ),
    Form(
        "percent_first",
        rf"""(?P<head>PERCENT_BEFORE) \ ? (?P<minus>-)? (?P<n>{_NUMBER}) (?: {_TO} (?P<n2>{_NUMBER}) )?""",
        ("%12", "yüzde 3,7", "百分之5"),
    ),
    Form(
        "range",
        rf"""(?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?:\ ?(?P<tail1>{_TAIL}))? (?: {_TO} | \ AND\ ) (?P<n2>{_NUMBER}) (?P<s2>{_SCALES})
             (?P<l2>\ ?LETTER(?=SIGN|\ ?CODE))? {_LINK} (?P<tail>{_TAIL})""",
        ("3-5%", "10 to 15 km", "5 bis 10 Millionen Euro", "between 5 and 6 euros"),
    ),
    Form(
        "feet_and_inches",
        r"""(?P<n>FIGURE) \ ?(?P<tail1>UNIT)\.? (?:,?\ |) (?P<n2>FIGURE) \ ?(?P<tail>UNIT)""",
        ("5 feet 11 inches", "5 lb 3 oz"),
    ),
    Form(
        "unit_last",
        rf"""(?P<sign>-|MINUS\ )? (?P<n>{_NUMBER}) (?P<s>{_SCALES}) (?P<l>\ ?LETTER(?=SIGN|\ ?CODE))? {_LINK} (?P<tail>{_TAIL})
""",
        ("5 km", "3,5 %", "1.250,50 €", "2,5 Mio. Euro", "3 M€", "minus 20 degrees"),
    ),
    Form(
        "words_range",
        rf"""(?P<w>{_WORDS}) {_TO} (?P<w2>{_WORDS}) (?:\ OF[\ '])? [\ -] (?P<tail>CURRENCY|SUBUNIT|PERCENT|UNIT)""",
        ("two or three million euros", "five to ten percent"),
    ),
    Form(
        "words",
        rf"""(?P<w>{_WORDS}) (?: \ OF[\ '] | [\ -] ) (?P<tail>CURRENCY|SUBUNIT|PERCENT|UNIT) (?: \ AND\ (?P<cents>{_WORDS})\ SUBUNIT )?""",
        ("eight hundred and fifty pounds", "a million dollars", "three percent", "a dollar and fifty cents"),
    ),
)
"""All ways to write an amount. Where two stand at one place the longer is meant."""
_LABELS = {
    "SIGN": "MONEY", "CODE": "MONEY", "SPOKEN_CODE": "MONEY", "BEFORE": "MONEY", "CURRENCY": "MONEY", "SUBUNIT": "MONEY",
    "PERCENT": "PERCENT", "PERMILLE": "PERCENT", "PERCENT_BEFORE": "PERCENT", "UNIT": "QUANTITY",
}  # fmt: skip # (a table)
_INCHES = {("ft", "in"): 12, ("lb", "oz"): 16, ("yd", "ft"): 3}
"""Pairs of units that one length or weight is said in, with how many of the second make the first."""
_SCREEN_LINES = frozenset(map(Decimal, (144, 240, 360, 480, 576, 720, 1080, 1440, 2160, 4320)))
"""Lines of video: `720p` is no seven pounds twenty."""
_REACH = 60
"""Code points before an amount in which a word may say that it is paid or weighed: a clause."""
_SIGIL = re.compile(r"\$(?:[A-Za-z_{\\]|\((?!\d)|\d+\$)|\\[a-z]+\{|\d\$(?=[\s.,;)]).*\$|\$\d[^$\n]{0,20}[=<>^]")
"""A dollar sign of a program or a formula: `$HOME`, `${x}`, `$x > 1$`."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or from `low` to `high` where they differ."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        low, high = numbers.written(self.low), numbers.written(self.high)
        return low if self.low == self.high else f"{low}/{high}"

    def parts(self) -> dict[str, object]:
        """Return the amount as members of a value's data."""
        low, high = numbers.written(self.low), numbers.written(self.high)
        return {"amount": low} if self.low == self.high else {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """`text[start:end]` is an amount of this label. `amount` is null where its figure has no reading, or several."""

    start: int
    end: int
    label: str
    rule: str
    amount: Amount | None
    unit: str
    data: dict[str, object] = field(default_factory=dict)

    @property
    def value(self) -> str | None:
        """Return the value as the contract has it: `1200000 USD`, `3/5`, `12 km`."""
        if self.amount is None:
            return None
        return str(self.amount) if self.label == "PERCENT" else f"{self.amount} {self.unit}"

    @property
    def value_data(self) -> str | None:
        """Return the parts of the value, as JSON; for an ambiguous one, that it is."""
        if self.amount is None:
            return json.dumps(self.data, sort_keys=True) if self.data else None
        if self.label == "PERCENT":
            return json.dumps(self.data, sort_keys=True) if self.data else None
        kind = "currency" if self.label == "MONEY" else "unit"
        return json.dumps({**self.amount.parts(), kind: self.unit, **self.data}, sort_keys=True)


def figures(tokens: Sequence[Token], text: str) -> list[Token]:
    """Return the tokens with digits that make one figure as one token, its text for a meaning: `1 234,50`."""
    out: list[Token] = []
    k = 0
    while k < len(tokens):
        if "DIGITS" not in tokens[k].meanings:
            out.append(tokens[k])
            k += 1
            continue
        last = _last_of_figure(tokens, k, text)
        start, end = tokens[k].start, tokens[last].end
        out.append(Token(start, end, {FIGURE: text[start:end]}))
        k = last + 1
    return out


def _last_of_figure(tokens: Sequence[Token], k: int, text: str) -> int:
    """Return the number of the last token of the figure that begins with token `k`."""
    spaced = k
    while spaced + 1 < len(tokens) and _goes_on(tokens, spaced, text, spaces=True):
        spaced += 1
    if tokens[k].end - tokens[k].start > 3 or (spaced > k and _digit_follows(text, tokens[spaced].end)):  # noqa: PLR2004
        spaced = k
    last = spaced
    while last + 1 < len(tokens) and _goes_on(tokens, last, text, spaces=False):
        last += 1
    return last


def _goes_on(tokens: Sequence[Token], k: int, text: str, *, spaces: bool) -> bool:
    """Tell whether the digits of the next token belong to the figure of token `k`."""
    this, following = tokens[k], tokens[k + 1]
    gap = text[this.end : following.start]
    if "DIGITS" not in following.meanings or len(gap) != 1 or not _JOINTS.fullmatch(gap):
        return False
    if spaces != (gap in _SPACES):
        return False
    return not spaces or following.end - following.start == 3  # noqa: PLR2004 (a group)


def _digit_follows(text: str, end: int) -> bool:
    """Tell whether more digits stand behind a space: then the groups are the cells of a row, or a telephone number."""
    return text[end : end + 1] in _SPACES and text[end + 1 : end + 2].isdigit()


@dataclass(frozen=True, slots=True)
class Context:
    """What an amount's document says of how to read it."""

    language: str
    convention: Convention
    pounds: bool = False
    """Whether the document writes pounds as money elsewhere: a pound sign, `sterling`, pence."""


def context(language: str, document: str = "", written_figures: Sequence[str] = ()) -> Context:
    """Return how amounts of a text in a language are read, after the figures and signs of its document."""
    decimal = lexicon(language).decimal
    pounds = "£" in document or re.search(r"\b(?:sterling|pence|shillings?|guineas?)\b", document) is not None
    return Context(language, numbers.convention(decimal, written_figures), pounds)


def find(text: str, tokens: Sequence[Token], context_: Context) -> Iterator[FoundAmount]:
    """Yield the amounts of a text by its tokens (see `tokens.tokens`); proposals may overlap."""
    merged = Tokens(text, figures(tokens, text))
    sigils = "$" in text and _SIGIL.search(text) is not None
    for form in FORMS_OF_AMOUNTS:
        for match in merged.matches(form.expression):
            found = _read(Reading(merged, match, context_, form.name))
            if found and not (sigils and _money_by_dollar_sign_alone(text, found)):
                yield found


def _money_by_dollar_sign_alone(text: str, found: FoundAmount) -> bool:
    """Tell whether only a dollar sign makes money of a figure: in a program or a formula that is no reason."""
    return text[found.start] == "$" or text[found.end - 1] == "$"


@dataclass(frozen=True, slots=True)
class Reading:
    """One match of a form of an amount, in its text."""

    tokens: Tokens
    match: re.Match[str]
    context: Context
    rule: str

    def group(self, *names: str) -> list[Token]:
        """Return the tokens of the first of these groups that the form has and that has any."""
        known = [name for name in names if name in self.match.re.groupindex]
        return next((tokens for name in known if (tokens := self.tokens.all(self.match, name))), [])

    def first(self, *names: str) -> Token | None:
        """Return the first token of the first of these groups that has any."""
        return next(iter(self.group(*names)), None)

    def has(self, name: str) -> bool:
        """Tell whether the form has a group of this name, and something stands there."""
        return name in self.match.re.groupindex and bool(self.match[name])

    @property
    def span(self) -> tuple[int, int]:
        """Return the part of the text that was read."""
        return self.tokens.span(self.match)


def _read(reading: Reading) -> FoundAmount | None:
    """Return the amount of a match; nothing where it is part of something else, or is no amount."""
    counted = reading.first("head", "head_", "tail")
    start, end = reading.span
    if counted is None or not stands_alone(reading.tokens.text, start, end):
        return None
    label, unit = _of_what(reading, counted)
    if label is None or not _fits(reading, label, unit):
        return None
    if label == "MONEY" and _is_pound(counted):
        if _is_weight(reading):
            label, unit = "QUANTITY", "lb"
        elif not _is_paid(reading):
            return FoundAmount(start, end, label, reading.rule, None, "", {"ambiguous": True})
    if _is_one_alone(reading):
        return None
    low, high, data = _numbers(reading)
    if _assumed(reading.tokens.text, counted):
        data["assumed"] = True
    if low is not None and high is None:
        return None  # `from 10 to 5`, two amounts and no range
    if low is None or high is None or not (unit or label == "PERCENT"):
        return FoundAmount(start, end, label, reading.rule, None, unit, data)
    return FoundAmount(start, end, label, reading.rule, Amount(low, high), unit, data)


_BEFORE_FIGURE = re.compile(r"(?:[^\W_]|[^\W_][.,:/'’_-]|[.][.,]?|[\d)][-–—]|[#@\\_=^~])$")
"""What goes on into a figure from before: a letter, a digit and a sign, a mark of code."""
_AFTER_FIGURE = re.compile(r"[^\W_]|[.,:/'’][\d]|[-–—]\d|_|[-/][^\W\d_]{0,2}\d|=")
"""What goes on from a figure behind it."""
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that need no space: a word may begin right behind a figure or a unit."""


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether nothing of the same word or figure goes on before or behind: `A$5` yes, `x3%`, `5 kmh2` and `$5-7-9` no."""
    before, after = text[max(0, start - 2) : start], text[end : end + 3]
    if _BEFORE_FIGURE.search(before) and not (before[-1:].isalpha() and _WIDE.match(before[-1])):
        return False
    return not _AFTER_FIGURE.match(after) or _WIDE.match(after) is not None


def _of_what(reading: Reading, counted: Token) -> tuple[str | None, str]:
    """Return the label of an amount and the code of its currency or unit, by what stands at its figure."""
    kind = next((kind for kind in _LABELS if kind in counted.meanings), None)
    if kind is None:
        return None, ""
    code = counted.meanings[kind]
    second = reading.first("head2", "tail1")
    if second is not None and reading.rule != "feet_and_inches":
        other = next((second.meanings[k] for k in _LABELS if k in second.meanings), None)
        if other != code:
            return None, ""  # `$5 to €6`, `5 km to 3 %`: two amounts
    return _LABELS[kind], str(code or "")


def _fits(reading: Reading, label: str, unit: str) -> bool:
    """Tell whether what the form allows is meant: a letter of money only with money, `720p` no pence, `5m` no metres."""
    start, end = reading.span
    text = reading.tokens.text
    if reading.rule == "feet_and_inches":
        first, last = reading.first("tail1"), reading.first("tail")
        return first is not None and last is not None and (first.meanings["UNIT"], last.meanings["UNIT"]) in _INCHES
    if reading.rule in {"range", "sign_range"} and _joined_by_and(reading) and not _after_between(reading):
        return False
    if reading.rule == "sign_range" and _after_from(reading):
        return False
    if label != "MONEY" and (reading.has("l") or reading.has("l2")):
        return False
    tail = reading.first("tail")
    if label == "QUANTITY" and tail is not None:
        return _is_unit(reading, text, tail, start)
    if tail is not None and "SUBUNIT" in tail.meanings and tail.key == "p":
        figure = reading.first("n")
        glued = figure is not None and figure.end == tail.start
        return glued and Decimal(re.sub(r"\D", "", text[figure.start : figure.end]) or 0) not in _SCREEN_LINES if figure else False
    if tail is not None and reading.rule in {"words", "words_range"} and label == "PERCENT":
        return any("NUMERAL" in token.meanings for token in reading.group("w"))
    return not (label == "MONEY" and unit == "" and reading.first("head") is not None)


def _is_unit(reading: Reading, text: str, tail: Token, start: int) -> bool:
    """Tell whether a unit is meant: `5m` before a noun may be five millions, `5-m` and `in 5 in a row` are no lengths."""
    figure_end = (reading.group("n2", "n", "w2", "w") or [tail])[-1].end
    written = text[tail.start : tail.end]
    gap = text[figure_end : tail.start]
    if len(written) > 1 or not written.isalpha():
        return True
    if "-" in gap:
        return False
    following = reading.tokens.after(reading.match)
    after = text[tail.end : tail.end + 2]
    if gap == "" and written in {"m", "k", "b", "t"} and after[:1] == " " and after[1:].isalpha():
        return following is not None and bool({"DIMENSION", "OF", "AND", "TO"} & set(following.meanings))
    return True


def _joined_by_and(reading: Reading) -> bool:
    gap = reading.tokens.all(reading.match)
    return any("AND" in token.meanings and "TO" not in token.meanings and "OR" not in token.meanings for token in gap)


def _after_between(reading: Reading) -> bool:
    before = reading.tokens.before(reading.match)
    return before is not None and "FROM" in before.meanings


def _after_from(reading: Reading) -> bool:
    """Tell whether an amount is where something began: `from $5 to $7` names two, and no range."""
    before = reading.tokens.before(reading.match)
    return before is not None and before.key == "from"


def _is_pound(counted: Token) -> bool:
    return counted.key in {"pound", "pounds"}


def _is_one_alone(reading: Reading) -> bool:
    """Tell whether a word that is an article as well is all there is of a number: `un dollar fort`, `a dollar store`."""
    words = reading.group("w")
    alone = len(words) == 1 and ("ONE" in words[0].meanings or words[0].meanings.get("NUMERAL") == 1)
    return alone and words[0].key != "one" and not reading.has("cents") and not reading.has("w2")


def _clause(reading: Reading) -> str:
    start, end = reading.span
    return reading.tokens.text[max(0, start - _REACH) : end + _REACH]


def _is_weight(reading: Reading) -> bool:
    """Tell whether pounds are weighed: pounds *of* something, or a word of weighing in the clause."""
    _, end = reading.span
    of_what = reading.tokens.text[end : end + 4].casefold()
    return of_what.startswith(" of ") or _cued(reading, "WEIGHT")


def _is_paid(reading: Reading) -> bool:
    return reading.context.pounds or _cued(reading, "PAID")


def _cued(reading: Reading, kind: str) -> bool:
    words = re.findall(r"[^\W\d_]+", _clause(reading))
    known = lexicon(reading.context.language)
    return any(kind in (known.meanings(word) or {}) for word in words)


def _numbers(reading: Reading) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return the least and the greatest number, and what else is to be known: that two readings leave none."""
    if reading.rule in {"words", "words_range"}:
        return *_spoken(reading), {}
    low, low_power, data = _figure(reading, "n", "s", "l")
    if reading.rule == "feet_and_inches":
        high, _, _ = _figure(reading, "n2", "s2", "l2")
        return _small_units(reading, low, high)
    if not reading.has("n2"):
        low_power += _shift(reading)
        negative = reading.has("sign") or reading.has("minus") or reading.rule == "accounting"
        number = None if low is None else numbers.times(-low if negative else low, low_power)
        return number, number, data
    high, high_power, more = _figure(reading, "n2", "s2", "l2")
    if low is None or high is None:
        return None, None, {**data, **more}
    if low_power == 0 and low < high:
        low_power = high_power  # `$5 to $10 million`
    shift = _shift(reading)
    low, high = numbers.times(low, low_power + shift), numbers.times(high, high_power + shift)
    return low, high if low < high else None, {}


def _shift(reading: Reading) -> int:
    """Return the power of ten between what is counted and the unit of the value: cents are hundredths, ‰ tenths of a %."""
    tail = reading.first("tail")
    meanings = tail.meanings if tail else {}
    if "CURRENCY" in meanings or "SUBUNIT" not in meanings:
        return -1 if "PERMILLE" in meanings else 0
    return -2


def _figure(reading: Reading, name: str, scale: str, letter: str) -> tuple[Decimal | None, int, dict[str, object]]:
    """Return the number of a figure, the power of ten of its scale words, and whether it may be read in two ways."""
    written = reading.group(name, f"{name}_")
    scales = [*reading.group(scale), *reading.group(letter)]
    if not _whole_letters(reading, written, reading.group(letter)):
        return None, 0, {"ambiguous": True}
    figure = next((token.meanings[FIGURE] for token in written if FIGURE in token.meanings), None)
    found = (Decimal(0),) if figure is None else numbers.readings(figure, reading.context.convention.decimal())
    if len(found) != 1:
        return None, 0, {"ambiguous": True, "readings": [numbers.written(number) for number in found]} if found else {}
    number = found[0]
    part = _part(written, figure)
    if part is None:
        return None, 0, {}
    if any(FIGURE in token.meanings for token in scales):
        return _stepped(numbers.add(number, part), scales), 0, {}
    powers = sum(token.meanings.get("SCALE", token.meanings.get("LETTER", 0)) for token in scales)
    return numbers.add(number, part), powers, {}


def _whole_letters(reading: Reading, written: list[Token], letters: list[Token]) -> bool:
    """Tell whether a scale letter is one for sure: at its figure, or of two letters behind a space (`$5 m` is not)."""
    return all(
        len(token.key) > 1 or not written or token.start == written[-1].end or token.end == _next_start(reading, token)
        for token in letters
    )


def _next_start(reading: Reading, token: Token) -> int:
    """Return where what follows a letter begins: in `3 M€` the sign does."""
    return next((other.start for other in reading.tokens.all(reading.match) if other.start >= token.end), -1)


def _part(written: list[Token], figure: str | None) -> Decimal | None:
    """Return the fraction that stands behind a whole figure, zero where there is none: ½, 1/2."""
    signs = [token.meanings["FRACTION"] for token in written if "FRACTION" in token.meanings]
    if len(written) == 3 and figure is not None:  # noqa: PLR2004 (`2 1/2`)
        signs = ["/".join(token.meanings[FIGURE] for token in written[1:])]
    if not signs:
        return Decimal(0)
    above, below = signs[0].split("/")
    if not (above.isdigit() and below.isdigit()) or not int(below) or int(above) >= int(below):
        return None
    share = Decimal(int(above)) / Decimal(int(below))
    return share if share == share.quantize(Decimal("0.001")) else None


def _stepped(first: Decimal, scales: list[Token]) -> Decimal | None:
    """Return what a figure with steps comes to: 25억 5000만 is 2,550,000,000. Each step is smaller than the last."""
    total, current, last = Decimal(0), first, Decimal("Infinity")
    for token in scales:
        if FIGURE in token.meanings:
            found = numbers.readings(token.meanings[FIGURE], None)
            if len(found) != 1:
                return None
            current = found[0]
        else:
            step = Decimal(token.meanings["SCALE"])
            if step >= last:
                return None
            total, current, last = numbers.add(total, numbers.times(current, int(step))), Decimal(0), step
    return numbers.add(total, current)


def _spoken(reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    """Return the numbers that words say; a tail of cents is a part of the whole."""
    low = numbers.spoken(reading.group("w"))
    if reading.has("w2"):
        high = numbers.spoken(reading.group("w2"))
        scale = _last_scale(reading.group("w2"))
        if low is not None and high is not None and scale and not _last_scale(reading.group("w")):
            low = numbers.times(low, scale)
        return low, high if low is not None and high is not None and low < high else None
    if reading.has("cents") and low is not None:
        cents = numbers.spoken(reading.group("cents"))
        low = None if cents is None or cents >= 100 else numbers.add(low, numbers.times(cents, -2))  # noqa: PLR2004
    low = None if low is None else numbers.times(low, _shift(reading))
    return low, low


def _last_scale(words: list[Token]) -> int:
    return sum(token.meanings.get("SCALE", 0) for token in words)


def _small_units(
    reading: Reading, first: Decimal | None, second: Decimal | None
) -> tuple[Decimal | None, Decimal | None, dict[str, object]]:
    """Return feet and inches as inches."""
    units = reading.first("tail1"), reading.first("tail")
    if first is None or second is None or units[0] is None or units[1] is None:
        return None, None, {}
    times = _INCHES[units[0].meanings["UNIT"], units[1].meanings["UNIT"]]
    total = numbers.add(first * times, second)
    return (total, total, {}) if second < times else (None, None, {})


def _assumed(text: str, counted: Token) -> bool:
    """Tell whether several currencies share the sign or word, so that the value says it was assumed."""
    written = text[counted.start : counted.end]
    return written in FORMS["assumed"]["signs"] or fold(written).removesuffix("s") in FORMS["assumed"]["words"]
