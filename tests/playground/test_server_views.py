"""What views.* refuses, and what a view learns from where it was opened."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    GENERAL,
    INSTALLED,
    PROJECTS,
    button,
    modal,
    on_socket,
    web_client,
)

HOME = {"type": "home", "blocks": [button("b")]}
Open = Callable[..., Awaitable[Any]]


@pytest.fixture
async def opened(slack: PlaygroundClient, app: AsyncApp) -> AsyncIterator[Open]:
    """Open a view for somebody, with the trigger of a command of theirs."""
    triggers: list[str] = []

    @app.command("/tiny")
    async def tiny(ack: Any, command: dict[str, Any]) -> None:
        triggers.append(command["trigger_id"])
        await ack()

    async def show(view: dict[str, Any], user: str = ADA, channel: str = GENERAL) -> Any:
        await slack.say(user, "/tiny", channel)
        return (await app.client.views_open(trigger_id=triggers[-1], view=view))["view"]

    async with on_socket(app):
        yield show


def field(element: dict[str, Any], block_id: str = "where") -> dict[str, Any]:
    label = {"type": "plain_text", "text": "Where"}
    named = {"action_id": "room", **element}
    return {"type": "input", "block_id": block_id, "label": label, "element": named}


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def too_large() -> dict[str, Any]:
    """A modal of blocks that are fine by themselves, but more than 250 kB together."""
    text = {"type": "mrkdwn", "text": "x" * 3_000}
    return modal(blocks=[{"type": "section", "text": text}] * 90)


async def test_a_view_that_is_too_large_leaves_the_screen_as_it_was(
    slack: PlaygroundClient, bot: AsyncWebClient, opened: Open
) -> None:
    view = await opened(modal())
    assert await error_of(opened(too_large())) == "view_too_large"
    update = bot.views_update(view_id=view["id"], view=too_large())
    assert await error_of(update) == "view_too_large"
    publish = bot.views_publish(user_id=ADA, view={**HOME, "blocks": too_large()["blocks"]})
    assert await error_of(publish) == "view_too_large"
    assert [shown["id"] for shown in await slack.views(ADA)] == [view["id"]]


async def test_an_external_id_belongs_to_one_view(
    slack: PlaygroundClient, bot: AsyncWebClient, opened: Open
) -> None:
    await opened(modal(external_id="form-1"), BEN)
    first = await opened(modal(external_id="form-2"))
    assert await error_of(opened(modal(external_id="form-1"))) == "duplicate_external_id"
    publish = bot.views_publish(user_id=ADA, view={**HOME, "external_id": "form-1"})
    assert await error_of(publish) == "duplicate_external_id"
    assert [shown["id"] for shown in await slack.views(ADA)] == [first["id"]]
    await opened(modal(external_id="form-2"))  # in the place of the one that had it
    again = await bot.views_update(external_id="form-2", view=modal("again"))
    assert again["view"]["callback_id"] == "again"


@pytest.mark.parametrize("names", [{}, {"view_id": "V0", "external_id": "form"}])
async def test_a_view_is_named_in_one_way(bot: AsyncWebClient, names: dict[str, str]) -> None:
    # Around the SDK's own method, which never sends both or neither.
    update = bot.api_call("views.update", json={"view": modal(), **names})
    assert await error_of(update) == "invalid_arguments"


async def test_a_push_needs_a_press_in_a_modal(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    triggers: list[str] = []

    @app.command("/tiny")
    async def tiny(ack: Any, command: dict[str, Any]) -> None:
        triggers.append(command["trigger_id"])
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
    push = bot.views_push(trigger_id=triggers[0], view=modal())
    assert await error_of(push) == "not_found"


async def test_a_home_is_published_for_somebody_and_at_its_hash(bot: AsyncWebClient) -> None:
    first = (await bot.views_publish(user_id=ADA, view=HOME))["view"]
    await bot.views_publish(user_id=ADA, view=HOME, hash=first["hash"])
    late = bot.views_publish(user_id=ADA, view=HOME, hash=first["hash"])
    assert await error_of(late) == "hash_conflict"
    assert await error_of(bot.views_publish(user_id="U0", view=HOME)) == "invalid_arguments"


async def test_an_app_without_a_home_tab_publishes_none() -> None:
    homeless = INSTALLED.model_copy(update={"home_tab": False})
    async with (
        PlaygroundServer(default_workspace(homeless)) as server,
        PlaygroundClient(server.url) as slack,
    ):
        publish = web_client(server.url).views_publish(user_id=ADA, view=HOME)
        assert await error_of(publish) == "not_enabled"
        with pytest.raises(PlaygroundError, match="has no Home tab"):
            await slack.home(ADA)


async def test_a_modal_starts_with_the_conversation_on_the_screen(
    bot: AsyncWebClient, opened: Open
) -> None:
    here = {"type": "conversations_select", "default_to_current_conversation": True}
    several = {**here, "type": "multi_conversations_select"}
    fixed = {**here, "initial_conversation": GENERAL}
    blocks = [field(here, "here"), field(several, "several"), field(fixed, "fixed")]
    view = await opened(modal(blocks=blocks), channel=PROJECTS)
    values = view["state"]["values"]
    assert values["here"]["room"]["selected_conversation"] == PROJECTS
    assert values["several"]["room"]["selected_conversations"] == [PROJECTS]
    assert values["fixed"]["room"]["selected_conversation"] == GENERAL
    updated = await bot.views_update(
        view_id=view["id"], view=modal(blocks=[*blocks, field(here, "new")])
    )
    new = updated["view"]["state"]["values"]["new"]
    assert new["room"]["selected_conversation"] == PROJECTS


async def test_a_submission_brings_an_address_for_the_chosen_channel(
    slack: PlaygroundClient, app: AsyncApp, opened: Open
) -> None:
    element = {"type": "conversations_select", "response_url_enabled": True}
    asked = field({**element, "default_to_current_conversation": True})
    plain = field({"type": "channels_select"}, "other")
    urls: list[dict[str, str]] = []

    @app.view("form")
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        urls.extend(body["response_urls"])
        await ack()

    view = await opened(modal(blocks=[asked, plain]), channel=PROJECTS)
    other = {"other": {"room": {"selected_channel": GENERAL}}}
    assert await slack.submit(ADA, view["id"], other) == {}
    (url,) = urls
    assert (url["block_id"], url["action_id"], url["channel_id"]) == ("where", "room", PROJECTS)
    async with aiohttp.ClientSession() as session:
        body = {"text": "Filled in.", "response_type": "in_channel"}
        await session.post(url["response_url"], json=body)
    assert [m["text"] for m in await slack.messages(PROJECTS)] == ["Filled in."]


async def test_a_disabled_submit_button_is_not_for_ordinary_modals(opened: Open) -> None:
    # The SDK has the field, but Slack takes it in the modals of its old workflow steps only:
    # github.com/slackapi/python-slack-sdk/issues/1033.
    assert await error_of(opened(modal(submit_disabled=True))) == "invalid_arguments"


async def test_closing_can_clear_the_stack_and_each_modal_that_asked_is_told(
    slack: PlaygroundClient, app: AsyncApp, opened: Open
) -> None:
    closed: list[tuple[str, bool]] = []

    @app.view("form")
    async def submitted(ack: Any) -> None:
        top = modal("top", notify_on_close=True, clear_on_close=True)
        await ack(response_action="push", view=top)

    async def gone(ack: Any, body: dict[str, Any]) -> None:
        closed.append((body["view"]["callback_id"], body["is_cleared"]))
        await ack()

    app.view_closed("form")(gone)
    app.view_closed("top")(gone)
    view = await opened(modal(notify_on_close=True))
    await slack.submit(ADA, view["id"], {"name": {"text": {"value": "Zoe"}}})
    await slack.close(ADA, (await slack.views(ADA))[-1]["id"])
    assert closed == [("top", True), ("form", True)]
    assert await slack.views(ADA) == []
