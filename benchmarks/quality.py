"""Measure repair and segmentation on clean texts of this repository that are damaged here, against pinned floors.

    python benchmarks/quality.py                our own texts; ends with 1 if a score is below its floor
    python benchmarks/quality.py --eval FOLDER  the tables of an evaluation folder too, by its own scorers
    python benchmarks/quality.py --pin          write new floors and the digest of the texts

The texts of `benchmarks/quality/` have a sentence on each line and an empty line between paragraphs. The floors in
`quality.toml` hold for the data whose digest stands there: other data, other floors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import textwrap
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parquetry import process
from parquetry.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


HERE = Path(__file__).parent
FLOORS = HERE / "quality.toml"
SLACK = 0.005
"""How far below what was measured a floor is pinned: what a change may lose without being an accident."""

FONTS = (("ti", "tt", "tti", "ft", "tf"), ("ffi", "ffl", "fi", "fl", "ff"))
"""Glyphs that a font loses together."""
MARKS = {
    "fffd": "\N{REPLACEMENT CHARACTER}",
    "nul": "\0",
    "control": "\x1f",
    "private": "\ue03b",
    "question": "?",
    "letter": "\u019f",
    "dropped": "",
}
CODECS = {
    "en": ("cp1252",),
    "de": ("cp1252", "iso8859-15", "cp850", "mac-roman"),
    "fr": ("cp1252", "iso8859-15", "mac-roman"),
    "es": ("cp1252", "iso8859-15", "cp850"),
    "it": ("cp1252", "mac-roman"),
    "tr": ("cp1254", "cp857"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A clean text: its paragraphs, each a tuple of sentences."""

    language: str
    paragraphs: tuple[tuple[str, ...], ...]

    @property
    def whole(self) -> str:
        """The text as a careful person types it: a paragraph a line, an empty line between."""
        return "\n\n".join(map(" ".join, self.paragraphs))


def texts() -> list[Text]:
    """Return our own texts."""
    out = []
    for path in sorted((HERE / "quality").glob("*.txt")):
        parts = path.read_text(encoding="utf-8").strip().split("\n\n")
        out.append(Text(path.stem, tuple(tuple(part.split("\n")) for part in parts)))
    return out


def digest() -> str:
    """Return the SHA-256 of the texts."""
    whole = b"".join(path.name.encode() + path.read_bytes() for path in sorted((HERE / "quality").glob("*.txt")))
    return hashlib.sha256(whole).hexdigest()


class Tally:
    """Counts of (hits, all) by name."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, name: str, hits: int, of: int) -> None:
        """Count."""
        self.counts[name][0] += hits
        self.counts[name][1] += of

    def scores(self) -> dict[str, float]:
        """Return the share of hits by name."""
        return {name: round(hits / of, 4) for name, (hits, of) in self.counts.items() if of}


def measure() -> dict[str, float]:
    """Return every score on our own texts, 0 to 1; of those called wrong and error less is better."""
    tally = Tally()
    sure: list[tuple[float, bool]] = []
    for text in texts():
        for name, mark in MARKS.items():
            for font in FONTS:
                _glyphs(tally, name, text.whole, "|".join(sorted(font, key=len, reverse=True)), mark, sure)
        if text.language != "en":
            _glyphs(tally, "accents", text.whole, r"[^\x00-\x7f“”„«»]", "\N{REPLACEMENT CHARACTER}", sure)
        _encodings(tally, text)
        _mojibake(tally, text)
        _layout(tally, text)
    return {**tally.scores(), "confidence error": round(_calibration(sure), 4)}


def _glyphs(tally: Tally, name: str, true: str, lost: str, mark: str, sure: list[tuple[float, bool]]) -> None:  # noqa: PLR0913
    """Lose some glyphs, repair, and compare word by word."""
    damaged = re.sub(lost, mark, true)
    done = process(damaged, until="repair")
    gold, had, got = true.split(), damaged.split(), done.text.split()
    if len(got) != len(gold):
        got = [*got, *[""] * len(gold)][: len(gold)]
    hurt = [k for k in range(len(gold)) if gold[k] != had[k]]
    tally.add(f"{name} right", sum(got[k] == gold[k] for k in hurt), len(hurt))
    doubt = {mark, MARKS["fffd"]} - {""}
    wrong = sum(got[k] not in (gold[k], had[k]) and not any(one in got[k] for one in doubt) for k in range(len(gold)))
    tally.add(f"{name} wrong", wrong, len(hurt))
    ends = [match.end() for match in re.finditer(r"\S+", done.text)]
    for repair in done.repairs:
        if repair.kind == "glyph" and repair.status == "applied":
            word = sum(end <= repair.start for end in ends)
            sure.append((repair.confidence, word < len(gold) and got[word] == gold[word]))


def _calibration(sure: list[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins: how far confidence and being right are apart."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in sure:
        bins[min(9, int(confidence * 10))].append((confidence, right))
    apart = (abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins.values())
    return sum(apart) / max(1, len(sure))


def _decoded(data: bytes) -> str:
    try:
        return process(data, until="decode").text
    except DocumentError:
        return ""


def _encodings(tally: Tally, text: Text) -> None:
    for codec in (*CODECS[text.language], "utf-16-le", "utf-8"):
        for part in (text.whole, *map(" ".join, text.paragraphs)):
            data = part.encode(codec, "ignore")
            tally.add("encoding", _decoded(data) == data.decode(codec), 1)


def _mojibake(tally: Tally, text: Text) -> None:
    for codec in ("cp1252", "cp1254", "cp1250", "mac-roman", "cp437"):
        for line in (line for part in text.paragraphs for line in part if not line.isascii()):
            bad = line.encode().decode(codec, "replace")
            if "\N{REPLACEMENT CHARACTER}" not in bad:
                tally.add(f"mojibake {codec}", process(bad, until="repair").text == line, 1)
    for line in (line for part in text.paragraphs for line in part):
        tally.add("clean lines kept", process(line, until="repair").text == line, 1)


def _f1(tally: Tally, name: str, gold: set[Any], found: set[Any]) -> None:
    tally.add(name, 2 * len(gold & found), len(gold) + len(found))


def _layout(tally: Tally, text: Text) -> None:
    """Wrap lines with and without empty lines between paragraphs, break words at line ends, and segment."""
    gold = {" ".join(part) for part in text.paragraphs}
    sentences = [sentence for part in text.paragraphs for sentence in part]
    laid = {
        "clean": text.whole,
        "wrapped": "\n\n".join(textwrap.fill(" ".join(part), 64, break_on_hyphens=False) for part in text.paragraphs),
        "indented": "\n".join(
            textwrap.fill(" ".join(part), 64, initial_indent="    ", break_on_hyphens=False) for part in text.paragraphs
        ),
        "hyphenated": "\n\n".join("\n".join(_hyphenated(" ".join(part))) for part in text.paragraphs),
    }
    for name, damaged in laid.items():
        done = process(damaged, until="segment")
        _f1(tally, f"blocks {name}", gold, {done.text[block.start : block.end] for block in done.blocks})
        _f1(tally, f"sentences {name}", set(sentences), {done.text[one.start : one.end] for one in done.sentences})


def _hyphenated(text: str, width: int = 56) -> Iterator[str]:
    """Yield lines; a word of eight letters or more that does not fit is broken in its middle."""
    line = ""
    for word in text.split():
        if len(line) + 1 + len(word) <= width:
            line = f"{line} {word}".strip()
            continue
        middle = len(word) // 2
        if len(word) >= 8 and word.isalpha():  # noqa: PLR2004 (what a typesetter breaks)
            yield f"{line} {word[:middle]}-".strip()
            line = word[middle:]
        else:
            yield line
            line = word
    yield line


def below(scores: dict[str, float]) -> list[str]:
    """Return a line for each score below its floor, and one if the floors are of other data."""
    pinned = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    if pinned["digest"] != digest():
        return ["the texts changed: pin new floors with --pin"]
    out = []
    for name, floor in pinned["floors"].items():
        worse = scores[name] > floor if _less_is_better(name) else scores[name] < floor
        if worse:
            out.append(f"{name}: {scores[name]:.4f}, the floor is {floor:.4f}")
    return out


def _less_is_better(name: str) -> bool:
    return name.endswith(("wrong", "error"))


def pin(scores: dict[str, float]) -> None:
    """Write the floors, a little below what was measured."""
    lines = [
        "# What `benchmarks/quality.py` must reach on the texts with this digest; `--pin` writes it.",
        f'digest = "{digest()}"',
        "",
        "[floors]",
    ]
    for name, score in scores.items():
        floor = score + SLACK if _less_is_better(name) else max(0.0, score - SLACK)
        lines.append(f'"{name}" = {floor:.4f}')
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def evaluate(folder: Path) -> None:
    """Print the tables of an evaluation folder by its own scorers, one after the other."""
    with tempfile.TemporaryDirectory() as home:
        out = Path(home) / "predicted.jsonl"
        repair, segment = folder / "repair", folder / "segment"
        rows = [row for row in _rows(repair / "ligature" / "docs.jsonl") if row["split"] == "dev"]
        _predict(out, ((row["id"], process(row["damaged"], until="repair").text) for row in rows))
        _score(repair / "score_ligature.py", "--preds", out, "--split", "dev", "--by", "variant")
        _predict(
            out,
            ((row["id"], process(row["text"], until="repair").text) for row in _rows(repair / "mojibake" / "cases.jsonl")),
        )
        _score(repair / "score_mojibake.py", "--preds", out)
        _predict(
            out, ((row["id"], process(row["text"], until="segment").text) for row in _rows(repair / "hyphen" / "docs.jsonl"))
        )
        _score(repair / "score_hyphen.py", "--preds", out)
        for gold in sorted(segment.glob("ud_*.jsonl")):
            _predicted_sentences(gold)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _predict(out: Path, pairs: Iterable[tuple[str, str]]) -> None:
    out.write_text("".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in pairs), encoding="utf-8")


def _score(scorer: Path, *arguments: object) -> None:
    print(f"\n{scorer.stem}")
    subprocess.run([sys.executable, str(scorer), *map(str, arguments)], check=True)


def _predicted_sentences(gold: Path) -> None:
    """Print boundary F1 of one set: ends of sentences, in characters that are no white space."""
    tally = Tally()
    for row in _rows(gold):
        done = process(row["text"], until="segment")
        expected = {len("".join(row["text"][:end].split())) for _, end in row["sentences"]}
        found = {len("".join(done.text[: one.end].split())) for one in done.sentences}
        _f1(tally, gold.stem, expected, found)
    print(f"{gold.stem:30} {tally.scores()[gold.stem]:.4f}")


def main() -> int:
    """Print the scores; return 1 if any is below its floor."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--eval", type=Path)
    arguments.add_argument("--pin", action="store_true")
    chosen = arguments.parse_args()
    scores = measure()
    for name, score in scores.items():
        print(f"{name:24} {score:.4f}")
    if chosen.pin:
        pin(scores)
    if chosen.eval:
        evaluate(chosen.eval)
    failing = below(scores)
    print("\n".join(failing) or "\nevery score is at its floor or better")
    return bool(failing)


if __name__ == "__main__":
    sys.exit(main())
