"""Routing: which model reads which block, by the block's language and alphabet.

    the user's map -> the main model (English) -> the names model, for every other language of its alphabets and for `und`

Arabic, Hebrew, Thai, Chinese, Japanese, Korean and the scripts of India have no model of ours: their blocks get values by
rule, the user's patterns, and the flag `no_model`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from parquetry.extract.ner import names_model, weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from parquetry.config import Extract
    from parquetry.model.documents import Block

NO_MODEL = "none"
NAMES = weights.PACKAGE
"""What the config calls the names model."""
OTHERS = "*"
"""Key of the model for languages that have none of their own."""
_SAMPLE = 1_000
"""Code points of a block that tell its alphabet as well as more would."""
_LETTER = re.compile(r"[^\W\d_]")
_READ = re.compile(r"[A-Za-z\u00aa-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff]")
"""Letters of the alphabets that the names model reads: Latin, Greek, Cyrillic."""


def models_of(config: Extract) -> dict[str, str]:
    """Return the model for each language that has one; that for all others, if there is one, under `*`."""
    if config.model == NO_MODEL:
        return dict(config.models)
    others = {OTHERS: NAMES} if config.multilingual and names_model.is_installed() else {}
    # The user's own choice for a language wins over the main model.
    return {**others, **dict.fromkeys(config.model_languages, config.model), **config.models}


def routes(text: str, blocks: Iterable[Block], models: Mapping[str, str]) -> dict[str, tuple[Block, ...]]:
    """Return the blocks that each model reads, in their order; blocks that none reads are in none."""
    out: dict[str, list[Block]] = {name: [] for name in dict.fromkeys(models.values())}
    for block in blocks:
        name = models.get(block.language)
        if name is None and OTHERS in models and is_read(text[block.start : block.end]):
            name = models[OTHERS]
        if name is not None:
            out[name].append(block)
    return {name: tuple(of) for name, of in out.items()}


def is_read(text: str) -> bool:
    """Tell whether most letters of a text are of an alphabet that the names model reads; false where there are none.

    >>> is_read("Ankara'da"), is_read("Москва 1812"), is_read("القاهرة"), is_read("東京 (Tokyo)"), is_read("1812")
    (True, True, False, True, False)
    """
    sample = text[:_SAMPLE]
    read = len(_READ.findall(sample))
    return read > 0 and 2 * read >= len(_LETTER.findall(sample))


def has_letters(text: str) -> bool:
    """Tell whether a text has a letter: without one there is nothing that a model could name."""
    return _LETTER.search(text) is not None
