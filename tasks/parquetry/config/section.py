"""A section of the config: how values are validated, compared and explained where they are wrong."""

from __future__ import annotations

import difflib
import hashlib
import json
from typing import TYPE_CHECKING, Any, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

MIB = 1024 * 1024
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
"""What a dataset or a schedule may be called: it becomes the name of a folder, of a unit of systemd."""


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
