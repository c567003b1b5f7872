"""How likely a text is in each language: what decides between two decodings of the same bytes.

A letter is as likely as its language makes it after the two before it, a sign as often as people write it between such
neighbours, a capital as its place in the word allows. All of a text's characters count, so that decodings of different
lengths (two bytes a character or one) compare: it is the probability of the bytes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parquetry.repair.encoding.letter_model import STEP, letter_model, signs

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTER = math.log(0.15)
"""Cost of judging a letter by a shorter context. Source: stupid backoff (Brants et al. 2007), which has 0.4 for words; of
letters, what a million running words do not have is rarer: "gro\u00e1en" for "gro\u00dfen"."""
UNKNOWN_LETTER = -12.0
"""Log-probability of a letter that no language of the model writes: one in 160,000."""
MIXED_SCRIPTS = -6.0
"""Cost of two scripts within one word: "J๘rn" for "Jørn", "Wei遙ier" for "Weißbier"."""
MISPLACED = math.log(1 / 200)
"""Cost of a sign between neighbours it does not stand between: "Windows«" for "Windows®"."""

# Log-probabilities of what is no letter, where one stands: a space is nearly sure, a digit one in ten.
SPACE, DIGIT, COMMON_SIGN, ASCII_SIGN = -0.2, -2.3, -3.5, -6.0
OTHER_SIGN = -12.0
"""A sign that `encodings.toml` does not list: less than 5 in a million."""
CASEFOLDED = {"ß": "ss", "ẞ": "ss", "ς": "σ", "ſ": "s"}
"""Letters that the lists of words behind the model spell otherwise, since their keys are casefolded: "strasse"."""
RESPELLED = math.log(1 / 5)
"""Cost of such a letter where its spelling is judged: of German's "ss" one in two or three is "ß", of all others none."""
SELDOM = math.log(1 / 20)
"""Cost of a letter beyond ASCII behind a digit, "21ø" for "21°", and of a single quotation mark in a text, "use « cup"
for "use ½ cup": "2ème" has the first, a text cut short the second. An estimate."""
_QUOTES = "«»“”„"
DRAWING_LINE = -5.0
"""A box-drawing or block character beside another: tables of old terminals are made of them."""
NEVER_WRITTEN = -16.0
"""A control, unassigned or private-use character."""
_SPACES = re.compile("[ \t\r\n]")
_COMMON_SIGNS = frozenset(".,'\"-():;!?/")
_DRAWING = frozenset(map(chr, range(0x2500, 0x25A0)))

# Log-probability of the case of a letter after the one before it in its word.
CASES = {
    ("", "lower"): -0.2,
    ("", "upper"): -1.8,
    ("lower", "lower"): -0.01,
    ("lower", "upper"): -7.0,  # "iPhone": KOI8-R read as windows-1251 swaps all cases
    ("upper", "upper"): -1.2,
    ("upper", "lower"): -0.4,
}
INSIDE_CAPITALS = -4.0
"""A small letter after two capitals: "PDFs"."""


def likelihoods(text: str) -> NDArray[np.float64]:
    """Return the log-probability of a text in each language of the model.

    Texts with combining marks are read in NFC: windows-1258 writes Vietnamese with them.
    """
    model = letter_model()
    rows: list[int] = []
    constant = 0.0  # what is the same in every language
    # NFC, as the model knows "é" as one letter.
    for token in _SPACES.split(unicodedata.normalize("NFC", text)):
        token_rows, cost = _token(token)
        rows += token_rows
        constant += cost + SPACE
    constant += SELDOM * (sum(map(text.count, _QUOTES)) == 1)
    # Digits and signs alone: no language is likelier than another.
    if not rows:
        return np.full(len(model.languages), constant)
    # One addition for all languages at once: each row has a column for each of them.
    summed: NDArray[np.float64] = model.nats[rows].sum(axis=0, dtype=np.float64)
    return constant - STEP * summed


@lru_cache(maxsize=65536)
def _token(token: str) -> tuple[tuple[int, ...], float]:
    """Return the rows of the model that the letters of a token have, and the cost that is the same in every language.

    A token stands between spaces. Kept, because codecs that extend ASCII decode most tokens alike.
    """
    rows: list[int] = []
    constant = 0.0
    context, written = " ", ""  # the two characters before, and the cases of the last two letters
    for k, character in enumerate(token):
        kind, folded = _kind(character)
        if kind == "letter":
            # A wrong code page turns single letters of a word into another script: "J๘rn" for "Jørn".
            constant += MIXED_SCRIPTS * _mixes(token[k - 1 : k], context[-1], folded[0])
            case = _case(character)
            constant += _case_cost(written, case) + _spelling_cost(character, token[k - 1 : k])
            written = f"{written[-1:]}{case[:1]}"
            letter_rows, cost, context = _spelled(context, folded)
            rows += letter_rows
            row = -1
        elif kind == "ideograph":
            # Ideographs are judged by how common each is; there is no word to look back on.
            row, cost = _row(folded)
            constant += _neighbours_cost(token[k - 1 : k], token[k + 1 : k + 2])
            if context != " ":
                constant += MIXED_SCRIPTS
            context, written = " ", ""
        else:
            # A sign ends the word, and the end of a word counts: few languages have words that end in "q".
            row, cost = _row(context + " ") if context != " " else (-1, 0.0)
            constant += _sign_cost(character, token[k - 1 : k] or " ", token[k + 1 : k + 2] or " ")
            context, written = " ", ""
        constant += cost
        if row >= 0:
            rows.append(row)
    if context != " ":
        row, cost = _row(context + " ")
        constant += cost
        rows.append(row)
    # -1 is what no language knows; its cost is in the constant.
    return tuple(row for row in rows if row >= 0), constant


@lru_cache(maxsize=8192)
def _kind(character: str) -> tuple[str, str]:
    """Return whether a character is a `letter`, an `ideograph` or a `sign`, and how the model spells it."""
    if character in signs():
        return "sign", character
    category = unicodedata.category(character)
    if category[0] == "L":
        # Kana, ideographs and Hangul syllables.
        if "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3":
            return "ideograph", character
        return "letter", CASEFOLDED.get(character) or character.lower()[0]
    return ("letter", character) if category in ("Mn", "Mc") else ("sign", character)


@lru_cache(maxsize=65536)
def _spelled(context: str, letters: str) -> tuple[tuple[int, ...], float, str]:
    """Return the rows of a letter, two where the model spells it so, their cost, and the two letters that end there."""
    rows: list[int] = []
    constant = 0.0
    for letter in letters:
        # The letter after the two before it: "h" after "sc" is usual in German, rare in French.
        row, cost = _row(context + letter)
        rows.append(row)
        constant += cost
        context = (context + letter)[-2:]
    return tuple(rows), constant, context


@lru_cache(maxsize=65536)
def _spelling_cost(letter: str, before: str) -> float:
    """Return the log-probability of how a letter is written, by the character before it."""
    respelled = RESPELLED if letter in CASEFOLDED else 0.0
    return respelled + (SELDOM if before.isdigit() and not letter.isascii() else 0.0)


def _neighbours_cost(before: str, after: str) -> float:
    """Return the log-probability of an ideograph between two characters, or the edges of its word."""
    is_beside = any(one and not one.isascii() and _kind(one)[0] != "letter" for one in (before, after))
    # "21蚓" for "21°C": dates have such ("5月"), but hardly a whole text.
    return 0.0 if is_beside else MISPLACED


@lru_cache(maxsize=65536)
def _mixes(previous: str, before: str, letter: str) -> bool:
    """Tell whether a letter goes on with a word in another script; marks go with any.

    `previous` is the character before it as written, `before` the letter that it is judged by, a space at a beginning.
    """
    # "Ørsted" read as Chinese begins with an ideograph, and goes on in Latin.
    if before == " ":
        return bool(previous) and _kind(previous)[0] == "ideograph"
    first, second = _script(before), _script(letter)
    return bool(first and second) and first != second


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """Return the script of a letter by its Unicode name; empty for marks, which go with any."""
    name = unicodedata.name(character, "").split(" ", 1)[0]
    return name if unicodedata.category(character)[0] == "L" else ""


@lru_cache(maxsize=65536)
def _row(sequence: str) -> tuple[int, float]:
    """Return the row of the longest known end of a sequence, and the cost of the shorter context; -1 if none is known."""
    rows = letter_model().rows
    cost = 0.0
    # From the whole sequence to its last letter: each step to a shorter context has its price.
    for start in range(len(sequence)):
        row = rows.get(sequence[start:])
        if row is not None:
            return row, cost
        cost += SHORTER
    return -1, UNKNOWN_LETTER


@lru_cache(maxsize=8192)
def _case(character: str) -> str:
    """Return `upper`, `lower`, or an empty string where a letter has no case."""
    return "upper" if character.isupper() else "lower" if character.islower() else ""


def _case_cost(written: str, case: str) -> float:
    """Return the log-probability of a letter's case; `written` has u and l for the last two letters of its word."""
    if not case:
        return 0.0
    # "PDFs" is possible, but in a word of capitals a small letter is a sign of a wrong code page.
    if written == "uu" and case == "lower":
        return INSIDE_CAPITALS
    before = {"u": "upper", "l": "lower", "": ""}[written[-1:]]
    return CASES[before, case]


@lru_cache(maxsize=65536)
def _sign_cost(character: str, before: str, after: str) -> float:
    """Return the log-probability of what is no letter, by its neighbours."""
    if character.isascii():
        return _ascii_cost(character)
    if character in signs():
        # Guillemets touch a word on one side, a degree sign follows a digit: elsewhere they are probably another
        # character.
        usual, neighbours = signs()[character]
        return usual if not neighbours or _side(before) + _side(after) in neighbours else usual + MISPLACED
    if character in _DRAWING:
        if before in _DRAWING or after in _DRAWING:
            return DRAWING_LINE
        # Nobody draws inside a word: "Stra▀e" was "Straße".
        return OTHER_SIGN + (MISPLACED if before.isalpha() and after.isalpha() else 0.0)
    return NEVER_WRITTEN if unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs") else OTHER_SIGN


def _ascii_cost(character: str) -> float:
    if character.isdigit():
        return DIGIT
    if character < " " or character == "\x7f":
        return NEVER_WRITTEN
    return COMMON_SIGN if character in _COMMON_SIGNS else ASCII_SIGN


@lru_cache(maxsize=8192)
def _side(character: str) -> str:
    """Return what a neighbour is: a letter L, a digit D, a space S, another sign P."""
    if character.isspace():
        return "S"
    if character.isdigit():
        return "D"
    return "L" if character.isalpha() else "P"
