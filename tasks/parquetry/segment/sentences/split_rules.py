"""Where a sentence begins and no splitter sees it: at a new speaker's dash, after a year, an address, an abbreviation.

Each rule is a row: its name, the languages it is about, the signs without which a text has nothing for it, and what yields
the places; with one text for it ("|" is the boundary) and one against.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from parquetry.segment.sentences.boundary import DATA, LOOK, Reading, boundary, is_starter, share, words
from parquetry.segment.sentences.missed_stops import missed_stops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Kana, Han and full-width letters.
_CJK = "\u3040-\u30ff\u3400-\u9fff\uff10-\uff5a"
# "Where? – At sea": a dash between spaces after a stop begins another speaker's words.
_DASH = re.compile(r"[.!?…][”\"»]?\s+(?=[-–—]\s+[^\W\d_])")
# "She waited... Then": the dots follow a word directly. Four dots are a stop after an omission and are left alone.
_ELLIPSIS = re.compile(r"[.…](?:(?<=\w…)|(?<=\w\.)\.\.)[”\"»]?\s+(?=[«“\"]?[^\W\d_])")
# "come … She": spaces on both sides, so only a word that begins sentences is believed.
_SPACED_ELLIPSIS = re.compile(r"\s(?:…|\.{3})\s+(?=([^\W\d_]+))")
# Spanish opens questions: what follows a stop and begins with ¿ is surely a sentence.
_INVERTED = re.compile(r"[.!?…][»”\"')\]]*\s+(?=[«“\"(]?[¿¡])")
# "it was `no crime.' " The": a quotation within a quotation, whose marks a space parts.
_NESTED = re.compile(r"[.!?…]['’]\s?[\"”]\s+(?=[“\"‘']?[^\W_])")
# Half-width ?, ! and ... between Japanese letters; full-width ones are found by the splitter.
_JAPANESE = re.compile(rf"(?<=[{_CJK}])(?:[?!]+|\.{{3}})[」』”’）]*(?=[{_CJK}])")
# Polite endings close a sentence even without a full stop: "왔습니다 오늘은".
_KOREAN = re.compile(
    r"""
    (?<=[\uac00-\ud7a3])
    (?: 니다 | [어아해네세예에]요 )      # 왔습니다 | 오늘은, 왔어요 | 오늘은
    \s+ (?=[\uac00-\ud7a3A-Z"'‘“])
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(
    r"""
    (?:
      (?<!\S)[(<\[\"']{0,2}(?:https?://|www\.)[^\s<>]++(?<![.,;:!?()\[\]])   # see https://example.org/a | They
    | (?<![\w.])[\w.]++@[\w.]++(?<!\.)                                       # write to a.lind@example.org | They
    )>?\s+(?=[^\W\d_])
    """,
    re.VERBOSE,
)
_STAMP = re.compile(
    r"""\d{1,2}/\d{1,2}/\d{2,4},?[ ]        # 03/14/2011, the day
        \d{1,2}:\d\d(?::\d\d)?              # 5:04 or 5:04:12
        (?:[ ]?[AaPp]\.?[Mm]\.?)?+          # PM, p.m.
        \s+(?=[^\W\d_])""",
    re.VERBOSE,
)
# A closing stands at the beginning: of the text, a line or a sentence.
_BEGUN = re.compile(r"(?:^|[.!?]\s|\n)$")
# A word with a capital before a time: the name of who writes.
_NAME = re.compile(r"(?:^|\s)[^\W\d_a-zß-ÿ]\S*[^\W\d_]\s+\Z")
_LETTERED = re.compile(
    r"""
    (?<=[\w,;:»”)]\s) ([^\W\d_]{2,}+) \s         # "takes vitamin ", but not "Appendix " that begins a heading
    (?:[A-Z]|[IVXLC]++) \. \s+                    # "C. ", "II. "
    (?=[«“"]?[^\Wa-zß-ÿ\d_][^\W\d_])              # a word with a capital, and no other initial
    """,
    re.VERBOSE,
)
# A sentence may begin after it, but no short member of a list and no next citation, "... 403 (1943); Cox"; its first word
# is taken whole.
_SEMICOLON = re.compile(r"(?<!\d{4}\));[”\"»]?\s+(?=([^\W\d_]{2,}+)[^;]{30})")
_ASKED = re.compile(r"[?!](?<![?!].)[?!]*+(?=[^\W\d_][\w'’]*(?:[\s?!.,]|$))")
# The end of a question that is followed without a space, unless it is part of an address.
_ASKING = re.compile(r"(?:^|\s)[\w'’?!]*[^\W\d_]$")
# Code points before a place that are looked at for the beginning of a line.
_SHORT = 8
AFTER_SEMICOLON = 1e-4
"""Share of all words from which a word with a capital after a semicolon begins a sentence: "Many" (1e-3) against "Cox"."""
# The same where nouns have a capital: "Alle" (1.4e-3) against "Haus" (3e-4).
_AFTER_SEMICOLON = {"de": 1e-3}


class SplitRule(NamedTuple):
    """A reason why a sentence begins where no splitter sees it."""

    name: str
    languages: frozenset[str] | None
    """Languages it is about; null for all."""
    needs: tuple[str, ...]
    """Strings of which one must be in the text, so that most texts are not searched."""
    places: Callable[[str, str], Iterator[int]]
    """From a text and its language to the places, in code points."""
    examples: tuple[str, str]
    language: str = "en"
    """Of the examples."""
    legal: bool | None = None
    """Whether it is about texts of law, or about all others; null for all."""


def _before_capital(form: re.Pattern[str], text: str, opening: str) -> Iterator[int]:
    """Yield the ends of what matches, where a capital follows, perhaps after `opening` signs."""
    # Four characters are enough for a quote, a dash and the spaces between.
    ends = (match.end() for match in form.finditer(text))
    return (at for at in ends if text[at : at + 4].lstrip(opening)[:1].isupper())


def _speakers(text: str, _: str) -> Iterator[int]:
    return _before_capital(_DASH, text, "-–— ")


def _ellipses(text: str, language: str) -> Iterator[int]:
    yield from _before_capital(_ELLIPSIS, text, '«“"')
    # In mid-sentence an ellipsis marks a pause: "to … Lisbon".
    yield from (match.end() for match in _SPACED_ELLIPSIS.finditer(text) if is_starter(match[1], language))


def _inverted_marks(text: str, language: str) -> Iterator[int]:
    ends = (match.end() for match in _INVERTED.finditer(text))
    # "Sr. ¿...": a title goes with the name after it, even here.
    return (
        at
        for at in ends
        if boundary(text, 0, at, Reading(language, trained=True)).abbreviation not in words("titles", language)
    )


def _unspaced_questions(text: str, _: str) -> Iterator[int]:
    for match in _ASKED.finditer(text):
        # "example.org/?Yes" has a sign before the question mark that no word ends in.
        if _ASKING.search(text[max(0, match.start() - LOOK) : match.start()]):
            yield match.end()


def _japanese(text: str, _: str) -> Iterator[int]:
    return (match.end() for match in _JAPANESE.finditer(text))


def _korean(text: str, _: str) -> Iterator[int]:
    return (match.end() for match in _KOREAN.finditer(text))


def _nested_quotations(text: str, _: str) -> Iterator[int]:
    return _before_capital(_NESTED, text, "“\"‘'")


def _addresses(text: str, _: str) -> Iterator[int]:
    return _before_capital(_ADDRESS, text, "")


def _stamps(text: str, _: str) -> Iterator[int]:
    """Yield the ends of times before a capital, and the begins of times after the name of who writes."""
    # Forums put the time between the name and the words: "Ana 3/14/2011 5:04 PM Hello" has two boundaries.
    yield from _before_capital(_STAMP, text, "")
    for match in _STAMP.finditer(text):
        if _NAME.search(text[max(0, match.start() - LOOK) : match.start()]):
            yield match.start()


def _years(text: str, language: str) -> Iterator[int]:
    return _before_capital(_year(language), text, "")


@cache
def _year(language: str) -> re.Pattern[str]:
    """Return what ends with "year" or "century": "в 1911 г.", "в XIX в."."""
    years = "|".join(DATA["year"][language])
    centuries = "|".join(DATA["century"].get(language, ()))
    # Centuries are counted in Roman numbers, and only these are allowed before "в.", which is also the word "in".
    roman = rf"|(?<=[IVX])\s(?:{centuries})" if centuries else ""
    return re.compile(rf"(?:(?<=\d)\s?(?:{years}){roman})\.\s+(?=[^\W\d_])")


def _closings(text: str, language: str) -> Iterator[int]:
    for match in _closing(language).finditer(text):
        # "Kind regards" inside a sentence ("He sends his regards Ana") closes no letter.
        if _BEGUN.search(text[max(0, match.start() - _SHORT) : match.start()]):
            yield match.end()


@cache
def _closing(language: str) -> re.Pattern[str]:
    """Return what ends a letter, before the name of who wrote it: a name that no words of a sentence follow."""
    phrases = "|".join(DATA["closing"][language])
    # Up to three words with capitals. What follows must not be a sentence: the end, a line break, a figure, an
    # address.
    name = r"(?:[^\W\d_a-zß-ÿ][\w'’.-]{0,30}+ ?){1,3}+(?=$|\s*(?:\n|\d|[(<]|www|http)|[\w.]+@)"
    return re.compile(rf"(?:{phrases})[ \n]++(?={name})")


def _semicolons(text: str, language: str) -> Iterator[int]:
    """Yield the places after a semicolon before a word with a capital that is too common to be a name."""
    # A rare word with a capital is a name, and a name goes on with the list: "Lind; Cox".
    least = _AFTER_SEMICOLON.get(language, AFTER_SEMICOLON)
    return (match.end() for match in _SEMICOLON.finditer(text) if match[1].istitle() and share(match[1], language) >= least)


def _lettered(text: str, language: str) -> Iterator[int]:
    """Yield the places after a letter or Roman number that names a thing, "vitamin C." and "Plan B.", and no person."""
    kinds = words("lettered", language)
    return (match.end() for match in _LETTERED.finditer(text) if match[1].casefold() in kinds)


RULES = (
    SplitRule("new speaker", None, ("-", "–", "—"), _speakers, ("Where? | - At sea", "a port - At sea")),
    SplitRule("ellipsis", None, ("..", "…"), _ellipses, ("She would come … | She did not.", "to … Lisbon")),
    SplitRule("inverted mark", None, ("¿", "¡"), _inverted_marks, ("del Sur, S.A. | ¿Cuánto?", "Hola, ¿qué tal?"), "es"),
    SplitRule("question without a space", None, ("?", "!"), _unspaced_questions, ("Really?| Yes.", "example.org/?Yes")),
    SplitRule(
        "quotation in a quotation",
        None,
        ("' \"", "'\"", "’”", "’ ”"),
        _nested_quotations,
        ("“She wrote ‘He left.’ ” | It rained.", "“She wrote ‘He left.’ ” and wept."),
    ),
    SplitRule("Japanese", frozenset({"ja"}), ("?", "!", "..."), _japanese, ("そうですか?|はい", "A?はい"), "ja"),
    SplitRule("Korean", frozenset({"ko"}), ("니다", "요"), _korean, ("왔습니다 | 오늘은", "왔습니다"), "ko"),
    SplitRule("address", None, ("@", "://", "www."), _addresses, ("see www.example.org | They", "see www.example.org they")),
    SplitRule("time", None, ("/",), _stamps, ("3/14/2011 5:04 PM | Hello", "on 3/14/2011 at Hull")),
    SplitRule("year", frozenset(DATA["year"]), (".",), _years, ("в 1911 г. | Рядом", "в 1911 г. рядом"), "ru"),
    SplitRule(
        "letter of a thing",
        None,
        (".",),
        _lettered,
        ("left with Plan B. | Anna had none", "written by C. Anna Brandt"),
        # "under section A. The ..." is a citation as often as not.
        legal=False,
    ),
    SplitRule("closing of a letter", frozenset(DATA["closing"]), ("",), _closings, ("Regards | Ana", "Thanks Ana for it")),
    SplitRule(
        "semicolon",
        None,
        (";",),
        _semicolons,
        (
            "it rained all day; | Many stayed at home until the evening",
            "319 U.S. 624 (1943); Many other courts have held so too",
        ),
        # In texts of law a list of citations, provisions or conditions is one sentence.
        legal=False,
    ),
)


def missed_starts(text: str, reading: Reading, starts: set[int]) -> Iterator[int]:
    """Yield the starts that splitters miss (code points).

    `starts` are those of a trained splitter, which takes common words for abbreviations; none where rules split.
    """
    for rule in _rules_about(reading):
        # The signs are searched first: a plain `in` is far cheaper than an expression.
        if any(sign in text for sign in rule.needs):
            yield from rule.places(text, reading.language)
    yield from missed_stops(text, reading, starts)


@cache
def _rules_about(reading: Reading) -> tuple[SplitRule, ...]:
    """Return the rules about texts that are read so."""
    rules = (rule for rule in RULES if rule.languages is None or reading.language in rule.languages)
    return tuple(rule for rule in rules if rule.legal in {None, reading.legal})
