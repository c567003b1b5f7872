"""The engine in one process, without Prefect: buckets, keys, plan, leaves, what is reused and what is computed again."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import itertools
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from examples import OFFER
from hypothesis import given
from hypothesis import strategies as st

from parquetry.config import Chunk, Config, Enrich
from parquetry.enrich.own_tables import DOC_ID, Table, count
from parquetry.errors import ConfigError, DocumentError, ErrorLimitError
from parquetry.execution import artifacts, buckets, cache_key, checks, enrichments, leaves, own_tables, shared_cache, spool
from parquetry.execution.buckets import DocumentKey
from parquetry.model import failures
from parquetry.model.dataset import Version
from parquetry.model.documents import Extracted, FileEntry, Source
from parquetry.model.tombstones import Tombstones
from parquetry.tabulate.verify_alignment import verify_alignment
from parquetry_flows.result import Result
from parquetry_flows.running import cache_cleanup, explain, session, share
from parquetry_flows.running import plan as planning
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from parquetry.check.user_suites import UserSuite
    from parquetry_flows.running.plan import Plan

    Work = Callable[[], tuple[Plan, dict[str, str]]]

DOCUMENTS = st.lists(
    st.tuples(st.integers(0, 2**64 - 1).map(lambda n: f"{n:016x}{0:016x}"), st.integers(0, 50)),
    max_size=40,
    unique_by=lambda x: x[0],
).map(lambda pairs: sorted(DocumentKey(doc_id, "", size) for doc_id, size in pairs))


@given(DOCUMENTS, st.integers(1, 200))
def test_buckets_hold_every_document_once_in_order_and_no_more_than_the_limit(
    documents: list[DocumentKey], limit: int
) -> None:
    found = buckets.split(documents, limit)
    assert [document for bucket in found for document in bucket.documents] == documents
    for bucket in found:
        low, high = buckets.bounds(bucket.bits)
        assert all(low <= document.doc_id < high for document in bucket.documents)
        assert bucket.size <= limit or len(bucket.documents) == 1
    labels = [buckets.label(bucket.bits) for bucket in found]
    assert labels == sorted(labels)


@given(DOCUMENTS, st.integers(1, 200))
def test_a_bucket_depends_on_its_own_documents_alone(documents: list[DocumentKey], limit: int) -> None:
    for bucket in buckets.split(documents, limit):
        assert buckets.split(bucket.documents, limit, bucket.bits) == [bucket]


STAGE_CODE = {
    "repair": "from parquetry.repair import repair; from parquetry import read, config; "
    "repair(read.from_bytes('Za\\u017c\\u00f3\\u0142\\u0107 caf\\u00c3\\u00a9'.encode()), config.Repair())",
    "segment": "from parquetry.repair import repair; from parquetry.segment import segment; "
    "from parquetry import config, read; source = read.from_bytes(b'One sentence. Another one.'); "
    "segment(repair(source, config.Repair()), config.Segment())",
    "extract": "from parquetry.extract import extract; from parquetry.config import Extract; "
    "from parquetry.model.documents import *; from parquetry.text import AlignedText; "
    "text = AlignedText.decoded('On 3 May 2011 he paid $5.', 'utf-8'); "
    "source = Source('', '', None, None, '', 5, 'text/plain', b''); "
    "extract(Segmented(source, text, 'utf-8', 'utf-8', 1.0, 'en', 1.0, (Block('paragraph', 0, 25, 0, 25, language='en'),), "
    "(), ()), Extract(model='none'))",
}


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGE_CODE)
def test_the_key_of_a_stage_covers_every_module_that_its_work_imports(stage: str) -> None:
    code = f"import sys, parquetry\nbefore = set(sys.modules)\n{STAGE_CODE[stage]}\nprint(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.replace(".", "/") for name in done.stdout.split() if name.startswith("parquetry.")}
    on_the_way = {"segment": ("config", "read", "repair", "languages"), "repair": ("config", "read")}.get(stage, ("config",))
    own = {name.removeprefix("parquetry/") for name in loaded if name.split("/")[1] not in on_the_way}
    names = {path.relative_to(cache_key.ROOT).as_posix() for path in cache_key.files(stage)}
    assert len(own) > 5
    assert not {name for name in own if f"{name}.py" not in names and f"{name}/__init__.py" not in names}


@pytest.mark.slow
def test_the_key_changes_with_code_data_and_libraries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = cache_key.code_versions()
    assert cache_key.code_versions(tmp_path) == before == cache_key.code_versions(tmp_path)
    root = shutil.copytree(cache_key.ROOT, tmp_path / "parquetry", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(cache_key.ROOT.parents[1] / "locks" / "run.txt", root / "run.lock")
    monkeypatch.setattr(cache_key, "ROOT", root)

    def changed(name: str) -> set[str]:
        path = root / name
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole + "\n# another\n", encoding="utf-8")
        now = cache_key.code_versions(tmp_path)
        path.write_text(whole, encoding="utf-8")
        return {stage for stage in now if now[stage] != before[stage]}

    assert changed("text/spans.py") >= {"repair", "segment", "extract"}
    assert changed("extract/normalize/dates.py") == {"extract"}
    assert changed("languages/data/glyphs.toml") >= {"repair"}
    assert changed("check/invariants.sql") == {"check"}
    assert changed("publish/report/page.css") == set()
    monkeypatch.setattr(cache_key, "_distributions", lambda: [("ftfy", "0.0")])
    assert all(before[stage] != value for stage, value in cache_key.code_versions().items())


def test_what_a_stage_raises_is_a_reason_without_folders_or_text() -> None:
    try:
        int("a secret of the document")
    except ValueError as error:
        reason, detail = failures.failure(error)
    assert (reason, detail.split(":")[0]) == ("error", "ValueError at test_engine.py")
    assert failures.failure(DocumentError("empty", "no bytes")) == ("empty", "no bytes")


def test_errors_above_the_limit_are_refused() -> None:
    result = Result(Version("set", "v-0", "/set/versions/v-0", created=True), rejected={"error": 2, "empty": 5})
    result.refuse_errors(2)
    with pytest.raises(ErrorLimitError, match="2 documents"):
        result.refuse_errors(1)


SENTENCES = 14


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return a project with several leaves, each of several batches, that runs in threads of this process."""
    return new_project(tmp_path)


def new_project(folder: Path) -> Config:
    raw = folder / "raw"
    raw.mkdir()
    for k in range(12):
        (raw / f"{k}.txt").write_text(f"{OFFER} {k} is of 3 May 2011. " * SENTENCES, encoding="utf-8")
    (raw / "empty.txt").write_bytes(b"")
    return Config.model_validate(
        {
            "input": {"path": raw},
            "extract": {"model": "none"},
            "output": {"path": folder / "out", "leaf_bytes": 3_750},
            "run": {"state": folder / "state", "runner": "thread"},
        }
    )


def unchecked(leaf: Path, out: Path, _suites: object) -> None:
    """Stand in for Great Expectations, which takes seconds to load."""
    assert leaf.is_dir()
    with artifacts.create(out) as folder:
        (folder / "results.json").write_text('{"validations": [], "findings": []}', encoding="utf-8")


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """Run without Great Expectations, and in small batches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "validate_artifact", unchecked)
        patch.setattr(session.suite_jobs, "gx_ready", lambda *_: "not loaded")
        patch.setattr("parquetry_flows.running.plan.BATCH_BYTES", 1_500)
        yield


def take_through_stages(config: Config) -> tuple[Plan, dict[str, str]]:
    """Take all leaves through their stages; return the plan, and the digests of all part files."""
    with session.opened(config, Progress()) as opened, session.working(opened, session.decide(opened)) as under_way:
        plan, futures = under_way.planned.result()
        for stages in futures:
            stages["check"].result()
        parts: dict[str, str] = {}
        for leaf in plan.leaves:
            assert leaves.is_sound(leaf.tables)
            parts |= {name: digest for name, (_, digest) in leaves.content(leaf.tables).parts().items()}
            for each in leaf.enriched:
                parts |= {name: digest for name, (_, digest) in enrichments.content(each.name, each.tables).parts().items()}
        return plan, parts


@pytest.fixture
def work(config: Config) -> Iterator[Work]:
    with quick():
        yield lambda: take_through_stages(config)


@dataclass(frozen=True)
class FirstRun:
    """A first run: its plan, the digests of its part files, and a copy of the folder it left."""

    plan: Plan
    parts: dict[str, str]
    state: Path


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    folder = tmp_path_factory.mktemp("first")
    config = new_project(folder)
    with quick():
        plan, parts = take_through_stages(config)
    return FirstRun(plan, parts, config.run.state)


@pytest.fixture
def first_run(once: FirstRun, config: Config) -> FirstRun:
    """Return the first run of the project, done once for all tests; its state folder is the project's."""
    shutil.copytree(once.state, config.run.state)
    return once


@pytest.mark.slow
def test_a_second_run_computes_nothing_and_a_changed_file_its_batch_and_leaf(
    config: Config, work: Work, first_run: FirstRun
) -> None:
    first, parts = first_run.plan, first_run.parts
    assert len(first.leaves) > 2
    assert first.computed == 3 * sum(len(leaf.batches) for leaf in first.leaves) > 3 * len(first.leaves)
    second, again = work()
    assert (second.computed, again) == (0, parts)
    (config.input.path / "7.txt").write_text(f"{OFFER} 7 was of 4 May 2012. " * SENTENCES, encoding="utf-8")
    third, other = work()
    assert third.computed == 3
    assert len([leaf for leaf in third.leaves if "tabulate" in leaf.missing]) == 1
    changed = {name.split("/")[-1].partition("-")[0] for name in set(other) - set(parts)}
    assert len(changed) == 1


@pytest.mark.slow
def test_shares_of_the_leaves_together_are_the_work_of_a_run(config: Config, work: Work) -> None:
    done = [share.work(config, share.share(f"{number}/3"), Progress()) for number in (1, 2, 3)]
    assert sum(each.leaves for each in done) == done[0].all_leaves > 3
    assert sum(each.documents for each in done) == 12
    assert all(each.computed for each in done)
    # A job that is started again finds what it has done.
    again = share.work(config, share.share("2/3"), Progress())
    assert (again.computed, again.reused) == (0, done[1].computed)
    plan, parts = work()
    assert (plan.computed, {stage for leaf in plan.leaves for stage in leaf.missing}) == (0, set())
    # Nothing is published by jobs, and what they made is what a run makes.
    assert not (config.output.path / config.dataset / "versions").is_dir()
    shutil.rmtree(config.run.state)
    alone, same = work()
    assert alone.computed == sum(each.computed for each in done)
    assert same == parts


def elsewhere(config: Config, folder: Path, url: str) -> Config:
    """The same project on another machine: a copy of the input at another place, no state, and the shared cache."""
    shutil.copytree(config.input.path, folder / "texts")
    value = config.model_dump(mode="json") | {
        "input": {"path": folder / "texts"},
        "output": {"path": folder / "published", "leaf_bytes": config.output.leaf_bytes},
        "run": {"state": folder / "state", "runner": "thread", "shared_cache": url},
    }
    return Config.model_validate(value)


def damage(objects: list[Path]) -> None:
    """Cut objects to nothing, put something else in their place, or change one bit in the midst, by turns."""
    for path, kind in zip(objects, itertools.cycle(("nothing", "else", "bit")), strict=False):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes({"nothing": b"", "else": b"no archive", "bit": bytes(data)}[kind])


def test_a_suite_that_the_library_does_not_take_stops_a_run_before_any_work(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mentions.json"
    path.write_text('{"expectations": [{"type": "expect_loveliness", "kwargs": {}}]}', encoding="utf-8")
    own = config.model_copy(update={"check": config.check.model_copy(update={"suites": (str(path),)})})

    def refuse(suites: Sequence[UserSuite]) -> str:
        message = f"{suites[0].expectations}"
        raise ConfigError(message)

    monkeypatch.setattr(session.suite_jobs, "gx_ready", refuse)
    with session.opened(own, Progress()) as opened, session.working(opened, session.decide(opened)) as under_way:
        with pytest.raises(ConfigError, match="expect_loveliness"):
            under_way.planned.result()
        assert list((opened.cache / "repair").iterdir()) == []


def test_a_tokenizer_that_is_not_there_is_refused_before_any_work(config: Config, tmp_path: Path) -> None:
    chunk = Chunk(size=100, unit="tokens", tokenizer=tmp_path / "none.json")
    sized = config.model_copy(update={"chunk": chunk})
    with pytest.raises(ConfigError, match="tokenizer"), session.opened(sized, Progress(), dry=True):
        pass


class ChunkCounts:
    """A table of a plugin that is made of an enrichment."""

    table = Table("chunk_counts", ("doc_id",), "Chunks of each document.", (DOC_ID, count("chunks", "chunks")))
    fingerprint = ""
    reads: Mapping[str, Sequence[str]] = {"chunks": ("start",)}

    def rows(self, document: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{"chunks": len(document["chunks"])}]


@pytest.mark.slow
def test_a_table_of_a_plugin_follows_the_enrichment_that_it_is_made_of(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_tables, "load", lambda _config: (ChunkCounts(),))
    monkeypatch.setattr(own_tables, "settings", lambda _config: {"chunk_counts": "code"})
    counted = {}
    for size in (200, 400):
        sized = config.model_copy(update={"chunk": Chunk(size=size, unit="characters")})
        with quick():
            plan, _ = take_through_stages(sized)
        made = [each.tables for leaf in plan.leaves for each in leaf.enriched if each.name == "chunk_counts"]
        rows = [row for folder in made for row in pq.read_table(folder / "data" / "chunk_counts").to_pylist()]
        assert all(leaf.missing == (frozenset() if counted else {"tabulate", "check"}) for leaf in plan.leaves)
        counted[size] = sum(row["chunks"] for row in rows)
    assert counted[200] > counted[400] >= 12


@pytest.mark.slow
@pytest.mark.usefixtures("work")
def test_jobs_that_share_no_disk_find_the_work_of_others_in_the_shared_cache(
    config: Config, first_run: FirstRun, tmp_path: Path
) -> None:
    url = f"file://{tmp_path}/shared"
    machines = []
    for number in (1, 2):
        folder = tmp_path / f"machine{number}"
        folder.mkdir()
        machines.append(elsewhere(config, folder, url))
        done = share.work(machines[-1], share.share(f"{number}/2"), Progress())
        assert done.computed > 0
    # What is damaged in the store is made anew, and replaced there; all else is found.
    own = machines[0].run.state / "cache"
    objects = [path for stage in ("segment", "tabulate") for path in sorted((tmp_path / "shared" / stage).iterdir())]
    damage([path for path in objects if not (own / path.parent.name / path.stem).exists()])
    plan, parts = take_through_stages(machines[0])
    assert {stage for leaf in plan.leaves for batch in leaf.batches for stage in batch.missing} == {"segment"}
    assert parts == first_run.parts
    third = tmp_path / "machine3"
    third.mkdir()
    last = elsewhere(config, third, url)
    # One changed document costs its batch and its leaf; of the other leaves no batch is fetched, for their tables are there.
    (third / "texts" / "7.txt").write_text(f"{OFFER} 7 was of 4 May 2012. " * SENTENCES, encoding="utf-8")
    plan, _ = take_through_stages(last)
    changed = [leaf for leaf in plan.leaves if leaf.missing]
    assert (plan.computed, len(changed)) == (3, 1)
    fetched = {path.name for path in (last.run.state / "cache" / "extract").iterdir()}
    assert fetched == {batch.artifacts[-1].name for batch in changed[0].batches}


def test_an_archive_that_leads_out_of_its_place_writes_nothing_there(tmp_path: Path) -> None:
    shared = tmp_path / "shared" / "repair"
    shared.mkdir(parents=True)
    with tarfile.open(shared / "0a.tar", "w") as archive:
        for name in ("../../escaped.txt", str(tmp_path / "escaped.txt")):
            info = tarfile.TarInfo(name)
            info.size = 4
            archive.addfile(info, io.BytesIO(b"text"))
    (tmp_path / "cache" / "repair").mkdir(parents=True)
    shared_cache.bring(f"file://{tmp_path}/shared", tmp_path / "cache" / "repair" / "0a")
    assert not list((tmp_path / "cache" / "repair").iterdir())
    assert not list(tmp_path.rglob("escaped.txt"))


def test_emptying_a_shared_cache_takes_what_is_ours_and_leaves_the_rest(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/shared"
    assert (shared_cache.names(url), shared_cache.empty(url)) == (frozenset(), 0)
    with artifacts.create(tmp_path / "cache" / "repair" / "0a") as folder:
        (folder / "values.arrow").write_bytes(b"text")
    shared_cache.put(url, [tmp_path / "cache" / "repair" / "0a"])
    assert shared_cache.names(url) == {"repair/0a"}
    # What a machine that lost power was writing holds text too.
    broken = tmp_path / "shared" / "repair" / f"0b.tar.{'1' * 16}.tmp"
    broken.write_bytes(b"half of a text")
    (tmp_path / "shared" / "notes.txt").write_text("of somebody else", encoding="utf-8")
    assert shared_cache.empty(url) == 2
    assert [path.name for path in (tmp_path / "shared").rglob("*") if path.is_file()] == ["notes.txt"]


@pytest.mark.parametrize("text", ["0/4", "5/4", "4", "a/b", "1/0", "-1/4", "1/4/2", "\u0661/4"])
def test_a_share_is_a_number_of_a_count(text: str) -> None:
    with pytest.raises(ConfigError, match="--leaves"):
        share.share(text)


@pytest.mark.slow
def test_an_enrichment_that_is_switched_on_later_costs_itself(config: Config, work: Work) -> None:
    off = config.model_copy(update={"enrich": Enrich(signals=False, duplicates=False)})
    with session.opened(off, Progress()) as opened, session.working(opened, session.decide(opened)) as under_way:
        before, futures = under_way.planned.result()
        for stages in futures:
            stages["check"].result()
    assert not any(leaf.enriched for leaf in before.leaves)
    plan, _ = work()
    assert plan.computed == 0
    assert not any(leaf.missing for leaf in plan.leaves)
    assert {each.missing for leaf in plan.leaves for each in leaf.enriched} == {frozenset({"enrich", "check"})}
    again, _ = work()
    assert {each.missing for leaf in again.leaves for each in leaf.enriched} == {frozenset()}


def test_a_tokenizer_that_is_named_later_costs_the_tables_of_leaves(config: Config, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("one", encoding="utf-8")
    (tmp_path / "other.json").write_text("another", encoding="utf-8")
    read = planning.Read((), (), (DocumentKey("0" * 32, "1" * 64, 10),))
    code = dict.fromkeys(cache_key.ENTRIES, "")
    made = []
    for name in (None, "tokenizer.json", "tokenizer.json", "other.json"):
        chunk = Chunk(tokenizer=tmp_path / name if name else None)
        deciding = planning.Deciding(config.model_copy(update={"chunk": chunk}), code, {}, Tombstones())
        (leaf,) = planning.plan(deciding, tmp_path / "cache", read).leaves
        made.append(([batch.artifacts for batch in leaf.batches], leaf.tables, deciding.settings()))
    assert made[1] == made[2]
    assert len({str(batches) for batches, *_ in made}) == 1
    assert len({tables for _, tables, _ in made}) == len({settings for *_, settings in made}) == 3


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["repair", "segment", "extract", "tabulate", "enrich", "check"])
@pytest.mark.parametrize("how", ["flipped", "gone"])
def test_what_is_damaged_in_the_cache_is_built_again_with_the_same_bytes(
    stage: str, how: str, config: Config, work: Work, first_run: FirstRun
) -> None:
    cache = config.run.state / "cache"
    for path in sorted((cache / stage).iterdir()):
        for file in sorted(one for one in path.rglob("*") if one.is_file() and one.name != artifacts.DESCRIPTION):
            whole = file.read_bytes()
            file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        if how == "gone":
            shutil.rmtree(path)
    if stage in {"repair", "segment", "extract"}:
        shutil.rmtree(cache / "tabulate")  # so that the batches are needed
    plan, again = work()
    assert again == first_run.parts
    batches = sum(len(leaf.batches) for leaf in plan.leaves)
    assert plan.computed == (batches if stage in {"repair", "segment", "extract"} else 0)
    assert all(artifacts.is_sound(path) for path in (cache / stage).iterdir())


@pytest.mark.slow
def test_whatever_clean_removes_the_next_run_ends_the_same(config: Config, work: Work, first_run: FirstRun) -> None:
    total = cache_cleanup.clean(config.run.state, days=30, most_bytes=10**9).kept_bytes
    for kept_share in (0.7, 0.3, 0.0):
        kept = cache_cleanup.clean(config.run.state, days=30, most_bytes=int(total * kept_share))
        assert kept.kept_bytes <= total * kept_share
        for stage in ("repair", "segment", "extract", "tabulate", "check"):
            assert all(artifacts.is_sound(path) for path in (config.run.state / "cache" / stage).iterdir())
        assert work()[1] == first_run.parts


@pytest.mark.usefixtures("work")  # batches are small in it
def test_a_dry_look_says_what_changed(config: Config, first_run: FirstRun) -> None:
    assert first_run.plan.computed > 0
    with session.opened(config, Progress(), dry=True) as opened:
        decision = session.decide(opened)
        assert explain.first_words(decision.looked, opened.root, None) == "13 files, 0.0 MB"
        with session.working(opened, decision, dry=True) as under_way:
            plan, futures = under_way.planned.result()
            found = explain.explain(opened.deciding, plan)
    assert futures == []
    assert (found.files, found.documents, found.rejects) == (13, 12, 1)
    assert {computed for computed, _ in found.stages.values()} == {0}
    assert found.why == ("nothing is published yet",)


def test_first_words_name_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parquetry_flows.running.input_files import InputFiles  # noqa: PLC0415

    found = tuple(FileEntry(name, name.encode(), 400_000) for name in ("a.txt", "letter.txt"))
    looked = InputFiles(found, {b"a.txt": "1", b"letter.txt": "2"})
    monkeypatch.setattr(explain.store, "current", lambda _: "v-0")
    monkeypatch.setattr(explain, "files_of", lambda _: {"a.txt": ("1", 1), "letter.txt": ("0", 1), "old.txt": ("3", 1)})
    words = "2 files, 0.8 MB; 1 removed: old.txt; 1 changed: letter.txt"
    assert explain.first_words(looked, tmp_path, None) == words


@pytest.fixture
def extracted(once: FirstRun) -> tuple[Extracted, bytes]:
    document = next(iter(artifacts.read(once.plan.leaves[0].batches[0].artifacts[-1] / "values.arrow", Extracted)))
    number = document.segmented.source.source_path.removesuffix(".txt")
    return document, (f"{OFFER} {number} is of 3 May 2011. " * SENTENCES).encode()


def test_an_alignment_that_leads_elsewhere_is_found(extracted: tuple[Extracted, bytes]) -> None:
    document, data = extracted
    assert verify_alignment(document, data) == []
    shifted = verify_alignment(document, b"x" + data[:-1])
    assert {finding.check for finding in shifted} == {"copy_decodes"}
    assert shifted[0].keys
    assert [finding.check for finding in verify_alignment(document, data + b" more")] == ["covers"]


@pytest.mark.parametrize(("mebibytes", "bits"), [(0, 0), (1, 1), (5, 3), (200, 8), (100_000, 8)])
def test_bins_of_a_mebibyte_are_256_at_most(mebibytes: int, bits: int) -> None:
    assert spool.bin_bits([FileEntry("a", b"a", mebibytes << 20)]) == bits


def test_a_slice_is_bounded_in_files_and_in_bytes() -> None:
    empty = [FileEntry(str(k), str(k).encode(), 0) for k in range(10_001)]
    assert [len(part) for part in spool.slices(empty)] == [10_000, 1]
    large = [FileEntry(str(k), str(k).encode(), 32 << 20) for k in range(3)]
    assert [len(part) for part in spool.slices(large)] == [2, 1]


def test_the_spool_gives_each_bucket_its_documents_whatever_the_bins(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for k in range(20):
        (raw / f"{k}.txt").write_text(f"Text {k}.", encoding="utf-8")
    found = [FileEntry(f"{k}.txt", f"{k}.txt".encode(), 7) for k in range(20)]
    everything: list[dict[str, bytes]] = []
    for bits in (0, 1, 5):
        place = spool.Spool(tmp_path / f"spool{bits}", bits)
        place.folder.mkdir()
        read = spool.read(0, found, place, Config.model_validate({"input": {"path": raw}}).input, Tombstones())
        by_bucket = [list(spool.sources(place, prefix)) for prefix in ("00", "01", "1")]
        assert all(source.doc_id[0] in "0123" for source in by_bucket[0])
        assert all(source.doc_id[0] in "4567" for source in by_bucket[1])
        everything.append({source.doc_id: source.data for part in by_bucket for source in part})
        assert {document.doc_id for document in read.documents} == set(everything[-1])
    assert everything[0] == everything[1] == everything[2]
    assert len(everything[0]) == 20


def test_a_digest_of_a_document_changes_with_anything_said_of_it() -> None:
    source = Source("0" * 32, "a.txt", None, None, hashlib.sha256(b"a").hexdigest(), 1, "text/plain", b"a")
    values: dict[str, Any] = {"source_path": "b.txt", "source_record": 0, "title": "t", "flags": ("duplicate_id",)}
    digests = {spool.digest(replace(source, **{name: value})) for name, value in values.items()}
    assert len(digests | {spool.digest(source)}) == len(values) + 1


def test_progress_says_a_line_now_and_then_where_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("parquetry_flows.running.progress.time.monotonic", lambda: now[0])
    said: list[str] = []
    progress = Progress(say=said.append)
    progress.begin("process", 4_000_000, 8)
    for second in range(1, 25):
        now[0] = second
        with contextlib.suppress(IndexError):
            progress.advance(100_000, second % 2)
    assert len(said) == 2
    assert said[0] == "process: 5 of 8 documents, 1.0 of 4.0 MB, 0.10 MB/s, 30 s left"


def test_a_large_file_is_spooled_as_it_is_read_and_leaves_nothing_if_it_is_torn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    lines = "".join(f'{{"text": "Record {number} of a file that is larger than what may wait."}}\n' for number in range(400))
    (raw / "all.jsonl").write_text(lines, encoding="utf-8")
    (raw / "torn.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-40])
    config = Config.model_validate({"input": {"path": raw}}).input
    found = [FileEntry(name, name.encode(), 9_000) for name in ("all.jsonl", "torn.jsonl.gz")]
    spooled = []
    for limit in (1_000, 10**9):
        monkeypatch.setattr(spool, "_HELD_BYTES", limit)
        place = spool.Spool(tmp_path / f"spool{limit}", 2)
        place.folder.mkdir()
        read = spool.read(0, found, place, config, Tombstones())
        assert [reject.source_path for reject in read.rejects if reject.source_record is None] == ["torn.jsonl.gz"]
        spooled.append({source.doc_id for source in spool.sources(place, "")})
        assert spooled[-1] == {document.doc_id for document in read.documents}
        assert len(list(place.folder.glob("*.0.arrow"))) == (4 if limit == 1_000 else 0)
        assert not list(place.folder.glob("*.1.arrow"))
    assert spooled[0] == spooled[1]
    assert len(spooled[0]) == 400
