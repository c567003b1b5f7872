"""Show: what a person reads on the terminal. Text from documents is data: no markup, no escapes, nothing hidden."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from parquetry.publish.report.highlight import marked
from parquetry.publish.report.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parquetry.dataset.diff import Difference, Rows
    from parquetry.dataset.summary import Summary
    from parquetry.dataset.verify import Verified
    from parquetry.model.documents import Processed, Repair
    from parquetry_flows.result import Outcome
    from parquetry_flows.running.explain import Explained
    from parquetry_flows.running.history import Entry
    from parquetry_flows.running.run import Rebuilt

STYLES = {
    "PERSON": "bold magenta",
    "ORG": "bold blue",
    "GPE": "bold green",
    "LOC": "green",
    "NORP": "cyan",
    "DATE": "yellow",
    "MONEY": "bold yellow",
}
MOST = 12
MOST_CHANGES = 50
CONTEXT = 24


def console(*, error: bool = False) -> Console:
    """Return the console for results, or for messages; neither reads markup or draws emoji from text."""
    return Console(stderr=error, markup=False, emoji=False, highlight=False, soft_wrap=not error)


def message(text: str) -> None:
    """Say something to the person, on standard error."""
    console(error=True).print(Text(text))


def error(text: str) -> None:
    """Say what went wrong, on standard error; what is no printable character is written out."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    sys.stderr.write(f"error: {lines}\n")


def run(outcome: Outcome, found: Summary) -> None:
    """Print the account of a run: what came in, what was repaired, found and rejected, and how to query it."""
    out = console()
    version = outcome.version
    said = "published" if outcome.version.created else "nothing new: still"
    out.print(Text(f"{version.dataset} {version.name}", style="bold"), Text(f"({said})"))
    outcomes = ", ".join(f"{count} {name}" for name, count in found.outcomes.items())
    _line("came in", f"{found.rows['sources']} files, {found.bytes:,} bytes ({outcomes})")
    _line("became", f"{found.rows['documents']} documents in {_listed(found.languages)}")
    _line("encodings", _listed(found.encodings))
    _line("repaired", _listed(found.repairs) or "nothing")
    if found.unresolved:
        _line("in doubt", f"{found.unresolved} places left as they were: see repairs where status = 'unresolved'")
    _line(
        "found",
        f"{found.rows['blocks']:,} blocks, {found.rows['sentences']:,} sentences, "
        f"{found.rows['mentions']:,} mentions of {found.rows['entities']:,} entities",
    )
    _line("", _listed(found.labels))
    _line("rejected", f"{len(found.rejects)}" if found.rejects else "nothing")
    for path, reason, detail in found.rejects[:MOST]:
        _line("", f"{path}: {reason}: {detail}")
    if len(found.rejects) > MOST:
        _line("", f"and {len(found.rejects) - MOST} more: see the table rejects")
    _line("work", f"{outcome.made} stages of shards made, {outcome.reused} reused")
    _line(
        "query",
        f"duckdb -c \"SELECT label, text, count(*) AS n FROM '{version.path}/data/mentions/*.parquet' "
        'GROUP BY ALL ORDER BY n DESC LIMIT 10"',
    )


def _line(name: str, text: str) -> None:
    console().print(Text(f"{name:>10}  ", style="dim") + Text(visible(text)))


def _listed(counts: Mapping[str, int]) -> str:
    shown = [f"{name} {count:,}" for name, count in islice(counts.items(), MOST)]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")


def plan(found: Explained) -> None:
    """Print what a run would do, and why."""
    out = console()
    _line("input", f"{found.files} files, {found.documents} documents, {found.rejects} rejects so far")
    if found.unchanged:
        _line("would do", f"nothing: {found.unchanged} stays as it is")
    else:
        for stage, (made, reused) in found.stages.items():
            _line(stage, f"{made} of {made + reused} shards to make, {reused} to reuse")
    for line in found.why:
        _line("because", line)
    out.print(Text("nothing was done", style="dim"))


def verified(name: str, found: Verified, anew: Rebuilt | None) -> None:
    """Print what verifying found."""
    out = console()
    out.print(Text(f"{name}: {found.files} files, {'sound' if found.sound else 'NOT sound'}"))
    if anew is not None:
        out.print(Text(f"made anew: {'the same bytes' if anew.same else f'{len(anew.files)} files DIFFER'}"))


def difference(found: Difference) -> None:
    """Print what changed between two versions: counts by table, the documents, and the first rows of each table."""
    out = console()
    out.print(Text(f"{found.before} -> {found.after}", style="bold"))
    table = Table("table", "added", "removed", "changed", box=None, header_style="dim")
    for rows in found.tables:
        table.add_row(rows.table, *(f"{count:,}" if count else "" for count in (rows.added, rows.removed, rows.changed)))
    out.print(table)
    for change in found.documents[:MOST_CHANGES]:
        record = "" if change.source_record is None else f" record {change.source_record}"
        _line(change.how, f"{visible(change.source_path)}{record}")
    if len(found.documents) > MOST_CHANGES:
        _line("", f"and {len(found.documents) - MOST_CHANGES} more: --json lists all")
    if not found.documents:
        _line("", "no document differs")
    for rows in found.tables:
        _rows(rows)


def _rows(rows: Rows) -> None:
    """Print the rows of a table that differ, as far as they are listed."""
    if rows.rows:
        console().print(Text(rows.table, style="bold"))
    for row in rows.rows:
        key = ", ".join(f"{name} {value}" for name, value in row.key.items())
        columns = f": {', '.join(row.columns)}" if row.columns else ""
        _line(row.how, f"{f'{row.label}, ' if row.label else ''}{key}{columns}")
    more = rows.added + rows.removed + rows.changed - len(rows.rows)
    if rows.rows and more:
        _line("", f"and {more:,} more: --rows lists as many as you say")


def status(dataset: str, current: str, holder: str | None, entries: list[Entry]) -> None:
    """Print what is published, who is at work, and how runs ended."""
    out = console()
    out.print(Text(dataset, style="bold"))
    _line("current", current)
    _line("held by", holder or "no one")
    for entry in entries[-MOST:]:
        _line(entry.state, visible(f"{entry.began}, process {entry.process}: {entry.version or ''} {entry.detail}"))
    if not entries:
        _line("runs", "none remembered")


def document(name: str, found: Processed) -> None:
    """Print one document: what was wrong, what was done, its text with all of it marked, its entities."""
    out = console()
    out.print(Text(visible(name), style="bold"))
    sure = f"{found.encoding_confidence:.2f}"
    _line("encoding", f"{found.encoding} (found by: {found.encoding_method}, confidence {sure})")
    _line("language", found.language)
    _line(
        "size",
        f"{len(found.text):,} characters, {len(found.blocks)} blocks, {len(found.sentences)} sentences, "
        f"{len(found.mentions)} mentions",
    )
    if found.repairs:
        out.print(_rules(found.repairs))
        out.print(_changes(found))
    else:
        _line("repairs", "none were needed")
    out.print()
    for block in found.blocks:
        out.print(_block(found, block.start, block.end, block.kind))
        out.print()
    if found.entities:
        out.print(_entities(found))


def _rules(repairs: Iterable[Repair]) -> Table:
    table = Table("kind", "rule", "status", "times", "confidence", title="repairs", title_justify="left")
    grouped = Counter((repair.kind, repair.rule, repair.status) for repair in repairs)
    for (kind, rule, status), count in grouped.most_common():
        confidences = [r.confidence for r in repairs if (r.kind, r.rule, r.status) == (kind, rule, status)]
        low, high = min(confidences), max(confidences)
        table.add_row(kind, rule, status, str(count), f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}")
    return table


def _changes(found: Processed) -> Text:
    """Return the first repairs in their place: what stood there struck out, what stands there now beside it."""
    out = Text()
    for repair in found.repairs[:MOST]:
        left = found.text[max(0, repair.start - CONTEXT) : repair.start]
        right = found.text[repair.end : repair.end + CONTEXT]
        out.append(f"{'':12}…{visible(left)}")
        out.append(visible(repair.before), style="red strike")
        out.append(visible(repair.after), style="bold green" if repair.status == "applied" else "bold yellow")
        out.append(f"{visible(right)}…\n")
    if len(found.repairs) > MOST:
        out.append(f"{'':12}and {len(found.repairs) - MOST} more\n")
    return out


def _block(found: Processed, start: int, end: int, kind: str) -> Text:
    """Return a block of the text with its mentions, repairs and doubts marked in their place."""
    marks: list[tuple[int, int, tuple[str, str]]] = [
        (repair.start, repair.end, ("", "underline green" if repair.status == "applied" else "reverse yellow"))
        for repair in found.repairs
    ]
    marks += [(one.start, one.end, (one.label, STYLES.get(one.label, "bold"))) for one in found.mentions]
    ends = {mention.end: mention.label for mention in found.mentions}
    text = Text()
    for low, high, here in marked(start, end, marks):
        text.append(visible(found.text[low:high]), style=" ".join(style for _, style in here))
        if high in ends and any(label for label, _ in here):
            text.append(f"[{ends[high]}]", style="dim")
    text.stylize("bold" if kind == "heading" else "")
    return Text().append(f"{kind:>12}  ", style="dim").append_text(text)


def _entities(found: Processed) -> Table:
    table = Table("label", "name", "mentions", "also", "value", title="entities and values", title_justify="left")
    for entity in sorted(found.entities, key=lambda entity: (-entity.mentions, entity.name)):
        table.add_row(entity.label, visible(entity.name), str(entity.mentions), visible(", ".join(entity.aliases)), "")
    for mention in found.mentions:
        if mention.value:
            table.add_row(mention.label, visible(mention.text), "1", "", mention.value)
    return table
