"""Nobody's request may come out worse than it did: wrong acts first, then everything else.

A change that makes more of them right, or fewer wrong, is held with
`python -m tests.golden --write-baseline`.
"""

from collections.abc import Sequence

import pytest
import pytest_asyncio

from tests.golden.figures import baseline, figures, golden_requests, listed, run
from tests.golden.judging import Judged, Verdict

_REQUESTS, _TRAPS = 300, 80


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def judged() -> Sequence[Judged]:
    return await run()


def test_no_request_acts_wrong_that_did_not_before(judged: Sequence[Judged]) -> None:
    wrong = figures(judged)[Verdict.ACTED_WRONG.value]
    told = listed(judged, Verdict.ACTED_WRONG)
    assert wrong <= baseline()[Verdict.ACTED_WRONG.value], told


def test_none_raises(judged: Sequence[Judged]) -> None:
    assert not figures(judged)[Verdict.RAISED.value], listed(judged, Verdict.RAISED)


def test_no_trap_is_a_new_wrong_act(judged: Sequence[Judged]) -> None:
    """One mended elsewhere does not make up for a trap that now catches somebody."""
    wrong = {
        one.golden.text for one in judged if one.golden.trap and one.verdict is Verdict.ACTED_WRONG
    }
    assert wrong <= set(baseline()["traps that act wrong"]), sorted(wrong)


@pytest.mark.parametrize("verdict", [Verdict.ACTED_RIGHT, Verdict.ASKED_WELL])
def test_as_many_get_what_they_want_as_before(judged: Sequence[Judged], verdict: Verdict) -> None:
    """A question that became the right act counts as both."""
    found, held = figures(judged), baseline()
    gained = max(0, found[Verdict.ACTED_RIGHT.value] - held[Verdict.ACTED_RIGHT.value])
    spare = gained if verdict is Verdict.ASKED_WELL else 0
    assert found[verdict.value] + spare >= held[verdict.value], listed(judged)


def test_as_many_get_there_in_two_clicks_as_before(judged: Sequence[Judged]) -> None:
    name = "in at most two clicks"
    assert figures(judged)[name] >= baseline()[name], listed(judged)


def test_the_baseline_is_of_these_requests() -> None:
    requests = golden_requests()
    traps = [one for one in requests if one.trap]
    assert len(requests) >= _REQUESTS
    assert len(traps) >= _TRAPS
    assert len({one.text for one in requests}) == len(requests)
    assert (len(requests), len(traps)) == (baseline()["requests"], baseline()["traps"])
