"""A section of the config: how values are validated, compared and explained where they are wrong."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator, model_validator

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

MIB = 1024 * 1024
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
"""What a dataset or a schedule may be called: it becomes the name of a folder, of a unit of systemd."""
MOST = 1 << 62
"""Largest number of a config: one more byte than a limit is read, and that must be a number of 64 bits as well."""
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
"""What begins as a URL does: s3://bucket, and s3:/bucket as `Path` has it. Two letters at least: c:/texts is a folder."""
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]")
"""A path that begins with $HOME or ${HOME}; further on a dollar may well be part of a name."""


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

    @field_validator("*", mode="before")
    @classmethod
    def _as_meant(cls, value: object, info: ValidationInfo) -> object:
        """Refuse what a value of this kind cannot mean, though Python could make something of it."""
        annotation = cls.model_fields[info.field_name or ""].annotation
        kinds = {annotation, *get_args(annotation)}
        # Before pydantic converts it: afterwards `true` is 1, and an empty path is ".".
        _refuse_nul(value)
        if Path in kinds and isinstance(value, str):
            _refuse_no_path(value)
        _refuse_no_number(value, needs_number=bool(kinds & {int, float}) and bool not in kinds)
        return value

    def replaced(self, where: str, **values: Any) -> Self:  # noqa: ANN401 (any value of the config)
        """Return the section with other values, validated as those of a file are; `where` says who gave them.

        Raises:
            ConfigError: a value is out of bounds.
        """
        try:
            return type(self).model_validate({**dict(self), **values})
        except ValidationError as error:
            lines = explain(error, type(self))
            raise ConfigError("\n".join([f"{where}: a value is wrong:", *lines])) from error

    def digest(self) -> str:
        """Return 64 hex that change when any value of the section does."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def _refuse_nul(value: object) -> None:
    """Refuse text with a character that no name of a file may have.

    Raises:
        ValueError: it has one.
    """
    if any("\0" in item for item in (value if isinstance(value, list | tuple) else [value]) if isinstance(item, str)):
        message = "no name of a file and no value has a NUL character"
        raise ValueError(message)


def _refuse_no_number(value: object, *, needs_number: bool) -> None:
    """Refuse `max_bytes = true`, which would be 1, and what no file system or operating system takes for a number.

    Raises:
        ValueError: it is one of these.
    """
    if needs_number and isinstance(value, bool):
        message = "give a number, not true or false"
        raise ValueError(message)
    if isinstance(value, int) and abs(value) > MOST:
        message = f"no number here is larger than {MOST:,}"
        raise ValueError(message)


def _refuse_no_path(value: str) -> None:
    """Refuse text that is no path, and would make a folder of a name that nobody wants.

    Raises:
        ValueError: it is empty, a URL, or has a variable; the message says what to write.
    """
    if not value.strip():
        message = 'an empty path; write "." for the folder of the config'
    elif SCHEME.match(value):
        message = "a URL is no folder: [input] url is read, and [output] url is where versions are copied"
    elif _VARIABLE.match(value):
        message = "variables of the environment are not replaced in paths; write the path, or ~ for your home"
    else:
        return
    raise ValueError(message)


def store_url(value: str | None) -> str | None:
    """Return the URL of a store as it is, or null.

    Raises:
        ValueError: it names none.
    """
    # By its form alone: whether the store answers is asked by who reads or writes it.
    if value is not None and not re.match(r"(s3|gs|gcs|file|hdfs|abfss?)://.", value):
        message = "no URL of a store; write s3://bucket/folder, gs://bucket/folder or file:///folder"
        raise ValueError(message)
    return value


def explain(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Return one line for each fault that pydantic found in values for `model`, with the known names of one unknown."""
    return [_explained(detail, model) for detail in error.errors()]


def _section_at(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """Return the section that a path of keys leads to: `("input", "csv")` to that of `[input.csv]`."""
    section = model
    for part in path:
        # A number is a place in a list of sections, which says nothing about their keys.
        if isinstance(part, str):
            annotation = section.model_fields[part].annotation
            # `CsvOptions | None` is a section that may be missing.
            inner = next(iter(get_args(annotation)), annotation)
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                section = inner
    return section


def _explained(detail: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] != "extra_forbidden":
        given = "" if isinstance(detail["input"], (dict, list, tuple)) else f", got {detail['input']!r}"
        return f"  {where}: {detail['msg'].removeprefix('Value error, ')}{given}"
    known = sorted(_section_at(model, detail["loc"][:-1]).model_fields)
    # "[extract] modle": a slip of the fingers is the usual reason.
    close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return f"  unknown key {where!r}{hint} Known: {', '.join(known)}"
