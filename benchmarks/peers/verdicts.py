"""The verdicts of Gopher's, C4's and FineWeb's rules, ours beside those of datatrove's four filters, document by document.

    python benchmarks/peers/verdicts.py PEER_PYTHON FOLDER      text files, UTF-8; PEER_PYTHON as in compare.py

Texts are cut into documents at ends of lines, short and long, seeded, so that many fall on either side of a threshold.
datatrove judges each twice: by words and sentences that are given to it, which compares the rules, and by those that spaCy
finds, which compares what people get. Documents that are judged otherwise are listed with the rules that ours fail by.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from parquetry.config import Quality
from parquetry.enrich.code_points import CodePoints, words
from parquetry.enrich.signals.measure import Document, measure
from parquetry.publish import views

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (200, 6_000)
"""Fewest and most characters of a document: from what is too short for Gopher's rules to some 1,000 words."""
SENTENCE = re.compile(r"(?<=[.!?])(?:\[\d*])*\s+(?=\S)")
"""What parts sentences for both sides, citations included, which C4's rules take away."""
_LISTED = 40
# Each of our views, and the filters of datatrove that have its rules.
FILTERS = {"gopher": ("gopher_quality", "gopher_repetition"), "c4": ("c4",), "fineweb": ("fineweb",)}


def documents(folder: Path) -> Iterator[str]:
    """Yield the texts of a folder, cut at ends of lines."""
    chosen = random.Random(1)  # noqa: S311 (seeded on purpose)
    for path in sorted(folder.rglob("*.txt")):
        text, size = "", chosen.randint(*SIZES)
        # "\n" alone ends a line here: what else Python takes for one is left to the rules.
        for line in re.findall(r"[^\n]*\n|[^\n]+", path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")):
            text += line
            if len(text) > size:
                yield text.strip("\n")
                # Most are short: the square of a share is.
                text, size = "", round(SIZES[0] + SIZES[1] * chosen.random() ** 2)
        yield text.strip("\n")


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text, as signals count them."""
    found = words(CodePoints.of([text]))
    return [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]


def ours(texts: list[str]) -> dict[str, list[list[str]]]:
    """Return the rules that each text fails, by view, as the views of a version tell them."""
    columns: list[Any] = []
    for text in texts:
        starts = [0, *(match.end() for match in SENTENCE.finditer(text))]
        columns.append({name: values[0].item() for name, values in measure([Document(text, "en", starts, 0)]).items()})
    ids = list(range(len(texts)))
    out: dict[str, list[list[str]]] = {}
    with duckdb.connect() as connection:
        connection.register("signals", pa.Table.from_pylist([{"doc_id": key, **row} for key, row in enumerate(columns)]))
        connection.register("documents", pa.table({"doc_id": ids, "language": ["en"] * len(ids)}))
        queries = dict(views.statements(Quality()))
        for name in FILTERS:
            rows = connection.execute(f"SELECT fails FROM ({queries[f'passes_{name}']}) ORDER BY doc_id").fetchall()
            out[name] = [fails for (fails,) in rows]
    return out


def theirs(python: str, texts: list[str], how: str) -> list[dict[str, str]]:
    """Return the reason of each filter of datatrove that drops a text, by the filter's name."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.jsonl"
        given.write_text("".join(json.dumps({"text": text, "words": words_of(text)}) + "\n" for text in texts))
        job = Path(__file__).with_name("datatrove_verdicts.py")
        done = subprocess.run([python, str(job), str(given), how, SENTENCE.pattern], check=True, stdout=subprocess.PIPE)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(texts: list[str], own: dict[str, list[list[str]]], others: list[dict[str, str]], how: str) -> None:
    """Print how many verdicts differ, and which documents they are of."""
    print(f"\nby {how} words:")
    for view, filters in FILTERS.items():
        different = []
        for number, (fails, reasons) in enumerate(zip(own[view], others, strict=True)):
            dropped = {name: reasons[name] for name in filters if name in reasons}
            if bool(fails) != bool(dropped):
                different.append(f"  {number} ({len(texts[number])} characters): ours {fails}, datatrove {dropped}")
        failed = sum(bool(fails) for fails in own[view])
        print(f"{view:<8} {len(texts)} documents, {failed} fail by ours, {len(different)} verdicts differ")
        print("\n".join(different[:_LISTED]))


def main() -> None:
    """Compare the verdicts on the texts of a folder."""
    python, folder = sys.argv[1:]
    # datatrove divides by the words of a text, and raises where there are none.
    texts = [text for text in documents(Path(folder)) if words_of(text)]
    own = ours(texts)
    for how in ("given", "spacy"):
        compare(texts, own, theirs(python, texts, how), how)


if __name__ == "__main__":
    main()
