"""Mix texts at random, process the mixtures, and count those in which a character is lost or doubled.

    python benchmarks/mixtures.py                             10,000 mixtures of our own texts
    python benchmarks/mixtures.py --count 500 --seed 3        fewer, and other ones
    python benchmarks/mixtures.py --texts FOLDER              of the .txt files of a folder too

What is no white space must be in the final text exactly as often as in the decoded text, but for what the repairs on record
took away or put in. Ends with 1 if a mixture breaks this; the first ten are printed with their number, to be made again by
`--only NUMBER`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from parquetry import process
from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
BETWEEN = ("\n", "\n", "\n\n", "\n\n", "\n\n\n", "\f", "\n\f", " ", "")
"""What stands between two pieces; most often what stands between paragraphs."""
_MOST_PIECES = 8
_MOST_LINES = 12


def own_texts() -> list[str]:
    """Return the texts of this repository that show how text is laid out."""
    golden = json.loads((ROOT / "tests" / "golden" / "blocks.json").read_text(encoding="utf-8"))
    quality = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "benchmarks" / "quality").glob("*.txt"))]
    return [*(case["text"] for case in golden), *quality]


def mixture(texts: Sequence[str], seed: int, number: int) -> str:
    """Return a mixture of pieces of the texts; the same for the same seed and number."""
    rng = Random(f"{seed} {number}")  # noqa: S311 (no secret)
    out: list[str] = []
    for _ in range(rng.randint(1, _MOST_PIECES)):
        lines = rng.choice(texts).splitlines(keepends=True)
        start = rng.randrange(len(lines))
        piece = "".join(lines[start : start + rng.randint(1, _MOST_LINES)])
        # Pieces are cut inside lines too, as a bad copy cuts them.
        out += [piece[rng.randrange(len(piece)) :] if rng.random() < 0.2 else piece, rng.choice(BETWEEN)]  # noqa: PLR2004 (one in five)
    return "".join(out)


def difference(text: str) -> Counter[str]:
    """Return what a text has too often (positive) or too seldom (negative) when it is processed, by character."""
    try:
        done = process(text, until="segment")
    except DocumentError:
        return Counter()
    expected = _ink(done.decoded)
    for repair in done.repairs:
        if repair.status == "applied":
            expected.subtract(_ink(repair.before))
            expected.update(_ink(repair.after))
    found = _ink(done.text)
    found.subtract(expected)
    return Counter({character: count for character, count in found.items() if count})


def _ink(text: str) -> Counter[str]:
    """Return how often each character occurs that is no white space."""
    return Counter("".join(text.split()))


def wrong(texts: Sequence[str], seed: int, numbers: Sequence[int]) -> Iterator[tuple[int, Counter[str]]]:
    """Yield the mixtures that lost or doubled a character, with what is too much or too little."""
    for number in numbers:
        too_often = difference(mixture(texts, seed, number))
        if too_often:
            yield number, too_often


def main() -> int:
    """Print the mixtures that are wrong; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--only", type=int, help="print this mixture and what is wrong with it")
    options = parser.parse_args()
    others = (
        [path.read_text(encoding="utf-8", errors="replace") for path in sorted(options.texts.glob("*.txt"))]
        if options.texts
        else []
    )
    texts = [text for text in (*own_texts(), *others) if text.strip()]
    if options.only is not None:
        text = mixture(texts, options.seed, options.only)
        print(f"{text}\n{difference(text)}")
        return 0
    count = 0
    for number, too_often in wrong(texts, options.seed, range(options.count)):
        count += 1
        if count <= 10:  # noqa: PLR2004 (enough to begin with)
            print(f"mixture {number}: {dict(too_often)}")
    print(f"{count} of {options.count} mixtures lost or doubled a character")
    return bool(count)


if __name__ == "__main__":
    sys.exit(main())
