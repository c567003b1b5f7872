"""Repair: golden cases, and what must hold for any text."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import ftfy
import pytest
from command import assert_linear
from hypothesis import example, given
from hypothesis import strategies as st

from parquetry import process
from parquetry.config import Config, Extract, Repair
from parquetry.errors import DocumentError
from parquetry.languages import identify
from parquetry.read import from_bytes
from parquetry.repair import characters
from parquetry.repair.encoding import text_likelihood, unicode_encodings
from parquetry.repair.encoding.decode import decode
from parquetry.repair.encoding.letter_model import letter_model
from parquetry.repair.encoding.sample import sampled
from parquetry.repair.glyphs import candidates, deletion_index
from parquetry.repair.glyphs.confidence import MEASURED, Calibration
from parquetry.repair.glyphs.isolated_marks import Lone, paired
from parquetry.repair.glyphs.word_model import Lexicon
from parquetry.repair.mojibake import escapes, ftfy_lines
from parquetry.repair.pipeline import repair
from parquetry.text import COPY, AlignedText

if TYPE_CHECKING:
    from parquetry.model.documents import Processed


def source_of(case: dict[str, str]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()


CASES = sorted(
    json.loads((Path(__file__).parent / "golden" / "repair.json").read_text(encoding="utf-8")),
    # Word lists of a few languages are kept, and each takes long to read again.
    key=lambda case: identify.guess(source_of(case).decode("utf-8", "replace")).code,
)
PIECES = [
    "plain words",
    "Ã©",
    "â€™",
    "Â ",
    "é",
    "ö",
    "\u0301",
    "&amp;",
    "ﬁ",
    "Ð¿",
    "\u0092",
    "日本",
    " ",
    ".",
    "Ž",
    "ā€",
    "€",
    "√©",
]
MIXED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@cache
def repaired(data: bytes) -> Processed:
    """The repaired document: of a golden case two tests look at the same."""
    return process(data, until="repair")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["name"], marks=[pytest.mark.xfail] if case["group"] == "known-failures" else [])
        for case in CASES
    ],
)
def test_golden(case: dict[str, str]) -> None:
    done = repaired(source_of(case))
    assert done.text == case["expected"]
    applied = [repair for repair in done.repairs if repair.status == "applied"]
    if case["group"] == "negative":
        assert not applied
    elif done.text.split() != done.decoded.split():
        assert applied


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["group"] != "known-failures"], ids=lambda case: case["name"]
)
def test_every_change_is_on_record(case: dict[str, str]) -> None:
    """An edit run has a row in repairs, unless it only changed white space; a copy run is its bytes."""
    data = source_of(case)
    done = repaired(data)
    for run in done.alignment:
        here = data[run.source_start : run.source_end]
        if run.kind == COPY:
            assert here.decode(done.encoding) == done.text[run.start : run.end]
        elif done.text[run.start : run.end].strip():
            assert any(one.source_start < run.source_end and run.source_start < one.source_end for one in done.repairs)


def unrecorded(data: bytes, done: Processed) -> list[str]:
    """Return what was changed, beyond white space, without a row of repairs that covers it."""
    out = []
    for run in done.alignment:
        source = data[run.source_start : run.source_end].decode("utf-8", "replace")
        here = done.text[run.start : run.end]
        covered = any(r.source_start < run.source_end and run.source_start < r.source_end for r in done.repairs)
        if run.kind != COPY and not covered and "".join(source.split()) != "".join(here.split()):
            out.append(source)
    return out


@given(MIXED)
def test_no_character_is_lost_or_changed_without_a_row(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        assert not unrecorded(data, process(data, until="repair"))
    except DocumentError:
        return


@given(MIXED)
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    try:
        once = process(text.encode("utf-8", "surrogatepass"), until="repair").text
        twice = process(once, until="repair").text
    except DocumentError:
        return
    assert twice == once


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_with_every_byte_in_the_alignment_or_refused(data: bytes) -> None:
    try:
        done = process(data, until="repair")
    except DocumentError as error:
        assert error.reason in {"binary", "empty"}  # noqa: PT017 (any other reason would be wrong)
        return
    covered = 0
    for low, high in sorted((run.source_start, run.source_end) for run in done.alignment):
        assert low <= covered
        covered = max(covered, high)
    assert covered == len(data)
    done.text.encode()


@given(MIXED)
def test_lines_that_are_skipped_are_lines_ftfy_leaves_alone(text: str) -> None:
    for html in (True, False):
        config = ftfy_lines._config(html=html)  # noqa: SLF001 (the very configuration the module uses)
        suspicious = {k for start, end in ftfy_lines.suspicious(text, html=html) for k in range(start, end)}
        at = 0
        for line in text.splitlines(keepends=True):
            if at not in suspicious:
                assert ftfy.fix_text_segment(line, config) == line
            at += len(line)


@given(MIXED)
def test_mojibake_is_undone_as_ftfy_undoes_it(text: str) -> None:
    line = text.replace("\n", " ")[:200]
    if not line.strip() or len(line.splitlines()) != 1:
        return
    aligned = AlignedText.decoded(line, "utf-8")
    expected = ftfy.fix_text_segment(aligned.text, ftfy_lines._config(html=False))  # noqa: SLF001
    assert ftfy_lines.undo(aligned, html=False).text == expected


def test_undecodable_bytes_stay_visible_and_recoverable() -> None:
    data = "Das Wörterbuch ist schön, die Tür grün, ".encode() + b"\xff\xfe\x81 und Ende."
    done = process(data, until="repair")
    assert {one.kind for one in done.repairs} == {"encoding"}
    assert data[done.repairs[0].source_start] == 0xFF


def test_a_declared_encoding_is_believed_only_if_every_byte_fits() -> None:
    text = "Žluťoučký kůň"
    assert decode(text.encode("cp1250"), "windows-1250").method == "declared"
    assert decode(text.encode(), "ascii").method == "utf-8"


@pytest.mark.parametrize("data", [bytes(range(32)) * 40, b"\x00\x01\x02\x03" * 100, b"MZ\x90\x00\x03" + b"\x00\x07" * 500])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary"):
        repair(from_bytes(data), Repair())


@pytest.mark.parametrize("size", [100, 300, 1_000, 20_000])
def test_what_is_compressed_or_encrypted_is_refused_however_short(size: int) -> None:
    noise = random.Random(size).randbytes(size)  # noqa: S311 (no secret)
    with pytest.raises(DocumentError, match="binary"):
        repair(from_bytes(noise), Repair())


def test_high_bytes_of_no_language_are_refused() -> None:
    """No byte of them is a control byte: read as Chinese, one character in eight is of private use or does not exist."""
    chance = random.Random(5)  # noqa: S311 (no secret)
    with pytest.raises(DocumentError, match="characters, read as"):
        repair(from_bytes(bytes(chance.randrange(128, 256) for _ in range(2_000))), Repair())


def test_text_with_bytes_that_fit_no_encoding_is_read() -> None:
    line = "Der Schlüssel hängt über der Tür.\n".encode("cp1252")
    done = process(line * 20 + b"\x81\x8d\x90 \x9d" * 6 + line * 20, until="repair")
    assert done.text.startswith("Der Schlüssel hängt über der Tür.")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["مرحبا بالعالم", "Кораблите", "λιμάνι", "ท่าเรือเก่า"])
def test_a_few_words_of_utf_16_need_no_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text.text == text


@pytest.mark.parametrize("data", [b"a\x04", b"\x04a", b"ok\x04\x04"])
def test_a_letter_and_a_control_byte_are_no_utf_16(data: bytes) -> None:
    assert unicode_encodings.without_mark(data) is None


@pytest.mark.parametrize("data", [b"\x06\x01" * 30, b"\x04\x00\x04\x00" * 20, b"\x03" * 40])
def test_counts_of_two_bytes_are_no_utf_16(data: bytes) -> None:
    with pytest.raises(DocumentError, match="binary"):
        repair(from_bytes(data), Repair())


def test_nothing_but_invisible_characters_is_empty() -> None:
    with pytest.raises(DocumentError, match="empty"):
        repair(from_bytes("\u200b\ufeff\n".encode()), Repair())


def test_switched_off_steps_change_nothing() -> None:
    text = "co\u00adop Ã©"
    off = Repair(mojibake=False, characters=False)
    assert repair(from_bytes(text.encode()), off).text.text == text


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "a\u0301" * 40_000,
        "\u0301" * 100_000,
        "Ã©" * 40_000,
        "\ufffd" * 200_000,
        "x" * 3_000_000,
        ("http://a.b rela\ufffdon " + "x" * 20_000 + " ") * 40,
    ],
)
def test_long_runs_take_linear_time(text: str) -> None:
    assert_linear(lambda part: repair(from_bytes(part.encode()), Repair()), text)


@pytest.mark.parametrize("text", ["Он пришёл домой и сел.", "הוא בא הביתה וישב.", "Ήρθε στο σπίτι και κάθισε."])
def test_words_that_are_lost_whole_are_not_made_up(text: str) -> None:
    lost = "".join("\ufffd" if letter.isalpha() else letter for letter in text * 20)
    assert process(lost, until="repair").text == lost


DOUBTFUL = st.lists(
    st.sampled_from(
        [
            "\ufffd",
            "\0",
            "\x05",
            "\ue000",
            "\u00ad",
            "\u200b",
            "\u0301",
            "e",
            "of",
            "rela",
            "ons",
            " ",
            "\n",
            "Ã©",
            "&gt;",
            "ﬁ",
            "т",
            "\x1b[0m",
            "the",
            "?",
            "\x0c",
            ".",
            "-",
        ]
    ),
    min_size=1,
    max_size=30,
).map("".join)


@example("the\n(\ufffd\0) of")
@given(DOUBTFUL)
def test_a_doubt_says_what_stands_in_the_text(text: str) -> None:
    """Other steps may take a part of it away: a soft hyphen, a control character beside it."""
    try:
        done = process(text, Config(extract=Extract(model="none")))
    except DocumentError as error:
        assert error.reason in {"empty", "binary"}  # noqa: PT017
        return
    for row in done.repairs:
        assert row.end <= len(done.text)
        assert row.status != "unresolved" or done.text[row.start : row.end] == row.after


def test_without_a_list_only_words_of_the_document_are_restored() -> None:
    text = (
        "Prifti erdhi në qytet dhe foli me njerëzit. Prifti ishte i vjetër. Pastaj prifti shkoi në shtëpi, ku prifti "
        "jetonte me gjyshen. Pri\ufffdi tha se do të kthehej, dhe pri\ufffdi u kthye. Mja\ufffdon, tha ai."
    )
    done = process(text, until="repair").text
    assert "Prifti tha" in done
    assert "dhe prifti u" in done
    assert "Mja\ufffdon" in done


def test_escaped_bytes_take_linear_time() -> None:
    """In no line that holds one do options of a command stand, which are looked for before them."""
    line = r"the keeper of the house went to the caf\xc3\xa9 by the r\xc3\xa9gion and stayed"
    assert_linear(lambda part: escapes.undo(AlignedText.decoded(part, "utf-8")), f"{line}\n" * 1500)


@pytest.mark.slow
def test_a_long_line_with_bytes_lost_takes_linear_time() -> None:
    undefined = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
    line = "".join(
        "\ufffd" if byte in undefined else bytes([byte]).decode("cp1252") for byte in "港の船は出て行きます。".encode()
    )
    assert_linear(lambda part: process(part, until="repair"), line * 400)


def test_a_long_line_of_mojibake_keeps_every_character() -> None:
    line = "港の船は出て行きます、夕方に帰ります。" * 900
    done = process(line.encode().decode("latin-1"), until="repair")
    assert done.text == line


def test_a_control_that_may_be_half_a_character_is_kept() -> None:
    done = characters.clean(AlignedText.decoded("ab \u00e3\u0081z and \u0081.", "utf-8"))
    assert done.text == "ab \u00e3\u0081z and ."
    assert [r.rule for r in done.repairs] == ["control_in_mojibake", "control"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        # A cent after a figure and a space, where cp850 has "ó"; nobody draws a block inside a word ("Stra▀e").
        ("The rope costs 5 ¢. It is sold by the yard, and the clerk keeps the list of all that was sold.", "cp1252"),
        ("La corda viene da una Straße di cui nessuno ricorda il nome, e la lista resta nel porto.", "cp1252"),
        # Boxes are still drawn where they stand beside each other.
        ("┌──────┐\r\n│ Menu │\r\n└──────┘\r\nPress a key to go on with the list of all ropes.\r\n", "cp437"),
    ],
)
def test_signs_tell_encodings_apart_by_their_neighbours(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text.text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        # Names of other languages in English and German: "Dvoøák", "Gdañsk", "Yýlmaz" in windows-1252.
        ("The concert closed with a symphony by Dvořák, and the audience stayed until midnight.", "cp1250"),
        ("We flew from Gdańsk to London on Tuesday and arrived in the rain.", "cp1250"),
        ("Der Brief aus Győr kam am Dienstag an, und niemand im Amt konnte ihn lesen.", "cp1250"),
        ("Mr Yılmaz and Mrs Doğan arrived from Ankara on Thursday with the samples.", "cp1254"),
        # Western names beside them, which Mac Roman, DOS and Chinese code pages read as signs and ideographs.
        ("The letter from Étienne arrived on Tuesday, and nobody in the office could read it.", "cp1252"),
        ("According to Ørsted, the bridge was built in the year of the flood.", "cp1252"),
        ("Der Brief von Pâris kam am Dienstag an, und niemand im Amt konnte ihn lesen.", "cp1252"),
        ("We met Guðrún and Núñez at the station before the train to London left.", "cp1252"),
    ],
)
def test_a_foreign_name_tells_encodings_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text.text == text


def test_what_rivals_read_in_a_doubtful_encoding_is_on_record() -> None:
    """A line of four letters: a Cyrillic code page or a DOS one, no one can tell."""
    source = from_bytes(b"\xa4")
    done = repair(source, Repair())
    assert "low_confidence_encoding" in done.flags
    assert {r.rule for r in done.text.repairs} == {"doubtful_encoding"}
    assert len(done.text.repairs[0].candidates) > 1


@pytest.mark.parametrize(
    ("data", "doubted"),
    [
        (b"the field was\xc0\x80empty, and so was the row below it", True),
        (b"she sent \xed\xa0\xbd\xed\xb8\x80 and went to bed", True),
        # Looks the same in windows-1252, and is read as it was typed.
        ("VOILÀ…".encode("cp1252"), True),
        ("À bientôt, à la gare du Nord.".encode("cp1252"), False),
    ],
)
def test_utf8_of_faulty_programs_is_doubted(data: bytes, doubted: bool) -> None:  # noqa: FBT001
    """Overlong sequences and encoded surrogates are never read as another encoding without a doubt."""
    assert ("low_confidence_encoding" in repaired(data).flags) == doubted


def test_nothing_is_repaired_on_top_of_a_doubtful_encoding() -> None:
    decoded = decode("Ã©t".encode())
    doubtful = replace(decoded, flags=("low_confidence_encoding",))
    assert repair(from_bytes("Ã©t".encode()), Repair(), decoded=doubtful).text.text == "Ã©t"
    assert repair(from_bytes("Ã©t".encode()), Repair(), decoded=decoded).text.text == "ét"


def test_a_lost_byte_that_may_be_five_letters_stays_a_mark() -> None:
    """Of the bytes that windows-1252 leaves undefined each makes another letter, and no word tells which."""
    done = process("qxz\u00c3\ufffdzvq", until="repair")
    assert "\ufffd" in done.text
    assert {r.status for r in done.repairs} == {"unresolved"}


def test_rates_are_estimated_from_the_commonest_damaged_words(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = candidates.CandidateGenerator(("ti", "fi"), re.compile("\ufffd"), Lexicon("en"), 0.2)
    words = ["rela\ufffdon", "\ufffdnd", "ac\ufffdon", "na\ufffdon"]
    forms = Counter({((word, "plain"),): times for word, times in zip(words, (2, 9, 1, 5), strict=True)})
    asked: list[str] = []
    read = generator.read
    monkeypatch.setattr(generator, "read", lambda form, rates: asked.append(form[0][0]) or read(form, rates))
    generator.fit(forms, Counter())
    assert set(asked) == set(words)
    asked.clear()
    monkeypatch.setattr(candidates, "MOST_FITTED", 2)
    generator.fit(forms, Counter())
    assert asked == ["\ufffdnd", "na\ufffdon"] * candidates.ROUNDS


def test_names_are_trusted_less_than_words_where_accents_were_lost() -> None:
    """A name may be of another language, with letters of its own."""
    calibration = Calibration("", re.compile("\ufffd"), Lexicon("de"), accents=True)
    word, name = calibration._trust("qvarzel"), calibration._trust("Qvarzel")  # noqa: SLF001
    assert name < word < 1.0


MARKED = {
    "fi": "Vanha mylly seisoi joen rannalla, ja mylläri näki sieltä koko kylän. Hän tuli sinne päivällä ja lähti yöllä.",
    "da": "Den gamle mølle lå ved floden, og derfra så man hele byen. Om aftenen hentede manden mælk til børnene.",
    "sv": "Den gamla kvarnen låg vid floden, och därifrån såg man hela byn. På kvällen gick mannen över gården.",
    "sk": "Starý mlyn stál pri rieke a mlynár z neho videl celú dedinu. Každý večer prešiel cez dvor a doma čakali deti.",
    "sh": "Stari mlin je stajao uz rijeku, a iz njega se vidjelo cijelo selo. Svake večeri mlinar je išao kući na večeru.",
}


@pytest.mark.parametrize("language", MARKED)
def test_lost_letters_of_a_language_are_not_read_as_ligatures(language: str) -> None:
    """Where all of "ä" is lost, ligatures explain the marks only as long as "ä" is no rival: "ttimfin" for "tämän"."""
    text = MARKED[language]
    done = process(re.sub(r"[^\x00-\x7f]", "\ufffd", text), until="repair")
    assert len(done.text) == len(text)  # a ligature would be longer
    # What frequent words do not settle may stay a mark ("s\ufffdg"), but none is another letter.
    assert all(here in {"\ufffd", there} for here, there in zip(done.text, text, strict=True))
    assert done.text.count("\ufffd") <= 6
    assert language in {"sv", "sk"} or done.text == text


@pytest.mark.parametrize(
    ("accents", "given", "expected"),
    [(True, 0.93, 0.85), (True, 0.97, 0.95), (True, 0.995, 0.995), (True, 0.5, 0.5), (False, 0.93, 0.93)],
)
def test_a_confidence_is_believed_as_far_as_it_was_right(
    monkeypatch: pytest.MonkeyPatch,
    accents: bool,  # noqa: FBT001 (a case)
    given: float,
    expected: float,
) -> None:
    monkeypatch.setitem(MEASURED, "xx", (0.85, 0.95, 1.0, 1.0))
    assert Calibration("", re.compile("x"), Lexicon("xx"), accents=accents).believed(given) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A figure or a count stands before "år", a pronoun before "är".
        ("Det \ufffdr s\ufffd att bron \ufffdr st\ufffdngd i tre \ufffdr nu.", "Det är så"),
        ("Hon kom hit f\ufffdr 12 \ufffdr sedan och \ufffdr kvar p\ufffd \ufffdn.", None),
    ],
)
def test_what_stands_before_tells_a_year_from_the_verb(text: str, expected: str | None) -> None:
    done = process(text, until="repair").text
    assert "tre är" not in done
    assert "12 är" not in done
    assert expected is None or expected in done


def test_the_language_is_carried() -> None:
    done = repair(from_bytes("Der Kapitän ging an Bord, und niemand sah ihn wieder.".encode()), Repair())
    assert (done.language, done.language_confidence > 0.5) == ("de", True)


def test_the_letter_model_is_the_one_that_was_measured() -> None:
    assert "en" in letter_model().languages


def test_signs_are_worth_less_where_they_do_not_stand() -> None:
    good, bad = (text_likelihood.likelihoods(text).max() for text in ("Volta\u00ae is", "Volta\u00ab is"))
    assert good > bad + 3


def test_words_around_stray_bytes_are_in_the_sample() -> None:
    page = b"plain line\n" * 5000 + b"caf\xe9 closed\n" + b"plain line\n" * 5000
    assert b"caf\xe9 closed" in sampled(page, 300)


def test_words_of_another_alphabet_have_no_ligatures() -> None:
    text = "Он при\ufffdёл домой, при\ufffdёл и сел. ﾐ\ufffdｲﾐ\ufffdｸﾑ"
    done = process(text, until="repair")
    assert done.text == text
    assert all(not repair.candidates for repair in done.repairs if repair.kind == "glyph")


def test_text_without_spaces_breaks_nothing() -> None:
    """The probability of a word of hundreds of letters is too small for a float."""
    line = "\u6e2f\u306e\u8239\u306f\u6bce\u671d\u65e9" * 80
    done = process(f"{line}\ufffd{line}\n", until="repair")
    assert done.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("form", "gap", "word"),
    [("acons", "", "actions"), ("ac ons", " ", "actions"), ("oce", "", "office"), (" rst", " ", "first"), ("e", "", "the")],
)
def test_a_word_is_found_by_what_is_left_of_it(form: str, gap: str, word: str) -> None:
    found = deletion_index.deletions(form, "en", gap)
    assert word in {loss.word for loss in found}
    for loss in found:
        letters = list(loss.word)
        for start, glyph in reversed(loss.glyphs):
            assert loss.word[start : start + len(glyph)] == glyph.lower()
            letters[start : start + len(glyph)] = gap
        assert "".join(letters) == form


def test_a_form_that_no_word_leaves_is_not_found() -> None:
    # As it stands; nothing left; a gap where nothing was lost.
    for form, gap in (("actions", ""), ("", ""), (" ", " "), ("acons", " "), ("ac ons", "")):
        assert not deletion_index.deletions(form, "en", gap)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        # "un « mot » utile à la fin": what opens has the next mark for its end.
        ("opens unknown letter", ([(0, 1)], set())),
        # "un « ... des « ...": of two that open neither has its end here.
        ("opens opens", ([], {0, 1})),
        # "dit « bonjour », à la": what closes was opened by the one mark before it.
        ("unknown closes letter", ([(0, 1)], set())),
        # "allait à Brest, mais le « port »": the mark behind an article is the one that opens, and the other is not known.
        ("unknown opens closes", ([(1, 2)], {0})),
        # "... il revint »": it was opened in the sentence before.
        ("closes", ([], {0})),
        # Two marks that may be anything before one that closes.
        ("unknown unknown closes", ([], {0, 1, 2})),
        ("unknown", ([], set())),
        ("unknown unknown", ([], {0, 1})),
    ],
)
def test_lone_marks_are_paired_where_it_is_clear_which(roles: str, expected: tuple[list[tuple[int, int]], set[int]]) -> None:
    assert paired([Lone(at, role) for at, role in enumerate(roles.split())]) == expected
