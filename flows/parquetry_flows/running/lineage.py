"""Lineage: OpenLineage events of a run, to a file or a server, where the config names one.

Source: OpenLineage 2 (https://openlineage.io/spec); written by its own client, an extra of this project, in
`lineage_events`.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parquetry.config import Config
    from parquetry.model.dataset import Version


@contextlib.contextmanager
def reporting(config: Config) -> Iterator[Callable[[Version], None]]:
    """Tell that a run starts, and how it ended; give what is to be called with the version it came to.

    An event holds names and digests, never text. With no `[run] lineage` nothing is loaded and nothing is sent.

    Raises:
        ConfigError: the client is not installed, or the event of the start cannot be sent.
    """
    # A list, because the version is known only later: `append` is what the caller calls with it.
    versions: list[Version] = []
    if config.run.lineage is None:
        yield versions.append
        return
    send = _sender(config, config.run.lineage)
    try:
        # Before any work: a wrong address is a wrong config, and stops the run while it is cheap.
        send("START", None)
    except OSError as error:  # requests' errors are such
        message = (
            f"[run] lineage: {config.run.lineage} cannot be told: {error}; nothing was published. Mend it, or leave it out"
        )
        raise ConfigError(message) from error
    try:
        yield versions.append
    # Ctrl-C too: else the run would look as if it were under way for ever.
    except BaseException:
        _send_last(send, "FAIL", None)
        raise
    # After the version is published, a listener that is gone cannot take it back: hence a warning only.
    _send_last(send, "COMPLETE", versions[0] if versions else None)


def _send_last(send: Callable[[str, Version | None], None], state: str, version: Version | None) -> None:
    """Tell how a run ended; that nobody listens any more undoes nothing of it, and is a warning."""
    try:
        send(state, version)
    except OSError as error:
        logging.getLogger("parquetry").warning("[run] lineage: %s could not be told: %s", state, error)


def _sender(config: Config, where: str) -> Callable[[str, Version | None], None]:
    """Return what sends one event of this run: its state, and the version if there is one."""
    try:
        from parquetry_flows.running import lineage_events  # noqa: PLC0415 (imports an extra)
    except ImportError as error:
        message = f"[run] lineage: {error.name} is not installed; pip install 'parquetry[lineage]'"
        raise ConfigError(message) from error
    return lineage_events.sender(config, where)
