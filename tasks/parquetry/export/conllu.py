"""CoNLL-U: one file, a sentence at a time, with names in MISC.

Source: https://universaldependencies.org/format.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parquetry.export.documents import Document, documents
from parquetry.export.tokens import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Escapes of SpacesAfter: a value in MISC holds neither a space, a tab, a line break nor `|`.
_ESCAPES = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "|": "\\p", "\\": "\\\\"}


def write(version: Path, folder: Path) -> int:
    """Write `documents.conllu`; return the number of documents."""
    count = 0
    with (folder / "documents.conllu").open("w", encoding="utf-8", newline="\n") as file:
        for document in documents(version):
            file.writelines(f"{line}\n" for line in _document(document))
            count += 1
    return count


def _document(document: Document) -> Iterator[str]:
    doc_id = " ".join(document.doc_id.split())  # a comment is one line, whatever a dataset of someone else's says
    yield f"# newdoc id = {doc_id}"
    yield f"# source_path = {' '.join(document.source_path.split())}"
    # A sentence that begins where a block does begins a paragraph.
    paragraphs = {start for start, _ in document.blocks}
    for number, (start, end) in enumerate(document.sentences):
        found = tokens(document, start, end)
        # A sentence of white space alone has no tokens, and CoNLL-U no empty sentences.
        if not found:
            continue
        if start in paragraphs:
            yield "# newpar"
        yield f"# sent_id = {doc_id}-{number}"
        yield f"# start = {start}"
        yield f"# text = {' '.join(document.text[start:end].split())}"
        for index, token in enumerate(found):
            # What separates a token from the next belongs to it, so that the text can be put together again.
            after = found[index + 1].start if index + 1 < len(found) else end
            yield _token(document.text, index + 1, token, after)
        yield ""


def _token(text: str, number: int, token: Token, after: int) -> str:
    """Return a token's line; MISC says what white space follows where it is no single space."""
    space = text[token.end : after]
    misc = [] if token.entity == "O" else [f"NER={token.entity}"]
    if not space:
        misc.append("SpaceAfter=No")
    elif space != " ":
        misc.append("SpacesAfter=" + "".join(_ESCAPES.get(character, character) for character in space))
    form = text[token.start : token.end]
    # Ten columns: lemma, tags and syntax are not ours to give, `_` says so.
    return "\t".join([str(number), form, "_", "_", "_", "_", "_", "_", "_", "|".join(misc) or "_"])
