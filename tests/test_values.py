"""Values: what a date or an amount says, with the precision that stands there, and the forms by which rules find them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command import assert_linear
from cost import count_lines
from hypothesis import given
from hypothesis import strategies as st

from parquetry import process
from parquetry.config import Config, Extract, Segment
from parquetry.extract.normalize import countries, numbers, values
from parquetry.extract.normalize.amount_forms import FORMS_OF_AMOUNTS
from parquetry.extract.normalize.date_forms import RANGES, READ_ONLY, SINGLE
from parquetry.extract.normalize.edtf import PartialDate
from parquetry.extract.rules import legal_events
from parquetry.languages.folding import fold
from parquetry.languages.lexicon import lexicon

if TYPE_CHECKING:
    from parquetry.extract.normalize.found_values import Found

GOLDEN = json.loads((Path(__file__).parent / "golden" / "values.json").read_text(encoding="utf-8"))
SENTENCES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "golden" / "value_sentences.json").read_text(encoding="utf-8")
)["sentences"]
EVERYDAY: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "golden" / "everyday_values.json").read_text(encoding="utf-8")
)["sentences"]
LANGUAGES = sorted({case["language"] for case in GOLDEN["found"]})


def found(text: str, language: str = "en") -> list[Found]:
    """Return what rules find in a text that is all of its document."""
    return [one for one in values.reader([(text, language)]).scan(text, language) if one.rule not in READ_ONLY]


@pytest.mark.parametrize("case", GOLDEN["found"], ids=lambda case: f"{case['language']}: {case['text'][:30]}")
def test_values_in_the_languages_of_the_tables(case: dict[str, object]) -> None:
    text = str(case["text"])
    scanned = found(text, str(case["language"]))
    for surface, label, value in case["values"]:  # type: ignore[attr-defined]
        start, end = text.index(surface), text.index(surface) + len(surface)
        at = [one for one in scanned if one.start < end and start < one.end]
        assert [(one.label, one.value.value) for one in at] == [(label, value)], surface


def assert_marked(sentences: list[str], language: str) -> None:
    """Assert that each sentence has the values in its braces and no other."""
    for marked in sentences:
        text, expected, at = "", [], 0
        for mark in re.finditer(r"\{(.*?)=([^=]*)\}", marked):
            text += marked[at : mark.start()]
            expected.append((len(text), len(text) + len(mark[1]), mark[2] or None))
            text += mark[1]
            at = mark.end()
        text += marked[at:]
        scanned = [one for one in found(text, language) if one.value.value]
        inside = [[one.value.value for one in scanned if one.start < end and start < one.end] for start, end, _ in expected]
        assert inside == [[value] if value else [] for _, _, value in expected], marked
        assert len(scanned) == sum(map(len, inside)), marked


@pytest.mark.parametrize("language", SENTENCES)
def test_forty_kinds_of_sentences_in_twenty_languages(language: str) -> None:
    assert_marked(SENTENCES[language], language)


@pytest.mark.parametrize("language", EVERYDAY)
def test_everyday_texts_have_their_values_and_no_other(language: str) -> None:
    assert_marked(EVERYDAY[language], language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("no", "Det varte i 200 år."),  # years that are counted
        ("ru", "Им 1500 лет, 2000 годов прошло."),
        ("hr", "Prije 1000 godina, ono što mi je trebalo u 5 mi."),  # `što` is no `sto`, `mi` no mile
        ("hu", "Hát mi vagy te, és 5 ha nem?"),
        ("pl", "W 5 minut, 3 w domu, 2000 lat, w II tomie."),  # `w` is short for a century, and a preposition
        ("ru", "В 5 часов, 5 в день, в 19 случаях, 3 г. спустя."),
        ("bg", "В 10 часа, 5 в къщи."),
        ("hr", "Cesta je duga, 19 st, 5 st. zime."),
        ("sv", "Av dem 1500 är kvinnor, och 5 ha kommit."),  # `är` is no `år`
        ("es", "A los 15 mi padre, los 5 ha dicho, el s. 5."),
        ("fr", "Les 5 l'ont dit à douze cents francs."),
        ("fi", "Paista 175 - 200 asteessa."),
        ("da", "Der blev tabt hhv. 4 og 10 stk."),
        ("en", "a 2000 year history"),
    ],
)
def test_words_that_look_like_units_and_years_make_no_value(language: str, text: str) -> None:
    assert [one for one in found(text, language) if one.value.value] == []


@pytest.mark.parametrize("case", GOLDEN["none"], ids=lambda case: case["why"])
def test_what_is_no_date_and_no_amount_has_no_value(case: dict[str, str]) -> None:
    assert [one for one in found(case["text"], case["language"]) if one.value.value] == []


def test_the_golden_sentences_cover_the_languages_promised() -> None:
    promised = "de fr es it pt nl pl ro ru uk bg sr hr sl sq tr hu cs sk sv da no fi et el ar he hi zh ja ko vi en ca lv mk"
    assert set(LANGUAGES) == set(promised.split())


@given(st.text(max_size=60), st.sampled_from(LANGUAGES), st.sampled_from([None, "-0500-01-01", "2021-01-06", "x"]))
def test_no_text_of_any_script_breaks_the_reader(text: str, language: str, declared: str | None) -> None:
    for one in values.reader([(text, language)], declared).scan(text, language):
        assert text[one.start : one.end].strip()
    for label in ("DATE", "MONEY", "PERCENT", "QUANTITY", "GPE"):
        values.read(text, label, declared, language)


PARTS = """
1 3 12 31 1,234 1.234 1.234,5 0 2011 99999999999999999999999999 $ € £ USD kr % - / . , ( ) May mai Mai 月 日 年 mn k m
million Mio. billion and to bis half a hundred eight euros Augu\u017ft Apr\u0131l km km/h ½ ² century 0th siècle XIX
"""


@given(
    st.lists(st.tuples(st.sampled_from(PARTS.split()), st.sampled_from(["", " ", "\u00a0"])), max_size=9),
    st.sampled_from(LANGUAGES),
)
def test_every_value_reads_back(parts: list[tuple[str, str]], language: str) -> None:
    text = "".join(word + gap for word, gap in parts)
    for one in values.reader([(text, language)]).scan(text, language):
        value = one.value.value
        if value is None:
            continue
        if one.label == "DATE":
            assert re.fullmatch(r"[\[\]\dX/,-]+", value)
        else:
            for number in value.split(" ")[0].split("/"):
                assert Decimal(number) == Decimal(numbers.written(Decimal(number)))


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("5 Augu\u017ft 1723", None),
        ("15 Apr\u0131l 1920", None),
        ("\u017fpring 1723", None),
        ("last week", "-0500-01-01"),
        ("0th century", None),
        ("$999999999999999999999999 trillion", None),
        ("1" * 30 + "%", None),
    ],
)
def test_odd_letters_and_huge_figures_have_a_value_or_none(text: str, declared: str | None) -> None:
    for label in ("DATE", "MONEY", "PERCENT"):
        values.read(text, label, declared)
    assert process(text, Config(extract=Extract(model="none"), segment=Segment(language="en"))).text == text


def test_a_power_is_part_of_its_unit_and_a_note_is_not() -> None:
    text = "It fell at 9.81 m/s² over 300 m² in 1955¹."
    mentions = process(text, Config(extract=Extract(model="none"), segment=Segment(language="en"))).mentions
    assert [one.value for one in mentions if one.label == "QUANTITY"] == ["300 m2"]


@pytest.mark.parametrize(
    ("text", "values_"),
    [
        ("About 10⁶kg of rock, 10³€ and 5¹⁰%.", []),  # a power of the figure
        ("Only £5⁹⁹ each.", []),  # pence
        ("It was $12.50² or £5.⁹ in all.", ["12.5 USD", "5 GBP"]),  # notes
        ("It weighs 20 kg³ of 40 kg⁴ there.", ["20 kg", "40 kg"]),
        ("Over 300 m² and 5 km² of land.", ["300 m2", "5 km2"]),
    ],
)
def test_a_raised_figure_at_a_figure_is_a_power_or_pence_of_it(text: str, values_: list[str]) -> None:
    mentions = process(text, Config(extract=Extract(model="none"), segment=Segment(language="en"))).mentions
    assert [one.value for one in mentions if one.value] == values_


def test_words_are_folded_before_they_are_looked_up() -> None:
    assert values.read("5 Augu\u017ft 1723", "DATE").value == "1723-08-05"
    assert values.read("15 Apr\u0131l 1920", "DATE").value == "1920-04-15"
    assert fold("MAYIS") == fold("mayıs")
    assert lexicon("tr").meanings("MAYIS") == {"MONTH": 5}


def test_a_long_row_of_letters_is_looked_up_as_fast_as_a_short_one() -> None:
    genome = "acgt" * 5_000
    known = lexicon("de")
    assert known.meanings("zwanzigtausend") == {"NUMERAL": 20_000}
    assert count_lines(lambda: known.meanings(genome)) <= 2 * count_lines(lambda: known.meanings(genome[:40]))


@pytest.mark.parametrize(
    ("figure", "decimal", "readings"),
    [
        ("1.234,50", ".", ["1234.50"]),
        ("1,234.50", ",", ["1234.50"]),
        ("1.250", ",", ["1250"]),
        ("1.250", ".", ["1.250"]),
        ("1.250", None, ["1250", "1.250"]),
        ("0.250", ",", ["0.250"]),
        ("1,50,000", ".", ["150000"]),
        ("1'250.50", ".", ["1250.50"]),
        ("1 250 000", ".", ["1250000"]),
        ("1,2345", ".", []),
        ("1,2345", ",", ["1.2345"]),
        ("1.2.3", ".", []),
        ("12,34,5", ".", []),
        ("1" * 24, ".", ["1" * 24]),
        ("1" * 25, ".", []),
    ],
)
def test_figures_by_the_decimal_sign_of_the_language(figure: str, decimal: str | None, readings: list[str]) -> None:
    assert [str(number) for number in numbers.readings(figure, decimal)] == readings


def test_the_document_s_own_figures_tell_its_decimal_sign() -> None:
    assert [one.value.value for one in found("It costs €1.250 here and €1.234.567,50 there.")] == [
        "1250 EUR",
        "1234567.5 EUR",
    ]
    both = "It costs €1.250 here, €1.234.567,50 there and $1,234,567.50 elsewhere."
    assert next(one.value.value for one in found(both)) == "1.25 EUR"
    unknown = values.reader([("€1.250", "und")]).scan("€1.250", "und")[0].value
    assert (unknown.value, json.loads(unknown.data or "")) == (None, {"ambiguous": True, "readings": ["1250", "1.25"]})


def test_the_document_s_own_dates_tell_the_order_of_days_and_months() -> None:
    assert [one.value.value for one in found("On 03/05/2011 and 13/05/2011.")] == ["2011-05-03", "2011-05-13"]
    assert [one.value.value for one in found("On 03/05/2011 and 05/13/2011.")] == ["2011-03-05", "2011-05-13"]
    assert [one.value.value for one in found("On 03/05/2011.")] == ["[2011-03-05,2011-05-03]"]
    assert [one.value.value for one in found("Le 03/05/2011.", "fr")] == ["2011-05-03"]


def test_crowns_are_of_the_country_that_the_document_s_words_tell() -> None:
    texts = {"Det koster 5 kr.": None, "Det koster 5 kr. Hva er det? Jeg vet ikke noe.": "5 NOK"}
    for text, value in texts.items():
        (price,) = found(text, "no")
        assert price.value.value == value
    assert [one.value.data for one in found("Det koster 5 kr.", "no")] == ['{"ambiguous": true}']
    (price,) = found("Det koster 5 kr. Hvad er det? Jeg ved ikke noget.", "da")
    assert price.value.value == "5 DKK"
    # Danish that was taken for Norwegian.
    assert [one.value.value for one in found("Hvad koster jeres kage? 5 kr.", "no")] == [None]


def test_pounds_are_money_weight_or_neither() -> None:
    read = [(one.label, one.value.value) for one in found("He weighs 180 pounds.")]
    assert read == [("QUANTITY", "180 lb")]
    assert [one.value.value for one in found("It cost 180 pounds.")] == ["180 GBP"]
    (unknown,) = found("There were 180 pounds.")
    assert (unknown.label, unknown.value.value) == ("MONEY", None)
    assert [one.value.value for one in found("There were 180 pounds, and £5 more.")] == ["180 GBP", "5 GBP"]


@pytest.mark.parametrize("form", [*SINGLE, *RANGES], ids=lambda form: form.name)
def test_every_form_of_a_date_has_an_example_that_it_reads(form: object) -> None:
    examples = form.examples  # type: ignore[attr-defined]
    tried = [
        (text, one.rule)
        for text in examples
        for language in LANGUAGES
        for one in values.reader([(text, language)], "2011-05-03").scan(text, language)
        if one.rule == form.name  # type: ignore[attr-defined]
    ]
    assert tried, examples


@pytest.mark.parametrize("form", FORMS_OF_AMOUNTS, ids=lambda form: form.name)
def test_every_form_of_an_amount_has_examples_that_it_reads(form: object) -> None:
    for text in form.examples:  # type: ignore[attr-defined]
        assert any(one.rule == form.name for language in LANGUAGES for one in found(text, language)), text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in 2000, ", "2000"),
        ("the 2010 elections", "2010"),
        ("holds 2010 passengers", None),
        ("The population was 1950 in all.", None),
        ("The year was 1950 in all.", "1950"),
        ("pp. 1990", None),
        ("1999 dollars", None),
    ],
)
def test_a_year_is_none_where_it_counts_or_numbers_something(text: str, value: str | None) -> None:
    scanned = values.reader([(text, "en")]).scan(text, "en")
    assert next((one.value.value for one in scanned if one.label == "DATE"), None) == value


def test_a_partial_date_is_written_once() -> None:
    assert str(PartialDate(-507)) == "-0507"
    assert str(PartialDate(0)) == "0000"
    assert str(PartialDate(1800, unknown=2)) == "18XX"
    assert PartialDate(2011, 2, 29).exists() is False
    assert PartialDate(None, 2, 29).exists() is True


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
    text = "Signed on 9 October 1972; a fund of 4 million dollars followed in June 1973. It cost €3.5 bn."
    surfaces = {text[one.start : one.end] for one in found(text)}
    assert {"9 October 1972", "4 million dollars", "June 1973", "€3.5 bn"} <= surfaces


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
        ("nineteen seventy - two", "1972"),
        ("nineteen, uh, probably seventy - two", "1972"),
        ("two thousand and five", "2005"),
        ("nineteen seventy people", None),
        ("two thousand", None),
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
        ("a week ago", "2020-12-28/2021-01-03"),
        ("an hour ago", None),
        ("[ Ten ] years ago", "2011"),
        ("a fortnight ago", "2020-12-21/2020-12-27"),
        ("three days from now", "2021-01-09"),
        ("the day after tomorrow", "2021-01-08"),
        ("Friday of last week", "2021-01-01"),
        ("the 3rd of last month", "2020-12-03"),
        ("15 March last year", "2020-03-15"),
        ("last year's Halloween", "2020-10-31"),
        ("third quarter of last year", "2020-35"),
        ("last uh August", "2020-08"),
        ("this year s", "2021"),
        ("earlier this year", "2021"),
        ("May '68", "1968-05"),
        ("'23", "2023"),
        ("'98'", None),
        ("the very next year", None),
        ("the last year", None),
        ("the last night", None),
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
    ("text", "found_", "value"),
    [
        ("It rose by 12.5% then.", "12.5%", "12.5"),
        ("some 7 per cent of it", "7 per cent", "7"),
        ("von 3–4 % auf", "3–4 %", "3/4"),
        ("x3%", None, None),
    ],
)
def test_shares_are_found_by_rule(text: str, found_: str | None, value: str | None) -> None:
    language = "de" if "von" in text else "en"
    shares = [(text[one.start : one.end], one.value.value) for one in found(text, language) if one.label == "PERCENT"]
    assert shares == ([(found_, value)] if found_ else [])


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
    matched = [(rule, match.span()) for rule, match in legal_events.matches(text, legal_events.RULES)]
    assert matched == [(rule, match.span()) for rule in legal_events.RULES for match in rule.expression.finditer(text)]


@pytest.mark.slow
def test_forms_take_time_by_length() -> None:
    for piece in ("111 111 ", "$111,111,", "1 to 2 dollars $", "May of the ", "5 and a half "):
        assert_linear(found, piece * 2_000)
    for piece in ("Abc Def of the ", "Act Treaty War ", "12,5 12.5-", "10:30:", "Resolution of the "):
        assert_linear(lambda text: list(legal_events.find(text)), piece * 20_000)


def test_rows_of_number_words_take_time_by_length() -> None:
    # Dutch "honderd" is a number and a scale word: each word more doubled the time that a row of them took.
    assert_linear(lambda text: found(text, "nl"), "honderd " * 24)
    assert_linear(lambda text: found(text, "fr"), "mille cent " * 2_000)


def test_a_long_number_in_words_has_its_value_and_a_longer_one_none() -> None:
    group = "nine hundred and ninety-nine"
    whole = " ".join(f"{group} {scale}" for scale in ("trillion", "billion", "million", "thousand")) + f" {group}"
    assert [one.value.value for one in found(f"It cost {whole} euros.")] == ["999999999999999 EUR"]
    assert found("It cost " + "hundred " * 60 + "euros.") == []


@pytest.mark.slow
def test_mentions_are_read_in_time_by_their_number() -> None:
    def read_all(text: str) -> None:
        reader = values.reader([(text, "en")])
        scanned = reader.scan(text, "en")
        for one in scanned:
            assert reader.read_at(text, (one.start, one.end), one.label, "en", scanned) == one.value

    assert_linear(read_all, "$5 " * 8_000)
