"""kill -9 at random moments: 0 lost, 0 doubled, and in doubt no more than was under way."""

import asyncio
import random
from pathlib import Path

import pytest

from app.domain.journal import DoubtAnswer
from app.domain.operation import BulkOperation
from app.domain.ports import Idempotency
from tests.faults.accounts import AT_MOST_IN_DOUBT, account_of, held_by_each
from tests.faults.calls import Kind
from tests.faults.forms import forms
from tests.faults.operations import HARBOR, SAM
from tests.faults.site import Site, site

LATENCY = 0.1

SIZES = forms((4, 600), (20, 3000))
DRAFTED = forms((4, 300), (8, 600))
"""Of two calls each."""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where the journal is: in a folder, or on a Postgres."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.mark.parametrize(("kills", "count"), SIZES)
async def test_nothing_is_lost_or_doubled(
    tmp_path: Path, url: str | None, kills: int, count: int
) -> None:
    async with site(tmp_path, url, latency=LATENCY) as place:
        run = await place.confirm(count)
        await killed_again_and_again(place, run, kills)
        await place.started()
        await place.ended(run)
        account = await account_of(place, run)
        assert 0 < len(account.in_doubt) <= kills * AT_MOST_IN_DOUBT
        assert len(account.completed) + len(account.in_doubt) == count

        told = await place.operations.decide(HARBOR, run.id, None, DoubtAnswer.AGAIN, SAM)
        assert told == len(account.in_doubt)
        await place.ended(run)
        at_last = await account_of(place, run, told_again=account.in_doubt)
        assert len(at_last.completed) == count


@pytest.mark.parametrize(("kills", "count"), DRAFTED)
async def test_nobody_is_asked_where_mails_are_drafts_first(
    tmp_path: Path, url: str | None, kills: int, count: int
) -> None:
    """What was under way is finished: at most a draft of it is left that nobody sees."""
    async with site(tmp_path, url, latency=LATENCY, idempotency=Idempotency.TWO_PHASE) as place:
        run = await place.confirm(count)
        await killed_again_and_again(place, run, kills)
        await place.started()
        await place.ended(run)
        account = await account_of(place, run)
        assert len(account.completed) == count
        assert set(account.effects.values()) == {1}
        left = len(place.calls.of(Kind.PREPARED)) - count
        assert 0 <= left <= kills * AT_MOST_IN_DOUBT


async def killed_again_and_again(place: Site, run: BulkOperation, kills: int) -> None:
    """Three of four kills strike somewhere in the middle of the work, the others at the start."""
    moments = random.Random(20261123)  # noqa: S311 - the same moments each time
    share = run.metadata.total_count // (kills + 1)
    for number in range(kills):
        worker = await place.start()
        if number == 0 or moments.random() < 0.75:
            await worker.ready()
            await place.begun(moments.randint(1, share))
        await asyncio.sleep(moments.uniform(0, LATENCY))
        await worker.kill()
        held = await held_by_each(place, run)
        assert all(items <= AT_MOST_IN_DOUBT for items in held.values()), held
