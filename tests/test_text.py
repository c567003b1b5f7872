"""AlignedText: a string that knows its source bytes, whatever is done to it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cost import assert_linear_lines
from hypothesis import given
from hypothesis import strategies as st

from parquetry.text import COPY, AlignedText, Edit, EditReason

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ENCODINGS = st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
CAUSE = EditReason("character", "test")


@st.composite
def aligned(draw: st.DrawFn) -> tuple[AlignedText, bytes]:
    text, encoding = draw(TEXT), draw(ENCODINGS)
    return AlignedText.decoded(text, encoding), text.encode(encoding)


@st.composite
def edited(draw: st.DrawFn) -> tuple[AlignedText, bytes]:
    text, data = draw(aligned())
    for _ in range(draw(st.integers(0, 4))):
        text = text.replace(draw(edits(len(text))))
    return text, data


@st.composite
def edits(draw: st.DrawFn, length: int) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8).filter(lambda cuts: len(cuts) % 2 == 0)))
    spans = zip(cuts[::2], cuts[1::2], strict=True)
    return [Edit(start, end, draw(st.text("ab é\n", max_size=3)), CAUSE) for start, end in spans]


def holds(text: AlignedText, data: bytes) -> None:
    """Every copy run decodes to its characters, and the runs tile the text."""
    at = 0
    for run in text.segments:
        assert run.start == at
        assert 0 <= run.source_start <= run.source_end <= len(data)
        if run.kind == COPY:
            assert data[run.source_start : run.source_end].decode(text.encoding) == text.text[run.start : run.end]
        at = run.end
    assert at == len(text)


@given(edited())
def test_copy_runs_decode_to_the_same_characters_after_any_chain_of_edits(value: tuple[AlignedText, bytes]) -> None:
    text, data = value
    holds(text, data)


@given(edited())
def test_every_source_byte_stays_in_some_run(value: tuple[AlignedText, bytes]) -> None:
    text, data = value
    covered = 0
    for low, high in sorted((run.source_start, run.source_end) for run in text.alignment()):
        assert low <= covered
        covered = max(covered, high)
    assert covered == len(data)


@given(edited())
def test_published_alignment_tiles_with_unique_starts(value: tuple[AlignedText, bytes]) -> None:
    text, data = value
    runs = text.alignment()
    assert len({run.start for run in runs}) == len(runs)
    at = 0
    for run in runs:
        assert run.start == at
        if run.kind == COPY:
            assert data[run.source_start : run.source_end].decode(text.encoding) == text.text[run.start : run.end]
        at = run.end
    assert at == len(text)


@given(edited(), st.data())
def test_slices_and_joins_agree_with_plain_strings(value: tuple[AlignedText, bytes], data: st.DataObject) -> None:
    text, source = value
    cut = data.draw(st.integers(0, len(text)))
    left, right = text[:cut], text[cut:]
    assert (left.text, right.text) == (text.text[:cut], text.text[cut:])
    joined = left + right
    assert joined.text == text.text
    holds(joined, source)


@given(aligned(), st.data())
def test_edits_agree_with_plain_strings(value: tuple[AlignedText, bytes], data: st.DataObject) -> None:
    text, source = value
    parts = data.draw(edits(len(text)))
    expected, at = "", 0
    for part in parts:
        expected += text.text[at : part.start] + (part.after or "")
        at = part.end
    changed = text.replace(parts)
    assert changed.text == expected + text.text[at:]
    holds(changed, source)


@given(aligned(), st.data())
def test_moving_keeps_every_copy_run(value: tuple[AlignedText, bytes], data: st.DataObject) -> None:
    text, source = value
    cut = data.draw(st.integers(0, len(text)))
    moved = text.rearrange([Edit(cut, len(text)), Edit(0, cut)])
    assert moved.text == text.text[cut:] + text.text[:cut]
    holds(moved, source)


@given(aligned(), st.data())
def test_spans_of_copied_text_are_its_own_bytes(value: tuple[AlignedText, bytes], data: st.DataObject) -> None:
    text, source = value
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ((low, high),) = text.source_spans([(start, end)])
    assert source[low:high].decode(text.encoding) == text.text[start:end]


def test_repairs_are_recorded_and_move_with_the_text() -> None:
    text = AlignedText.decoded("one tw0 three", "utf-8").replace([Edit(4, 7, "two", EditReason("glyph", "zero", 0.9))])
    (repair,) = text.repairs
    assert (repair.before, repair.after, repair.source_start, repair.source_end) == ("tw0", "two", 4, 7)
    moved = text.rearrange([Edit(8, 13), Edit(7, 8), Edit(0, 7)])
    assert moved.text[moved.repairs[0].start : moved.repairs[0].end] == "two"


def test_a_doubt_is_recorded_without_changing_the_text() -> None:
    text = AlignedText.decoded("a\ufffdb", "utf-8").replace(
        [Edit(1, 2, None, EditReason("glyph", "lost", 0.4, "unresolved"))]
    )
    assert text.text == "a\ufffdb"
    assert text.repairs[0].status == "unresolved"
    assert all(run.kind == COPY for run in text.segments)


def test_deletions_belong_to_the_neighbour_they_touch() -> None:
    text = AlignedText.decoded("co\u00adop", "utf-8").replace([Edit(2, 3, "", CAUSE)])
    assert [tuple(run) for run in text.alignment()] == [(0, 2, 0, 2, "copy"), (2, 3, 2, 5, "edit"), (3, 4, 5, 6, "copy")]


def test_edits_must_be_in_order() -> None:
    with pytest.raises(ValueError, match="out of order"):
        AlignedText.decoded("abc", "utf-8").replace([Edit(1, 2, "x", CAUSE), Edit(0, 1, "y", CAUSE)])


def test_pieces_of_different_encodings_do_not_join() -> None:
    with pytest.raises(ValueError, match="different encodings"):
        AlignedText.join([AlignedText.decoded("a", "utf-8"), AlignedText.decoded("b", "utf-16-le")])


def test_repairs_stand_in_the_order_of_the_text_whatever_order_its_stretches_come_in() -> None:
    reasons = [EditReason("glyph", name) for name in ("first", "second", "third")]
    text = AlignedText.decoded("abc", "utf-8").replace([Edit(k, k + 1, "x", reason) for k, reason in enumerate(reasons)])
    turned = text.rearrange([Edit(2, 3), Edit(1, 2), Edit(0, 1)])
    assert [(repair.start, repair.rule) for repair in turned.repairs] == [(0, "third"), (1, "second"), (2, "first")]


def test_a_repair_that_moves_is_sorted_among_those_recorded_later() -> None:
    text = AlignedText.decoded("ab", "utf-8").replace([Edit(1, 2, "y", EditReason("glyph", "old"))])
    edited = text.rearrange([Edit(0, 1, "xx", EditReason("glyph", "new")), Edit(1, 2)])
    assert [repair.rule for repair in edited.repairs] == ["new", "old"]


def test_a_doubt_about_a_stretch_stands_before_the_repairs_inside_it() -> None:
    """A stretch that is left as it is keeps its repairs; the doubt about all of it begins before them."""
    text = AlignedText.decoded("abc", "utf-8").replace([Edit(1, 2, "x", EditReason("glyph", "inside"))])
    doubted = text.replace([Edit(0, 3, None, EditReason("glyph", "around", status="unresolved"))])
    assert [(repair.start, repair.end, repair.rule) for repair in doubted.repairs] == [(0, 3, "around"), (1, 2, "inside")]


def test_a_deletion_at_the_end_of_the_text_stays_on_record() -> None:
    text = AlignedText.decoded("ab\u200b", "utf-8").replace([Edit(2, 3, "", EditReason("character", "zero_width"))])
    edited = text.replace([Edit(0, 1, "x", CAUSE)])
    assert [(repair.rule, repair.start) for repair in edited.repairs][-1] == ("zero_width", 2)
    turned = text.rearrange([Edit(1, 2), Edit(0, 1)])
    assert [(repair.rule, repair.start) for repair in turned.repairs] == [("zero_width", 1)]
    assert text.rearrange([Edit(0, 1)]).repairs == ()


@given(edited(), st.data())
def test_repairs_are_sorted_by_where_they_stand(value: tuple[AlignedText, bytes], data: st.DataObject) -> None:
    text, _ = value
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=5)) | {0, len(text)})
    stretches = data.draw(st.permutations([Edit(*span) for span in pairwise(cuts)]))
    starts = [(repair.start, repair.end) for repair in text.rearrange(stretches).repairs]
    assert starts == sorted(starts)


def test_cost_is_linear_in_segments_and_edits() -> None:
    def work(size: int) -> None:
        text = AlignedText.decoded("žabica " * size, "utf-8")
        text = text.replace([Edit(k * 7, k * 7 + 1, "z", CAUSE) for k in range(size)])
        text = text.rearrange([Edit(k * 7, k * 7 + 7) for k in reversed(range(size))])
        text.source_spans([(k * 7, k * 7 + 3) for k in range(size)])

    assert_linear_lines(work, 200)
