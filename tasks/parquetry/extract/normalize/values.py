"""Values: what a date or an amount says, with the precision that stands there and never more.

Source: EDTF (ISO 8601-2) for dates, ISO 4217 for currencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.extract.normalize import (
    amounts,
    countries,
    crowns,
    dates,
    listed_days,
    nowadays,
    omitted_year,
    relative,
    relative_forms,
    relative_words,
)
from parquetry.extract.normalize.found_values import NONE, Found, Value, as_json, longest, of_relative_date, overlapping
from parquetry.extract.normalize.tokens import Tokens, tokens
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.edtf import PartialDate

# No figure of money is longer than 32 characters; without the bound a row of figures ("111 111 111 ...") would be gone
# through to its end from each of its digits.
_FIGURE = r"\d[\d.,'’\u00a0\u202f ]{0,30}\d"
_FIGURES = re.compile(
    rf"""
    [$€£¥₹₺₽₴]\s?(?P<after>{_FIGURE})                                   # €12,45
    | (?P<before>{_FIGURE})\s?(?:[$€£¥₹₺₽₴%]|EUR\b|USD\b|[Ee]uros?\b)  # 12,45 Euro
    | (?P<grouped>\d{{1,3}}(?:[.,]\d{{3}}){{2,}}(?:[.,]\d+)?              # 1.234.567
        | \d{{1,3}}(?:,\d{{3}})+\.\d+ | \d{{1,3}}(?:\.\d{{3}})+,\d+ )      # 1,234.5, 1.234,5
    """,
    re.VERBOSE,
)
"""Figures that may show the decimal sign of a document: of money and shares, and in groups. `31.12.` shows none."""
_VALUED = frozenset({"DATE", "MONEY", "QUANTITY", "PERCENT"})
_LEAD = frozenset(
    {
        "ABOUT",
        "ARTICLE",
        "FROM",
        "IN",
        "TO",
        "OF",
        "AND",
        "VAGUE",
        "ONE",
        "YEAR_WORD",
        "YEAR_LEAD",
        "DAY_WORD",
        "DECADE",
        "STEP",
    }
)
"""Kinds of words that a model takes into a mention and that change nothing of its value."""
_TYPES = {"MONEY": "money", "QUANTITY": "quantity", "PERCENT": "percent"}
# The century of `5/6/98` is taken from the source's date only where that has a plausible year.
_YEARS = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_DIGIT = re.compile(r"\d")
_POUNDS = re.compile(
    r"""
    £ | \b(?:sterling|pence|shillings?|guineas?)\b
    | \b(?:[Rr]inggit|Malaysia)                                      # whose sums are written like models, RM400
    | \bRM\s?\d{1,3}(?:,\d{3})*(?:\.\d\d\b | (?<=,\d{3}) | \ ?(?:[mb]illion|mil|juta|k|m|bn)\b)
    """,
    re.VERBOSE,
)
"""What a document says of its money: that pounds are sterling, and RM ringgit."""
_NO_GUESSING = ("ambiguous", "calendar")
"""What is said of a date that has no value for a reason: two readings, another calendar."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a document says of how to read its values: declared date, order of dates, figures, pounds, years."""

    declared: str | None = None
    order: str | None = None
    figures: tuple[str, ...] = ()
    pounds: str = ""
    years: tuple[int, ...] = ()
    unsure: frozenset[str] = frozenset()

    def scan(self, text: str, language: str) -> list[Found]:
        """Return the dates and amounts of a text in a language, in text order, none overlapping another: the longest stand.

        Among them are bare years and the like, whose forms are in `dates.READ_ONLY`: by themselves they are no mention.

        >>> [(f.label, f.value.value) for f in Reader().scan("Am 3. Mai 2011 kostete es 1.234,50 Euro.", "de")]
        [('DATE', '2011-05-03'), ('MONEY', '1234.5 EUR')]
        """
        # Tokens are made once and read three times.
        of_text = Tokens(text, tokens(text, lexicon(language)))
        ways = (self._dates, self._relative_dates, self._amounts)
        return longest([one for way in ways for one in way(of_text, language)])

    def read(self, text: str, label: str, language: str) -> Value:
        """Return the value of a mention of this label that is all of `text`."""
        return self.read_at(text, (0, len(text)), label, language, self.scan(text, language))

    def read_at(self, text: str, span: tuple[int, int], label: str, language: str, values: Sequence[Found]) -> Value:
        """Return the value of the mention of this label at `span`; nothing where its words do not give one.

        `values` are what `scan` found in the text around it: a mention has the value of what lies in it, if the rest of its
        words change nothing.
        """
        words = text[span[0] : span[1]]
        # The value of a place is its country's code, where it is a country: `Turkish` is of TR, `Lisbon` has none.
        if label in {"GPE", "NORP"}:
            country = countries.code(words) if label == "GPE" else countries.of_people(words)
            return Value(country, "iso3166") if country else NONE
        if label not in _VALUED:
            return NONE
        # Only what lies in the mention counts: a model's `3 May` next to `2011` does not take the year in.
        inside = [f for f in overlapping(values, *span) if f.label == label and span[0] <= f.start and f.end <= span[1]]
        whole = [f for f in inside if _is_rest_empty(text[span[0] : f.start] + " " + text[f.end : span[1]], language)]
        # Two values in one mention (`$5 and $7`) give none: either would be half of the truth.
        value = whole[0].value if len(whole) == 1 else NONE
        if label == "DATE" and self._is_these_days(text, *span, language):
            return of_relative_date(None)
        return self._date(words, value, language) if label == "DATE" else value

    def _is_these_days(self, text: str, start: int, end: int, language: str) -> bool:
        """Tell whether a word for today is rather nowadays, by its sentence or by the other years of its document."""
        # Without a declared date nothing is counted, so that nothing need be doubted.
        parts = relative.declared_parts(self.declared)
        if not parts or not relative_words.is_today(text[start:end], language):
            return False
        return nowadays.is_of_other_times(self.years, parts[0]) or nowadays.may_mean_these_days(text, start, end, language)

    def _dates(self, of_text: Tokens, language: str) -> Iterator[Found]:
        found = dates.find(of_text, self._context(language))
        for number, date in enumerate(found):
            edtf, data = date.edtf, dict(date.data)
            # `4 May` leans on the source's date; an ambiguous `03/05/2011` has no partial date and stays ambiguous.
            if edtf is None and date.partial is not None and not self._is_of_other_year(of_text.text, number, found):
                edtf = self._in_its_year(of_text, date, language)
            kind = "edtf" if edtf or data else None
            yield Found(date.start, date.end, "DATE", date.rule, Value(edtf, kind, as_json(data)))

    def _is_of_other_year(self, text: str, number: int, found: Sequence[dates.FoundDate]) -> bool:
        """Tell whether the sentence of a day speaks of another year than that of the declared date."""
        parts = relative.declared_parts(self.declared)
        return not parts or listed_days.is_beside_other_year(text, number, found, parts[0])

    def _in_its_year(self, of_text: Tokens, date: dates.FoundDate, language: str) -> str | None:
        """Return a day that leaves its year out: by what the words around say, else the nearest, if it is near enough."""
        parts = relative.declared_parts(self.declared)
        if not parts or date.partial is None or date.partial.day is None:
            return None
        # The words around go before what is near: `15. März letzten Jahres` said in March.
        said = omitted_year.said(of_text, (date.start, date.end), date.partial, parts)
        if said.date is not None:
            return str(said.date) if said.date.exists() else None
        return None if said.is_other else self._relative(of_text.text[date.start : date.end], date.partial, language)

    def _relative_dates(self, of_text: Tokens, language: str) -> Iterator[Found]:
        # English has its own reading of such words, where a model finds them.
        if self.declared is None or language == "en":
            return
        for start, end, rule, edtf in relative_forms.find(of_text, self.declared):
            if self._is_these_days(of_text.text, start, end, language):
                continue
            yield Found(start, end, "DATE", rule, of_relative_date(edtf))

    def _amounts(self, of_text: Tokens, language: str) -> Iterator[Found]:
        for amount in amounts.find(of_text, self._amount_context(language)):
            value = Value(amount.value, _TYPES[amount.label] if amount.value else None, amount.value_data)
            yield Found(amount.start, amount.end, amount.label, amount.rule, value)

    def _amount_context(self, language: str) -> amounts.Context:
        return amounts.context(language, self.pounds, self.figures, crowns=language not in self.unsure)

    def _date(self, words: str, value: Value, language: str) -> Value:
        """Return the value of a mention of a date: what was read in it, else what leans on the source's date."""
        # `after 2015` is every year but 2015: giving 2015 as its value would be wrong.
        if value.value and relative_words.is_dependent(words):
            return of_relative_date(None)
        if value.value:
            # `early 2011` keeps the value 2011 and says that it is vague.
            value = value.also("vague", part=True) if _is_vague(words, language) else value
            return value.also("relative", part=True) if relative.has_step(words) else value
        # Two known readings are not overruled by guessing from the source's date.
        if value.says_any(_NO_GUESSING):
            return value
        return self._leaning(words, language)

    def _leaning(self, words: str, language: str) -> Value:
        """Return the value of a mention that leans on the source's date, or that says a date in other words."""
        plain = self._plain(words, language)
        if plain is None:
            return of_relative_date(self._relative(words, None, language))
        whole = self.read(plain, "DATE", language)
        return self._date(words, whole, language) if whole.value else of_relative_date(None)

    def _plain(self, words: str, language: str) -> str | None:
        """Return a date said in other words: `last uh August` without its filler, `15 March last year` with the year."""
        spoken = relative_words.without_fillers(words, language)
        if spoken != words:
            return spoken
        return relative.with_its_year(relative_words.folded(words), self.declared) if language == "en" else None

    def _relative(self, text: str, partial: PartialDate | None, language: str) -> str | None:
        return relative.read(relative_words.folded(text), self.declared, partial, language)

    def _context(self, language: str) -> dates.Context:
        year = _YEARS.match(self.declared or "")
        # A language's own order goes before the document's: a Hungarian date is year first, whatever else is in the text.
        return dates.Context(language, lexicon(language).order or self.order, int(year[1]) if year else None)


def reader(texts: Sequence[tuple[str, str]], declared: str | None = None) -> Reader:
    """Return how to read the values of a document by its texts, each with its language."""
    # Most blocks have no figure, and a search for one digit is many times faster than the others.
    texts_with_figures = [(text, language) for text, language in texts if _DIGIT.search(text)]
    # `lastgroup` is the one alternative that matched; each alternative has exactly one named group.
    figures = [match[match.lastgroup or 0] for text, _ in texts_with_figures for match in _FIGURES.finditer(text)]
    pounds = " ".join(match[0] for text, _ in texts for match in _POUNDS.finditer(text))
    order = dates.order([(language, text) for text, language in texts_with_figures])
    years = nowadays.years_of(text for text, _ in texts) if declared else ()
    return Reader(declared, order, tuple(sorted(set(figures))), pounds, years, crowns.unsure(texts))


def read(text: str, label: str, declared: str | None = None, language: str = "en") -> Value:
    """Return the value of a mention of this label that stands alone; nothing where its words do not give one.

    >>> read("6 January 2021", "DATE").value, read("the 1960s", "DATE").value
    ('2021-01-06', '196X')
    >>> read("$9.7 million", "MONEY").value, read("1.000.000 Euro", "MONEY", language="de").value
    ('9700000 USD', '1000000 EUR')
    """
    # A mention alone has no document to say what its pounds are; read as money, as its label says.
    return Reader(declared, pounds="£").read(text, label, language)


def _is_rest_empty(rest: str, language: str) -> bool:
    """Tell whether the words of a mention around a value change nothing of it: `about`, `in the year`."""
    known = lexicon(language)
    meanings = [known.meanings(word) for word in re.findall(r"[^\W_]+", rest)]
    # An unknown word may change everything (`Windows 2011`), so that there is no value; part of a known phrase does not.
    return all(meaning is not None and (not meaning or set(meaning) & _LEAD) for meaning in meanings)


def _is_vague(text: str, language: str) -> bool:
    known = lexicon(language)
    return any({"VAGUE", "ABOUT"} & set(known.meanings(word) or {}) for word in re.findall(r"[^\W\d_]+", text))
