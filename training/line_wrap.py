"""Wrapping: how programs and typesetters break a paragraph into lines."""

from __future__ import annotations

import unicodedata
from random import Random

NARROW, BROAD = frozenset("iljtfrI.,;:'|!()[]"), frozenset("mwMWQGOD@%")


def _cells(text: str) -> int:
    """Return the width in cells of a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(one) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(one) in "WF")
        for one in text
    )


def _proportional(text: str) -> float:
    """Return the width in a proportional type, in mean characters."""
    return sum(0.55 if one in NARROW else 1.5 if one in BROAD else 1.35 if one.isupper() else 1.0 for one in text)


def _tokens(text: str, language: str) -> list[tuple[str, str]]:
    """Return what may not be broken, each with the glue before it."""
    if language in ("zh", "ja"):
        out: list[tuple[str, str]] = []
        for one in text:
            latin = one.isascii() and not one.isspace()
            if out and (one in "，。、！？」”；：）" or (latin and out[-1][0][-1:].isascii() and out[-1][0])):
                out[-1] = (out[-1][0] + one, out[-1][1])
            elif not one.isspace():
                out.append((one, ""))
        return out
    if language == "th":
        return [(word[k : k + 5], " " if k == 0 else "") for word in text.split() for k in range(0, len(word), 5)]
    return [(word, " ") for word in text.split()]


def wrap(rng: Random, text: str, language: str, width: int, fill: str, hyphens: float = 0.0) -> list[str]:
    """Return the lines of a paragraph. `fill` is mono (as programs fill), type (proportional) or eye (by hand)."""
    measure = _proportional if fill == "type" else _cells
    lines: list[str] = []
    line = ""
    for token, glue in _tokens(text, language):
        room = width * (rng.uniform(0.86, 1.0) if fill == "eye" else 1.0)
        if line and measure(line + glue + token) > room:
            if hyphens and len(token) > 6 and token.isalpha() and rng.random() < hyphens:
                cut = rng.randint(2, len(token) - 3)
                if measure(line + glue + token[:cut]) + 1 <= room:
                    lines.append(line + glue + token[:cut] + "-")
                    line = token[cut:]
                    continue
            lines.append(line)
            line = token
        else:
            line += (glue if line else "") + token
    return [*lines, line]
