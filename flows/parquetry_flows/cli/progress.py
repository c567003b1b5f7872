"""Progress: what is written to standard error while a run lasts."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar

from parquetry.publish.report.visible_text import visible
from parquetry_flows.cli import streams
from parquetry_flows.running.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def shown() -> Iterator[Progress]:
    """Give a progress display: a live one on a terminal, a line every ten seconds elsewhere."""
    if not sys.stderr.isatty():
        yield Progress(say=_say)
        return
    columns = (
        TextColumn("{task.description:>9}"),
        BarColumn(),
        TextColumn("{task.fields[documents]}"),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    # transient: the bar goes when the run is over, and the summary takes its place. Standard output is for results.
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(bar)


def _say(text: str) -> None:
    streams.tell(visible(text))
