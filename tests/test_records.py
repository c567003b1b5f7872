"""Records: dialects, encodings, nested fields and odd cells; one bad record costs one record."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry import process, read
from parquetry.config import Config, CsvOptions, Input, Records, Segment, load
from parquetry.errors import ConfigError
from parquetry.model.dataset import Reject
from parquetry.model.documents import Source
from parquetry.model.language_codes import language_code
from parquetry.read.dates import iso_date
from parquetry.read.records import text_lines
from parquetry.read.records.csv_parser import Csv, split_records
from parquetry.read.records.json_text import JsonText
from parquetry.read.records.values import json_text
from parquetry.repair.encoding.decode import detect_encoding

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = "Le café de la gare, fermé depuis l'été, était réputé pour ses gâteaux à la crème."


def items(folder: Path, name: str, data: bytes, **settings: Any) -> tuple[list[Source], list[Reject]]:
    (folder / name).write_bytes(data)
    config = Input(path=folder, **settings)
    found = [item for entry in read.find(config) for item in read.read(entry, config, detect_encoding)]
    return [one for one in found if isinstance(one, Source)], [one for one in found if isinstance(one, Reject)]


def texts(folder: Path, name: str, data: bytes | str, **settings: Any) -> list[str]:
    documents, rejects = items(folder, name, data.encode() if isinstance(data, str) else data, **settings)
    assert not rejects
    return [document.data.decode(document.declared_encoding or "utf-8") for document in documents]


def test_a_line_of_exactly_the_limit_is_whole_where_carriage_returns_end_lines() -> None:
    stream = io.BufferedReader(io.BytesIO(b"abcd\rabcde\rabcde"))  # type: ignore[arg-type]
    lines = list(text_lines._universal_lines(stream, 5))  # noqa: SLF001 (a file of megabytes would say the same)
    assert lines == [(b"abcd\r", False), (b"abcde", True), (b"abcde", False)]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("sep.csv", "sep=;\r\nid;text\r\n1;One, two.\r\n", ["One, two."]),
        ("quoted_header.csv", 'id;"text";"place, country, region, code"\n1;One;here\n2;Two;there\n', ["One", "Two"]),
        ("commas.tsv", "id, x, y\ttext\n1, 2, 3\tOne\n4, 5, 6\tTwo\n", ["One", "Two"]),
        ("one_column.csv", "text\nHello, world; and more.\n", ["Hello, world; and more."]),
        ("backslash.csv", 'id,text\n1,"He said \\"hello\\" to them."\n', ['He said "hello" to them.']),
        ("case.csv", "ID, Text\n1,One\n", ["One"]),
        ("remarks.csv", "# made by a tool\n\n# on 5 May\nid,text\n1,One\n2,#two\n", ["One", "#two"]),
        ("hash_header.csv", "#id,text\n1,One\n", ["One"]),
        ("inner_quote.csv", 'id,text\n1,5" pipe\n', ['5" pipe']),
        ("unquoted.tsv", 'id\ttext\n1\t"Open, he said.\n2\tShut.\n3\t"Again.\n', ['"Open, he said.', "Shut.", '"Again.']),
        ("pipes.csv", "id|text\n1|One, two; three\n", ["One, two; three"]),
        ("mac.csv", "id,text\r1,One\r2,Two\r", ["One", "Two"]),
        ("last_empty.csv", 'text,n\n"One",\n', ["One"]),
    ],
)
def test_the_dialect_of_a_csv_is_found_with_quotes_in_mind(
    tmp_path: Path, name: str, data: str, expected: list[str]
) -> None:
    assert texts(tmp_path, name, data) == expected


def test_the_dialect_of_a_csv_can_be_given(tmp_path: Path) -> None:
    options = CsvOptions(delimiter="^", quote="'", escape="\\", header=("n", "text"), skip=1, comment="#")
    data = "made by hand\n#n^text\n1^'It\\'s one^two'\n# no record\n2^plain\n"
    assert texts(tmp_path, "a.csv", data, csv=options) == ["It's one^two", "plain"]
    assert texts(tmp_path, "b.csv", 'text\n"a\n', csv=CsvOptions(quote="none"), include=("b.csv",)) == ['"a']


def test_a_header_may_not_be_denied_without_names() -> None:
    with pytest.raises(ValueError, match="give the names"):
        CsvOptions(header=False)


@pytest.mark.parametrize("bad", ['1000,"He said "hello" to them."\n', '1000,"never closed\n', '1000,"a\nb "c" d\ne, f"\n'])
def test_one_stray_quote_costs_one_record(tmp_path: Path, bad: str) -> None:
    rows = [f'{number},"Record ""{number}"" is fine,\nover two lines."\n' for number in range(2_000)]
    rows[1000] = bad
    documents, rejects = items(tmp_path, "a.csv", ("id,text\n" + "".join(rows)).encode())
    assert len(documents) == 1_999
    assert [(reject.source_record, reject.reason) for reject in rejects] == [(1000, "corrupt")]


def test_a_quote_that_is_never_closed_at_the_end_costs_the_last_record(tmp_path: Path) -> None:
    documents, rejects = items(tmp_path, "a.csv", b'id,text\n1,One\n2,"Two\n')
    assert [document.data for document in documents] == [b"One"]
    assert [reject.source_record for reject in rejects] == [1]


def test_lines_of_a_bad_record_do_not_become_records(tmp_path: Path) -> None:
    """`line two, with one comma` has as many fields as the header, but no number where all others have one."""
    data = b'id,text\n1,One\n2,"line "one"\nline two, with one comma\nline three"\n3,Three\n'
    documents, rejects = items(tmp_path, "a.csv", data)
    assert [document.data for document in documents] == [b"One", b"Three"]
    assert len(rejects) == 1


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)),
    st.sampled_from(",;\t|"),
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    lines = io.StringIO(buffer.getvalue(), newline="")
    assert [record.fields for record in split_records(iter(lines), Csv(delimiter))] == [["a", "b"], *rows]


@given(st.text(st.sampled_from('a",\n\\1')))
def test_no_record_of_a_damaged_csv_is_taken_twice(text: str) -> None:
    lines = text.splitlines(keepends=True)
    records = list(split_records(iter(lines), Csv(escape="\\")))
    blank = sum(not line.strip("\r\n") for line in lines)
    assert len(lines) - blank <= sum(record.lines for record in records) <= len(lines)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_the_encoding_is_found_once_for_all_fields_of_a_file(tmp_path: Path, encoding: str, suffix: str) -> None:
    text = FRENCH if encoding != "cp1250" else "Příliš žluťoučký kůň úpěl ďábelské ódy, a nikdo se neptal proč a kdy."
    title = text.split(",")[0]
    rows = [{"id": str(n), "title": title, "place": title, "text": text} for n in range(40)]
    if suffix == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        data = buffer.getvalue().encode(encoding)
    else:
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(encoding)
    documents, rejects = items(tmp_path, f"a.{suffix}", data, records=Records(title="title"))
    assert not rejects
    assert len(documents) == 40
    for document in documents:
        assert document.title == title
        assert json.loads(document.source_meta or "")["place"] == title
        assert document.data.decode(document.declared_encoding or "utf-8") == text


def test_the_encoding_of_the_config_is_that_of_records_too(tmp_path: Path) -> None:
    data = "id,title,text\n1,Besançon,été\n".encode("cp850")
    documents, _ = items(tmp_path, "a.csv", data, encoding="cp850", records=Records(title="title"))
    assert [(one.title, one.data.decode(one.declared_encoding or "utf-8")) for one in documents] == [("Besançon", "été")]


def test_bytes_that_are_not_in_the_encoding_of_a_file_spoil_no_other_field(tmp_path: Path) -> None:
    good = '{"text": "Grüße", "city": "Köln"}\n'.encode() * 20
    documents, _ = items(tmp_path, "a.jsonl", good + b'{"text": "caf\xe9", "city": "Besan\xe7on"}\n')
    assert documents[-1].data == b"caf\xe9"
    assert json.loads(documents[-1].source_meta or "") == {"city": "Besançon"}
    assert json.loads(documents[0].source_meta or "") == {"city": "Köln"}


def test_an_unknown_encoding_is_a_config_error(tmp_path: Path) -> None:
    for name in ("latin-99", "base64"):
        (tmp_path / "parquetry.toml").write_text(f'[input]\nencoding = "{name}"\n', encoding="utf-8")
        with pytest.raises(ConfigError, match="no encoding of text"):
            load(tmp_path / "parquetry.toml")


def test_the_language_of_the_config_is_a_code(tmp_path: Path) -> None:
    assert [Segment(language=name).language for name in ("english", "en-US", "deu", "", None)] == [
        "en",
        "en",
        "de",
        None,
        None,
    ]
    (tmp_path / "parquetry.toml").write_text('[segment]\nlanguage = "klingonese"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="ISO 639"):
        load(tmp_path / "parquetry.toml")


def test_the_encoding_of_the_config_is_not_that_of_a_string() -> None:
    done = process("naïve café", Config(input=Input(encoding="cp1252")), until="repair")
    assert (done.text, done.encoding, done.repairs) == ("naïve café", "utf-8", ())


@pytest.mark.parametrize(
    ("fields", "path", "expected"),
    [
        ({"content": {"body": "One."}}, "content.body", "One."),
        ({"a.b": "One.", "a": {"b": "Two."}}, "a.b", "One."),
        ({"pages": [{"t": "One."}, {"t": "Two."}]}, "pages[*].t", "One.\n\nTwo."),
        ({"pages": [{"t": ["One.", "Two."]}, {"t": ["Three."]}]}, "pages[*].t[*]", "One.\n\nTwo.\n\nThree."),
        ({"pages": [{"t": "One."}]}, "pages[0].t", "One."),
        ({"text": ["One.", None, "Two."]}, "text", "One.\n\nTwo."),
    ],
)
def test_text_is_found_by_its_path(tmp_path: Path, fields: dict[str, Any], path: str, expected: str) -> None:
    assert texts(tmp_path, "a.jsonl", json.dumps(fields), records=Records(text=path)) == [expected]


def test_what_stands_beside_a_nested_field_is_kept(tmp_path: Path) -> None:
    fields = {"content": {"body": "One.", "n": 1}, "pages": [{"t": "x", "k": 2}, {"t": "y"}], "_id": {"$oid": "abc"}}
    settings = {"records": Records(text="content.body", title="pages[0].t", id="_id")}
    ((document,), _) = items(tmp_path, "a.jsonl", json.dumps(fields).encode(), **settings)
    assert (document.title, document.source_id) == ("x", None)
    meta = json.loads(document.source_meta or "")
    assert meta == {"content": {"n": 1}, "pages": [{"k": 2}, {"t": "y"}], "_id": {"$oid": "abc"}}
    settings = {"records": Records(text="content.body", id="_id.$oid")}
    ((document,), _) = items(tmp_path, "a.jsonl", json.dumps(fields).encode(), **settings)
    assert document.source_id == "abc"


@pytest.mark.parametrize(
    "data",
    [
        '[{"text": "One."},\n {"text": "Two."}]',
        '{"items": [{"text": "One."}, {"text": "Two."}], "n": 2}',
        '{"text": "One."}\n{"text": "Two."}\n',
        '[{"text": "One."}, {"text": "Two."},]'.replace(",]", "]"),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.txt", "a"])
def test_json_is_records_whatever_it_is_called(tmp_path: Path, data: str, name: str) -> None:
    assert texts(tmp_path, name, data) == ["One.", "Two."]


def test_a_lone_object_is_one_record_and_damage_costs_what_follows_it(tmp_path: Path) -> None:
    assert texts(tmp_path, "a.json", '{\n "text": "One.",\n "tags": [{"a": 1}]\n}') == ["One."]
    documents, rejects = items(tmp_path, "a.json", b'[{"text": "One."}, {"text": "Two."}, {"text": oops}]')
    assert len(documents) == 2
    assert [(reject.source_record, reject.reason) for reject in rejects] == [(2, "corrupt")]


DAMAGE = {
    "a quotation mark within": '{"id": 2, "text": "Two "boats"", "says": [{"id": 7, "text": "No"}, {"id": 8, "text": "A"}]}',
    "a key twice": '{"id": 2, "id": 3, "text": "Two."}',
    "a word that is no value": '{"id": 2, "text": oops}',
    "a line break in a text": '{"id": 2, "text": "Two\nlines."}',
}


@pytest.mark.parametrize("between", [", ", ",\n"])
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_element_of_an_array_costs_itself(tmp_path: Path, name: str, between: str) -> None:
    """Objects within the damaged one are no elements, though they begin as these do."""
    sound = [f'{{"id": {number}, "text": "{number}.", "says": []}}' for number in (1, 3, 4)]
    data = f"[{between.join([sound[0], DAMAGE[name], *sound[1:]])}]".encode()
    documents, rejects = items(tmp_path, "a.json", data)
    assert [document.data for document in documents] == [b"1.", b"3.", b"4."]
    assert [reject.source_record for reject in rejects] == [1]


def test_damaged_elements_one_behind_the_other_cost_themselves(tmp_path: Path) -> None:
    sound, twice = '{"id": 1, "text": "One."}', '{"id": 2, "id": 3, "text": "Two."}'
    documents, rejects = items(tmp_path, "a.json", f"[{sound}, {twice}, {twice}, {sound}]".encode())
    assert ([one.source_record for one in documents], [one.source_record for one in rejects]) == ([0, 3], [1, 2])


def test_an_element_as_long_as_what_is_read_at_a_time_is_found_behind_a_damaged_one(tmp_path: Path) -> None:
    """Where it is cut, objects in it that look like elements are not taken for it."""
    inner = '{"id": 7, "text": "No.", "says": []}'
    long = f'{{"id": 3, "text": "Three.", "says": [0, {inner}, "{"x" * 3_000_000}"]}}'
    data = f'[{inner}, {{"id": 2, "text": oops}}, {long}, {inner}]'.encode()
    documents, rejects = items(tmp_path, "a.json", data)
    assert [one.data for one in documents] == [b"No.", b"Three.", b"No."]
    assert len(rejects) == 1


def test_the_work_of_finding_elements_again_is_bounded() -> None:
    """Objects within one another are each tried, and each is as long as what is left."""
    nest = '{"id": 1, "a": [0, ' * 300 + '"' + "x" * 3_000_000 + '"' + "]}" * 300
    text = JsonText(iter([f'{{"id": oops, {nest}}}, {{"id": 2}}, {{"id": 3}}']))
    text.know({"id": 0})
    assert not text.resume()


def test_behind_a_damaged_first_element_nothing_is_guessed(tmp_path: Path) -> None:
    documents, rejects = items(tmp_path, "a.json", b'[{"id": 2, "text": oops, "says": [{"id": 1}, {"id": 2, "text": "x"}]}]')
    assert (documents, len(rejects)) == ([], 1)


def test_a_long_array_on_one_line_is_read_in_linear_time(tmp_path: Path) -> None:
    rows = [{"text": f"Record {number}."} for number in range(60_000)]
    assert len(texts(tmp_path, "a.json", json.dumps(rows))) == 60_000


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("half", ["\\ud83d", "\\uDCAF", "\\ud83d\\ud83d", "\\udcaf \\ud83d\\udcaf"])
def test_half_an_emoji_is_no_byte_of_another_encoding(tmp_path: Path, name: str, half: str) -> None:
    """What cuts texts by their UTF-16 leaves half a character at an end; the rest is read as ever."""
    whole = half.replace("\\ud83d\\udcaf", "\N{HUNDRED POINTS SYMBOL}")
    shown = re.sub(r"\\u[dD]\w{3}", "\ufffd", whole)
    assert texts(tmp_path, name, f'{{"text": "Hello wörld, {half}"}}') == [f"Hello wörld, {shown}"]


def test_bytes_that_are_in_no_encoding_stay_beside_an_escape_of_a_whole_emoji(tmp_path: Path) -> None:
    line = b'{"text": "Caf\xe9 \\ud83d\\ude00 and more w\xc3\xb6rds"}\n'
    ((document,), _) = items(tmp_path, "a.jsonl", line * 1)
    assert document.data == b"Caf\xe9 \xf0\x9f\x98\x80 and more w\xc3\xb6rds"


def test_other_fields_are_always_valid_json(tmp_path: Path) -> None:
    lines = b'{"text": "a", "n": NaN, "i": -Infinity, "s": "\\ud83d", "k\\ud800": 1}\n'
    ((document,), _) = items(tmp_path, "a.jsonl", lines)
    meta = json.loads(document.source_meta or "", parse_constant=pytest.fail)
    assert meta == {"n": None, "i": "-inf", "s": "\ufffd", "k\ufffd": 1}
    (document.source_meta or "").encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    )
)
def test_any_value_becomes_json_that_any_reader_takes(value: object) -> None:
    text = json_text(value)
    json.loads(text, parse_constant=pytest.fail)
    text.encode()


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-US", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("english", "en"),
        ("fre", "fr"),
        ("xx-invalid-zzz", None),
        ("und", None),
    ],
)
def test_declared_languages_are_codes_or_nothing(tmp_path: Path, declared: str, code: str | None) -> None:
    data = json.dumps({"text": "a", "lang": declared}).encode()
    ((document,), _) = items(tmp_path, "a.jsonl", data, records=Records(language="lang"))
    assert document.declared_language == language_code(declared) == code
    kept = json.loads(document.source_meta or "{}").get("lang")
    assert kept == (None if code == declared.casefold() else declared)


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        ("2020-01-02 10:11:12", "2020-01-02T10:11:12"),
        ("2020-01-02T10:11:12.123+0200", "2020-01-02T10:11:12.123+02:00"),
        ("2020-02-29", "2020-02-29"),
        ("2021-02-29", None),
        ("2020-13-45", None),
        ("2020-01-02T25:00:00", None),
        ("-0044-03-15", "-0044-03-15"),
        ("next week", None),
    ],
)
def test_declared_dates_are_of_the_calendar(declared: str, value: str | None) -> None:
    assert iso_date(declared) == value


def test_timestamps_of_parquet_are_dates(tmp_path: Path) -> None:
    table = pa.table({"text": ["a", "b"], "when": [datetime(2020, 1, 2, 10, 11, 12), None], "d": [date(2020, 1, 2)] * 2})  # noqa: DTZ001
    pq.write_table(table, tmp_path / "a.parquet")
    documents, _ = items(tmp_path, "b.txt", b"x", records=Records(date="when"), include=("a.parquet",))
    assert [document.date for document in documents] == ["2020-01-02T10:11:12", None]
    assert json.loads(documents[0].source_meta or "") == {"d": "2020-01-02"}


def odd_cells() -> dict[str, pa.Array]:
    """Columns that other programs write and Python cannot hold."""
    strings = pa.array([b"Besan\xe7on", b"Paris"]).view(pa.string())
    twice = pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"])
    return {
        "no_utf8": strings,
        "far_date": pa.array([99_999_999, 1], pa.int32()).view(pa.date32()),
        "far_time": pa.array([2**62, 1], pa.int64()).view(pa.timestamp("ms")),
        "no_zone": pa.array([0, 1], pa.int64()).view(pa.timestamp("us", "Mars/Phobos")),
        "long": pa.array([2**62, 1], pa.int64()).view(pa.duration("s")),
        "struct_twice": twice,
        "list_no_utf8": pa.ListArray.from_arrays([0, 1, 2], strings),
        "bytes": pa.array([b"\x00\xff\x89PNG", b"plain"]),
    }


@pytest.mark.parametrize("name", sorted(odd_cells()))
def test_a_cell_that_python_cannot_hold_costs_nothing(tmp_path: Path, name: str) -> None:
    table = pa.table({"text": ["One.", "Two."], "odd": odd_cells()[name]})
    pq.write_table(table, tmp_path / "a.parquet", store_schema=name != "far_time")
    documents, rejects = items(tmp_path, "b.txt", b"x", include=("a.parquet",))
    assert [document.data for document in documents] == [b"One.", b"Two."]
    assert not rejects
    for document in documents:
        assert json.loads(document.source_meta or "")["odd"] is not None


def test_strings_of_parquet_that_are_no_utf8_are_texts_and_titles(tmp_path: Path) -> None:
    strings = pa.array([b"Besan\xe7on", b"Paris"]).view(pa.string())
    pq.write_table(pa.table({"text": strings, "id": strings}), tmp_path / "a.parquet")
    documents, _ = items(tmp_path, "b.txt", b"x", include=("a.parquet",), records=Records(id="id", title="id"))
    assert [document.data for document in documents] == [b"Besan\xe7on", b"Paris"]
    assert documents[0].title is not None


def test_two_columns_of_one_name_reject_the_file(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    pq.write_table(table, tmp_path / "a.parquet")
    documents, rejects = items(tmp_path, "b.txt", b"x", include=("a.parquet",))
    assert not documents
    assert [(reject.source_record, reject.reason) for reject in rejects] == [(None, "record")]


def test_records_that_all_fail_alike_are_one_row_with_a_count(tmp_path: Path) -> None:
    _, rejects = items(tmp_path, "a.csv", b"id,body\n" + b"1,x\n" * 500)
    ((reject),) = rejects
    assert (reject.source_record, reject.reason) == (None, "record")
    assert reject.detail.startswith("all 500 records: no field 'text'")


def test_records_that_fail_beside_good_ones_are_a_row_each(tmp_path: Path) -> None:
    _, rejects = items(tmp_path, "a.jsonl", b'{"a": 1}\n{"a": 1}\n{"text": "x"}\n{"a": 1}\n')
    assert [reject.source_record for reject in rejects] == [0, 1, 3]


def test_a_line_beyond_the_limit_costs_itself(tmp_path: Path) -> None:
    limit = 6 * 1000 + 65536
    data = b'{"text": "' + b"x" * (3 * limit) + b'"}\n{"text": "ok"}\n'
    documents, rejects = items(tmp_path, "a.jsonl", data, max_bytes=1000)
    assert [document.data for document in documents] == [b"ok"]
    assert [reject.reason for reject in rejects] == ["too_large"]


def test_codec_names_are_those_of_python(tmp_path: Path) -> None:
    assert Input(path=tmp_path, encoding="Latin1").encoding == codecs.lookup("latin-1").name
    assert Input(path=tmp_path, encoding="").encoding is None


def test_folders_that_name_fields_give_them_to_all_records_of_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "posts" / "year=2020" / "lang=de" / "city=K%C3%B6ln" / "tag=__HIVE_DEFAULT_PARTITION__"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(b'{"text": "Ein Satz."}\n{"text": "Noch einer.", "year": 1999, "lang": "en"}\n')
    (folder / "b.csv").write_bytes(b"text\nEin Satz.\n")
    pq.write_table(pa.table({"text": ["Ein Satz."]}), folder / "c.parquet")
    config = Input(path=tmp_path, records=Records(language="lang"))
    found = [item for entry in read.find(config) for item in read.read(entry, config)]
    documents = [item for item in found if isinstance(item, Source)]
    assert [document.declared_language for document in documents] == ["de", "en", "de", "de"]
    meta = {"city": "Köln", "tag": None, "year": "2020"}
    assert [json.loads(document.source_meta or "") for document in documents] == [meta, {**meta, "year": 1999}, meta, meta]
