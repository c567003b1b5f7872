"""DocBin: spaCy's own, one file a language, with the sentences and entities we found."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from spacy.tokens import Doc, DocBin

from parquetry.export.documents import Document, documents
from parquetry.export.file_names import safe_name
from parquetry.export.tokens import pipeline, tokens

if TYPE_CHECKING:
    from pathlib import Path


def write(version: Path, folder: Path) -> int:
    """Write `<language>.spacy` for each language; return the number of documents. A Doc's text is the document's, exactly.

    The trap: a DocBin is built in memory, whole.
    """
    # User data holds the doc_id, which brings an example back to its document.
    bins: dict[str, DocBin] = defaultdict(
        lambda: DocBin(attrs=["ORTH", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
    )
    count = 0
    for document in documents(version):
        bins[safe_name(document.language)].add(_doc(document))
        count += 1
    for language in sorted(bins):
        bins[language].to_disk(folder / f"{language}.spacy")
    return count


def _doc(document: Document) -> Doc:
    """Return a Doc of the same text: white space other than one space after a token is a token of its own, as in spaCy."""
    words: list[str] = []
    spaces: list[bool] = []
    entities: list[str] = []
    begins: list[bool | int | None] = []
    # One space after a token is the token's own (`spaces`); all other white space is a token: no character is lost.
    at = 0

    def gap(until: int, entity: str = "O") -> None:
        """Add the white space up to a place: a single space to the token before it, all other as a token."""
        space = document.text[at:until]
        if space.startswith(" ") and words:
            spaces[-1] = True
            space = space[1:]
        if space:
            words.append(space)
            spaces.append(False)
            # White space within a mention goes on with it; before a mention it belongs to none.
            entities.append(entity if entity.startswith("I-") else "O")
            begins.append(False)

    for start, end in document.sentences:
        for number, token in enumerate(tokens(document, start, end)):
            gap(token.start, token.entity)
            words.append(document.text[token.start : token.end])
            spaces.append(False)
            entities.append(token.entity)
            # Only the first token of a sentence begins one.
            begins.append(not number)
            at = token.end
    # The end of the text, after the last sentence.
    gap(len(document.text))
    doc = Doc(pipeline(document.language).vocab, words=words, spaces=spaces, ents=entities, sent_starts=begins)
    doc.user_data = {"doc_id": document.doc_id, "source_path": document.source_path}
    return doc
