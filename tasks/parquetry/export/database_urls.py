"""URLs of databases: what they begin with, and how they are shown."""

from __future__ import annotations

import re

SCHEMES = ("postgresql://", "postgres://")
"""How the URL of a database begins, for libpq as for us."""


def without_password(url: str) -> str:
    """Return the URL of a database as it may be shown and written down.

    >>> without_password("postgresql://ann:secret@host/db#letters")
    'postgresql://ann@host/db#letters'
    >>> without_password("postgresql:///db?host=/run&password=secret")
    'postgresql:///db?host=/run'
    """
    # Before the host: "//ann:secret@". It may hold "@" itself, and ends with the last one.
    url = re.sub(r"(//[^/?#:@]*):[^/?#]*@", r"\1@", url)
    # Among the options, where the keys of certificates may have one too.
    return re.sub(r"([?&])(?:ssl)?password=[^&#]*&?", r"\1", url).replace("?#", "#").rstrip("?&")
