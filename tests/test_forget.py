"""Forget: a document leaves every version, the cache, exports and the store; what stays is a salted hash."""

from __future__ import annotations

import contextlib
import json
import shutil
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import small_version
from command import parquetry, parquetry_here
from examples import OFFER

from parquetry import open_dataset
from parquetry.config import Config
from parquetry.dataset import forget, verify, versions
from parquetry.dataset.forget import Wanted
from parquetry.errors import ConfigError, DamageError, LockedError
from parquetry.execution import artifacts, checks
from parquetry.export import export, known
from parquetry.model import contract
from parquetry.model.tombstones import Tombstones
from parquetry.publish import forgotten, push, store
from parquetry_flows.running import forgetting, publishing, session, state_folder
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

pytestmark = pytest.mark.slow
SECRET = "Zebulon Quarterstaff"  # noqa: S105 (a name)
LETTER = f"My dear {SECRET}, I was in Bergen on 3 May 2011 and paid 20 euros for the boat.\n"
OTHER = f"{OFFER} of Bergen was of 4 May 2011.\n"


def columns_of(path: Path) -> Iterable[bytes]:
    """Yield all that a file says: its bytes, and what is compressed in them."""
    yield path.read_bytes()
    if path.suffix == ".parquet":
        yield repr(pq.ParquetFile(path).read().to_pylist()).encode()
    if path.suffix == ".arrow":
        with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
            yield repr(reader.read_all().to_pylist()).encode()
    if path.suffix == ".tar":
        with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
            yield from (data for inner in Path(folder).rglob("*") if inner.is_file() for data in columns_of(inner))


def hits(folder: Path, *words: str) -> list[str]:
    """Return the files below a folder that hold one of the words, in their names or in what they say."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if any(word in path.name for word in words)
        or (path.is_file() and any(word.encode() in data for data in columns_of(path) for word in words))
    ]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return new_project(tmp_path)


def new_project(folder: Path) -> Config:
    raw = folder / "raw"
    raw.mkdir()
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    for number in range(6):
        (raw / f"{number}.txt").write_text(f"{OTHER}It was day {number}.\n" * 40, encoding="utf-8")
    records = [{"text": text} for text in (f"{OTHER} First.", "Ozymandias came back.", f"{OTHER} Third.")]
    (raw / "log.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return Config.model_validate(
        {
            "dataset": "letters",
            "input": {"path": raw},
            "extract": {"model": "none"},
            "output": {"path": folder / "out", "leaf_bytes": 4_000, "url": (folder / "store").as_uri()},
            "run": {"state": folder / "state", "runner": "thread", "shared_cache": (folder / "shared").as_uri()},
        }
    )


def without_gx(leaf: Path, out: Path, _suites: object) -> None:
    """Stand in for Great Expectations, which takes seconds to load; see the run through processes below."""
    assert leaf.is_dir()
    with artifacts.create(out) as folder:
        (folder / "results.json").write_text('{"validations": [], "findings": []}', encoding="utf-8")


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Run without Great Expectations."""
    nothing = checks.expectations.Validated((), ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "validate_artifact", without_gx)
        patch.setattr(checks, "validate_merged", lambda *_: nothing)
        patch.setattr(checks.expectations, "validate", lambda *_, **__: nothing)
        patch.setattr(checks.expectations, "expectations", lambda version: (version / "expectations").mkdir())
        patch.setattr(session.suite_jobs, "gx_ready", lambda *_: "not loaded")
        yield


def publish(config: Config) -> str:
    """Run in threads of this process, without Prefect; return the name of the version."""
    with session.opened(config, Progress()) as opened, session.working(opened, session.decide(opened)) as work:
        plan, futures = work.planned.result()
        for stages in futures:
            stages["check"].result()
        if plan.published is not None:
            return plan.published.name
        draft = publishing.draft(work, plan)
        publishing.stage(work, plan, draft)
        publishing.check(work, draft)
        version = publishing.publish(work, plan, draft)
        publishing.copy(opened, version)
        return version.name


@pytest.fixture
def run(config: Config) -> Iterator[Callable[[], str]]:
    with quick():
        yield lambda: publish(config)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("once")
    with quick():
        return folder, publish(new_project(folder))


@pytest.fixture
def first(once: tuple[Path, str], config: Config, tmp_path: Path) -> Iterator[str]:
    """Give the version of a first run, done once for all tests; the project has what it left, each test a copy."""
    folder, version = once
    assert config.input.path == tmp_path / "raw"
    for name in ("out", "state", "store", "shared"):
        shutil.copytree(folder / name, tmp_path / name, symlinks=True)
    with quick():
        yield version


def root_of(config: Config) -> Path:
    return config.output.path / config.dataset


def all_but_input(config: Config) -> list[str]:
    """Return where anything of the secret is left."""
    base = config.output.path.parent
    return [path for path in hits(base, SECRET, "Zebulon", "letter.txt") if not path.startswith("raw")]


def test_a_forgotten_document_is_in_no_file_and_the_next_run_makes_the_same_version(
    config: Config, run: Callable[[], str], first: str, tmp_path: Path
) -> None:
    (config.input.path / "new.txt").write_text(f"{OTHER}Added later.\n", encoding="utf-8")
    second = run()
    root = root_of(config)
    versions.tag(root, "release-1", first)
    for to in ("jsonl", "brat", "csv"):
        export(store.resolve(root, first), to, tmp_path / to)
        known.remember(root, tmp_path / to, to, first)
    assert len(all_but_input(config)) > 12
    assert any(path.startswith("shared/extract/") for path in all_but_input(config))
    outcome = forgetting.forget(config, Wanted("letter.txt"))
    assert set(outcome.versions) == {first, second}
    assert outcome.files == ("letter.txt",)
    assert all_but_input(config) == []
    assert store.versions(root) == [outcome.versions[first], outcome.versions[second]]
    assert store.current(root) == outcome.versions[second] == push.current(f"{config.output.url}/letters")
    assert store.tags(root) == {"release-1": outcome.versions[first]}
    for name in store.versions(root):
        found = verify.verify(root / "versions" / name)
        assert found.sound, found
        assert found.forgotten == 1
    assert "log.jsonl" in open_dataset(root, "documents").to_table()["source_path"].to_pylist()
    (config.input.path / "letter.txt").unlink()
    assert run() == outcome.versions[second]


@pytest.mark.usefixtures("first")
def test_the_same_file_under_another_name_is_rejected_as_forgotten(config: Config, run: Callable[[], str]) -> None:
    forgetting.forget(config, Wanted("letter.txt"))
    shutil.move(config.input.path / "letter.txt", config.input.path / "copy.txt")
    run()
    rejects = open_dataset(root_of(config), "rejects").to_table().to_pylist()
    assert [(row["source_path"], row["reason"], row["source_sha256"]) for row in rejects] == [
        ("copy.txt", "forgotten", None)
    ]
    assert run() == store.current(root_of(config)), "nothing new: the files, and what is forgotten, are the same"


@pytest.mark.usefixtures("first")
def test_a_record_is_forgotten_and_the_others_of_its_file_stay(config: Config, run: Callable[[], str]) -> None:
    rows = open_dataset(root_of(config), "documents").to_table(["doc_id", "source_path", "source_record"]).to_pylist()
    doc_id = next(row["doc_id"] for row in rows if row["source_record"] == 1)
    outcome = forgetting.forget(config, Wanted(doc_id))
    root = root_of(config)
    after = open_dataset(root, "documents").to_table(["source_path", "source_record"]).to_pylist()
    assert [row["source_record"] for row in after if row["source_path"] == "log.jsonl"] in ([0, 2], [2, 0])
    rejects = open_dataset(root, "rejects").to_table().to_pylist()
    assert [(row["source_path"], row["source_record"], row["reason"]) for row in rejects] == [("log.jsonl", 1, "forgotten")]
    assert verify.verify(store.resolve(root)).sound
    assert hits(config.output.path, "came back", doc_id) == hits(config.run.state, "came back", doc_id) == []
    assert run() == outcome.versions[next(iter(outcome.versions))], "a run with the file as it was comes to the same bytes"


def test_an_entity_takes_every_document_that_mentions_it(config: Config, run: Callable[[], str]) -> None:
    for number in (1, 2):
        text = f"The Treaty of Versailles was signed in 1919. This is page {number}.\n"
        (config.input.path / f"treaty{number}.txt").write_text(text, encoding="utf-8")
    run()
    root = root_of(config)
    with pytest.raises(ConfigError, match="nothing known"):
        forgetting.forget(config, Wanted(entity="0" * 32))
    entities = open_dataset(root, "entities").to_table().to_pylist()
    treaty = next(row for row in entities if row["documents"] == 2)
    assert "Versailles" in treaty["name"]
    outcome = forgetting.forget(config, Wanted(entity=treaty["entity_id"]))
    assert [place.source_path for place in outcome.documents] == ["treaty1.txt", "treaty2.txt"]
    assert hits(config.output.path, "Versailles", treaty["entity_id"]) == hits(config.run.state, "Versailles") == []


def contents(folder: Path) -> dict[Path, bytes]:
    """Return the content of every file below a folder, but for those of locks."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name not in {"lock", "serve"}}


@pytest.mark.usefixtures("first")
def test_a_dry_look_changes_nothing_and_a_name_that_is_nowhere_is_refused(config: Config, tmp_path: Path) -> None:
    before = contents(tmp_path)
    found = forgetting.forget(config, Wanted("letter.txt"), dry_run=True)
    assert [place.source_path for place in found.documents] == ["letter.txt"]
    assert found.artifacts == 6, "of repair, segment, extract, tabulate, signals and signatures; checks name no document"
    with pytest.raises(ConfigError, match=r"nothing known of .* has nowhere\.txt"):
        forgetting.forget(config, Wanted("nowhere.txt"))
    assert contents(tmp_path) == before


@pytest.mark.usefixtures("first")
def test_a_forget_that_was_killed_goes_on(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    for broken in ("replace_versions", "remove_versions"):
        with monkeypatch.context() as patch:
            patch.setattr(forget, broken, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                forgetting.forget(config, Wanted("letter.txt"))
    forgetting.forget(config, Wanted("letter.txt"))
    assert all_but_input(config) == []
    assert len(store.versions(root_of(config))) == 1


def test_what_was_edited_after_its_export_is_left_and_named(config: Config, first: str, tmp_path: Path) -> None:
    root = root_of(config)
    export(store.resolve(root), "brat", tmp_path / "brat")
    known.remember(root, tmp_path / "brat", "brat", first)
    edited = next((tmp_path / "brat").glob("letter*.ann"))
    edited.write_text("T1\tPERSON 8 15\tZebulon\n", encoding="utf-8")
    outcome = forgetting.forget(config, Wanted("letter.txt"))
    assert [made.edited for made in outcome.exports] == [(edited.name,)]
    assert sorted(path.name for path in (tmp_path / "brat").glob("letter*")) == [edited.name]


def test_nothing_is_removed_while_a_run_holds_the_dataset(config: Config, first: str) -> None:
    with store.lock(root_of(config)), pytest.raises(LockedError):
        forgetting.forget(config, Wanted("letter.txt"))
    with state_folder.state_lock(config.run.state, "serve", alone=True), pytest.raises(LockedError, match="serve"):
        forgetting.forget(config, Wanted("letter.txt"))
    assert store.versions(root_of(config)) == [first]


@pytest.mark.usefixtures("first")
def test_damaged_tombstones_stop_a_run_and_one_that_came_back_is_damage(config: Config, run: Callable[[], str]) -> None:
    root = root_of(config)
    place = open_dataset(root, "documents").to_table(["source_sha256"])["source_sha256"][0].as_py()
    forgotten.write(root, forgotten.salted(Tombstones()).with_documents([place], "2026-01-02"))
    found = verify.verify(store.resolve(root))
    assert [what for _, what in found.damaged] == ["holds a document that was forgotten on 2026-01-02"]
    (root / forgotten.NAME).write_text("{}", encoding="utf-8")
    with pytest.raises(DamageError, match="would come back"):
        run()
    assert not verify.verify(store.resolve(root)).sound


def test_tombstones_hold_no_word_and_equal_documents_of_two_datasets_differ() -> None:
    stones = [forgotten.salted(Tombstones()).with_documents(["ab" * 32], "2026-01-02") for _ in range(2)]
    assert stones[0].dates.keys().isdisjoint(stones[1].dates)
    assert all(stone.date("ab" * 32) == "2026-01-02" and "ab" * 32 not in repr(stone) for stone in stones)
    assert stones[0].with_documents(["ab" * 32], "2027-01-01") == stones[0]
    assert replace(stones[0], dates={}).digest() != stones[0].digest()


def test_a_version_of_the_first_contract_can_be_rewritten(tmp_path: Path) -> None:
    rows = [
        {"doc_id": f"{number}" * 32, "source_path": f"{number}.txt", "source_sha256": f"{number}" * 64} for number in (1, 2)
    ]
    sources = [{"source_path": f"{number}.txt", "outcome": "processed", "documents": 1, "records": 1} for number in (1, 2)]
    root = tmp_path / "old"
    version = small_version.publish(root, {"documents": rows, "sources": sources}, rejected={})
    found = forget.find(root, Wanted("1.txt"), Tombstones())
    assert found.versions[version.name].files == {"1.txt"}
    date = forget.bury(root, found)
    names = forget.replace_versions(root, found, tmp_path, date, 1000)
    forget.remove_versions(root, names)
    assert open_dataset(root, "documents").to_table()["source_path"].to_pylist() == ["2.txt"]
    assert open_dataset(root, "sources").to_table()["source_path"].to_pylist() == ["2.txt"]


def test_a_version_of_an_earlier_release_can_be_rewritten(tmp_path: Path) -> None:
    """It lacks a table and two columns of today, and has results of Great Expectations."""
    common = {"media_type": "text/plain", "format": "text", "language": "en", "encoding": "utf-8", "encoding_method": "bom"}
    rows = [
        {**common, "doc_id": f"{number}" * 32, "source_path": f"{number}.txt", "source_sha256": f"{number}" * 64}
        for number in (1, 2)
    ]
    sources = [
        {"source_path": f"{number}.txt", "outcome": "processed", "documents": 1, "records": 1, "sha256": f"{number}" * 64}
        for number in (1, 2)
    ]
    root = tmp_path / "old"
    tables = [name for name in contract.BY_NAME if name != "repeats"]
    version = small_version.publish(
        root,
        {"documents": rows, "sources": sources},
        tables=tables,
        lacking=["documents.tokens", "blocks.marker"],
        rejected={},
    )
    (version / "expectations").mkdir()
    (version / "expectations" / "results.json").write_text("{}", encoding="utf-8")
    found = forget.find(root, Wanted("1.txt"), Tombstones())
    names = forget.replace_versions(root, found, tmp_path, forget.bury(root, found), 1000)
    forget.remove_versions(root, names)
    after = root / "versions" / names[version.name]
    assert open_dataset(root, "documents").to_table()["source_path"].to_pylist() == ["2.txt"]
    assert verify.verify(after).sound
    said = json.loads((after / "croissant.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in said["recordSet"]] == tables
    described = {
        each["name"]: [field["name"] for field in each["schema"]["fields"]]
        for each in json.loads((after / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    }
    assert list(described) == tables
    assert "marker" not in described["blocks"]
    assert "`repeats`" not in (after / "README.md").read_text(encoding="utf-8")
    results = json.loads((after / "expectations" / "results.json").read_text(encoding="utf-8"))["results"]
    assert {row["table"] for row in results} == set(tables)
    assert all(row["success"] for row in results)


def test_forget_on_the_command_line_leaves_no_byte(tmp_path: Path, orchestrator: str) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "other.txt").write_text(OTHER, encoding="utf-8")
    config = 'dataset = "letters"\n[input]\npath = "raw"\n[extract]\nmodel = "none"\n'
    (tmp_path / "parquetry.toml").write_text(config, encoding="utf-8")
    assert parquetry_here("run", folder=tmp_path, PREFECT_API_URL=orchestrator).code == 0
    assert parquetry_here("export", "--to", "jsonl", "data/processed/letters", "exported", folder=tmp_path).code == 0
    assert hits(tmp_path / "exported", SECRET)
    done = parquetry("forget", "letter.txt", folder=tmp_path)
    assert done.code == 0, done.err
    assert "letter.txt" in done.out
    shutil.rmtree(raw)
    assert hits(tmp_path, SECRET, "letter.txt", "Zebulon") == []
    assert "1 forgotten documents in no version" in parquetry_here("verify", folder=tmp_path).out
