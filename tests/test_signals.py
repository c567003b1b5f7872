"""Signals: the same numbers as the published rules read word by word, whatever texts are measured together."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_version import publish

from parquetry.config import Gopher, Quality
from parquetry.dataset import query
from parquetry.enrich import leaf_tables, signals
from parquetry.enrich.code_points import CodePoints, words
from parquetry.enrich.sentence_ends import TERMINAL_PUNCTUATION
from parquetry.enrich.signals import c4
from parquetry.enrich.signals.lines import paragraphs
from parquetry.enrich.signals.measure import Document, measure
from parquetry.errors import ConfigError
from parquetry.publish import views

if TYPE_CHECKING:
    from pathlib import Path

# Few characters, so that lines and words repeat; each kind that a rule looks for.
PIECES = [
    *"ab#'-.•…{[] \n\r\t",
    "\n\n",
    "...",
    "\u0301",
    "漢字",
    "ไทย",
    "1",
    "the ",
    "The ",
    "a b c d e ",
    "javascript",
    "\x85",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=60).map("".join)


def values(text: str, language: str = "en", sentences: tuple[int, ...] = ()) -> dict[str, Any]:
    """The signals of one text."""
    return {name: column.tolist()[0] for name, column in measure([Document(text, language, sentences, 0)]).items()}


def words_of(text: str) -> list[str]:
    found = words(CodePoints.of([text]))
    return [text[start:end] for start, end in zip(found.start.tolist(), found.end.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't.", ["They", "don't", "."]),
        ("well-known", ["well", "-", "known"]),
        ("3.14, 1,000", ["3.14", ",", "1,000"]),
        ("the end.Begin", ["the", "end", ".", "Begin"]),
        ("wait...  (what?!)", ["wait", "...", "(", "what", "?", "!", ")"]),
        ("me@example.org", ["me@example.org"]),
        ("and/or 1/2", ["and", "/", "or", "1/2"]),
        ("cafe\u0301 a\u0301b", ["cafe\u0301", "a\u0301b"]),
        ("東京は", ["東", "京", "は"]),
        ("\u0301a", ["\u0301a"]),
    ],
)
def test_words_are_what_people_call_words(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@given(TEXTS)
def test_words_hold_every_character_but_white_space(text: str) -> None:
    assert "".join(words_of(text)) == "".join(text.split())


def duplicates(pieces: list[str]) -> tuple[int, int]:
    """How many pieces stood before, and their characters."""
    again = [piece for number, piece in enumerate(pieces) if piece in pieces[:number]]
    return len(again), sum(map(len, again))


def repeated_characters(found: list[str], n: int) -> int:
    """Characters in sequences that were met before, from left to right."""
    met: set[tuple[str, ...]] = set()
    at = total = 0
    while at + n <= len(found):
        if (sequence := tuple(found[at : at + n])) in met:
            total += sum(map(len, sequence))
            at += n
        else:
            met.add(sequence)
            at += 1
    return total


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


@given(TEXTS)
def test_signals_are_those_of_the_rules_read_word_by_word(text: str) -> None:
    found, lines = words_of(text), text.splitlines()
    got = values(text)
    assert got["symbol_word_ratio"] == share(max(text.count("#"), text.count("...") + text.count("…")), len(found))
    assert got["alpha_words"] == share(sum(any(map(str.isalpha, word)) for word in found), len(found))
    assert got["stop_words"] == len({"the", "be", "to", "of", "and", "that", "have", "with"} & set(found))
    assert got["bullet_lines"] == share(sum(line.lstrip().startswith(("•", "-")) for line in lines), len(lines))
    assert got["ellipsis_lines"] == share(sum(line.rstrip().endswith(("...", "…")) for line in lines), len(lines))
    parts = re.split(r"\n{2,}", text.strip()) if text.strip() else []
    assert got["duplicate_paragraphs"] == share(duplicates(parts)[0], len(parts))
    assert got["duplicate_paragraph_chars"] == share(duplicates(parts)[1], len(text))
    rows = re.split(r"\n+", text) if text else []
    # A text of nothing but newlines has an empty string before and after them.
    assert got["duplicate_lines"] == share(duplicates(rows)[0], len(rows))
    assert got["duplicate_line_chars"] == share(duplicates(rows)[1], len(text))
    for n in (2, 3, 4):
        counted = Counter(tuple(found[at : at + n]) for at in range(len(found) - n + 1)).most_common(1)
        most = [len(" ".join(sequence)) * count for sequence, count in counted]
        assert got[f"top_{n}_gram"] == share(sum(most), len(text))
    for n in range(5, 11):
        assert got[f"duplicate_{n}_grams"] == share(repeated_characters(found, n), len(text))
    full = [line for line in text.split("\n") if line.strip()]
    assert got["terminal_lines"] == share(sum(line.endswith(tuple(TERMINAL_PUNCTUATION)) for line in full), len(full))
    assert got["short_lines"] == share(sum(len(line) <= 30 for line in full), len(full))
    assert got["repeated_line_chars"] == share(duplicates(full)[1], len(text.replace("\n", "")))
    assert got["newlines_per_word"] == share(text.count("\n"), len(found))


@given(st.lists(TEXTS, max_size=5))
def test_a_text_has_its_signals_whatever_is_measured_with_it(texts: list[str]) -> None:
    together = measure([Document(text, "en", (), 0) for text in texts])
    for number, text in enumerate(texts):
        assert {name: column.tolist()[number] for name, column in together.items()} == values(text)


C4 = [
    ("It is raining in the town.", True, "an ordinary line"),
    ("It is raining", False, "no end"),
    ("It is raining in ...", False, "an ellipsis is no end"),
    ("It rains.", False, "two words"),
    ("It rains here.", True, "three words"),
    ("It is raining in the town.[3]", True, "a citation is taken away first"),
    ("It is raining [citation needed]", False, "nothing is left at the end"),
    ("Please enable JavaScript to read.", False, "a line about scripts"),
    ("We use cookies on this page.", False, "a line about policies"),
    (f"A word {'x' * 1001} is too long.", False, "a word over the limit"),
    (f"A word {'x' * 1000} is long enough.", True, "a word at the limit"),
    ('He said that it "rains"', True, "a quotation mark is an end"),
]


@pytest.mark.parametrize(("line", "kept", "reason"), C4, ids=[reason for *_, reason in C4])
def test_c4_keeps_lines(line: str, kept: object, reason: str) -> None:
    assert values(f"Dropped\n{line}\nNo end")["c4_lines"] == kept, reason


def test_phrases_are_found_as_in_small_letters() -> None:
    # What no other test would notice: a character that a later Unicode gives a small letter of ASCII.
    beyond = [chr(code) for code in range(128, sys.maxunicode + 1) if any(char.isascii() for char in chr(code).lower())]
    assert beyond == ["\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "\N{KELVIN SIGN}"]
    for text in ("Coo\N{KELVIN SIGN}ie", "PRIVACY POLICY", "pr\u0130vacy policy", "\ud800 Cookie"):
        assert (b"cookie" in c4._lowered(text)) == ("cookie" in text.lower())  # noqa: SLF001
        assert (b"privacy policy" in c4._lowered(text)) == ("privacy policy" in text.lower())  # noqa: SLF001


def test_c4_counts_the_sentences_of_kept_lines() -> None:
    text = "One is here. Two is here.\n\nNo end here\n\nThree is here."
    got = values(text, sentences=(0, 13, 27, 40))
    assert (got["c4_lines"], got["c4_sentences"]) == (2, 3)
    for rest, name in (("Then lorem ipsum dolor comes.", "lorem_ipsum"), ("Then { comes a bracket.", "curly_bracket")):
        assert values(f"{text}\n\n{rest}")[name]
        assert not got[name]
    # A line that is dropped anyway says nothing about the text.
    assert not values(f"{text}\n\nif (x) {{")["curly_bracket"]


def test_c4_counts_a_line_by_itself() -> None:
    """The end of a sentence that began on the line before counts too, as where C4's own code splits the line."""
    got = values("The night was cold and\ndark. A wind came up.\n  It rained on.", sentences=(0, 29, 47))
    assert (got["c4_lines"], got["c4_sentences"]) == (2, 3)


def test_a_language_without_stop_words_has_none_to_count() -> None:
    assert values("Le chat et la table", "fr")["stop_words"] == 2
    assert values("the cat", "xx")["stop_words"] == -1


def small(folder: Path, **columns: Any) -> Path:
    """A version of two documents, the second in Japanese, whose signals pass but for `columns`."""
    good = {
        "words": 200,
        "mean_word_length": 4.5,
        "alpha_words": 0.9,
        "stop_words": 4,
        "terminal_lines": 0.5,
        "c4_sentences": 9,
    }
    ids = [digit * 32 for digit in "ab"]
    return publish(
        folder / "small",
        {
            "documents": [{"doc_id": ids[0], "language": "en"}, {"doc_id": ids[1], "language": "ja"}],
            "signals": [{"doc_id": doc_id, **good, **columns} for doc_id in ids],
        },
    )


SIDES = [
    ("words", 50, 49, "min_words"),
    ("alpha_words", 0.8, 0.79, "min_alpha_words"),
    ("duplicate_lines", 3 / 10, 0.31, "max_duplicate_lines"),
    ("top_2_gram", 0.2, 0.21, "max_top_2_gram"),
    ("c4_sentences", 5, 4, "min_c4_sentences"),
    ("curly_bracket", False, True, "max_curly_bracket"),
    ("short_lines", 0.67, 0.68, "max_short_lines"),
    ("stop_words", None, 1, "min_stop_words"),
]


@pytest.mark.parametrize(("column", "passes", "fails", "rule"), SIDES, ids=[row[0] for row in SIDES])
def test_a_threshold_has_two_sides(column: str, passes: Any, fails: Any, rule: str, tmp_path: Path) -> None:
    asked = "SELECT fails FROM quality ORDER BY doc_id"
    for number, (value, expected) in enumerate(((passes, []), (fails, [rule]))):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert query.query(small(folder, **{column: value}), asked, Quality()).rows[0] == (expected,)


def test_verdicts_are_null_where_words_are_not_parted_and_follow_the_config(tmp_path: Path) -> None:
    version = small(tmp_path, words=20)
    asked = "SELECT passes_gopher, passes_fineweb FROM quality ORDER BY doc_id"
    assert query.query(version, asked, Quality()).rows == ((False, True), (None, None))
    lenient = Quality(gopher=Gopher(min_words=20))
    assert query.query(version, asked, lenient).rows[0] == (True, True)
    with pytest.raises(ConfigError, match="the query is wrong"):
        query.query(version, "SELECT nothing FROM nowhere", Quality())


def test_the_script_of_views_runs_in_the_folder_of_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small(tmp_path))
    with duckdb.connect() as connection:
        connection.execute(views.script(Quality()))
        assert connection.execute("SELECT count(*) FROM quality WHERE passes_gopher").fetchall() == [(1,)]


def test_the_table_is_that_of_the_documents(version: Path) -> None:
    make = signals.maker(version)
    table = pa.concat_tables(make(batch) for batch in leaf_tables.documents(version, signals.COLUMNS))
    assert table["doc_id"].to_pylist() == sorted(table["doc_id"].to_pylist())
    rows = query.query(version, "SELECT doc_id, words FROM signals ORDER BY doc_id", Quality()).rows
    assert rows == tuple(zip(table["doc_id"].to_pylist(), table["words"].to_pylist(), strict=True))
    assert len(rows) > 10


def test_one_newline_parts_lines_and_two_part_paragraphs() -> None:
    found = paragraphs(CodePoints.of(["a\nb\n\nc\n", "d"]))
    assert list(zip(found.document.tolist(), found.start.tolist(), found.end.tolist(), strict=True)) == [
        (0, 0, 3),
        (0, 5, 6),
        (1, 7, 8),
    ]
