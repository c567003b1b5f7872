"""Tokens of values: figures, signs and the words of a lexicon, as a string of one character a token.

A form of a date or an amount is a regular expression over that string, in which the names of kinds stand for tokens:
`DAY\\ MONTH\\ YEAR`. So one form serves every language, and which words are months is left to the tables.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from parquetry.extract.normalize.token_codes import BREAK, code_of, compiled, known_codes
from parquetry.extract.normalize.token_gaps import SPACES, gap
from parquetry.extract.normalize.token_meanings import may_be_roman, roman, sign
from parquetry.languages.folding import table_key
from parquetry.languages.han_numbers import HAN
from parquetry.languages.lexicon import FORMS, WORDS_KEPT, Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.extract.normalize.forms import Form, FormTable
    from parquetry.languages.lexicon import Meanings

_HAN_DIGITS = "〇零一二三四五六七八九十"
_LETTER = "[^\\W\\d_²³½⅓⅔¼¾⅛⅜⅝⅞]"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u05f3\u05f4"
"""Marks that belong to the letter before them, and the two that Hebrew abbreviates with: `re` has no `\\w` for them."""
# The order decides: `US$` is a sign before `US` is a word, `½` a fraction before it is a letter, and Han figures count
# only before a word of dates (年 month 月 ...): a 一 inside a name is no number.
_ALTERNATIVES = r"""
    (?P<digits>\d+)
    | (?P<sign>(?<![^\W_])(?:PREFIXED)|\$(?:BEHIND)(?![^\W_])|[SIGNS])   # US$, R$, $ CA, $
    | (?P<percent>[%‰٪％])
    | (?P<fraction>[½⅓⅔¼¾⅛⅜⅝⅞])
    | (?P<degree>°\ ?[CF]\b|[°℃℉]|(?:(?<=\d\d)|(?<=\d\s))º\ ?[CF]\b)   # 180 ºC; not the class 3ºC
    | (?P<han>(?<![HAN])[HAN]++(?=[年月日号號](?!元)|世[纪紀]|季度|四半期) | 元(?=年))  # 二〇一一年, 十九世紀; not 十日元
    | (?P<han_number>HAN_NUMBER)                            # 三百二十万円
    | (?P<joined>JOINED)
    | (?P<word>WORD)
"""
"""What is a token, the first alternative that matches."""
_CLOSE = re.compile(r"[./'’]{0,2}\s?|\.?[-\u2010\u2011]|\s?/")
"""What may stand between the words of a phrase: `n. Chr.`, `per cent`, `US-Dollar`; in `-a -c 12` are two options."""


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` with what it says: for digits what they may be, a day or a year. `key` is the folded word."""

    start: int
    end: int
    meanings: Meanings
    key: str = ""


class Tokens:
    """Some tokens of a text and the string of their codes.

    `at[k]` is the number of the token of code `k`, -1 for a gap; `text[starts[k]:ends[k]]` is what it stands for. `kinds`
    are those of all tokens.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.kinds = frozenset(kind for token in tokens for kind in token.meanings)
        self.at: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        codes: list[str] = []
        end = 0
        # One code for each character of a gap and one for each token: `3 May` becomes three codes, and `at`, `starts` and
        # `ends` lead from each back to the text.
        for number, token in enumerate(tokens):
            codes += (self._add_gap(end, token.start), code_of(frozenset(token.meanings)))
            self.at.append(number)
            self.starts.append(token.start)
            self.ends.append(token.end)
            end = token.end
        # One character after the last token is enough: it tells a form's look-ahead whether a word goes on.
        codes.append(self._add_gap(end, min(len(text), end + 1)))
        self.codes = "".join(codes)

    def _add_gap(self, start: int, end: int) -> str:
        """Note where the codes of the gap between two tokens lie in the text, and return them."""
        between = gap(self.text, start, end)
        low, high = start + len(between.before), end - len(between.after)
        self.starts += range(start, low)
        self.ends += range(start + 1, low + 1)
        if between.is_break:
            self.starts.append(low)
            self.ends.append(high)
        self.starts += range(high, end)
        self.ends += range(high + 1, end + 1)
        self.at += [-1] * len(between.codes)
        return between.codes

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        """Return the part of the text that a match covers, in code points."""
        return self.starts[match.start()], self.ends[match.end() - 1]

    def matches(self, table: FormTable) -> Iterator[tuple[Form, re.Match[str]]]:
        """Yield the places where the forms of a table stand in the string of codes, form by form, from left to right."""
        for form in table.possible(self.kinds):
            # The size of the table of codes is part of the cache key: a lexicon loaded later may add codes.
            for match in compiled(form.expression, known_codes()).finditer(self.codes):
                yield form, match

    def all(self, match: re.Match[str], group: str | int = 0) -> list[Token]:
        """Return the tokens of a group of a match."""
        return [self.tokens[self.at[k]] for k in range(*match.span(group)) if self.at[k] >= 0]

    def first(self, match: re.Match[str], group: str) -> Token | None:
        """Return the first token of a group of a match; null where the form has no such group, or nothing stands there."""
        return next(iter(self.all(match, group)), None) if group in match.re.groupindex else None

    def starting_in(self, start: int, end: int) -> Sequence[Token]:
        """Return the tokens that start within a part of the text."""
        low = bisect_left(self.tokens, start, key=lambda token: token.start)
        return self.tokens[low : bisect_left(self.tokens, end, lo=low, key=lambda token: token.start)]

    def before(self, match: re.Match[str]) -> Token | None:
        """Return the token before a match, where only punctuation or a space parts them."""
        start = match.start()
        k = start - 1
        while k >= 0 and self.at[k] < 0 and self.codes[k] != BREAK:
            k -= 1
        return self.tokens[self.at[k]] if k >= 0 and self.at[k] >= 0 else None

    def is_labelled(self, match: re.Match[str]) -> bool:
        """Tell whether the word before a match says what it numbers: `p. 5`, `Table 5`; one letter only with its point."""
        before = self.before(match)
        if before is None or "LABEL" not in before.meanings:
            return False
        # `p 5` may be any letter, `p. 5` is a page.
        return len(before.key) > 1 or self.text[before.end : before.end + 1] == "."

    def after(self, match: re.Match[str]) -> Token | None:
        """Return the token after a match, where only punctuation or a space parts them."""
        k = match.end()
        while k < len(self.at) and self.at[k] < 0 and self.codes[k] != BREAK:
            k += 1
        return self.tokens[self.at[k]] if k < len(self.at) and self.at[k] >= 0 else None


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a text in a language: digits, signs and the words that its lexicon has, phrases as one."""
    _learn(lexicon)
    return _with_phrases(text, list(_read(text, lexicon)), lexicon)


@cache
def _learn(lexicon: Lexicon) -> None:
    """Give a code to every combination of kinds that the words of a lexicon have."""
    for meanings in (
        *lexicon.words.values(),
        *lexicon.stems.values(),
        *(lexicon.meanings(word) or {} for word in lexicon.exact),
    ):
        code_of(frozenset(meanings))
    # A phrase becomes one token with meanings of its own, `v. Chr.` an era: it needs a code as words do.
    for rests in lexicon.phrases.values():
        for _, meanings in rests:
            code_of(frozenset(meanings))


@cache
def _expression(lexicon: Lexicon) -> re.Pattern[str]:
    prefixed = list(FORMS["prefixes"])
    # A word starts with a letter; marks (Hebrew points, Devanagari vowels) and the ² of `m²` may follow. Hebrew has a
    # quotation mark before the last letter of an abbreviation.
    word = f'{_LETTER}+(?:(?:[{_MARKS}²³]|(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea](?![\u05d0-\u05ea])))+{_LETTER}*)*'
    joined = "(?!)"
    # Chinese and Japanese have no spaces: words of the lexicon are found inside a run of letters, the longest
    # first, and only Latin words are taken whole.
    if lexicon.joined:
        # `500ml` is millilitres and no metres: a run of Latin letters is one word.
        listed = [word for word in (*lexicon.words, *lexicon.stems) if not word.isascii()]
        joined = "|".join(sorted(map(re.escape, listed), key=lambda w: (-len(w), w)))
        word = f"[A-Za-zÀ-ɏ]+[²³]?|{_LETTER}"
    # Korean writes its particles behind Latin letters: `200g과`.
    if lexicon.language == "ko":
        word = rf"[A-Za-z]+[²³]?(?=[\uac00-\ud7af])|{word}"
    filled = (
        # Longest first, so that no sign wins over a longer one that begins with it.
        _ALTERNATIVES.replace("PREFIXED", "|".join(sorted(map(re.escape, prefixed), key=len, reverse=True)))
        .replace("BEHIND", rf"[{SPACES} ]?(?:{'|'.join(sorted((sign[1:] for sign in FORMS['behind']), reverse=True))})")
        .replace("SIGNS", re.escape("".join(FORMS["signs"])))
        .replace("HAN_NUMBER", _han_number(lexicon) if lexicon.joined else "(?!)")
        .replace("HAN", _HAN_DIGITS if lexicon.joined else "〇")
        .replace("JOINED", joined)
        .replace("WORD", word)
    )
    return re.compile(filled, re.VERBOSE)


def _han_number(lexicon: Lexicon) -> str:
    """Return an expression for a number in Han before what is counted, or after a word for percent.

    `几百元`, `上百元` and `第三` count nothing; `一元` and `一円` are words. Units of one character are words too: `一度`.
    """
    counted = [
        word
        for word, meanings in lexicon.words.items()
        if {"CURRENCY", "PERCENT", "TIME_UNIT"} & set(meanings) or ("UNIT" in meanings and len(word) > 1)
    ]
    before = [word for word, meanings in lexicon.words.items() if "PERCENT_BEFORE" in meanings]
    number, follows = f"[{HAN}]+", "|".join(sorted(map(re.escape, counted)))
    # Each word has a look-behind of its own, since that must be of one width. Of `百分之十到十五` no part is the share.
    share = f"{number}(?:[点點]{number})?+(?![{HAN}点點・·]|[到至](?!百分)[{HAN}\\d])"
    shares = "".join(f"|(?<={re.escape(word)}){share}" for word in sorted(before))
    return f"(?<!\\d\\s)(?<![\\d{HAN}.,几幾数數多第余餘何上点點・·])(?![一二三]元|一円){number}(?={follows}){shares}"


def _read(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """Yield the single tokens of a text."""
    for match in _expression(lexicon).finditer(text):
        kind, written = match.lastgroup, match[0]
        if kind in {"word", "joined"}:
            # Unknown words are no tokens: they end up in a gap, which is then a break.
            meanings, key = _word(written, lexicon)
        else:
            meanings, key = sign(str(kind), written), ""
        if meanings is not None:
            yield Token(match.start(), match.end(), meanings, key)


@lru_cache(WORDS_KEPT)
def _word(written: str, lexicon: Lexicon) -> tuple[Meanings | None, str]:
    """Return what a word says, null if it is of no table, and its key in phrases; kept, since a text repeats its words."""
    meanings = lexicon.meanings(written)
    # The lexicon goes first: `I` may be a word of the language before it is the numeral one.
    if meanings is None or may_be_roman(written, meanings):
        meanings = {**(meanings or {}), **(roman(written, lexicon) or {})} or None
    return meanings, "" if meanings is None else table_key(written, lexicon.language)


def _with_phrases(text: str, single: list[Token], lexicon: Lexicon) -> list[Token]:
    """Return the tokens, phrases of the lexicon as one, the longest first."""
    out: list[Token] = []
    k = 0
    while k < len(single):
        # The phrases of a first word are sorted, the longest first, so the first that fits is the one.
        token, length = single[k], 1
        phrases = lexicon.phrases.get(token.key, ()) if token.key else ()
        # Most texts go on in another way than any phrase does: `per person`, not `per cent`.
        following = single[k + 1].key if k + 1 < len(single) else None
        for rest, meanings in phrases:
            if rest[0] == following and _stands(text, single[k : k + len(rest) + 1], rest):
                token, length = Token(token.start, single[k + len(rest)].end, meanings), len(rest) + 1
                break
        out.append(token)
        k += length
    return out


def _stands(text: str, run: Sequence[Token], rest: tuple[str, ...]) -> bool:
    """Tell whether these tokens are the words of a phrase, close to each other."""
    return (
        len(run) == len(rest) + 1
        and all(token.key == key for token, key in zip(run[1:], rest, strict=True))
        # `per` at the end of one line and `cent` three words on are no phrase.
        and all(_CLOSE.fullmatch(text, a.end, b.start) for a, b in pairwise(run))
    )
