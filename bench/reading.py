"""Makes packets, has them read as `formwright check` reads them, and scores them, several at a time."""

import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from api.packets import Job, check_one
from bench.corpus import AS_OF, Plan, make
from bench.score import Score, score_packet
from forms.catalog import load_catalog

Done = Callable[[Plan, Score], None]


def read_plan(plan: Plan) -> Score:
    """The score of one packet, made and read in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as folder:
        truth = make(plan, Path(folder))
        report = check_one(Path(folder) / plan.name, Job(date.fromisoformat(AS_OF)))
        return score_packet(plan, truth, report.as_json(load_catalog()))


def read_plans(
    plans: Sequence[Plan], jobs: int, done: Done | None = None, read: Callable[[Plan], Score] = read_plan
) -> Score:
    """The score of all packets together, in their order."""
    whole = Score([], [])
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for plan, score in zip(plans, pool.map(read, plans), strict=True):
            whole.answers += score.answers
            whole.papers += score.papers
            if done:
                done(plan, score)
    return whole
