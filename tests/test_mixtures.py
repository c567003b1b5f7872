"""Mixtures: no character of any mixture of texts is lost or doubled."""

from __future__ import annotations

from collections import Counter

import mixtures
import pytest


@pytest.mark.slow
def test_no_character_of_a_mixture_is_lost_or_doubled() -> None:
    assert list(mixtures.wrong(mixtures.own_texts(), seed=1, numbers=range(30))) == []


def test_a_mixture_is_the_same_for_the_same_number() -> None:
    texts = mixtures.own_texts()
    assert mixtures.mixture(texts, 1, 7) == mixtures.mixture(texts, 1, 7) != mixtures.mixture(texts, 1, 8)


def test_a_hyphen_that_was_taken_away_is_on_record_and_counts_as_no_loss() -> None:
    text = "The keeper of the light wrote down what the ther-\nmometer had shown, and went to bed.\n"
    assert mixtures.difference(text) == Counter()
