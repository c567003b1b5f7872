"""Fields that stand in the names of folders: `year=2020/lang=de/part-0.parquet`, as Hive and Spark write tables.

Source: Apache Hive, partitioned tables; the escapes are those of URIs.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_PARTITION = re.compile(r"([A-Za-z_][\w.-]*)=(.*)", re.DOTALL)
# What Hive writes for a null.
_NULL = "__HIVE_DEFAULT_PARTITION__"


def partition_fields(path: bytes) -> dict[str, str | None]:
    """Return the fields that the folders of a file name, the innermost of two with one name.

    >>> partition_fields(b"posts/year=2020/city=K%C3%B6ln/a=b.jsonl")
    {'year': '2020', 'city': 'Köln'}
    """
    found: dict[str, str | None] = {}
    # The last step is the file itself.
    for folder in path.decode("utf-8", "surrogateescape").split("/")[:-1]:
        if match := _PARTITION.fullmatch(folder):
            value = unquote(match[2], errors="surrogateescape")
            found[match[1]] = None if value == _NULL else value
    return found
