"""Duplicates: recall and precision on planted copies, what repair adds, and how fast signatures are made.

    python benchmarks/duplicates.py edits FOLDER     copies with up to 20 % of their words edited
    python benchmarks/duplicates.py damage FOLDER    copies damaged as texts are: with repair, and without
    python benchmarks/duplicates.py speed FOLDER     MB of text for each second of CPU on one core

FOLDER has text files, UTF-8. A pair counts for recall if its undamaged texts have at least .7 of their five-word shingles
in common. Everything is seeded.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from parquetry import process
from parquetry.enrich import leaf_tables
from parquetry.enrich.duplicates import clusters, signatures
from parquetry.enrich.duplicates.shingles import jaccard, shingles

if TYPE_CHECKING:
    from collections.abc import Callable

THRESHOLD = 0.7
WORDS = (60, 400)
"""Fewest and most words of a document that is cut from the texts."""
DOCUMENTS = 1500
REPLACED = 0.6
"""Share of edits that put other words in the place of those they take."""
DAMAGED = 60
"""Documents of each kind of damage: repair takes longer than all the rest."""
WIDTH = 4
"""Letters of a hyphenated word that stay on its line."""
LIGATURE = re.compile("ffi|ffl|ff|fi|fl")


def pieces(folder: Path, count: int, seed: int) -> list[str]:
    """Return pieces of the texts, whole paragraphs where they fit."""
    chosen = random.Random(seed)  # noqa: S311 (seeded on purpose)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.txt"))]
    words = [word for text in texts for word in text.split()]
    out = []
    at = 0
    while len(out) < count and at < len(words):
        length = chosen.randint(*WORDS)
        out.append(" ".join(words[at : at + length]))
        at += length
    return out


def edited(text: str, share: float, chosen: random.Random) -> str:
    """Return the text with a share of its words replaced, dropped or doubled, in runs of one to eight."""
    words = text.split()
    left = round(share * len(words))
    while left > 0:
        at, length = chosen.randrange(len(words)), min(left, chosen.randint(1, 8))
        new = chosen.sample(words, min(length, len(words))) if chosen.random() < REPLACED else []
        words[at : at + length] = new
        left -= length
    return " ".join(words)


def rows(documents: dict[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of ids that are found, of a copy and its representative."""
    with tempfile.TemporaryDirectory() as folder:
        leaf = Path(folder)
        (leaf / "data" / "documents").mkdir(parents=True)
        ids = sorted(documents)
        texts = [documents[key] for key in ids]
        table = pa.table({"doc_id": ids, "text": texts, "chars": pa.array(map(len, texts), pa.int64())})
        pq.write_table(table, leaf / "data" / "documents" / "b.parquet")
        pq.write_table(
            pa.concat_tables(map(signatures.signatures, leaf_tables.documents(leaf, signatures.COLUMNS))), leaf / "signed"
        )
        table = clusters.table(clusters.read([leaf / "signed"]), [leaf], THRESHOLD, leaf / "scratch")
        return {
            (row["representative"], row["doc_id"]) for row in table.to_pylist() if row["doc_id"] != row["representative"]
        }


def similarity(one: str, other: str) -> float:
    """Return the share of shingles that two texts have in common."""
    sets = shingles([one, other])
    return jaccard(sets.of(0), sets.of(1))


def edits(folder: Path) -> None:
    """Print recall and precision on copies with edits of 0 to 20 %."""
    chosen = random.Random(2)  # noqa: S311
    documents: dict[str, str] = {}
    planted: set[tuple[str, str]] = set()
    for number, text in enumerate(pieces(folder, DOCUMENTS, 1)):
        copy = edited(text, chosen.uniform(0, 0.2), chosen)
        documents |= {f"{number:06}a": text, f"{number:06}b": copy}
        if similarity(text, copy) >= THRESHOLD:
            planted.add((f"{number:06}a", f"{number:06}b"))
    found = rows(documents)
    right = sum(similarity(documents[one], documents[other]) >= THRESHOLD for one, other in found)
    print(f"{len(documents)} documents, {len(planted)} pairs with {THRESHOLD} or more in common")
    print(f"recall {len(planted & found) / len(planted):.4f}  precision {right / len(found):.4f}")


def _hyphenated(text: str) -> str:
    """Return the text in lines of 60, with the first long word of each line broken at the end of the line before."""
    lines = textwrap.wrap(text, 60)
    for number, line in enumerate(lines[1:], 1):
        word, _, rest = line.partition(" ")
        if word.isalpha() and len(word) > 2 * WIDTH and word.islower():
            lines[number - 1] += f" {word[:WIDTH]}-"
            lines[number] = f"{word[WIDTH:]} {rest}"
    return "\n".join(lines)


def _noise(text: str, chosen: random.Random) -> str:
    return "".join("1" if char == "l" and chosen.random() < 0.02 else char for char in text)  # noqa: PLR2004 (noise of a scan)


DAMAGE: dict[str, Callable[[str, random.Random], bytes]] = {
    "mojibake": lambda text, _: text.encode().decode("cp1252", "replace").encode(),
    "lost ligatures": lambda text, _: LIGATURE.sub("\N{REPLACEMENT CHARACTER}", text).encode(),
    "windows-1252": lambda text, _: text.encode("cp1252", "replace"),
    "utf-16": lambda text, _: text.encode("utf-16"),
    "re-wrapped": lambda text, _: textwrap.fill(text, 60).encode(),
    "hyphenated": lambda text, _: _hyphenated(text).encode(),
    "scan noise": lambda text, chosen: _noise(text, chosen).encode(),
}
"""What is done to the copy, by name; the answer is the bytes of a file."""


def damage(folder: Path) -> None:
    """Print how many damaged copies are found after repair, and how many as plain UTF-8 text."""
    print(f"{'damage':<16} {'repaired':>9} {'plain':>7}")
    for name, damaged in DAMAGE.items():
        chosen = random.Random(3)  # noqa: S311
        texts = [text for text in pieces(folder, DAMAGED, 4) if "\N{REPLACEMENT CHARACTER}" not in text]
        copies = [damaged(text, chosen) for text in texts]
        hits = []
        for read in (lambda data: process(data, until="segment").text, lambda data: data.decode("utf-8", "replace")):
            documents = {f"{number:06}a": text for number, text in enumerate(texts)}
            documents |= {f"{number:06}b": read(data) for number, data in enumerate(copies)}
            hits.append(len(rows(documents) & {(f"{number:06}a", f"{number:06}b") for number in range(len(texts))}))
        print(f"{name:<16} {hits[0] / len(texts):>9.3f} {hits[1] / len(texts):>7.3f}")


def speed(folder: Path) -> None:
    """Print MB of text for each second of CPU."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*.txt"))]
    documents = {f"{number:06}": text for number, text in enumerate(texts)}
    size = sum(len(text.encode()) for text in texts)
    with tempfile.TemporaryDirectory() as name:
        leaf = Path(name)
        (leaf / "data" / "documents").mkdir(parents=True)
        table = pa.table({"doc_id": list(documents), "text": texts, "chars": pa.array(map(len, texts), pa.int64())})
        pq.write_table(table, leaf / "data" / "documents" / "b.parquet")
        best = float("inf")
        for _ in range(5):
            begun = time.process_time()
            for batch in leaf_tables.documents(leaf, signatures.COLUMNS):
                signatures.signatures(batch)
            best = min(best, time.process_time() - begun)
    print(f"signatures with shingling and reading {size / 1e6 / best:.1f} MB/s")


if __name__ == "__main__":
    {"edits": edits, "damage": damage, "speed": speed}[sys.argv[1]](Path(sys.argv[2]))
