"""JSONL for annotation tools: doccano's, and tasks with predictions for Label Studio. Offsets are code points in both.

Source: https://doccano.github.io/doccano/tutorial/ and https://labelstud.io/guide/predictions
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parquetry.export.documents import documents

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.export.documents import Document


def write(version: Path, folder: Path) -> int:
    """Write `doccano.jsonl` and `label_studio.jsonl`; return the number of documents."""
    count = 0
    with (
        # Both files in one pass: a document is read once.
        (folder / "doccano.jsonl").open("w", encoding="utf-8", newline="\n") as doccano,
        (folder / "label_studio.jsonl").open("w", encoding="utf-8", newline="\n") as studio,
    ):
        for document in documents(version):
            doccano.write(json.dumps(_doccano(document)) + "\n")
            studio.write(json.dumps(_label_studio(document, version.name)) + "\n")
            count += 1
    return count


def _doccano(document: Document) -> dict[str, object]:
    # doccano's sequence labelling takes [start, end, label].
    labels = [[mention.start, mention.end, mention.label] for mention in document.mentions]
    return {"doc_id": document.doc_id, "source_path": document.source_path, "text": document.text, "label": labels}


def _label_studio(document: Document, version: str) -> dict[str, object]:
    """Return a task for a project whose text is `text` and whose labels are `label`."""
    result = [
        {
            # `from_name` and `to_name` must be those of the project's labelling configuration.
            "id": str(number),
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": mention.start, "end": mention.end, "text": mention.text, "labels": [mention.label]},
        }
        for number, mention in enumerate(document.mentions)
    ]
    data = {"doc_id": document.doc_id, "source_path": document.source_path, "text": document.text}
    return {"data": data, "predictions": [{"model_version": version, "result": result}]}
