"""The flow that `parquetry serve` runs: that of a run, once its dataset is free."""

from __future__ import annotations

import time

from prefect import flow

from parquetry.config import Config  # noqa: TC001 (Prefect reads the flow's annotations)
from parquetry.errors import LockedError
from parquetry_flows import flow as pipeline
from parquetry_flows.result import Result  # noqa: TC001 (Prefect reads the flow's annotations)
from parquetry_flows.serving import served_by

# Where the flow is loaded, not where it begins: between the two Prefect looks for a wish to suspend the run, and waits for
# ever if its server was killed meanwhile (3.8.8).
served_by.end_with_server()


@flow(name="parquetry", flow_run_name="{config.dataset}", persist_result=False, log_prints=False)
def process(config: Config) -> Result:
    """Publish what the config says, as soon as no other run holds the dataset.

    Raises:
        ParquetryError: as `flow.process` says.
    """
    # The lock decides, not the look: between the two another run may have begun.
    while True:
        served_by.wait_until_free(config)
        try:
            return pipeline.process.fn(config)
        except LockedError:  # another came first, or the state folder is being cleaned
            time.sleep(served_by.POLL_SECONDS)
