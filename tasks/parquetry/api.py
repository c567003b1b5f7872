"""Process: the whole chain on one document, in memory, without Prefect, GX or a file system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from parquetry.errors import UnknownNameError
from parquetry.model.documents import Entity, Mention, Processed

if TYPE_CHECKING:
    from parquetry.config import Config
    from parquetry.model.documents import Repaired, Segmented, Source
    from parquetry.repair.encoding.decode import Decoded

Until = Literal["decode", "repair", "segment", "extract"]


def process(data: bytes | str, config: Config | None = None, *, until: Until = "extract") -> Processed:
    r"""Return one document decoded, repaired, segmented and searched for names, or as far as `until` says.

    The source bytes of a `str` are its UTF-8. With `until="decode"` or `"repair"` the text, its alignment and its
    repairs are those of that stage, with the source's own lines.

    >>> done = process("La rentr\u00c3\u00a9e".encode(), until="repair")
    >>> done.text, done.repairs[0].before
    ('La rentrée', 'Ã©')

    Raises:
        DocumentError: the bytes are not text.
        ConfigError: the model or the patterns cannot be loaded.
        UnknownNameError: there is no such stage.
    """
    from parquetry import config as configs  # noqa: PLC0415 (import parquetry needs pyarrow alone)
    from parquetry import read  # noqa: PLC0415

    if until not in get_args(Until):
        raise UnknownNameError("stage", until, get_args(Until))
    config = config or configs.Config()
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return process_source(read.from_bytes(raw, encoding=config.input.encoding), config, until)


def process_source(source: Source, config: Config, until: Until = "extract") -> Processed:
    """Return a document that was read already, processed as `process` does.

    Raises:
        DocumentError: the bytes are not text.
        ConfigError: the model or the patterns cannot be loaded.
    """
    from parquetry import repair  # noqa: PLC0415
    from parquetry.segment.pipeline import segment  # noqa: PLC0415

    decoded = repair.decoded(source)
    if until == "decode":
        return _decoded(decoded)
    repaired = repair.repair(source, config.repair)
    if until == "repair":
        return _repaired(decoded, repaired)
    segmented = segment(repaired, config.segment)
    if until == "segment":
        return _segmented(decoded, repaired, segmented)
    return _extracted(decoded, repaired, segmented, config)


def _decoded(decoded: Decoded) -> Processed:
    text = decoded.text
    return Processed(text.text, decoded.encoding, decoded.method, decoded.confidence, text.text, text.text, "und",
                     text.alignment(), text.repairs)  # fmt: skip


def _repaired(decoded: Decoded, repaired: Repaired) -> Processed:
    text = repaired.text
    return Processed(decoded.text.text, repaired.encoding, repaired.encoding_method, repaired.encoding_confidence,
                     text.text, text.text, "und", text.alignment(), text.repairs)  # fmt: skip


def _segmented(
    decoded: Decoded, repaired: Repaired, segmented: Segmented, mentions: tuple[Mention, ...] = (),
    entities: tuple[Entity, ...] = (),
) -> Processed:  # fmt: skip
    text = segmented.text
    return Processed(decoded.text.text, segmented.encoding, segmented.encoding_method, segmented.encoding_confidence,
                     repaired.text.text, text.text, segmented.language, text.alignment(), text.repairs, segmented.blocks,
                     segmented.sentences, mentions, entities)  # fmt: skip


def _extracted(decoded: Decoded, repaired: Repaired, segmented: Segmented, config: Config) -> Processed:
    from parquetry.extract.pipeline import extract  # noqa: PLC0415
    from parquetry.extract import linking  # noqa: PLC0415

    mentions = extract(segmented, config.extract).mentions
    named = [(segmented.source.doc_id, m.entity_id, m.label, m.text) for m in mentions if m.entity_id]
    return _segmented(decoded, repaired, segmented, mentions, tuple(linking.entities(named)))
