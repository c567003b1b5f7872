"""A string that knows its source bytes: `AlignedText`, and the values it is made of.

Plugins import from here; the modules below are the places where each thing is explained.
"""

from parquetry.text.aligned_text import AlignedText
from parquetry.text.alignment import COPY, EDIT, MARKUP, AlignmentSegment, Candidate, Edit, EditReason, Repair

Cause, Part = EditReason, Edit
"""What plugins written for version 1 import."""

__all__ = [
    "COPY",
    "EDIT",
    "MARKUP",
    "AlignedText",
    "AlignmentSegment",
    "Candidate",
    "Cause",
    "Edit",
    "EditReason",
    "Part",
    "Repair",
]
