"""Rules of values, each by a sentence on both sides of it: what stands in braces has the value behind `=`, all else none."""

from __future__ import annotations

import pytest
from test_values import assert_marked, found

from parquetry.extract.normalize.values import reader


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Some 5m people came, with {5m=5 m} of rope."),
        # A sign of degrees makes ordinals in Italian, not in German.
        ("de", "Es waren {20°=20 °} im Schatten."),
        ("it", "Abita al 3° piano."),
        # Cents that make a dollar more are a sum of their own.
        ("en", "It costs {5 dollars 99 cents=5.99 USD}, or {5 dollars=5 USD} {150 cents=1.5 USD}."),
        # The first figure may leave its thousand out.
        ("en", "It holds {5 to 600 kg=5/600 kg}, that one {5 to 10,000 kg=}."),
        ("en", "2021-W00 is no week, nor is 2021-W53; {2020-W53=2020-12-28/2021-01-03}."),
        # A word for a year says that the figure before a season is one, where languages do not put the year first.
        ("ru", "{2011 года весна=2011-21}; 2000 вёсен."),
        # A letter for millions goes with money alone; behind a space it may be a word of its own.
        ("en", "It ran 5m km, then {5 km=5 km}; it costs {$5 m=}, {$5m=5000000 USD} or {$5 mn=5000000 USD}."),
        ("en", "It is called CHF-32, and costs {EUR 32=32 EUR}, not {EUR -32=-32 EUR}."),
        ("en", "It ran {3 1/2 miles=3.5 mi}, then {1/2 mile=0.5 mi}."),
        # A decade is a round figure.
        ("en", "It was made in the {'60s=196X}; the '65s are none."),
        # Groups of three figures, of which the first may have fewer, are one number.
        ("en", "It cost {123 456 dollars=123456 USD}, {1 234 567 dollars=1234567 USD}; in list 1234 {567 dollars=567 USD}."),
        # Figures with more behind a dash are a code, and with a month's name a date all the same.
        ("en", "SKU 2011-05-13-B; {5 May 2011=2011-05-05}-based."),
        # The two cases of the calendar in which the full moon is a day earlier than the cycle has it.
        ("en", "{Easter Sunday 1954=1954-04-18}, {Easter Sunday 1981=1981-04-19}, {Easter Sunday 2049=2049-04-18}."),
        # A word that no table has may be a number, to which the half is added.
        ("hu", "Sok és fél millió forint, {fél millió forint=500000 HUF}."),
    ],
)
def test_a_rule_has_two_sides(language: str, sentence: str) -> None:
    assert_marked([sentence], language)


@pytest.mark.parametrize(("between", "is_date"), [("AND BACK", False), ("AND CAME HOME WITH ROPES AND SAILS " * 2, True)])
def test_small_letters_of_the_same_line_tell_a_program_from_a_headline(between: str, is_date: bool) -> None:  # noqa: FBT001
    text = f"HARBOUR NEWS: SHE SAILED ON MAR 20 {between}, he wrote."
    assert [text[one.start : one.end] for one in found(text)] == ["MAR 20"] * is_date


@pytest.mark.parametrize(("text", "date"), [("on Mar 23:05 it came", []), ("on Mar 23: it came", ["Mar 23"])])
def test_a_figure_with_minutes_behind_it_is_an_hour(text: str, date: list[str]) -> None:
    assert [text[one.start : one.end] for one in found(text)] == date


def test_days_of_a_month_without_a_year_lean_on_another_date() -> None:
    (one,) = found("We meet on 3-5 May.")
    assert (one.value.value, one.value.data) == (None, '{"relative": true}')


@pytest.mark.parametrize(("text", "data"), [("It is 5 percent.", None), ("It is 5 km.", '{"amount": "5", "unit": "km"}')])
def test_the_unit_of_a_share_is_said_by_its_label(text: str, data: str | None) -> None:
    (one,) = found(text)
    assert one.value.data == data


@pytest.mark.parametrize(
    ("day", "value"), [("'98", "1998-05-05"), ("'46", "1946-05-05"), ("'45", None), ("'24", "2024-05-05")]
)
def test_a_year_in_two_figures_is_within_a_lifetime_of_the_declared_one(day: str, value: str | None) -> None:
    text = f"on 5 May {day}"
    (one,) = reader([(text, "en")], "2021-06-01").scan(text, "en")
    assert one.value.value == value
