"""Slash commands, shortcuts and what the app answers at a response_url."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from playground.client import PlaygroundClient, PlaygroundError
from tests.playground.conftest import HASTY, Clock
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    GENERAL,
    PROJECTS,
    RANDOM,
    SANA,
    button,
    modal,
    on_socket,
    seen,
)


async def test_a_command_is_answered_for_one_person_or_for_all(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    @app.command("/tiny")
    async def tiny(ack: Any, command: dict[str, Any]) -> None:
        if command["text"] == "loud":
            await ack(text="for all", response_type="in_channel")
        else:
            await ack(f"only for {command['user_name']}: {command['text']}")

    async with on_socket(app):
        await slack.say(ADA, "/tiny quiet", RANDOM)
        await slack.say(ADA, "/tiny loud", RANDOM)
    assert [m["text"] for m in await slack.messages(RANDOM, ADA)] == [
        "only for ada: quiet",
        "for all",
    ]
    assert [m["text"] for m in await slack.messages(RANDOM, BEN)] == ["for all"]


async def test_a_command_arrives_with_every_field_and_its_text_escaped_on_request(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.command("/tiny")
    @app.command("/raw")
    async def keep(ack: Any, command: dict[str, Any]) -> None:
        heard.append(command)
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny ask @Ben Silva", GENERAL)
        await slack.say(ADA, "/raw ask @Ben Silva", GENERAL)
    assert [command["text"] for command in heard] == [f"ask <@{BEN}|ben>", "ask @Ben Silva"]
    command = heard[0]
    assert command["command"] == "/tiny"
    assert command["channel_name"] == "general"
    assert command["team_domain"] == "lighthouse-works"
    assert command["is_enterprise_install"] == "false"


@pytest.mark.parametrize(
    ("user", "text", "thread", "problem"),
    [
        (ADA, "/tiny x", "1.000001", "threads"),
        (ADA, "/other x", None, "not a command"),
        (SANA, "/tiny x", None, "members of this organisation"),
    ],
)
async def test_where_commands_do_not_work(
    slack: PlaygroundClient, user: str, text: str, thread: str | None, problem: str
) -> None:
    with pytest.raises(PlaygroundError, match=problem):
        await slack.say(user, text, PROJECTS, thread)


async def test_without_an_app_the_person_reads_that_the_command_failed(
    slack: PlaygroundClient,
) -> None:
    await slack.say(ADA, "/tiny x", GENERAL)
    failure = await seen(slack, "failure", user=ADA, channel=GENERAL)
    assert failure["text"] == '/tiny failed with the error "dispatch_failed"'


@pytest.mark.parametrize("timing", [HASTY])
async def test_a_late_ack_is_too_late(slack: PlaygroundClient, app: AsyncApp) -> None:
    @app.command("/tiny")
    async def slow(ack: Any) -> None:
        failure = await seen(slack, "failure")
        assert failure["text"] == '/tiny failed with the error "operation_timeout"'
        await ack("too late")

    async with on_socket(app):
        await slack.say(ADA, "/tiny x", GENERAL)
        await seen(slack, "ack", late=True)
    assert await slack.messages(GENERAL, ADA) == []


async def test_an_unusable_answer_is_refused_and_the_person_told(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    @app.command("/tiny")
    async def wrong(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "nonsense"}])

    async with on_socket(app):
        await slack.say(ADA, "/tiny x", GENERAL)
    assert (await seen(slack, "refused"))["method"] == "/tiny"
    assert "invalid_blocks" in (await seen(slack, "failure"))["text"]


async def test_a_response_url_works_five_times_and_half_an_hour(
    slack: PlaygroundClient, app: AsyncApp, clock: Clock
) -> None:
    urls: list[str] = []

    @app.command("/tiny")
    async def keep(ack: Any, command: dict[str, Any]) -> None:
        urls.append(command["response_url"])
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny one", GENERAL)
        await slack.say(ADA, "/tiny two", GENERAL)
    first, second = (AsyncWebhookClient(url) for url in urls)
    answers = [await first.send(text=f"use {number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert [m["text"] for m in await slack.messages(GENERAL, ADA)] == [
        f"use {number}" for number in range(5)
    ]
    clock.move(1_801)
    assert "expired_url" in (await second.send(text="late")).body


async def test_a_click_can_replace_and_delete_the_message_it_came_from(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    @app.command("/tiny")
    async def offer(ack: Any) -> None:
        await ack(text="choose", blocks=[button("replace")])

    @app.action("replace")
    async def replace(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        assert body["container"]["is_ephemeral"] is True
        assert "message" not in body
        await respond(text="replaced", replace_original=True, blocks=[button("delete")])

    @app.action("delete")
    async def delete(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
        await slack.press(ADA, action_id="replace", channel=GENERAL)
        await seen(slack, "message_edited")
        assert [m["text"] for m in await slack.messages(GENERAL, ADA)] == ["replaced"]
        await slack.press(ADA, action_id="delete", channel=GENERAL)
        gone = await seen(slack, "message_deleted")
    assert gone["visible_to"] == [ADA]
    assert await slack.messages(GENERAL, ADA) == []


async def test_a_malformed_answer_at_a_response_url_is_refused(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    urls: list[str] = []

    @app.command("/tiny")
    async def keep(ack: Any, command: dict[str, Any]) -> None:
        urls.append(command["response_url"])
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
    async with aiohttp.ClientSession() as session:
        async with session.post(urls[0], data="{no json") as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "invalid_payload")
        async with session.post(urls[0], json={"text": ""}) as answer:
            assert (answer.status, (await answer.json())["error"]) == (400, "no_text")


async def test_shortcuts_open_modals_from_anywhere_and_from_a_message(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.shortcut("from_anywhere")
    @app.shortcut("from_message")
    async def opened(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        heard.append(shortcut)
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

    async with on_socket(app):
        said = await slack.say(BEN, "about this", GENERAL)
        await slack.shortcut(ADA, "from_anywhere")
        first = await seen(slack, "view_opened", user=ADA)
        await slack.shortcut(ADA, "from_message", **said)
        second = await seen(slack, "view_opened", after=first["seq"], user=ADA)
    assert [payload["type"] for payload in heard] == ["shortcut", "message_action"]
    assert heard[1]["message"]["text"] == "about this"
    assert [view["id"] for view in await slack.views(ADA)] == [second["view"]["id"]]
    with pytest.raises(PlaygroundError, match="sees no message"):
        await slack.shortcut(ADA, "from_message", GENERAL, "1.000001")


async def test_a_trigger_works_once_and_for_three_seconds(
    slack: PlaygroundClient, app: AsyncApp, clock: Clock
) -> None:
    triggers: list[str] = []

    @app.command("/tiny")
    async def keep(ack: Any, command: dict[str, Any]) -> None:
        triggers.append(command["trigger_id"])
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
        await slack.say(ADA, "/tiny", GENERAL)
    opened = await app.client.views_open(trigger_id=triggers[0], view=modal())
    assert opened["view"]["state"]["values"]["name"]["text"]["value"] is None
    problems = []
    for trigger in (triggers[0], triggers[1], "made.up"):
        clock.move(2)
        with pytest.raises(SlackApiError) as refused:
            await app.client.views_open(trigger_id=trigger, view=modal())
        problems.append(refused.value.response["error"])
    assert problems == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]
