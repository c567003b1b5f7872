"""Extract: named things in the text, with values and identity.

The steps are `layers`, folded over the spans found so far. Where proposals overlap, the user's patterns and backends win
over rules, and rules over models (`overlaps`). What stands is given its value and its identity (`mentions`).
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from parquetry.extract import layers, overlaps, routing
from parquetry.extract.layers import Document
from parquetry.extract.mentions import mentions
from parquetry.extract.ner.entity_ruler import patterns
from parquetry.extract.normalize.block_values import block_values
from parquetry.model.documents import Extracted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parquetry.config import Extract
    from parquetry.extract.spans import Backend, Span
    from parquetry.model.documents import Block, Segmented

__all__ = ["extract", "fingerprint"]

SKIPPED = "page_artifact"
"""Kind of block that repeats what the pages around it say."""
LISTED = ("preformatted", "code")
"""Kinds of block that name nothing worth counting, unless they read as prose: the `$1` of a script is no amount, `#351` no
number of dollars."""
_PLAIN = re.compile(r"""["'“‘(]*[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?"'”’)]*""")
"""A word as prose has it, between spaces: `payment`, `(Norway`, `doesn't`, `methodology.`; not `x=1`, `foo()`, `12:30`."""
_PROSE = 0.75
"""Least share of such words in prose: what was taken for code in UD EWT and is a letter has more, listings have less."""
_PROSE_WORDS = 8
"""Least words of a line of prose, on average: tables and menus have fewer."""


def extract(segmented: Segmented, config: Extract, backends: Sequence[Backend] = ()) -> Extracted:
    """Return the document with its mentions, in text order, none overlapping another.

    `backends` are the user's own. Text in a language that no model is for gets rules and patterns only, and the flag
    `no_model`.

    Raises:
        ConfigError: the model or the patterns cannot be loaded.
        UnknownNameError: a backend gave a label that the contract does not have.
    """
    document = _document(segmented, config)
    # Each layer gets the spans of the one before it, the first an empty list.
    nothing: list[Span] = []
    layered = reduce(lambda spans, layer: layer(spans), layers.layers(document, config, backends), nothing)
    kept = overlaps.resolved(layered, {backend.name for backend in backends})
    flags = set(segmented.flags)
    if _is_without_model(document, config):
        flags.add("no_model")
    return Extracted(segmented, mentions(segmented, document, kept), tuple(sorted(flags)))


def _document(segmented: Segmented, config: Extract) -> Document:
    """Return what the layers read of the document."""
    text = segmented.text.text
    # Skipped blocks are out of reach for all layers, the user's patterns included.
    blocks = tuple(block for block in segmented.blocks if _may_name(text, block))
    routes = routing.routes(text, blocks, routing.models_of(config))
    modelled = _modelled(blocks, routes, config)
    pairs = layers.abbreviation_pairs(text, modelled) if "abbreviations" in config.document else ()
    return Document(text, blocks, routes, modelled, block_values(text, blocks, segmented.source.date), pairs)


def _may_name(text: str, block: Block) -> bool:
    """Tell whether a block may name something."""
    if block.kind in LISTED:
        # A letter whose lines were kept is one still; lines are kept wherever that is in doubt.
        return reads_as_prose(text[block.start : block.end])
    return block.kind != SKIPPED


def reads_as_prose(text: str) -> bool:
    """Tell whether a text kept as its author's lines is words in sentences, not code, a log or a table.

    >>> reads_as_prose("Please let me know what time we could meet.\\nScott and Tom would like to attend as well.")
    True
    >>> reads_as_prose("for name in names:\\n    print(name, end=' ')"), reads_as_prose("Tea    2.50\\nCoffee 3.00")
    (False, False)
    """
    words = text.split()
    lines = sum(1 for line in text.splitlines() if line.strip())
    plain = sum(1 for word in words if _PLAIN.fullmatch(word))
    return len(words) >= _PROSE_WORDS * lines > 0 and plain >= _PROSE * len(words)


def _modelled(blocks: tuple[Block, ...], routes: Mapping[str, tuple[Block, ...]], config: Extract) -> tuple[Block, ...]:
    """Return the blocks in which models, and what corrects them, work; rules and patterns work in all."""
    if config.gliner is not None:
        return blocks
    if not routes:
        # Without any model the layers still correct what the user's own patterns and backends find in these languages.
        return tuple(block for block in blocks if block.language in config.model_languages)
    read = {block.start for of_model in routes.values() for block in of_model}
    return tuple(block for block in blocks if block.start in read)


def _is_without_model(document: Document, config: Extract) -> bool:
    """Tell whether the config asks for models and a block with a letter has none. GLiNER reads every language."""
    if config.gliner is not None or not document.routes:
        return False
    read = {block.start for block in document.modelled}
    text = document.text
    return any(routing.has_letters(text[b.start : b.end]) for b in document.blocks if b.start not in read)


def fingerprint(config: Extract) -> dict[str, str]:
    """Return the name and SHA-256 of everything loaded that decides the result: model and patterns."""
    out: dict[str, str] = {}
    # Each model once, though several languages may share it.
    for model in map(layers.model, dict.fromkeys(routing.models_of(config).values())):
        out[model.name] = "+".join([*filter(None, [out.get(model.name)]), model.fingerprint])  # folders may share a name
    if config.gliner is not None:
        out["gliner"] = layers.gliner_model(config.gliner).fingerprint
    if config.patterns is not None:
        out[config.patterns.name] = patterns(config.patterns).fingerprint
    return out
