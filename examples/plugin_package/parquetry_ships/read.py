"""A reader: a format of one's own, a ship's log with its entries one a line.

%SHIPLOG 1
vessel: MV Teasel
date: 2011-05-03
# a remark of whoever keeps the log
@0400 Wind south-west 5. Course 210.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.errors import DocumentError
from parquetry.read.own_formats import Block, Content, Omission, copied

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"%SHIPLOG "
_FIELD = re.compile(r"^(\w+): *(.+)$", re.MULTILINE)
"""A line of the head: "vessel: MV Teasel"."""
_ENTRY = re.compile(r"^@(\d{4}) +(.+)$", re.MULTILINE)
"""An entry: "@0400 Wind south-west 5."."""
_REMARK = re.compile(r"^# *(.+)$", re.MULTILINE)


class ShipLog:
    """Reads logs of ships. Change `fingerprint` when data outside this file changes what is read."""

    media_type = "text/x-ship-log"
    fingerprint = "1"
    encoding = None  # found out, as for any text

    def claims(self, head: bytes, name: str) -> bool:
        """Tell a log by how it begins; a name alone, as `name.endswith(".shiplog")`, would do as well."""
        del name
        return head.startswith(_MAGIC)

    def read(self, text: str) -> Content:
        """Return an entry a block, and the remarks as left out; times and the head are put on record by Parquetry."""
        entries = [Block(pieces=[copied(text, *found.span(2))]) for found in _ENTRY.finditer(text)]
        if not entries:
            detail = "a log without entries"
            raise DocumentError("empty", detail)
        head = dict(_head(text))
        remarks = [Omission(*found.span(), "comment", found[1]) for found in _REMARK.finditer(text)]
        return Content(entries, remarks, title=head.pop("vessel", None), date=head.pop("date", None), meta=head)


def _head(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of the fields before the first entry."""
    first = _ENTRY.search(text)
    for found in _FIELD.finditer(text, 0, first.start() if first else len(text)):
        yield found[1], found[2]
