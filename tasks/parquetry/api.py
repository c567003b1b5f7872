"""The whole chain on one document, in memory: nothing is written, and neither Prefect nor GX is needed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

from parquetry import read, repair
from parquetry.config import Config
from parquetry.enrich.personal_data import with_personal_data
from parquetry.errors import ConfigError, DocumentError, StorageError, UnknownNameError
from parquetry.execution import plugins
from parquetry.extract import extract, linking
from parquetry.model.dataset import Reject
from parquetry.model.documents import FileEntry, Processed, Source
from parquetry.repair.encoding.decode import detect_encoding
from parquetry.segment import segment

if TYPE_CHECKING:
    from pathlib import Path

    from parquetry.model.documents import Repaired, Segmented
    from parquetry.repair.encoding.decode import Decoded

UNDETERMINED = "und"
"""The language of what was not repaired."""
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
    if until not in get_args(Until):
        raise UnknownNameError("stage", until, get_args(Until))
    config = config or Config()
    if isinstance(data, str):  # its bytes are ours: [input] encoding says nothing about them
        return process_source(read.from_bytes(data.encode("utf-8", "surrogatepass")), config, until)
    return process_source(read.from_bytes(data, encoding=config.input.encoding), config, until)


def inspect(path: Path, config: Config, record: int = 0, *, until: Until = "extract") -> Processed:
    """Return the document of a file, or of the record with this number, processed as `process` does, as far as `until`.

    Raises:
        StorageError: there is no such file, it cannot be read, or the run would reject it; the message says why.
        ConfigError: the file has no such record.
    """
    real = _real_file(path)
    here = config.input.model_copy(update={"path": real.parent, "url": None})
    for item in read.read(
        FileEntry(path.name, os.fsencode(real.name), 0), here, detect_encoding, plugins.file_readers(here)
    ):
        if isinstance(item, Reject) and item.source_record in {None, record}:
            message = f"{path} would be rejected: {item.reason}: {item.detail}"
            raise StorageError(message)
        if isinstance(item, Source) and item.source_record in {None, record}:
            # A plain file has no records: that of any other number is not the document that was asked for.
            if item.source_record is None and record:
                break
            try:
                return process_source(item, config, until)
            except DocumentError as error:
                message = f"{path} would be rejected: {error}"
                raise StorageError(message) from error
    message = f"{path} has no record {record}; the first is 0, and a file without records is one document"
    raise ConfigError(message)


def _real_file(path: Path) -> Path:
    """Return where a file is; the user named it, so a link may be followed.

    Raises:
        StorageError: there is none, or a folder.
    """
    real = path.resolve()
    if not real.exists() or real.is_dir():
        message = f"{path} is a folder; name a file in it" if real.is_dir() else f"there is no file {path}"
        raise StorageError(message)
    return real


def process_source(source: Source, config: Config, until: Until = "extract") -> Processed:
    """Return a document that was read already, processed as `process` does.

    Raises:
        DocumentError: the bytes are not text.
        ConfigError: the model or the patterns cannot be loaded.
    """
    decoded = repair.decode_source(source)
    if until == "decode":
        return _decoded(decoded)
    repaired = repair.repair(source, config.repair, decoded=decoded, steps=plugins.repair_steps(config.repair))
    done = _repaired(decoded, repaired)
    if until == "repair":
        return done
    segmented = segment(repaired, config.segment)
    done = _segmented(done, segmented)
    if until == "segment":
        return done
    extracted = extract(segmented, config.extract, plugins.extract_backends(config.extract))
    if config.personal_data.labels:
        extracted = with_personal_data(extracted, config.personal_data.labels)
    mentions = extracted.mentions
    linked = [(source.doc_id, m.entity_id, m.label, m.text) for m in mentions if m.entity_id]
    return replace(done, mentions=mentions, entities=tuple(linking.entities(linked)), flags=extracted.flags)


def _decoded(decoded: Decoded) -> Processed:
    text = decoded.text
    return Processed(
        decoded=text.text,
        encoding=decoded.encoding,
        encoding_method=decoded.method,
        encoding_confidence=decoded.confidence,
        repaired=text.text,
        text=text.text,
        language=UNDETERMINED,
        alignment=text.alignment(),
        repairs=text.repairs,
        flags=decoded.flags,
    )


def _repaired(decoded: Decoded, repaired: Repaired) -> Processed:
    text = repaired.text
    return replace(
        _decoded(decoded),
        repaired=text.text,
        text=text.text,
        language=repaired.language,
        alignment=text.alignment(),
        repairs=text.repairs,
        flags=repaired.flags,
    )


def _segmented(done: Processed, segmented: Segmented) -> Processed:
    text = segmented.text
    return replace(
        done,
        text=text.text,
        language=segmented.language,
        alignment=text.alignment(),
        repairs=text.repairs,
        blocks=segmented.blocks,
        sentences=segmented.sentences,
        flags=segmented.flags,
    )
