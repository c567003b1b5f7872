"""Values: what a date or an amount says, with the precision that stands there, and the forms by which rules find them."""

from __future__ import annotations

import json

import pytest
from command import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from parquetry import process
from parquetry.config import Config, Extract, Segment
from parquetry.extract.normalize import countries, values
from parquetry.extract.rules import dates_and_money, legal_events_quantities


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 January 2021", "2021-01-06"),
        ("January 6, 2021", "2021-01-06"),
        ("the 24th of July 1992", "1992-07-24"),
        ("2021-01-06", "2021-01-06"),
        ("September 2020", "2020-09"),
        ("2016", "2016"),
        ("the 1960s", "196X"),
        ("early 1970s", "197X"),
        ("the 20th century", "19XX"),
        ("1998-2001", "1998/2001"),
        ("yesterday", None),
        ("last week", None),
        ("Monday", None),
        ("31 February", None),
        ("May", None),
        ("one month later", None),
    ],
)
def test_dates_have_the_precision_that_stands_there(text: str, value: str | None) -> None:
    assert values.read(text, "DATE").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$9.7 million", "9700000 USD"),
        ("€8.2 million", "8200000 EUR"),
        ("5 million USD", "5000000 USD"),
        ("18.4 billion dollars", "18400000000 USD"),
        ("three million dollars", "3000000 USD"),
        ("£7,200", "7200 GBP"),
        ("US$ 3", "3 USD"),
        ("C$12", "12 CAD"),
        ("35 000 €", "35000 EUR"),
        ("12,50 €", "12.5 EUR"),
        ("hundreds of millions of USD", None),
        ("dollars", None),
        ("between $3 and $5", "3/5 USD"),
        ("$5 to $10 million", "5000000/10000000 USD"),
        ("$500 to $1 million", "500/1000000 USD"),
        ("$5-10", "5/10 USD"),
        ("two or three million euros", "2000000/3000000 EUR"),
        ("10 to 5 dollars", None),
        ("5 dollars, 7 dollars", None),
    ],
)
def test_amounts(text: str, value: str | None) -> None:
    assert values.read(text, "MONEY").value == value


def test_an_assumed_currency_says_so() -> None:
    assert json.loads(values.read("$5", "MONEY").data or "")["assumed"] is True
    assert "assumed" not in json.loads(values.read("€5", "MONEY").data or "")


@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"])
def test_figures_are_grouped_by_any_space_that_types_them(space: str) -> None:
    text = f"It cost 35{space}000 € and weighed 1{space}250{space}000 km."
    done = process(text, Config(segment=Segment(language="en"), extract=Extract(model="none")))
    assert [(one.label, one.value) for one in done.mentions] == [("MONEY", "35000 EUR"), ("QUANTITY", "1250000 km")]


def test_rules_find_dates_and_amounts_in_running_text() -> None:
    text = "Signed on 9 October 1972; a fund of 4 million dollars followed in June 1973.¹ It cost €3.5 bn."
    found = {text[s.start : s.end] for s in dates_and_money.find(text)}
    assert {"9 October 1972", "4 million dollars", "June 1973", "€3.5 bn"} <= found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 – 6 September 2019", "2019-09-05/2019-09-06"),
        ("1998–99", "1998/1999"),
        ("May to July 2020", "2020-05/2020-07"),
        ("from 3 May to 4 June 2019", "2019-05-03/2019-06-04"),
        ("04/05/2019", "[2019-04-05,2019-05-04]"),
        ("08/19/2019", "2019-08-19"),
        ("12.03.2014", "2014-03-12"),
        ("508 BC", "-0507"),
        ("394 AD", "0394"),
        ("winter of 2014", "2014-24"),
        ("the nineteen-sixties", "196X"),
        ("nineteenth century", "18XX"),
        ("Wednesday, October 3, 2007", "2007-10-03"),
        ("9-May-2006", "2006-05-09"),
        ("July sixteenth, 2021", "2021-07-16"),
        ("9/11", "2001-09-11"),
        ("6/25/90", None),
        ("after 2015", None),
        ("her 80s", None),
        ("13/13/2020", None),
        ("4 May", None),
        ("30 February 2020", None),
    ],
)
def test_dates_are_edtf_and_never_guessed(text: str, value: str | None) -> None:
    assert values.read(text, "DATE").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yesterday", "2021-01-05"),
        ("Last week", "2020-12-28/2021-01-03"),
        ("February this year", "2021-02"),
        ("last August", "2020-08"),
        ("ten years ago", "2011"),
        ("3 months ago", "2020-10"),
        ("4 January", "2021-01-04"),
        ("Monday May 3rd", "2021-05-03"),
        ("last Monday, January fourth", "2021-01-04"),
        ("6/25/90", "1990-06-25"),
        ("two weeks ago", "2020-12-21/2020-12-27"),
        ("[ Ten ] years ago", "2011"),
        ("this day", "2021-01-06"),
        ("4 August", None),
        ("Monday", None),
        ("since last year", None),
    ],
)
def test_a_relative_date_leans_on_the_declared_one_alone(text: str, value: str | None) -> None:
    read = values.read(text, "DATE", "2021-01-06")
    assert (read.value, json.loads(read.data or "{}")) == (value, {"relative": True})
    assert values.read(text, "DATE").value is None


DATED = st.lists(
    st.sampled_from(
        [
            "May",
            "3",
            "31",
            "2020",
            "-",
            "/",
            " ",
            ".",
            "to",
            "BC",
            "the",
            "1960s",
            "ago",
            "last",
            "0",
            "0000",
            "years",
            "13",
            "week",
            "Monday",
            "century",
            "tomorrow",
            "999",
            "days",
            "months",
            "1999999",
        ]
    ),
    max_size=8,
)


@given(DATED.map("".join), st.sampled_from(["2021-01-06", "2020-02", "1999", "0001-01-01", "9999-12-31", "2021-02-30"]))
def test_no_date_breaks_the_reader(text: str, declared: str) -> None:
    for value in (values.read(text, "DATE").value, values.read(text, "DATE", declared).value):
        assert value is None or set(value) <= set("0123456789X-/[],")


def test_a_sum_in_brackets_is_what_the_one_before_comes_to() -> None:
    text = "It cost £5 million (about €6 million), or $3 (4 dollars), up from $1 to $2, between $7 and $9, 5 to 6 euros."
    config = Config(extract=Extract(model="none"), segment=Segment(language="en"))
    found = [(one.text, one.value, json.loads(one.value_data or "{}")) for one in process(text, config).mentions]
    assert [one[2].get("equivalent") for one in found] == ["6000000 EUR", *[None] * 7]
    assert [one[2].get("equivalent_of") for one in found] == [None, "5000000 GBP", *[None] * 6]
    assert [one[1] for one in found][4:] == ["1 USD", "2 USD", "7/9 USD", "5/6 EUR"]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("It rose by 12.5% then.", "12.5%", "12.5"),
        ("some 7 per cent of it", "7 per cent", "7"),
        ("von 3–4 % auf", "3–4 %", "3/4"),
        ("x3%", None, None),
    ],
)
def test_shares_are_found_by_rule(text: str, found: str | None, value: str | None) -> None:
    shares = [text[s.start : s.end] for s in dates_and_money.find(text) if s.label == "PERCENT"]
    assert shares == ([found] if found else [])
    assert [values.read(share, "PERCENT").value for share in shares] == ([value] if found else [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Portugal", "PT"),
        ("the United States", "US"),
        ("U.S.", "US"),
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("Bolivia", "BO"),
        ("Lisbon", None),
        ("", None),
        ("in", None),
    ],
)
def test_countries_have_their_code(name: str, code: str | None) -> None:
    assert countries.code(name) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Treaty of Ashby was signed before the Velm Summit.", [("LAW", "Treaty of Ashby"), ("EVENT", "Velm Summit")]),
        (
            "Under Article 5 of the Coastal Waters Act, and resolution 2077, it is so.",
            [("LAW", "Article 5 of the Coastal Waters Act"), ("LAW", "resolution 2077")],
        ),
        (
            "Directive 2001/29/EC follows the Second World War and World War II.",
            [("LAW", "Directive 2001/29/EC"), ("EVENT", "Second World War"), ("EVENT", "World War II")],
        ),
        (
            "It ran 12.5 km at 10:30 GMT, then two miles from 3 p.m. to five o'clock.",
            [
                ("QUANTITY", "12.5 km"),
                ("TIME", "10:30 GMT"),
                ("QUANTITY", "two miles"),
                ("TIME", "3 p.m."),
                ("TIME", "five o'clock"),
            ],
        ),
        ("An act of kindness in section 10.30 cost 5 m.p.; no war, no summit.", []),
        ("Operation Quiet Harbour began. The Pact failed. This Agreement stands.", [("EVENT", "Operation Quiet Harbour")]),
    ],
)
def test_laws_events_quantities_and_times_by_form(text: str, expected: list[tuple[str, str]]) -> None:
    found = process(
        text, Config(extract=Extract(model="none", model_languages=("en",)), segment=Segment(language="en"))
    ).mentions
    assert [(mention.label, mention.text) for mention in found] == expected


def test_quantities_and_peoples_have_values() -> None:
    read = [
        values.read(text, label)
        for text, label in (
            ("12.5 km", "QUANTITY"),
            ("two thousand tonnes", "QUANTITY"),
            ("3 to 5 miles", "QUANTITY"),
            ("Turkish", "NORP"),
            ("Albanians", "NORP"),
            ("Congolese", "NORP"),
        )
    ]
    assert [value.value for value in read] == ["12.5 km", "2000 t", "3/5 mi", "TR", "AL", None]
    assert [value.type for value in read] == ["quantity", "quantity", "quantity", "iso3166", "iso3166", None]


PIECES = st.lists(
    st.sampled_from(
        [
            "Treaty",
            "of",
            "Velm",
            "the",
            "War",
            "Resolution 2077",
            "Article 5",
            "Directive 95/46/EC",
            "12.5 km",
            "10:30",
            "7 p.m.",
            "six o'clock",
            "May",
            "3",
            "2011",
            "2011-05-03",
            "$5",
            "to",
            "10 million",
            "12 %",
            "3 per cent",
            "five euros",
            "between",
            "and",
            "Operation",
            "World War II",
            "Cup",
            "Bill of Rights",
            "Grand Prix",
            ",",
            "€6",
            "USD",
        ]
    ),
    max_size=14,
).map(" ".join)


@given(PIECES)
def test_what_a_rule_needs_is_in_all_it_finds(text: str) -> None:
    for known in (dates_and_money.RULES, legal_events_quantities.RULES):
        found = [(rule, match.span()) for rule, match in dates_and_money.matches(text, known)]
        assert found == [(rule, match.span()) for rule in known for match in rule.expression.finditer(text)]


def test_forms_take_time_by_length() -> None:
    for piece in ("111 111 ", "$111,111,", "1 to 2 dollars $"):
        assert_linear(lambda text: list(dates_and_money.find(text)), piece * 20_000)
    for piece in ("Abc Def of the ", "Act Treaty War ", "12,5 12.5-", "10:30:", "Resolution of the "):
        assert_linear(lambda text: list(legal_events_quantities.find(text)), piece * 20_000)
