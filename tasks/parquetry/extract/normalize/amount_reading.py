"""Reading of an amount: one match of a form in its text, and whether what the form allows is meant there.

`720p` is no money, `5m` before a noun may be five millions, and pounds may be weighed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.extract.normalize import numbers
from parquetry.extract.normalize.boundaries import is_wide
from parquetry.languages.data_tables import alternatives, words
from parquetry.languages.lexicon import FORMS, lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.extract.normalize.numbers import Convention
    from parquetry.extract.normalize.tokens import Token, Tokens

# In order of precedence: `pound` is a currency and a unit, and is money first.
_LABELS = {
    "SIGN": "MONEY",
    "CODE": "MONEY",
    "SPOKEN_CODE": "MONEY",
    "BEFORE": "MONEY",
    "CURRENCY": "MONEY",
    "SUBUNIT": "MONEY",
    "PERCENT": "PERCENT",
    "PERMILLE": "PERCENT",
    "PERCENT_BEFORE": "PERCENT",
    "UNIT": "QUANTITY",
}
PAIRS_OF_UNITS = {
    ("ft", "in"): 12,
    ("lb", "oz"): 16,
    ("yd", "ft"): 3,
    ("kg", "g"): 1000,
    ("kg", "dag"): 100,
    ("km", "m"): 1000,
    ("m", "cm"): 100,
}
"""Pairs of units that one length or weight is said in, with how many of the second make the first."""
OF_TWO_UNITS = frozenset({"feet_and_inches", "words_of_two"})
"""Forms of one length or weight in two units."""
_REACH = 60
"""Code points before an amount in which a word may say that it is paid or weighed: a clause."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an amount's document says of how to read it."""

    language: str
    convention: Convention
    pounds: bool = False
    """Whether the document writes pounds as money elsewhere: a pound sign, `sterling`, pence."""
    crowns: bool = True
    """Whether it is sure whose crowns are meant: those of Denmark and of Norway have one name."""
    shown: frozenset[str] = frozenset()
    """Signs of letters, `RM`, that the document shows to be money: by its words, or by sums with hundredths."""


def context(language: str, document: str = "", written_figures: Sequence[str] = (), *, crowns: bool = True) -> Context:
    """Return how amounts of a text in a language are read, after the figures and signs of its document."""
    decimal = lexicon(language).decimal
    # One pound sign anywhere in the document makes `five pounds` money, unless a word of weighing is near.
    pounds = "£" in document or re.search(r"\b(?:sterling|pence|shillings?|guineas?)\b", document) is not None
    shown = frozenset({"RM"}) if re.search(r"\bRM|ringgit|Malaysia", document) or language == "ms" else frozenset()
    return Context(language, numbers.convention(decimal, written_figures), pounds, crowns, shown)


@dataclass(frozen=True, slots=True)
class Reading:
    """One match of a form of an amount, in its text."""

    tokens: Tokens
    match: re.Match[str]
    context: Context
    rule: str

    def group(self, *names: str) -> list[Token]:
        """Return the tokens of the first of these groups that the form has and that has any."""
        # Forms have different groups; asking a match for one that its form lacks would raise.
        known = [name for name in names if name in self.match.re.groupindex]
        return next((tokens for name in known if (tokens := self.tokens.all(self.match, name))), [])

    def first(self, *names: str) -> Token | None:
        """Return the first token of the first of these groups that has any."""
        return next(iter(self.group(*names)), None)

    def is_beside(self, kind: str) -> bool:
        """Tell whether a word of this kind stands right before the amount or after it, with a space between at most."""
        (start, end), text = self.tokens.span(self.match), self.tokens.text
        before, after = self.tokens.before(self.match), self.tokens.after(self.match)
        beside = [token for token in (before,) if token is not None and not text[token.end : start].strip()]
        beside += [token for token in (after,) if token is not None and not text[end : token.start].strip()]
        return any(kind in token.meanings for token in beside)

    def has(self, name: str) -> bool:
        """Tell whether the form has a group of this name, and something stands there."""
        return name in self.match.re.groupindex and bool(self.match[name])

    @property
    def span(self) -> tuple[int, int]:
        """Return the part of the text that was read, without the full stop of a sentence that ends in `million.`."""
        start, end = self.tokens.span(self.match)
        # An abbreviation's own point is left out as well: `2,5 Mio.` is the same amount without it.
        return start, end - 1 if self.tokens.text[end - 1] == "." else end


def of_what(reading: Reading, counted: Token) -> tuple[str | None, str]:
    """Return the label of an amount and the code of its currency or unit, by what stands at its figure."""
    # In the order of the table: a word that is a currency and a unit (`pound`) is money first, and `pounds_are` decides.
    if reading.rule in OF_TWO_UNITS:
        return "QUANTITY", unit_of(counted)
    kind = next((kind for kind in _LABELS if kind in counted.meanings), None)
    if kind is None:
        return None, ""
    code = counted.meanings[kind]
    # Both ends of a range name what they count.
    second = reading.first("head2", "tail1")
    if second is not None:
        other = next((second.meanings[k] for k in _LABELS if k in second.meanings), None)
        if other != code:
            return None, ""  # `$5 to €6`, `5 km to 3 %`: two amounts
    return _LABELS[kind], str(code or "")


def whole_unit(reading: Reading, unit: str) -> str:
    """Return the unit with what a word before the figure makes of it; empty where the two make none.

    Chinese `每小时12公里` are km/h, Korean `섭씨 5도` are °C.
    """
    before = reading.tokens.before(reading.match)
    prefix = before.meanings.get("UNIT_PREFIX") if before is not None else None
    # Japanese `3キロ` are kilometres or kilograms, `時速3キロ` a speed.
    unit = unit if unit != _KILO else "km" if prefix else ""
    if before is None or prefix is None or _is_counted(reading, before):
        return unit
    return f"{unit}{prefix}" if prefix.startswith("/") else prefix if unit == _DEGREE else ""


def _is_counted(reading: Reading, word: Token) -> bool:
    """Tell whether a word of a rate is counted itself: Turkish `iki saatte 100 km` is no speed."""
    before = reading.tokens.starting_in(max(0, word.start - _REACH), word.start)
    is_number = bool(before) and not _NUMBERS.isdisjoint(before[-1].meanings)
    return is_number and reading.tokens.text[before[-1].end : word.start] == " "


_NUMBERS = frozenset({"NUMERAL", "DIGITS", "FIGURE", "HALF", "AND_HALF"})
_KILO = "kilo"
"""What the tables have for a kilo of which nothing says what it is a thousand of."""


def named_currency(reading: Reading, currency: str) -> str:
    """Return the currency with what stands right beside a sum: `$5 AUD`, `新台币20万元`, `4万元美金`.

    Chinese `元` is the unit of several currencies, as `$` is; one of them may be named before the sum or after it.
    """
    start, end = reading.span
    text, before, after = reading.tokens.text, reading.tokens.before(reading.match), reading.tokens.after(reading.match)
    code = code_behind(reading)
    # Before the sum or behind it, "$5 CAD", "5 $ CAD"; "5 US$" has said its own.
    sign = next((sign for sign in (text[start], text[max(start, end - 2) : end].strip()) if sign in FORMS["shared"]), "")
    if code in FORMS["shared"].get(sign, ()) and not _is_within_words(reading, code):
        return code
    if not is_wide(text[end - 1 : end]):
        return currency
    beside = [token for token, at in ((before, start), (after, end)) if token is not None and at in {token.start, token.end}]
    return next((str(token.meanings["CURRENCY"]) for token in beside if "CURRENCY" in token.meanings), currency)


def code_behind(reading: Reading) -> str:
    """Return the code of a currency behind a sum, a space between: `$5 AUD`, `$5 CAD`; empty for none."""
    after, (_, end) = reading.tokens.after(reading.match), reading.span
    if after is None or reading.tokens.text[end : after.start] != " ":
        return ""
    code = str(after.meanings.get("CODE", ""))
    # "CAD" is a code at a sum of dollars, "ALL" is none at a sum of anything: `$5 ALL INCLUSIVE`.
    spoken = str(after.meanings.get("SPOKEN_CODE", ""))
    return code or (spoken if spoken in _OF_DOLLARS else "")


def _is_within_words(reading: Reading, code: str) -> bool:
    """Tell whether a code that is a word too stands before another word, of which it may be a part: `$500 CAD program`."""
    end = reading.span[1] + 1 + len(code)
    return code in FORMS["codes"]["spoken"] and _NO_NOUN.match(reading.tokens.text, end) is None


_OF_DOLLARS = frozenset(FORMS["shared"]["$"])
_NO_NOUN = re.compile(
    r"""
    \s?[.,;:!?)/] | \s?\n | \Z                              # the clause ends
    | \s(?: an? | and | as | at | but | by | each | for | from | here | in | is | of | on | or | per | plus | so | than
          | the | there | to | today | was | which | with )\b   # `$5 CAD here`, `$5 CAD and`
    """,
    re.VERBOSE,
)
"""What shows behind a code that it is none of the words of a name."""
_DEGREE = "°"


def unit_of(token: Token | None) -> str:
    """Return the unit that a token says, empty for none: `in` is inches behind feet, a pound a weight before ounces."""
    if token is None:
        return ""
    return str(token.meanings.get("UNIT") or _UNITS_IN_PAIRS.get(token.key, ""))


_UNITS_IN_PAIRS = {"in": "in", "pound": "lb", "pounds": "lb"}


def pounds_are(reading: Reading, counted: Token) -> str | None:
    """Return whether pounds are `money` or `weight`, `unknown` where nothing tells; null where there are no pounds."""
    if counted.key not in {"pound", "pounds"}:
        return None
    # Weight first: `paid for five pounds of sugar` speaks of paying, and means sugar.
    if _is_weight(reading):
        return "weight"
    # `to buy fifty-pound blocks of ice`: what is bought may be weighed.
    joined = reading.tokens.text[counted.start - 1] == "-"
    return "money" if (reading.context.pounds if joined else _is_paid(reading)) else "unknown"


def may_be_hundred_thousands(reading: Reading, counted: Token) -> bool:
    """Tell whether Dutch tons may be of money: a house of `3 ton` costs 300,000 euros, and coal is weighed in them."""
    if reading.context.language != "nl" or counted.key != "ton":
        return False
    cue = nearest_cue(reading)
    return cue != "WEIGHT" and (cue == "PAID" or _OF_NOUN.match(reading.tokens.text, reading.span[1]) is None)


_SMALL = alternatives(words("value_contexts", "behind_tons"))
_OF_NOUN = re.compile(rf" (?!{_SMALL}\b)[a-z]{{3}}")
"""What is weighed stands right behind the unit in Dutch: `3 ton kolen`."""


def is_one_alone(reading: Reading) -> bool:
    """Tell whether a word that is an article as well is all there is of a number: `un dollar fort`, `a dollar store`."""
    words = reading.group("w")
    # English `one dollar` counts, since English has another article; French `un` may be either.
    alone = len(words) == 1 and ("ONE" in words[0].meanings or words[0].meanings.get("NUMERAL") == 1)
    # `un kilo y medio` counts as well.
    goes_on = any(map(reading.has, ("cents", "rest", "w2", "p")))
    return alone and words[0].key != "one" and not goes_on


def _is_weight(reading: Reading) -> bool:
    """Tell whether pounds are weighed: pounds *of* something, or a word of weighing nearest to them."""
    _, end = reading.span
    return reading.tokens.text[end : end + 4].casefold() == " of " or nearest_cue(reading) == "WEIGHT"


def _is_paid(reading: Reading) -> bool:
    return nearest_cue(reading) == "PAID" or reading.context.pounds


def nearest_cue(reading: Reading) -> str | None:
    """Return `PAID` or `WEIGHT` by the nearest word of paying or weighing before pounds, else after them."""
    start, end = reading.span
    text, known = reading.tokens.text, lexicon(reading.context.language)
    # The word nearest before the amount counts most, so that list is read backwards.
    before = re.findall(r"[^\W\d_]+", text[max(0, start - _REACH) : start])
    after = re.findall(r"[^\W\d_]+", text[end : end + _REACH])
    cues = ({"PAID", "WEIGHT"} & set(known.meanings(word) or {}) for word in [*reversed(before), *after])
    return next((min(cue) for cue in cues if cue), None)
