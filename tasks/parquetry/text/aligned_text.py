"""A string that knows its source bytes.

[`AlignedText`][parquetry.text.AlignedText] is the value every stage hands on. It holds the text, the *runs* that map it
to bytes, and the record of what was repaired in it. All changes go through one operation, `rearrange`: the new text is
a list of parts of the old one, in any order, some of them rewritten. Replacing, deleting, inserting, moving, slicing
and joining are all written in its terms, so an offset is computed once, where text is born, and never searched for.

Frames: `start` and `end` are code points, half-open, into `text`; `source_start` and `source_end` are bytes, half-open,
into the source bytes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from parquetry.text.spans import Cuts, byte_length
from parquetry.text.alignment import COPY, EDIT, Candidate, Cause, Part, Repair, Run, append, recorded, touches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["COPY", "EDIT", "AlignedText", "Candidate", "Cause", "Part", "Repair", "Run"]


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A string that knows for every character which source bytes it came from.

    `runs` tile `text` in order. An edit run may be empty where text was deleted (`start == end`); see
    [`alignment`][parquetry.text.AlignedText.alignment] for the runs as they are published, which never are.

    >>> text = AlignedText.decoded("na\\u00efve\\u00ad art", "utf-8")
    >>> text = text.replace([Part(5, 6, "", Cause("character", "soft_hyphen"))])
    >>> text.text, text.source_spans([(6, 9)])
    ('na\\xefve art', [(9, 12)])
    """

    text: str
    runs: tuple[Run, ...] = ()
    encoding: str = "utf-8"
    repairs: tuple[Repair, ...] = field(default=())

    @classmethod
    def decoded(cls, text: str, encoding: str, source_start: int = 0) -> AlignedText:
        """Return `text` as one copy run that begins at byte `source_start`.

        The trap: `encoding` must give each character the number of bytes it had in the source; a byte order mark is no
        part of the text, and `utf-16` without an endianness would count one.
        """
        end = source_start + byte_length(text, encoding)
        return cls(text, (Run(0, len(text), source_start, end, COPY),) if text else (), encoding)

    def __len__(self) -> int:
        """Return the length in code points."""
        return len(self.text)

    def __getitem__(self, span: slice) -> AlignedText:
        """Return a slice with its alignment; agrees with slicing the plain string. Steps are not supported."""
        start, end, _ = span.indices(len(self.text))
        return self.rearrange([Part(start, max(start, end))])

    def __add__(self, other: AlignedText) -> AlignedText:
        """Return both, joined."""
        return AlignedText.join([self, other])

    @classmethod
    def join(cls, pieces: Sequence[AlignedText]) -> AlignedText:
        """Return the pieces one after another, aligned to the same source bytes.

        Raises:
            ValueError: the pieces were decoded by different encodings.
        """
        if not pieces:
            return cls("")
        encoding = pieces[0].encoding
        if any(piece.encoding != encoding for piece in pieces):
            message = f"pieces of different encodings cannot be joined: {sorted({piece.encoding for piece in pieces})}"
            raise ValueError(message)
        runs: list[Run] = []
        repairs: list[Repair] = []
        at = 0
        for piece in pieces:
            for run in piece.runs:
                append(runs, run._replace(start=run.start + at, end=run.end + at))
            repairs += [replace(repair, start=repair.start + at, end=repair.end + at) for repair in piece.repairs]
            at += len(piece.text)
        return cls("".join(piece.text for piece in pieces), tuple(runs), encoding, tuple(repairs))

    def replace(self, edits: Iterable[Part]) -> AlignedText:
        """Return the text with each edit applied where it stands; the rest is copied.

        Edits that change nothing and have no cause to record are dropped.

        Raises:
            ValueError: edits overlap or are out of order.
        """
        parts: list[Part] = []
        at = 0
        for edit in edits:
            if edit.start < at:
                message = f"edits overlap or are out of order at {edit.start}, expected {at} or later"
                raise ValueError(message)
            if edit.cause is None and (edit.after is None or edit.after == self.text[edit.start : edit.end]):
                continue
            if at < edit.start:
                parts.append(Part(at, edit.start))
            parts.append(edit)
            at = edit.end
        if not parts:
            return self
        parts.append(Part(at, len(self.text)))
        return self.rearrange(parts)

    def rearrange(self, parts: Sequence[Part]) -> AlignedText:
        """Return the parts one after another, in the order given. Cost is linear in runs and parts.

        Parts must not overlap. What no part takes is dropped: a caller that must lose nothing gives parts that tile the
        text. Repairs on record move with the part that holds their start.
        """
        cuts = self._cuts(position for part in parts for position in (part.start, part.end))
        out: list[Run] = []
        texts: list[str] = []
        repairs: list[Repair] = []
        carried = _Carried(self.repairs)
        at = 0
        for part in parts:
            inside = cuts.within(part.start, part.end)
            before = self.text[part.start : part.end]
            after = before if part.after is None else part.after
            if part.after is None or part.after == before:
                shift = at - part.start
                for run in inside:
                    append(out, Run(run.start + shift, run.end + shift, *run[2:]) if shift else run)
            else:
                low, high = cuts.hull(inside, part.start)
                append(out, Run(at, at + len(after), low, high, EDIT))
            if self.repairs:
                repairs += carried.moved(part, at, len(after))
            if part.cause is not None:
                covered = cuts.hull(inside, part.start)
                repairs.append(recorded(part.cause, at, covered, before, after))
            texts.append(after)
            at += len(after)
        repairs.sort(key=lambda repair: (repair.start, repair.end))
        text = "".join(texts)
        return AlignedText(text, tuple(out), self.encoding, tuple(_as_it_stands(repair, text) for repair in repairs))

    def source_spans(self, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return for each span (code points) the cover of its source bytes.

        Characters deleted at the edges of a span are outside its cover; those deleted within it are inside.
        """
        cuts = self._cuts(position for span in spans for position in span)
        return [cuts.cover(start, end) for start, end in spans]

    def _cuts(self, positions: Iterable[int]) -> Cuts:
        return Cuts(self.text, self.runs, self.encoding, positions)

    def alignment(self) -> tuple[Run, ...]:
        """Return the runs as published: none empty but in an empty text, `start` unique.

        Bytes whose characters were deleted are added to the cover of the neighbour they touch, which then is an edit.
        """
        out: list[Run] = []
        waiting: list[Run] = []
        for run in self.runs:
            if run.start == run.end:
                waiting.append(run)
                continue
            if waiting and out and not touches(waiting[-1], run) and touches(out[-1], waiting[0]):
                _absorb_back(out, waiting, self)
                waiting = []
            if waiting:
                head, tail = _split_first(run, self)
                low = min(head.source_start, *(gone.source_start for gone in waiting))
                high = max(head.source_end, *(gone.source_end for gone in waiting))
                append(out, Run(head.start, head.end, low, high, EDIT))
                waiting = []
                if tail is None:
                    continue
                run = tail  # noqa: PLW2901 (the rest of the run is handled as the run)
            append(out, run)
        if waiting and out:
            _absorb_back(out, waiting, self)
        elif waiting:
            low, high = min(gone.source_start for gone in waiting), max(gone.source_end for gone in waiting)
            out.append(Run(0, 0, low, high, EDIT))
        return tuple(out)


def _as_it_stands(repair: Repair, text: str) -> Repair:
    """Return a repair; of a doubt, which is what still stands in the text, with what stands there now."""
    if repair.status != "unresolved" or text[repair.start : repair.end] == repair.after:
        return repair
    return replace(repair, after=text[repair.start : repair.end])


class _Carried:
    """Repairs already on record, found by the part that holds their start."""

    __slots__ = ("repairs", "starts")

    def __init__(self, repairs: tuple[Repair, ...]) -> None:
        self.repairs = repairs
        self.starts = [repair.start for repair in repairs]

    def moved(self, part: Part, at: int, length: int) -> list[Repair]:
        """Return the repairs whose start lies in `part`, with their offsets in the new text."""
        if part.start == part.end:
            return []
        found = self.repairs[bisect_left(self.starts, part.start) : bisect_left(self.starts, part.end)]
        if part.after is None:
            shift = at - part.start
            return [
                replace(repair, start=repair.start + shift, end=min(repair.end + shift, at + length)) for repair in found
            ]
        return [replace(repair, start=at, end=at + length) for repair in found]


def _split_first(run: Run, aligned: AlignedText) -> tuple[Run, Run | None]:
    """Return the first character of a copy run apart from the rest; an edit run whole."""
    if run.kind == EDIT or run.end - run.start == 1:
        return run, None
    middle = run.source_start + byte_length(aligned.text[run.start], aligned.encoding)
    return (
        Run(run.start, run.start + 1, run.source_start, middle, COPY),
        Run(run.start + 1, run.end, middle, run.source_end, COPY),
    )


def _absorb_back(out: list[Run], waiting: list[Run], aligned: AlignedText) -> None:
    """Add the bytes of deletions to the last character before them."""
    last = out.pop()
    if last.kind == COPY and last.end - last.start > 1:
        middle = last.source_end - byte_length(aligned.text[last.end - 1], aligned.encoding)
        out.append(Run(last.start, last.end - 1, last.source_start, middle, COPY))
        last = Run(last.end - 1, last.end, middle, last.source_end, COPY)
    low = min(last.source_start, *(gone.source_start for gone in waiting))
    high = max(last.source_end, *(gone.source_end for gone in waiting))
    out.append(Run(last.start, last.end, low, high, EDIT))
