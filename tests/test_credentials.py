"""Credentials of object stores, from blocks that a Prefect server keeps by name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from parquetry.config import Config
from parquetry.errors import ConfigError, OrchestratorError
from parquetry_flows.running import credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = {"AWS_ACCESS_KEY_ID": "us", "AWS_SECRET_ACCESS_KEY": "hidden", "PATH": "/tmp/evil"}  # noqa: S108 (no file)
KEEP = """
from prefect.blocks.system import Secret
import json, sys
Secret(value=json.loads(sys.argv[1])).save("letters")
"""


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A server's blocks by `type/name`, and the header of the last request as `authorization`: to be filled by a test."""
    kept: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        """Answers as Prefect's server does."""

        def do_GET(self) -> None:
            kept["authorization"] = self.headers["Authorization"]
            parts = self.path.partition("?")[0].split("/")
            data = kept.get(f"{parts[-4]}/{parts[-1]}")
            self.send_response(404 if data is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"data": data}).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
    yield kept
    server.shutdown()
    server.server_close()


def test_fields_of_a_block_become_the_variables_that_stores_read(blocks: dict[str, Any]) -> None:
    blocks["aws-credentials/letters"] = {"aws_access_key_id": "us", "aws_session_token": None, "region_name": "eu-north-1"}
    expected = {"AWS_ACCESS_KEY_ID": "us", "AWS_DEFAULT_REGION": "eu-north-1"}
    assert credentials.variables("aws-credentials/letters") == expected


@pytest.mark.parametrize("value", [SECRET, json.dumps(SECRET)], ids=["mapping", "text"])
def test_a_secret_names_its_variables_and_sets_no_others(blocks: dict[str, Any], value: object) -> None:
    blocks["secret/letters"] = {"value": value}
    assert credentials.variables("secret/letters") == {"AWS_ACCESS_KEY_ID": "us", "AWS_SECRET_ACCESS_KEY": "hidden"}


def test_credentials_are_set_while_they_are_needed_and_set_back(
    blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "before")
    blocks["secret/letters"] = {"value": SECRET}
    with credentials.given("secret/letters"):
        assert os.environ["AWS_ACCESS_KEY_ID"] == "us"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "before"
    with credentials.given(None):
        assert os.environ["AWS_ACCESS_KEY_ID"] == "before"


@pytest.mark.parametrize(
    ("name", "value", "header"),
    [("PREFECT_API_KEY", "k1", "Bearer k1"), ("PREFECT_API_AUTH_STRING", "me:secret", "Basic bWU6c2VjcmV0")],
)
def test_the_server_is_asked_as_prefect_asks_it(
    blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str, value: str, header: str
) -> None:
    monkeypatch.setenv(name, value)
    blocks["secret/letters"] = {"value": SECRET}
    credentials.variables("secret/letters")
    assert blocks["authorization"] == header


@pytest.mark.parametrize("value", ["no JSON", {"PATH": "/bin"}, 7, {"AWS_ACCESS_KEY_ID": ""}])
def test_a_secret_without_credentials_is_refused(blocks: dict[str, Any], value: object) -> None:
    blocks["secret/letters"] = {"value": value}
    with pytest.raises(ConfigError, match="holds none; it may hold variables that begin with AWS_"):
        credentials.variables("secret/letters")


def test_a_block_that_is_not_there_and_a_server_that_is_not_are_said(
    blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks["secret/other"] = {"value": SECRET}
    with pytest.raises(ConfigError, match="says 404; it has no such block"):
        credentials.variables("secret/letters")
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(OrchestratorError, match="does not answer for the block secret/letters"):
        credentials.variables("secret/letters")
    monkeypatch.delenv("PREFECT_API_URL")
    with pytest.raises(ConfigError, match="name it in PREFECT_API_URL"):
        credentials.variables("secret/letters")


@pytest.mark.parametrize("name", ["letters", "azure-credentials/letters", "secret/", "secret/a/b", "secret/a\n"])
def test_the_config_refuses_names_of_no_block_we_know(name: str) -> None:
    with pytest.raises(ValidationError, match="credentials"):
        Config.model_validate({"run": {"credentials": name}})


@pytest.mark.flow
def test_a_secret_that_prefect_keeps_is_read_from_its_server(orchestrator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-c", KEEP, json.dumps(SECRET)]
    subprocess.run(command, check=True, env={**os.environ, "PREFECT_API_URL": orchestrator})
    monkeypatch.setenv("PREFECT_API_URL", orchestrator)
    assert credentials.variables("secret/letters")["AWS_ACCESS_KEY_ID"] == "us"
