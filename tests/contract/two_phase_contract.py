"""What a connector promises that declares two phases: prepared unseen, then released once."""

import asyncio
from collections.abc import AsyncIterator

from app.domain.ports import Call, Capability, Idempotency, LookUp
from tests.contract.connector_steps import Subject, call, executed


class TwoPhaseContract:
    """Each holds for every capability that declares TWO_PHASE."""

    async def test_what_is_prepared_is_seen_by_nobody_until_it_is_released(
        self, subject: Subject
    ) -> None:
        async for one in prepared(subject, "unseen"):
            assert await subject.times(one.key) == 0
            [released] = await executed(subject, one)
            assert released.result == "done"
            assert await subject.times(one.key) == 1

    async def test_a_release_has_its_effect_once_however_often_it_comes(
        self, subject: Subject
    ) -> None:
        async for one in prepared(subject, "again"):
            together = await asyncio.gather(*(executed(subject, one) for _ in range(5)))
            later = await executed(subject, one.model_copy(update={"attempt": 2}))
            assert {outcome.result for [outcome] in [*together, later]} == {"done"}
            assert await subject.times(one.key) == 1
            assert await subject.connector.look_up(subject.account, one) is not LookUp.NOT_DONE

    async def test_a_first_phase_that_comes_twice_leaves_something_unseen_at_most(
        self, subject: Subject
    ) -> None:
        async for one in prepared(subject, "twice"):
            [other] = await executed(subject, one.model_copy(update={"reference": ""}))
            assert other.result == "prepared"
            await executed(subject, one.model_copy(update={"reference": other.reference}))
            assert await subject.times(one.key) == 1

    async def test_one_call_carries_both_phases(self, subject: Subject) -> None:
        async for one in prepared(subject, "mixed"):
            capability = next(each for each in two_phased(subject) if each.call_items > 1)
            fresh = call("mixed:fresh", await subject.action(capability, 7))
            if fresh.action.action == one.action.action:
                outcomes = await executed(subject, fresh, one)
                results = {outcome.item_id: outcome.result for outcome in outcomes}
                assert results == {"fresh": "prepared", one.item_id: "done"}
                assert (await subject.times(fresh.key), await subject.times(one.key)) == (0, 1)

    async def test_a_release_that_broke_off_is_repeated_without_harm(
        self, subject: Subject
    ) -> None:
        for turns in range(6):
            async for one in prepared(subject, f"broken{turns}"):
                task = asyncio.create_task(executed(subject, one), name="cancelled")
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                [again] = await executed(subject, one)
                assert again.result == "done"
                assert await subject.times(one.key) == 1

    async def test_what_was_never_prepared_is_never_released(self, subject: Subject) -> None:
        async for one in prepared(subject, "stranger"):
            [outcome] = await executed(subject, one.model_copy(update={"reference": "nowhere"}))
            assert outcome.result != "done"
            assert await subject.times(one.key) == 0


def two_phased(subject: Subject) -> list[Capability]:
    """What is prepared first."""
    return [
        capability
        for capability in subject.connector.capabilities
        if capability.idempotency is Idempotency.TWO_PHASE
    ]


async def prepared(subject: Subject, name: str) -> AsyncIterator[Call]:
    """The call that releases what was prepared, for every capability with two phases."""
    for number, capability in enumerate(two_phased(subject)):
        first = call(f"{name}:{number}", await subject.action(capability, number))
        [outcome] = await executed(subject, first)
        assert outcome.result == "prepared"
        assert outcome.reference
        yield first.model_copy(update={"reference": outcome.reference})
