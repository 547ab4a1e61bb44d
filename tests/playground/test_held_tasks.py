"""What somebody asked for and left goes on; the end of the server ends it."""

import asyncio

import pytest

from playground.held_tasks import HeldTasks


async def _after(go: asyncio.Event, done: list[str], problem: Exception | None = None) -> str:
    await go.wait()
    if problem is not None:
        raise problem
    done.append("done")
    return "answer"


async def _leave(asking: asyncio.Task[str]) -> None:
    await asyncio.sleep(0)  # it is under way
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_work_is_finished_for_somebody_who_left() -> None:
    acts, go, done = HeldTasks(), asyncio.Event(), list[str]()
    await _leave(asyncio.create_task(acts.finish(_after(go, done), "act")))
    go.set()
    assert await acts.finish(_after(go, done), "next") == "answer"
    assert done == ["done", "done"]
    await acts.close()


async def test_what_fails_after_somebody_left_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    acts, go = HeldTasks(), asyncio.Event()
    work = _after(go, [], ValueError("no such thing"))
    await _leave(asyncio.create_task(acts.finish(work, "the act")))
    go.set()
    with pytest.raises(ValueError, match="no such thing"):
        await acts.finish(_after(go, [], ValueError("no such thing")), "another")
    assert [record.getMessage() for record in caplog.records] == ["the act failed."]


async def test_closing_ends_what_is_under_way() -> None:
    acts, done = HeldTasks(), list[str]()
    asking = asyncio.create_task(acts.finish(_after(asyncio.Event(), done), "act"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await acts.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert done == []
