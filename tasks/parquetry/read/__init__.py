"""Find and read: from a folder to source bytes, each file once, none of them lost.

find(input) -> list[FileEntry]                              every file below the folder, sorted by name
read(found, input) -> Source | Reject ..., FileStats     its documents, what was wrong, and last its facts
"""

from parquetry.read.files import from_bytes, read
from parquetry.read.find import find

__all__ = ["find", "from_bytes", "read"]
