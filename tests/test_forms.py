"""Forms of values, and which of them a text may have by the kinds of its tokens."""

from __future__ import annotations

import pytest

from parquetry.extract.normalize.amount_forms import FORMS_OF_AMOUNTS
from parquetry.extract.normalize.date_forms import RANGES, SINGLE
from parquetry.extract.normalize.forms import Form, FormTable, needed_kinds
from parquetry.extract.normalize.relative_forms import FORMS_OF_RELATIVE_DATES
from parquetry.extract.normalize.token_codes import compiled, known_codes
from parquetry.extract.normalize.tokens import Tokens, tokens
from parquetry.languages.lexicon import lexicon

FORMS = FormTable((*SINGLE, *RANGES, *FORMS_OF_AMOUNTS, *FORMS_OF_RELATIVE_DATES.forms))
EXAMPLES = sorted({example for form in FORMS.forms for example in form.examples})
LANGUAGES = ("en", "de", "ja")


@pytest.mark.parametrize(
    ("form", "needed"),
    [
        (r"(?P<d>DAY)\ (?P<m>MONTH)", [["DAY"], ["MONTH"]]),
        # What may be left out is not needed, as a kind and as a group; once or more is needed.
        (r"(?:AND\ )?DAY\ ?MONTH?(?:YEAR){0,2}(?:ERA)+", [["DAY"], ["ERA"]]),
        (r"DAY ? MONTH * (?: YEAR ) {0,1}", []),
        # Of several ways one kind each is enough; a way without any needs nothing.
        (r"(?:YEAR|OLD_YEAR\ ERA)DAY", [["OLD_YEAR", "YEAR"], ["DAY"]]),
        (r"(?:YEAR|\d)DAY", [["DAY"]]),
        (r"YEAR | (?:DAY|MONTH) ERA", [["DAY", "MONTH", "YEAR"]]),
        # What is looked at and not matched is not needed; nor is what stands in a class or a comment.
        (r"DAY(?=MONTH)(?!YEAR)(?<=ERA)(?<!UNIT)", [["DAY"]]),
        ("DAY [(|] \\( \\| MONTH # or YEAR (", [["DAY"], ["MONTH"]]),
        (r"(?P<g>[-/])DAY(?P=g)(?>MONTH\.?)", [["DAY"], ["MONTH"]]),
    ],
)
def test_a_form_needs_the_kinds_that_every_match_has(form: str, needed: list[list[str]]) -> None:
    assert sorted(sorted(ways) for ways in needed_kinds(form)) == sorted(needed)


def test_a_form_is_possible_with_one_kind_of_each_set_alone() -> None:
    table = FormTable((Form("month", "(?:YEAR|OLD_YEAR)MONTH", ()), Form("day", "DAY", ())))
    names = {kinds: [form.name for form in table.possible(kinds)] for kinds in map(frozenset, (("MONTH",), ("DAY", "ERA")))}
    assert names == {frozenset({"MONTH"}): [], frozenset({"DAY", "ERA"}): ["day"]}
    assert [form.name for form in table.possible(frozenset({"MONTH", "OLD_YEAR", "DAY"}))] == ["month", "day"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_that_is_not_looked_for_stands_in_a_text(language: str) -> None:
    for example in EXAMPLES:
        of_text = Tokens(example, tokens(example, lexicon(language)))
        impossible = set(FORMS.forms) - set(FORMS.possible(of_text.kinds))
        standing = [form.name for form in impossible if compiled(form.expression, known_codes()).search(of_text.codes)]
        assert not standing, example
