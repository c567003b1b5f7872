"""Recovery: letters of codes that a font does not explain, or explains falsely, from the outlines of its glyphs.

A table that gives no letter for a ligature leaves a gap; one that gives a single sign, as programs do that keep one
character a code, leaves a plausible wrong letter that no reader of the text can see. The outline shows both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parquetry.read.formats.pdf.ligatures import LIGATURES, Match, Shapes
from parquetry.text import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.read.formats.pdf.program import Program

OUTLINE = "outline"
# Likeness in thousandths from which letters are taken.
_SURE = 750
# The lead over the next candidate is at least one part in so many of what is not alike: an fi at 807 before an fl at 778
# may be either, at 989 before 967 it is an fi. Of 43 faces of 14 families every ligature that passes has the right
# letters, but for italics whose fi is as narrow as their fl.
_LEAD = 5
# Leftover from which an i behind this letter may have another accent than the dot. Of 37 faces `ti` leaves 0 and `tì` 12
# to 28; the hook of an f leaves up to 66 beside the dot, the accent of `fí` 23 to 70.
_LEFTOVER = {"t": 10, "f": 25}
# Letters by which a text is known to be in a language with accents.
_ACCENTS = frozenset("àáâäèéêëíìîïòóôöúùûčřšğşĩįīı")
# Likeness from which a glyph is a ligature though its font claims one sign for it, or a letter with two stems. The likest
# sign of 87 faces without two stems is an R at 704, a bracket or bar reaches 643; with two stems an h of Open Sans 770,
# and one of DejaVu Sans Bold 800 (as f and dotless i).
_IS_LIGATURE, _IS_NO_LETTER = 720, 850
# Signs with two upright strokes, or a stroke and what looks like one.
_STEMS = frozenset("BDEFHKMNRUabdhkmnqu0689")
# The same where another glyph of the font has the sign with better right.
_DOUBTED = 740
# Letters that must be known before one ligature can be told from another: `ti` is the likest of all without an f.
_TELLING = frozenset("ftil")
# Likeness below which two glyphs that claim one sign are not the same sign.
_OTHER_SHAPE = 600
# How much less like a ligature that other glyph is.
_BETTER_RIGHT = 100
# Share of letters taken that are right.
_ACCURACY = 0.998
# Codes of one font that are looked at: a whole font of thousands of glyphs explains its codes.
_MOST_CODES = 400
# Power of likeness that shares of candidates are proportional to.
_SHARPNESS = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """What a code stands for by its outline; `text` is empty where candidates are too near each other to choose."""

    text: str
    score: float
    claimed: str
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Recovery:
    """What outlines say of the fonts of a document: programs that are embedded once a page are looked at once."""

    known: dict[tuple[object, ...], dict[int, Finding]] = field(default_factory=dict)

    def findings(
        self, digest: str | None, program: Program, claims: Mapping[int, str], unexplained: Sequence[int]
    ) -> dict[int, Finding]:
        """Return what `recovered` says; `digest` is that of the program's bytes."""
        glyphs = tuple((code, program.glyph(code)) for code in (*claims, *unexplained))
        key = (digest, glyphs, tuple(claims.items()))
        if key not in self.known:
            self.known[key] = recovered(program, claims, unexplained)
        return self.known[key]


def recovered(program: Program, claims: Mapping[int, str], unexplained: Sequence[int]) -> dict[int, Finding]:
    """Return what outlines say of the codes of a font that are not explained, or claim one sign and are a ligature.

    `claims` has the text of each code by the font's tables; codes are those that `program.glyph` takes.
    """
    letters = _letters(program, claims)
    shapes = Shapes(program, letters)
    claimed_ligatures = set(claims.values())
    texts = [text for text in LIGATURES if text not in claimed_ligatures]
    suspects: dict[int, list[Match]] = {}
    for code in unexplained[:_MOST_CODES]:
        glyph = program.glyph(code)
        if glyph is not None and (matches := shapes.matches(glyph, texts)):
            suspects[code] = matches
    telling = letters.keys() >= _TELLING
    if telling:
        suspects |= _false_claims(program, shapes, claims, texts)
    # An accented i that is only in the ligature cannot be compared: where there are accents, the dot must be a dot.
    accented = any(text in _ACCENTS for text in claims.values())
    return _decided(suspects, claims, telling=telling, accented=accented)


def _letters(program: Program, claims: Mapping[int, str]) -> dict[str, str]:
    """Return the glyph of each letter that ligatures are made of."""
    wanted = {letter for text in LIGATURES for letter in text}
    out: dict[str, str] = {}
    for code, text in sorted(claims.items()):
        if text in wanted and text not in out and (glyph := program.glyph(code)) is not None:
            out[text] = glyph
    return out


def _false_claims(
    program: Program, shapes: Shapes, claims: Mapping[int, str], texts: Sequence[str]
) -> dict[int, list[Match]]:
    """Return the codes that claim one sign of ASCII and have the outline of a ligature."""
    signs = {code: text for code, text in sorted(claims.items()) if len(text) == 1 and "!" <= text <= "~"}
    if len(signs) > _MOST_CODES:
        return {}
    glyphs = {code: glyph for code in signs if (glyph := program.glyph(code)) is not None}
    doubted = _doubted(shapes, glyphs, texts)
    rivals: dict[str, list[int]] = defaultdict(list)
    for code in glyphs:
        rivals[signs[code]].append(code)

    def is_false(code: int) -> bool:
        if doubted[code][0].likeness >= (_IS_NO_LETTER if signs[code] in _STEMS else _IS_LIGATURE):
            return True
        others = (other for other in rivals[signs[code]] if other != code)
        return any(_has_better_right(shapes, glyphs, code, other, doubted) for other in others)

    # Once more, with the candidates that are less alike: the lead over them tells how sure the first is.
    return {code: shapes.matches(glyphs[code], texts) for code in doubted if is_false(code)}


def _doubted(shapes: Shapes, glyphs: Mapping[int, str], texts: Sequence[str]) -> dict[int, list[Match]]:
    """Return the codes whose outlines are like ligatures, with what they are likest to."""
    used = Counter(glyphs.values())
    return {
        code: matches
        for code, glyph in glyphs.items()
        # Letters that ligatures are made of are what they are compared with; codes that share a glyph claim it rightly.
        if used[glyph] == 1 and (matches := shapes.matches(glyph, texts, _IS_LIGATURE))
    }


def _has_better_right(
    shapes: Shapes, glyphs: Mapping[int, str], code: int, other: int, matches: Mapping[int, list[Match]]
) -> bool:
    """Return whether another code with the same claim has another shape, and one that is less like a ligature."""
    alike = shapes.shape(glyphs[code]).likeness(shapes.shape(glyphs[other]).bits)
    rival = matches[other][0].likeness if other in matches else 0
    own = matches[code][0].likeness
    return own >= _DOUBTED and alike < _OTHER_SHAPE and rival + _BETTER_RIGHT <= own


def _decided(
    suspects: Mapping[int, list[Match]], claims: Mapping[int, str], *, telling: bool, accented: bool
) -> dict[int, Finding]:
    """Return what each code stands for; a ligature has one glyph in a font, so the likeliest code takes it.

    `telling` says whether the letters are known that ligatures are told by, `accented` whether the language has accents.
    """
    owners = _owners(suspects)
    findings: dict[int, Finding] = {}
    for code, matches in sorted(suspects.items()):
        # Where all that it may be belongs to other codes it still is not what the font claims.
        left = [match for match in matches if owners.get(match.text, code) == code] or matches
        sure = owners.get(left[0].text, code) == code and telling and _is_sure(left, accented=accented)
        text = left[0].text if sure else ""
        findings[code] = Finding(text, _ACCURACY if sure else 0.0, claims.get(code, ""), _candidates(left))
    return findings


def _owners(suspects: Mapping[int, list[Match]]) -> dict[str, int]:
    """Return the code that each ligature belongs to, given to the likeliest first; no code has two."""
    ranked = sorted((-match.likeness, code, match.text) for code, matches in suspects.items() for match in matches)
    owners: dict[str, int] = {}
    for unlikeness, code, text in ranked:
        if -unlikeness >= _SURE and text not in owners and code not in owners.values():
            owners[text] = code
    return owners


def _is_sure(matches: Sequence[Match], *, accented: bool) -> bool:
    """Return whether the first of several matches is right beyond doubt."""
    first, lead = matches[0], matches[0].likeness - (matches[1].likeness if len(matches) > 1 else 0)
    if first.likeness < _SURE or lead * _LEAD < 1000 - first.likeness:
        return False
    dotted = first.text.endswith("i")
    return not (accented and dotted and first.leftover >= _LEFTOVER.get(first.text[-2], 0))


def _candidates(matches: Sequence[Match]) -> tuple[Candidate, ...]:
    """Return the likeliest matches with shares that add up to one."""
    weights = [(match.likeness / 1000) ** _SHARPNESS for match in matches[:5]]
    return tuple(
        Candidate(match.text, round(weight / sum(weights), 4)) for match, weight in zip(matches, weights, strict=False)
    )
