"""Register: whether a text is a law, a judgment or a contract, in which sentences are told apart by other signs.

Such texts number what they say to be cited by ("§ 3", "(b)", "12."), and abbreviate what they cite. Knowledge is
`languages/data/legal.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from parquetry.languages.data_tables import table

DATA = table("legal")
_READ = 20_000
"""Code points from the beginning of a text that tell its register."""
_FEWEST = 5
"""Weight of the signs of law that a text has at least: "Article 12" above a sentence, and nothing less."""
_DENSE = 0.025
"""Weight of the signs of law in a word from which a text is one of law. Source: segment/, where nine in ten texts of law
have .03 and more, and of 1,100 pieces of news, encyclopedias, letters and talks none has more than .022."""
_BY_CITATION, _BY_PROVISION, _BY_TITLE = 3, 2, 3
"""What a citation weighs, a numbered provision and a line that is the title of one, where a word of law weighs 1."""
_WORD = re.compile(r"[^\W\d_]+")
# The figure of "article 5" and of "art. IX", and the word before it.
_NUMBER = re.compile(r"\s(?:\d|[IVX]+\b)")
_NUMBERED_WORD = re.compile(r"[^\W\d_]+\Z")
_LONGEST = 20
"""Code points in which the word before a figure is looked for: no word that numbers a provision is longer."""
# The last figure of a volume and an abbreviated title: "410 U.S. 113", "5 Vet. App. 155"; "82 F.3d 389", "63 N.E.2d 12".
_REPORT = re.compile(
    r"""
    \d\s (?: (?:[A-Z][\w'’]{0,5}\.\s?){2,5} \d
          | (?:[A-Z][\w'’]{0,5}\.\s?){1,3} \d[dt]h?\s\d )
    """,
    re.VERBOSE,
)
# "Lind v. Brandt", but not "53 v. Chr.".
_PARTIES = re.compile(r"\bv\.\s(?!Chr)[A-Z]")
_NUMBERED = r"(?:{})\s(?:\d|[IVX]+\b)"
_SECTION = re.compile(r"(?:§|¶)\s?\d")


def is_legal(text: str, language: str) -> bool:
    """Tell whether a text is one of law, by its words, its numbered provisions and its citations.

    >>> is_legal("Article 12\\nThe court shall hear the defendant pursuant to article 9 of this statute.", "en")
    True
    >>> is_legal("The court is next to the old port. They play tennis on it every Sunday.", "en")
    False
    """
    part = text[:_READ]
    terms, numbering, title = _terms(language), _numbering(language), _title(language)
    words = _WORD.findall(part.casefold())
    # In a language without terms the citations alone decide.
    weight = sum(map(terms.__contains__, words)) + _BY_CITATION * _citations(part)
    provisions = sum(_word_before(part, match.start()) in numbering for match in _NUMBER.finditer(part))
    # Titles are provisions too: without any there is none to look for.
    titles = len(title.findall(part)) if provisions else 0
    # "Section 2 describes the data": papers number what they refer to as well, and have no other sign of law.
    if weight or titles:
        weight += _BY_PROVISION * provisions + _BY_TITLE * titles
    return weight >= _FEWEST and weight >= _DENSE * len(words)


def _word_before(text: str, end: int) -> str:
    """Return the word that ends at `end`, casefolded and without its stop; empty where none does."""
    word = _NUMBERED_WORD.search(text[max(0, end - _LONGEST) : end].removesuffix("."))
    return word[0].casefold() if word else ""


def _citations(text: str) -> int:
    """Return how many sections, reports and cases a text cites."""
    # Most texts lack the sign that each of these needs.
    sections = len(_SECTION.findall(text)) if "§" in text or "¶" in text else 0
    return sections + len(_REPORT.findall(text)) + (len(_PARTIES.findall(text)) if " v. " in text else 0)


@cache
def _numbering(language: str) -> frozenset[str]:
    """Return the words that number a provision, without the stop of those that are abbreviated."""
    return frozenset(word.rstrip(".") for word in DATA["division"].get(language, ()))


@cache
def _terms(language: str) -> frozenset[str]:
    return frozenset(DATA["law"].get(language, ()))


@cache
def cited(language: str) -> frozenset[str]:
    """Return the abbreviations of which citations are made, without their last stop; some have a capital always."""
    return frozenset(DATA["cited"].get(language, ()))


def is_provision(text: str, language: str) -> bool:
    """Tell whether a text begins with a numbered provision: "Section 101 (a)", "Art. I"."""
    return _provision(language).match(text) is not None


@cache
def ordinals(language: str) -> str:
    """Return an alternation of the words that number the parts of a judgment, "tercero"; it may match nothing."""
    return "|".join(map(re.escape, DATA["ordinal"].get(language, ()))) or r"(?!)"


@cache
def divisions(language: str) -> str:
    """Return an alternation of the words that number a provision, for a regular expression; never empty."""
    words = DATA["division"].get(language, ()) or DATA["division"]["en"]
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _title(language: str) -> re.Pattern[str]:
    """Return what a line looks like that is the title of a provision: "Article 12", "Section 3 : De la loi"."""
    numbered = _NUMBERED.format(divisions(language))
    # White space of its own line alone: a search from every blank line to the last would take long.
    return re.compile(rf"^[^\S\n]*+{numbered}[^\n]{{0,60}}$", re.IGNORECASE | re.MULTILINE)


@cache
def _provision(language: str) -> re.Pattern[str]:
    return re.compile(_NUMBERED.format(divisions(language)), re.IGNORECASE)
