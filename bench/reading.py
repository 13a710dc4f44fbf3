"""Makes packets, has them read as `formwright check` reads them, and scores them, several at a time."""

import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

from bench.corpus import AS_OF, Plan, make
from bench.score import Score, score_packet
from extractors.confidence import weigh
from extractors.files import packet_files
from extractors.read import as_packet, read_file
from forms.catalog import load_catalog
from forms.report import Report

Done = Callable[[Plan, Score], None]


def read_plan(plan: Plan) -> Score:
    """The score of one packet, made and read in a folder that goes afterwards."""
    return _read(plan, weighed=True)


def read_raw(plan: Plan) -> Score:
    """The score of one packet with the confidence that the readers themselves state."""
    return _read(plan, weighed=False)


def _read(plan: Plan, *, weighed: bool) -> Score:
    catalog = load_catalog()
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as folder:
        truth = make(plan, Path(folder))
        readings = [read_file(file, name, catalog) for name, file in packet_files(Path(folder) / plan.name)]
    packet = as_packet(plan.name, readings, catalog)
    if weighed:
        weigh(packet, catalog)
    report = Report(packet, [], date.fromisoformat(AS_OF), "complete")
    return score_packet(plan, truth, report.as_json(catalog))


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
