"""Page furniture: running heads, feet and page numbers, which belong to the page and not to the text.

A line is furniture only by place, repetition and content together. Where pages are marked (form feeds), it stands at the
edge of its page and its number rises with the pages, or it is repeated on most of them and is no field, no greeting, no
sentence. Where they are not, a series of such lines must rise by one and break a sentence in two at least once: chapters
rise too, but no chapter begins in mid-sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from parquetry.segment.lines import ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parquetry.segment.lines import Line

_EDGE = 2
"""Lines at the top and at the bottom of a page among which furniture is looked for: a head and a rule or a number."""
_PAGES = 3
"""Pages that a head without a number is repeated on at least: two pages may well begin alike."""
_SHORTEST_PAGE = 5
"""Lines from one bare number to the next where no blank lines stand around them: verses are numbered more closely."""
_LONGEST = 100
"""Longest furniture, in code points: a line of text is about as wide as the page, a head is not."""
_TRIM = "-–—|[](){}·•_ \t"
"""What stands around a page number: "- 12 -", "[12]", "| 12"."""
# Roman numbers up to 89, as prefaces use them. The lookahead refuses the empty string, which all parts would allow.
_ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_OF = re.compile(
    r"""
    (\d{1,4}) \s*
    (?: / | of | von | de | sur | di | van | av | af | z | из | od )   # "3/9", "3 von 9"
    \s* \d{1,4} $
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A page of so many: "3 of 9", "3/9"."""
_PAGE_WORD = re.compile(
    r"""
    (?:
      \b(?: page | pages | pag\.? | pg\.? | p\. | página | pagina | pàgina | seite     # "Page 3", "Seite 3"
          | blad | blz\.? | strana | str\.? | sida | side | sivu | oldal | lk | lehekülg
          | стр\.? | страница | сторінка | σελίδα | sayfa | halaman | trang
          | पृष्ठ | صفحة | صفحه | עמוד )
      | 第 | หน้า                                                                       # "第3页"
    )
    \s* \d{1,4}
    (?: \s* (?: / | \b[^\W\d_]{1,4}\b ) \s* \d{1,4} )?                                 # "Pagina 3 van 9", "p. 3/9"
    | \d{1,4} \s* (?: oldal | sayfa | 페이지 | 쪽 | ページ | 页 | 頁 )                 # "3 oldal", "3쪽"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A page's number with its word, in the languages that print one: "Page 3", "Pagina 3 van 9", "第3页", "3. oldal"."""
_DIGITS = re.compile(r"\d+")
_FIELD = re.compile(r"[^\W\d][^:]{0,28}:\s+\S")
"""A label and its value: a field of a record, repeated on every page that holds one."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be furniture: its index, its page, the number it may carry, and what else it says.

    `worded`: it says that the number is a page's. `alone`: blank lines stand around it.
    """

    k: int
    page: int
    number: int
    rest: str
    worded: bool
    alone: bool = True


def find(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of the lines that are page furniture."""
    if not lines:
        return set()
    # One form feed is enough: its text says where pages begin, and their edges are known.
    return _on_pages(lines) if lines[-1].page > 1 else _in_series(lines)


def _numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield each number that a line begins or ends with, and the rest of the line.

    >>> list(_numbers("12   The Harbour Trade")), list(_numbers("Page 3 of 9")), list(_numbers("- xiv -"))
    ([(12, 'The Harbour Trade')], [(3, '')], [(14, '')])
    """
    text = text.strip(_TRIM)
    # "Page 3 of 9" names its own number; the 9 is no second candidate.
    if word := _PAGE_WORD.search(text):
        yield int("".join(_DIGITS.findall(word[0])[:1])), f"{text[: word.start()]} {text[word.end() :]}".strip(_TRIM)
        return
    if match := _OF.search(text):
        yield int(match[1]), text[: match.start()].strip(_TRIM)
        return
    # The outer edge of a page holds the number: at the end on right pages, at the beginning on left ones.
    tokens = text.split()
    for token, rest in ((tokens[-1:], tokens[:-1]), (tokens[:1], tokens[1:])):
        number = _number(token[0].strip(_TRIM)) if token else None
        if number is not None:
            yield number, " ".join(rest).strip(_TRIM)
            # A bare "12" is both the first and the last token, and one candidate.
            if not rest:
                return


def _number(token: str) -> int | None:
    """Return the value of an Arabic number of up to four digits, or of a Roman one up to 89."""
    if token.isdecimal() and len(token) <= 4:  # noqa: PLR2004 (no book has ten thousand pages)
        return int(token)
    if token and _ROMAN.fullmatch(token):
        # "xiv": the i before a greater v is subtracted.
        values = [_ROMAN_VALUES[one] for one in token.lower()]
        return sum(-value if value < max(values[k:]) else value for k, value in enumerate(values))
    return None


def _may_be(line: Line) -> bool:
    """Tell whether a line has the content of furniture: short, no field of a record, no sentence, no greeting."""
    text = line.text
    # Heads are spread over the page with spaces; only their words count for the length.
    return len(" ".join(text.split())) <= _LONGEST and not (_FIELD.match(text) or text[-1] in ".!?,;:。")


# Pages that are marked ------------------------------------------------------------------------------------------------


def _on_pages(lines: Sequence[Line]) -> set[int]:
    # Numbers first: they prove the furniture that lines without a number are then compared with.
    pages: dict[int, list[int]] = defaultdict(list)
    for k, line in enumerate(lines):
        pages[line.page].append(k)
    edges = {k for page in pages.values() for k in (*page[:_EDGE], *page[-_EDGE:])}
    candidates = [
        _Candidate(k, lines[k].page, number, rest, _PAGE_WORD.search(lines[k].text) is not None)
        for k in sorted(edges)
        if _may_be(lines[k])
        # "12 Chapter 3" yields both 12 and 3: only the one that rises with the pages survives.
        for number, rest in _numbers(lines[k].text)
    ]
    # From here on each step uses what the one before has proved, so their order matters.
    out = _numbered(candidates)
    offset = _offset(candidates, out)
    if offset is not None:
        out |= _with_expected_number(lines, pages, out, offset)
    out |= _beside_numbers(lines, pages, out)
    return out | _repeated(lines, pages, out)


def _numbered(candidates: Iterable[_Candidate]) -> set[int]:
    """Return the lines whose number rises with the pages, and that share the rest of their words with another."""
    # Printed number minus page stays the same in a book: page 1 prints 17, page 2 prints 18, so the offset is 16.
    by_offset: dict[int, list[_Candidate]] = defaultdict(list)
    for one in candidates:
        by_offset[one.number - one.page].append(one)
    out: set[int] = set()
    for group in by_offset.values():
        pages = len({one.page for one in group})
        rests = Counter(one.rest for one in group)
        if pages < 2:  # noqa: PLR2004 (one number rises with nothing)
            continue
        # Chance numbers share an offset now and then. Furniture shares its other words too, or has none besides the
        # number.
        shared = [one for one in group if rests[one.rest] > 1 or one.worded or not one.rest]
        if len({one.page for one in shared}) < 2:  # noqa: PLR2004
            continue
        out |= {one.k for one in (group if pages > 2 else shared)}  # noqa: PLR2004 (heads alternate: a third may say another thing)
    return out


def _offset(candidates: Iterable[_Candidate], found: set[int]) -> int | None:
    """Return by how much the printed numbers exceed the pages, by most of the furniture found."""
    offsets = Counter(one.number - one.page for one in candidates if one.k in found)
    return offsets.most_common(1)[0][0] if offsets else None


def _with_expected_number(lines: Sequence[Line], pages: dict[int, list[int]], found: set[int], offset: int) -> set[int]:
    """Return the outermost lines that hold their page's number among others: "J. Salt Hist. 12 (1998) 45-67" on page 45."""
    out = set()
    for page, members in pages.items():
        if any(k in found for k in members):
            continue
        # A first page often holds volume, year and pages in one line, of which one number fits.
        wanted = str(page + offset)
        out |= {k for k in (members[0], members[-1]) if _may_be(lines[k]) and wanted in _DIGITS.findall(lines[k].text)}
    return out


def _beside_numbers(lines: Sequence[Line], pages: dict[int, list[int]], found: set[int]) -> set[int]:
    """Return the lines next to a bare page number at an edge that another page has there too: heads that alternate."""
    beside = []
    for members in pages.values():
        # Top of the page: the number and the line below it. Bottom: the number and the line above it.
        for at, step in ((0, 1), (-1, -1)):
            if len(members) > 2 and members[at] in found:  # noqa: PLR2004
                beside.append(members[at + step])
            elif len(members) > 2 and members[at + step] in found:  # noqa: PLR2004
                beside.append(members[at])
    said = Counter(lines[k].text for k in beside if _may_be(lines[k]))
    return {k for k in beside if said[lines[k].text] > 1}


def _repeated(lines: Sequence[Line], pages: dict[int, list[int]], found: set[int]) -> set[int]:
    """Return the lines that most pages have at the same edge, word for word.

    Where more lines than an edge holds are repeated, the pages are one form filled in again and again, and all is text.
    """
    out: set[int] = set()
    for tail in (False, True):
        edges = [list(reversed(members))[: _EDGE + 1] if tail else members[: _EDGE + 1] for members in pages.values()]
        said = Counter(text for edge in edges for text in {lines[k].text for k in edge})
        # Left and right pages have different heads, and chapters change them: a third of the pages must share one.
        often = max(_PAGES, len(pages) / 3)
        for edge in edges:
            common = {k for k in edge if k in found or said[lines[k].text] >= often}
            # Only an unbroken run from the edge inwards counts: text stands between furniture and anything further
            # in.
            run = list(takewhile(common.__contains__, edge))
            # A longer run is a form: "Name:", "Date:", "Ward:" at the top of every page.
            if len(run) <= _EDGE:
                out |= {k for k in run if _may_be(lines[k]) and not _completes(lines, k)}
    return out


def _completes(lines: Sequence[Line], k: int) -> bool:
    """Tell whether a line goes on with the sentence of the line before it."""
    return k > 0 and lines[k].text[0].islower() and not ended(lines[k - 1].text)


# Pages that are not marked --------------------------------------------------------------------------------------------


def _in_series(lines: Sequence[Line]) -> set[int]:
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


def _by_form(candidates: Sequence[_Candidate]) -> tuple[tuple[int, list[_Candidate]], ...]:
    """Return the candidates by what they show besides their number, and how many must follow one another at least."""
    often = Counter(candidate.rest for candidate in candidates)
    heads = [candidate for candidate in candidates if candidate.rest and not candidate.worded]
    return (
        # "Page 3", "Page 4"
        (2, [candidate for candidate in candidates if candidate.worded]),
        # "12 The Harbour Trade": list items begin like this, so three are asked for.
        (3, [candidate for candidate in heads if often[candidate.rest] > 1]),
        # A bare "12" between blank lines is enough where it breaks a sentence.
        (1, [candidate for candidate in candidates if not candidate.rest and not candidate.worded]),
    )


def _is_series(lines: Sequence[Line], chain: Sequence[_Candidate], taken: set[int]) -> bool:
    """Tell whether numbers that rise are those of pages: one breaks a sentence, or all say "page" in the same words."""
    if any(_cuts(lines, candidate.k, taken) for candidate in chain):
        return True
    return chain[0].worded and len({candidate.rest for candidate in chain}) == 1


def _repeated_beside(lines: Sequence[Line], found: set[int]) -> set[int]:
    """Return the lines next to furniture that stand next to other furniture too, word for word."""
    beside = {k for at in found for k in (at - 1, at + 1) if 0 <= k < len(lines) and k not in found and _may_be(lines[k])}
    said = Counter(lines[k].text for k in beside)
    edges = [k for k in (0, len(lines) - 1) if found and said[lines[k].text] > 1]
    return {k for k in beside if said[lines[k].text] > 1}.union(edges)


def _candidates(lines: Sequence[Line], k: int, line: Line) -> Iterator[_Candidate]:
    """Yield what a line may be as furniture; a bare number must stand between blank lines."""
    if not _may_hold_number(line.text) or not _may_be(line):
        return
    worded = _PAGE_WORD.search(line.text) is not None
    after = lines[k + 1] if k + 1 < len(lines) else None
    for number, rest in _numbers(line.text):
        alone = bool((line.blanks or not k) and (after is None or after.blanks))
        if rest or worded or alone or _cuts(lines, k, set()) or ended(lines[k - 1].text):
            yield _Candidate(k, 0, number, rest, worded, alone)


def _may_hold_number(text: str) -> bool:
    """Tell whether a line is worth searching for a page number; most lines are not, and this costs little."""
    # A page number stands at an edge of its line: "12", "[12]", "12 The Harbour Trade".
    if len(text) > 2 * _LONGEST or not (text[-1] in "])-–—| " or text[-1].isalnum()):
        return False
    return any(character.isdigit() for character in text) or _ROMAN.fullmatch(text.strip(_TRIM)) is not None


def _chains(group: Sequence[_Candidate]) -> Iterator[list[_Candidate]]:
    """Yield the runs of candidates whose numbers rise by one, with text between them."""
    chain: list[_Candidate] = []
    for one in group:
        if chain and one.k == chain[-1].k:
            continue
        nearest = 1 if one.alone or one.rest or one.worded else _SHORTEST_PAGE
        if chain and (one.number != chain[-1].number + 1 or one.k - chain[-1].k <= nearest):
            yield chain
            chain = []
        chain.append(one)
    if chain:
        yield chain


def _cuts(lines: Sequence[Line], k: int, candidates: set[int]) -> bool:
    """Tell whether a sentence goes on over a line: it has not ended before it, and goes on in lower case after it."""
    low, high = k - 1, k + 1
    while low >= 0 and low in candidates and low > k - _EDGE:
        low -= 1
    while high < len(lines) and high in candidates and high < k + _EDGE:
        high += 1
    if low < 0 or high >= len(lines):
        return False
    before, after = lines[low].text, lines[high].text
    return not ended(before) and before[-1] != ":" and after[0].islower()
