"""Stanzas: what short lines between blank lines say of verse: a number above them says nothing, and rhymes say much.

Of the lines of wrapped prose in ten languages 2 to 8 in 100 end like one of the three lines around them; of the lines of
rhymed verse most do. So rhymes speak against joining, in any language whose letters say where vowels are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from parquetry.segment.blocks.line_groups import groups
from parquetry.segment.blocks.line_model import LABELS, NAT, NEVER
from parquetry.segment.lines import BULLET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parquetry.segment.blocks.features import Numbers
    from parquetry.segment.lines import Line

_WIDEST = 90
"""Widest line of rhymed verse, in code points: the alexandrine has about 50, ballads printed two lines in one 80."""
_NARROW = 60
"""Width below which the lines below a number may be a stanza: items of lists are wrapped where their text is."""
_FEWEST_NUMBERED = 3
"""Lines of the shortest stanza with a number: the tercet."""
_FEWEST_RHYMED = 4
"""Lines of the shortest stanza that is asked for rhymes: two or three lines that end alike are chance."""
_REACH = 3
"""Lines between two that rhyme, at most: in a b b a the first and the last are three apart."""
_RHYMED = 3.0 * NAT
"""What a line that rhymes weighs: 4 in 100 lines of prose do, and of rhymed verse, it is assumed, 70: e to the 2.9."""
_UNRHYMED = -1.0 * NAT
"""What a line that does not weighs: 30 in 100 against 96."""
_BEGIN, _JOIN, _VERSE = map(LABELS.index, "BCV")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]?\s+")
_POINTED = (" *", " \N{DAGGER}")
"""What half a verse of a psalm ends in, where it is pointed for singing."""
_PARTED = 3
"""Lines that the sign parts: the half it ends, the other half, and the next verse."""
_CLOSES = tuple(".,;:!?")
"""What the second half of a verse ends in, on one line or on two."""
_FEWEST_WORDS = 3
"""Words of half a verse; "=item *" of Perl's manuals is none."""
_FEWEST_POINTED = 2
"""Lines with that sign from which a text is pointed: one may be a product or a note."""
_VOWELS = frozenset("aeiouyæøœıаеёиоуыэюяіїєαεηιουω")
_WORDS = re.compile(r"[^\W\d_]+")


def add_evidence_of_stanzas(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add what the lines of each stanza say together to their scores, in place.

    Items of a list begin and end alike too ("information", "organisation") and are none the less prose, each by itself.
    """
    for group in groups(lines):
        start, end = group.start, group.stop
        stanza = lines[start:end]
        items = sum(BULLET.match(line.text) is not None for line in stanza[1:])
        if items or len(stanza) < _FEWEST_NUMBERED:
            continue
        widest = max(line.width for line in stanza)
        if widest < _NARROW and _NUMBER.match(stanza[0].text):
            # Hymns and ballads number their stanzas: what the lines below the number are decides.
            scores[start, _VERSE] = max(scores[start, _VERSE], scores[start, _BEGIN])
        if widest < _WIDEST and len(stanza) >= _FEWEST_RHYMED:
            weight = max(0.0, _weight([_last_word(line.text) for line in stanza]))
            scores[start:end, _BEGIN : _JOIN + 1] -= weight / len(stanza)


def add_evidence_of_pointing(scores: Numbers, lines: Sequence[Line]) -> None:
    """Add that the verses of a psalm, whose first halves end in " *", keep their lines.

    The other half ends in a stop or a comma. Prose about a sign, "the pointer is written *", is wrapped anywhere.
    """
    halves = [k for k, line in enumerate(lines) if line.text.endswith(_POINTED) and line.text.count(" ") >= _FEWEST_WORDS]
    if len(halves) >= _FEWEST_POINTED and all(_is_closed(lines, k) for k in halves):
        for k in halves:
            # The second half, on the next line, is joined to no first one, and the next verse to no second half.
            scores[k : k + _PARTED, _JOIN] = NEVER


def _is_closed(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a half that the sign ends is followed by the other half, of one line or two, and not by another sign."""
    # The other half may itself be of two lines, of which the second has the stop.
    ends = (line.text[-1] for line in lines[k + 1 : k + _PARTED] if line.text[-1] in _CLOSES or line.text.endswith(_POINTED))
    return next(ends, "") in _CLOSES


def _weight(words: Sequence[str]) -> float:
    """Return how much likelier verse is than prose by the last words of lines, as a logarithm in units of `NAT`."""
    tails = [rhyme(word) for word in words]
    weight = 0.0
    for k, tail in enumerate(tails):
        near = range(max(0, k - _REACH), min(len(words), k + _REACH + 1))
        # The same word twice is a refrain, or an "and" at two ends of lines.
        rhymes = bool(tail) and any(tails[j] == tail and words[j] != words[k] for j in near)
        weight += _RHYMED if rhymes else _UNRHYMED
    return weight


def _last_word(line: str) -> str:
    """Return the last word of a line, in lower case and without accents."""
    words = _WORDS.findall(line)
    bare = unicodedata.normalize("NFD", words[-1].lower()) if words else ""
    return "".join(character for character in bare if character.isalpha())


def rhyme(word: str) -> str:
    """Return the end of a word that rhymes: from its last full vowel on; empty where that is a single letter.

    A final vowel, and an e before final consonants, are taken for weak where another vowel stands before.

    >>> rhyme("night"), rhyme("harbour"), rhyme("tide"), rhyme("leben"), rhyme("sea"), rhyme("go")
    ('ight', 'our', 'ide', 'eben', 'ea', '')
    """
    at = _vowels_before(word, len(word))
    weak = word[at:]
    # "tide", "reti": a single vowel at the end; "leben", "water": an e before it.
    if at > 0 and (len(weak) == 1 or (weak[0] == "e" and weak[1] not in _VOWELS)):
        before = _vowels_before(word, at)
        at = before if word[before] in _VOWELS else at
    tail = word[at:]
    return tail if len(tail) > 1 and tail[0] in _VOWELS else ""


def _vowels_before(word: str, end: int) -> int:
    """Return where the last group of vowels before `end` begins; 0 where there is none."""
    at = end - 1
    while at > 0 and word[at] not in _VOWELS:
        at -= 1
    while at > 0 and word[at - 1] in _VOWELS:
        at -= 1
    return max(at, 0)
