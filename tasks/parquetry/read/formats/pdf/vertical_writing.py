"""Vertical writing: signs that stand upright below one another, shown by a font that runs to the right.

A font says that it is written downwards (9.7.4.3), but browsers and word processors show vertical text with the font they
have, and place each sign by itself. Only how the signs follow one another tells such a line from a column of cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, count, pairwise
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.content import DOWN, PERCENT, RIGHT, UPRIGHT_ABOVE, VERTICAL
from parquetry.read.formats.pdf.stretches import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parquetry.read.formats.pdf.content import Glyph, GlyphRun, PageContent
    from parquetry.read.formats.pdf.fonts import PageFont

# Signs of a line are an em apart; rows of a table, and lines of text, are further. Hundredths of an em.
_FARTHEST = 115
# Signs below one another that make a line.
_FEWEST = 3
# Hundredths of an em by which signs of one line stand beside one another at most: brackets are narrower than signs.
_BESIDE = 30


def with_vertical_lines(page: PageContent, fonts: Sequence[PageFont]) -> list[GlyphRun]:
    """Return the runs of a page, those of vertical lines as such: `VERTICAL`, and measured on the turned page."""
    upright = _upright(page, fonts)
    runs = [_turned([run], page.width)[0] if id(run) in upright else run for run in page.runs]
    lines = sorted((run.glyphs[0] for run in runs if _is_vertical(run)), key=_across)
    if not lines:
        return page.runs
    runs = [run for word in _words(runs) for run in _in_line(word, lines, page.width)]
    return _in_order(runs) if upright else runs


def _upright(page: PageContent, fonts: Sequence[PageFont]) -> set[int]:
    """Return the runs of a page that are signs of vertical lines, shown with a font that runs to the right."""
    signs = [run for run in page.runs if run.direction == RIGHT and _is_sign(run, page, fonts)]
    rows = {_height(run) for run in page.runs if run.direction == RIGHT and run.glyphs[-1].x1 - run.glyphs[0].x0 > run.size}
    found = [run for line in _lines(signs) if not _is_column(line, rows) for run in line]
    # Where most signs are in lines, the others are in lines as well: stops are shown by themselves, some lines are short.
    return set(map(id, signs if len(found) * 2 > len(signs) else found))


def _is_column(signs: Sequence[GlyphRun], rows: set[int]) -> bool:
    """Return whether most signs stand on the baselines of other text, as "有", "無" in a narrow column of a table do."""
    return sum(_height(sign) in rows for sign in signs) * 2 > len(signs)


def _is_vertical(run: GlyphRun) -> bool:
    return run.direction == VERTICAL


def _in_order(runs: Sequence[GlyphRun]) -> list[GlyphRun]:
    """Return runs with those of vertical lines at the end, line by line: programs may show the stops after all signs."""
    # Line by line, and down each line: two signs of a line differ a little in where their glyphs have their middle.
    others, vertical = _parted(runs)
    vertical.sort(key=_height)
    numbers = accumulate((_is_of_next_line(before, run) for before, run in pairwise(vertical)), initial=0)
    numbered = sorted(zip(numbers, vertical, strict=True), key=lambda item: (item[0], item[1].glyphs[0].x0))
    return [*others, *(run for _, run in numbered)]


def _parted(runs: Iterable[GlyphRun]) -> tuple[list[GlyphRun], list[GlyphRun]]:
    """Return the runs that are not of vertical lines, and those that are."""
    out: tuple[list[GlyphRun], list[GlyphRun]] = [], []
    for run in runs:
        out[_is_vertical(run)].append(run)
    return out


def _height(run: GlyphRun) -> int:
    return run.glyphs[0].baseline


def _is_of_next_line(before: GlyphRun, run: GlyphRun) -> bool:
    return (_height(run) - _height(before)) * PERCENT > _BESIDE * run.size


def _lines(signs: Sequence[GlyphRun]) -> Iterator[Sequence[GlyphRun]]:
    """Yield the runs that follow one another downwards."""
    breaks = [0, *(at for at, (one, other) in enumerate(pairwise(signs), 1) if not _is_below(one, other)), len(signs)]
    yield from (signs[low:high] for low, high in pairwise(breaks) if high - low >= _FEWEST)


def _is_sign(run: GlyphRun, page: PageContent, fonts: Sequence[PageFont]) -> bool:
    """Return whether a run shows one sign of a script that is written downwards."""
    # Two signs shown at once stand beside one another.
    if len(run.glyphs) > 1:
        return False
    glyph = run.glyphs[0]
    # The stops of vertical writing have glyphs of their own, which no table of the font explains.
    actual = page.marks[run.note].actual if run.note >= 0 else None
    return is_unspaced(actual if actual is not None else fonts[run.font].letter(glyph.code, glyph.cid).text)


def _is_below(run: GlyphRun, other: GlyphRun) -> bool:
    """Return whether the sign of a run stands right below that of the one before it."""
    before, glyph = run.glyphs[0], other.glyphs[0]
    beside, pitch = abs(glyph.x0 - before.x0) * PERCENT, (glyph.baseline - before.baseline) * PERCENT
    return run.size == other.size and beside <= _BESIDE * run.size and 0 < pitch <= _FARTHEST * run.size


def _words(runs: Sequence[GlyphRun]) -> Iterator[list[GlyphRun]]:
    """Yield the runs that go on with one another to the right, as the figures of a number do."""
    word: list[GlyphRun] = []
    for run in runs:
        if word and not _goes_on(word[-1], run):
            yield word
            word = []
        word.append(run)
    yield word


def _goes_on(before: GlyphRun, run: GlyphRun) -> bool:
    # "1" and "2" of the twelfth day, each shown by itself.
    if (before.direction, run.direction) != (RIGHT, RIGHT):
        return False
    last, first = before.glyphs[-1], run.glyphs[0]
    return last.baseline == first.baseline and abs(first.x0 - last.x1) * PERCENT <= _BESIDE * run.size


def _in_line(word: list[GlyphRun], lines: Sequence[Glyph], width: int) -> list[GlyphRun]:
    """Return the runs of a word in a vertical line as those of it: a word turned by a quarter, or a number set across."""
    first, last = word[0], word[-1].glyphs[-1]
    if first.direction == DOWN and _near(first, lines):
        return [first._replace(direction=VERTICAL)]
    if first.direction != RIGHT or last.x1 - first.glyphs[0].x0 > first.size:
        return word
    # A number in the margin, as that of a page, follows no sign of a line.
    turned = _turned(word, width)
    top = turned[0].glyphs[0].x0
    follows = any(abs(sign.x1 - top) * PERCENT <= _BESIDE * first.size for sign in _near(turned[0], lines))
    return turned if follows else word


def _turned(word: Sequence[GlyphRun], width: int) -> list[GlyphRun]:
    """Return the runs of a sign, or of a number that is no wider, as they lie on the page turned by a quarter.

    They share the em of their line, and stand in its middle.
    """
    size, first, last = word[0].size, word[0].glyphs[0], word[-1].glyphs[-1]
    # The em of a sign reaches from 88 hundredths above its baseline to 12 below.
    above = size * UPRIGHT_ABOVE // PERCENT
    baseline = width - (first.x0 + last.x1 - size) // 2 - (size - above)
    share = size // sum(len(run.glyphs) for run in word)
    tops = count(first.baseline - above, share)
    return [_at(run, tops, share, baseline) for run in word]


def _at(run: GlyphRun, tops: Iterator[int], share: int, baseline: int) -> GlyphRun:
    """Return a run of a vertical line whose glyphs begin at the next of these places, and are so long."""
    places = zip(run.glyphs, tops, strict=False)
    glyphs = [glyph._replace(x0=top, x1=top + share, baseline=baseline) for glyph, top in places]
    return run._replace(direction=VERTICAL, glyphs=glyphs)


def _near(run: GlyphRun, lines: Sequence[Glyph]) -> Sequence[Glyph]:
    """Return the signs of lines at the height of a run on the turned page."""
    # Lines are an em or more apart, so that signs of one are met alone.
    reach, baseline = run.size * _BESIDE // PERCENT, run.glyphs[0].baseline
    return lines[bisect_left(lines, baseline - reach, key=_across) : bisect_right(lines, baseline + reach, key=_across)]


def _across(glyph: Glyph) -> int:
    return glyph.baseline
