"""Whole names: what a model cut off is put back, and nothing else is taken in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parquetry.extract import linking
from parquetry.extract.document import defined_names, whole_names
from parquetry.extract.spans import Span


def spans(text: str, *named: tuple[str, str]) -> list[Span]:
    out, at = [], 0
    for name, label in named:
        at = text.index(name, at)
        out.append(Span(at, at + len(name), label, "model"))
        at += len(name)
    return out


def said(text: str, found: list[Span]) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.label) for span in found]


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("the Velm-Maron valley", [("Velm", "LOC")], [("Velm-Maron", "LOC")]),
        ("the Velm-Maron valley", [("Maron", "LOC")], [("Velm-Maron", "LOC")]),
        ("Oda-Lise Velm", [("Lise Velm", "PERSON")], [("Oda-Lise Velm", "PERSON")]),
        # Two names are two.
        ("the Corvale-Elmstead line", [("Corvale", "GPE"), ("Elmstead", "GPE")], [("Corvale", "GPE"), ("Elmstead", "GPE")]),
        ("Velmish-Corvalian talks", [("Velmish", "NORP")], [("Velmish", "NORP")]),
        # A small word after a hyphen is no name, nor is a chain of them.
        ("a Corvale-based firm", [("Corvale", "GPE")], [("Corvale", "GPE")]),
        ("Corvale-Elmstead-Velm", [("Corvale", "GPE")], [("Corvale", "GPE")]),
        ("Corvale - Elmstead", [("Corvale", "GPE")], [("Corvale", "GPE")]),
    ],
)
def test_a_hyphen_ties_a_name(text: str, named: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    assert said(text, whole_names.join_hyphenated(text, spans(text, *named))) == expected


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("Velm, Oda. Tides. 1920.", [("Velm", "ORG"), ("Oda", "PERSON")], [("Velm, Oda", "PERSON")]),
        ("[12] Velm, O. L. (1920)", [("Velm", "PERSON")], [("Velm, O. L.", "PERSON")]),
        (
            "Velm, Oda and Ilse Maron",
            [("Oda", "PERSON"), ("Ilse Maron", "PERSON")],
            [("Velm, Oda", "PERSON"), ("Ilse Maron", "PERSON")],
        ),
        ("Corvale, Elmstead: Tides", [("Corvale", "GPE"), ("Elmstead", "GPE")], [("Corvale", "GPE"), ("Elmstead", "GPE")]),
        ("Velm, the harbour. Tides", [("Velm", "PERSON")], [("Velm", "PERSON")]),
    ],
)
def test_the_author_of_an_entry_is_one_person(
    text: str, named: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert said(text, whole_names.join_bibliographic(text, spans(text, *named), [(0, len(text))])) == expected
    # Elsewhere a comma parts names.
    assert said(text, whole_names.join_bibliographic(text, spans(text, *named), [])) == named


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("after the Corvalian wars", ("Corvalian", "NORP"), ("Corvalian wars", "EVENT")),
        ("the Velm agreement holds", ("Velm", "GPE"), ("Velm agreement", "LAW")),
        ("the Velm peace accords", ("Velm", "GPE"), ("Velm peace accords", "LAW")),
        ("a Corvalian war", ("Corvalian", "NORP"), ("Corvalian", "NORP")),
        ("the Corvalian agreement", ("Corvalian", "NORP"), ("Corvalian", "NORP")),
        ("the Velm agreements", ("Velm", "GPE"), ("Velm", "GPE")),
        ("the Maron war", ("Maron", "PERSON"), ("Maron", "PERSON")),
    ],
)
def test_events_and_treaties_need_no_capital(text: str, named: tuple[str, str], expected: tuple[str, str]) -> None:
    assert said(text, whole_names.join_lower_heads(text, spans(text, named))) == [expected]


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("at Elmstead railway station.", ("Elmstead", "GPE"), ("Elmstead railway station", "FAC")),
        ("near the Velm airport,", ("Velm", "GPE"), ("Velm airport", "FAC")),
        ("over Maron pond", ("Maron", "LOC"), ("Maron pond", "FAC")),
        ("an Elmstead police station", ("Elmstead", "GPE"), ("Elmstead", "GPE")),
        ("the Elmstead park ranger", ("Elmstead", "GPE"), ("Elmstead", "GPE")),
        ("the Elmstead station's clock", ("Elmstead", "GPE"), ("Elmstead", "GPE")),
        ("the Velm station", ("Velm", "ORG"), ("Velm", "ORG")),  # of a radio
        ("in Elmstead, parks", ("Elmstead", "GPE"), ("Elmstead", "GPE")),
    ],
)
def test_a_facility_has_the_name_of_its_place(text: str, named: tuple[str, str], expected: tuple[str, str]) -> None:
    assert said(text, whole_names.join_lower_places(text, spans(text, named))) == [expected]


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        ("in Washington, D.C. on", ["Washington", "D.C."], ["Washington, D.C."]),
        ("in Washington D.C", ["Washington", "D.C"], ["Washington D.C"]),
        ("in Olympia, Washington", ["Olympia", "Washington"], ["Olympia", "Washington"]),
        ("Washington and D.C.", ["Washington", "D.C."], ["Washington", "D.C."]),
    ],
)
def test_the_american_capital_is_one_name(text: str, named: list[str], expected: list[str]) -> None:
    found = whole_names.join_district(text, spans(text, *((name, "GPE") for name in named)))
    assert [name for name, _ in said(text, found)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Boultry is a village in Essex.", [("Boultry", "GPE")]),
        ("They left. The Teasel Six (1987-91) were an English rock band.", [("Teasel Six", "ORG")]),
        ("Oda Velm was a Danish novelist.", [("Oda Velm", "PERSON")]),
        ("Velmar was a founding member of the band.", []),
        ("It is a village. Why is the city here? The Company is a bank. Nobody was an actor.", []),
        ("He said Boultry is a village.", []),  # a model would see it
    ],
)
def test_a_sentence_that_defines_its_subject_names_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text, defined_names.add_defined(text, [], [(0, len(text))])) == expected
    # Where a model saw a name, it stays.
    seen = [Span(0, len(text), "EVENT", "model")]
    assert defined_names.add_defined(text, seen, [(0, len(text))]) == seen


def test_a_treaty_is_known_by_its_town_elsewhere_and_by_its_kind() -> None:
    # A model takes the first name for a firm.
    text = "the Corvale agreement, signed in Corvale; the Velm agreement; the Maron accords; a Maron treaty; the Ilse war"
    firms = [("Corvale", "ORG"), ("Corvale", "GPE"), ("Velm", "ORG"), ("Maron", "ORG"), ("Maron", "ORG"), ("Ilse", "PERSON")]
    assert said(text, whole_names.join_lower_heads(text, spans(text, *firms))) == [
        ("Corvale agreement", "LAW"),
        ("Corvale", "GPE"),
        ("Velm", "ORG"),
        ("Maron accords", "LAW"),
        ("Maron", "ORG"),
        ("Ilse", "PERSON"),
    ]


@given(st.lists(st.sampled_from(["Velm", "Oda", "war", "the", "-", ", ", " ", ". ", "agreement"]), max_size=12).map("".join))
def test_spans_stay_in_order_and_apart(text: str) -> None:
    found = [Span(k, k + 4, "GPE", "model") for k in range(len(text)) if text.startswith("Velm", k)]
    for made in (
        whole_names.join_hyphenated(text, found),
        whole_names.join_bibliographic(text, found, [(0, len(text))]),
        whole_names.join_lower_heads(text, found),
        whole_names.join_lower_places(text, found),
    ):
        assert all(a.end <= b.start for a, b in itertools.pairwise(made))


def test_a_listed_person_is_the_same_person() -> None:
    assert linking.entity_id("Maron, Ilse", "PERSON") == linking.entity_id("Ilse Maron", "PERSON")
    assert linking.entity_id("Velm, Jr.", "PERSON") != linking.entity_id("Jr. Velm", "PERSON")
    assert linking.entity_id("Maron, Ilse", "ORG") != linking.entity_id("Ilse Maron", "ORG")


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("Velm, Velm, Norway, Norway, Velm Norway", "PERSON", [("Velm", "PERSON"), ("Norway", "GPE")]),
        ("Velm, Norway, Norway, Velm Norway", "PERSON", [("Velm Norway", "PERSON")]),  # Velm once
        ("Velm, Velm, Norway, Velm Norway", "PERSON", [("Velm Norway", "PERSON")]),  # Norway once
        ("Velm, Velm, Corvale, Corvale, Velm Corvale", "PERSON", [("Velm Corvale", "PERSON")]),  # no country
        ("Velm, Velm, Norway, Norway, Northern Norway", "GPE", [("Northern Norway", "GPE")]),
    ],
)
def test_two_names_are_parted(text: str, whole: str, expected: list[tuple[str, str]]) -> None:
    *single, last = text.split(", ")
    named = [*((name, "GPE" if name in {"Norway", "Corvale"} else "PERSON") for name in single), (last, whole)]
    assert said(text, whole_names.part_names(text, spans(text, *named)))[len(single) :] == expected
