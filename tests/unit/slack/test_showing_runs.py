"""A run's message among several processes, and on a Slack that fails, forgets and limits."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.domain.batching import Quota
from app.domain.errors import ErrorType
from app.domain.identity import Person
from app.domain.journal import DoubtAnswer
from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation, Pause
from tests.contract.journal_samples import HARBOR
from tests.unit.slack.desks import QUICK, SAM, Desk, Floor, opened

BY_ITSELF = Pause(error=ErrorType.PERMISSION, failed=10, tried=12, text="The account is locked.")
PERSON = Person(tenant=HARBOR, user_id=SAM)


@pytest.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    async for one in opened(tmp_path):
        yield one


async def shown_by(desk: Desk, floor: Floor, run: BulkOperation) -> Mapping[str, Any]:
    """The run's message, which that process posted and knows to be there."""
    desk.runs.take_up(run)
    await floor.shows("0 of 12 done")
    await floor.carry_out(run, 1)
    message: Mapping[str, Any] = (await floor.shows("1 of 12 done"))["message"]
    return message


async def test_of_two_processes_one_shows_a_run_and_both_are_done_with_it(floor: Floor) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run()
    first.runs.take_up(run)
    second.runs.take_up(run)
    await floor.shows("0 of 12 done")
    await floor.carry_out(run, 5)
    await floor.shows("5 of 12 done")
    await floor.carry_out(run, 7)
    await floor.shows("12 emails sent")
    await first.tasks.drain(20)
    await second.tasks.drain(20)
    ends = [one for one in floor.calls("chat.update") if "12 emails sent" in str(one)]
    assert len(ends) == 1
    assert len(floor.calls("chat.postMessage")) == 2  # the preview, and the run
    assert not first.runs.followed
    assert not second.runs.followed


async def test_what_other_processes_carry_out_is_seen_without_any_signal(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    await floor.shows("0 of 12 done")
    for done in range(1, 12):
        await floor.carry_out(run, 1)
        await floor.shows(f"{done} of 12 done")


async def test_when_the_one_that_shows_it_freezes_another_goes_on_in_the_same_message(
    floor: Floor,
) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run()
    message = await shown_by(first, floor, run)
    second.runs.take_up(run)
    first.line.cut()
    await floor.owners.declare_others_lost("second")
    await floor.carry_out(run, 4)
    edited = await floor.shows("5 of 12 done")
    assert edited["message"]["ts"] == message["ts"]

    first.line.mend()  # it wakes, and finds that it is another's now
    await floor.carry_out(run, 7)
    await floor.shows("12 emails sent")
    await first.tasks.drain(20)
    await second.tasks.drain(20)
    ends = [one for one in floor.calls("chat.update") if "12 emails sent" in str(one)]
    assert len(ends) == 1
    assert len(await floor.messages()) == 1


async def test_a_publisher_that_nobody_declared_lost_is_waited_for_no_longer_than_its_time(
    floor: Floor,
) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run()
    await shown_by(first, floor, run)
    first.line.cut()
    second.runs.take_up(run)
    await floor.carry_out(run, 4)
    floor.clock.move(floor.pace.publish + 1)
    await floor.shows("5 of 12 done")


async def test_a_clean_stop_hands_the_message_on_at_once(floor: Floor) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run()
    await shown_by(first, floor, run)
    await first.tasks.stop()
    second.runs.take_up(run)
    await floor.carry_out(run, 2)
    await floor.shows("3 of 12 done")
    assert len(await floor.messages()) == 1


async def test_a_pause_and_who_did_it_are_shown_at_once(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    await floor.shows("0 of 12 done")
    assert await desk.operations.pause(HARBOR, run.id, Pause(by=SAM))
    paused = await floor.shows("Paused: emailing 12 people", f"Paused by <@{SAM}> at ")
    assert "operation_resume" in str(paused)
    assert await desk.operations.resume(HARBOR, run.id, PERSON)
    await floor.shows("0 of 12 done", "operation_pause", after=paused["seq"])


async def test_a_run_that_pauses_by_itself_is_told_in_one_reply(floor: Floor) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run(100)
    first.runs.take_up(run)
    await floor.shows("0 of 100 done")
    await floor.carry_out(run, 12, ItemStatus.FAILED)
    await second.operations.pause(HARBOR, run.id, BY_ITSELF)  # as a worker would
    why = "10 of 12 failed the same way: The account is locked."
    await floor.shows("Paused: emailing 100 people", why)
    reply = await floor.shows("Emailing 100 people: paused by itself: ", why)
    assert reply["message"]["thread_ts"] == (run.preview_at.ts if run.preview_at else "")

    floor.clock.move(1)
    second.runs.take_up(run)
    await first.tasks.stop()
    await second.operations.resume(HARBOR, run.id, PERSON)
    await floor.carry_out(run, 88)
    await floor.shows("88 of 100 emails sent")
    await second.tasks.drain(20)
    told = [one for one in await floor.messages() if "paused by itself" in str(one["text"])]
    assert len(told) == 1


async def test_an_answer_that_another_process_took_is_shown_by_that_one(floor: Floor) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    run = await floor.run()
    first.runs.take_up(run)
    await floor.carry_out(run, 12, ItemStatus.IN_DOUBT)
    await floor.shows("12 emails may or may not have been sent", "Please look")
    await first.tasks.drain(20)
    assert not first.runs.followed

    happened = DoubtAnswer.HAPPENED
    assert await second.operations.decide(HARBOR, run.id, ["1"], happened, PERSON) == 1
    second.runs.follow(run, since=floor.clock.now())
    shown = await floor.shows("1 of 12 emails sent", "11 emails may or may not have been sent")
    assert await second.operations.decide(HARBOR, run.id, None, happened, PERSON) == 11
    second.runs.follow(run, since=floor.clock.now())
    await floor.shows("12 emails sent", "Was this right?", after=shown["seq"])
    await second.tasks.drain(20)
    assert len(await floor.messages()) == 1


async def test_a_message_that_was_deleted_comes_back_with_the_next_news(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    posted = await floor.shows("0 of 12 done")
    await floor.client.chat_delete(channel=floor.dm, ts=posted["message"]["ts"])
    await floor.carry_out(run, 4)
    again = await floor.shows("of 12 done", after=posted["seq"])
    assert again["event"] == "message_posted"
    assert again["message"]["thread_ts"] == posted["message"]["thread_ts"]
    await floor.carry_out(run, 4)
    edited = await floor.shows("8 of 12 done")
    assert edited["message"]["ts"] == again["message"]["ts"]


async def test_after_an_outage_one_edit_catches_up(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    await floor.shows("0 of 12 done")
    away = {"kind": "server_error", "method": "chat.update", "count": 10_000}
    await floor.slack.set_faults(api=[away])
    for _ in range(9):
        await floor.carry_out(run, 1)
        await floor.fails("chat.update", 2)
    before = len(floor.calls("chat.update", ok=True))
    await floor.slack.set_faults()
    await floor.shows("9 of 12 done")
    assert len(floor.calls("chat.update", ok=True)) == before + 1


THROTTLED = {"kind": "rate_limited", "method": "chat.update", "retry_after": 3600}


async def test_where_slack_takes_no_more_edits_one_shows_all_when_it_does(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    await floor.shows("0 of 12 done")
    await floor.slack.set_faults(api=[THROTTLED])
    await floor.carry_out(run, 1)
    await floor.fails("chat.update", 1)
    await floor.carry_out(run, 3)
    assert len(floor.calls("chat.update")) == 1, "it was told to wait"
    floor.clock.move(3601)
    await floor.shows("4 of 12 done")
    assert [one["ok"] for one in floor.calls("chat.update")] == [False, True]


async def test_slacks_wait_is_the_wait_of_every_run_and_of_every_process(floor: Floor) -> None:
    first, second = await floor.desk("first"), await floor.desk("second")
    one, other = await floor.run(), await floor.run(5)
    first.runs.follow(one)
    second.runs.follow(other)
    await floor.shows("0 of 12 done")
    await floor.shows("0 of 5 done")
    await floor.slack.set_faults(api=[THROTTLED])
    await floor.carry_out(one, 1)
    await floor.fails("chat.update", 1)
    await floor.carry_out(one, 11)
    await floor.carry_out(other, 5)
    assert len(floor.calls("chat.update")) == 1
    floor.clock.move(3601)
    await floor.shows("12 emails sent")
    await floor.shows("5 emails sent")
    for desk in (first, second):
        await desk.tasks.drain(20)
    assert [call["ok"] for call in floor.calls("chat.update")] == [False, True, True]


async def test_the_end_is_shown_when_slack_is_back(floor: Floor) -> None:
    desk, run = await floor.desk("web"), await floor.run()
    desk.runs.follow(run)
    await floor.shows("0 of 12 done")
    await floor.slack.set_faults(api=[{"kind": "drop", "method": "chat.update", "count": 10_000}])
    await floor.carry_out(run, 12)
    await floor.fails("chat.update", 5)
    await floor.slack.set_faults()
    await floor.shows("12 emails sent")
    await desk.tasks.drain(20)
    assert not desk.runs.followed


async def test_many_runs_share_what_slack_allows_and_each_end_gets_through(tmp_path: Path) -> None:
    tight = QUICK.model_copy(
        update={
            "updates": Quota(limit=10, seconds=1),
            "calm_updates": Quota(limit=5, seconds=1),
        }
    )
    async for floor in opened(tmp_path, tight):
        desk = await floor.desk("web")
        runs = [await floor.run(4) for _ in range(8)]
        for run in runs:
            desk.runs.follow(run)
        for _ in range(4):
            for run in runs:
                await floor.carry_out(run, 1)
        await desk.tasks.drain(20)
        stand = [one for one in await floor.messages() if "4 emails sent" in str(one["text"])]
        assert len(stand) == len(runs)
        times = [one["at"] for one in floor.calls("chat.update")]
        for first, eleventh in zip(times, times[10:], strict=False):
            assert eleventh - first >= 1.0
