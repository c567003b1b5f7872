"""Kinds: what a block of prose is, by a table of rules over its form and its neighbours.

The first rule of `RULES` that holds gives the kind; a block for which none holds is a paragraph. Blocks that keep their
lines have their kind from the line model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from parquetry.segment.lines import BULLET, ended, tabular
from parquetry.segment.titles import is_bibliography, is_section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.lines import Line, Shape

# Markdown counts the level of a heading in hashes: "## Usage" is of level 2.
_HASHES = re.compile(r"(#{1,6})\s+\S")
_NUMBERED = re.compile(
    r"""
    (
      (?: \d{1,2} | [A-Z]\d{1,2} )               # "2", "A1"
      (?: \. (?: \d{1,2} | [a-z]\b ) ){0,4}      # ".1" in "2.1", ".a" in "A1.a"
    )
    \.? \s+ [^\W\d_]                            # "2. Gauges": a word must follow
    """,
    re.VERBOSE,
)
"""The number of a heading: "1 Introduction", "2.1 Gauges", "A1.a Board Direction"."""
# "IV. The Second Voyage"; a full stop is required, or "I went home" would be numbered.
_ROMAN_NUMBERED = re.compile(r"[IVX]{1,5}\.\s+[^\W\d_]")
# Mail programs differ in the space: ">> text" and "> > text" are both quoted twice.
_QUOTE_LEVEL = re.compile(r"(?:>[ ]?)+")
_CAPTION = re.compile(
    r"""
    (?: Figure | Fig\. | Table | Chart | Map | Photo | Image     # "Figure 1.5 Residents"
      | Abbildung | Abb\. | Tabelle | Tableau | Tab\.            # "Abb. 3"
      | Figura | Tabla                                           # "Tabla 2"
      | Рис\. | Таблица                                          # "Рис. 4"
      | 图 | 表 | 図                                              # "图2"
    ) \s* \d+
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The label and number of a figure: "Figure 1.5", "Abb. 3", "图2"."""
_CREDIT = re.compile(
    r"""
      \b(?:photograph(?:ed)?|photo|image|picture|illustration|painting)\ (?:by|of|courtesy|from|taken)\b   # "photo by"
    | \b(?:photograph|image|painting),\ (?:c\.|circa|\d{4})       # "photograph, c. 1871"
    | \blicen[sc]ed\ under\b | \bpublic\ domain\b | \bCC[- ]?(?:BY|0)\b
    | \bcourtesy\ of\b | \bcirca\ \d{4}\b
    | (?:^|[.]\s)(?:Photo|Image|Picture|Foto|Bild|Credit|Crédit|Quelle)\s*:                    # "Photo: Ole Hansen"
    | ^[^.]{3,40}\((?:right|left|centre|center|rechts|links|droite|gauche)\)\s                 # "Hill (right) with"
    """,
    re.IGNORECASE | re.VERBOSE,
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
    "right)",
    "left)",
    "cent",
    "rechts)",
    "links)",
    "droite)",
    "gauche)",
)
"""Of these at least one is in every such text: looked for first, being quicker to find."""
_NO_HEADING = re.compile(
    r"""
      (?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)\ (?:[A-Z]\w*\.?\ ?){1,4}$     # "By Jane Doe"
    | https?:// | www\. | @ | [\d.+() -]{8,}                             # an address, a telephone number
    | (?:[A-Z][a-z]+day,?\ )?(?:\d{1,2}(?:st|nd|rd|th)?[ -])?            # "Tuesday, 3rd ..."
      [A-Z][a-z]{2,8}\.?[ -](?:\d{1,2}(?:st|nd|rd|th)?,?\ )?\d{4}$       # "... May 2011", "May 3, 2011"
    | (?:Respectfully|Sincerely|Regards|Yours\b.*|Best),                 # a greeting
    | [“"„«]                                                             # a quotation
    """,
    re.VERBOSE,
)
"""Lines that stand alone and are no titles: who wrote it, where, when, how to reach them, a greeting, a quotation."""
_ENDS_SPEECH = re.compile(r"[.!?,][\"”»]$|: https?://")
# Letterheads and signatures: "Tel.: 22 85 50 50", "www.example.org".
_CONTACT = re.compile(
    r"""
      \b (?: https?:// | www\. )                                            # "www.example.org"
    | \b (?: Phone | Fax | Tel | E-?mail | Telefon | Téléphone ) \b \.? :   # "Tel.: 22 85 50 50"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FIELD = re.compile(r"[^\W\d_][^:]{0,24}:\s+\S")
# Speech may also begin in the middle: "... and then?".
_OPENS_QUOTE = re.compile(r"[\"“„«]|(?:\.\.\.|…)\s?\w")
# Straight quotes are missing on purpose: they do not say whether they open or close. The closing mark may be absent.
_ALL_QUOTED = re.compile(r"[“„«][^“”„«»]+[”“»]?")
_ITEM = re.compile(r".*[;,]")
_LONGEST_ITEM = 160
_FEWEST_ITEMS = 2
_LONGEST_TITLE = 200
_LONG_QUOTE = 150
_TALK = 0.2
"""What share of the blocks begins with a quotation mark where people talk."""
_QUESTION_WORDS = 5
_LONGEST_CAPTION = 240
_LONGEST_HEADING = 100
_MOST_WORDS = 14
_WIDEST_HEADING = 0.75
"""What share of the wrap width a heading may be wide."""
_WIDEST_BETWEEN_BLANKS = 0.95
"""The same for a line that blank lines set apart on both sides."""
_WIDEST_ABOVE_TEXT = 0.6
"""The same for a line with text directly below it, which may simply go on there."""


@dataclass(frozen=True, slots=True)
class _Document:
    """The blocks of a document with what rules ask of all of them."""

    # Texts are joined once here, because several rules read the text of the same block.
    drafts: Sequence[Draft]
    texts: Sequence[str]
    shape: Shape
    items: frozenset[int]
    """Blocks that a colon announces as a list."""
    talks: bool
    """Whether people talk in it, so that a quoted paragraph is speech."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One row of the table: the kind that a block has if the condition holds for the `k`-th block."""

    kind: str
    holds: Callable[[_Document, int], bool]


def classify(drafts: list[Draft], shape: Shape) -> list[Draft]:
    """Return the blocks with their kinds, and the depth of quoted mail as their level."""
    texts = [draft.text for draft in drafts]
    talks = sum(bool(_OPENS_QUOTE.match(text)) for text in texts) > _TALK * len(texts)
    document = _Document(drafts, texts, shape, frozenset(_items(drafts, texts)), talks)
    out: list[Draft] = []
    listing = False
    # The line model has already named code, tables and verse; the rules only decide about prose.
    for k, draft in enumerate(drafts):
        kind = draft.kind if draft.verbatim or draft.kind != "paragraph" else _kind(document, k)
        if kind == "heading":
            # "References" opens a bibliography; the next heading, such as "Appendix", closes it.
            listing = is_bibliography(texts[k])
        elif listing and kind in ("paragraph", "list_item") and not draft.verbatim:
            # Numbered entries ("1. Lind, A. ...") look like items of a list, so both kinds are renamed.
            kind = "bibliography"
        # Quotes of mail have a depth; a quotation of a book has no marks and so no level.
        level = _quote_level(texts[k]) if kind == "quote" else None
        out.append(draft if kind == draft.kind else replace(draft, kind=kind, level=level))
    return out


def _kind(document: _Document, k: int) -> str:
    return next((rule.kind for rule in RULES if rule.holds(document, k)), "paragraph")


def _quote_level(text: str) -> int | None:
    """Return how deep mail is quoted: the number of its marks, 1 to 9."""
    match = _QUOTE_LEVEL.match(text)
    # Nine is the deepest level that a block can carry.
    return min(9, match[0].count(">")) if match else None


# Conditions -----------------------------------------------------------------------------------------------------------


def _is_quoted_mail(document: _Document, k: int) -> bool:
    """Tell whether every line begins with a quote mark: "> thanks for the note", but not ">From" that mbox escapes."""
    return all(line.text[0] == ">" and not line.text.startswith(">From ") for line in document.drafts[k].lines)


def _is_caption(document: _Document, k: int) -> bool:
    """Tell whether a block stands beneath a picture: "Figure 1.5 Residents gather", "Photo: Ole Hansen"."""
    text = document.texts[k]
    return _CAPTION.match(text) is not None or (len(text) < _LONGEST_CAPTION and _is_credit(text))


def _is_announced_item(document: _Document, k: int) -> bool:
    """Tell whether a block is an item of a list that a colon announced."""
    return k in document.items


def _has_hashes(document: _Document, k: int) -> bool:
    """Tell whether a block is a heading of Markdown: "## Usage"."""
    lines = document.drafts[k].lines
    return len(lines) == 1 and _HASHES.match(lines[0].text) is not None


def _stands_as_heading(document: _Document, k: int) -> bool:
    """Tell whether a block is one line with the form of a heading, set apart, before text: "2 Related Work"."""
    drafts = document.drafts
    # Nothing stands below the last block, so it heads nothing.
    if len(drafts[k].lines) > 1 or k + 1 == len(drafts):
        return False
    before = drafts[k - 1].lines[-1] if k else None
    line, after = drafts[k].lines[0], drafts[k + 1].lines[0]
    return _sets_off(document, k) and is_heading(line, before, after, document.shape)


def _has_bullet(document: _Document, k: int) -> bool:
    """Tell whether a block begins as an item does: "- wax", "3. Bake", "(b) sugar"."""
    text = document.texts[k]
    # A row of signs such as "- - -" begins like an item and holds no word.
    return BULLET.match(text) is not None and any(map(str.isalnum, text))


def _is_quotation(document: _Document, k: int) -> bool:
    """Tell whether a block is a quotation set off: announced by a colon, or long and quoted from its beginning to its end.

    Not the latter in a text where paragraphs are speech.
    """
    text = document.texts[k]
    # "The notice said:" announces what follows. Code that ends in a colon ("else:") announces nothing.
    announced = k > 0 and document.texts[k - 1].endswith(":") and not document.drafts[k - 1].verbatim
    # An announced quotation needs no quotation marks if it is long and stands after a blank line.
    set_off = document.drafts[k].lines[0].blanks > 0 and len(text) >= _LONG_QUOTE
    if announced and (_OPENS_QUOTE.match(text) or set_off):
        return True
    # In a novel every second paragraph is quoted from end to end, and is speech.
    return not document.talks and len(text) >= _LONG_QUOTE and _ALL_QUOTED.fullmatch(text) is not None


def _is_title(document: _Document, k: int) -> bool:
    """Tell whether a block is the document's title, which may be longer than other headings."""
    text = document.texts[k]
    return (
        # Only the first block can be the title of the document.
        k == 0
        and len(document.texts) > 2  # noqa: PLR2004 (a title has a text)
        and len(text) <= _LONGEST_TITLE
        and text[:1].isupper()
        # A title ends in a word: a stop would make it a sentence, a comma the first line of a letter ("Dear Ms
        # Lind,").
        and text[-1].isalnum()
        and not (_NO_HEADING.match(text) or _CONTACT.search(text) or _is_credit(text) or _FIELD.match(text))
    )


RULES = (
    _Rule("quote", _is_quoted_mail),
    _Rule("caption", _is_caption),
    _Rule("list_item", _is_announced_item),
    _Rule("heading", _has_hashes),
    _Rule("heading", _stands_as_heading),
    _Rule("list_item", _has_bullet),
    _Rule("quote", _is_quotation),
    _Rule("heading", _is_title),
)
"""The first that holds decides. Items go before headings, for "gender;" alone on its line has a heading's form."""


# Forms ----------------------------------------------------------------------------------------------------------------


def is_heading(line: Line, before: Line | None, after: Line | None, shape: Shape) -> bool:
    """Tell whether a single line is a heading: short, unended, and set apart from what is around it."""
    text = line.text
    if not _heading_form(text) or tabular(text):
        return False
    numbered = _is_numbered(text) and not text[0].islower()
    # In a text without blank lines only a number sets a heading apart.
    apart = line.blanks or line.breaks or before is None or (shape.tight and numbered)
    if not apart or not _is_narrow(line, after, shape) or _runs_on(line, after, shape):
        return False
    # Any further sign is enough: a blank line below, capitals, a number, or a text that is otherwise wrapped.
    loose = after is not None and after.blanks
    return bool(loose or text.isupper() or numbered or shape.width)


def _is_narrow(line: Line, after: Line | None, shape: Shape) -> bool:
    """Tell whether a line is clearly shorter than the lines of the text, if these are wrapped at a width at all."""
    between_blanks = (line.breaks or line.blanks) and after is not None and after.blanks
    widest = _WIDEST_BETWEEN_BLANKS if between_blanks else _WIDEST_HEADING
    return not shape.width or line.width <= widest * shape.width


def _runs_on(line: Line, after: Line | None, shape: Shape) -> bool:
    """Tell whether the next line goes on with the sentence: in a small letter, or directly below a rather full line."""
    if after is None:
        return False
    full = shape.width > 0 and line.width > _WIDEST_ABOVE_TEXT * shape.width
    return after.text[:1].islower() or (full and not after.blanks)


def _is_numbered(text: str) -> bool:
    """Tell whether a line begins with the number of a heading: "2.1 Gauges", "IV. The Second Voyage"."""
    return (_NUMBERED.match(text) or _ROMAN_NUMBERED.match(text)) is not None


def _heading_form(text: str) -> bool:
    """Tell whether a text has the form of a heading: short, begun like one and not ended like a sentence."""
    return len(text) <= _LONGEST_HEADING and _short_heading_form(text)


@lru_cache(1 << 12)
def _short_heading_form(text: str) -> bool:
    """Return what is asked of a short line by itself, of its breaks and of its kind."""
    if is_section(text):
        return True
    numbered = _is_numbered(text)
    if text[-1] in ".,;:!\N{HORIZONTAL ELLIPSIS}-" and not (not numbered and _CHAPTER.fullmatch(text)):
        return False
    words = len(text.split())
    if words > (_QUESTION_WORDS if text[-1] == "?" else _MOST_WORDS) or (BULLET.match(text) and not numbered):
        return False
    first = next((character for character in text if character.isalpha()), "a")
    return not (first.islower() or _is_other_short_line(text))


def _is_other_short_line(text: str) -> bool:
    """Tell whether a line stands alone for another reason: an author, an address, a credit, speech, a field."""
    if _NO_HEADING.match(text) or _CONTACT.search(text) or _is_credit(text) or _ENDS_SPEECH.search(text):
        return True
    # "Abstract: ..." has the form of a field and is the head of a section.
    return _FIELD.match(text) is not None and not is_section(text.partition(":")[0])


_CHAPTER = re.compile(r"[A-ZÀ-ÞА-Я]{3,}\.? (?:[IVXLC]{1,7}|\d{1,3})\.")
"""A chapter's title with a stop: "CHAPTER IV.", "KAPITEL 3."."""


def _is_credit(text: str) -> bool:
    """Tell whether a text says who made a picture."""
    return any(map(text.lower().__contains__, _CREDIT_WORDS)) and _CREDIT.search(text) is not None


def _sets_off(document: _Document, k: int) -> bool:
    """Tell whether a line that might be a heading stands before text: a longer block, verbatim lines, or another heading."""
    # In wrapped text a short line is already unusual; without a wrap width all lines look alike, and the block below
    # decides.
    follower = document.drafts[k + 1]
    if document.shape.width or follower.verbatim:
        return True
    text = follower.text
    # What follows is clearly text: much longer than the line, a sentence, or an item of a list.
    if len(text) > 2 * document.drafts[k].lines[0].width or ended(text) or BULLET.match(text):
        return True
    # A subtitle, the author's name or a picture's credit may also follow a title.
    return bool(_heading_form(text) or _NO_HEADING.match(text) or _is_credit(text))


def _items(drafts: Sequence[Draft], texts: Sequence[str]) -> set[int]:
    """Return the blocks that a colon announces as a list: two or more in a row, each short and ended by ; or a comma.

    The last one ends as it likes. Short blocks that end in nothing are a list too.
    """
    out: set[int] = set()
    for k, text in enumerate(texts):
        # An item may itself end in a colon, and announces no list of its own then.
        if text.endswith(":") and not drafts[k].verbatim and k not in out:
            out.update(_punctuated_items(texts, k + 1) or _unended_items(drafts, texts, k + 1))
    return out


def _punctuated_items(texts: Sequence[str], start: int) -> range:
    """Return the items from `start` that end in ; or a comma, with the one after them: "wax;", "salt;", "and sugar."."""
    end = start
    while end < len(texts) and len(texts[end]) < _LONGEST_ITEM and _ITEM.fullmatch(texts[end]):
        end += 1
    # Two are a row, and the last item must be there and be short as well.
    is_list = end - start >= _FEWEST_ITEMS and end < len(texts) and len(texts[end]) < _LONGEST_ITEM
    return range(start, end + 1) if is_list else range(0)


def _unended_items(drafts: Sequence[Draft], texts: Sequence[str], start: int) -> range:
    """Return the short blocks from `start` that end in no stop: "Wax", "Salt", "Sugar"."""
    end = start
    while end < len(texts) and len(texts[end]) < _LONGEST_ITEM and not ended(texts[end]) and not drafts[end].verbatim:
        end += 1
    return range(start, end) if end - start >= _FEWEST_ITEMS else range(0)


# Levels ---------------------------------------------------------------------------------------------------------------


def levels(drafts: list[Draft]) -> list[Draft]:
    """Return the blocks with the level of each heading and the heading that governs each block."""
    out: list[Draft] = []
    # Open headings from the outermost in, as (level, index): "1 Intro", then "1.1 Aim".
    open_: list[tuple[int, int]] = []
    for k, draft in enumerate(drafts):
        if draft.kind != "heading":
            out.append(replace(draft, parent=open_[-1][1]) if open_ else draft)
            continue
        level = _level(draft.lines[0].text)
        # "2 Method" closes "1.1 Aim" and "1 Intro", for neither governs what follows it.
        while open_ and open_[-1][0] >= level:
            open_.pop()
        out.append(replace(draft, level=level, parent=open_[-1][1] if open_ else None))
        open_.append((level, k))
    return out


def _level(text: str) -> int:
    """Return the level a heading says itself: its hashes, the depth of its number, or 1."""
    # "### Options" says 3 outright.
    if match := _HASHES.match(text):
        return len(match[1])
    if match := _NUMBERED.match(text):
        # "2.1 Gauges" has one dot and is of level 2.
        return min(9, match[1].count(".") + 1)
    return 1
