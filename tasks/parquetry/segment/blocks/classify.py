"""Kinds: what a block is, from its form and its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.segment.lines import ended, tabular

if TYPE_CHECKING:
    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.lines import Line, Shape

BULLET = re.compile(r"(?:[-*+•◦▪●‣·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_]")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Chart|Map|Photo|Image|Abbildung|Abb\.|Tabelle|Tableau|Tab\.)\s*\d+", re.IGNORECASE
)
_BIBLIOGRAPHY = re.compile(
    r"(?:\d+\.?\s*)?(?:references|bibliography|works cited|literature|sources|literatur(?:verzeichnis)?|bibliographie"
    r"|références|bibliografía|referencias|bibliografia|kaynakça|literatura|bibliografi|irodalom)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r">")
_STATEMENT = re.compile(r"(?:def|class|import|from|return|if|for|while|#include|public|private|var|let|const)\b.*[:;{(]")
_CREDIT = re.compile(
    r"\b(?:photograph(?:ed)?|photo|image|picture|illustration|painting) (?:by|of|courtesy|from|taken)\b"
    r"|\b(?:photograph|image|painting), (?:c\.|circa|\d{4})|\blicen[sc]ed under\b|\bpublic domain\b|\bCC[- ]?(?:BY|0)\b"
    r"|\bcourtesy of\b|\bcirca \d{4}\b|^(?:Photo|Image|Picture|Foto|Bild|Credit|Crédit|Quelle)\s*:",
    re.IGNORECASE,
)
"""What stands beneath a picture: who made it, when, and under which licence."""
_CREDIT_WORDS = (
    "photo",
    "image",
    "picture",
    "illustration",
    "painting",
    "licen",
    "public domain",
    "cc",
    "courtesy",
    "circa",
    "foto",
    "bild",
    "credit",
    "crédit",
    "quelle",
)
"""Of these at least one is in every such text: looked for first, being quicker to find."""
_SECTION = re.compile(
    r"(?:abstract|introduction|background|methods?|materials and methods|results?|discussion|conclusions?|summary"
    r"|acknowledge?ments?|appendix|einleitung|zusammenfassung|ergebnisse|fazit|résumé|conclusion|introducción|resumen"
    r"|conclusiones|introduzione|conclusioni|giriş|sonuç|özet)\.?",
    re.IGNORECASE,
)
"""Titles that sections of papers have, with or without the period of a run-in title."""
_NO_HEADING = re.compile(
    r"(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i) (?:[A-Z]\w*\.? ?){1,4}$|https?://|www\.|@|[\d.+() -]{8,}"
    r"|(?:[A-Z][a-z]+day,? )?(?:\d{1,2}(?:st|nd|rd|th)?[ -])?[A-Z][a-z]{2,8}\.?[ -](?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}$"
    r"|(?:Respectfully|Sincerely|Regards|Yours\b.*|Best),|[“\"„«]"
)
"""Lines that stand alone and are no titles: who wrote it, where, when, how to reach them, a greeting, a quotation."""
_SAID = re.compile(r"[.!?,][\"”»]$|: https?://")
_CONTACT = re.compile(r"\b(?:https?://|www\.)|\b(?:Phone|Fax|Tel|E-?mail|Telefon|Téléphone)\b\.?:", re.IGNORECASE)
_OPENS_QUOTE = re.compile(r"[\"“„«]|(?:\.\.\.|…)\s?\w")
_ALL_QUOTED = re.compile(r"[“„«][^“”„«»]+[”“»]?")
_ITEM = re.compile(r".*[;,]")
_LONGEST_ITEM = 160
_LONGEST_TITLE = 200
_LONG_QUOTE = 150
_TALK = 0.2
"""What share of the blocks begins with a quotation mark where people talk."""
_QUESTION_WORDS = 5
_LONGEST_CAPTION = 240
_LONGEST_HEADING = 100
_MOST_WORDS = 14


def is_heading(line: Line, before: Line | None, after: Line | None, shape: Shape) -> bool:
    """Tell whether a single line of wrapped text is a heading: short, unended, and set apart from what is around it."""
    text = line.text
    if _HASHES.match(text):
        return True
    if not _heading_form(text) or tabular(text):
        return False
    apart = line.blanks or line.breaks or before is None
    numbered = _NUMBERED.match(text) and not text[0].islower()
    loose = after is not None and (after.blanks or (numbered and apart))
    alone = line.breaks or line.blanks
    narrow = line.width <= (0.95 if alone and after is not None and after.blanks else 0.75) * (shape.width or line.width * 2)
    goes_on = after is not None and (after.text[:1].islower() or (not after.blanks and line.width > 0.6 * shape.width))
    return bool(apart and narrow and not goes_on and (loose or text.isupper() or numbered or shape.width))


def _heading_form(text: str) -> bool:
    """Tell whether a text has the form of a heading: short, begun like one and not ended like a sentence."""
    return len(text) <= _LONGEST_HEADING and _short_heading_form(text)


@lru_cache(1 << 12)
def _short_heading_form(text: str) -> bool:
    """Return what is asked of a short line by itself, of its breaks and of its kind."""
    if _SECTION.fullmatch(text):
        return True
    if text[-1] in ".,;:!\N{HORIZONTAL ELLIPSIS}-":
        return False
    words = len(text.split())
    if words > (_QUESTION_WORDS if text[-1] == "?" else _MOST_WORDS) or (BULLET.match(text) and not _NUMBERED.match(text)):
        return False
    first = next((character for character in text if character.isalpha()), "a")
    return not (
        first.islower() or _NO_HEADING.match(text) or _CONTACT.search(text) or _is_credit(text) or _SAID.search(text)
    )


def _is_credit(text: str) -> bool:
    """Tell whether a text says who made a picture."""
    return any(map(text.lower().__contains__, _CREDIT_WORDS)) and _CREDIT.search(text) is not None


def classify(drafts: list[Draft], shape: Shape) -> list[Draft]:
    """Return the blocks with their kinds."""
    out: list[Draft] = []
    listing = False
    texts = [" ".join(line.text for line in draft.lines) for draft in drafts]
    items = _items(texts)
    talks = sum(bool(_OPENS_QUOTE.match(text)) for text in texts) > _TALK * len(texts)
    for k, draft in enumerate(drafts):
        kind = draft.kind if draft.kind != "paragraph" else _kind(drafts, k, shape)
        if kind in ("paragraph", "heading") and k in items:
            kind = "list_item"
        elif kind == "paragraph" and _is_quote(texts, k, talks=talks):
            kind = "quote"
        elif kind == "paragraph" and _is_title(texts, k):
            kind = "heading"
        text = texts[k]
        if kind == "heading":
            listing = bool(_BIBLIOGRAPHY.fullmatch(text.strip("# :")))
        elif listing and kind in ("paragraph", "list_item"):
            kind = "bibliography"
        out.append(draft if kind == draft.kind else replace(draft, kind=kind))
    return out


def _items(texts: list[str]) -> set[int]:
    """Return the blocks that a colon announces as a list: two or more in a row, each short and ended by ; or a comma.

    The last one ends as it likes. Short blocks that end in nothing are a list too.
    """
    out: set[int] = set()
    for k, text in enumerate(texts):
        if not text.endswith(":"):
            continue
        end = k + 1
        while end < len(texts) and len(texts[end]) < _LONGEST_ITEM and _ITEM.fullmatch(texts[end]):
            end += 1
        if end - k > 2 and end < len(texts) and len(texts[end]) < _LONGEST_ITEM:  # noqa: PLR2004 (two are a row)
            out.update(range(k + 1, end + 1))
            continue
        end = k + 1
        while end < len(texts) and len(texts[end]) < _LONGEST_ITEM and not ended(texts[end]):
            end += 1
        if end - k > 2:  # noqa: PLR2004
            out.update(range(k + 1, end))
    return out


def _is_quote(texts: list[str], k: int, *, talks: bool) -> bool:
    """Tell whether a block is a quotation set off: announced by a colon, or long and quoted from its beginning to its end.

    Not the latter in a text that `talks`, where paragraphs are speech.
    """
    text = texts[k]
    if _OPENS_QUOTE.match(text) and k and texts[k - 1].endswith(":"):
        return True
    return not talks and len(text) >= _LONG_QUOTE and _ALL_QUOTED.fullmatch(text) is not None


def _is_title(texts: list[str], k: int) -> bool:
    """Tell whether a block is the document's title, which may be longer than other headings."""
    text = texts[k]
    return (
        k == 0
        and len(texts) > 2  # noqa: PLR2004 (a title has a text)
        and len(text) <= _LONGEST_TITLE
        and text[:1].isupper()
        and text[-1].isalnum()
        and not (_NO_HEADING.match(text) or _CONTACT.search(text) or _is_credit(text))
    )


def _kind(drafts: list[Draft], k: int, shape: Shape) -> str:  # noqa: PLR0911 (one question after another)
    lines = drafts[k].lines
    texts = [line.text for line in lines]
    if all(_QUOTED.match(text) for text in texts):
        return "quote"
    if len(lines) > 1 and sum(tabular(text) for text in texts) > 0.6 * len(lines):
        return "table"
    if len(lines) > 1 and sum(map(_is_code, texts)) > 0.5 * len(lines):
        return "preformatted"
    if _CAPTION.match(texts[0]) or (sum(map(len, texts)) < _LONGEST_CAPTION and _is_credit(" ".join(texts))):
        return "caption"
    alone = len(lines) == 1
    before = drafts[k - 1].lines[-1] if k else None
    after = drafts[k + 1].lines[0] if k + 1 < len(drafts) else None
    if alone and _HASHES.match(texts[0]):
        return "heading"
    if alone and after is not None and _sets_off(drafts, k, shape) and is_heading(lines[0], before, after, shape):
        return "heading"
    if BULLET.match(texts[0]):
        return "list_item"
    return "paragraph"


def _is_code(text: str) -> bool:
    return text[-1] in "{};" or _STATEMENT.match(text) is not None


def _sets_off(drafts: list[Draft], k: int, shape: Shape) -> bool:
    """Tell whether a line that might be a heading stands before text: a longer block, or another heading."""
    follower = drafts[k + 1]
    if shape.width:
        return True
    text = " ".join(line.text for line in follower.lines)
    if len(text) > 2 * drafts[k].lines[0].width or ended(text):
        return True
    return bool(_heading_form(text) or _NO_HEADING.match(text) or _is_credit(text))


def levels(drafts: list[Draft]) -> list[Draft]:
    """Return the blocks with the level of each heading and the heading that governs each block."""
    out: list[Draft] = []
    open_: list[tuple[int, int]] = []
    for k, draft in enumerate(drafts):
        if draft.kind != "heading":
            out.append(replace(draft, parent=open_[-1][1]) if open_ else draft)
            continue
        level = _level(draft.lines[0].text)
        while open_ and open_[-1][0] >= level:
            open_.pop()
        out.append(replace(draft, level=level, parent=open_[-1][1] if open_ else None))
        open_.append((level, k))
    return out


def _level(text: str) -> int:
    """Return the level a heading says itself: its hashes, the depth of its number, or 1."""
    if match := _HASHES.match(text):
        return len(match[1])
    if match := _NUMBERED.match(text):
        return min(9, match[1].count(".") + 1)
    return 1
