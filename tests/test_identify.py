"""Identify: n-grams say the language of a long text, words that of a short one that n-grams doubt."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from parquetry.languages import identify

WORDS = "the house and the garden of the man who was in the town "  # English by its words


@pytest.mark.parametrize(("times", "language"), [(2, "en"), (8, "nl")], ids=["90 letters", "360 letters"])
def test_words_decide_where_n_grams_doubt_in_short_texts_alone(
    times: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful = SimpleNamespace(language="nl", scores={"nl": 0.6, "en": 0.5}, reliable=False)
    monkeypatch.setattr(identify, "_detector", lambda: lambda _: doubtful)
    assert identify.guess(WORDS * times).code == language


def test_n_grams_without_doubt_decide_in_short_texts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = SimpleNamespace(language="nl", scores={"nl": 0.9, "en": 0.1}, reliable=True)
    monkeypatch.setattr(identify, "_detector", lambda: lambda _: sure)
    assert identify.guess(WORDS).code == "nl"


def test_languages_of_one_list_that_are_as_likely_are_told_in_the_order_of_their_codes() -> None:
    """Croatian and Bosnian have the list of Serbo-Croatian; a set of them has another order in each process."""
    for scores in ({"hr": 0.5, "bs": 0.5}, {"bs": 0.5, "hr": 0.5}):
        assert identify._by_words(["voda", "kruh", "more"], scores).code == "bs"  # noqa: SLF001 (the decision alone)


def test_a_long_text_is_in_the_language_of_most_of_it() -> None:
    licence = "Permission is granted to copy this handbook and to give it to others, with this notice in each copy. "
    chapter = "Il manuale spiega come si prepara la barca prima di uscire dal porto e che cosa si deve guardare nel cielo. "
    # It begins with a licence in another language; where neither has more the beginning decides.
    assert identify.detect([licence * 12, chapter * 60]).code == "it"
    assert identify.detect([licence * 30, chapter * 30]).code == "en"
    assert identify.detect([chapter * 12, licence * 60]).code == "en"
