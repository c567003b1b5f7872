"""The verdicts of datatrove's quality filters, in the environment of datatrove: `verdicts.py` calls it.

    python datatrove_verdicts.py TEXTS given|spacy SENTENCE_END

TEXTS is JSONL with text and words. Prints an object a line: the reason of each filter that drops the text.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
    c4_filters,
    fineweb_quality_filter,
    gopher_quality_filter,
    gopher_repetition_filter,
)

FILTERS: dict[str, Any] = {
    "gopher_quality": GopherQualityFilter(),
    "gopher_repetition": GopherRepetitionFilter(),
    "c4": C4QualityFilter(),
    "fineweb": FineWebQualityFilter(),
}


def reasons(text: str) -> dict[str, str]:
    """Return why filters drop a text, by their names."""
    out = {}
    for name, judge in FILTERS.items():
        # A new document for each: C4's filter changes the text.
        verdict = judge.filter(Document(text=text, id="", metadata={}))
        if verdict is not True:
            out[name] = verdict[1] if isinstance(verdict, tuple) else "dropped"
    return out


def give(words: list[str], sentence_end: re.Pattern[str]) -> None:
    """Let all filters have these words for those of the text, and sentences as the expression parts them."""
    for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
        module.split_into_words = lambda _text, _language: words
    c4_filters.split_into_sentences = lambda line, _language: sentence_end.split(line)


def main() -> None:
    """Judge all texts."""
    path, how, pattern = sys.argv[1:]
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if how == "given":
            give(row["words"], re.compile(pattern))
        print(json.dumps(reasons(row["text"])))


if __name__ == "__main__":
    main()
