"""Where a splitter finds a boundary and none is: after abbreviations, ordinals and initials, before small letters.

Each rule is a row: its name, the sign before the boundary and the kind of sign after it that it is about, its condition,
and one text for and one against it ("|" is the boundary). Rules are looked up by those two signs, so that a boundary is
asked only what concerns it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parquetry.languages.word_frequencies import capital
from parquetry.segment.sentences.boundary import (
    DATA,
    LOOK,
    STARTER,
    Reading,
    boundary,
    is_name,
    is_starter,
    share,
    words,
)
from parquetry.segment.sentences.citation_rules import CITATION_RULES
from parquetry.segment.sentences.merge_rule import MergeRule, goes_on

if TYPE_CHECKING:
    from parquetry.segment.sentences.boundary import Boundary

# What opens a quotation or an aside, and so belongs to the sentence that follows it.
OPENERS = "«“„‘(["
COMMON = 2e-5
"""Share of all words from which a word in small letters is no abbreviation: "port" (6e-5) against "div" (2e-6)."""
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùаеиоуыэюяіїє")
_ABBREVIATION_LETTERS = 6
"""Letters up to which an unknown word with a full stop may be an abbreviation: "Chron.", "Trans."."""
# A closing mark is followed by space, another mark or the end: '”' in 'left.” Then'; '”)' in 'left.”); then'.
_CLOSER = re.compile(r"(?:[»”’\"]?[)\]]|[)\]]?[»”’\"])(?=[\s.,;:!?]|$)")
# ":-)", ";P" and emoji belong to the sentence they comment on.
EMOTICON = re.compile(r"(?:(?:[:;=]['-]?[()DPp|\\/*]+|[☺-☻😀-🙏]+)(?:\s+|$))+")
_QUOTATION_OR_INITIALS = re.compile(
    r"""(?:
      [.?!…][”"’'»“]{1,2}      # “Gone.” | she said
    | [?!…]\)                  # (who knows?) | and left
    | (?:[^\W\d_]\.){2,}       # the U.S. | and others
    | (?:^|\s)[IVX]+\.         # Henri IV. | war tot
    )$""",
    re.VERBOSE,
)
_ASIDE = ("(?)", "(!)", "(?!)")
"""What a writer says aside of a word."""
# "1.", "(b)", "iv)" at the beginning of a sentence or after a comma: the number of an item, and no sentence.
_NUMBER_ALONE = re.compile(
    r"""
    (?: ^ | [;:,]\s | \n ) [(\[]?
    (?: \d{1,3} | [A-Za-z] | [ivxIVX]{1,5} )      # "1.", "(b)", "iv)"
    [.)] $
    """,
    re.VERBOSE,
)
# "as follows: 1. The rule": the first item of a list inside a sentence.
_NUMBER_LISTED = re.compile(r"[;:]\s[(]?\d{1,3}[.)]$")
_SHORT = 8
"""Code points a sentence may have that is nothing but its number: "(xviii)"."""
# A day and a month in figures, "11. 9.", in languages that write ordinals with a full stop.
_DAY = re.compile(r"(?:^|\s)[0-3]?\d\.$")
_MONTH = re.compile(r"[01]?\d\.(?:\s|$)")
# "J." in "J. Brandt": one letter, not the end of a word.
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")
# "H.C.J.", "J. R.", "J.-P.".
_INITIALS = re.compile(r"(?:^|[\s(&])(?:[^\W\d_]\.[-–]?\s?){2,}$")
_INITIAL_BEHIND = re.compile(
    r"""
    (?: ^ | \s )
    (?: (?P<title>[^\W\d_]+)\. | (?P<name>[^\W\d_]{2,}) ) \s    # "Prof. ", "Karl "
    [^\W\d_]\. $                                               # "A."
    """,
    re.VERBOSE,
)
# "padişahı II.", "a IV.": a Roman number and the word before it.
_ROMAN_ORDINAL = re.compile(r"(?:^|\s)(?:(\w+)\s)?(?:[IVX]{2,}|[VX])\.$")
# "b." in "(b. 1970)", "s." in "s. 12".
_SMALL_LETTER = re.compile(r"(?:^|[\s(\[;,])[^\W\d_]\.$")
# "u.a.", "z.B.", "p.m.": short parts without capitals A to Z, so that "U.S." is left to the initials.
_DOTTED = re.compile(r"(?:^|[\s(])(?:[^\W\d_A-Z]{1,4}\.){2,}$")
# What a word like "Fig." or "No." counts: "3", "IV", "B.", "(2)".
_NUMBER_FOLLOWS = re.compile(r"\d|(?:[IVXLC]+|[A-Z])\b\.?|[(\[]")
# Spanish doubles the initials of a plural: "EE. UU." for Estados Unidos.
_PLURAL_INITIALS = re.compile(r"(?:^|\s)([^\W\d_])\1\.\s+([^\W\d_])\2\.")
_PARTICLE = re.compile(r"[とをがはもにのでや、]|って")
"""What goes on after a quotation in Japanese: 「…。」と言った."""


def _small_letter_follows(at: Boundary) -> bool:
    # Rules see no more than a stop, so a small letter after it is believed. A trained splitter needs a reason.
    if not at.trained or _QUOTATION_OR_INITIALS.search(at.left):
        return True
    if at.left[-2:-1].isdecimal() and at.language in DATA["figures"]["ordinal"]:  # "asuu 3. | kerroksessa"
        return True
    # Chat writes "it was great. i was there": a small letter alone takes no boundary back.
    if at.left.endswith("."):
        return _is_abbreviation(at.abbreviation, at.language) or _is_unknown_name(at)
    # A name may hold the mark: "the Yahoo! | search engine". What goes on must be a common word.
    mark_in_name = at.left.endswith("!") and at.left[:-1].split(" ")[-1].istitle() and " " in at.left
    return mark_in_name and share(at.next_word, at.language) >= STARTER


def _is_abbreviation(word: str, language: str) -> bool:
    """Tell whether a word is listed; "no" and "art" are words of their own too, and say nothing before a small letter."""
    # Words before numbers need a second look, because "no" and "art" are everyday words too.
    listed = any(word in words(kind, language) for kind in ("titles", "may_end", "within"))
    return listed or (word in words("numbered", language) and share(word, language) < COMMON)


def _is_unknown_name(at: Boundary) -> bool:
    """Tell whether a short, rare word with a capital inside the sentence ends in a full stop: "the 4th Div. | is"."""
    word = at.left[:-1].split(" ")[-1]
    # A word that is the whole sentence so far, "Stop.", is no abbreviation inside one.
    if not word.istitle() or len(word) >= len(at.left) - 1 or not 0 < len(word) <= _ABBREVIATION_LETTERS:
        return False
    # Abbreviations stop at a consonant: "Div.", "Chron."; "Anna." and "Oslo." end in a vowel.
    return share(word, at.language) < COMMON and word[-1] not in _VOWELS


def _is_ordinal(at: Boundary) -> bool:
    """Tell whether a number with a full stop counts what follows: "in der 8. | Klasse", "11. | 9."."""
    if not at.left[-2:-1].isdecimal():
        return False
    # Before a capital, German needs a word that goes with ordinals: "in der 8. | Klasse", not "in Zimmer 8. |
    # Danach".
    if at.following[0].isupper():
        return _ordinal(at.language).search(at.left) is not None
    return at.language in DATA["ordinal"] and bool(_DAY.search(at.left)) and bool(_MONTH.match(at.following))


def _is_initial_of_name(at: Boundary) -> bool:
    """Tell whether a capital with a full stop, behind a title or a name, is the initial of a name: "Prof. A. | Berg"."""
    match = _INITIAL_BEHIND.search(at.left)
    if match is None or not at.left[-2].isupper():
        return False
    if match["title"]:
        return match["title"].casefold() in words("titles", at.language)
    if match["name"].casefold() in words("lettered", at.language):  # "we have Plan B. | Anna"
        return False
    # "in Haus A. | Berg": German nouns have capitals too, and say nothing of names.
    if at.language == "de":
        return False
    # "Vitamin A. | Then": neither is the word before a name, nor is a word that begins sentences.
    return match["name"].istitle() and is_name(match["name"], at.language) and not is_starter(at.next_word, at.language)


def _is_ordinal_of_name(at: Boundary) -> bool:
    """Tell whether a Roman number with a full stop stands before the name of a ruler: "padişahı II. | Mehmed"."""
    match = _ROMAN_ORDINAL.search(at.left)
    # "Henrik IV. | Danmark" has the name before the number, and a sentence may end there.
    if at.language not in DATA["figures"]["before_name"] or match is None or not (match[1] or "a").islower():
        return False
    if match[1] in words("lettered", at.language):  # "bölüm II. | Mehmed"
        return False
    return at.next_word[1:].islower() and capital(at.next_word, at.language) is not False


@cache
def _ordinal(language: str) -> re.Pattern[str]:
    """Return what a number with a full stop looks like where it counts what follows: "in der 8."."""
    words = "|".join(DATA["ordinal"].get(language, ()))
    return re.compile(rf"\b(?:{words})\s\d{{1,3}}\.$" if words else r"(?!)", re.IGNORECASE)


def _may_end(at: Boundary) -> bool:
    """Tell whether an abbreviation is one that may end a sentence, and nothing that has its own capital follows."""
    # "at Lind & Co. | They" may end a sentence; before a name, "Co. | Brandt", it goes on.
    return at.abbreviation in words("may_end", at.language) and not is_name(at.next_word, at.language)


RULES = (
    MergeRule(
        "closing mark or emoticon",
        ".!",
        "-",
        lambda at: bool(_CLOSER.match(at.following) or EMOTICON.fullmatch(at.text, at.start)),
        ("He left. | ” Then", "He left. | “Then"),
    ),
    MergeRule(
        "comma or ampersand",
        ".!",
        "-",
        lambda at: at.following[0] in ",;" or at.following.startswith("& "),
        ("Com. | & Adm.", "Done. | – And"),
    ),
    MergeRule("aside", ".!", "ax1-", lambda at: at.left.endswith(_ASIDE), ("a tax (!) | on air", "What a tax! | on air")),
    MergeRule("small letter", ".!", "a", _small_letter_follows, ("the 4th Div. | is larger", "it was great. | i was there")),
    MergeRule(
        "number of an item",
        ".!",
        "aAx1-",
        lambda at: len(at.left) < _SHORT and _NUMBER_ALONE.search(at.left) is not None,
        ("1. | The port", "In 1911. | The port"),
    ),
    MergeRule(
        "number in a list",
        ".!",
        "aAx1-",
        lambda at: _NUMBER_LISTED.search(at.left) is not None,
        ("applies: 1. | The rule", "in room 1. | The rule"),
    ),
    MergeRule("ordinal", ".", "A1", _is_ordinal, ("in der 8. | Klasse", "in Zimmer 8. | Danach"), "de"),
    MergeRule(
        "initial",
        ".",
        "A",
        lambda at: not at.trained and at.left[-2:-1].isupper() and _INITIAL.search(at.left) is not None,
        ("вул. Л. | Берези", "у школі. | Дощ"),
        "uk",
    ),
    MergeRule("initial of a name", ".", "A", _is_initial_of_name, ("Prof. A. | Berg", "lite vitamin A. | Sen"), "sv"),
    MergeRule("ordinal of a name", ".", "A", _is_ordinal_of_name, ("padişahı II. | Mehmed", "Mehmed II. | Sonra"), "tr"),
    MergeRule(
        "initials without spaces",
        ".",
        "A",
        lambda at: at.left[-2:-1].isupper() and _INITIALS.search(at.left) is not None and goes_on(at),
        ("H.C.J. | Brandt", "from the U.S. | It sold"),
    ),
    MergeRule(
        "plural initials",
        ".",
        "A",
        lambda at: _PLURAL_INITIALS.match(f"{at.left[-4:]} {at.following}".lstrip()) is not None,
        ("EE. | UU. ofreció", "de la AA. | Luego"),
        "es",
    ),
    MergeRule(
        "small letter with a full stop",
        ".",
        "1",
        lambda at: at.left[-2:-1].islower() and bool(_SMALL_LETTER.search(at.left)),
        ("(b. | 1970)", "born in May. | 1970 was"),
    ),
    MergeRule(
        "dotted abbreviation",
        ".",
        "A1",
        lambda at: _DOTTED.search(at.left) is not None and goes_on(at) and not _may_end(at),
        ("und u.a. | Jones", "at 5 p.m. | Nobody"),
    ),
    MergeRule(
        "title",
        ".",
        "aAx1",
        lambda at: at.abbreviation in words("titles", at.language) and not (_may_end(at) and not goes_on(at)),
        ("Dr. | Braun", "a doctor. | Braun"),
    ),
    MergeRule(
        "numbered",
        ".",
        "A1-",
        lambda at: at.abbreviation in words("numbered", at.language) and _NUMBER_FOLLOWS.match(at.following) is not None,
        ("See Fig. | 3", "Sund et al. | They"),
    ),
    MergeRule(
        "abbreviation that may end a sentence",
        ".",
        "A",
        lambda at: at.abbreviation in words("may_end", at.language) and not _may_end(at),
        ("to Lind & Co. | KG", "to Lind & Co. | They"),
    ),
    MergeRule(
        "quotation goes on",
        "!",
        "x-",
        lambda at: at.language == "ja" and at.left[-1] in "」』" and _PARTICLE.match(at.following) is not None,
        ("「行く。」|と言った", "「行く。」|雨が降った"),
        "ja",
    ),
    *CITATION_RULES,
)
"""In no order: any that holds takes the boundary back."""


@cache
def _rules_for(before: str, after: str, legal: bool) -> tuple[MergeRule, ...]:  # noqa: FBT001 (a key)
    rules = (rule for rule in RULES if rule.legal in {None, legal})
    return tuple(rule for rule in rules if before in rule.before and after in rule.after)


def _kind(following: str) -> str:
    """Return the kind of sign a text begins with, as in `MergeRule.after`."""
    # The first sign alone: rules that need more look at `following` themselves.
    first = following[0]
    if first.islower():
        return "a"
    if first.isupper():
        return "A"
    if first.isdecimal():
        return "1"
    return "x" if first.isalpha() else "-"


def merge_reason(text: str, begun: int, start: int, reading: Reading) -> str | None:
    """Return the name of the rule by which the sentence begun goes on at `start`, or null if one begins there.

    >>> merge_reason("See Fig. 3 below.", 0, 9, Reading("en", trained=True))
    'numbered'
    """
    at = boundary(text, begun, start, reading)
    # An opening quote alone is no sentence.
    if not at.left or at.left in OPENERS:
        return "nothing before"
    if text[max(0, start - 2) : start] == "\n\n":  # an empty line ends what stands before it
        return None
    # Two signs select the few rules that can hold; the others are not asked.
    for rule in _rules_for("." if at.left[-1] == "." else "!", _kind(at.following), reading.legal):
        if rule.holds(at):
            return rule.name
    return None


__all__ = ["COMMON", "EMOTICON", "LOOK", "OPENERS", "RULES", "merge_reason"]
