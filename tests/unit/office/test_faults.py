"""Latency and failures on demand."""

import pytest

from app.connectors.office import Moment
from app.domain.actions import SendMail
from app.domain.errors import ErrorType, NetworkFailed, RateLimited
from app.domain.ports import Outcome
from app.domain.record import Entity
from tests.contract.connector_steps import call
from tests.contract.office_subject import SAM
from tests.unit.office.desk import Build, find, run


async def test_the_effect_happens_half_way_through_the_latency(build: Build) -> None:
    slept: list[tuple[float, int]] = []

    async def sleep(seconds: float) -> None:
        slept.append((seconds, len(office.outbox())))

    office = build(sleep=sleep, latency=3.0)
    await run(office, SendMail(to="zoe@acme.example", subject="Hello", body="Hello"))
    assert slept == [(1.5, 0), (1.5, 1)]


async def test_the_same_attempts_fail_each_time_and_a_retry_may_succeed(build: Build) -> None:
    office = build(failure_rate=0.5)
    mails = [SendMail(to="zoe@acme.example", subject="Hello", body="Hello")] * 40

    async def attempt(number: int) -> list[Outcome]:
        calls = [call(f"rate:{index}", mail, number) for index, mail in enumerate(mails)]
        return [(await office.execute(SAM, [one]))[0] for one in calls]

    first, same, second = await attempt(1), await attempt(1), await attempt(2)
    failed = [outcome.item_id for outcome in first if outcome.error]
    assert failed == [outcome.item_id for outcome in same if outcome.error]
    assert 10 <= len(failed) <= 30
    types = {outcome.error.type for outcome in first if outcome.error}
    assert types == {ErrorType.NETWORK, ErrorType.VALIDATION}
    assert {outcome.item_id for outcome in second if not outcome.error} & set(failed)
    sent = sum(not outcome.error for outcome in (*first, *same, *second))
    assert len(office.outbox()) == sent


async def test_a_throttled_office_says_when_to_come_back(build: Build) -> None:
    office = build()
    mail = SendMail(to="zoe@acme.example", subject="Hello", body="Hello")
    office.faults.fail_next(RateLimited("Slow down.", retry_after=2.5), calls=2)
    for _ in range(2):
        with pytest.raises(RateLimited) as throttled:
            await run(office, mail)
        assert throttled.value.retry_after == 2.5
    [outcome] = await run(office, mail)
    assert (outcome.result, len(office.outbox())) == ("done", 1)


async def test_an_answer_can_be_lost_after_the_effect(build: Build) -> None:
    office = build()
    office.faults.fail_next(NetworkFailed("The line went dead."), moment=Moment.AFTER)
    with pytest.raises(NetworkFailed):
        await run(office, SendMail(to="zoe@acme.example", subject="Hello", body="Hello"))
    assert await office.effects() == {"run:0": 1}


async def test_reading_can_fail_and_faults_can_be_cleared(build: Build) -> None:
    office = build()
    office.faults.fail_next(NetworkFailed("Down."), calls=5, moment=Moment.READING)
    with pytest.raises(NetworkFailed):
        await find(office, Entity.LEAD)
    office.faults.clear()
    assert await find(office, Entity.LEAD)
