"""Render a trace: each stretch of the text, the part and the bytes it came from, and those bytes themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from parquetry.publish.report.visible_text import visible
from parquetry_flows.cli.render import console, line

if TYPE_CHECKING:
    from parquetry.dataset.trace import Trace, Traced

MOST_BYTES = 256
"""Bytes that are printed of a stretch: a screen of them. `--json` has all."""
BYTES_A_LINE = 16


def trace(found: Trace) -> None:
    """Print what document it is, and its stretches with their bytes."""
    record = "" if found.source_record is None or found.container else f", record {found.source_record}"
    console().print(Text(f"{visible(found.source_path)}{record}  {found.format}  {found.doc_id}", style="bold"))
    for stretch in found.stretches:
        _stretch(stretch)


def _stretch(stretch: Traced) -> None:
    console().print(Text(f"{stretch.start} to {stretch.end}  “{visible(stretch.text)}”", style="green"))
    line("kind", stretch.kind)
    line("part", f"{visible(stretch.part)} ({stretch.media_type}, {stretch.encoding}, stored {stretch.stored})")
    line(
        "in the part",
        f"bytes {stretch.part_start} to {stretch.part_end}; {stretch.source_start} to {stretch.source_end} of all parts",
    )
    _places(stretch)
    if stretch.data is None:
        line("bytes", "not known without the source file: say where it is with --input")
    else:
        _bytes(stretch.data, stretch.data_from)


def _places(stretch: Traced) -> None:
    """Print where a stretch is shown on pages, and where it lies in the file."""
    for shown in stretch.shown:
        x0, y0, x1, y1 = shown.box
        line(
            "on the page", f"{shown.page}, ({x0:g}, {y0:g}) to ({x1:g}, {y1:g}) points, {visible(shown.font)} {shown.size:g}"
        )
        line("shown by", f"object {shown.object}, bytes {shown.at_start} to {shown.at_end} of its stream, by {shown.how}")
    if stretch.file_start is not None and stretch.file_end is not None:
        whole = "" if stretch.stored == "plain" else f"the part, as {stretch.stored}: "
        line("in the file", f"{whole}bytes {stretch.file_start} to {stretch.file_end}")
    elif not stretch.shown:
        line("in the file", "no bytes of its own: it lies in compressed data, or in a record")


def _bytes(data: bytes, data_from: str) -> None:
    """Print bytes as a dump: hexadecimal digits, and beside them what of them is ASCII."""
    origin = "" if data_from in {"file", "extract"} else "  (by the text; --input reads them from the file)"
    for at in range(0, min(len(data), MOST_BYTES), BYTES_A_LINE):
        row = data[at : at + BYTES_A_LINE]
        readable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)  # noqa: PLR2004 (printable ASCII)
        # Two digits and a space for each byte.
        line("" if at else "bytes", f"{row.hex(' '):<{BYTES_A_LINE * 3}} {readable}{'' if at else origin}")
    if len(data) > MOST_BYTES:
        line("", f"and {len(data) - MOST_BYTES} more: --json has all")


def as_json(found: Trace) -> dict[str, Any]:
    """Return a trace as JSON takes it: bytes in hexadecimal digits."""
    stretches = [
        {name: getattr(stretch, name) for name in stretch.__slots__ if name not in {"data", "shown"}}
        | {"data": stretch.data.hex() if stretch.data is not None else None, "shown": [asdict(one) for one in stretch.shown]}
        for stretch in found.stretches
    ]
    return {name: getattr(found, name) for name in found.__slots__ if name != "stretches"} | {"stretches": stretches}
