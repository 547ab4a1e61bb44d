"""Modals and the Home tab."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from tests.playground.conftest import HASTY
from tests.playground.tiny_bot import ADA, BEN, GENERAL, button, modal, on_socket, seen

NAMED = {"name": {"text": {"value": "Zoe"}}}


@pytest.fixture
async def form(slack: PlaygroundClient, app: AsyncApp) -> AsyncIterator[dict[str, Any]]:
    """A modal that Ada has open, in an app that opens it on /tiny."""

    @app.command("/tiny")
    async def show(ack: Any, command: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=modal(notify_on_close=True))
        await ack()

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
        yield (await slack.views(ADA))[0]


async def test_a_modal_with_errors_stays_open_until_they_are_gone(
    slack: PlaygroundClient, app: AsyncApp, form: dict[str, Any]
) -> None:
    @app.view("form")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        name = view["state"]["values"]["name"]["text"]["value"]
        if name == "Bob":
            await ack(response_action="errors", errors={"name": "Not Bob"})
        else:
            await ack()

    assert await slack.submit(ADA, form["id"], {}) == {
        "name": "Please complete this required field."
    }
    bob = {"name": {"text": {"value": "Bob"}}}
    assert await slack.submit(ADA, form["id"], bob) == {"name": "Not Bob"}
    kept = (await slack.views(ADA))[0]["state"]["values"]["name"]["text"]["value"]
    assert kept == "Bob"
    assert await slack.submit(ADA, form["id"], NAMED) == {}
    assert await slack.views(ADA) == []


async def test_a_submission_can_update_push_and_clear(
    slack: PlaygroundClient, app: AsyncApp, form: dict[str, Any]
) -> None:
    @app.view("form")
    async def first(ack: Any) -> None:
        await ack(response_action="update", view=modal("second"))

    @app.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="push", view=modal("third"))

    @app.view("third")
    async def third(ack: Any) -> None:
        await ack(response_action="clear")

    await slack.submit(ADA, form["id"], NAMED)
    (updated,) = await slack.views(ADA)
    assert (updated["id"], updated["callback_id"]) == (form["id"], "second")
    await slack.submit(ADA, form["id"], {})
    stack = await slack.views(ADA)
    assert [view["callback_id"] for view in stack] == ["second", "third"]
    assert stack[1]["root_view_id"] == stack[1]["previous_view_id"] == form["id"]
    assert await slack.submit(ADA, stack[1]["id"], NAMED) == {}
    assert await slack.views(ADA) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"no_such_block": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "dance"},
    ],
)
async def test_an_unusable_answer_to_a_modal_is_refused(
    slack: PlaygroundClient, app: AsyncApp, form: dict[str, Any], answer: dict[str, Any]
) -> None:
    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(answer)

    with pytest.raises(PlaygroundError, match="could not be shown"):
        await slack.submit(ADA, form["id"], NAMED)
    assert [view["id"] for view in await slack.views(ADA)] == [form["id"]]
    assert await seen(slack, "refused", method="view_submission")


@pytest.mark.parametrize("timing", [HASTY])
async def test_a_modal_that_nobody_answers_stays_open(
    slack: PlaygroundClient, form: dict[str, Any]
) -> None:
    # Nothing listens to the form: bolt answers 404 without acknowledging.
    with pytest.raises(PlaygroundError, match="did not answer in time"):
        await slack.submit(ADA, form["id"], NAMED)
    assert len(await slack.views(ADA)) == 1


async def test_only_the_topmost_modal_can_be_submitted(
    slack: PlaygroundClient, app: AsyncApp, form: dict[str, Any]
) -> None:
    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="push", view=modal("on_top"))

    @app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    await slack.submit(ADA, form["id"], NAMED)
    with pytest.raises(PlaygroundError, match="lies on top"):
        await slack.submit(ADA, form["id"], NAMED)
    await slack.close(ADA, form["id"])
    assert await slack.views(ADA) == []


async def test_closing_a_modal_tells_the_app_that_asked_for_it(
    slack: PlaygroundClient, app: AsyncApp, form: dict[str, Any]
) -> None:
    heard: list[dict[str, Any]] = []

    @app.view_closed("form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    with pytest.raises(PlaygroundError, match="no open modal"):
        await slack.close(BEN, form["id"])
    await slack.close(ADA, form["id"])
    assert heard[0]["view"]["id"] == form["id"]
    assert heard[0]["is_cleared"] is False


async def test_an_update_keeps_what_was_entered_and_checks_the_hash(
    slack: PlaygroundClient, bot: AsyncWebClient, form: dict[str, Any]
) -> None:
    await slack.press(ADA, action_id="text", view_id=form["id"], selection={"value": "half a na"})
    updated = await bot.views_update(view_id=form["id"], hash=form["hash"], view=modal("other"))
    assert updated["view"]["state"]["values"]["name"]["text"]["value"] == "half a na"
    problems = []
    for arguments in (
        {"view_id": form["id"], "hash": form["hash"]},
        {"view_id": "V0"},
        {"external_id": "none"},
    ):
        with pytest.raises(SlackApiError) as refused:
            await bot.views_update(view=modal(), **arguments)
        problems.append(refused.value.response["error"])
    assert problems == ["hash_conflict", "not_found", "not_found"]


async def test_three_modals_are_the_most(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient, form: dict[str, Any]
) -> None:
    more = modal("deep", blocks=[button("deeper")])
    await bot.views_update(view_id=form["id"], view=more)
    problems: list[str] = []

    @app.action("deeper")
    async def deeper(ack: Any, body: dict[str, Any], client: Any) -> None:
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=more)
        except SlackApiError as refused:
            problems.append(refused.response["error"])
        await ack()

    for _ in range(3):
        await slack.press(ADA, action_id="deeper", view_id=(await slack.views(ADA))[-1]["id"])
    assert len(await slack.views(ADA)) == 3
    assert problems == ["push_limit_reached"]


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        {"type": "home", "blocks": [{"type": "section"}]},
        "nonsense",
    ],
)
async def test_an_invalid_home_is_refused(bot: AsyncWebClient, view: Any) -> None:
    with pytest.raises(SlackApiError) as refused:
        await bot.views_publish(user_id=ADA, view=view)
    assert refused.value.response["error"] == "invalid_arguments"
    assert refused.value.response["response_metadata"]["messages"]


async def test_the_home_tab_shows_what_the_app_publishes_when_it_is_opened(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    opened: list[dict[str, Any]] = []

    @app.event("app_home_opened")
    async def publish(event: dict[str, Any], client: Any) -> None:
        opened.append(event)
        home = {"type": "home", "blocks": [button(f"visit_{len(opened)}")]}
        await client.views_publish(user_id=event["user"], view=home)

    async with on_socket(app):
        first = await slack.home(ADA)
        second = await slack.home(ADA)
    assert first is not None
    assert second is not None
    assert first["id"] == second["id"]
    assert second["blocks"][0]["block_id"] == "block_visit_2"
    assert opened[0]["tab"] == "home"
    assert opened[1]["view"]["id"] == first["id"]
