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
    """A server's blocks by `type/name`, to be filled by a test; path and key of the last request."""
    kept: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        """Answers as Prefect's server does."""

        def do_GET(self) -> None:
            kept["authorization"], kept["path"] = self.headers["Authorization"], self.path
            parts = self.path.partition("?")[0].split("/")
            data = kept.get(f"{parts[-4]}/{parts[-1]}")
            status, headers, body = kept.get(
                "answer", (404 if data is None else 200, {}, json.dumps({"data": data}).encode())
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

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


def test_a_server_with_a_slash_at_its_end_is_the_same_server(
    blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks["secret/letters"] = {"value": SECRET}
    monkeypatch.setenv("PREFECT_API_URL", os.environ["PREFECT_API_URL"] + "/")
    credentials.variables("secret/letters")
    assert blocks["path"].startswith("/api/block_types/slug/secret/")


def test_the_key_is_not_sent_on_to_where_the_server_points(blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_KEY", "k1")
    # The second request is answered as the first: what counts is what it carries.
    blocks["answer"] = (302, {"Location": os.environ["PREFECT_API_URL"] + "/block_documents/name/other"}, b"")
    with pytest.raises(OrchestratorError, match="says 302"):
        credentials.variables("secret/letters")
    assert blocks["path"] == "/api/block_documents/name/other"
    assert blocks["authorization"] is None


ANSWERS = {
    "a list": (200, {}, b"[1]"),
    "brackets nested too deep": (200, {}, b"[" * 100_000),
    "less than was announced": (200, {"Content-Length": "99"}, b"{}"),
    "a fault of its own": (500, {}, b""),
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_that_is_none_is_the_servers_fault(blocks: dict[str, Any], name: str) -> None:
    blocks["answer"] = ANSWERS[name]
    with pytest.raises(OrchestratorError, match="PREFECT_API_URL"):
        credentials.variables("secret/letters")


@pytest.mark.parametrize("code", [401, 403])
def test_a_server_that_refuses_the_key_is_not_said_to_lack_the_block(blocks: dict[str, Any], code: int) -> None:
    blocks["answer"] = (code, {}, b"")
    with pytest.raises(ConfigError, match=f"says {code}; name its key in PREFECT_API_KEY"):
        credentials.variables("secret/letters")


@pytest.mark.parametrize("url", ["myserver/api", "http://h:port/api", "http://my server/api", "http://[::1/api"])
def test_an_address_that_is_none_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("PREFECT_API_URL", url)
    with pytest.raises(OrchestratorError, match="does not answer for the block secret/letters"):
        credentials.variables("secret/letters")


def test_a_key_that_no_header_may_hold_is_not_shown(blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    blocks["secret/letters"] = {"value": SECRET}
    monkeypatch.setenv("PREFECT_API_KEY", "hid\nden")
    with pytest.raises(OrchestratorError) as raised:
        credentials.variables("secret/letters")
    assert raised.value.__suppress_context__
    assert "hid" not in str(raised.value)


def test_a_value_that_no_variable_may_hold_is_refused_and_nothing_stays_set(
    blocks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    blocks["secret/letters"] = {"value": {"AWS_ACCESS_KEY_ID": "us", "AWS_SECRET_ACCESS_KEY": "a\0b"}}
    with pytest.raises(ConfigError, match="AWS_SECRET_ACCESS_KEY"), credentials.given("secret/letters"):
        pass
    assert "AWS_ACCESS_KEY_ID" not in os.environ


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
