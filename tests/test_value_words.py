"""Words of values: every form of a month, numbers in words, and units in the forms that languages put behind figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parquetry.extract.normalize.values import Reader
from parquetry.languages import han_numbers
from parquetry.languages.lexicon import lexicon

GOLDEN = json.loads((Path(__file__).parent / "golden" / "value_words.json").read_text(encoding="utf-8"))


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
