"""Boundaries: what the splitters get wrong, put right by rules that hold for a language or for all.

A splitter proposes where sentences begin; here some are taken back (behind a title, before a lower-case letter), some
moved (an opening quote belongs to what follows) and some added (a new speaker's dash). Knowledge is `sentences.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import fold, frequencies

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = tomllib.loads((files("parquetry.languages") / "data" / "sentences.toml").read_text(encoding="utf-8"))
_LAST_WORD = re.compile(r"\.([^\W\d_]+(?:[.-][^\W\d_]+)*)(?![\w.-])")
"""Read backwards, so that it is looked for at one place."""
_NUMBER_ALONE = re.compile(r"(?:^|[;:,]\s|\n)[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]$")
_NUMBER_LISTED = re.compile(r"[;:]\s[(]?\d{1,3}[.)]$")
_ROMAN_OR_INITIAL = re.compile(r"(?:[IVXLC]+|[A-Z])\b\.?|\(")
_OPENERS = "«“„‘(["
_OPENING = frozenset(_OPENERS)
_OPENER = re.compile(rf"(?<=\s)[{re.escape(_OPENERS)}]\s?$")
_CLOSER = re.compile(r"[»”’)\]\"](?=[\s.,;:!?]|$)")
_CLOSERS = re.compile(r"[”“\"»’)\]]+\s+")
_EMOTICON = re.compile(r"(?:(?:[:;=]['-]?[()DPp|\\/*]+|[☺-☻😀-🙏]+)(?:\s+|$))+")
_NO_END = re.compile(r"(?:[.?!…][”\"’'»“]{1,2}|[?!…]\)|(?:[^\W\d_]\.){2,}|(?:^|\s)[IVX]+\.)$")
"""What ends no sentence where small letters follow: a quotation, initials, a Roman number."""
_DAY_MONTH = re.compile(r"(?:^|\s)[0-3]?\d\.$")
_MONTH = re.compile(r"[01]?\d\.(?:\s|$)")
_IN_DOUBT = ("(?)", "(!)", "(?!)")
"""What a writer says aside of a word, and ends no sentence."""
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")
_DASH = re.compile(r"[.!?…][”\"»]?\s+(?=[-–—]\s+[^\W\d_])")
_ELLIPSIS = re.compile(r"[.…](?:(?<=\w…)|(?<=\w\.)\.\.)[”\"»]?\s+(?=[«“\"]?[^\W\d_])")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uff10-\uff5a"
_JAPANESE = re.compile(rf"(?<=[{_CJK}])(?:[?!]+|\.{{3}})[」』”’）]*(?=[{_CJK}])")
_KOREAN = re.compile(r"(?<=[\uac00-\ud7a3])(?:니다|[어아해네세예에]요)\s+(?=[\uac00-\ud7a3A-Z\"'‘“])")
_STOP = re.compile(r"\.[”\"»)]?\s+(?=[«“\"(]?[^\W\d_])")
_WORD = re.compile(r"(?:^|(?<=[^\w.-]))[^\W\d_]{3,}$")
_FIGURE = re.compile(r"\w\s\d{1,4}$")
_ADDRESS = re.compile(
    r"(?:(?<!\S)[(<\[\"']{0,2}(?:https?://|www\.)[^\s<>]++(?<![.,;:!?()\[\]])|(?<![\w.])[\w.]++@[\w.]++(?<!\.))>?\s+(?=[^\W\d_])"
)
_STAMP = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?+\s+(?=[^\W\d_])")
_BEGUN = re.compile(r"(?:^|[.!?]\s|\n)$")
_NAME = re.compile(r"(?:^|\s)[^\W\d_a-zß-ÿ]\S*[^\W\d_]\s+\Z")
_SEMICOLON = re.compile(r";[”\"»]?\s+(?=([^\W\d_]{2,}+)[^;]{30})")
"""Behind it a sentence may begin, but no short member of a list; its first word is taken whole."""
_ASKED = re.compile(r"[?!](?<![?!].)[?!]*+(?=[^\W\d_][\w'’]*(?:[\s?!.,]|$))")
_ASKING = re.compile(r"(?:^|\s)[\w'’?!]*[^\W\d_]$")
"""The end of a question that is followed without a space, unless it is part of an address."""
_FUNCTION = {"de": 1e-3}
"""As `_OFTEN`, where nouns have a capital."""
_OFTEN = 1e-4
"""Share of all words from which a word has a capital because a sentence begins."""
_COMMON = 2e-5
"""Share of all words from which a word in small letters is no abbreviation."""
_UNSPACED = {"ja": _JAPANESE, "ko": _KOREAN}
_SHORT = 8
_LOOK = 40
"""How far back a boundary's left side is looked at, in code points."""


def refine(text: str, starts: list[int], language: str, *, trained: bool) -> list[int]:
    """Return where sentences begin (code points into `text`), sorted, from where a splitter says they do.

    `trained` splitters are believed before a lower-case letter, rules are not.
    """
    kept: list[int] = []
    for start in sorted({*starts, *added(text, language, {*starts} if trained else None)}):
        if start <= 0 or start >= len(text):
            continue
        if not _joins(text, kept[-1] if kept else 0, start, language, trained=trained):
            kept.append(_moved(text, start))
    return [start for start in kept if start < len(text)]


def _moved(text: str, start: int) -> int:
    """Return where the sentence begins in truth: with its opening quote, behind what closes the one before."""
    opener = _OPENER.search(text, max(0, start - 3), start) if not _OPENING.isdisjoint(text[start - 2 : start]) else None
    if opener:
        return opener.start()
    if text[start].isalnum():
        return start
    if text.startswith('""', start) and text[start + 2 : start + 3].isalnum():
        return start + 1
    closers = _CLOSERS.match(text, start) if not text[start - 1].isspace() else _EMOTICON.match(text, start)
    return closers.end() if closers else start


def added(text: str, language: str, starts: set[int] | None = None) -> Iterator[int]:
    """Yield the starts that splitters miss: a new speaker's dash, a capital behind dots or a year, no space.

    `starts` are those of a trained splitter, which takes common words for abbreviations; null where rules split.
    """
    if "-" in text or "–" in text or "—" in text:
        yield from (at for at in _ends(_DASH, text) if text[at : at + 4].lstrip("-–— ")[:1].isupper())
    if ".." in text or "…" in text:
        yield from (at for at in _ends(_ELLIPSIS, text) if text[at : at + 2].lstrip('«“"')[:1].isupper())
    for match in _ASKED.finditer(text) if "?" in text or "!" in text else ():
        if _ASKING.search(text[max(0, match.start() - _LOOK) : match.start()]):
            yield match.end()
    if language in _UNSPACED:
        yield from _ends(_UNSPACED[language], text)
    yield from _capitals_behind(text, language)
    cardinal = language in _DATA["figures"]["cardinal"]
    for stop in _STOP.finditer(text):
        if starts is not None and stop.end() in starts:
            continue
        if (cardinal and _is_figure(text, stop)) or (starts is not None and _is_common(text, stop, language)):
            yield stop.end()


def _ends(form: re.Pattern[str], text: str) -> Iterator[int]:
    return (match.end() for match in form.finditer(text))


def _capitals_behind(text: str, language: str) -> Iterator[int]:
    """Yield the starts with a capital behind an address, a stamp of a time, a year, a semicolon."""
    forms = [_ADDRESS] if "@" in text or "://" in text or "www." in text else []
    if "/" in text and ":" in text:
        forms.append(_STAMP)
        yield from (match.start() for match in _STAMP.finditer(text) if _named(text, match.start()))
    forms += [_years(language)] if language in _DATA["year"] else []
    for form in forms:
        yield from (at for at in _ends(form, text) if text[at].isupper())
    if language in _DATA["closing"]:
        closed = (match for match in _closings(language).finditer(text) if _begun(text, match.start()))
        yield from (match.end() for match in closed)
    if ";" in text:
        yield from (match.end() for match in _SEMICOLON.finditer(text) if _begins_sentence(match[1], language))


def _begun(text: str, at: int) -> bool:
    return _BEGUN.search(text[max(0, at - _SHORT) : at]) is not None


def _named(text: str, at: int) -> bool:
    return _NAME.search(text[max(0, at - _LOOK) : at]) is not None


def _begins_sentence(word: str, language: str) -> bool:
    """Tell whether a word is written with a capital, but is so common that it is no name."""
    return word.istitle() and frequencies(language).get(fold(word, language), 0.0) >= _FUNCTION.get(language, _OFTEN)


def _is_figure(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a full stop before a capital is that of a figure behind a word."""
    end = stop.start()
    if not text[end - 1 : end].isdecimal() or not text[stop.end()].isupper() or not text[end + 1].isspace():
        return False
    return _FIGURE.search(text, max(0, end - _SHORT), end) is not None


def _is_common(text: str, stop: re.Match[str], language: str) -> bool:
    """Tell whether a full stop before a capital is that of a common word in small letters, and of no abbreviation."""
    end = stop.start()
    if not text[stop.end() : stop.end() + 2].lstrip('«“"(')[:1].isupper():
        return False
    found = _WORD.search(text[max(0, end - _LOOK) : end])
    if found is None or not found[0].islower() or found[0] in _words("within", language):
        return False
    return frequencies(language).get(fold(found[0], language), 0.0) > _COMMON


def _joins(text: str, begun: int, start: int, language: str, *, trained: bool) -> bool:
    """Tell whether the sentence begun goes on at `start`."""
    left = text[max(begun, start - _LOOK) : start].rstrip()
    follows = text[start : start + _LOOK]
    return (
        not left
        or left in _OPENERS
        or bool(not follows[0].isalnum() and (_EMOTICON.fullmatch(text, start) or _CLOSER.match(follows)))
        or (follows[0].islower() and (not trained or bool(_NO_END.search(left))))
        or (follows[0] in ",;" or (left.endswith(_IN_DOUBT) and not follows[0].isupper()))
        or bool(len(left) < _SHORT and _NUMBER_ALONE.search(left))
        or bool(_NUMBER_LISTED.search(left))
        or (left[-2:-1].isdecimal() and _counts(left, follows, language))
        or (not trained and follows[0].isupper() and left[-2:-1].isupper() and bool(_INITIAL.search(left)))
        or _abbreviated(left, follows, language)
    )


def _counts(left: str, follows: str, language: str) -> bool:
    """Tell whether a number with a full stop is an ordinal: "in der 8. Klasse", "11. 9."."""
    if follows[0].isupper():
        return _ordinal(language).search(left) is not None
    return language in _DATA["ordinal"] and _DAY_MONTH.search(left) is not None and _MONTH.match(follows) is not None


def _abbreviated(left: str, follows: str, language: str) -> bool:
    """Tell whether the full stop is that of a word which stands before what follows."""
    word = _LAST_WORD.match(left[::-1]) if left[-1] == "." else None
    if not word:
        return False
    last = word[1][::-1].casefold()
    numbered = follows[0].isdigit() or bool(_ROMAN_OR_INITIAL.match(follows))
    return (last in _words("titles", language) and follows[0].isalnum()) or (
        last in _words("numbered", language) and numbered
    )


@cache
def _words(kind: str, language: str) -> frozenset[str]:
    return frozenset(_DATA[kind]["*"]) | frozenset(_DATA[kind].get(language, ()))


@cache
def _closings(language: str) -> re.Pattern[str]:
    """Return what ends a letter, before the name of who wrote it: a name that no words of a sentence follow."""
    words = "|".join(_DATA["closing"][language])
    name = r"(?:[^\W\d_a-zß-ÿ][\w'’.-]{0,30}+ ?){1,3}+(?=$|\s*(?:\n|\d|[(<]|www|http)|[\w.]+@)"
    return re.compile(rf"(?:{words})[ \n]++(?={name})")


@cache
def _years(language: str) -> re.Pattern[str]:
    centuries = "|".join(_DATA["century"].get(language, ()))
    roman = rf"|(?<=[IVX])\s(?:{centuries})" if centuries else ""
    return re.compile(rf"(?:(?<=\d)\s?(?:{'|'.join(_DATA['year'][language])}){roman})\.\s+(?=[^\W\d_])")


@cache
def _ordinal(language: str) -> re.Pattern[str]:
    """Return what a number with a full stop looks like where it counts what follows: "in der 8. Klasse"."""
    words = _DATA["ordinal"].get(language, ())
    return re.compile(rf"\b(?:{'|'.join(words)})\s\d{{1,3}}\.$" if words else r"(?!)", re.IGNORECASE)
