"""Furniture of pages that are not marked: a series of lines whose numbers rise by one, and that breaks a sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from parquetry.segment.blocks.page_numbers import DIGITS, EDGE, LONGEST, PAGE_WORD, ROMAN, TRIM, Candidate, may_be, numbers
from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.segment.lines import Line

_SHORTEST_PAGE = 5
"""Lines from one bare number to the next where no blank lines stand around them: verses are numbered more closely."""
_SIGNS = frozenset(".,;:/\\#$%&@=<>+~^`")
"""What no running head begins with, and commands, paths and code do."""
_PAGE_WORD = 12
"""Code points at the end of a line among which a word for "page" stands."""
_YEARS = 1000
"""The least number that, by itself, is taken for a year."""


def in_series(lines: Sequence[Line]) -> set[int]:
    """Return the lines of series that rise by one and break a sentence, or that say they are pages."""
    candidates = [candidate for k, line in enumerate(lines) for candidate in _candidates(lines, k, line)]
    # "[Page 3]" in brackets is an editor's mark, and furniture without any series.
    out = {candidate.k for candidate in candidates if candidate.worded and lines[candidate.k].text.endswith("]")}
    taken = {candidate.k for candidate in candidates}
    for least, group in _by_form(candidates):
        for chain in _chains(group):
            if len(chain) >= least and _is_series(lines, chain, taken):
                out |= {candidate.k for candidate in chain}
    return out | _repeated_beside(lines, out)


def _by_form(candidates: Sequence[Candidate]) -> tuple[tuple[int, list[Candidate]], ...]:
    """Return the candidates by what they show besides their number, and how many must follow one another at least."""
    often = Counter(candidate.rest for candidate in candidates)
    # ".Ar 1" is a command of a typesetter's, and no head.
    heads = [each for each in candidates if each.rest and each.rest[0] not in _SIGNS and not each.worded]
    return (
        # "Page 3", "Page 4"
        (2, [candidate for candidate in candidates if candidate.worded]),
        # "12 The Harbour Trade": list items begin like this, so three are asked for.
        (3, [candidate for candidate in heads if often[candidate.rest] > 1]),
        # A bare "12" between blank lines is enough where it breaks a sentence.
        (1, [candidate for candidate in candidates if not candidate.rest and not candidate.worded]),
    )


def _is_series(lines: Sequence[Line], chain: Sequence[Candidate], taken: set[int]) -> bool:
    """Tell whether numbers that rise are those of pages: one breaks a sentence, or all say "page" in the same words."""
    if len(chain) == 1 and _is_of_sentence(lines, chain[0]):
        return False
    if any(_cuts(lines, candidate.k, taken) for candidate in chain):
        return True
    return chain[0].worded and len({candidate.rest for candidate in chain}) == 1


def _is_of_sentence(lines: Sequence[Line], candidate: Candidate) -> bool:
    """Tell whether a single number is part of the sentence around it: "on page / 183 / and the author", a year.

    Or it has no blank lines around it, where a line of prose that holds a figure alone may be all that is left of one.
    """
    # "1911" by itself is a year: few books have a thousand pages.
    if candidate.number >= _YEARS or not candidate.alone:
        return True
    # "on page" and "183" below it: put together, they name a page.
    return PAGE_WORD.search(f"{lines[candidate.k - 1].text[-_PAGE_WORD:]} {candidate.number}") is not None


def _repeated_beside(lines: Sequence[Line], numbered: set[int]) -> set[int]:
    """Return the lines next to furniture that stand next to other furniture too, word for word."""
    beside = {
        k for at in numbered for k in (at - 1, at + 1) if 0 <= k < len(lines) and k not in numbered and may_be(lines[k])
    }
    counts = Counter(lines[k].text for k in beside)
    edges = [k for k in (0, len(lines) - 1) if numbered and counts[lines[k].text] > 1]
    return {k for k in beside if counts[lines[k].text] > 1}.union(edges)


def _candidates(lines: Sequence[Line], k: int, line: Line) -> Iterator[Candidate]:
    """Yield what a line may be as furniture; a bare number must stand between blank lines."""
    if not _may_hold_number(line.text) or not may_be(line):
        return
    if _in_column(lines, k):
        return
    worded = PAGE_WORD.search(line.text) is not None
    after = lines[k + 1] if k + 1 < len(lines) else None
    for number, rest in numbers(line.text):
        alone = bool((line.blanks or not k) and (after is None or after.blanks))
        if rest or worded or alone or _cuts(lines, k, set()) or ended(lines[k - 1].text):
            yield Candidate(k, 0, number, rest, worded, alone)


def _in_column(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a bare number stands directly below or above another: figures of a column, not pages."""
    if not lines[k].text.isdecimal():
        return False
    above = k > 0 and not lines[k].blanks and lines[k - 1].text.isdecimal()
    return above or (k + 1 < len(lines) and not lines[k + 1].blanks and lines[k + 1].text.isdecimal())


def _may_hold_number(text: str) -> bool:
    """Tell whether a line is worth searching for a page number; most lines are not, and this costs little."""
    # A page number stands at an edge of its line: "12", "[12]", "12 The Harbour Trade".
    if len(text) > 2 * LONGEST or not (text[-1] in "])-–—| " or text[-1].isalnum()):
        return False
    return DIGITS.search(text) is not None or ROMAN.fullmatch(text.strip(TRIM)) is not None


def _chains(group: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield the runs of candidates whose numbers rise by one, with text between them."""
    chain: list[Candidate] = []
    for candidate in group:
        if chain and candidate.k == chain[-1].k:
            continue
        nearest = 1 if candidate.alone or candidate.rest or candidate.worded else _SHORTEST_PAGE
        if chain and (candidate.number != chain[-1].number + 1 or candidate.k - chain[-1].k <= nearest):
            yield chain
            chain = []
        chain.append(candidate)
    if chain:
        yield chain


def _cuts(lines: Sequence[Line], k: int, candidates: set[int]) -> bool:
    """Tell whether a sentence goes on over a line: it has not ended before it, and goes on in lower case after it."""
    low, high = k - 1, k + 1
    while low >= 0 and low in candidates and low > k - EDGE:
        low -= 1
    while high < len(lines) and high in candidates and high < k + EDGE:
        high += 1
    if low < 0 or high >= len(lines):
        return False
    before, after = lines[low].text, lines[high].text
    return not ended(before) and before[-1] != ":" and after[0].islower()
