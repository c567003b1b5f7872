"""Values: what a date or an amount says, with the precision that stands there and never more.

Source: EDTF (ISO 8601-2) for dates, ISO 4217 for currencies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.extract.normalize import amounts, countries, dates, relative
from parquetry.extract.normalize.tokens import tokens
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.edtf import PartialDate

_IN_BRACKETS = re.compile(r"\s?\((?:about |around |some |or |approximately |approx\. |ca\. |c\. |= ?|≈ ?|~ ?)?")
_FIGURES = re.compile(r"\d[\d.,'’\u00a0\u202f ]*\d")
_AMOUNTS = frozenset({"MONEY", "QUANTITY", "PERCENT"})
_LEAD = frozenset({"ABOUT", "ARTICLE", "FROM", "IN", "TO", "OF", "AND", "VAGUE", "ONE", "YEAR_WORD", "DAY_WORD", "DECADE"})
"""Kinds of words that a model takes into a mention and that change nothing of its value."""
_LOOSE = re.compile(r"[\s\"“”'‘’()\[\],.;:~≈+-]*")
_STEP = re.compile(r"^(?:last|this|next) (?=\w+day\b,? \w)", re.IGNORECASE)
"""Before a weekday with its date it changes nothing: `last Friday, July sixteenth`."""
_YEARS = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value, what kind it is, and its parts as JSON; all null where nothing can be said for sure."""

    value: str | None = None
    type: str | None = None
    data: str | None = None


NONE = Value()


@dataclass(frozen=True, slots=True)
class Found:
    """`text[start:end]` (code points) is a value of this label, by the form `rule`."""

    start: int
    end: int
    label: str
    rule: str
    value: Value


@dataclass(frozen=True, slots=True)
class Reader:
    """What a document says of how to read its values: the source's date, the order of its dates, the signs of its figures."""

    declared: str | None = None
    order: str | None = None
    figures: tuple[str, ...] = ()
    pounds: str = ""

    def find(self, text: str, language: str) -> Iterator[Found]:
        """Yield the dates and amounts of a text in a language; dates and amounts may overlap each other.

        >>> [(f.label, f.value.value) for f in Reader().find("Am 3. Mai 2011 kostete es 1.234,50 Euro.", "de")]
        [('DATE', '2011-05-03'), ('MONEY', '1234.5 EUR')]
        """
        yield from self._dates(text, language, read_only=False)
        of_text = tokens(text, lexicon(language))
        for amount in amounts.find(text, of_text, amounts.context(language, self.pounds, self.figures)):
            value = Value(amount.value, _TYPES[amount.label] if amount.value else None, amount.value_data)
            yield Found(amount.start, amount.end, amount.label, amount.rule, value)

    def read(self, text: str, label: str, language: str) -> Value:
        """Return the value of a mention of this label, which is all of `text`; nothing where its words do not give one."""
        if label in {"GPE", "NORP"}:
            found = countries.code(text) if label == "GPE" else countries.of_people(text)
            return Value(found, "iso3166") if found else NONE
        if label == "DATE":
            return self._date(text, language)
        if label not in _AMOUNTS:
            return NONE
        whole = [f for f in self.find(text, language) if f.label == label and _covers(text, f.start, f.end, language)]
        return max(whole, key=lambda found: found.end - found.start).value if whole else NONE

    def _dates(self, text: str, language: str, *, read_only: bool) -> Iterator[Found]:
        of_text = tokens(text, lexicon(language))
        for date in dates.find(text, of_text, self._context(language), read_only=read_only):
            edtf, data = date.edtf, dict(date.data)
            if edtf is None and date.partial is not None:
                edtf = self._relative(text[date.start : date.end], date.partial, language)
            kind = "edtf" if edtf or data else None
            yield Found(date.start, date.end, "DATE", date.rule, Value(edtf, kind, _json(data)))

    def _date(self, text: str, language: str) -> Value:
        """Return the value of a mention of a date: one date or from-to that is all of it, else one that leans on the source's."""
        plain = _STEP.sub("", re.sub(r"\[\s?|\s?\]", "", text))
        found = [f for f in self._dates(plain, language, read_only=True) if _covers(plain, f.start, f.end, language)]
        vague = _is_vague(plain, language)
        if len(found) == 1 and found[0].value.value:
            value = found[0].value
            return replace(value, data=_json({**json.loads(value.data or "{}"), "vague": True})) if vague else value
        if len(found) == 1 and "ambiguous" in (found[0].value.data or ""):
            return found[0].value
        edtf = self._relative(plain, None, language)
        return Value(edtf, "edtf", _json({"relative": True}))

    def _relative(self, text: str, partial: PartialDate | None, language: str) -> str | None:
        return relative.read(relative.folded(text), self.declared, partial, language)

    def _context(self, language: str) -> dates.Context:
        year = _YEARS.match(self.declared or "")
        return dates.Context(language, lexicon(language).order or self.order, int(year[1]) if year else None)


_TYPES = {"MONEY": "money", "QUANTITY": "quantity", "PERCENT": "percent"}


def reader(texts: Sequence[tuple[str, str]], declared: str | None = None) -> Reader:
    """Return how to read the values of a document by its texts, each with its language."""
    figures = [match[0] for text, _ in texts for match in _FIGURES.finditer(text)]
    pounds = " ".join(match[0] for text, _ in texts for match in _POUNDS.finditer(text))
    return Reader(declared, dates.order([(language, text) for text, language in texts]), tuple(sorted(set(figures))), pounds)


_POUNDS = re.compile(r"£|\b(?:sterling|pence|shillings?|guineas?)\b")


def read(text: str, label: str, declared: str | None = None, language: str = "en") -> Value:
    """Return the value of a mention of this label that stands alone; nothing where its words do not give one.

    >>> read("6 January 2021", "DATE").value, read("the 1960s", "DATE").value
    ('2021-01-06', '196X')
    >>> read("$9.7 million", "MONEY").value, read("1.000.000 Euro", "MONEY", language="de").value
    ('9700000 USD', '1000000 EUR')
    """
    return Reader(declared, pounds="£").read(text, label, language)


def _covers(text: str, start: int, end: int, language: str) -> bool:
    """Tell whether a value is all that a mention says: around it stand only words that change nothing, as `about`."""
    rest = f"{text[:start]} {text[end:]}"
    known = lexicon(language)
    words = re.findall(r"[^\W_]+", rest)
    meanings = [known.meanings(word) for word in words]
    return all(found is not None and (not found or set(found) & _LEAD) for found in meanings)


def _is_vague(text: str, language: str) -> bool:
    known = lexicon(language)
    return any({"VAGUE", "ABOUT"} & set(known.meanings(word) or {}) for word in re.findall(r"[^\W\d_]+", text))


def _json(data: dict[str, object]) -> str | None:
    return json.dumps(data, sort_keys=True) if data else None


def equivalents(text: str, spans: Sequence[tuple[int, int]], found: Sequence[Value]) -> list[Value]:
    """Return the values of the mentions at `spans`, an amount in brackets behind another as what that one comes to.

    `£5 million (€6 million)` is one sum in two currencies: the first has the second as its `equivalent`, the second the
    first as what it is `equivalent_of`.
    """
    out = list(found)
    for k, (first, second) in enumerate(zip(found, found[1:], strict=False)):
        bracket = _IN_BRACKETS.fullmatch(text, spans[k][1], spans[k + 1][0]) and text.startswith(")", spans[k + 1][1])
        if bracket and first.type == second.type == "money" and _currency(first) != _currency(second):
            out[k] = _also(out[k], "equivalent", second.value)
            out[k + 1] = _also(out[k + 1], "equivalent_of", first.value)
    return out


def _currency(value: Value) -> str:
    return (value.value or "").split(" ")[-1]


def _also(value: Value, key: str, what: str | None) -> Value:
    return replace(value, data=_json({**json.loads(value.data or "{}"), key: what}))
