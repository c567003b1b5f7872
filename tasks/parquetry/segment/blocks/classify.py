"""Kinds: what a block of prose is, by a table of rules over its form and its neighbours.

The first rule of `RULES` that holds gives the kind; a block for which none holds is a paragraph. Blocks that keep their
lines have their kind from the line model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parquetry.segment.blocks.captions import CAPTION, is_credit
from parquetry.segment.blocks.headings import CONTACT, FIELD, HASHES, NO_HEADING, heading_form, is_heading
from parquetry.segment.lines import BULLET, ended
from parquetry.segment.titles import is_bibliography

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parquetry.segment.blocks.draft import Draft
    from parquetry.segment.shape import Shape

# Mail programs differ in the space: ">> text" and "> > text" are both quoted twice.
_QUOTE_LEVEL = re.compile(r"(?:>[ ]?)+")
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
_LONGEST_CAPTION = 240


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
            listing = is_bibliography(draft.title)
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
    return CAPTION.match(text) is not None or (len(text) < _LONGEST_CAPTION and is_credit(text))


def _is_announced_item(document: _Document, k: int) -> bool:
    """Tell whether a block is an item of a list that a colon announced."""
    return k in document.items


def _has_hashes(document: _Document, k: int) -> bool:
    """Tell whether a block is a heading of Markdown: "## Usage"; lines one below the other with "# " are a comment."""
    lines = document.drafts[k].lines
    match = HASHES.match(lines[0].text)
    # Headings of a lower rank may stand one below the other, before anything was written below them.
    in_comment = match is not None and match[1] == "#" and _stands_in_comment(document, k)
    return len(lines) == 1 and match is not None and not in_comment


def _stands_in_comment(document: _Document, k: int) -> bool:
    """Tell whether the line right above or below a line begins with "# " too: "# a note that / # goes on"."""
    line = document.drafts[k].lines[0]
    above = document.drafts[k - 1].lines[-1] if k and not line.blanks else None
    below = document.drafts[k + 1].lines[0] if k + 1 < len(document.drafts) else None
    beside = [above, below if below is not None and not below.blanks else None]
    return any(other is not None and other.text.startswith("# ") for other in beside)


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
        and not (NO_HEADING.match(text) or CONTACT.search(text) or is_credit(text) or FIELD.match(text))
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
    return bool(heading_form(text) or NO_HEADING.match(text) or is_credit(text))


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
