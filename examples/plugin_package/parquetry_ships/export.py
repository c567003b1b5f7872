"""An export format: writes a version into an empty folder. Parquetry sees to it that the export is whole or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path


def write(version: Path, folder: Path) -> int:
    """Write each document as Markdown, named by its doc_id; return how many."""
    titles = pq.read_table(version / "data" / "documents", columns=["doc_id", "title"]).to_pylist()
    blocks = pq.read_table(version / "data" / "blocks", columns=["doc_id", "kind", "level", "start", "end"])
    texts = pq.read_table(version / "data" / "documents", columns=["doc_id", "text"])
    text_of = dict(zip(*texts.to_pydict().values(), strict=True))
    lines: dict[str, list[str]] = {row["doc_id"]: [f"# {row['title']}"] if row["title"] else [] for row in titles}
    for row in blocks.to_pylist():
        text = text_of[row["doc_id"]][row["start"] : row["end"]]
        mark = "#" * (row["level"] or 1) + " " if row["kind"] == "heading" else ""
        lines[row["doc_id"]].append(mark + text)
    for doc_id, parts in lines.items():
        (folder / f"{doc_id}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return len(lines)
