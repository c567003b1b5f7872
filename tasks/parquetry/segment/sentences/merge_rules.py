"""Where a splitter finds a boundary and none is: after abbreviations and before small letters.

Each rule is a row: its name, the sign before the boundary and the kind of sign after it that it is about, its condition,
and one text for and one against it ("|" is the boundary). Rules are looked up by those two signs, so that a boundary is
asked only what concerns it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from parquetry.segment.sentences.boundary import (
    DATA,
    LOOK,
    STARTER,
    Reading,
    boundary,
    is_name,
    share,
    words,
)
from parquetry.segment.sentences.citation_rules import CITATION_RULES
from parquetry.segment.sentences.merge_rule import MergeRule, goes_on
from parquetry.segment.sentences.number_rules import NUMBER_RULES

if TYPE_CHECKING:
    from parquetry.segment.sentences.boundary import Boundary

# What opens a quotation or an aside, and so belongs to the sentence that follows it.
OPENERS = "«“„‘(["
COMMON = 2e-5
"""Share of all words from which a word in small letters is no abbreviation: "port" (6e-5) against "div" (2e-6)."""
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùаеиоуыэюяіїє")
# Letters up to which an unknown word with a full stop may be an abbreviation: "Chron.", "Trans.".
_ABBREVIATION_LETTERS = 6
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
# What a writer says aside of a word.
_ASIDE = ("(?)", "(!)", "(?!)")
# "b." in "(b. 1970)", "s." in "s. 12".
_SMALL_LETTER = re.compile(r"(?:^|[\s(\[;,])[^\W\d_]\.$")
# "u.a.", "z.B.", "p.m.": short parts without capitals A to Z, so that "U.S." is left to the initials.
_DOTTED = re.compile(r"(?:^|[\s(])(?:[^\W\d_A-Z]{1,4}\.){2,}$")
# What a word like "Fig." or "No." counts: "3", "IV", "B.", "(2)".
_NUMBER_FOLLOWS = re.compile(r"\d|(?:[IVXLC]+|[A-Z])\b\.?|[(\[]")
# What goes on after a quotation in Japanese: 「…。」と言った.
_PARTICLE = re.compile(r"[とをがはもにのでや、]|って")


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
    *NUMBER_RULES,
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
