"""Brat: a text and its stand-off annotations for each document, and the configuration that names the labels.

Source: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.export.documents import documents
from parquetry.export.file_names import DocumentNames, safe_name
from parquetry.model import contract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from parquetry.export.documents import Document

# brat's offsets must not cross a line break, so a mention over two lines is two fragments.
_LINE = re.compile(r"[^\n]+")


def write(version: Path, folder: Path) -> int:
    """Write `<source name>-<id>.txt` and `.ann` for each document, and `annotation.conf`; return the number of documents.

    `documents.tsv` says which file is which document of which source.
    """
    # All labels of the contract, so that the configuration is the same for every version.
    labels = next(column.allowed for column in contract.BY_NAME["mentions"].columns if column.name == "label")
    sections = "\n\n[relations]\n\n[events]\n\n[attributes]\n"
    (folder / "annotation.conf").write_text("[entities]\n" + "\n".join(labels) + sections, encoding="utf-8")
    names = DocumentNames()
    count = 0
    with (folder / "documents.tsv").open("w", encoding="utf-8", newline="\n") as listing:
        listing.write("file\tdoc_id\tsource_path\tsource_record\n")
        # `newline` is fixed: on Windows, CRLF in the text would shift all offsets.
        for document in documents(version):
            name = names.name(document)
            (folder / f"{name}.txt").write_text(document.text, encoding="utf-8", newline="\n")
            lines = "".join(f"{line}\n" for line in _annotations(document))
            (folder / f"{name}.ann").write_text(lines, encoding="utf-8", newline="\n")
            record = "" if document.source_record is None else document.source_record
            # Tabs and line breaks in a path would make another column or row.
            fields = (name, document.doc_id, document.source_path, record)
            listing.write("\t".join(" ".join(str(field).split()) for field in fields) + "\n")
            count += 1
    return count


def _annotations(document: Document) -> Iterator[str]:
    """Yield a line for each mention, one for its entity, one for its value. A mention over several lines has fragments."""
    for number, mention in enumerate(document.mentions, 1):
        # Ids need only be unique within a document: T a text span, N a reference to an entity, # a note.
        parts = list(_LINE.finditer(document.text, mention.start, mention.end))
        fragments = ";".join(f"{part.start()} {part.end()}" for part in parts)
        yield f"T{number}\t{safe_name(mention.label)} {fragments}\t{' '.join(part[0] for part in parts)}"
        if mention.entity_id:
            entity = safe_name(mention.entity_id)
            yield f"N{number}\tReference T{number} parquetry:{entity}\t{' '.join(mention.text.split())}"
        if mention.value:
            value = " ".join(f"{mention.value_type} {mention.value}".split())
            yield f"#{number}\tAnnotatorNotes T{number}\t{value}"
