"""Hyphens at line ends: which belong to the break and go, and which belong to the word and stay.

First rules for what is no broken word (a dash, an address, a figure, a suspended hyphen); then, for words, a model of the
language's words and hyphens, what the document itself writes, and whether the document breaks words at all. Each decision
is on record, and its confidence is the model's.

Source: `hyphen_model.py`, `hyphen_habits.py`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from parquetry.languages.data_tables import table
from parquetry.languages.word_frequencies import fold, frequencies
from parquetry.segment.hyphen_habits import habits
from parquetry.segment.hyphen_model import kept_share, log_odds_kept
from parquetry.text import EditReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}"
"""What breaks a word at a line's end; typesetters (groff, TeX) write U+2010, word processors U+00AD."""
_WINDOW = 120
"""Code points of a line that are looked at on either side of the break: no word or address of sense is longer."""
# Letters, and signs between letters: "mother-in-law", "l'homme".
_LETTERS = r"[^\W\d_]+(?:['’\-\N{HYPHEN}][^\W\d_]+)*"
_LEFT = re.compile(rf"(?<!\w)({_LETTERS})[{HYPHENS}]$")
_RIGHT = re.compile(_LETTERS)
# All line-end hyphens of the text, to learn how this document uses them.
_BREAK = re.compile(rf"[{HYPHENS}]\n[ \t]*(?=[^\W\d_])")
_WORD = re.compile(_LETTERS)
_IDENTIFIER = re.compile(
    r"""
      @                             # debian-l10n-/portuguese@example.org
    | ://  | ^www\.                 # https://example.org/long-/path
    | [_=\\~$%{}|+*]                # max-retry_/count, --color=al-/ways, C:\my-/files
    | ^[/.]/? \w | / .* /           # /usr/share/doc-/base, a/b-/c/d; but not "and/or"
    | ^--? \w                       # --no-install-/recommends, -no-/pie
    | \w \. [a-z0-9]                # data-/base.txt, example-/site.org
    | \d [a-z] | [a-z] \d           # lib3ds-/dev, x86-/64; but not "19th-/century", see _ORDINAL
    | \(\d[a-z]{0,3}\)              # dpkg-/gencontrol(1)
    | \w \( \)                      # pre-/process()
    """,
    re.VERBOSE,
)
"""What words are not made of, in the text between spaces in which the hyphen stands."""
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th|s|e|er|º|ª)\b")
"""Figures with letters that are words of running text: "19th-century", "1990s"."""
_OUTSIDE = "\"'“”‘’«»„()[]<>⟨⟩‹›.,;:!?…"
"""What stands around an address or word and is no part of it."""
_RIVAL = 0.1
"""Occurrences in a million words from which what a suspended hyphen and its conjunction would make is a word:
"thous-/and" (200), "err-/and" (1) against "Kinder-/und" (below .02). Source: wordfreq, in which typing errors such as
"kinderund" reach some .03."""
_KEEP = 0.5
"""Probability from which a hyphen is kept. Source: repair/hyphen, where .35 keeps one compound more in 64 and breaks four
words more in 2,411."""
_SEEN = 4.0
"""How much the document's own spelling weighs against the language's: one word against none counts as odds of 80."""
_TYPESET = 2
"""Words broken by U+2010 or U+00AD from which a plain "-" is the author's: typesetters write one of the others."""
_WHOLE = re.compile(r"[^\W\d_],?\n[^\S\n]*(?=[^\W\d_])")
"""The end of a line within a sentence at which no word is broken."""
_MOST_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Decision:
    """How a line is joined to the next: `drop` code points of its end go, `glue` is put there, `cause` is the record."""

    drop: int
    cause: EditReason
    glue: str = ""


class LineBreak(NamedTuple):
    """A hyphen at a line's end, in its surroundings."""

    line: str
    """The line up to its end, at most `_WINDOW` code points."""
    following: str
    """The next line without its indent, at most as much."""
    left: str
    """The word before the hyphen, with its own hyphens; empty where there is none."""
    right: str
    """The word that begins the next line."""
    language: str

    @property
    def token(self) -> str:
        """The text between spaces in which the hyphen stands, joined over the break, without quotes and stops around it."""
        # Brackets stay where the following word opens one: "dpkg-/gencontrol(1)" needs its "(1)".
        before = self.line.split()[-1:] or [""]
        after = self.following.split(maxsplit=1)[:1] or [""]
        return (before[0].lstrip(_OUTSIDE) + after[0]).rstrip(_OUTSIDE if "(" not in after[0] else ".,;:!?…")


class Rule(NamedTuple):
    """What a line-end hyphen is that is no question of words: the condition, and what becomes of it."""

    name: str
    holds: Callable[[LineBreak], bool]
    outcome: str | None
    """`kept`, `joined`, or null where the line is joined with a space."""
    confidence: float


def line_break(line: str, following: str, language: str) -> LineBreak:
    """Return the break between a line that ends in a hyphen and the next."""
    # Bounded on both sides, because each expression below runs once for every hyphen.
    line, following = line[-_WINDOW:], following[:_WINDOW]
    left, right = _LEFT.search(line), _RIGHT.match(following)
    return LineBreak(line, following, left[1] if left else "", right[0] if right else "", language)


def is_dash(at: LineBreak) -> bool:
    """Tell whether the hyphen, or two that stand for a dash, stand alone: "he came -/and went", "as follows --/first"."""
    before = at.line.rstrip("-\N{HYPHEN}")
    return not before or before[-1].isspace()


def is_double(at: LineBreak) -> bool:
    """Tell whether two hyphens stand for a dash without spaces: "the house--/and the garden"."""
    return at.line.endswith("--") and at.line[-3:-2].isalpha()


def is_suspended(at: LineBreak) -> bool:
    """Tell whether the hyphen stands for the end of a compound that comes later: "Vor-/und Nachteile"."""
    # "Vor-/und": the conjunction comes directly after the break.
    if fold(at.right, at.language) not in _suspending(at.language):
        return False
    # Figures may be suspended too: "5-/und 10-jährig".
    if not at.left:
        return at.line[-2:-1].isdigit()
    # "thous-/and" also has a conjunction after the break, but makes a well-known word.
    joined = fold(at.left + at.right, at.language)
    return 1e6 * frequencies(at.language).get(joined, 0.0) < _RIVAL


def is_identifier(at: LineBreak) -> bool:
    """Tell whether the hyphen stands in an address, a path, an option or a name of a program; those have a plain "-"."""
    # Ordinals go first: "19th-/century" is a figure with letters and no name of a program.
    token = _ORDINAL.sub("", at.token)
    return at.line.endswith("-") and _IDENTIFIER.search(token) is not None


def is_broken_identifier(at: LineBreak) -> bool:
    """Tell whether a typesetter's hyphen breaks an address: "<https://example.org/soft‐/ware>" holds no such sign."""
    return at.line.endswith("\N{HYPHEN}") and _IDENTIFIER.search(_ORDINAL.sub("", at.token)) is not None


def is_figure(at: LineBreak) -> bool:
    """Tell whether a figure stands on one side: "1990-/1995", "35-/year", "COVID-/19", "mid-/1990s"."""
    return (at.line[-2:-1].isdigit() and at.following[:1].isalnum()) or (bool(at.left) and at.following[:1].isdigit())


RULES = (
    Rule("dash", is_dash, None, 1.0),
    Rule("suspended", is_suspended, None, 1.0),
    Rule("figure", is_figure, "kept", _MOST_SURE),
    Rule("identifier", is_identifier, "kept", _MOST_SURE),
    Rule("broken identifier", is_broken_identifier, "joined", 0.95),
    Rule("double hyphen", is_double, "kept", 0.9),
)
"""In their order; the first that holds decides. What none holds for is a question of words, or no break."""


class Judge:
    """Decides line-end hyphens of one document; counts its words and breaks on the first question."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language

    def decide(self, line: str, after: str) -> Decision | None:
        """Return how to join two lines, or `None` if they are joined with a space.

        A soft hyphen always goes. U+2010 that is kept becomes "-": in the middle of a line nobody looks for it.
        """
        # Most lines end without a hyphen and cost only this look.
        if line[-1:] not in HYPHENS or not line:
            return None
        at = line_break(line, after, self._language)
        # A soft hyphen exists only to show a break, whatever the word.
        if line[-1] == "\N{SOFT HYPHEN}" and at.left and at.right:
            return Decision(1, EditReason("hyphen", "soft_hyphen", 1.0))
        # Rules before words: "and-/or.txt" would make a poor question to a model of words.
        rule = next((rule for rule in RULES if rule.holds(at)), None)
        if rule:
            return _decision(line, rule.outcome, rule.confidence)
        return self._decide_word(at) if at.left and at.right else None

    def _decide_word(self, at: LineBreak) -> Decision | None:
        """Return how the halves of a word are joined: by the kind of hyphen, or by the words."""
        # A document that breaks with U+2010 types "-" only where the author did.
        if at.line[-1] == "-" and self._is_typeset:
            return _decision(at.line, "kept", _MOST_SURE)
        odds = self._log_odds(at.left, at.right)
        kept = sum(probability / (1 + math.exp(-odds - shift)) for shift, probability in self._habits)
        if kept < _KEEP:
            return _decision(at.line, "joined", round(min(_MOST_SURE, 1 - kept), 4))
        return _decision(at.line, "kept", round(min(_MOST_SURE, max(1 / 2, kept)), 4))

    @cached_property
    def _words(self) -> Counter[str]:
        # The typesetter's hyphen and the plain one spell the same word.
        words = (word[0].replace("\N{HYPHEN}", "-") for word in _WORD.finditer(self._text))
        return Counter(word.casefold() for word in words)

    @cached_property
    def _is_typeset(self) -> bool:
        """Whether the document breaks words with a hyphen of their own."""
        return sum(self._text[match.start()] != "-" for match in _BREAK.finditer(self._text)) >= _TYPESET

    @cached_property
    def _habits(self) -> tuple[tuple[float, float], ...]:
        """What the document's own share of kept hyphens may add to the log-odds of each, with the probability of that.

        Texts that break no words have only hyphens of their own at line ends, and a manual keeps more than a novel. Each
        share is as probable as it makes all breaks of the document (Bayes), so that one doubtful word does not decide
        on itself.
        """
        odds = [self._log_odds(left, right) for left, right in self._breaks()]
        whole = sum(1 for _ in _WHOLE.finditer(self._text)) if odds else 0
        return habits(odds, kept_share(self._language), whole)

    def _breaks(self) -> Iterator[tuple[str, str]]:
        """Yield the halves of every word that is broken at a line's end."""
        for match in _BREAK.finditer(self._text):
            line = self._text[max(0, match.start() - _WINDOW) : match.start() + 1].rpartition("\n")[2]
            at = line_break(line, self._text[match.end() : match.end() + _WINDOW], self._language)
            # Hyphens that a rule decides say nothing about broken words.
            if at.left and at.right and not any(rule.holds(at) for rule in RULES):
                yield at.left, at.right

    def _log_odds(self, left: str, right: str) -> float:
        """Return the log-odds of the hyphen being kept by the language's words and the document's own."""
        kept = self._words[f"{left}-{right}".replace("\N{HYPHEN}", "-").casefold()]
        joined = self._words[(left + right).replace("\N{HYPHEN}", "-").casefold()]
        # Half a count is added to both, so that one spelling alone gives large but finite odds.
        seen = _SEEN * math.log((kept + 0.5) / (joined + 0.5)) if kept or joined else 0.0
        odds = log_odds_kept(left.replace("\N{HYPHEN}", "-"), right.replace("\N{HYPHEN}", "-"), self._language)
        # Beyond 30 the logistic function is 0 or 1 anyway, and `exp` must not overflow.
        return max(-30.0, min(30.0, odds + seen))


def _decision(line: str, outcome: str | None, confidence: float) -> Decision | None:
    """Return the decision with its record; U+2010 that is kept becomes "-"."""
    # A dash: the lines are joined with a space, like any others.
    if outcome is None:
        return None
    cause = EditReason("hyphen", outcome, confidence)
    if outcome == "joined":
        return Decision(1, cause)
    return Decision(1, cause, "-") if line[-1] == "\N{HYPHEN}" else Decision(0, cause)


@cache
def _suspending(language: str) -> frozenset[str]:
    return frozenset(table("suspended_hyphens").get(language, ()))
