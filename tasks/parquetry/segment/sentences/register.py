"""Register: whether a text is a law, a judgment or a contract, in which sentences are told apart by other signs.

Such texts number what they say to be cited by ("§ 3", "(b)", "12."), and abbreviate what they cite. Knowledge is
`languages/data/legal.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

DATA = tomllib.loads((files("parquetry.languages") / "data" / "legal.toml").read_text(encoding="utf-8"))
_READ = 20_000
"""Code points from the beginning of a text that tell its register."""
_FEWEST = 5
"""Weight of the signs of law that a text has at least: "Article 12" above a sentence, and nothing less."""
_DENSE = 0.025
"""Weight of the signs of law in a word from which a text is one of law. Source: segment/, where nine in ten texts of law
have .03 and more, and of 1,100 pieces of news, encyclopedias, letters and talks none has more than .022."""
_BY_CITATION, _BY_PROVISION, _BY_TITLE = 3, 2, 3
"""What a citation weighs, a numbered provision and a line that is the title of one, where a word of law weighs 1."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CITED = re.compile(
    r"""
      §+\s?\d | ¶\s?\d                                                # § 1983, ¶ 12
    | \b\d{1,4}\s(?:[A-Z][\w'’]{0,5}\.\s?){2,5}\d                      # 410 U.S. 113, 5 Vet. App. 155
    | \b\d{1,4}\s(?:[A-Z][\w'’]{0,5}\.\s?){1,3}\d[dt]h?\s\d            # 82 F.3d 389, 63 N.E.2d 12
    | \bv\.\s(?!Chr)[A-Z]                                             # Lind v. Brandt, but not "53 v. Chr."
    """,
    re.VERBOSE,
)


def is_legal(text: str, language: str) -> bool:
    """Tell whether a text is one of law, by its words, its numbered provisions and its citations.

    >>> is_legal("Article 12\\nThe court shall hear the defendant pursuant to article 9 of this statute.", "en")
    True
    >>> is_legal("The court is next to the old port. They play tennis on it every Sunday.", "en")
    False
    """
    part = text[:_READ]
    terms, provision, title = _terms(language), *_provisions(language)
    words = _WORD.findall(part)
    # In a language without terms the citations alone decide.
    weight = sum(word.casefold() in terms for word in words)
    weight += _BY_CITATION * len(_CITED.findall(part))
    weight += _BY_PROVISION * len(provision.findall(part)) + _BY_TITLE * len(title.findall(part))
    return weight >= _FEWEST and weight >= _DENSE * len(words)


@cache
def _terms(language: str) -> frozenset[str]:
    return frozenset(DATA["law"].get(language, ()))


@cache
def cited(language: str) -> frozenset[str]:
    """Return the abbreviations of which citations are made, without their last stop; some have a capital always."""
    return frozenset(DATA["cited"].get(language, ()))


def is_provision(text: str, language: str) -> bool:
    """Tell whether a text begins with a numbered provision: "Section 101 (a)", "Art. I"."""
    return _provisions(language)[0].match(text) is not None


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
def _provisions(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a numbered provision looks like, "art. 12", and a line that is its title, "Section 3 : De la loi"."""
    numbered = rf"(?:{divisions(language)})\s(?:\d|[IVX]+\b)"
    return re.compile(rf"\b{numbered}", re.IGNORECASE), re.compile(
        rf"^\s*{numbered}[^\n]{{0,60}}$", re.IGNORECASE | re.MULTILINE
    )
