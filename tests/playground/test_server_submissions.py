"""Submissions of modals that the app thinks about while its people go on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, GENERAL, modal, on_socket, seen

NAMED = {"name": {"text": {"value": "Zoe"}}}


@pytest.fixture
async def form(slack: PlaygroundClient, app: AsyncApp) -> AsyncIterator[str]:
    """The id of a modal that Ada has open, in an app that opens it on /tiny."""

    @app.command("/tiny")
    async def show(ack: Any, command: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=modal(notify_on_close=True))
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
        yield (await slack.views(ADA))[0]["id"]


class Thinking:
    """An app that takes its time over a submission: it answers once it is `told` to."""

    def __init__(self, app: AsyncApp, **answer: Any) -> None:
        self.heard = asyncio.Semaphore(0)
        self.times = 0
        self.told = asyncio.Event()
        self._answer = answer
        app.view("form")(self._submitted)
        app.view_closed("form")(self._closed)

    async def _submitted(self, ack: Any) -> None:
        self.times += 1
        self.heard.release()
        await self.told.wait()
        await ack(**self._answer)

    async def _closed(self, ack: Any) -> None:
        await ack()


async def test_the_answer_to_a_submission_is_not_lost_when_the_page_is_loaded_again(
    slack: PlaygroundClient, app: AsyncApp, form: str, server: PlaygroundServer
) -> None:
    thinking = Thinking(app, response_action="update", view=modal("second"))
    submission = {"user": ADA, "view_id": form, "values": NAMED}
    async with aiohttp.ClientSession() as page:
        address = f"{server.url}/playground/call/submit"
        sending = asyncio.create_task(page.post(address, json=submission))
        await thinking.heard.acquire()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    for _ in range(3):
        await slack.seq()  # the server has had the time to notice
    thinking.told.set()
    await seen(slack, "view_updated")
    assert [view["callback_id"] for view in await slack.views(ADA)] == ["second"]


@pytest.mark.parametrize("action", ["update", "push", "clear", "errors"])
async def test_an_answer_to_a_modal_that_was_closed_meanwhile_shows_nothing(
    slack: PlaygroundClient, app: AsyncApp, form: str, action: str
) -> None:
    thinking = Thinking(
        app, response_action=action, view=modal("second"), errors={"name": "Not Bob"}
    )
    submitting = asyncio.create_task(slack.submit(ADA, form, NAMED))
    await thinking.heard.acquire()
    await slack.close(ADA, form)
    closed = await slack.seq()
    thinking.told.set()
    assert await submitting == {}
    assert await slack.views(ADA) == []
    note = await seen(slack, "refused", closed, method="view_submission")
    assert "was closed before the app answered" in note["messages"][0]
    events = [event["event"] for event in await _since(slack, closed)]
    assert not {"view_opened", "view_updated", "failure"} & set(events)


async def test_a_modal_is_submitted_once_however_often_one_presses(
    slack: PlaygroundClient, app: AsyncApp, form: str
) -> None:
    thinking = Thinking(app, response_action="errors", errors={"name": "Not Bob"})
    submitting = asyncio.create_task(slack.submit(ADA, form, NAMED))
    await thinking.heard.acquire()
    with pytest.raises(PlaygroundError, match="is being sent already"):
        await slack.submit(ADA, form, NAMED)
    assert thinking.times == 1
    thinking.told.set()
    assert await submitting == {"name": "Not Bob"}
    assert await slack.submit(ADA, form, NAMED) == {"name": "Not Bob"}
    assert thinking.times == 2


async def _since(slack: PlaygroundClient, after: int) -> list[dict[str, Any]]:
    """All events from there up to now."""
    last, found = await slack.seq(), []
    events = slack.events(after)
    async for event in events:
        found.append(event)
        if event["seq"] >= last:
            break
    await events.aclose()
    return found
