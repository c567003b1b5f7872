"""Find and read: from a folder to source bytes, each file once, none of them lost.

find(input) -> list[Found]                              every file below the folder, sorted by name
read(found, input) -> Source | Reject ..., FileRead     its documents, what was wrong, and last its facts
"""

from parquetry.read.find import find
from parquetry.read.files import from_bytes, read

__all__ = ["find", "from_bytes", "read"]
