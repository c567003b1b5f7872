"""Readers of the user's own: what they claim, what they give, and what a wrong one costs."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from parquetry import read
from parquetry.config import Config
from parquetry.errors import ConfigError, DocumentError, UnknownNameError
from parquetry.execution import plugins
from parquetry.model.dataset import Reject
from parquetry.model.documents import Extracted, FileEntry, Source
from parquetry.read.own_formats import Block, Content, Omission, Piece, copied
from parquetry.repair import repair
from parquetry.segment import segment
from parquetry.tabulate.rows import tabulate
from parquetry.tabulate.verify_alignment import verify_alignment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

LOG = "%LOG\n# a remark\n@0400 Wind south-west, five. We sailed.\n@0800 Zoë sighted land.\n"


class Lines:
    """Reads lines that begin with `@`: the text after five characters, and remarks as comments."""

    media_type = "text/x-lines"
    fingerprint = "1"
    encoding: str | None = None

    def __init__(self, content: Callable[[str], Content | Iterable[Content]] | None = None) -> None:
        self.content = content

    def claims(self, head: bytes, name: str) -> bool:
        return head.startswith(b"%LOG") or name.endswith(".log9")

    def read(self, text: str) -> Content | Iterable[Content]:
        if self.content is not None:
            return self.content(text)
        blocks, remarks, at = [], [], 0
        for line in text.splitlines(keepends=True):
            end = at + len(line.rstrip("\n"))
            if line.startswith("@"):
                blocks.append(Block(pieces=[copied(text, at + 6, end)]))
            elif line.startswith("#"):
                remarks.append(Omission(at, end, "comment", line[2:].strip()))
            at += len(line)
        return Content(blocks, remarks, title="A log", date="2011-05-03", language="en", meta={"keeper": 7})


def made(folder: Path, name: str, data: bytes, reader: Lines) -> list[Source | Reject]:
    (folder / name).write_bytes(data)
    config = Config.model_validate({"input": {"path": str(folder)}}).input
    items = read.read(FileEntry(name, name.encode(), len(data)), config, None, (reader,))
    return [item for item in items if isinstance(item, Source | Reject)]


def checked(source: Source) -> str:
    """The text of a document after all stages, every byte of its source accounted for."""
    segmented = segment(repair(source, Config().repair), Config().segment)
    assert verify_alignment(Extracted(segmented, (), ()), source.data) == []
    return segmented.text.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_reader_gives_text_that_knows_its_bytes(tmp_path: Path, encoding: str) -> None:
    (source,) = made(tmp_path, "a.log9", LOG.encode(encoding), Lines())
    assert isinstance(source, Source)
    assert (source.format, source.media_type) == ("plugin", "text/x-lines")
    assert (source.title, source.date, source.declared_language) == ("A log", "2011-05-03", "en")
    assert source.source_meta == '{"keeper": 7}'
    assert checked(source) == "Wind south-west, five. We sailed.\n\nZoë sighted land."
    left = {(item.reason, item.text) for item in source.left_out}
    markup = {("markup", text) for text in ("%LOG", "@0400", "@0800", None)}
    assert left == {("comment", "a remark"), *markup}, "None stands for white space and for the byte order mark"


def test_bytes_that_are_no_text_are_characters_of_latin_1(tmp_path: Path) -> None:
    data = b"%LOG\x00\xef\xbb\xbf\x04" + "Zoë".encode() + b"\xff\x93tail"

    class Binary(Lines):
        encoding = "latin-1"

        def read(self, text: str) -> Content:
            at = text.index("\x04") + 1
            word = text[at : at + 4].encode("latin-1").decode("utf-8")
            return Content(
                [Block(pieces=[Piece(word, at, at + 4, "markup")]), Block(pieces=[copied(text, at + 6, at + 10)])]
            )

    (source,) = made(tmp_path, "a.bin", data, Binary())
    assert isinstance(source, Source)
    assert (source.encoding, source.encoding_method) == ("iso8859-1", "declared")
    assert checked(source) == "Zoë\n\ntail"


class Days(Lines):
    """Gives a document for each line of a log, whose id is its hour; what stands before the first belongs to it."""

    def read(self, text: str) -> Iterable[Content]:
        at = 0
        for line in text.splitlines(keepends=True):
            end = at + len(line.rstrip("\n"))
            if "boom" in line:
                raise KeyError(line)
            if line.startswith("@"):
                first = at + 6 if "wrong" not in line else at - 1
                yield Content([Block(pieces=[copied(text, first, end)])], title=line[1:5], end=at + len(line), id=line[1:5])
            at += len(line)


MANY = "%LOG\n# a remark\n@0400 Wind, five.\n@0800 Zoë sighted land.\n# between\n@0400 Again.\n# the end\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_several_documents_is_tiled_by_them(tmp_path: Path, encoding: str) -> None:
    data = MANY.encode(encoding)
    sources = [source for source in made(tmp_path, "a.log9", data, Days()) if isinstance(source, Source)]
    assert [checked(source) for source in sources] == ["Wind, five.", "Zoë sighted land.", "Again."]
    assert b"".join(source.data for source in sources) == data, "so that no byte is in none"
    assert [(source.source_record, source.source_id, source.title) for source in sources] == [
        (0, "0400", "0400"),
        (1, "0800", "0800"),
        (2, "0400", "0400"),
    ]
    assert len({source.doc_id for source in sources}) == 3, "an id that stood before is none"
    places = [source.parts[0] for source in sources]
    assert [data[part.file_start : part.file_end] for part in places] == [source.data for source in sources]
    left = {item.text for source in sources for item in source.left_out}
    assert {"%LOG\n# a remark\n@0400", "# between\n@0400", "# the end"} <= left


def test_what_goes_wrong_in_one_of_several_documents_costs_that_one(tmp_path: Path) -> None:
    log = "@0400 One.\n@0800 wrong.\n@1200 Three.\n@1600 boom\n@2000 Five.\n"
    first, second, third, rest = made(tmp_path, "a.log9", log.encode(), Days())
    assert isinstance(first, Source)
    assert isinstance(third, Source)
    assert (first.text, third.text) == ("One.", "Three.")
    assert isinstance(second, Reject)
    assert isinstance(rest, Reject)
    assert [(one.source_record, one.reason) for one in (second, rest)] == [(1, "error"), (3, "error")]
    assert rest.detail.startswith("what follows: KeyError at test_own_formats.py")
    (only,) = made(tmp_path, "b.log9", b"%LOG boom\n", Days())
    assert isinstance(only, Reject)
    assert (only.source_record, only.reason) == (None, "error")
    (none,) = made(tmp_path, "c.log9", b"%LOG\n", Days())
    assert isinstance(none, Reject)
    assert (none.source_record, none.reason) == (None, "empty")


def test_documents_that_end_nowhere_or_before_another_cost_the_file(tmp_path: Path) -> None:
    for ends in ((None, 9, 12), (9, 4, 12), (4, 4, 12), (99, 100, None), (-1, 9, 12)):
        given = [Content([Block(pieces=[copied(LOG, 0, 4)])], end=end) for end in ends]
        (reject,) = made(tmp_path, "a.log9", LOG.encode(), Lines(lambda _text, given=given: iter(given)))
        assert isinstance(reject, Reject)
        assert (reject.source_record, reject.reason) == (None, "error"), ends


def test_several_documents_of_a_member_of_an_archive(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.log9", MANY)
        archive.writestr("b.txt", "Plain words stay.")
    sources = [source for source in made(tmp_path, "a.zip", packed.getvalue(), Days()) if isinstance(source, Source)]
    assert [source.source_record for source in sources] == [0, 1, 2, 3]
    data = packed.getvalue()
    for source in sources:
        assert data[source.parts[0].file_start : source.parts[0].file_end] == source.data


def raising(text: str) -> Content:
    message = f"secret {text}"
    raise ValueError(message)


def parsing(text: str) -> Content:
    return json.loads(text)  # type: ignore[no-any-return]


def refusing(_text: str) -> Content:
    reason, detail = "corrupt", "half a log"
    raise DocumentError(reason, detail)


def given(piece: Piece | None = None, **values: object) -> Callable[[str], Content]:
    """A reader's content: a word of the log or another piece, and other values of the content."""
    return lambda text: replace(Content([Block(pieces=[piece or copied(text, 5, 9)])]), **values)  # type: ignore[arg-type]


# By what the detail says.
WRONG: dict[str, Callable[[str], Content | Iterable[Content]]] = {
    "ValueError at test_own_formats.py": raising,
    ", called at test_own_formats.py": parsing,
    "a copy of characters 5 to 10": given(Piece("Wind!", 5, 10, "copy")),
    f"from 5 to {len(LOG) + 1} of {len(LOG)} characters": given(Piece("x", 5, len(LOG) + 1, "markup")),
    "from 9 to 5": given(Piece("x", 9, 5, "markup")),
    "place of type float": given(Piece("x", 5.0, 9, "markup")),  # type: ignore[arg-type]
    "a piece of a kind that is none; known: copy, edit": given(Piece("x", 5, 6, "secret")),
    "a block of a kind": lambda text: Content([Block("secret", pieces=[copied(text, 5, 9)])]),
    "or a level that is none": lambda text: Content([Block("heading", 12, pieces=[copied(text, 5, 9)])]),
    "level that is none; known: ": lambda text: Content([Block("heading", level=True, pieces=[copied(text, 5, 9)])]),
    "for a reason that is none; known: script": given(left_out=[Omission(0, 4, "secret", None)]),
    "from -1 to 4": given(left_out=[Omission(-1, 4, "comment", None)]),
    "text of an omission of type int": given(left_out=[Omission(0, 4, "comment", 7)]),  # type: ignore[arg-type]
    "text of a piece of type NoneType": given(Piece(None, 5, 9, "markup")),  # type: ignore[arg-type]
    "marker of type int": lambda text: Content([Block(marker=7, pieces=[copied(text, 5, 9)])]),  # type: ignore[arg-type]
    "piece of type tuple": given(("Wind", 5, 9, "copy")),  # type: ignore[arg-type]
    "block of type str": given(blocks=["Wind"]),
    "title of type int": given(title=7),
    "date of type date": given(date=dt.date(2011, 5, 3)),
    "language of type list": given(language=["en"]),
    "id of type int": lambda text: iter([given(id=7, end=len(text))(text)]),
    "meta that is no": given(meta={"a": object()}),
    "what JSON can hold": given(meta={"a": float("nan")}),
    "document of type str": lambda text: text,  # type: ignore[return-value]
    "TypeError at": lambda _text: None,  # type: ignore[return-value]
}


@pytest.mark.parametrize("what", WRONG)
def test_what_a_wrong_reader_says_costs_its_file_and_shows_no_text(tmp_path: Path, what: str) -> None:
    (reject,) = made(tmp_path, "a.log9", LOG.encode(), Lines(WRONG[what]))
    assert isinstance(reject, Reject)
    assert reject.reason == "error", "which counts for the exit code"
    assert what in reject.detail
    assert "secret" not in reject.detail


def test_a_reader_refuses_a_file_in_words_of_the_contract(tmp_path: Path) -> None:
    for content, reason in ((refusing, "corrupt"), (lambda _text: Content([]), "empty")):
        (reject,) = made(tmp_path, "a.log9", LOG.encode(), Lines(content))
        assert isinstance(reject, Reject)
        assert reject.reason == reason


def test_a_damaged_byte_in_what_is_left_out_costs_nothing(tmp_path: Path) -> None:
    class Known(Lines):
        encoding = "utf-8"

    (source,) = made(tmp_path, "a.log9", b"%LOG \xff\n# a rem\xfeark\n@0400 Wind south.\n", Known())
    assert isinstance(source, Source)
    segmented = segment(repair(source, Config().repair), Config().segment)
    left = tabulate([Extracted(segmented, (), ())])["left_out"]["text"].to_pylist()
    assert "a rem\N{REPLACEMENT CHARACTER}ark" in left


def test_a_compressed_file_is_claimed_by_the_name_of_what_is_in_it(tmp_path: Path) -> None:
    (source,) = made(tmp_path, "a.log9.gz", gzip.compress(b"@0400 Wind south.\n"), Lines())
    assert isinstance(source, Source)
    assert source.text == "Wind south."


def test_a_reader_that_raises_costs_one_member_of_an_archive(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.log9", LOG)
        archive.writestr("b.txt", "Plain words stay.")
    wrong, sound = made(tmp_path, "a.zip", packed.getvalue(), Lines(raising))
    assert isinstance(wrong, Reject)
    assert (wrong.reason, wrong.source_record) == ("error", 0)
    assert isinstance(sound, Source)
    assert sound.data == b"Plain words stay."


def test_what_is_claimed_by_no_reader_is_read_as_ever(tmp_path: Path) -> None:
    (source,) = made(tmp_path, "a.txt", b"Plain words.", Lines(raising))
    assert isinstance(source, Source)
    assert source.format == "text"

    class Stumbling(Lines):
        def claims(self, head: bytes, name: str) -> bool:
            raise OSError(name, head)

    (reject,) = made(tmp_path, "a.txt", b"Plain words.", Stumbling())
    assert isinstance(reject, Reject)
    assert reject.reason == "error"


def test_a_wrong_name_or_class_of_a_reader_is_said_before_work_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(name: str) -> object:
        return plugins.file_readers(Config.model_validate({"input": {"readers": [name]}}).input)

    with pytest.raises(UnknownNameError, match=r"parquetry\.readers"):
        settings("ship-log")
    with pytest.raises(ConfigError, match="lacks media_type, fingerprint, encoding, claims, read"):
        settings("builtins:dict")
    with pytest.raises(ConfigError, match="cannot be made: TypeError"):
        settings("parquetry.read.own_formats:copied")
    for attribute, value, what in (
        ("media_type", "log", "media type"),
        ("media_type", None, "media type"),
        ("encoding", "no-such", "no encoding"),
        ("encoding", "zlib", "no encoding"),
        ("encoding", 8, "no encoding"),
        ("fingerprint", object(), "of type object; it is text"),
        ("claims", lambda _self, _head: True, "claims of the plugin .* cannot be called with 2 values: too many"),
        ("read", lambda _self, _text, _name: None, "read of the plugin .* cannot be called with 1 value: missing"),
        ("read", 5, "read of the plugin .* 5 is not a callable object"),
    ):
        monkeypatch.setattr(Lines, attribute, value)
        monkeypatch.setattr(plugins, "load", lambda _path: Lines)
        with pytest.raises(ConfigError, match=what):
            settings(f"ours.{attribute}_{type(value).__name__}_{value}:Lines")
        monkeypatch.undo()


def test_what_is_in_no_piece_is_left_out_whatever_the_order_of_the_pieces(tmp_path: Path) -> None:
    """Notes are read after the text that stands behind them, and two pieces may share characters."""

    def content(text: str) -> Content:
        return Content([Block(pieces=[copied(text, 12, 18), copied(text, 14, 16)]), Block(pieces=[copied(text, 5, 9)])], [])

    (source,) = made(tmp_path, "a.log9", b"%LOG note -- text. end", Lines(content))
    assert isinstance(source, Source)
    assert [(item.source_start, item.source_end, item.text) for item in source.left_out] == [
        (0, 5, "%LOG"),
        (9, 12, "--"),
        (18, 22, "end"),
    ]
