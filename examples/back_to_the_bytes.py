"""From a mention back to the bytes of the file it came from.

python examples/back_to_the_bytes.py [DATASET] [RAW]
"""

from __future__ import annotations

import sys
from pathlib import Path

from parquetry import open_dataset

DATASET = sys.argv[1] if len(sys.argv) > 1 else "data/processed/sample"
RAW = Path(sys.argv[2] if len(sys.argv) > 2 else "data/raw")

documents = open_dataset(DATASET, "documents").to_table(["doc_id", "source_path", "source_record", "encoding"])
whole_files = {
    row["doc_id"]: row
    for row in documents.to_pylist()
    if row["source_record"] is None and not row["source_path"].endswith(".gz")
}
columns = ["doc_id", "text", "label", "source_start", "source_end"]
for mention in open_dataset(DATASET, "mentions").to_table(columns).to_pylist()[:20]:
    if mention["doc_id"] in whole_files:
        document = whole_files[mention["doc_id"]]
        came_from = (RAW / document["source_path"]).read_bytes()[mention["source_start"] : mention["source_end"]]
        print(
            f"{mention['label']:8} {mention['text']!r:28} {document['source_path']} bytes "
            f"{mention['source_start']}-{mention['source_end']}: {came_from!r}"
        )
