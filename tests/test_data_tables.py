"""Data tables: words that rules look for, by language, in files that say where they come from."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from parquetry.languages.data_tables import alternatives, table, words

WORDS = ("age_words", "caption_words", "contact_words", "page_words", "value_contexts")


@pytest.mark.parametrize("name", WORDS)
def test_words_stand_under_codes_of_languages_each_once(name: str) -> None:
    for key, by_language in table(name).items():
        for language, listed in by_language.items():
            assert re.fullmatch(r"[a-z]{2,3}", language), f"{name}: {key}.{language} is no code of BCP 47"
            assert len(set(listed)) == len(listed) > 0, f"{name}: {key}.{language} has none, or one twice"


@pytest.mark.parametrize("name", WORDS)
def test_tables_name_their_source(name: str) -> None:
    assert "Source:" in (files("parquetry.languages") / "data" / f"{name}.toml").read_text(encoding="utf-8")


def test_words_of_all_languages_come_once_and_signs_in_them_are_meant_as_they_stand() -> None:
    """`strana` is Czech and Slovak; the stop of `Abb.` must not match any sign."""
    assert words("page_words", "before").count("strana") == 1
    assert re.fullmatch(alternatives(words("caption_words", "labels")), "Abb.")
    assert not re.fullmatch(alternatives(words("caption_words", "labels")), "Abbx")
