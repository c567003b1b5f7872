"""Sections about what is made of documents that are finished: enrichments, and the thresholds and page that show them."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (pydantic reads annotations when it runs)
from typing import Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from parquetry.config.section import Section

PersonalLabel = Literal["EMAIL", "PHONE", "IBAN", "CARD", "IP", "URL", "NATIONAL_ID"]
"""Labels of personal data."""


class Enrich(Section):
    """Which tables to make of documents that are finished. Each costs only itself: nothing else is computed again."""

    signals: bool = Field(True, description="Numbers that rules about the quality of text need: table signals.")
    duplicates: bool = Field(True, description="Documents that say the same: table duplicates.")
    similarity: float = Field(
        0.65, ge=0.6, le=1, description="Least share of five-word shingles that near duplicates have in common."
    )
    repeats: int = Field(
        0, ge=0, description="Fewest documents that a passage of table repeats stands in, at least 2; 0 to look for none."
    )

    tables: tuple[str, ...] = Field(
        (), description='Tables of your own, "package.module:Class" that makes one, or what a package brings.'
    )

    @field_validator("repeats")
    @classmethod
    def _several(cls, value: int) -> int:
        if value == 1:
            message = "a passage that stands in one document is not repeated: at least 2, or 0"
            raise ValueError(message)
        return value


class Chunk(Section):
    """Chunks of text for retrieval and for models: table chunks. Off while `size` is 0."""

    size: int = Field(0, ge=0, description="Largest chunk; one sentence that is longer is a chunk by itself. 0 for none.")
    overlap: int = Field(
        0, ge=0, description="Most that whole sentences may be repeated at the beginning of the next chunk."
    )
    unit: Literal["characters", "tokens"] = Field("characters", description="What size and overlap count.")
    tokenizer: Path | None = Field(
        None, description="A tokenizer.json of Hugging Face's tokenizers, to count tokens by: of chunks, and of documents."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.size and self.overlap >= self.size:
            message = f"overlap = {self.overlap} must be less than size = {self.size}"
            raise ValueError(message)
        if self.unit == "tokens" and self.tokenizer is None:
            message = 'unit = "tokens" needs tokenizer, the path of a tokenizer.json'
            raise ValueError(message)
        return self


class PersonalData(Section):
    """Which personal data to find, by rule, as mentions. Switched on later, it costs the tables of leaves and no stage."""

    labels: tuple[PersonalLabel, ...] = Field((), description="Labels to find; true for all, false for none.")

    @field_validator("labels", mode="before")
    @classmethod
    def _all_or_none(cls, value: object) -> object:
        return (get_args(PersonalLabel) if value else ()) if isinstance(value, bool) else value


class ReportSettings(Section):
    """What the page of a version shows."""

    personal_data: bool = Field(
        False, description="Show personal data that was found; if not, it is masked and only counted."
    )


class Gopher(Section):
    """Thresholds of the view passes_gopher: those of Rae et al. 2021, section A1.1 and table A1."""

    min_words: int = Field(50, ge=0, description="Fewest words.")
    max_words: int = Field(100_000, ge=0, description="Most words.")
    min_word_length: float = Field(3, ge=0, description="Shortest mean length of a word.")
    max_word_length: float = Field(10, ge=0, description="Longest mean length of a word.")
    max_symbol_word_ratio: float = Field(0.1, ge=0, description="Most number signs, or ellipses, for each word.")
    max_bullet_lines: float = Field(0.9, ge=0, le=1, description="Largest share of lines that begin with a bullet.")
    max_ellipsis_lines: float = Field(0.3, ge=0, le=1, description="Largest share of lines that end in an ellipsis.")
    min_alpha_words: float = Field(0.8, ge=0, le=1, description="Smallest share of words with a letter.")
    min_stop_words: int = Field(2, ge=0, description="Fewest different stop words, where those of its language are known.")
    max_duplicate_lines: float = Field(0.3, ge=0, le=1, description="Largest share of repeated lines.")
    max_duplicate_paragraphs: float = Field(0.3, ge=0, le=1, description="Largest share of repeated paragraphs.")
    max_duplicate_line_chars: float = Field(0.2, ge=0, le=1, description="Largest share of text in repeated lines.")
    max_duplicate_paragraph_chars: float = Field(
        0.2, ge=0, le=1, description="Largest share of text in repeated paragraphs."
    )
    max_top_2_gram: float = Field(0.2, ge=0, description="Largest share of text in the most frequent two words.")
    max_top_3_gram: float = Field(0.18, ge=0, description="The same of three words.")
    max_top_4_gram: float = Field(0.16, ge=0, description="The same of four words.")
    max_duplicate_5_grams: float = Field(
        0.15, ge=0, le=1, description="Largest share of text in repeated rows of five words."
    )
    max_duplicate_6_grams: float = Field(0.14, ge=0, le=1, description="The same of six words.")
    max_duplicate_7_grams: float = Field(0.13, ge=0, le=1, description="The same of seven words.")
    max_duplicate_8_grams: float = Field(0.12, ge=0, le=1, description="The same of eight words.")
    max_duplicate_9_grams: float = Field(0.11, ge=0, le=1, description="The same of nine words.")
    max_duplicate_10_grams: float = Field(0.1, ge=0, le=1, description="The same of ten words.")


class C4(Section):
    """Thresholds of the view passes_c4: those of Raffel et al. 2020, section 2.2."""

    min_c4_sentences: int = Field(5, ge=0, description="Fewest sentences in lines that are kept.")
    max_lorem_ipsum: int = Field(0, ge=0, le=1, description="0 to drop texts that say lorem ipsum, 1 to keep them.")
    max_curly_bracket: int = Field(0, ge=0, le=1, description="0 to drop texts with a curly bracket, 1 to keep them.")


class FineWeb(Section):
    """Thresholds of the view passes_fineweb: those of Penedo et al. 2024, section 3.6."""

    min_terminal_lines: float = Field(0.12, ge=0, le=1, description="Smallest share of lines that end as sentences do.")
    max_short_lines: float = Field(0.67, ge=0, le=1, description="Largest share of lines of at most 30 characters.")
    max_repeated_line_chars: float = Field(0.01, ge=0, le=1, description="Largest share of text in repeated lines.")
    max_newlines_per_word: float = Field(0.3, ge=0, description="Most newlines for each word.")


class Quality(Section):
    """Thresholds of the views about quality. They decide no row of any table: change them and ask again."""

    gopher: Gopher = Gopher()
    c4: C4 = C4()
    fineweb: FineWeb = FineWeb()
