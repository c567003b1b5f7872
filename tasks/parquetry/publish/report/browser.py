"""Documents of the page: a bounded sample of the texts, with repairs and mentions marked in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parquetry.publish.report.highlight import marked
from parquetry.publish.report.visible_text import visible

if TYPE_CHECKING:
    import duckdb

MOST = 24
LONGEST = 20_000
BUDGET = 120_000
"""Documents shown, code points of each, code points of all."""

_CHOSEN = """
    WITH chosen AS MATERIALIZED (
        SELECT doc_id, source_path, source_record, title, language, encoding, flags, chars,
            (unresolved = 0, repairs = 0, -mentions, doc_id) AS place
        FROM documents ORDER BY place LIMIT $most)
    SELECT doc_id, source_path, source_record, title, language, encoding, flags, chars, text[1:$longest]
    FROM chosen JOIN texts_of((SELECT list(doc_id) FROM chosen)) USING (doc_id) ORDER BY place
"""
_BLOCKS = 'SELECT kind, level, start, "end" FROM blocks WHERE doc_id = $doc AND start < $longest ORDER BY start'
_REPAIRS = """
    SELECT start, "end", kind, rule, status, before, confidence FROM repairs
    WHERE doc_id = $doc AND start < $longest AND "end" > start AND before IS DISTINCT FROM after OR
        doc_id = $doc AND status = 'unresolved' AND start < $longest ORDER BY start, repair_id
"""
_MENTIONS = """
    SELECT start, "end", label, value FROM mentions WHERE doc_id = $doc AND start < $longest ORDER BY start, mention_id
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked alike: its label if it is of a mention, what was repaired, and that in words."""

    text: str
    label: str
    repair: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A document of the page: its head, and its blocks as (kind, level, pieces)."""

    path: str
    record: int | None
    title: str | None
    facts: str
    blocks: tuple[tuple[str, int | None, tuple[Piece, ...]], ...]
    cut: int


def shown(connection: duckdb.DuckDBPyConnection) -> list[Shown]:
    """Return the documents to look at: those in doubt first, then repaired ones, then those with most mentions."""
    out = []
    left = BUDGET
    for row in connection.execute(_CHOSEN, {"longest": LONGEST, "most": MOST}).fetchall():
        # In the order of the columns of _CHOSEN.
        doc_id, path, record, title, language, encoding, flags, chars, text = row
        # The budget is for all documents together: a page of a hundred megabytes opens in no browser.
        text = text[:left]
        left -= len(text)
        if not text:
            break
        facts = ", ".join([language, encoding, *flags])
        blocks = tuple(_blocks(connection, doc_id, text))
        out.append(Shown(path, record, title, facts, blocks, chars - len(text)))
    # Chosen by what is worth a look, shown by path, as people search for them.
    return sorted(out, key=lambda document: (document.path, document.record or 0))


def _blocks(connection: duckdb.DuckDBPyConnection, doc_id: str, text: str) -> list[Any]:
    # What begins behind the cut is not asked for.
    parameters = {"doc": doc_id, "longest": len(text)}
    repairs = connection.execute(_REPAIRS, parameters).fetchall()
    mentions = connection.execute(_MENTIONS, parameters).fetchall()
    return [
        (kind, level, tuple(_pieces(text, start, min(end, len(text)), repairs, mentions)))
        for kind, level, start, end in connection.execute(_BLOCKS, parameters).fetchall()
    ]


# Marks of a piece of text, in the order in which its title has them: what a mention is, then what was repaired in it.
_MENTION, _REPAIR = 0, 1


def _pieces(text: str, start: int, end: int, repairs: list[Any], mentions: list[Any]) -> list[Piece]:
    """Return a block cut wherever a mark begins or ends."""
    marks = [
        (a, b, (_REPAIR, "repair" if status == "applied" else "doubt", f"{kind}, {rule}: was “{visible(old)}”, {sure:.2f}"))
        for a, b, kind, rule, status, old, sure in repairs
    ]
    marks += [(a, b, (_MENTION, label, f"{label} {visible(value or '')}".strip())) for a, b, label, value in mentions]
    out = []
    for low, high, here in marked(start, end, marks):
        # A repair may lie in a mention: each has its own mark, the first of several.
        names = {order: name for order, name, _ in reversed(here)}
        label, repair = names.get(_MENTION, ""), names.get(_REPAIR, "")
        title = "; ".join(description for *_, description in sorted(here))
        # White space stays as it is: the page keeps the lines of a block.
        out.append(Piece(visible(text[low:high], " \n\t"), label, repair, title))
    return out
