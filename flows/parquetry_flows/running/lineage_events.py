"""Events of OpenLineage: what a run read and what it published, sent to a file or to an HTTP server.

Source: OpenLineage 2, `RunEvent`, `DatasetVersionDatasetFacet`. The library is an extra.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openlineage.client import OpenLineageClient, event_v2
from openlineage.client.generated.dataset_version_dataset import DatasetVersionDatasetFacet
from openlineage.client.transport.file import FileConfig, FileTransport
from openlineage.client.transport.http import HttpConfig, HttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from openlineage.client.generated.base import DatasetFacet
    from openlineage.client.transport import Transport

    from parquetry.config import Config
    from parquetry.model.dataset import Version

PRODUCER = "https://pypi.org/project/parquetry"


def sender(config: Config, where: str) -> Callable[[str, Version | None], None]:
    """Return what sends one event of a run to a file or an HTTP server: its state, and the version if there is one."""
    client = OpenLineageClient(transport=_transport(where))
    run = event_v2.Run(str(uuid.uuid4()))
    job = event_v2.Job("parquetry", config.dataset)
    source = event_v2.InputDataset(*_named(config.input.url or config.input.path))

    def send(state: str, version: Version | None) -> None:
        """Send the event of a state: START, COMPLETE or FAIL."""
        target = config.output.path / config.dataset
        facets = {"version": _version(version)} if version else {}
        output = event_v2.OutputDataset(*_named(target), facets=facets)
        client.emit(
            event_v2.RunEvent(
                eventTime=datetime.now(UTC).isoformat(),
                run=run,
                job=job,
                producer=PRODUCER,
                eventType=event_v2.RunState[state],
                inputs=[source],
                outputs=[output],
            )
        )

    return send


def _version(version: Version) -> DatasetFacet:
    return DatasetVersionDatasetFacet(datasetVersion=version.name)


def _named(place: str | Path) -> tuple[str, str]:
    """Return namespace and name of a dataset, as OpenLineage names what lies in folders and in object stores."""
    if isinstance(place, Path):
        return "file", place.absolute().as_posix()
    # s3://bucket/some/folder?region=eu gives the namespace s3://bucket and the name some/folder.
    scheme, _, rest = place.partition("?")[0].partition("://")
    bucket, _, key = rest.partition("/")
    return (f"{scheme}://{bucket}", key) if bucket else ("file", f"/{key}")


def _transport(where: str) -> Transport:
    if where.startswith(("http://", "https://")):
        return HttpTransport(HttpConfig(url=where))
    return FileTransport(FileConfig(log_file_path=where, append=True))
