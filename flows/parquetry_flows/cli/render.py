"""Render: what a person reads on the terminal. Text from documents is data: no markup, no escapes, nothing hidden."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from parquetry.publish import store
from parquetry.publish.report.visible_text import visible
from parquetry_flows.cli import streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parquetry.dataset.diff import Difference, Rows
    from parquetry.dataset.summary import Summary
    from parquetry.dataset.verify import Verified
    from parquetry.dataset.versions import Pruned, VersionInfo
    from parquetry_flows.cli.doctor import Check
    from parquetry_flows.result import Result
    from parquetry_flows.running.explain import Explained
    from parquetry_flows.running.forgetting import Outcome
    from parquetry_flows.running.run import Rebuilt
    from parquetry_flows.running.share import Shared
    from parquetry_flows.running.status import RunStatus, Status
    from parquetry_flows.running.user_checks import TriedCheck

STATES = {"failed": "red", "died": "red", "stopped": "yellow", "running": "bold"}
# Lines of a list on one screen; the tables and --json have all.
MOST = 12
MOST_CHANGES = 50


def console(*, error: bool = False) -> Console:
    """Return the console for results, or for messages; neither reads markup or draws emoji from text."""
    # soft_wrap for results: a path that is cut over two lines cannot be copied.
    return Console(stderr=error, markup=False, emoji=False, highlight=False, soft_wrap=not error)


def message(text: str) -> None:
    """Say something to the person, on standard error."""
    console(error=True).print(Text(text))


def error(text: str) -> None:
    """Say what went wrong, on standard error; what is no printable character is written out."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    # Plainly, since an error may be that Rich cannot write to this terminal.
    streams.tell(f"error: {lines}")


def checks(found: Iterable[Check]) -> None:
    """Print what a run needs, and whether it is there."""
    for check in found:
        # Different words, not only colours: logs and some eyes have none.
        # Both marks are three wide, so that the names line up.
        mark = Text("ok ", style="green") if check.well else Text("BAD", style="bold red")
        console().print(mark + Text(f" {check.what:>9}  {visible(check.detail)}"))


def shared(done: Shared) -> None:
    """Print what a job of an array came to."""
    if not done.all_leaves:
        line("leaves", "none", ": the current version is made of this very input")
        return
    line("leaves", f"{done.leaves:,} of {done.all_leaves:,}", f", {done.documents:,} documents")
    line("work", "", f"{done.computed:,} steps computed, {done.reused:,} reused from earlier runs")


def run(result: Result, found: Summary) -> None:
    """Print the summary of a run: the version, what it holds, what was rejected; what matters bright, the rest dim."""
    out = console()
    version = result.version
    state = "published" if version.created else "unchanged"
    out.print(Text(f"{version.dataset} {version.name} {state}", style="bold"))
    pinned = store.pinned(Path(version.path).parents[1])
    # Published, and still not what readers see: the user must know why.
    if pinned not in {None, version.name}:
        # As bright as an error, since a run that changes nothing for readers is easily missed.
        line("current", f"{pinned} stays current", ": it is pinned, until `parquetry rollback --unpin`", style="bold yellow")
    documents = f"{found.rows['documents']:,} documents"
    files = f" from {found.rows['sources']:,} files, {_size(found.bytes)}"
    line("", documents, files, style="bold")
    _rejects(found)
    if found.unresolved:
        line("unresolved", f"{found.unresolved:,} damaged places", " left as they were: repairs where status = 'unresolved'")
    line("repaired", f"{sum(found.repairs.values()):,} places", _after(": ", _listed(found.repairs)))
    line(
        "found", f"{found.rows['mentions']:,} mentions", f" of {found.rows['entities']:,} entities: {_listed(found.labels)}"
    )
    line("languages", _listed(found.languages))
    line("encodings", "", _listed(found.encodings))
    line("text", "", f"{found.rows['blocks']:,} blocks, {found.rows['sentences']:,} sentences")
    line("work", "", f"{result.computed:,} steps computed, {result.reused:,} reused from earlier runs")
    line("folder", version.path)
    line("query", "", _query(Path(version.path)))


def _rejects(found: Summary) -> None:
    """Print how many files and records were rejected, and the first of them with the reason."""
    if not found.rejects:
        line("rejected", "nothing")
        return
    # Reasons first, files after: with a thousand rejects the reason is what helps.
    reasons = Counter(reason for _, reason, _ in found.rejects)
    line("rejected", f"{len(found.rejects):,}", f": {_listed(dict(reasons.most_common()))}", style="bold yellow")
    for path, reason, detail in found.rejects[:MOST]:
        line("", path, f": {reason}: {detail}")
    if len(found.rejects) > MOST:
        line("", "", f"and {len(found.rejects) - MOST:,} more: see the table rejects")


def _query(version: Path) -> str:
    """Return a command line that works as it stands: an example query over the dataset that was published."""
    query = "SELECT label, text, count(*) AS n FROM mentions GROUP BY ALL ORDER BY n DESC LIMIT 10"
    # Where the program is not on the PATH, as in a virtual environment that is not active, by its module.
    program = ["parquetry"] if shutil.which("parquetry") else [sys.executable, "-m", "parquetry_flows.cli"]
    return shlex.join([*program, "query", query, "--dataset", str(version.parents[1])])


def _after(mark: str, text: str) -> str:
    return f"{mark}{text}" if text else ""


def line(name: str, text: str, rest: str = "", style: str = "") -> None:
    """Print a line: its name dim, then what matters, then the rest, dim."""
    parts = Text(f"{name:>12}  ", style="dim") + Text(visible(text), style=style) + Text(visible(rest), style="dim")
    console().print(parts)


def _listed(counts: Mapping[str, int]) -> str:
    # Already sorted by the summary, most frequent first.
    shown = [f"{name} {count:,}" for name, count in islice(counts.items(), MOST)]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")


def plan(found: Explained) -> None:
    """Print what a run would do, and why."""
    line("input", f"{found.files:,} files, {found.documents:,} documents", f", {found.rejects:,} rejects so far")
    if found.unchanged:
        line("would do", "nothing", f": {found.unchanged} stays as it is")
    else:
        for stage, (computed, reused) in found.stages.items():
            line(stage, f"{computed} of {computed + reused} batches to compute", f", {reused} to reuse")
    for reason in found.why:
        line("because", reason)
    console().print(Text("nothing was done", style="dim"))


def verified(name: str, found: Verified, rebuilt: Rebuilt | None) -> None:
    """Print what verifying found."""
    out = console()
    sound = Text("sound", style="green") if found.sound else Text("DAMAGED", style="bold red")
    absent = f", {found.forgotten:,} forgotten documents in no version" if found.forgotten and found.sound else ""
    out.print(Text(f"{name}: {found.files:,} files, ") + sound + Text(absent))
    if rebuilt is not None:
        out.print(Text(f"rebuilt: {'the same bytes' if rebuilt.same else f'{len(rebuilt.files)} files differ'}"))


def tried_checks(outcomes: Iterable[TriedCheck]) -> None:
    """Print each check of the user's with the rows of the published version that break it."""
    for tried in outcomes:
        broken = "not tried: nothing is published yet" if tried.rows is None else f"{tried.rows} rows break it"
        line(tried.table, tried.check, broken, "red" if tried.rows else "")


def difference(found: Difference) -> None:
    """Print what changed between two versions: counts by table, the documents, and the first rows of each table."""
    out = console()
    out.print(Text(f"{found.before} -> {found.after}", style="bold"))
    table = Table("table", "added", "removed", "changed", box=None, header_style="dim")
    for rows in found.tables:
        table.add_row(rows.table, *(f"{count:,}" if count else "" for count in (rows.added, rows.removed, rows.changed)))
    out.print(table)
    # Documents first: they are what people know, rows come after.
    _documents((change.how, visible(change.source_path), change.source_record) for change in found.documents)
    if not found.documents:
        line("", "no document differs")
    for rows in found.tables:
        _rows(rows)


def _rows(rows: Rows) -> None:
    """Print the rows of a table that differ, as far as they are listed."""
    if rows.rows:
        console().print(Text(rows.table, style="bold"))
    for row in rows.rows:
        key = ", ".join(f"{name} {value}" for name, value in row.key.items())
        columns = f": {', '.join(row.columns)}" if row.columns else ""
        line(row.how, f"{f'{row.label}, ' if row.label else ''}{key}{columns}")
    # What the counts above say and the list does not show.
    more = rows.added + rows.removed + rows.changed - len(rows.rows)
    if rows.rows and more:
        line("", f"and {more:,} more: --rows lists as many as you say")


def _documents(documents: Iterable[tuple[str, str, int | None]]) -> None:
    """Print the first of some documents, each by what happened to it, its path and its record."""
    listed = list(documents)
    for how, path, record in listed[:MOST_CHANGES]:
        line(how, path if record is None else f"{path} record {record}")
    if len(listed) > MOST_CHANGES:
        line("", f"and {len(listed) - MOST_CHANGES} more: --json lists all")


def versions(found: Sequence[VersionInfo]) -> None:
    """Print the versions of a dataset, oldest first; `own` is what no other version shares."""
    rows = [("version", "published", "documents", "rows", "size", "own", "")]
    for info in found:
        counts = (f"{info.rows['documents']:,}", f"{sum(info.rows.values()):,}") if info.rows else ("?", "?")
        states = {"current": info.current, "pinned": info.pinned, "damaged": not info.rows}
        marks = [word for word, holds in states.items() if holds]
        marks += map(visible, info.tags)
        rows.append((info.version, info.created, *counts, _size(info.bytes), _size(info.own_bytes), ", ".join(marks)))
    # Rich would shorten columns to fit the terminal, and half a version's name is of no use.
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        console().print(Text(_aligned(row, widths), style="" if number else "dim"))


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells of a version as one line: names, times and marks to the left, numbers to the right."""
    names = {0, 1, len(row) - 1}
    columns = enumerate(zip(row, widths, strict=True))
    cells = (text.ljust(width) if k in names else text.rjust(width) for k, (text, width) in columns)
    return "  ".join(cells).rstrip()


def pruned(found: Pruned, *, dry_run: bool) -> None:
    """Print which versions were removed, or would be, and how many stay."""
    for info in found.removed:
        line("would remove" if dry_run else "removed", f"{info.version}, published {info.created}")
    gained = sum(info.own_bytes for info in found.removed)
    line("kept", f"{len(found.kept)} versions; {'to gain' if dry_run else 'gained'}: at least {_size(gained)}")


def forgotten(found: Outcome, *, dry_run: bool) -> None:
    """Print what was forgotten, or would be, and what must be seen to by hand."""
    verb = "would forget" if dry_run else "forgotten"
    _documents((verb, place.source_path, place.source_record) for place in found.documents)
    for before, after in found.versions.items():
        line("version", before, f" becomes {after}" if after else "")
    line("cache", f"{found.artifacts} artifacts", f" and {found.shared} in the shared cache" if found.shared else "")
    for made in found.exports:
        line("export", made.folder, f": {made.files} files")
        for name in made.edited:
            line("", f"{made.folder}/{name}", ": edited since it was exported; remove by hand", style="bold yellow")
    for where in found.elsewhere:
        line("not reached", "", where)


def _size(count: int) -> str:
    """Return bytes as people read them.

    >>> [_size(count) for count in (999, 12_345, 3_400_000_000)]
    ['999 B', '12.3 kB', '3.4 GB']
    """
    # Decimal, as disks are sold and `ls --si` counts.
    for factor, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"


def status(found: Status) -> None:
    """Print what is published, who is at work, and how runs ended: newest last."""
    out = console()
    out.print(Text(found.dataset, style="bold"))
    line("current", f"{found.current}, published {found.created}" if found.current else "nothing is published yet")
    if found.pinned:
        line("pinned", f"{found.pinned}, until `parquetry rollback --unpin`")
    line("running", found.held or "no run")
    if found.served:
        line("served", found.served)
    # The last ones, newest at the bottom, next to the prompt.
    for run in found.runs[-MOST:]:
        line(run.state, visible(_run_line(run)), style=STATES.get(run.state, ""))
    if not found.runs:
        line("runs", "none yet")


def _run_line(run: RunStatus) -> str:
    """Return a run in a line: when, how long, what it came to."""
    took = f", {run.seconds:.0f} s" if run.seconds is not None else ""
    counts = f", {run.rows['documents']:,} documents, {run.rows['rejects']:,} rejects" if run.rows else ""
    # For a run that ended well the version says enough.
    detail = f": {run.detail}" if run.detail and run.state != "ended" else ""
    return f"{run.began}{took}{f', {run.version}' if run.version else ''}{counts}{detail}"
