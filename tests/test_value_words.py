"""Words of values: every form of a month, numbers in words, and units in the forms that languages put behind figures."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from command import assert_linear

from parquetry.extract.normalize.values import Reader, reader
from parquetry.languages import han_numbers
from parquetry.languages.lexicon import lexicon

GOLDEN = json.loads((Path(__file__).parent / "golden" / "value_words.json").read_text(encoding="utf-8"))

_COUNTED = json.loads((Path(__file__).parent / "golden" / "relative_dates.json").read_text(encoding="utf-8"))
RELATIVE, OMITTED_YEARS = _COUNTED["sentences"], _COUNTED["omitted_years"]


def values(text: str, language: str) -> list[str]:
    """Return the values of the amounts in a text that is all of its document."""
    return [one.value.value for one in Reader().scan(text, language) if one.value.value and one.label != "DATE"]


@pytest.mark.parametrize("language", GOLDEN["months"])
def test_months_are_known_in_every_form(language: str) -> None:
    known = lexicon(language)
    for month, forms in enumerate(GOLDEN["months"][language], start=1):
        said = {form: (known.meanings(form) or {}).get("MONTH") for form in forms.split()}
        assert said == dict.fromkeys(forms.split(), month)


@pytest.mark.parametrize("language", GOLDEN["amounts"])
def test_amounts_in_the_words_of_a_language(language: str) -> None:
    expected = GOLDEN["amounts"][language]
    assert {text: values(text, language) for text in expected} == {text: [value] for text, value in expected.items()}


@pytest.mark.parametrize("language", GOLDEN["none"])
def test_several_thousand_are_no_thousand(language: str) -> None:
    # A scale word that may stand for one of it must not, where a word says that there are some.
    assert {text: values(text, language) for text in GOLDEN["none"][language] if values(text, language)} == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "O cameră de 12 MP."),  # megapixels, no `mp`
        ("zh", "二元论和三元桥，第三百元店，一度停止。"),
        ("ja", "関東一円に広がる。"),
        ("ko", "이 원칙은 오만하다."),
        ("de", "Die Hunderte Euro, Tausende Euro."),
    ],
)
def test_words_that_look_like_numbers_count_nothing(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "dreißig bis vierzigtausend Euro", "30000/40000 EUR"),
        ("it", "due o tremila euro", "2000/3000 EUR"),
        ("sv", "två–tretusen kronor", "2000/3000 SEK"),
        ("en", "twelve to fifteen hundred dollars", "1200/1500 USD"),
        ("de", "hundert bis zweitausend Euro", "100/2000 EUR"),
    ],
)
def test_the_lower_end_counts_what_the_upper_does(language: str, text: str, value: str) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # The first number lacks its end, and the second is half of what is said.
        ("de", "Es kostet zwei- bis dreihundert Euro."),
        ("nl", "het kost twee- tot drieduizend euro"),
        ("en", "It cost thirty- to forty-thousand dollars."),
        ("vi", "giá một triệu hai đồng"),  # 1.2 million
        ("ko", "십여 만 원"),  # some hundred thousand
        ("zh", "花了上百万元"),  # up to a million and more
        ("zh", "一点二亿元"),  # 1.2, and not 2, hundred million
        ("zh", "百分之十到十五的学生"),  # 10 to 15
        ("ja", "二・五億円"),
        ("fr", "il fait au moins cinq degrés"),
        ("es", "son más o menos cinco grados"),
        ("en", "that is 10 minus 5 km"),
        ("de", "plus minus 5 Grad"),
    ],
)
def test_a_number_whose_end_is_left_out_has_no_value(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "dates"),
    [
        ("es", "entre los años 1990 y 1995", ["1990/1995"]),
        ("fr", "entre les années 1990 et 1995", ["1990/1995"]),
        ("es", "en los años 1990 y 2000", ["199X", "2000"]),
        ("fr", "entre autres 1990 et 1995", ["1990", "1995"]),
        ("pl", "między latami 1990 a 1995", ["1990/1995"]),
        ("hr", "Umro je. I stoljeće kasnije bila je ondje.", []),
        ("hr", "iz I stoljeća", ["00XX"]),
    ],
)
def test_what_looks_like_a_decade_or_a_century_may_be_none(language: str, text: str, dates: list[str]) -> None:
    assert [one.value.value for one in Reader().scan(text, language) if one.label == "DATE"] == dates


def test_han_figures_take_linear_time() -> None:
    assert_linear(lambda part: Reader().scan(part, "zh"), "三" * 20_000)


def test_days_that_leave_out_their_year_take_linear_time() -> None:
    assert_linear(lambda part: Reader("2021-03-10").scan(part, "en"), "MAR 3, " * 1_000)


@pytest.mark.parametrize("written", ["两三千", "一百五", "三五", "万万", "十二三"])
def test_han_characters_of_two_readings_are_no_number(written: str) -> None:
    assert han_numbers.number(written) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the floods of 1990 and 1995"),
        ("de", "die Hochwasser von 1990 und 1995"),
        ("fr", "les crues de 1990 et 1995"),
        ("pt", "as obras de 1990 e 1995"),
        ("it", "nel 1990 e il 1995"),
        ("ru", "наводнения 1990 и 1995 годов"),
        ("bg", "наводненията от 1990 и 1995 г."),
        ("tr", "1990 ve 1995 yıllarında"),
        ("hu", "az 1990 és 1995 évi árvizek"),
        ("fi", "vuosien 1990 ja 1995 tulvat"),
        ("el", "οι πλημμύρες του 1990 και 1995"),
        ("vi", "lũ lụt năm 1990 và 1995"),
        ("uk", "3 і 5 травня 2011 року"),
        ("es", "el 3 y el 5 de mayo de 2011"),
        ("da", "maj og juni 2011"),
    ],
)
def test_and_joins_two_dates_only_after_between(language: str, text: str) -> None:
    read = [one.value.value or "" for one in Reader().scan(text, language)]
    assert read
    assert not [value for value in read if "/" in value]


@pytest.mark.parametrize("language", RELATIVE)
def test_relative_dates_are_counted_from_the_declared_date_alone(language: str) -> None:
    for text, expected in RELATIVE[language]:
        counted = [one.value.value for one in Reader("2021-03-17").scan(text, language) if one.value.value]
        assert counted == ([expected] if expected else []), text
        # Nothing is a date that leans on one that is not there.
        assert [one for one in Reader().scan(text, language) if one.value.value] == [], text


@pytest.mark.parametrize("language", OMITTED_YEARS)
def test_words_around_a_day_say_the_year_that_it_leaves_out(language: str) -> None:
    for text, expected in OMITTED_YEARS[language]:
        read = [one.value.value or "" for one in Reader("2021-03-17").scan(text, language)]
        days = [value for value in read if len(value) == len("2020-03-20")]
        assert days == ([expected] if expected else []), text


@pytest.mark.parametrize(
    ("declared", "decades"),
    [("2021-03-17", ["196X", "201X", None]), ("1985-01-01", ["196X", "191X", "192X"]), ("1925", ["186X", "191X", None])],
)
def test_a_decade_in_two_figures_is_the_last_such_one(declared: str, decades: list[str | None]) -> None:
    read = Reader(declared).scan("In the '60s, the '10s and the '20s.", "en")
    assert [one.value.value for one in read if one.rule == "short_decade"] == decades


def test_today_is_no_day_in_a_document_of_other_years() -> None:
    blocks = [("Die Burg wurde 1207 erbaut und 1849 zerstört.", "de"), ("Heute kommt der Minister.", "de")]
    assert Reader("2021-03-17").scan(*blocks[1])[0].value.value == "2021-03-17"
    assert reader(blocks, "2021-03-17").scan(*blocks[1]) == []
    assert reader([("Seit 2020.", "de"), *blocks], "2021-03-17").scan(*blocks[1])[0].value.value == "2021-03-17"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Am Karfreitag 2011 und zu Silvester 1999.", "de", ["2011-04-22", "1999-12-31"]),
        ("Le lundi de Pâques 2024.", "fr", ["2024-04-01"]),
        ("La Nochebuena de 2010.", "es", ["2010-12-24"]),
        ("A Capodanno 2000, a Ferragosto del 2011.", "it", ["2000-01-01", "2011-08-15"]),  # no from-to
        ("2010 szilveszterkor.", "hu", ["2010-12-31"]),
        ("Τη Μεγάλη Παρασκευή 2024.", "el", ["2024-05-03"]),  # by the Julian calendar
        ("On Labor Day 2011, Memorial Day 2012 and Good Friday, 1998.", "en", ["2011-09-05", "2012-05-28", "1998-04-10"]),
        ("From May 3, 2011, to June 5, 2012.", "en", ["2011-05-03/2012-06-05"]),
        ("Easter Monday 1600, Labor Day 1890, Labor Day.", "en", []),  # by which calendar, and not yet a law
        ("Im Jahr zweitausendelf brannte es.", "de", ["2011"]),
        ("En deux mille onze, il partit.", "fr", ["2011"]),
        ("He left in nineteen eighty-four, she in twenty twelve.", "en", ["1984", "2012"]),
        ("One in two thousand. In twelve thirty. In nineteen cases.", "en", []),
        ("Es geschah am 15. März. Im Jahr 1990 starb er.", "de", ["1990"]),
        ("Saiu em março. No dia 15 voltou.", "pt", []),
        ("Am 20. März 19 Uhr; im Mai 2011 Euro-Krise.", "de", ["2011-05"]),
        ("20. Dez 19, 12. Sept 18.", "de", ["2019-12-20", "2018-09-12"]),
        ("12 Sep 18 CARD PAYMENT; 3 Sep 15 men left; 5 May 18 bags.", "en", ["2018-09-12"]),
        ("Le 20 mars 1500 personnes défilèrent; le 20 mars 1500, il mourut.", "fr", ["1500-03-20"]),
        ("Bis 31. März 2020 Euro zahlen.", "de", ["2020 EUR"]),
        ("The '60s, the '40s, the '00s; the '20s.", "en", ["196X", "194X", "200X"]),
    ],
)
def test_days_and_years_that_are_named(text: str, language: str, expected: list[str]) -> None:
    assert [one.value.value for one in Reader().scan(text, language) if one.value.value and one.rule != "year"] == expected


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("Today most farmers use tractors.", "Today", None),
        ("Even today the walls stand.", "today", None),
        ("Today's teenagers send texts.", "Today's", None),
        ("The minister resigned today.", "today", "2021-03-17"),
        ("today's", "today's", "2021-03-17"),
    ],
)
def test_today_is_a_day_unless_these_days_are_meant(text: str, word: str, value: str | None) -> None:
    start = text.index(word)
    dated = Reader("2021-03-17")
    assert dated.read_at(text, (start, start + len(word)), "DATE", "en", dated.scan(text, "en")).value == value


def test_a_letter_for_a_year_is_no_metre() -> None:
    text = "Tai įvyko 2014 m. gegužės 12 d., pajamos išaugo 5,2 proc. iki 200 m."
    assert [one.value.value for one in Reader().scan(text, "lt")] == ["2014-05-12", "5.2", "200 m"]


def test_a_month_is_counted_from_a_declared_month_and_no_day_is() -> None:
    texts = ["Gestern", "letzten Monat", "vor zwei Jahren", "vor 25 Jahren"]
    counted = [[one.value.value for one in Reader("2021-03").scan(text, "de")] for text in texts]
    assert counted == [[], ["2021-02"], ["2019"], []]


@pytest.mark.parametrize("language", sorted(GOLDEN["amounts"]))
def test_no_row_of_words_and_figures_breaks_the_reader(language: str) -> None:
    # Words of the tables in any order, with figures and signs between them, reach forms that no written text does.
    choice = random.Random(language).choice  # noqa: S311 (the same texts each time)
    known = lexicon(language)
    words = [
        *known.words,
        *known.exact,
        *(" ".join((first, *rest)) for first, rows in known.phrases.items() for rest, _ in rows),
    ]
    for _ in range(60):
        parts = [
            choice(words) if choice((True, False)) else choice("0123456789.,'-–/%$€ :½三十百万亿年月日元〇")
            for _ in range(9)
        ]
        text = choice(("", " ")).join(parts)
        for declared in (None, "2021-03-17"):
            for one in Reader(declared).scan(text, language):
                assert text[one.start : one.end].strip(), text


def test_han_figures_of_a_date_are_no_figure_of_an_amount() -> None:
    assert values("价值十日元，三月三日3.5元。", "zh") == ["10 JPY", "3.5 CNY"]
