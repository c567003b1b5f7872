"""Segment: golden blocks and sentences, and what must hold for any text."""

from __future__ import annotations

import itertools
import json
import textwrap
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import punkt
import pytest
from command import assert_linear
from cost import assert_at_most
from examples import few
from hypothesis import given
from hypothesis import strategies as st

from parquetry import Processed, process
from parquetry.config import Config, Segment
from parquetry.errors import DocumentError
from parquetry.languages.word_frequencies import PUNKT_MODELS
from parquetry.segment import dehyphenate
from parquetry.segment.blocks.furniture_on_pages import on_pages
from parquetry.segment.blocks.justified import justified
from parquetry.segment.blocks.margins import add_evidence_of_margins
from parquetry.segment.hyphen_model import kept_share
from parquetry.segment.lines import split as lines_of
from parquetry.segment.sentences import merge_rules, punkt_fast, split_rules
from parquetry.segment.sentences.boundary import Reading, boundary
from parquetry.segment.sentences.register import is_legal
from parquetry.segment.sentences.split import split
from parquetry.segment.shape import measure
from parquetry.text import COPY

GOLDEN = Path(__file__).parent / "golden"
LAW = "Article {}\nThe court shall hear the plaintiff pursuant to article {} of this statute.\n"
DATA = Path(str(files("parquetry.languages") / "data"))
QUALITY = Path(__file__).parents[1] / "benchmarks" / "quality"
BLOCKS = json.loads((GOLDEN / "blocks.json").read_text(encoding="utf-8"))
HYPHENS = json.loads((GOLDEN / "hyphens.json").read_text(encoding="utf-8"))
SENTENCES = json.loads((GOLDEN / "sentences.json").read_text(encoding="utf-8"))
LINES = st.sampled_from(
    [
        "A line that is about as long as the others in this text and goes",
        "on here in lower case without an end",
        "Short.",
        "1. A numbered heading",
        "- an item",
        "> quoted",
        "",
        "",
        "\f",
        "12",
        "Capital words begin this line that ends with a stop.",
        "a\tb\tc",
        "¹ A note.",
        "1 A note of the line above.",
        "12    The running head",
        "Page 3 of 9",
        "Patient: A. Berg",
        "> > twice quoted, and the sentence goes",
        ">",
        "    return x;",
        "| a | b |",
        "```",
        "So it was said.1 A number follows a stop.2",
        "See [1] and [2, 3].",
        "[1] An entry of a list.",
        "T",
        "HE drop cap stands above its line of capital letters",
        "And all the bells of all the town",
        "没有得到回复，第四封信寄给了国王的秘书",
        "co-",
        "operation goes on",
        " indented by one",
        "    indented by four",
        "“Quoted,” he said.¹",
        "مرحبا بالعالم.",
        "今日は。",
        "3. Sülkü 2010: 11",
        "\u00a0",
        "…",
        "http://example.org/a.b?c=d.",
        "word  with  gaps",
    ]
)
TEXTS = st.lists(LINES, min_size=1, max_size=25).map("\n".join)


def cases(values: list[dict[str, str]]) -> list[object]:
    marks = {"known-failures": [pytest.mark.xfail]}
    return [pytest.param(value, id=value["name"], marks=marks.get(value["group"], [])) for value in values]


@pytest.mark.parametrize("case", cases(BLOCKS))
def test_golden_blocks(case: dict[str, str]) -> None:
    done = process(case["text"], until="segment")
    assert [[block.kind, done.text[block.start : block.end]] for block in done.blocks] == case["blocks"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Figures stand flush on the right, names on the left: both are tables.
        ("   Jan   Feb   Mar   Apr\n  2.10  2.25  2.40  2.05\n 12.00  8.75     -  9.80", [False, False, False]),
        ("Alder  lies  here  now\nLinde  lies  here  too", [False, False]),
        ("The  harbour  keeps  a list of boats\nof which a clerk reads aloud  weekly\nto us.", [True, True, False]),
        # Rows of words that end in one column by chance; no sentence ends in them.
        ("walnut  table  leg\npewter  salt   rim\noak  chest  handle", [False, False, False]),
    ],
)
def test_justified_lines_are_no_tables(text: str, expected: list[bool]) -> None:
    assert justified(lines_of(text)) == expected


@pytest.mark.parametrize(
    ("last", "first", "heads"),
    [
        (
            "Nobody wrote down how many barrels of the tar there were in it or",
            "had been sold to the widow before the frost of the year.",
            {2},
        ),
        # Items have no stops, and a heading may stand between two lists.
        (
            "2. Tar in barrels that do not leak, of which the last was no good",
            "a) oak for the gates, dry, and cut before the frost",
            set(),
        ),
        (
            "- rope of hemp from the hills, two hundred fathoms of it in coils",
            "hammers, saws, and all kinds of nails that nobody counted",
            set(),
        ),
    ],
)
def test_a_head_that_cuts_a_sentence_stands_between_no_items(last: str, first: str, heads: set[int]) -> None:
    text = f"What was bought in the spring for the harbour and for its gates.\n{last}\n\fTools of iron\n\n{first}\n"
    assert on_pages(lines_of(text)) == heads


@pytest.mark.parametrize("case", cases(SENTENCES))
def test_golden_sentences(case: dict[str, str]) -> None:
    text, legal = case["text"], bool(case.get("legal"))
    assert [text[start:end] for start, end in split(text, case["language"], legal=legal)] == case["sentences"]


@pytest.mark.parametrize(
    ("text", "language", "legal"),
    [
        (LAW.format(3, 4), "en", True),
        ("See Lind v. Brandt, 581 F.3d 1313, and 38 C.F.R. § 3.303.", "en", True),
        ("Artículo 12.\nEl heredero responderá según lo dispuesto en el artículo 13.", "es", True),
        (
            "The court is next to the old port. They play tennis on it every Sunday, and the law of gravity holds.",
            "en",
            False,
        ),
        ("Article 50 was in the news again. " + "The ferry left the port at noon and came back at night. " * 9, "en", False),
        (
            "Section 2 describes the tide and Section 3 the gates. We give results in Section 4 and conclude in Section 5.",
            "en",
            False,
        ),
        ("Das geschah um 1600 v. Chr. und noch einmal um 53 v. Chr. am Rhein.", "de", False),
    ],
)
def test_texts_of_law_are_told_from_texts_that_mention_it(text: str, language: str, legal: bool) -> None:  # noqa: FBT001 (a case)
    assert is_legal(text, language) is legal


def test_blank_lines_cost_no_more_than_text_where_titles_of_provisions_are_looked_for() -> None:
    text = LAW.format(1, 2) * 200
    blank = LAW.format(1, 2) + "\n" * (len(text) - len(LAW))
    assert_at_most(20, lambda: is_legal(blank, "en"), lambda: is_legal(text, "en"))


def test_the_title_of_a_provision_is_joined_to_nothing() -> None:
    done = process("Of the duties of keepers\n" + LAW.format(132, 9) + LAW.format(133, 9), until="segment")
    assert [done.text[one.start : one.end] for one in done.sentences][1:3] == [
        "Article 132",
        "The court shall hear the plaintiff pursuant to article 9 of this statute.",
    ]


@pytest.mark.parametrize("case", HYPHENS, ids=lambda case: case["name"])
def test_golden_hyphens(case: dict[str, str]) -> None:
    lines = case["text"].split("\n")
    judge = dehyphenate.Judge(case["text"], case["language"])
    joined = lines[0]
    for line, following in itertools.pairwise(lines):
        decision = judge.decide(line, following)
        joined = (
            f"{joined} {following}"
            if decision is None
            else f"{joined[: len(joined) - decision.drop]}{decision.glue}{following}"
        )
    assert joined == case["joined"]


WRAPPED_PARTS = (
    """The keeper of the light wrote down what the gauge had shown
at noon. He did so every day, and on the last of the month he
sent it.""",
    """Nobody read what he had sent. The clerks laid the sheets in
a drawer, and when the drawer was full they bought a second
one.""",
    """A visitor found them there. She asked for a table, a lamp and
some weeks of quiet, and got the table and the lamp from the
porter.""",
)


@pytest.mark.parametrize(("between", "gapped"), [("\n\n", True), ("\n", False)])
def test_paragraphs_are_known_to_be_set_apart_by_blank_lines_or_not(between: str, gapped: bool) -> None:  # noqa: FBT001
    assert measure(lines_of(between.join(WRAPPED_PARTS))).gapped is gapped


def test_in_no_language_all_hyphens_are_kept_or_none() -> None:
    # The odds of a share of 0 or 1 are no number: every Slovak text with a broken word was rejected.
    known = {path.stem for path in DATA.glob("*.toml")} | {"xx"}
    assert [language for language in sorted(known) if not 0 < kept_share(language) < 1] == []


def test_a_kept_hyphen_of_a_typesetter_is_a_plain_one_in_the_text() -> None:
    line = "It was known to all who had seen it that the question of self\u2010\nesteem was one that nobody would raise.\n"
    done = process(line, Config(segment=Segment(language="en")), until="segment")
    assert "self-esteem" in done.text
    assert [(repair.rule, repair.before, repair.after) for repair in done.repairs] == [("kept", "\u2010\n", "-")]


def at_the_bar(marked: str) -> tuple[str, int]:
    """Return a rule's example without its mark, and where the marked boundary is."""
    before, _, after = marked.partition("|")
    return before + after.lstrip(" "), len(before)


@pytest.mark.parametrize("rule", merge_rules.RULES, ids=lambda rule: rule.name)
def test_a_merge_rule_takes_back_its_example_and_leaves_its_counter_example(rule: merge_rules.MergeRule) -> None:
    trained = rule.language in PUNKT_MODELS
    for marked, expected in zip(rule.examples, (True, False), strict=True):
        text, start = at_the_bar(marked)
        reason = merge_rules.merge_reason(text, 0, start, Reading(rule.language, trained, bool(rule.legal)))
        holds = rule.holds(boundary(text, 0, start, Reading(rule.language, trained, bool(rule.legal))))
        assert (reason is not None and holds) if expected else reason != rule.name


@pytest.mark.parametrize("rule", split_rules.RULES, ids=lambda rule: rule.name)
def test_a_split_rule_finds_its_example_and_nothing_in_its_counter_example(rule: split_rules.SplitRule) -> None:
    text, start = at_the_bar(rule.examples[0])
    assert start in set(rule.places(text, rule.language))
    assert not set(rule.places(rule.examples[1], rule.language))


def ink(text: str) -> str:
    return "".join(text.split())


def assert_nothing_lost_or_doubled(data: bytes, done: Processed) -> None:
    """Every character of the source is in the text once, in its order, but for what a repair on record took away.

    Notes and furniture move: put back by their bytes, the characters of the text are those of the source.
    """
    segments = sorted(done.alignment, key=lambda one: (one.source_start, one.source_end))
    assert all(a.source_end <= b.source_start for a, b in itertools.pairwise(segments)), "a byte is in the text twice"
    missing: Counter[str] = Counter()
    for one in segments:
        before, after = ink(data[one.source_start : one.source_end].decode()), ink(done.text[one.start : one.end])
        kept = iter(before)
        assert all(character in kept for character in after), "a character is invented or out of order"
        missing += Counter(before) - Counter(after)
    removed = Counter("".join(ink(one.before) for one in done.repairs if one.status == "applied"))
    assert not missing - removed, "a character is gone without a repair"


SOUP = st.lists(
    st.sampled_from(
        [
            "Dr",
            "Mr.",
            "z.B",
            "etc",
            "no",
            "No",
            "5",
            "1.000",
            "J",
            "U.S",
            "the",
            "The",
            "word",
            "Word",
            "İ",
            "ß",
            "mid-co",
            ".",
            ".",
            ".",
            "..",
            "...",
            ". . .",
            "!",
            "?",
            "?!",
            ",",
            ";",
            ":",
            "--",
            "-",
            "–",
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\t",
            "\u00a0",
            "\u2003",
            "\x1c",
            "\x85",
            "(",
            ")",
            "[",
            "]",
            "“",
            "”",
            "»",
            "'",
            '"',
            "’",
            "x" * 30,
            "…",
            "٣",
            "今日",
            "@",
            "$",
            "%",
            "e.g.",
        ]
    ),
    max_size=24,
).map("".join)


@few(200)
@given(SOUP, st.sampled_from(sorted(PUNKT_MODELS.values())))
def test_trained_boundaries_are_those_of_the_library(text: str, model: str) -> None:
    assert punkt_fast.starts(text, model) == [start for start, _ in punkt.tokenizer_for(model).span_tokenize(text)]


@pytest.mark.parametrize("path", sorted(QUALITY.glob("*.txt")), ids=lambda path: path.stem)
def test_trained_boundaries_of_running_text_are_those_of_the_library(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for model in PUNKT_MODELS.values():
        assert punkt_fast.starts(text, model) == [start for start, _ in punkt.tokenizer_for(model).span_tokenize(text)]


@given(TEXTS, st.booleans())
def test_blocks_tile_the_text_sentences_the_blocks_and_bytes_the_source(text: str, reflow: bool) -> None:  # noqa: FBT001
    data = text.encode()
    try:
        done = process(data, Config(segment=Segment(reflow=reflow)), until="segment")
    except DocumentError as error:
        assert error.reason == "empty"  # noqa: PT017
        return
    assert_nothing_lost_or_doubled(data, done)
    assert done.text == "\n\n".join(done.text[block.start : block.end] for block in done.blocks)
    for k, block in enumerate(done.blocks):
        assert block.start < block.end
        content = done.text[block.start : block.end]
        assert (content.rstrip() if block.verbatim else content.strip()) == content
        inside = [one for one in done.sentences if one.block_id == k]
        assert ink("".join(done.text[one.start : one.end] for one in inside)) == ink(done.text[block.start : block.end])
        assert all(block.start <= one.start < one.end <= block.end for one in inside)
    assert [one.start for one in done.sentences] == sorted(one.start for one in done.sentences)
    for run in done.alignment:
        if run.kind == COPY:
            assert data[run.source_start : run.source_end].decode() == done.text[run.start : run.end]
    covered = 0
    for low, high in sorted((run.source_start, run.source_end) for run in done.alignment):
        assert low <= covered
        covered = max(covered, high)
    assert covered == len(data)


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ja", "und", "ar", "hr"]))
def test_sentences_cover_any_block_in_order(text: str, language: str) -> None:
    spans = split(text, language)
    assert ink("".join(text[start:end] for start, end in spans)) == ink(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(("broken", "whole"), [("kind-\nhearted", "kind-hearted"), ("fright-\nened", "frightened")])
def test_many_lines_without_a_broken_word_say_that_a_text_breaks_none(broken: str, whole: str) -> None:
    """A hyphen that may be the author's is kept there; a word that is surely broken is joined all the same."""
    lines = ["he gave the boy a piece of bread and a cup of milk", "and told him to go to the village below the castle"] * 60
    text = f"The old man was much too {broken} to send him away, and\n" + "\n".join(lines) + "."
    assert f"too {whole} to" in process(text, until="segment").text


def test_without_reflow_every_line_stays_a_line() -> None:
    text = "One line that is long enough to look like it was wrapped\nby a program that wraps lines of text at sixty\nor so."
    done = process(text, Config(segment=Segment(reflow=False)), until="segment")
    assert ink(done.text) == ink(text)
    assert len(done.text.split("\n")) >= 3


def test_a_declared_language_is_not_detected_anew() -> None:
    assert process("Hello there.", Config(segment=Segment(language="cy")), until="segment").language == "cy"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Hund lief über die Straße und bellte laut.", "de"),
        ("Il pleut depuis trois jours sur la ville.", "fr"),
        ("Bugün hava çok güzel ve herkes dışarıda.", "tr"),
        ("Сегодня очень холодно и идёт снег.", "ru"),
        ("12 34 56", "und"),
        ("OK", "und"),
        ("Total", "und"),
        ("https://example.org/de/strasse", "und"),
        ("k8JwQz03LmTt77", "und"),
        ("Yes", "en"),
        ("Hello Sofia", "en"),
        ("The word λόγος and the phrase ἐν ἀρχῇ ἦν ὁ λόγος are quoted here from the Greek.", "en"),
        ("Слово water и слово wine стоят здесь рядом.", "ru"),
        ("Де мій квиток?", "uk"),
        ("駅はどこですか", "ja"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert process(text, until="segment").language == language


SAILED = (
    "The ferry left the harbour at nine in the morning and crossed the bay before noon, although the wind had turned and "
    "nobody on the pier had thought that it would sail. "
)
SPEECH = (
    "“I have told you all that I know about the ferry, and that is that it sailed at nine with eleven people and a dog on "
    "board, and that none of them has been seen since that day.”"
)


@pytest.mark.parametrize(("sentences", "kind"), [(3, "footnote"), (14, "paragraph")])
def test_a_note_before_its_citation_is_one_if_half_a_page_or_less_is_between(sentences: int, kind: str) -> None:
    """A page's edge may put the note first; what stands two pages before a citation begins a text of its own."""

    def wrapped(text: str) -> str:
        return "\n".join(textwrap.wrap(text, 60))

    first = wrapped(f"{SAILED}It was an old boat.¹ {SAILED}") + "\n\n¹ Harbour book of 1911, page 4.\n"
    second = wrapped(f"{SAILED * sentences}The second boat was newer.² {SAILED}")
    done = process(f"{first}\f² Harbour book of 1912, page 7.\n\n{second}\n", until="segment")
    kinds = {done.text[block.start : block.end][:1]: block.kind for block in done.blocks}
    assert (kinds["¹"], kinds["²"]) == ("footnote", kind)


NARROW_NOTE = "Seven lamps are to be lit\nbefore the boat comes in\nand put out after it has\ngone to the island again."


@pytest.mark.parametrize(("at_the_top", "is_note"), [(True, True), (False, False)])
def test_narrow_lines_without_a_number_are_a_note_only_if_they_begin_their_page(*, at_the_top: bool, is_note: bool) -> None:
    """Lower on the page they may be a quotation, an address or the end of the text."""
    prose = " ".join(
        f"{vessel} left the harbour at nine in the morning and crossed the bay before noon, though the wind had turned."
        for vessel in ("The ferry", "A boat of the pilots", "The new steamer", "An old barge")
    )
    page = "\n".join(textwrap.wrap(prose, 60))
    second = NARROW_NOTE if at_the_top else f"{page}\n\n{NARROW_NOTE}"
    done = process(f"{page}\n\f{second}\n\f{page}\n", until="segment")
    kind = next(block.kind for block in done.blocks if done.text[block.start :].startswith("Seven"))
    assert (kind == "footnote") == is_note


def test_flags_are_sorted_with_that_of_verbatim_blocks() -> None:
    code = b"def f(x):\n    if x:\n        return [x, x + 1]\n    return None\n\n"
    done = process(code + b"The caf\xe9 was open, the caf\xc3\xa9 was na\xc3\xafve and \x81 was lost.\n", until="segment")
    assert done.flags == ("mixed_encoding", "undecodable_bytes", "unresolved", "verbatim")


@pytest.mark.parametrize(("spoken", "kind"), [(1, "quote"), (3, "paragraph")])
def test_a_paragraph_in_quotation_marks_is_speech_where_people_talk(spoken: int, kind: str) -> None:
    """Among six blocks one in quotation marks is quoted; of three at least one is said by somebody."""
    others = ["“Then we shall wait,” he said, and sat down."] * (spoken - 1)
    blocks = [SAILED, SPEECH, *others, *[f"The clerk wrote line {number} of it down." for number in range(5 - len(others))]]
    done = process("\n\n".join(blocks), until="segment")
    assert next(block.kind for block in done.blocks if done.text[block.start] == "“") == kind


def test_parents_are_the_governing_headings() -> None:
    done = process("# One\n\nText one.\n\n## Two\n\nText two.\n\n# Three\n\nText three.", until="segment")
    assert [(block.kind, block.level, block.parent) for block in done.blocks] == [
        ("heading", 1, None),
        ("paragraph", None, 0),
        ("heading", 2, 0),
        ("paragraph", None, 2),
        ("heading", 1, None),
        ("paragraph", None, 4),
    ]


@pytest.mark.parametrize("letter", ["İ", "ı", "ſ", "K"])
def test_a_letter_whose_other_case_is_of_ascii_is_no_roman_number(letter: str) -> None:
    # "İ" matches "[i]" where case is ignored: a line of it ended the document with the reason `error`.
    text = f"{letter}\n\nThe boats went out.\n\n{letter} 12\n\nThey came home."
    assert process(text, until="segment").text == text


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "\n" * 300_000 + "a",
        "!?" * 100_000,
        "'" * 200_000,
        "." * 200_000,
        "1" * 200_000,
        "a. " * 40_000,
        "- \n" * 20_000,
        "Word " * 60_000,
        "¹" * 100_000,
        "(http://" * 25_000,
        f"{'x' * 19_990}@ " * 10,
        "7. A" * 50_000,
    ],
)
def test_adversarial_text_takes_linear_time(text: str) -> None:
    assert_linear(lambda part: process(part, until="segment"), text)


@pytest.mark.slow
@pytest.mark.parametrize("run", ["?", ".", "...”", "!)", "。」", "a.", "; ", ": A", "»", "\u00a0", "١.", "Thanks A"])
@pytest.mark.parametrize("language", ["ro", "en", "und"])
def test_a_run_of_anything_costs_no_more_than_text(run: str, language: str) -> None:
    """Within a stretch that is split at once, where a cost by the square would not show as one."""

    text, same = "She left the old port. He stayed. " * 500, run + run[-1] * 8000 + run * (8000 // len(run))
    split(text, language)
    for legal in (False, True):
        assert_at_most(40, lambda: split(same, language, legal=legal), lambda: split(text, language))  # noqa: B023 (called at once)


@pytest.mark.parametrize("text", [". Ines Calloway", "! Ines", ".", ". a", ". 5", ". . . A", "\u3002Ines"])
def test_a_text_that_begins_with_a_full_stop_is_split_like_any_other(text: str) -> None:
    sentences = process(text, until="segment").sentences
    assert sentences[0].start == 0
    assert sentences[-1].end == len(text)


def test_what_goes_back_to_the_left_is_no_more_of_a_body() -> None:
    lines = lines_of("ebb\n     The fall of the water.\nflood\n     The rise.\n")
    scores = np.zeros((len(lines), 7))
    add_evidence_of_margins(scores, lines)
    # The third line, the next term, is not joined; the body below a term may be.
    assert [score < 0 for score in scores[:, 1]] == [False, False, True, False]
    paragraphs = lines_of("It rained.\n     They stayed in the house.\nNobody came by.\n")
    scores = np.zeros((len(paragraphs), 7))
    add_evidence_of_margins(scores, paragraphs)
    assert not scores.any()


def test_underlined_titles_have_levels_by_the_order_of_their_signs() -> None:
    titles = ("Harbour", "="), ("Quays", "~"), ("West", "-"), ("Gauges", "~")
    text = "".join(f"{title}\n{sign * len(title)}\n\nIt is as old as the town.\n\n" for title, sign in titles)
    headings = [block for block in process(text, until="segment").blocks if block.kind == "heading"]
    assert [block.level for block in headings] == [1, 2, 3, 2]


def test_a_title_that_a_colon_shows_as_an_example_is_no_heading() -> None:
    example = "    Gauges\n    ------\n\n    They are read twice.\n\nWrite it so."
    for before, kinds in (("A heading is written so::", 0), ("A heading follows.", 1)):
        blocks = process(f"{before}\n\n{example}", until="segment").blocks
        assert sum(block.kind == "heading" for block in blocks) == kinds
