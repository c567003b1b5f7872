"""What differs between a line before and after its repair, as stretches that are whole characters."""

from __future__ import annotations

import unicodedata

from rapidfuzz.distance import Levenshtein


def changes(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Return what differs, as (start, end) into `before` and (start, end) into `after`, in order.

    Neighbouring changes with no letter between them are one, so that a character made of several is whole.
    """
    out: list[tuple[int, int, int, int]] = []
    for code in Levenshtein.opcodes(before, after):
        if code.tag == "equal":
            continue
        a, b, c, d = code.src_start, code.src_end, code.dest_start, code.dest_end
        # "Ã" and "©" may come as two changes with something equal between them; they are the bytes of one character.
        if out and not any(character.isascii() for character in before[out[-1][1] : a]):
            a, c = out[-1][0], out[-1][2]
            out.pop()
        out.append((a, b, c, d))
    return [(a - back, b, c - back, d) for (a, b, c, d) in out for back in (_marks_before(before, after, a, c),)]


def _marks_before(before: str, after: str, a: int, c: int) -> int:
    """Return by how much to widen a change to the left, so that no combining mark is cut from its letter."""
    back = 0
    while back < min(a, c) and any(
        unicodedata.combining(text[at - back : at - back + 1] or " ") for text, at in ((before, a), (after, c))
    ):
        back += 1
    return back
