"""How long a sentence takes to be read: usual ones, and as long as anybody might paste.

The usual ones are the golden requests, with the names of their workspace. The long ones are made
of them and of what is hard for patterns: the same word again and again, brackets, no words at all.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.ports import PlanRequest
from app.planning.planner import RulesPlanner
from benchmarks.report import Row, Unit, median, percentile
from tests.golden.figures import golden_requests
from tests.golden.trade import NOW
from tests.golden.workspace import NINA, Workspace, workspace

USUAL_GOAL_MS = 20.0
LONG_GOAL_MS = 50.0
LONG = 3_000
TIMES = 5
"""Readings of each text; the quickest counts, for the machine does other things too."""

_HARD = (
    "a",
    " ",
    "email ",
    "and ",
    "tomorrow ",
    "all my meetings ",
    "if i have not met ",
    "'s leads of ",
    "<@U1> ",
    '"',
    "{{ name }}",
    "ana@tea.example, ",
    "9",
    "😀",
    "会議",
)


async def rows() -> list[Row]:
    """Two of usual requests, one of long texts."""
    texts = [golden.text for golden in golden_requests()]
    with TemporaryDirectory() as folder:
        async with workspace(Path(folder)) as there:
            await _seconds(there, texts[0])  # the names are looked up, and kept for the others
            usual = [await _seconds(there, text) for text in texts]
            long = [await _seconds(there, text) for text in _long(texts)]
    return [
        _row("reading a usual request, median", median(usual), USUAL_GOAL_MS, len(usual)),
        _row(
            "reading a usual request, 99th percentile",
            percentile(usual, 99),
            USUAL_GOAL_MS,
            len(usual),
        ),
        _row(f"reading {LONG:,} characters, worst", max(long), LONG_GOAL_MS, len(long)),
    ]


def _row(what: str, seconds: float, goal: float, texts: int) -> Row:
    return Row(what, seconds * 1_000, Unit.MILLISECONDS, goal, f"{texts} texts")


def _long(texts: Sequence[str]) -> Iterator[str]:
    """Texts of that length: each hard one, and requests run together from several places."""
    for hard in _HARD:
        yield (hard * (LONG // len(hard) + 1))[:LONG]
    for start in range(0, len(texts), 20):
        joined = " ".join(islice(cycle(texts), start, start + 200))
        yield joined[:LONG]


async def _seconds(there: Workspace, text: str) -> float:
    taken = []
    for _ in range(TIMES):
        request = PlanRequest(text=text, requester=NINA, now=NOW)
        started = time.perf_counter()
        await RulesPlanner().plan(request, there.words)
        taken.append(time.perf_counter() - started)
    return min(taken)
