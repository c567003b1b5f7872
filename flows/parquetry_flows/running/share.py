"""Share: the work on some leaves of a run, for arrays of jobs on machines that see the same input and state folder.

Each job reads the input, plans the leaves that a run would have, works on its own of them, and leaves the artifacts in the
cache. The run that follows finds all of them there, merges and publishes: the same bytes as without jobs before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquetry.errors import ConfigError
from parquetry_flows.running import session, state_folder

if TYPE_CHECKING:
    from parquetry.config import Config
    from parquetry.execution.pipeline import Leaf
    from parquetry_flows.running.plan import Plan
    from parquetry_flows.running.progress import Progress


@dataclass(frozen=True, slots=True)
class Share:
    """One of several shares of the leaves: `number` of 1 to `of`."""

    number: int
    of: int

    def leaves(self, plan: Plan) -> tuple[Leaf, ...]:
        """Return the leaves of a plan that are in the share; each leaf is in exactly one."""
        # Every n-th, and not a stretch: leaves that are next to each other are alike in size only by chance.
        return plan.leaves[self.number - 1 :: self.of]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a job came to: the leaves of its share, of all; stages of batches that it computed, and found computed."""

    leaves: int
    all_leaves: int
    documents: int
    computed: int
    reused: int


def share(text: str) -> Share:
    """Return the share that is written as number/of.

    >>> share("3/16")
    Share(number=3, of=16)

    Raises:
        ConfigError: it is not written so, or the number is not between 1 and the count of shares.
    """
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        message = f"--leaves {text}: give a share of the leaves as 1/16, 2/16 ... 16/16"
        raise ConfigError(message)
    return Share(int(found[1]), int(found[2]))


def work(config: Config, wanted: Share, progress: Progress) -> Shared:
    """Do the work on one share of the leaves; publish nothing, and start no Prefect.

    Any number of jobs may do so at once: no two have a leaf in common, and none holds the dataset.

    Raises:
        ParquetryError: as `session.opened` and `session.working` say.
    """
    with state_folder.private(), session.opened(config, progress, dry=True) as opened:
        decision = session.decide(opened)
        if decision.published is not None:
            return Shared(0, 0, 0, 0, 0)
        with session.working(opened, decision, dry=True) as under_way:
            plan, _ = under_way.planned.result()
            mine = wanted.leaves(plan)
            for stages in under_way.start(mine):
                # The last stage ends after all others, or with the first error of any.
                stages["check"].result()
            batches = [batch for leaf in mine for batch in leaf.batches]
            computed = sum(len(batch.missing) for batch in batches)
            documents = sum(leaf.documents for leaf in mine)
            stages_of_all = sum(len(batch.artifacts) for batch in batches)
            return Shared(len(mine), len(plan.leaves), documents, computed, stages_of_all - computed)
