"""The table of signals: numbers that published rules about the quality of text are computed from.

Gopher's rules (Rae et al. 2021), C4's (Raffel et al. 2020), FineWeb's (2024).
"""

from __future__ import annotations

from parquetry.model.contract.columns import DOC_ID, DOCUMENT, Column, Table, count, ratio


def _columns() -> tuple[Column, ...]:
    """Return the columns of Gopher's rules, C4's and FineWeb's, in this order."""
    return (
        count("words", "words, symbols not counted; characters in scripts without spaces"),
        ratio("mean_word_length", "Mean length of a word, in code points"),
        ratio("symbol_word_ratio", "Number signs, or ellipses if those are more, for each word or symbol"),
        ratio("alpha_words", "Share of words with a letter among words and symbols, 0 to 1"),
        Column(
            "stop_words",
            "int32",
            "Number of different stop words of its language, as written; null where none are known.",
            nullable=True,
            low=0,
        ),
        ratio("bullet_lines", "Share of lines that begin with a bullet or hyphen, 0 to 1"),
        ratio("ellipsis_lines", "Share of lines that end in an ellipsis, 0 to 1"),
        ratio("duplicate_paragraphs", "Share of paragraphs that stood in the document before, 0 to 1"),
        ratio("duplicate_paragraph_chars", "Share of code points in such paragraphs, 0 to 1"),
        ratio("duplicate_lines", "Share of lines that stood in the document before, 0 to 1"),
        ratio("duplicate_line_chars", "Share of code points in such lines, 0 to 1"),
        *(
            ratio(f"top_{n}_gram", f"Code points of the most frequent {n} words in a row, for each code point of the text")
            for n in (2, 3, 4)
        ),
        *(
            ratio(f"duplicate_{n}_grams", f"Share of code points in rows of {n} words that were met before, 0 to 1")
            for n in (5, 6, 7, 8, 9, 10)
        ),
        ratio("terminal_lines", "Share of lines with text that end as a sentence does, 0 to 1"),
        ratio("short_lines", "Share of lines with text of at most 30 code points, 0 to 1"),
        ratio("repeated_line_chars", "Share of code points, newlines left out, in lines that stood there before, 0 to 1"),
        ratio("newlines_per_word", "Number of newlines for each word or symbol"),
        count("c4_lines", "lines that C4's rules keep"),
        count("c4_sentences", "sentences in those lines"),
        Column("lorem_ipsum", "bool", "Whether a line that would be kept says lorem ipsum."),
        Column("curly_bracket", "bool", "Whether a line that would be kept has a curly bracket."),
        ratio("unresolved_per_1k", "Repairs left unresolved for each 1000 code points"),
    )


SIGNALS_TABLE = Table(
    "signals",
    ("doc_id",),
    # Numbers and no verdicts: what is good enough depends on who asks, and thresholds change.
    "What published rules about the quality of text are computed from, one row a document.",
    (
        DOC_ID,
        *_columns(),
    ),
    (DOCUMENT,),
)
