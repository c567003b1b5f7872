"""Names: spans cut to the name, what a document's names say of each other, and which mentions speak of the same thing."""

from __future__ import annotations

import itertools
import re

import pytest
from command import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from parquetry.extract import linking, plausible
from parquetry.extract.document import abbreviations, context_cues, label_voting, propagation, span_cleanup
from parquetry.extract.spans import Span


def test_identity_is_content() -> None:
    first = linking.entity_id("The Balkan Entente’s", "ORG")
    assert first == linking.entity_id("balkan  entente", "ORG")
    assert first != linking.entity_id("Balkan Entente", "EVENT")
    assert linking.entity_id("2016", "DATE") is None


def test_entities_take_their_most_frequent_name() -> None:
    said = [
        ("d1", "e", "ORG", "the Bank"),
        ("d1", "e", "ORG", "Bank"),
        ("d2", "e", "ORG", "Bank"),
        ("d2", "e", "ORG", "BANK"),
    ]
    (entity,) = linking.entities(said)
    assert (entity.name, entity.aliases, entity.mentions, entity.documents) == ("Bank", ("BANK", "the Bank"), 4, 2)


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


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        ("the Harbour Board's", "ORG", "Harbour Board"),
        ("President Ilse Maron", "PERSON", "Ilse Maron"),
        ("Dr. Ilse Maron,", "PERSON", "Ilse Maron"),
        ("Maron (", "PERSON", "Maron"),
        ("Bank (Lisbon)", "ORG", "Bank (Lisbon)"),
        ("Lisbon)", "GPE", "Lisbon"),
        ("General Motors", "ORG", "General Motors"),
        ("the 1960s", "DATE", "the 1960s"),
        ("A", "ORG", "A"),
        ("Prince", "PERSON", "Prince"),
        ("Ilse Maron - Harbour Office", "PERSON", "Ilse Maron"),
        ("Oda Oda Velm", "PERSON", "Oda"),
        ("& Velm", "PERSON", "Velm"),
        ("Jean-Luc Maron", "PERSON", "Jean-Luc Maron"),
    ],
)
def test_a_name_is_cut_to_itself(text: str, label: str, name: str) -> None:
    assert [found[0] for found in said(text, span_cleanup.clean(text, spans(text, (text, label))))] == [name]


def test_a_legal_form_belongs_to_the_name_of_a_firm() -> None:
    text = "Velm Ropes, Inc. sold to Maron Ltd of Lisbon."
    found = span_cleanup.clean(text, spans(text, ("Velm Ropes", "PERSON"), ("Maron", "ORG")))
    assert said(text, found) == [("Velm Ropes, Inc.", "ORG", "legal_form"), ("Maron Ltd", "ORG", "legal_form")]


@pytest.mark.parametrize("word", ["Her", "H3R", "HEROIC"])
def test_between_words_in_capitals_only_a_common_one_in_capitals_is_no_name(word: str) -> None:
    text = f"WRITE TO {word} NOW"
    expected = [] if word == "HEROIC" else [word]
    assert [name for name, *_ in said(text, span_cleanup.clean(text, spans(text, (word, "PERSON"))))] == expected


def test_addresses_and_shouted_words_are_no_names() -> None:
    text = "WRITE TO HER NOW at velm@example.org, says NATO."
    found = span_cleanup.clean(text, spans(text, ("HER", "ORG"), ("velm@example.org", "PERSON"), ("NATO", "ORG")))
    assert said(text, found) == [("NATO", "ORG", None)]


@pytest.mark.parametrize(
    ("name", "country"), [("Turkeys", "Turkey"), ("Omani", "Omani"), ("Albanians", "Albanians"), ("Honduras", "Honduras")]
)
def test_only_an_s_behind_a_country_lost_its_apostrophe(name: str, country: str) -> None:
    text = f"{name} help came."
    assert [word for word, *_ in said(text, span_cleanup.clean(text, spans(text, (name, "NORP"))))] == [country]


def test_countries_stand_apart_and_keep_their_and() -> None:
    text = "In Norway Peru has ships. For Velm Trinidad and Tobago is far. Perus help and Swedes came to New Zealand."
    named = [("Norway Peru", "GPE"), ("Trinidad", "GPE"), ("Tobago", "GPE"), ("Perus", "NORP"), ("Swedes", "NORP")]
    found = said(text, span_cleanup.clean(text, spans(text, *named, ("New Zealand", "GPE"))))
    assert found == [
        ("Norway", "GPE", "countries"),
        ("Peru", "GPE", "countries"),
        ("Trinidad and Tobago", "GPE", "countries"),
        ("Peru", "GPE", "lost_apostrophe"),
        ("Swedes", "NORP", None),
        ("New Zealand", "GPE", None),
    ]


def test_a_country_may_have_lost_its_apostrophe_whatever_the_model_says() -> None:
    text = "Perus help reached the Netherlands and Honduras."
    found = span_cleanup.clean(text, spans(text, ("Perus", "GPE"), ("Netherlands", "GPE"), ("Honduras", "GPE")))
    assert [name for name, _, _ in said(text, found)] == ["Peru", "Netherlands", "Honduras"]


def test_the_words_around_a_name_hint_at_its_label() -> None:
    text = (
        "Velm lies in Corvale. In Corvale, Maron painted her boats. Oda took himself to Captain Ruk. The band Teasel played."
    )
    people = [("Maron", "ORG"), ("Oda", "GPE"), ("Ruk", "ORG")]
    named = [("Corvale", "PERSON"), ("Corvale", "PERSON"), *people, ("Teasel", "GPE")]
    found = label_voting.relabel(text, spans(text, *named))
    assert [span.label for span in found] == ["GPE", "GPE", "PERSON", "PERSON", "PERSON", "ORG"]
    kept = "The story is in Ilse Maron's hands, and in those of Peru, who signed it."
    names_ = spans(kept, ("Ilse Maron", "PERSON"), ("Peru", "GPE"))
    assert label_voting.relabel(kept, names_) == names_


def test_a_person_with_a_model_number_is_a_product() -> None:
    text = "Tern KX-9"
    assert said(text, span_cleanup.clean(text, spans(text, (text, "PERSON")))) == [(text, "PRODUCT", "model_number")]
    assert linking.entity_id("Tern KX-9", "PRODUCT") == linking.entity_id("TERN KX9", "PRODUCT")


def test_figures_are_no_name() -> None:
    assert span_cleanup.clean("2077", spans("2077", ("2077", "PRODUCT"))) == []


def test_a_date_cut_off_says_nothing_and_initials_are_no_people() -> None:
    text = "By the end of the Velm War the NFU and the Swedes left at the end of 2011."
    named = [("the end of", "DATE"), ("NFU", "NORP"), ("Swedes", "NORP"), ("the end of 2011", "DATE")]
    found = said(text, span_cleanup.clean(text, spans(text, *named)))
    assert found == [("NFU", "ORG", "initials"), ("Swedes", "NORP", None), ("the end of 2011", "DATE", None)]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("The Northern Ferry Union (NFU) met.", ("Northern Ferry Union", "NFU")),
        ("so-called Ölfeld Räumung Amt (“ÖRA”) met", ("Ölfeld Räumung Amt", "ÖRA")),
        ("the Ministry of Ports and Harbours (MoPH)", ("Ministry of Ports and Harbours", "MoPH")),
        ("machine learning (ML) is", None),
        ("Lisbon (PT) is", None),
        ("He came (In May) home", None),
    ],
)
def test_long_and_short_forms(text: str, pair: tuple[str, str] | None) -> None:
    found = [(text[p.start : p.end], text[p.short_start : p.short_end]) for p in abbreviations.pairs(text, 0, len(text))]
    assert found == ([pair] if pair else [])


def test_one_name_has_one_label() -> None:
    text = "Velm said. Velm came. Velm went."
    found = label_voting.relabel(text, spans(text, ("Velm", "PERSON"), ("Velm", "ORG"), ("Velm", "PERSON")))
    assert said(text, found)[1] == ("Velm", "PERSON", "agreed_label")
    tied = spans(text, ("Velm", "GPE"), ("Velm", "ORG"))
    assert label_voting.relabel(text, tied) == tied


def test_a_surname_is_the_person_unless_it_is_always_a_place() -> None:
    text = "Oda Velm of Velm. Velm, Velm and Velm."
    names_ = [("Velm", "GPE"), ("Velm", "GPE"), ("Velm", "PERSON"), ("Velm", "GPE")]
    found = label_voting.relabel(text, spans(text, ("Oda Velm", "PERSON"), *names_))
    assert {span.label for span in found} == {"PERSON"}
    places = [("Oda Velm", "PERSON"), ("Velm", "GPE"), ("Velm", "GPE")]
    assert [span.label for span in label_voting.relabel(text, spans(text, *places))] == ["PERSON", "GPE", "GPE"]


def test_a_country_is_no_surname_for_being_taken_for_one_once() -> None:
    text = "Oda Norway wrote. Norway paid. Norway left. Norway came."
    named = spans(text, ("Oda Norway", "PERSON"), ("Norway", "GPE"), ("Norway", "PERSON"), ("Norway", "GPE"))
    assert [span.label for span in label_voting.relabel(text, named)] == ["PERSON", "GPE", "GPE", "GPE"]
    # A name of no country is, as soon as one mention says a person.
    other = text.replace("Norway", "Elmste")
    named = spans(other, ("Oda Elmste", "PERSON"), ("Elmste", "GPE"), ("Elmste", "PERSON"), ("Elmste", "GPE"))
    assert [span.label for span in label_voting.relabel(other, named)] == ["PERSON"] * 4


def test_missed_names_are_found_where_they_are_sure() -> None:
    text = "Port Union and NFU met. Mark my words, Port Union: NFU, mark. Velm, Oda Velm."
    given_ = spans(text, ("Port Union", "ORG"), ("NFU", "ORG"), ("Velm", "PERSON"))
    found = propagation.add_missed(text, given_, [(0, len(text))])
    assert [name for name, _, rule in said(text, found) if rule == "repeated"] == ["Port Union", "NFU"]
    assert found == propagation.add_missed(text, found, [(0, len(text))])


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Anna", True),
        ("Ann", False),  # three letters: short for many words
        ("anna", False),
        ("van Velm", False),  # not by its capital
        ("7 Velm", False),
        ("Oda Velm", True),
        ("Oda\nVelm", False),  # two names in two lines
    ],
)
def test_a_name_is_sure_by_its_length_and_its_capital(name: str, found: bool) -> None:  # noqa: FBT001
    text = f"We met {name}; then {name}; now {name}."
    named = spans(text, (name, "PERSON"), (name, "PERSON"))
    again = propagation.add_missed(text, named, [(0, len(text))])
    assert (len(again) == 3) is found


def test_a_surname_of_two_people_is_neither() -> None:
    named = [("Ines Calloway", "PERSON"), ("Jon Calloway", "PERSON"), ("Calloway", "PERSON")]
    assert linking.full_names(named, {}) == {}
    assert linking.full_names(named[1:], {}) == {("Calloway", "PERSON"): "Jon Calloway"}


def test_a_definition_replaces_the_spans_in_it() -> None:
    text = "Northern Ferry Union (NFU) met."
    pairs = list(abbreviations.pairs(text, 0, len(text)))
    named = label_voting.add_abbreviations(spans(text, ("Ferry", "PERSON")), pairs)
    assert {text[span.start : span.end] for span in named} == {"Northern Ferry Union", "NFU"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Port Union (PU)", [("Port Union", "PU")]),  # two capitals are enough
        ("Port Union (Pu)", []),  # one capital is a word
        ("Alpha Union (AQ)", []),  # of which a letter is nowhere
    ],
)
def test_an_abbreviation_has_two_capitals_and_all_of_its_letters(text: str, found: list[tuple[str, str]]) -> None:
    pairs = abbreviations.pairs(text, 0, len(text))
    assert [(text[p.start : p.end], text[p.short_start : p.short_end]) for p in pairs] == found


def test_agreeing_takes_time_by_length() -> None:
    def work(text: str) -> None:
        found = [Span(m.start(), m.end(), "ORG", "model") for m in re.finditer(r"Velm[a-z]+", text)]
        propagation.add_missed(
            text, label_voting.add_abbreviations(found, abbreviations.pairs(text, 0, len(text))), [(0, len(text))]
        )

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
    spans = label_voting.relabel(text, label_voting.add_abbreviations(span_cleanup.clean(text, found), pairs))
    spans = propagation.add_missed(text, spans, [(0, len(text))])
    assert all(span.start < span.end for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def test_what_a_text_says_of_a_name_decides_its_label() -> None:
    text = "Elmstead, once fortified, is a small village in Essex. Mr Brown left Elmstead. The port of Corvale grew."
    spans = [Span(0, 8, "ORG", "model"), Span(69, 77, "ORG", "model"), Span(91, 98, "PERSON", "model")]
    assert [text[span.start : span.end] for span in spans] == ["Elmstead", "Elmstead", "Corvale"]
    assert [span.label for span in label_voting.relabel(text, spans)] == ["GPE", "GPE", "GPE"]


def test_a_name_is_what_its_last_word_says() -> None:
    text = "Velm University and Velm River"
    spans = [Span(0, 15, "PERSON", "model"), Span(20, 30, "ORG", "model")]
    labelled = context_cues.label_by_head(text, spans)
    assert [(span.label, span.rule) for span in labelled] == [("ORG", "head"), ("LOC", "head")]


def test_a_head_noun_alone_names_nothing() -> None:
    text = "University met."
    (span,) = context_cues.label_by_head(text, spans(text, ("University", "PERSON")))
    assert span.label == "PERSON"


def test_what_aircraft_are_called_is_no_firm() -> None:
    text = "the F-16 Fighting Falcon, A-5 Group, F-16"
    spans = [Span(4, 24, "ORG", "model"), Span(26, 35, "ORG", "model"), Span(37, 41, "ORG", "model")]
    assert [span.label for span in context_cues.label_by_head(text, spans)] == ["PRODUCT", "ORG", "ORG"]


@pytest.mark.parametrize(
    ("name", "label", "language", "kept"),
    [
        ("Judaism", "ORG", "en", False),
        ("Christianity", "PERSON", "en", False),
        ("Judaism", "NORP", "en", True),
        ("Velm Tourism", "ORG", "en", True),
        ("Tourism", "ORG", "de", True),
    ],
)
def test_a_doctrine_is_no_firm(name: str, label: str, language: str, kept: bool) -> None:  # noqa: FBT001
    assert plausible.is_plausible(name, Span(0, len(name), label, "model"), language, "paragraph") is kept


def test_an_abbreviation_without_brackets_is_its_name_by_initials() -> None:
    said = [
        ("OVP", "ORG"),
        ("Organization of Velmish Ports", "ORG"),
        ("ABC", "ORG"),
        ("Alder Bay Club", "ORG"),
        ("Ashby Boat Club", "ORG"),
        ("AB", "PERSON"),
    ]
    assert linking.initials(said) == {"OVP": "Organization of Velmish Ports"}


def test_a_definition_outweighs_four_mentions_and_not_six() -> None:
    for times, label in ((4, "GPE"), (6, "ORG")):
        text = "Velm is a village. " + "Velm met. " * (times - 1)
        found = spans(text, *[("Velm", "ORG")] * times)
        assert {span.label for span in label_voting.relabel(text, found)} == {label}


def test_an_abbreviation_outweighs_two_mentions_and_not_four() -> None:
    for times, label in ((2, "ORG"), (4, "PERSON")):
        text = "Northern Ferry Union (NFU) met. " + "NFU met. " * times
        found = spans(text, ("Northern Ferry Union", "ORG"), ("NFU", "ORG"), *[("NFU", "PERSON")] * times)
        named = label_voting.add_abbreviations(found, abbreviations.pairs(text, 0, len(text)))
        assert {span.label for span in label_voting.relabel(text, named) if text[span.start : span.end] == "NFU"} == {label}
