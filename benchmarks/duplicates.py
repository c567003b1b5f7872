"""Duplicates: recall and precision on planted copies, what repair adds, and how fast signatures are made.

    python benchmarks/duplicates.py edits FOLDER     copies with up to 20 % of their words edited
    python benchmarks/duplicates.py damage FOLDER    copies damaged as texts are, or in other formats: with repair, without
    python benchmarks/duplicates.py reprints FOLDER  clusters of reprints, true by how they were made: F1 of pairs and ARI
    python benchmarks/duplicates.py negatives FOLDER documents that share much and are no copies: how many are taken for some
    python benchmarks/duplicates.py speed FOLDER     MB of text for each second of CPU on one core

FOLDER has text files, UTF-8. A pair counts for recall if its undamaged texts have at least .7 of their five-word shingles
in common. Everything is seeded.
"""

from __future__ import annotations

import html
import itertools
import math
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
from parquetry.api import inspect
from parquetry.config import Config
from parquetry.enrich import leaf_tables
from parquetry.enrich.duplicates import clusters, signatures
from parquetry.enrich.duplicates.shingles import jaccard, shingles

if TYPE_CHECKING:
    from collections.abc import Callable

THRESHOLD = 0.7
SIMILARITIES = (0.6, Config().enrich.similarity, THRESHOLD)
"""The lowest that [enrich] similarity may be, its default, and what peers take."""
WORDS = (60, 400)
"""Fewest and most words of a document that is cut from the texts."""
DOCUMENTS = 1500
REPLACED = 0.6
"""Share of edits that put other words in the place of those they take."""
DAMAGED = 60
"""Documents of each kind of damage: repair takes longer than all the rest."""
WIDTH = 4
"""Letters of a hyphenated word that stay on its line."""
MISREAD = (0, 0.002, 0.01, 0.02)
"""Shares of letters that are misread: from none to those of a fair scan."""
MARKED = 9
"""Every how many words of a web page one is emphasised."""
LINES = 45
"""Lines of a page of a PDF."""
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


def rows(documents: dict[str, str], threshold: float = THRESHOLD) -> set[tuple[str, str]]:
    """Return the pairs of ids that are found, of a representative and its copy."""
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
        table = clusters.table(clusters.read([leaf / "signed"]), [leaf], threshold, leaf / "scratch")
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


def _web_page(text: str) -> bytes:
    """Return a page with the text in its body between a menu and a foot, some words of it marked."""
    words = [f"<em>{word}</em>" if number % MARKED == 0 else word for number, word in enumerate(html.escape(text).split())]
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/all'>All letters</a></li></ul></nav>"
    page = f"<html><head><title>Letter</title></head><body>{menu}<p>{textwrap.fill(' '.join(words), 90)}</p></body></html>"
    return f"<!doctype html>{page}".encode()


def _pdf(text: str) -> bytes:
    """Return a PDF of pages of 45 lines in Helvetica, uncompressed."""
    lines = textwrap.wrap(text, 80)
    objects = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    pages = []
    for start in range(0, len(lines), LINES):
        shown = b" T* ".join(
            b"(" + re.sub(rb"([()\\\\])", rb"\\\1", line.encode("cp1252", "replace")) + b") Tj"
            for line in lines[start : start + LINES]
        )
        content = b"BT /F1 11 Tf 14 TL 72 760 Td " + shown + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        pages.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent PAGES 0 R /MediaBox [0 0 612 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 1 0 R >> >> >>" % len(objects)
        )
    return _pdf_file(objects, pages)


def _pdf_file(objects: list[bytes], pages: list[int]) -> bytes:
    tree = len(objects) + 1
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    objects = [
        *objects,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Catalog /Pages %d 0 R >>" % tree,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, value.replace(b"PAGES", b"%d" % tree))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(objects), len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


FORMATS: dict[str, Callable[[str], bytes]] = {".html": _web_page, ".pdf": _pdf}
"""The same text in another format, by the ending of its file."""


def as_read(data: bytes, ending: str) -> str:
    """Return the text of a file as the pipeline reads it; one in a format is read by its name."""
    if ending not in FORMATS:
        return process(data, until="segment").text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"letter{ending}"
        path.write_bytes(data)
        return inspect(path, Config(), until="segment").text


def damage(folder: Path) -> None:
    """Print how many damaged copies are found after repair, and how many as plain UTF-8 text."""
    print(f"{'damage':<16} {'repaired':>9} {'plain':>7}")
    kinds = DAMAGE | {name: lambda text, _, make=make: make(text) for name, make in FORMATS.items()}
    for name, damaged in kinds.items():
        chosen = random.Random(3)  # noqa: S311
        texts = [text for text in pieces(folder, DAMAGED, 4) if "\N{REPLACEMENT CHARACTER}" not in text]
        copies = [damaged(text, chosen) for text in texts]
        hits = []
        for read in (lambda data, ending=name: as_read(data, ending), lambda data: data.decode("utf-8", "replace")):
            documents = {f"{number:06}a": text for number, text in enumerate(texts)}
            documents |= {f"{number:06}b": read(data) for number, data in enumerate(copies)}
            hits.append(len(rows(documents) & {(f"{number:06}a", f"{number:06}b") for number in range(len(texts))}))
        print(f"{name:<16} {hits[0] / len(texts):>9.3f} {hits[1] / len(texts):>7.3f}")


def _reprints(texts: list[str], errors: float) -> tuple[dict[str, str], dict[str, int]]:
    """Return documents, and the article that each is of, by their ids.

    Every other article is printed once, the others two to four times. A reprint has up to a tenth of its words edited as in
    `edits`, may lack up to a fifth of its end, and has a share of its letters misread for another.
    """
    chosen = random.Random(5)  # noqa: S311
    documents, article = {}, {}
    for number, text in enumerate(texts):
        for print_ in range(1 + number % 2 * chosen.randint(1, 3)):
            words = edited(text, chosen.uniform(0, 0.1) if print_ else 0, chosen).split()
            kept = " ".join(words[: round(len(words) * (1 - chosen.choice((0, chosen.uniform(0, 0.2)))))])
            key = f"{len(documents):06}"
            documents[key] = "".join(chosen.choice("eaoucl1i") if chosen.random() < errors else char for char in kept)
            article[key] = number
    return documents, article


def _pairs(group: dict[str, int]) -> set[tuple[str, str]]:
    """Return the pairs of ids that are in one group."""
    members: dict[int, list[str]] = {}
    for key in sorted(group):
        members.setdefault(group[key], []).append(key)
    return {pair for keys in members.values() for pair in itertools.combinations(keys, 2)}


def reprints(folder: Path) -> None:
    """Print F1 of pairs and the adjusted Rand index of clusters, by the share of letters misread and the threshold."""
    texts = pieces(folder, DOCUMENTS, 6)
    for errors, threshold in itertools.product(MISREAD, SIMILARITIES):
        documents, article = _reprints(texts, errors)
        cluster = {key: int(key) for key in documents}
        cluster |= {copy: int(first) for first, copy in rows(documents, threshold)}
        wanted, found = _pairs(article), _pairs(cluster)
        both, every = len(wanted & found), math.comb(len(documents), 2)
        expected = len(wanted) * len(found) / every
        half = (len(wanted) + len(found)) / 2
        scores = {"precision": both / max(1, len(found)), "recall": both / len(wanted), "F1": both / half}
        scores["ARI"] = (both - expected) / (half - expected)
        print(f"{errors:.3f} misread, similarity {threshold}: {len(documents)} documents, {len(wanted)} pairs; ", end="")
        print(", ".join(f"{name} {value:.3f}" for name, value in scores.items()), flush=True)


def _boilerplate(own: list[str], shared: list[str], _: random.Random) -> list[str]:
    """Return a text with a notice at its end that all have."""
    return [*own, *shared]


def _minutes(own: list[str], shared: list[str], _: random.Random) -> list[str]:
    """Return a text with the head and the foot that all have."""
    half = len(shared) // 2
    return [*shared[:half], *own, *shared[half:]]


def _form(own: list[str], shared: list[str], _: random.Random) -> list[str]:
    """Return a form with runs of own words in the same places of all."""
    places = random.Random(len(shared))  # noqa: S311 (the same places in each)
    out, left = list(shared), list(own)
    while left:
        run, left = left[:SLOT], left[SLOT:]
        at = places.randrange(len(out))
        out[at:at] = run
    return out


def _amounts(own: list[str], shared: list[str], chosen: random.Random) -> list[str]:
    """Return a form with numbers of its own in the same places of all."""
    return _form([f"{chosen.randrange(10_000):04}" for _ in own], shared, chosen)


NEGATIVES = {"notice at the end": _boilerplate, "head and foot": _minutes, "form": _form, "form of numbers": _amounts}
"""Documents that have much in common and are no copies, by what they have in common."""
COMMON = (0.3, 0.5, 0.6, 0.7, 0.75, 0.8)
"""Shares of their words that all of a kind have in common."""
NEGATIVE_WORDS, OF_A_KIND = 200, 60
SLOT = 4
"""Words that are filled into a form at one place."""


def negatives(folder: Path) -> None:
    """Print the share of documents that are taken for a copy of another, by kind and by the share they have in common."""
    words = " ".join(pieces(folder, DOCUMENTS, 7)).split()
    print(f"{'share in common':<18} {'similarity':>10} " + " ".join(f"{share:>5}" for share in COMMON))
    for (name, made), threshold in itertools.product(NEGATIVES.items(), SIMILARITIES):
        shares = []
        for share in COMMON:
            chosen = random.Random(8)  # noqa: S311
            shared = words[: round(share * NEGATIVE_WORDS)]
            own = NEGATIVE_WORDS - len(shared)
            documents = {
                f"{number:03}": " ".join(made(words[at : at + own], shared, chosen))
                for number, at in enumerate(range(NEGATIVE_WORDS, NEGATIVE_WORDS * (OF_A_KIND + 1), NEGATIVE_WORDS))
            }
            shares.append(len(rows(documents, threshold)) / OF_A_KIND)
        print(f"{name:<18} {threshold:>10} " + " ".join(f"{share:>5.2f}" for share in shares))


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
    {"edits": edits, "damage": damage, "reprints": reprints, "negatives": negatives, "speed": speed}[sys.argv[1]](
        Path(sys.argv[2])
    )
