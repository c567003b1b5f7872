"""Language of a document and of its blocks, BCP 47.

What is no language is left out first (addresses, figures, keys, code words), then the script most letters are of decides
which words are looked at, so that an English page with Greek quotations is English. ELD tells the language by its n-grams;
where it is not sure, the words themselves decide between its candidates. Nothing left, or nothing told apart: `und`.

Source: ELD, the Efficient Language Detector (Nito T.M.), as `eldc`, 60 languages; word frequencies of wordfreq (Robyn
Speer); names of Unicode characters, for scripts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

import eldc

from parquetry.languages.word_frequencies import fold, word_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNDETERMINED = "und"
ASIDE = ("footnote", "bibliography", "page_artifact", "preformatted", "table", "code")
"""Kinds of block that do not speak for the document's language."""
# Code points that tell a document's language as well as more would.
_ENOUGH = 20_000
# Code points of which ELD makes its judgement: it reads no more of a longer text.
_READ = 1_000
# Stretches of a long text that are asked: a book in Italian may begin with a licence in English.
_STRETCHES = 8
# Least length, in code points, of a block whose own language is looked for.
_OWN = 200
# Letters fewer than which tell no language: "OK", "id". Signs of Chinese, Japanese and Korean say more.
_LETTERS = 3
# Letters up to which words decide where n-grams do not; in longer texts n-grams are right.
_BY_WORDS = 200
# Log of the share of a word that a language's list does not have; the rarest listed has -5.8 or so.
_UNKNOWN = -8.0
# How much likelier (log 10) a word that stands alone must be in one language than in all others: "Yes" is English (1.4),
# "Total" is Spanish, French, English ... (0.2).
_MARGIN = 0.7
# Log 10 of how much more often a few words are of this language: half of what is written on the web is English, and the
# next language has a tenth of that (W3Techs). "Hello China" is English, though "hello" and "china" are Malay words too.
_PRIOR = {"en": 0.5}
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}
# Letters of an alphabet that a sign of Chinese, Japanese or Korean is worth.
_SIGNS_A_WORD = 3
# What, between spaces and in ASCII, is written alike in every language.
_NO_WORD = re.compile(
    r"""
      :// | @ | \\ | ^www\.       # https://example.org/a, a@example.org, C:\a
    | [\d_=<>{}$\#|*+~]           # h7UsQJ, max_retries, x=1
    | [a-z][A-Z]                  # iPhone, camelCase
    """,
    re.VERBOSE,
)
_WORD = re.compile(
    r"""
    [^\W\d_]                              # begins with a letter
    (?: [^\W\d_]
      | [\u0300-\u036f]                   # an accent as a character of its own: "e" and U+0301
      | [\u0591-\u05c7\u064b-\u065f]      # vowel marks of Hebrew and Arabic
      | [\u0900-\u0dff]                   # vowel signs of the scripts of India
      | ['’]                              # "l'eau", "don’t"
    )*
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Language:
    """A BCP 47 code and how sure it is, 0 to 1."""

    code: str
    confidence: float


NONE = Language(UNDETERMINED, 1.0)


def known(code: str) -> Language:
    """Return a language the source or the config declares."""
    return Language(code, 1.0)


def guess(text: str) -> Language:
    """Return the language of a text by its beginning; `und` where there are no words to tell by.

    >>> guess("Wo ist der Bahnhof?").code, guess("OK").code, guess("https://example.org/a").code
    ('de', 'und', 'und')
    """
    return detect([text])


def detect(texts: Sequence[str]) -> Language:
    """Return the language of most of the text; `und` with confidence 1 where there is no word to tell by."""
    sample: list[str] = []
    length = 0
    for text in texts:
        # Text by text, so that a book of a thousand blocks is never joined as a whole.
        sample.append(text[: _ENOUGH - length])
        length += len(sample[-1])
        if length >= _ENOUGH:
            break
    text = "\n".join(sample)
    beginning, _ = _identify(text)
    return beginning if len(text) <= 2 * _READ else _of_most(text, beginning)


def _of_most(text: str, beginning: Language) -> Language:
    """Return the language that most stretches of a long text are surely in; that of its beginning where most are in it."""
    step = max(_READ, len(text) // _STRETCHES)
    stretches = [text[at : at + _READ] for at in range(0, len(text) - _READ, step)]
    # The careful test is for those that look like another language, few as a rule.
    others = [stretch for stretch in stretches if _detector()(stretch).language != beginning.code]
    if 2 * len(others) <= len(stretches):
        return beginning
    found = [language for language, reliable in map(_identify, others) if reliable]
    votes = Counter(language.code for language in found)
    code, times = votes.most_common(1)[0] if votes else (beginning.code, 0)
    if 2 * times <= len(stretches):
        return beginning
    return Language(code, round(sum(language.confidence for language in found if language.code == code) / len(stretches), 4))


def _identify(text: str) -> tuple[Language, bool]:
    """Return the language of a text, and whether its n-grams leave no doubt."""
    tokens = text.split()
    # Addresses and identifiers are written alike in every language, and look English to n-grams.
    strange = {token for token in {*tokens} if _is_no_word(token)}
    words = _words_of_main_script(" ".join([token for token in tokens if token not in strange] if strange else tokens))
    # Three letters of an alphabet say little; two Chinese signs are a word.
    letters = sum(map(len, words))
    if letters < (_LETTERS if words and words[0].isascii() else 2):
        return NONE, False
    result = _detector()(" ".join(words))
    # A script that the detector was not taught.
    if not result.scores:
        return NONE, False
    # N-grams are right where there is much text or little doubt; else the words are looked up.
    if result.reliable or letters > _BY_WORDS:
        return _by_score(result.language, result.scores), result.reliable
    return _by_words(words, result.scores), False


def of_block(text: str, document: Language) -> str:
    """Return the language to split a block by: its own where it is long enough to tell surely, else the document's."""
    # A short block may be a name or a quoted word: the document's language is the better guess.
    if len(text) < _OWN:
        return document.code
    result = _detector()(text[:2000])
    if not result.reliable or result.language == document.code:
        return document.code
    # The careful test comes second, as nearly every block is in the document's language and ends above.
    own, reliable = _identify(text[:2000])  # without addresses, and words in other scripts
    return own.code if reliable else document.code


def score(text: str, language: str) -> float:
    """Return how much a short text looks like one of the language, 0 to 1: scores of one text with another compare."""
    scores: dict[str, float] = _detector()(text).scores
    return scores.get(language, 0.0)


@lru_cache(maxsize=1 << 14)
def _is_no_word(token: str) -> bool:
    """Tell whether a token is an address, an identifier or a figure, and of no language; words come again and again."""
    return token.isascii() and _NO_WORD.search(token) is not None


def _words_of_main_script(text: str) -> list[str]:
    """Return the words in the script that most letters are of, in their order."""
    words = _WORD.findall(text)
    # All is Latin script: no letter needs to be looked up.
    if text.isascii():
        return words
    script_of = {letter: _script(letter) for letter in {word[0] for word in words}}
    # Nearly always one script is all there is.
    if len({*script_of.values()}) == 1:
        return words
    scripts = Counter[str]()
    for word in words:
        # Counted by letters, not words: Chinese has no spaces, and a sentence would be one word.
        script = script_of[word[0]]
        scripts[script] += len(word) * (_SIGNS_A_WORD if script == "EAST ASIAN" else 1)
    main = max(scripts, key=lambda script: scripts[script], default="")
    return [word for word in words if script_of[word[0]] == main]


@lru_cache(maxsize=1 << 12)
def _script(letter: str) -> str:
    """Return the script of a letter by the first word of its name; one for those that are written together."""
    name = unicodedata.name(letter, "").split(" ", 1)[0].split("-", 1)[0]
    return "EAST ASIAN" if name in _EAST_ASIAN else name


def _by_words(words: list[str], scores: Mapping[str, float]) -> Language:
    """Return the language of a few words by how common they are in each candidate, or `und` where that tells nothing."""
    # English is always weighed: n-grams of two or three English words may look like Dutch or Danish alone.
    candidates = {*scores, "en"} if words[0].isascii() else {*scores}
    shares = {code: _mean_log_share(words, code) for code in sorted(candidates) if _common_words(code)}
    first = max(scores, key=lambda code: scores[code])
    # No word list for the language that n-grams name: its rivals cannot be compared with it by words.
    if first not in shares:
        return _by_score(first, scores)
    # N-grams decide between languages whose words are equally common.
    best = max(shares, key=lambda code: (shares[code], scores.get(code, 0.0)))
    others = [value for code, value in shares.items() if code != best]
    # "Total" is a word of many languages; "Yes" is far more common in one.
    unclear = len(words) == 1 and shares[best] - max(others, default=_UNKNOWN) < _MARGIN
    if shares[best] <= _UNKNOWN or (unclear and words[0].isascii()):
        return NONE if words[0].isascii() else _by_score(first, scores)
    # The mean per word times the number of words is the log-probability of the text; the best is taken off against
    # underflow.
    total = sum(10 ** (len(words) * (value - shares[best])) for value in shares.values())
    return Language(best, round(1 / total, 4))


def _by_score(code: str, scores: Mapping[str, float]) -> Language:
    """Return a language as sure as its n-grams are like the text's."""
    return Language(code, round(min(1.0, scores.get(code, 0.0)), 4))


def _mean_log_share(words: list[str], language: str) -> float:
    listed = _common_words(language)
    total = sum(math.log10(listed.get(fold(word, language), 0.0) or 10**_UNKNOWN) for word in words)
    return (total + _PRIOR.get(language, 0.0)) / len(words)


@lru_cache(maxsize=8)
def _common_words(language: str) -> dict[str, float]:
    """Return the words of a language's small list (some 30,000), with their share; empty where there is none."""
    return word_list(language, "small")


@cache
def _detector() -> Callable[[str], Any]:
    eldc.init()
    return cast("Callable[[str], Any]", eldc.detect_details)
