"""Buttons and choices in messages, and clicks that nobody made."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from tests.playground.tiny_bot import ADA, BEN, CHLOE, GENERAL, PROJECTS, button, on_socket, seen

CHOICE: dict[str, Any] = {
    "type": "actions",
    "block_id": "pick",
    "elements": [
        {
            "type": "static_select",
            "action_id": "colour",
            "options": [
                {"text": {"type": "plain_text", "text": "Red"}, "value": "red"},
                {"text": {"type": "plain_text", "text": "Blue"}, "value": "blue"},
            ],
        }
    ],
}


async def test_a_button_carries_message_channel_and_value(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[dict[str, Any]] = []

    @app.action("go")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    posted = await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[button("go", "42")])
    async with on_socket(app):
        await slack.press(ADA, action_id="go", channel=GENERAL, ts=posted["ts"])
    body = heard[0]
    assert body["actions"][0]["value"] == "42"
    assert body["message"]["ts"] == body["container"]["message_ts"] == posted["ts"]
    assert body["channel"] == {"id": GENERAL, "name": "general"}
    assert body["user"]["id"] == ADA
    assert body["enterprise"] is None


async def test_people_press_only_what_they_see(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel=PROJECTS, text="x", blocks=[button("go")])
    await bot.chat_postEphemeral(channel=GENERAL, user=ADA, text="x", blocks=[button("mine")])
    with pytest.raises(PlaygroundError, match="cannot see it"):
        await slack.press(CHLOE, action_id="go", channel=PROJECTS)
    with pytest.raises(PlaygroundError, match="sees no element mine"):
        await slack.press(BEN, action_id="mine", channel=GENERAL)
    with pytest.raises(PlaygroundError, match="sees no element nothing"):
        await slack.press(ADA, action_id="nothing", channel=GENERAL)


async def test_a_click_that_nobody_answers_shows_a_warning(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[button("go")])
    await slack.press(ADA, action_id="go", channel=GENERAL)
    assert "not responding" in (await seen(slack, "failure", user=ADA))["text"]


async def test_a_choice_must_be_offered_and_arrives_whole(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[dict[str, Any]] = []

    @app.action("colour")
    async def chosen(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[CHOICE])
    async with on_socket(app):
        await slack.press(
            ADA,
            action_id="colour",
            channel=GENERAL,
            selection={"selected_option": {"value": "blue"}},
        )
        with pytest.raises(PlaygroundError, match="not among the options: red, blue"):
            await slack.press(
                ADA,
                action_id="colour",
                channel=GENERAL,
                selection={"selected_option": {"value": "green"}},
            )
        with pytest.raises(PlaygroundError, match="needs selected_option"):
            await slack.press(ADA, action_id="colour", channel=GENERAL)
    option = CHOICE["elements"][0]["options"][1]
    assert heard[0]["actions"][0]["selected_option"] == option
    assert heard[0]["state"]["values"]["pick"]["colour"]["selected_option"] == option


async def test_a_forged_click_reaches_the_app_as_that_person(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[dict[str, Any]] = []

    @app.action("approve")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    action = {"type": "button", "action_id": "approve", "block_id": "b", "value": "someone-elses"}
    async with on_socket(app):
        await slack.forge(BEN, {"type": "block_actions", "actions": [action]})
        await slack.repeat_last("interactive")
    assert [body["user"]["id"] for body in heard] == [BEN, BEN]
    assert heard[0]["trigger_id"] == heard[1]["trigger_id"]


async def test_options_of_an_external_select_come_from_the_app(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    @app.options("who")
    async def search(ack: Any, payload: dict[str, Any]) -> None:
        label = {"type": "plain_text", "text": payload["value"].title()}
        await ack(options=[{"text": label, "value": payload["value"]}])

    select = {"type": "external_select", "action_id": "who", "min_query_length": 1}
    block = {"type": "actions", "block_id": "b", "elements": [select]}
    await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[block])
    async with on_socket(app):
        found = await slack.options(ADA, action_id="who", query="zoe", channel=GENERAL)
    assert [option["text"]["text"] for option in found] == ["Zoe"]
    assert await slack.options(ADA, action_id="who", query="zoe", channel=GENERAL) == []
