"""Signals: how fast they are measured, on one core, against splitting the same text into words by an expression.

    python benchmarks/signals.py FOLDER      text files, UTF-8

Prints MB of text for each second of CPU, best of five, and the same of `re.findall(r"\\w+", text)`, which does nothing else.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from parquetry.enrich.leaf_tables import BATCH_CHARACTERS
from parquetry.enrich.signals.measure import Document, measure

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE_END = re.compile(r"[.!?]\s+(?=\S)")
ROUNDS = 5


def batches(texts: list[str]) -> list[list[Document]]:
    """Return documents in batches as a run makes them."""
    out: list[list[Document]] = [[]]
    size = 0
    for text in texts:
        if size + len(text) > BATCH_CHARACTERS and out[-1]:
            out.append([])
            size = 0
        out[-1].append(Document(text, "en", [0, *(match.end() for match in SENTENCE_END.finditer(text))], 0))
        size += len(text)
    return out


def speed(work: Callable[[], object], size: int) -> float:
    """Return MB for each second of CPU, best of several rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return size / 1e6 / best


def main() -> None:
    """Measure the texts of a folder."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
    size = sum(len(text.encode()) for text in texts)
    batched = batches(texts)
    print(f"{len(texts)} documents, {size / 1e6:.1f} MB")
    print(f"signals        {speed(lambda: [measure(batch) for batch in batched], size):6.1f} MB/s")
    words = re.compile(r"\w+")
    print(f"words, regex   {speed(lambda: [words.findall(text) for text in texts], size):6.1f} MB/s")


if __name__ == "__main__":
    main()
