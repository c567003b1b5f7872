"""Scripts: pieces of a block that stand raised or lowered, with their figures as such.

What is shown otherwise than it is written is markup of the format: `10<sup>6</sup>` is read as 10⁶. An exponent of an
exponent has no such figures: `10<sup>2<sup>3</sup></sup>` is 10^2^3. One that goes on behind its own has brackets, as
`10<sup>2<sup>3</sup>4</sup>`, 10^(2^(3)4), has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from parquetry.text import COPY, MARKUP
from parquetry.text.raised_figures import lowered, raised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parquetry.read.formats.pieces import Piece


class Script(NamedTuple):
    """Pieces of a block, half-open, that stand raised, or else lowered."""

    start: int
    end: int
    raised: bool

    @property
    def mark(self) -> str:
        """Return what says in plain text that the script begins."""
        return "^" if self.raised else "_"


def with_figures(pieces: list[Piece], scripts: Sequence[Script]) -> list[Piece]:
    """Return the pieces of a block with the figures among those that stand raised or lowered as such."""
    out: list[Piece] = []
    at = 0
    stacked = _stacked(pieces, scripts)
    for script in _joined(scripts):
        out += pieces[at : script.start]
        # The text around it is looked at after what stands before was changed: "₆" follows "¹⁴" in ¹⁴₆C.
        own = pieces[script.start : script.end]
        text = "".join(piece.text for piece in own)
        before = next((piece.text[-1:] for piece in reversed(out) if piece.text), "")
        after = next((piece.text[:1] for piece in pieces[script.end :] if piece.text), "")
        shown = raised(text) if script.raised else lowered(text, before, after)
        inner = stacked[bisect_left(stacked, script.start, key=_begin) : bisect_left(stacked, script.end, key=_begin)]
        out += _replaced(own, shown) if not inner or shown == text else _marked(own, script, inner, after)
        at = script.end
    return out + pieces[at:]


def _begin(script: Script) -> int:
    return script.start


def _stacked(pieces: Sequence[Piece], scripts: Sequence[Script]) -> list[Script]:
    """Return the scripts that begin within another, in their order: the 3 of `10<sup>2<sup>3</sup></sup>`.

    A sign between the marks of two notes is none: `<sup>1<sup>,</sup>2</sup>`.
    """
    out: list[Script] = []
    # Of `<sup><sup>2</sup>3</sup>` both begin at one place, and both figures are raised.
    outer: Script | None = None
    for script in sorted(scripts, key=lambda script: (script.start, -script.end)):
        if outer is None or script.start >= outer.end:
            outer = script
        elif script.start > outer.start and _says(pieces, script):
            out.append(script)
    return out


def _says(pieces: Sequence[Piece], script: Script) -> bool:
    """Return whether a script has a letter or a figure."""
    return any(any(map(str.isalnum, pieces[at].text)) for at in range(script.start, script.end))


def _marked(pieces: Sequence[Piece], script: Script, inner: Sequence[Script], after: str) -> Iterator[Piece]:
    """Yield the pieces of a script as they are, with the mark of each script that begins before them.

    Brackets say where a script ends that something follows: `after` is the character behind the outermost.
    """
    # Of two that begin at one place the wider has the mark.
    marked = {one.start: one for one in reversed((script, *inner))}
    bracketed = _bracketed([marked[start] for start in sorted(marked)])
    if after.isalnum():
        # 10<sup>2<sup>3</sup></sup>5 is not 10^2^35.
        bracketed.add(script.start)
    ends = Counter(marked[start].end for start in bracketed)
    for number, piece in enumerate(pieces, script.start):
        if number in marked:
            mark = f"{marked[number].mark}(" if number in bracketed else marked[number].mark
            yield piece._replace(text=mark, end=piece.start, kind=MARKUP)
        yield piece
        if ends[number + 1]:
            yield piece._replace(text=")" * ends[number + 1], start=piece.end, kind=MARKUP)


def _bracketed(scripts: Sequence[Script]) -> set[int]:
    """Return where scripts begin that end before one around them does, and those around them that go on."""
    found: set[int] = set()
    around: list[Script] = []
    for script in scripts:
        while around and around[-1].end <= script.start:
            around.pop()
        # The inner 3 of 2^3 ends where the outer script does; that of 10<sup>2<sup>3</sup>4</sup> does not.
        if around and script.end < around[-1].end:
            found |= {script.start, around[-1].start}
        around.append(script)
    return found


def _joined(scripts: Sequence[Script]) -> list[Script]:
    """Return the scripts with those joined that follow one another: word processors part them as they were typed."""
    out: list[Script] = []
    # Of those that begin alike the outer first: of `<sup><sup>2</sup>3</sup>` both figures are raised.
    for script in sorted(scripts, key=lambda script: (script.start, -script.end)):
        if out and script.start < out[-1].end:
            # Within another, as the link in the mark of a note.
            continue
        if out and script.start == out[-1].end and script.raised == out[-1].raised:
            out[-1] = out[-1]._replace(end=script.end)
        else:
            out.append(script)
    return out


def _replaced(pieces: Sequence[Piece], text: str) -> Iterator[Piece]:
    """Yield pieces with another text of the same length; what is changed is markup of the format."""
    at = 0
    for piece in pieces:
        shown = text[at : at + len(piece.text)]
        at += len(piece.text)
        # What no rule changes keeps its place as it is, so that pages without figures have the same alignment.
        if shown == piece.text:
            yield piece
        # A reference such as "&minus;" is markup already.
        elif piece.kind != COPY:
            yield piece._replace(text=shown)
        else:
            yield from _parted(piece, shown)


def _parted(piece: Piece, shown: str) -> Iterator[Piece]:
    """Yield a copied piece by its characters: those that are shown otherwise are markup, the others stand as they are."""
    for at, (own, other) in enumerate(zip(piece.text, shown, strict=True)):
        yield piece._replace(
            text=other, start=piece.start + at, end=piece.start + at + 1, kind=COPY if own == other else MARKUP
        )
