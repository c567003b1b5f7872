"""Credentials: those of object stores, from a block that a Prefect server keeps by name, set while a run lasts.

Asked of the server's HTTP API: whether there is anything to do is known before Prefect is imported, and for that the store
must be listed. The readers of the store look for their credentials in the environment.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import re
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from parquetry.check.environment import environment
from parquetry.errors import ConfigError, OrchestratorError
from parquetry.model.json_file import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELDS = {
    "aws-credentials": {
        "aws_access_key_id": "AWS_ACCESS_KEY_ID",
        "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "aws_session_token": "AWS_SESSION_TOKEN",
        "region_name": "AWS_DEFAULT_REGION",
    },
    "gcp-credentials": {"service_account_file": "GOOGLE_APPLICATION_CREDENTIALS"},
}
"""The fields of each type of block, and the variables that stores read them from. Source: prefect-aws, prefect-gcp."""
# A secret names its variables itself; PATH or LD_PRELOAD are no credentials.
_VARIABLE = re.compile(r"(?:AWS|GOOGLE|GCS|STORAGE)_[A-Z0-9_]+")
_SECONDS = 30
"""How long the server may take to answer, in seconds: it is on this machine, or a network away."""


@contextlib.contextmanager
def given(block: str | None) -> Iterator[None]:
    """Let the stores find the credentials of a block meanwhile, here and in workers that are started; none, none.

    Raises:
        ConfigError, OrchestratorError: as `variables` says.
    """
    with environment(variables(block) if block is not None else {}):
        yield


def variables(block: str) -> dict[str, str]:
    """Return the environment variables that a block stands for; `block` is its type and name, "aws-credentials/letters".

    Raises:
        ConfigError: no server is named, it has no such block, or the block holds no credentials.
        OrchestratorError: the server does not answer.
    """
    server = os.environ.get("PREFECT_API_URL")
    if not server:
        message = f"[run] credentials = {block!r}: blocks are kept by a Prefect server; name it in PREFECT_API_URL"
        raise ConfigError(message)
    slug, _, name = block.partition("/")
    data = _fetched(f"{server.rstrip('/')}/block_types/slug/{slug}/block_documents/name/{name}?include_secrets=true", block)
    values = _of_secret(data) if slug == "secret" else _of_fields(data, _FIELDS[slug])
    if not values:
        known = "variables that begin with AWS_, GOOGLE_, GCS_ or STORAGE_" if slug == "secret" else ", ".join(_FIELDS[slug])
        message = f"[run] credentials = {block!r}: the block holds none; it may hold {known}"
        raise ConfigError(message)
    _refuse_nuls(values, block)
    return values


def _refuse_nuls(values: Mapping[str, str], block: str) -> None:
    """Refuse values that the system ends halfway, and that Python does not set."""
    if unfit := [variable for variable, value in values.items() if "\0" in value]:
        message = f"[run] credentials = {block!r}: {unfit[0]} has a NUL, which no variable may hold"
        raise ConfigError(message)


def _fetched(url: str, block: str) -> Mapping[str, Any]:
    """Return what a block holds, its secrets included."""
    try:
        request = urllib.request.Request(url)  # noqa: S310 (the user's own server)
        # Not sent on where the server points elsewhere: who answers there is not who the key was made for.
        for name, value in _authorization().items():
            request.add_unredirected_header(name, value)
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 (as above)
            data = parsed(answer.read().decode("utf-8"))["data"]
    except urllib.error.HTTPError as error:
        raise _refused(error.code, block) from error
    # HTTPException: an answer that is no HTTP or ends early, and a URL with a port that is no number.
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
        message = f"the Prefect server of PREFECT_API_URL does not answer for the block {block}: {type(error).__name__}"
        # Its own message may quote the key: `Invalid header value b'Bearer ...'`.
        raise OrchestratorError(message) from None
    return data if isinstance(data, dict) else {}


def _refused(code: int, block: str) -> ConfigError | OrchestratorError:
    """Return the error for a status of HTTP: what the user can mend is told from a server in trouble."""
    says = f"[run] credentials = {block!r}: the server of PREFECT_API_URL says {code}"
    if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return ConfigError(f"{says}; name its key in PREFECT_API_KEY, or its user and password in PREFECT_API_AUTH_STRING")
    if code == HTTPStatus.NOT_FOUND:
        return ConfigError(f"{says}; it has no such block")
    return OrchestratorError(says)


def _authorization() -> dict[str, str]:
    """Return the header that Prefect's client would send: a key of Prefect Cloud, or user and password of a server."""
    if key := os.environ.get("PREFECT_API_KEY"):
        return {"Authorization": f"Bearer {key}"}
    if pair := os.environ.get("PREFECT_API_AUTH_STRING"):
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {}


def _of_fields(data: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    return {variable: str(data[field]) for field, variable in fields.items() if data.get(field)}


def _of_secret(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the variables of a secret, whose value is a mapping or the JSON of one."""
    value = data.get("value")
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    pairs = value.items() if isinstance(value, dict) else ()
    return {str(name): str(content) for name, content in pairs if _VARIABLE.fullmatch(str(name)) and content}
