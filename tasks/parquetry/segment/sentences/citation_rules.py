"""Merge rules for citations: of law in the first place, and of other works that are cited by volume and page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.segment.sentences.merge_rule import MergeRule, goes_on
from parquetry.segment.sentences.register import cited, is_provision

if TYPE_CHECKING:
    from parquetry.segment.sentences.boundary import Boundary

# "Kathleen L.", "John S. L.", "2 Harv. L.": the initial of a name that has begun, or of the title of a review.
_LATER_INITIAL = re.compile(r"(?:[A-Z][\w'’-]+|\b[A-Z]|[A-Z]\w+)\.?\s[A-Z]\.$")
_REPORTER = re.compile(r"\b\d{1,4}[ \n]+(?:[A-Z][\w'’]{0,5}\.[ \n]?){1,5}$")
"""A volume and an abbreviated title: "410 U.S.", "73 Harv. L. Rev.", "258 F. Supp."."""
# After "410 U.S." comes a page ("113"), another part of the title ("App.") or a section.
_REPORTER_FOLLOWS = re.compile(r"\d|[A-Z][\w'’]{0,6}\.|§")
# A bracket opened shortly before and still open: "(5th Cir.".
_OPEN_BRACKET = re.compile(r"[(\[][^()\[\].]{0,20}(?:\.[^()\[\].]{0,12})?\.$")
# "U.S.C.", "Stat.": what a section sign is counted in.
_CAPITALS = re.compile(r"(?:^|[\s(])(?:[A-Z]\.?){1,6}$|[A-Z][a-z]{0,5}\.$")
# "the law . . . | was passed": words are left out in mid-sentence.
_OMISSION = re.compile(r"\.\s\.\s\.$")
# "See Lind, at 412. (quoting": what is added in brackets goes on with the sentence; "(b)" is the number of another.
_ADDED = re.compile(r"[(\[](?!\w{1,4}\))[a-zß-ÿ]")
_POSSESSIVE = re.compile(r"['’]s?\b")
"""What goes on with an abbreviation: "the Def. | 's motion"."""


def _is_cited(at: Boundary) -> bool:
    """Tell whether an abbreviation stands within a citation that goes on: "Fed. | Cir. 2004", "cf. doc. | G"."""
    word = at.abbreviation
    listed = cited(at.language)
    # "or", "me" and "miss" are words too; the names of states have a capital: "Or.", "Me.", "Miss."
    if word not in listed and (word.capitalize() not in listed or not at.left[-1 - len(word)].isupper()):
        return False
    return not at.following[0].isupper() or goes_on(at) or is_provision(at.following, at.language)


def _is_provision_of_act(at: Boundary) -> bool:
    """Tell whether a provision of an abbreviated act follows: "17 U.S.C. | Section 101"."""
    return _CAPITALS.search(at.left) is not None and is_provision(at.following, at.language)


CITATION_RULES = (
    MergeRule(
        "section sign",
        ".",
        "-",
        lambda at: at.following[0] in "§¶" and _CAPITALS.search(at.left) is not None,
        ("42 U.S.C. | § 1983", "It was lost. | § 5 says"),
    ),
    MergeRule(
        "volume and page",
        ".",
        "A1",
        lambda at: _REPORTER.search(at.left) is not None and _REPORTER_FOLLOWS.match(at.following) is not None,
        ("258 F. Supp. | 971", "built in 1911. | 12 ships"),
    ),
    MergeRule(
        "abbreviation in brackets",
        ".",
        "1",
        lambda at: _OPEN_BRACKET.search(at.left) is not None,
        ("(5th Cir. | 1966)", "(of 1950). | 1966 was"),
    ),
    MergeRule(
        "omission",
        ".",
        "a",
        lambda at: _OMISSION.search(at.left) is not None,
        ("the law . . . | was passed", "to the port . . . | She left"),
    ),
    MergeRule(
        "possessive",
        ".",
        "-",
        lambda at: (
            at.left[-2:-1].isalpha() and not at.text[at.start - 1].isspace() and bool(_POSSESSIVE.match(at.following))
        ),
        ("The Pl.|'s reply", "He left. | 'So did I"),
    ),
    MergeRule(
        "citation",
        ".",
        "aA1x-",
        _is_cited,
        ("581 F.3d 1313 (Fed. | Cir. 2009)", "the bill in Cong. | It was lost"),
        legal=True,
    ),
    MergeRule(
        "initial of a name that has begun",
        ".",
        "A",
        lambda at: _LATER_INITIAL.search(at.left) is not None and goes_on(at),
        ("by Ines L. | Calloway", "it chose Plan B. | The"),
        legal=True,
    ),
    MergeRule(
        "provision of an act",
        ".",
        "Aa",
        _is_provision_of_act,
        ("17 U.S.C. | Section 101", "in the U.S. | Several courts"),
        legal=True,
    ),
    MergeRule(
        "addition in brackets",
        ".!",
        "-",
        lambda at: _ADDED.match(at.following) is not None,
        ("See Lind, at 412. | (citing Brandt)", "It was lost. | (He had won before.)"),
        legal=True,
    ),
)
