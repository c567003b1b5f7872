"""A table of one's own: declared as those of Parquetry are, so it is checked, described and exported as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parquetry.enrich.own_tables import DOC_ID, DOCUMENT, Column, Table, count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ShipsPerDocument:
    """Counts the ships of each document. Change `fingerprint` when data outside this file changes the rows."""

    # A row a document: its columns are in the view documents_extended too, beside those of documents.
    table = Table(
        "ships_per_document",
        ("doc_id",),
        "How often ships are mentioned in each document, and which.",
        (DOC_ID, count("ships", "mentions of ships"), Column("names", "list<string>", "Their names, sorted.")),
        (DOCUMENT,),
    )
    fingerprint = "1"
    # Columns by table: of documents, and of tables with rows about documents.
    reads = {"mentions": ("text", "extractor")}  # noqa: RUF012 (read only)

    def rows(self, document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a document; what they are made of one must not depend on the others."""
        ships = [mention["text"] for mention in document["mentions"] if mention["extractor"] == "ships"]
        yield {"ships": len(ships), "names": sorted(set(ships))}
