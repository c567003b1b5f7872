# ruff: noqa: INP001 (a script)
"""Measure how often letters restored for U+FFFD are right, by language and confidence, and write the table.

    python -m training.lost_letters FOLDER

FOLDER has a folder for each language ("lt") with clean texts (.txt, UTF-8) of some 2,000 characters. Each letter beyond
ASCII that a conversion loses (`marked_accents`) is replaced by U+FFFD, the text is repaired, and each damaged word counts
as right or wrong at the confidence that was given. Where that was too sure, `languages/data/glyph_confidence.toml` gets the
share that was right; every other confidence stays as it is.

The shipped table was made from the training halves of the corpora of names that `training/names_data.py` lists (da, fi,
hr, hu, no, pl, ro, sk, sv, tr), and from messages of translated programs (GNU, GLib, APT) in ca, cs, de, es, fr, is, it,
lt, lv and sl. Only counts of right and wrong words reach the table. No random numbers: the same texts give the same table.
"""

from __future__ import annotations

import argparse
import re
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

from parquetry import process
from parquetry.languages.lexicon import SAME_TABLES
from parquetry.repair.glyphs import confidence
from parquetry.repair.glyphs.glyph_data import MARKED_ACCENTS

TARGET = Path(confidence.__file__).parents[2] / "languages/data/glyph_confidence.toml"
MARK = "\N{REPLACEMENT CHARACTER}"
WORD = re.compile(rf"[^\W\d_{MARK}]*(?:{MARK}[^\W\d_{MARK}]*)+")
PRIOR = 20
"""Words that the confidence itself weighs as much as: a few mistakes by chance do not move it."""


def words(text: str, language: str) -> list[tuple[float, bool]]:
    """Return of each damaged word that was restored its confidence, and whether it is right."""
    lost = MARKED_ACCENTS[SAME_TABLES.get(language, language)]
    damaged = "".join(MARK if letter in lost else letter for letter in text)
    done = process(damaged, until="repair")
    # U+FFFD is three bytes and stands for one letter, so that places are the same in both texts.
    places = {}
    at = 0
    for place, letter in enumerate(damaged):
        places[at] = place
        at += len(letter.encode())
    restored = {
        places[one.source_start]: one for one in done.repairs if one.status == "applied" and one.rule == "lost_accent"
    }
    out = []
    for match in WORD.finditer(damaged):
        marks = [k for k in range(*match.span()) if damaged[k] == MARK]
        if all(k in restored for k in marks):
            is_right = all(restored[k].after == text[k] for k in marks)
            out.append((min(restored[k].confidence for k in marks), is_right))
    return out


def believed(found: list[tuple[float, bool]]) -> list[float]:
    """Return the confidence to give in each range of confidences, from its share of right words.

    It never falls from one range to the next: ranges that would are taken together (pool adjacent violators).
    """
    ranges: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for given, is_right in found:
        ranges[bisect_right(confidence.RANGES, given) - 1].append((given, is_right))
    means, pools = [], []
    for k, least in enumerate(confidence.RANGES):
        here = ranges[k]
        means.append(sum(given for given, _ in here) / len(here) if here else least)
        # Right words, words, and how many ranges they are of.
        pools.append((sum(is_right for _, is_right in here) + PRIOR * means[k], len(here) + PRIOR, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last, before = pools.pop(), pools.pop()
            pools.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    shares = [right / count for right, count, times in pools for _ in range(times)]
    # What is right as often as was said keeps its confidence, which 1 leaves alone.
    return [1.0 if share >= mean else round(share, 3) for share, mean in zip(shares, means, strict=True)]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    # What was measured before must not be part of what is measured now.
    confidence.MEASURED.clear()
    rows = []
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        texts = [path.read_text(encoding="utf-8") for path in sorted(home.glob("*.txt"))]
        found = [word for text in texts for word in words(text, home.name)]
        table = believed(found)
        right = sum(is_right for _, is_right in found)
        print(f"{home.name}: {len(found)} words restored, {right / max(1, len(found)):.4f} right, {table}", flush=True)  # noqa: T201
        if min(table) < 1:
            rows.append(f"{home.name} = {table}\n")
    head = TARGET.read_text(encoding="utf-8").partition("[believed]\n")[0]
    TARGET.write_text(f"{head}[believed]\n{''.join(rows)}", encoding="utf-8")


if __name__ == "__main__":
    main()
