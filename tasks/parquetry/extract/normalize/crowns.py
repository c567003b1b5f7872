"""Crowns: whether a document's words say whose they are: Danish and Norwegian have one word for them.

`Det koster 5 kr` may be of either language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.languages import neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence


def unsure(texts: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the languages of a document that its words do not tell from a neighbour with a currency of the same name."""
    languages = {language for _, language in texts if language in neighbours.NEIGHBOURS}
    # Asked only where it matters, since it takes word lists.
    if not languages or not any(_CROWNS.search(text) for text, _ in texts):
        return frozenset()
    whole = {language: " ".join(text for text, other in texts if other == language) for language in languages}
    return frozenset(language for language, text in whole.items() if not neighbours.is_told_apart(text, language))


_CROWNS = re.compile(r"\d\s?kr\b|\bkr\.?\s?\d|\bkroner?\b|\børe\b", re.IGNORECASE)
