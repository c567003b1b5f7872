"""Duplicates of many documents: memory, time, and whether the number of workers changes a byte.

    python benchmarks/duplicates_at_scale.py 1000000             documents; with 1 and with 2 workers
    python benchmarks/duplicates_at_scale.py 100000 --keep DIR   leaves the documents, signatures and clusters there

Documents are generated, seeded, about a kilobyte each, in leaves as a run makes them; nothing but signatures and clusters
is measured. Of a hundred documents 84 are like no other, 10 are copies of an earlier one with up to a fifth of their words
edited, 3 are exact copies, 3 are one of ten form letters with other names. Prints for each number of workers the time, the
largest memory of the merge, and the digest over all signatures and over the table of clusters.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parquetry.enrich import leaf_tables
from parquetry.enrich.duplicates import clusters, signatures
from parquetry.tabulate import merge_partials, parquet_writer

THRESHOLD = 0.7
LEAF_DOCUMENTS = 25_000
"""Documents of a leaf: some 25 MB, below the size at which a run divides one."""
VOCABULARY = 60_000
WORDS = (60, 260)
"""Fewest and most words of a document."""
KINDS = ("new", "near", "exact", "form")
SHARES = (0.84, 0.10, 0.03, 0.03)
FORMS = 10
KEPT = 2_000
"""Earlier documents of the leaf that copies are made of."""
ZIPF = 1.1
"""Exponent of the frequencies of words, as in prose."""


def vocabulary(chosen: np.random.Generator) -> list[str]:
    """Return words of one to four syllables."""
    onsets, vowels = (*"bcdfghjklmnprstvw", "st", "tr", "pl"), (*"aeiou", "ai", "ou")
    syllables = [onset + vowel for onset in onsets for vowel in vowels]
    lengths = chosen.integers(1, 5, VOCABULARY)
    return ["".join(syllables[k] for k in chosen.integers(0, len(syllables), length)) for length in lengths]


def edited(words: list[int], chosen: np.random.Generator) -> list[int]:
    """Return the words with up to a fifth of them replaced, in runs of one to eight."""
    words = list(words)
    left = int(chosen.uniform(0, 0.2) * len(words))
    while left > 0:
        at, length = int(chosen.integers(len(words))), min(left, int(chosen.integers(1, 9)))
        words[at : at + length] = chosen.integers(0, VOCABULARY, length).tolist()
        left -= length
    return words


def texts(leaf: int, count: int) -> list[str]:
    """Return the documents of a leaf; copies are of earlier ones of the same leaf, form letters the same in all leaves."""
    shared = np.random.default_rng(1)
    words = vocabulary(shared)
    weights = 1 / np.arange(1, VOCABULARY + 1) ** ZIPF
    cumulative = np.cumsum(weights / weights.sum())
    forms = [np.searchsorted(cumulative, shared.random(200)).tolist() for _ in range(FORMS)]
    chosen = np.random.default_rng([2, leaf])
    kinds = chosen.choice(len(KINDS), count, p=SHARES)
    made: list[list[int]] = []
    for kind in kinds.tolist():
        if KINDS[kind] == "form":
            letter = list(forms[int(chosen.integers(FORMS))])
            letter[3], letter[90] = chosen.integers(0, VOCABULARY, 2).tolist()
        elif KINDS[kind] == "new" or not made:
            letter = np.searchsorted(cumulative, chosen.random(int(chosen.integers(*WORDS)))).tolist()
        else:
            before = made[int(chosen.integers(max(0, len(made) - KEPT), len(made)))]
            letter = before if KINDS[kind] == "exact" else edited(before, chosen)
        made.append(letter)
    last = VOCABULARY - 1
    return [" ".join(words[min(word, last)] for word in letter) + "." for letter in made]


def generate(folder: Path, leaf: int, count: int) -> int:
    """Write the documents of a leaf; return the bytes of their texts."""
    rows = texts(leaf, count)
    ids = [hashlib.sha256(f"{leaf} {number}".encode()).hexdigest()[:32] for number in range(count)]
    place = folder / "leaves" / f"{leaf:05}" / "data" / "documents"
    place.mkdir(parents=True)
    table = pa.table({"doc_id": ids, "text": rows, "chars": pa.array(map(len, rows), pa.int64())}).sort_by("doc_id")
    pq.write_table(table, place / "b.parquet", compression="zstd", row_group_size=4096)
    return sum(len(text.encode()) for text in rows)


def sign(leaf: Path, out: Path) -> None:
    """Write the signatures of a leaf."""
    made = [signatures.signatures(batch) for batch in leaf_tables.documents(leaf, signatures.COLUMNS)]
    pq.write_table(pa.concat_tables(made), out, compression="zstd")


def merge(folder: Path, signed: Path) -> dict[str, Any]:
    """Write the table of clusters, in this process; return what it took and what it is."""
    begun = time.process_time()
    leaves = sorted((folder / "leaves").iterdir())
    table = clusters.table(clusters.read(sorted(signed.glob("*.parquet"))), leaves, THRESHOLD, signed / "scratch")
    parquet_writer.write(signed / "data", "duplicates", merge_partials.LABEL, [table], 1_000_000)
    return {
        "seconds": time.process_time() - begun,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "clusters": len(table["cluster_id"].unique()),
        "rows": table.num_rows,
        "digest": _digest(signed / "data"),
    }


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.parquet")):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:16]


def measure(folder: Path, workers: int) -> None:
    """Sign all leaves with so many workers, merge, and print what it took."""
    signed = folder / f"signed-{workers}"
    signed.mkdir()
    leaves = sorted((folder / "leaves").iterdir())
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(sign, leaves, [signed / f"{leaf.name}.parquet" for leaf in leaves]))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{workers} workers: signatures {took:.0f} CPU-s, {time.monotonic() - begun:.0f} s, digest {_digest(signed)}")
    # In a process of its own: its memory is that of the merge, and of nothing before it.
    done = subprocess.run(
        [sys.executable, __file__, "--merge", folder, signed], capture_output=True, text=True, check=True
    ).stdout
    value = json.loads(done)
    cost = f"{value['seconds']:.0f} CPU-s, {value['memory']:.0f} MiB"
    print(f"{workers} workers: {value['clusters']} clusters of {value['rows']} documents, {cost}, digest {value['digest']}")


def main() -> None:
    """Generate documents, and measure them with each number of workers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--merge", type=Path, nargs=2)
    asked = parser.parse_args()
    if asked.merge:
        print(json.dumps(merge(*asked.merge)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        begun = time.process_time()
        counts = [min(LEAF_DOCUMENTS, asked.documents - at) for at in range(0, asked.documents, LEAF_DOCUMENTS)]
        size = sum(generate(folder, leaf, count) for leaf, count in enumerate(counts))
        took = time.process_time() - begun
        print(f"{asked.documents} documents, {size / 1e6:.0f} MB, {len(counts)} leaves, generated in {took:.0f} CPU-s")
        for workers in asked.workers:
            measure(folder, workers)


if __name__ == "__main__":
    main()
