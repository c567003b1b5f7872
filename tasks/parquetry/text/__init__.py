"""A string that knows its source bytes: `AlignedText`, and the values it is made of.

Plugins import from here; the modules below are the places where each thing is explained.
"""

from parquetry.text.aligned_text import AlignedText
from parquetry.text.alignment import COPY, EDIT, Candidate, Cause, Part, Repair, Run

__all__ = ["COPY", "EDIT", "AlignedText", "Candidate", "Cause", "Part", "Repair", "Run"]
