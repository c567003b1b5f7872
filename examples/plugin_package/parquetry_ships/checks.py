"""Checks: what must hold of the tables before they are published, in words of Great Expectations or in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.check.user_suites import UserQuery, UserSuite, suite

if TYPE_CHECKING:
    from collections.abc import Iterator


def checks() -> Iterator[UserSuite | UserQuery]:
    """Yield the checks; each is about one table, and a row that breaks it is treated as one that breaks ours."""
    # Of severity "warning" or "info" it would only be counted in expectations/results.json.
    kinds = {"type": "expect_column_values_to_not_be_in_set", "kwargs": {"column": "status", "value_set": ["guessed"]}}
    yield suite("repairs", "no_guesses", kinds)
    # The keys of the rows that break a rule; all tables are there, whatever documents they are about.
    shouted = "SELECT doc_id, mention_id FROM mentions WHERE extractor = 'ships' AND text = upper(text)"
    yield UserQuery("mentions", "ships_are_not_shouted", shouted)
