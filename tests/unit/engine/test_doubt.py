"""When nobody knows whether it happened: run again where that is harmless, else ask the person."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import (
    BulkError,
    InvalidItem,
    NetworkFailed,
    PermissionRefused,
    UnknownFailure,
)
from app.domain.journal import DoubtAnswer
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.ports import Call, Idempotency, LookUp, Outcome
from tests.contract.journal_samples import mails, new_contacts, operation
from tests.unit.engine.connectors import Misbehaviour, OddOffice
from tests.unit.engine.room import Room, opened

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


def once(what: Misbehaviour) -> Misbehaviour:
    """Misbehave at the first call only."""
    left = [what]

    async def misbehave(calls: Sequence[Call], go: Any) -> Any:
        return await left.pop()(calls, go) if left else await go()

    return misbehave


async def lost(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    raise NetworkFailed("No answer.")


async def blows_up(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    raise ZeroDivisionError


async def gives_up(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    raise asyncio.CancelledError


async def unexplained(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    raise UnknownFailure("Something went wrong.")


async def says_nothing(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    return []


async def talks_nonsense(_calls: Sequence[Call], go: Any) -> Any:
    await go()
    return None


WITHOUT_ANSWER = (lost, blows_up, gives_up, unexplained, says_nothing, talks_nonsense)


@pytest.mark.parametrize("misbehaviour", WITHOUT_ANSWER)
async def test_mail_without_an_answer_is_in_doubt_and_the_rest_goes_on(
    tmp_path: Path, misbehaviour: Misbehaviour
) -> None:
    office = OddOffice(tmp_path, once(misbehaviour))
    async with opened(tmp_path, office) as room:
        items = mails(5)
        ended = await room.ended(await room.confirm(items, operation(items)))
        counts = await room.counts(ended)
    effects = await office.effects()
    await office.close()
    assert (counts.completed, counts.in_doubt, counts.total) == (4, 1, 5)
    assert ended.status is OperationStatus.COMPLETED
    assert set(effects.values()) == {1}


@pytest.mark.parametrize("misbehaviour", WITHOUT_ANSWER)
async def test_what_has_a_key_runs_again_and_nobody_is_asked(
    tmp_path: Path, misbehaviour: Misbehaviour
) -> None:
    office = OddOffice(tmp_path, once(misbehaviour))
    async with opened(tmp_path, office) as room:
        people = new_contacts(30)
        run = operation(people, size=20, **CONTACTS)
        ended = await room.ended(await room.confirm(people, run))
        counts = await room.counts(ended)
    effects = await office.effects()
    await office.close()
    assert (counts.completed, counts.total) == (30, 30)
    assert sorted(effects.values()) == [1] * 30


async def test_what_has_a_key_and_never_an_answer_ends_as_the_provider_tells(
    tmp_path: Path,
) -> None:
    """The attempts are used up; the office is asked, and knows."""
    office = OddOffice(tmp_path, lost)
    async with opened(tmp_path, office) as room:
        people = new_contacts(3)
        ended = await room.ended(await room.confirm(people, operation(people, **CONTACTS)))
        counts = await room.counts(ended)
    await office.close()
    tried = Counter(key for batch in office.asked for key in batch)
    assert counts.completed == 3
    assert list(tried.values()) == [4] * 3


async def test_a_provider_that_can_only_be_asked_is_asked_and_not_for_ever(
    tmp_path: Path,
) -> None:
    """It answers that nothing happened, every time: tried again a few times, then failed."""

    async def swallow(_calls: Sequence[Call], _go: Any) -> Any:
        raise NetworkFailed("No answer.")

    office = OddOffice(tmp_path, swallow)
    office.capabilities = [
        one.model_copy(update={"idempotency": Idempotency.LOOKUP}) for one in office.capabilities
    ]
    async with opened(tmp_path, office) as room:
        people = new_contacts(1)
        ended = await room.ended(await room.confirm(people, operation(people, **CONTACTS)))
        counts = await room.counts(ended)
    await office.close()
    assert (counts.failed, len(office.asked)) == (1, 4)


async def test_a_look_up_that_fails_leaves_it_in_doubt(tmp_path: Path) -> None:
    class Silent(OddOffice):
        async def look_up(self, *_: Any) -> LookUp:
            raise asyncio.CancelledError

    office = Silent(tmp_path, lost)
    async with opened(tmp_path, office) as room:
        people = new_contacts(1)
        ended = await room.ended(await room.confirm(people, operation(people, **CONTACTS)))
        assert (await room.counts(ended)).in_doubt == 1
    await office.close()


@pytest.mark.parametrize(
    "error",
    [InvalidItem("No."), PermissionRefused("No."), NetworkFailed("No.", before_sending=True)],
)
async def test_a_refusal_is_a_failure_and_never_in_doubt(tmp_path: Path, error: BulkError) -> None:
    async def refuse(_calls: Sequence[Call], _go: Any) -> Any:
        raise error

    office = OddOffice(tmp_path, refuse)
    async with opened(tmp_path, office) as room:
        items = mails(2)
        ended = await room.ended(await room.confirm(items, operation(items)))
        assert (await room.counts(ended)).failed == 2
        assert ended.status is OperationStatus.FAILED
    await office.close()


async def test_an_answer_for_only_some_of_a_batch_counts_for_those(tmp_path: Path) -> None:
    async def half(calls: Sequence[Call], go: Any) -> list[Outcome]:
        outcomes = await go()
        stranger = Outcome(item_id="not asked for", result="done")
        return [*outcomes[: len(calls) // 2], stranger]

    office = OddOffice(tmp_path, once(half))
    async with opened(tmp_path, office) as room:
        people = new_contacts(20)
        run = operation(people, size=20, **CONTACTS)
        ended = await room.ended(await room.confirm(people, run))
        assert (await room.counts(ended)).completed == 20
    effects = await office.effects()
    await office.close()
    assert sorted(len(batch) for batch in office.asked) == [10, 20]
    assert sorted(effects.values()) == [1] * 20


@pytest.fixture
async def doubtful(tmp_path: Path) -> Any:
    """Three mails that were sent without an answer, and the room they are in."""
    office = OddOffice(tmp_path, lost)
    async with opened(tmp_path, office) as room:
        items = mails(3)
        run = await room.ended(await room.confirm(items, operation(items)))
        assert (await room.counts(run)).in_doubt == 3
        office.misbehaviour = lambda _calls, go: go()
        yield room, office, run
    await office.close()


async def test_the_person_says_they_were_sent(doubtful: tuple[Room, OddOffice, Any]) -> None:
    room, office, run = doubtful
    assert await room.answer(run, DoubtAnswer.HAPPENED) == 3
    assert await room.answer(run, DoubtAnswer.AGAIN) == 0  # pressed in another message
    assert (await room.counts(run)).completed == 3
    assert set((await office.effects()).values()) == {1}


async def test_the_person_says_they_were_not_and_retries(
    doubtful: tuple[Room, OddOffice, Any],
) -> None:
    room, office, run = doubtful
    assert await room.answer(run, DoubtAnswer.DID_NOT) == 3
    assert (await room.counts(run)).failed == 3
    assert await room.retry(run) == 3
    await room.ended(run)
    assert (await room.counts(run)).completed == 3
    assert set((await office.effects()).values()) == {2}


async def test_send_again_sends_again_and_only_then(doubtful: tuple[Room, OddOffice, Any]) -> None:
    room, office, run = doubtful
    answered = await asyncio.gather(*(room.answer(run, DoubtAnswer.AGAIN) for _ in range(3)))
    assert sorted(answered) == [0, 0, 3]  # pressed three times, by three people
    await room.ended(run)
    lines = await room.lines(run)
    assert {ItemStatus.COMPLETED} == {line.status for line in lines}
    assert [line.error for line in lines] == [None] * 3
    assert set((await office.effects()).values()) == {2}
