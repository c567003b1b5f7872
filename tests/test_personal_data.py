"""Personal data: what is some is found, what looks like it is not, and none of it is left in what is redacted."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from personal_data import f1, scores
from small_version import publish

from parquetry import process
from parquetry.check import invariants
from parquetry.config import Config, Quality
from parquetry.dataset import query
from parquetry.enrich.personal_data import checksums, find
from parquetry.enrich.personal_data.national_ids import NATIONAL_IDS
from parquetry.enrich.personal_data.regions import regions
from parquetry.errors import ConfigError
from parquetry.export import Redacting, export, redact
from parquetry.export.pseudonyms import keyed_hash, pseudonym
from parquetry.model import contract
from parquetry.model.vocabulary import PERSONAL_LABELS
from parquetry.publish import redaction
from parquetry.publish.report import page

if TYPE_CHECKING:
    from pathlib import Path

FOUND = [
    ("EMAIL", "Write to Ada.Lovelace+x@mail.example.org, please.", "Ada.Lovelace+x@mail.example.org", "en"),
    ("EMAIL", "Mail: ada (at) example (dot) org", "ada (at) example (dot) org", "en"),
    ("EMAIL", "My mail is ada at example dot org.", "ada at example dot org", "en"),
    ("EMAIL", "Pišite na žana@пример.рф.", "žana@пример.рф", "sl"),
    ("URL", "(see https://example.org/a_(b)?c=1).", "https://example.org/a_(b)?c=1", "en"),
    ("URL", "at www.example.org/x, too", "www.example.org/x", "en"),
    ("IP", "Host 192.0.2.44 answered.", "192.0.2.44", "en"),
    ("IP", "from IP 10.0.0.1", "10.0.0.1", "en"),
    ("IP", "2001:db8::8a2e:370:7334 is up", "2001:db8::8a2e:370:7334", "en"),
    ("IBAN", "IBAN DE89 3704 0044 0532 0130 00 BIC", "DE89 3704 0044 0532 0130 00", "de"),
    ("IBAN", "GB82WEST12345698765432.", "GB82WEST12345698765432", "en"),
    ("CARD", "paid with 4111-1111-1111-1111 today", "4111-1111-1111-1111", "en"),
    ("CARD", "3782 822463 10005", "3782 822463 10005", "en"),
    ("PHONE", "Ring +44 20 7946 0018 now", "+44 20 7946 0018", "en"),
    ("PHONE", "Telefon: 030 901820", "030 901820", "de"),
    ("PHONE", "Phone (202) 456-1414", "(202) 456-1414", "en"),
    ("NATIONAL_ID", "DNI 12345678Z", "12345678Z", "es"),
    ("NATIONAL_ID", "numer PESEL 44051401359", "44051401359", "pl"),
    ("NATIONAL_ID", "født 131052-308T", "131052-308T", "fi"),
    ("NATIONAL_ID", "CPF: 111.444.777-35", "111.444.777-35", "pt"),
]
NOT_FOUND = [
    ("a wrong check digit", "IBAN DE88 3704 0044 0532 0130 00", "de"),
    ("a wrong length", "IBAN DE89 3704 0044 0532 0130", "de"),
    ("a wrong check digit of a card", "paid with 4111-1111-1111-1112", "en"),
    ("an order", "Order no. 4111 1111 1111 1111", "en"),
    ("an amount", "It cost 4,111,111,111,111,111 dollars, or 1234567890 EUR", "en"),
    ("a version", "Version 192.168.10.1 is out", "en"),
    ("a section", "as 1.2.3.4 says", "en"),
    ("no address", "at 300.1.2.3", "en"),
    ("coordinates", "52.520008, 13.404954", "de"),
    ("a time", "from 10:30:45 to 11:00:00", "en"),
    ("a name of a program", "std::vector a::b and dead::beef", "en"),
    ("a telephone without a word for it", "the numbers 030 901820", "de"),
    ("no plan has it", "Tel. 000 000000", "de"),
    ("digits without a word for them", "the number 44051401359", "pl"),
    ("a wrong letter", "DNI 12345678A", "es"),
    ("what people say of pages", "look at example dot com", "en"),
    ("no domain", "x@y and @name and a@b.", "en"),
    ("a table of numbers", "12 34 56 78 90 12 34 56", "en"),
    ("ISBN", "ISBN 978-3-16-148410-0", "en"),
]


@pytest.mark.parametrize(("label", "text", "expected", "language"), FOUND, ids=[row[2] for row in FOUND])
def test_what_is_personal_data_is_found(label: str, text: str, expected: str, language: str) -> None:
    assert [(hit.label, text[hit.start : hit.end]) for hit in find(text, language, PERSONAL_LABELS)] == [(label, expected)]
    # Label by label: one that is off finds nothing.
    assert find(text, language, set(PERSONAL_LABELS) - {label}) == [] or label == "IP"


@pytest.mark.parametrize(("reason", "text", "language"), NOT_FOUND, ids=[row[0] for row in NOT_FOUND])
def test_what_only_looks_like_it_is_not(reason: str, text: str, language: str) -> None:
    assert find(text, language, PERSONAL_LABELS) == [], reason


def test_ten_languages_with_hard_negatives() -> None:
    counts = scores(seed=7)
    assert all(f1(*each) > 0.95 for each in counts.values()), counts
    assert f1(*(sum(column) for column in zip(*counts.values(), strict=True))) > 0.97


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789.-/ @:+()aA"), st.characters()), max_size=120))
def test_any_text_can_be_searched_and_hits_do_not_overlap(text: str) -> None:
    hits = find(text, "en", PERSONAL_LABELS)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))


@given(st.text(alphabet="0123456789ab ", max_size=300))
def test_regions_hold_every_row_of_digits(text: str) -> None:
    within = regions(text)
    for at in range(len(text) - 9):
        if text[at : at + 10].isdigit():
            assert any(start <= at and at + 10 <= end for start, end in within)


# A number that its own country's rules accept, and the same with another last character.
NUMBERS = {
    checksums.dni: "12345678Z",
    checksums.codice_fiscale: "RSSMRA85T10A562S",
    checksums.bsn: "111222333",
    checksums.rijksregister: "85073003328",
    checksums.pesel: "44051401359",
    checksums.rodne_cislo: "7103192745",
    checksums.personnummer: "8112189876",
    checksums.hetu: "131052-308T",
    checksums.kimlik: "10000000146",
    checksums.cpf: "11144477735",
    checksums.rut: "123456785",
    checksums.ahv: "7569217076985",
    checksums.nhs: "9434765919",
    checksums.isikukood: "37605030299",
    checksums.egn: "7523169263",
    checksums.mod_11_10: "69435151530",
    checksums.verhoeff: "234123412346",
    checksums.resident_identity: "11010519491231002X",
    checksums.nir: "255081416802538",
    checksums.fodselsnummer: "15108695088",
    checksums.latvian: "16117519997",
    checksums.cnp: "1630615123457",
    checksums.jmbg: "0101006500006",
    checksums.curp: "BOXW310820HNERXN09",
    checksums.resident_registration: "9710139019902",
    checksums.south_african: "7503305044089",
    checksums.luhn: "4111111111111111",
}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.__name__)
def test_check_digits_are_those_that_registers_publish(check: Any) -> None:
    number = NUMBERS[check]
    assert check(number)
    others = [number[:-1] + other for other in ("ABCDEFGH" if number[-1].isalpha() else "0123456789") if other != number[-1]]
    assert not any(check(other) for other in others)


@pytest.mark.parametrize(
    ("check", "number", "reason"),
    [
        (checksums.bsn, "000000000", "nobody has the number that is all zeros, though its digits add up"),
        (checksums.rodne_cislo, "7113192746", "it is divisible by eleven, and there is no month 13"),
        (checksums.isikukood, "37613030299", "there is no month 13"),
        (checksums.cpf, "11111111111", "eleven times the same digit adds up, and is given to nobody"),
        (checksums.social_security, "666123456", "no number begins with 666"),
    ],
)
def test_numbers_that_add_up_and_are_none(check: Any, number: str, reason: str) -> None:
    assert not check(number), reason


def test_numbers_of_at_least_fifteen_countries_are_known() -> None:
    assert len({kind.country for kind in NATIONAL_IDS}) >= 15


def test_a_document_has_mentions_of_it_and_nothing_else_there() -> None:
    text = "Ada paid $5. Write to ada@example.org or call +44 20 7946 0018 on 3 May 2011."
    config = {"extract": {"model": "none"}, "segment": {"language": "en"}}
    plain = process(text, Config.model_validate(config))
    done = process(text, Config.model_validate({**config, "personal_data": {"labels": True}}))
    new = [mention for mention in done.mentions if mention.extractor == "personal_data"]
    assert [(mention.label, mention.value) for mention in new] == [
        ("EMAIL", "ada@example.org"),
        ("PHONE", "+442079460018"),
    ]
    assert all(text[m.start : m.end] == m.text == text.encode()[m.source_start : m.source_end].decode() for m in new)
    assert {mention.label for mention in plain.mentions} == {"MONEY", "DATE"} <= {mention.label for mention in done.mentions}
    assert all(a.end <= b.start for a, b in pairwise(done.mentions))


SECRET = "ada@example.org"  # noqa: S105 (no password)
NAME = "Ada Bergström"
KEY = "0123456789abcdef"
PASSAGE = "c0ffee" * 5 + "00"
TEXT = f"{NAME} has {SECRET}.\n\nWrite to {SECRET}, in 2011."


def secret_version(folder: Path) -> Path:
    """A version with an address in every column that quotes a document."""
    doc_id = "a" * 32
    places = [TEXT.index(SECRET), TEXT.rindex(SECRET)]
    mentions = [
        {"mention_id": k, "start": at, "end": at + len(SECRET), "text": SECRET, "label": "EMAIL", "value": SECRET}
        for k, at in enumerate(places)
    ]
    mentions.append({"mention_id": 2, "start": 0, "end": len(NAME), "text": NAME, "label": "PERSON", "entity_id": "e" * 32})
    repair = {"repair_id": 0, "kind": "glyph", "status": "unresolved", "start": places[0], "end": places[0] + 20}
    return publish(
        folder / "secret",
        {
            "documents": [
                {
                    "doc_id": doc_id,
                    "text": TEXT,
                    "chars": len(TEXT),
                    "title": SECRET,
                    "source_meta": SECRET,
                    "language": "en",
                }
            ],
            "blocks": [{"doc_id": doc_id, "kind": "paragraph", "start": 0, "end": len(TEXT), "marker": f"{SECRET}, 1."}],
            "sentences": [{"doc_id": doc_id, "start": 0, "end": len(TEXT), "text": TEXT}],
            "mentions": sorted(({"doc_id": doc_id, **each} for each in mentions), key=lambda row: row["mention_id"]),
            "repairs": [{"doc_id": doc_id, **repair, "before": SECRET, "after": SECRET, "rule": "x"}],
            "repeats": [{"doc_id": doc_id, "end": 9, "passage": PASSAGE}],
            "left_out": [{"doc_id": doc_id, "text": SECRET, "reason": "hidden"}],
            "chunks": [{"doc_id": doc_id, "start": 0, "end": 9, "heading_path": [f"About {SECRET}"]}],
            "entities": [{"entity_id": "e" * 32, "label": "PERSON", "name": NAME, "aliases": []}],
        },
    )


@pytest.mark.parametrize("to", ["csv", "jsonl", "brat"])
def test_nothing_of_it_is_left_in_a_redacted_export(to: str, tmp_path: Path) -> None:
    version = secret_version(tmp_path)
    export(version, to, tmp_path / "names", Redacting(KEY, names=True))
    written = "\n".join(path.read_text(encoding="utf-8") for path in (tmp_path / "names").rglob("*") if path.is_file())
    assert SECRET not in written
    assert NAME not in written
    assert PASSAGE not in written
    assert NAME.encode("unicode_escape").decode() not in written
    export(version, to, tmp_path / "plain", Redacting(KEY, names=False))
    plain = "\n".join(path.read_text(encoding="utf-8") for path in (tmp_path / "plain").rglob("*") if path.is_file())
    assert SECRET not in plain
    assert "Bergstr" in plain


def test_offsets_stay_right_and_pseudonyms_are_stable(tmp_path: Path) -> None:
    version = secret_version(tmp_path)
    redact.redacted(version, tmp_path / "copy", KEY, names=False)
    tables = {name: pq.read_table(tmp_path / "copy" / "data" / name).to_pylist() for name in contract.BY_NAME}
    text = tables["documents"][0]["text"]
    assert len(text) == len(TEXT)
    for table in ("mentions", "sentences"):
        assert all(text[row["start"] : row["end"]] == row["text"] for row in tables[table])
    first, second = (row["text"] for row in tables["mentions"][:2])
    assert first == second == pseudonym(KEY, "EMAIL", SECRET, len(SECRET))
    assert pseudonym("another key of ours", "EMAIL", SECRET, 15) != first
    assert first not in tables["documents"][0]["text"].replace(first, "")
    assert [row["passage"] for row in tables["repeats"]] == [keyed_hash(KEY, PASSAGE)]
    assert re.fullmatch(contract.HEX32, keyed_hash(KEY, PASSAGE))
    assert keyed_hash("another key of ours", PASSAGE) != keyed_hash(KEY, PASSAGE)


@given(st.text(max_size=40), st.integers(1, 200))
def test_a_pseudonym_is_as_long_as_what_it_stands_for(value: str, length: int) -> None:
    assert len(pseudonym(KEY, "URL", value, length)) == length


def test_the_view_has_the_same_pseudonyms_and_masks_without_a_key(tmp_path: Path) -> None:
    version = secret_version(tmp_path)
    asked = "SELECT text FROM documents_redacted"
    ((masked,),) = query.query(version, asked, Quality()).rows
    assert masked == TEXT.replace(SECRET, "█" * len(SECRET))
    ((text,),) = query.query(version, f"SET VARIABLE redaction_key = '{KEY}'; {asked}", Quality()).rows
    assert text == TEXT.replace(SECRET, pseudonym(KEY, "EMAIL", SECRET, len(SECRET)))


def test_the_page_counts_it_and_shows_none_unless_asked(tmp_path: Path) -> None:
    version = secret_version(tmp_path)
    (version / "expectations").mkdir()
    hidden = page.render(version, "secret", version.name, {})
    assert SECRET not in hidden
    assert "EMAIL" in hidden
    assert SECRET in page.render(version, "secret", version.name, {"report": {"personal_data": True}})


@pytest.mark.parametrize("shown", [TEXT, TEXT.replace(SECRET, "█" * len(SECRET))])
def test_the_page_has_the_texts_it_asks_for_and_no_others(shown: str, tmp_path: Path) -> None:
    """All texts at once would be those of a whole dataset in memory: where they are masked, no query can have them."""
    version = secret_version(tmp_path)
    with duckdb.connect() as connection:
        for name in ("documents", "mentions", "repairs"):
            invariants.create_view(connection, name, [str(path) for path in (version / "data" / name).glob("*.parquet")])
        masks = shown != TEXT
        (redaction.mask if masks else redaction.show)(connection)
        assert masks is ("text" not in connection.table("documents").columns)
        ids = [row[0] for row in connection.execute("SELECT doc_id FROM documents").fetchall()]
        asked = "SELECT text FROM texts_of($ids)"
        assert connection.execute(asked, {"ids": [*ids, *ids, "no such"]}).fetchall() == [(shown,)]
        assert connection.execute(asked, {"ids": ["no such"]}).fetchall() == []
        # Twice the same address: one number stands for both.
        values = connection.execute("SELECT text, value FROM mentions WHERE label = 'EMAIL'").fetchall()
        assert values == [("█", "1") if masks else (SECRET, SECRET)] * 2


def test_a_key_must_be_a_secret(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("abc\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="shorter than"):
        redact.read_key(tmp_path / "short")
    with pytest.raises(ConfigError, match="cannot be read"):
        redact.read_key(tmp_path / "nowhere")
    (tmp_path / "long").write_text(f"{KEY}\n", encoding="utf-8")
    assert redact.read_key(tmp_path / "long") == KEY
