"""Checks that plugins bring: run with ours, and refused where they are none."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import small_version

from parquetry.check import invariants
from parquetry.check.user_suites import UserQuery, suite
from parquetry.config import Config
from parquetry.dataset.forget import Wanted
from parquetry.enrich.own_tables import DOC_ID, Table, count
from parquetry.errors import ConfigError, UnknownNameError
from parquetry.execution import checks, own_checks, plugins
from parquetry_flows.running import forgetting, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

SCORED = suite("mentions", "scored", {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "score"}})
ENGLISH = UserQuery("documents", "are_english", "SELECT doc_id FROM documents WHERE language <> 'en'")


@pytest.fixture
def bring(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Config]:
    """Have a plugin bring checks; gives the config that names it."""

    def brought(*given: object) -> Config:
        def function() -> Iterable[object]:
            return given

        monkeypatch.setattr(plugins, "load", lambda _path: function)
        monkeypatch.setattr(plugins, "fingerprints", lambda names, _kind: dict.fromkeys(names, "code"))
        return Config.model_validate({"check": {"plugins": ["ours.checks:checks"]}})

    return brought


@pytest.mark.slow
def test_checks_of_a_plugin_find_what_ours_would_find(tmp_path: Path, bring: Callable[..., Config]) -> None:
    ids = [hashlib.sha256(bytes([number])).hexdigest()[:32] for number in range(2)]
    version = small_version.publish(
        tmp_path / "x",
        {
            "documents": [
                {"doc_id": doc_id, "language": language} for doc_id, language in zip(ids, ("en", "tr"), strict=True)
            ],
            "mentions": [{"doc_id": ids[0], "start": 3, "score": None}, {"doc_id": ids[1], "start": 5, "score": 0.5}],
        },
    )
    config = bring(SCORED, ENGLISH)
    (query,) = invariants.check_queries(version, own_checks.load(config).queries)
    assert (query.table, query.check, query.keys) == ("documents", "are_english", (f'["{ids[1]}"]',))
    checks.validate_artifact(version, tmp_path / "checked", config)
    own = [finding for finding in checks.read(tmp_path / "checked").findings if finding.detail.startswith("scored")]
    assert [(finding.table, finding.rows) for finding in own] == [("mentions", 1)]


def test_what_is_no_check_is_refused_before_work_begins(bring: Callable[..., Config]) -> None:
    for given, message in (
        (("SELECT 1",), "neither UserSuite nor UserQuery"),
        ((ENGLISH, ENGLISH), r"are called documents\.are_english"),
        ((SCORED, SCORED), r"are called mentions\.scored"),
    ):
        with pytest.raises(ConfigError, match=message):
            own_checks.load(bring(*given))
    with pytest.raises(UnknownNameError, match="did you mean 'mentions'"):
        own_checks.load(bring(UserQuery("mention", "x", "SELECT 1")))
    with pytest.raises(UnknownNameError, match=r"parquetry\.checks"):
        own_checks.load(Config.model_validate({"check": {"plugins": ["ships"]}}))


@pytest.mark.parametrize(
    ("table", "arguments", "column"),
    [
        ("mentions", {"column": "lable"}, "label"),
        ("sentences", {"column_A": "start", "column_B": "ende"}, "end"),
        ("blocks", {"column_list": ["doc_id", "block_idd"]}, "block_id"),
    ],
)
def test_an_expectation_about_no_column_is_refused_before_work_begins(
    bring: Callable[..., Config], table: str, arguments: dict[str, object], column: str
) -> None:
    """The library says it of each leaf in turn, once all else is done."""
    expectation = {"type": "expect_column_values_to_not_be_null", "kwargs": arguments}
    with pytest.raises(UnknownNameError, match=f"did you mean '{column}'"):
        own_checks.load(bring(suite(table, "ours", expectation)))
    # About a table as a whole, or about nothing that is known here: the library decides.
    counted = {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}}
    own_checks.load(bring(suite(table, "ours", counted, {"type": "x"})))


def test_a_plugin_that_raises_while_it_gives_checks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> Iterable[object]:
        yield ENGLISH
        message = "no file"
        raise LookupError(message)

    monkeypatch.setattr(plugins, "load", lambda _path: failing)
    with pytest.raises(ConfigError, match=r"ours\.checks:checks raised LookupError: no file"):
        own_checks.load(Config.model_validate({"check": {"plugins": ["ours.checks:checks"]}}))


def test_another_check_is_another_digest(bring: Callable[..., Config]) -> None:
    digests = {own_checks.digest(bring(*given)) for given in ((), (SCORED,), (ENGLISH,), (SCORED, ENGLISH))}
    assert len(digests) == 4


def test_a_query_that_cannot_be_run_is_refused_before_work_begins(tmp_path: Path, bring: Callable[..., Config]) -> None:
    own = Table("lengths", ("doc_id",), "Lengths.", (DOC_ID, count("letters", "letters")))
    sound = UserQuery("lengths", "short", "SELECT doc_id FROM lengths WHERE letters > 9")
    invariants.refuse_unsound([ENGLISH, sound], [own])
    for query in ("SELECT doc_id FROM lengths", "SELECT nothing FROM documents", "SELEC doc_id"):
        config = bring(ENGLISH, UserQuery("documents", "wrong", query))
        with pytest.raises(ConfigError, match=r"the query documents\.wrong: "):
            session.load_plugins(config)
    # No document, and so no leaf that declares the table.
    version = small_version.publish(tmp_path / "x", {})
    assert invariants.check_queries(version, [sound], [own]) == []


def test_nothing_is_forgotten_where_a_check_cannot_be_loaded(tmp_path: Path) -> None:
    settings = {"check": {"plugins": ["gone.checks:checks"]}, "output": {"path": tmp_path}, "run": {"state": tmp_path}}
    with pytest.raises(ConfigError, match=r"cannot import gone\.checks.*install it"):
        forgetting.forget(Config.model_validate(settings), Wanted("a.txt"))
    assert list(tmp_path.iterdir()) == [], "no tombstone either"
