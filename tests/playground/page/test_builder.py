"""The builders' panel: what it shows of the app and of Slack, and what it hides."""

import asyncio
import json
import re
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.answers import KEPT, Answers
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.timing import Timing
from tests.playground.conftest import HASTY
from tests.playground.page.panel import Panel, words
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    button,
    on_socket,
    web_client,
)

SECRETS = (
    INSTALLED.bot_token,
    INSTALLED.app_token,
    INSTALLED.signing_secret,
    INSTALLED.client_secret,
)


class TestLines:
    async def test_a_command_shows_with_its_words_and_how_soon_it_was_acknowledged(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient
    ) -> None:
        @app.command("/tiny")
        async def answer(ack: Any) -> None:
            await ack("on it")

        async with on_socket(app):
            await slack.say(ADA, "/tiny for all")
        (line,) = await panel.lines(kind="delivery")
        assert re.fullmatch(r"→ To the app: /tiny for all [\d.]+ ms", line)
        detail = await panel.detail("/tiny")
        assert '"command": "/tiny"' in detail
        assert '"text": "on it"' in detail

    @pytest.mark.parametrize("timing", [HASTY])
    async def test_a_slow_acknowledgement_is_shown_as_late(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient, timing: Timing
    ) -> None:
        @app.command("/tiny")
        async def dawdle(ack: Any) -> None:
            await asyncio.sleep(timing.ack + 0.2)
            await ack()

        async with on_socket(app):
            await slack.say(ADA, "/tiny slowly")
            frames = await panel.watch("acknowledged too late")
        assert any("not acknowledged in 0.4 s" in str(frame.get("html")) for frame in frames)
        (line,) = await panel.lines(kind="delivery")
        assert line.endswith("acknowledged too late")
        failed = await panel.lines(kind="failed")
        assert failed[0].startswith("· Shown: Ada Okafor was told /tiny failed")
        assert failed[1] == line

    @pytest.mark.parametrize("timing", [HASTY])
    async def test_an_event_that_nobody_takes_shows_its_retries(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient
    ) -> None:
        async with on_socket(app):  # it listens to nothing, and Bolt acknowledges nothing then
            await slack.say(ADA, "hello")
            await panel.watch("retry 1 after timeout")
        assert len(await panel.lines(text="message", kind="delivery")) >= 2

    async def test_an_app_that_is_not_there_is_told_apart_from_a_slow_one(
        self, panel: Panel, slack: PlaygroundClient
    ) -> None:
        await slack.say(ADA, "/tiny anybody")
        (line,) = await panel.lines(kind="delivery")
        assert line.endswith("no connection to the app")

    async def test_an_interaction_shows_what_was_pressed(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient, bot: AsyncWebClient
    ) -> None:
        @app.action("approve")
        async def approved(ack: Any) -> None:
            await ack()

        await bot.chat_postMessage(channel=GENERAL, text="?", blocks=[button("approve")])
        async with on_socket(app):
            await slack.press(ADA, action_id="approve", channel=GENERAL)
        (line,) = await panel.lines(kind="delivery")
        assert "block_actions approve" in line

    async def test_a_call_shows_its_arguments_and_its_answer(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        posted = await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[button("go")])
        (line,) = await panel.lines(kind="call")
        assert re.fullmatch(r"← From the app: chat.postMessage #general 200 · [\d.]+ ms", line)
        detail = await panel.detail("chat.postMessage")
        assert '"action_id": "go"' in detail
        assert f'"ts": "{posted["ts"]}"' in detail

    async def test_a_refused_payload_shows_the_reason(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        with pytest.raises(SlackApiError) as refused:
            await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "section"}])
        (reason,) = refused.value.response["response_metadata"]["messages"]
        (line,) = await panel.lines(kind="refused")
        assert line.endswith(f"Refused: chat.postMessage {reason} invalid_blocks")
        assert reason in await panel.detail(reason)
        assert len(await panel.lines(kind="failed")) == 2  # the refusal and the call

    async def test_lines_are_found_by_text_also_further_back_than_the_screen(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        await bot.users_list()
        await panel.do("switch", limit_scale=0)
        for _ in range(510):
            await bot.auth_test()
        assert len(await panel.lines()) == 500
        (line,) = await panel.lines(text="USERS.list")
        assert "users.list 200" in line

    async def test_what_is_no_longer_held_says_so(self, panel: Panel) -> None:
        assert (
            await panel.get("/page/trace/999999") == "This is no longer held: the last 5,000 are."
        )


class TestLive:
    async def test_lines_come_as_they_happen_newest_first(
        self, panel: Panel, bot: AsyncWebClient, slack: PlaygroundClient
    ) -> None:
        await bot.auth_test()
        after = await slack.seq()
        watching = asyncio.create_task(panel.watch("users.list", after=after))
        await bot.users_list()
        frame = (await watching)[-1]
        assert (frame["op"], frame["list"], frame["place"]) == ("put", "builder-rows", "start")
        assert frame["id"] in frame["html"]

    async def test_a_flood_brings_the_newest_hundred_and_says_how_many_more(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        for _ in range(130):
            await bot.auth_test()
        await bot.users_list()
        frames = await panel.watch("users.list")  # all of them come in the first batch
        rows = [frame for frame in frames if frame.get("list") == "builder-rows"]
        assert words(rows[0]["html"]) == "31 more, see export"
        assert len(rows) == 101

    async def test_a_closed_panel_costs_nothing(
        self, panel: Panel, bot: AsyncWebClient, slack: PlaygroundClient
    ) -> None:
        await bot.auth_test()
        await slack.say(ADA, "the end", GENERAL)
        frames = await panel.watch("the end", builder=0)
        assert [frame for frame in frames if frame.get("list") == "builder-rows"] == []


class TestSecrets:
    async def test_tokens_are_in_no_line_no_contents_and_no_export(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient, server: PlaygroundServer
    ) -> None:
        @app.command("/tiny")
        async def answer(ack: Any) -> None:
            await ack()

        bot = web_client(server.url)
        async with on_socket(app):
            await slack.say(ADA, f"/tiny {INSTALLED.bot_token}")
        await bot.api_call("auth.test", params={"token": INSTALLED.bot_token})
        stowed = json.dumps({"client_secret": INSTALLED.client_secret})
        await bot.chat_postMessage(
            channel=GENERAL,
            text=f"my token is {INSTALLED.app_token}!",
            blocks=[button("go", value=stowed)],
        )
        with pytest.raises(SlackApiError):
            await bot.api_call(
                "oauth.v2.access", params={"client_secret": INSTALLED.client_secret, "code": "gone"}
            )
        everything = [await panel.get("/page/trace"), await panel.get("/page/trace.jsonl")]
        numbers = re.findall(r'data-trace="(\d+)"', everything[0])
        everything += [await panel.get(f"/page/trace/{number}") for number in numbers]
        page = await panel.get(f"/as/{ADA}/{GENERAL}", builder="1")
        everything += [page.partition('id="builder"')[2]]  # what people write is theirs to show
        assert len(numbers) >= 5
        assert not [secret for secret in SECRETS if any(secret in piece for piece in everything)]
        assert "ticket=[hidden]" in await panel.detail("apps.connections.open")

    async def test_the_app_tab_shows_the_last_four_characters(self, panel: Panel) -> None:
        shown = await panel.part("app")
        assert f"Bot token …{INSTALLED.bot_token[-4:]}" in shown
        assert INSTALLED.app_id in shown


async def test_the_export_holds_everything_as_json_lines(panel: Panel, bot: AsyncWebClient) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, text="kept")
    with pytest.raises(SlackApiError):
        await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "section"}])
    lines = [json.loads(line) for line in (await panel.get("/page/trace.jsonl")).splitlines()]
    assert [line["event"] for line in lines] == ["api_call", "refused", "api_call"]
    assert lines[0]["answer"]["ts"] == posted["ts"]


async def test_the_page_opens_with_the_panel(panel: Panel, bot: AsyncWebClient) -> None:
    await bot.auth_test()
    page = await panel.get(f"/as/{ADA}/{GENERAL}", builder="1")
    assert page.count('role="tab"') == page.count('role="tabpanel"') == 4
    assert "auth.test" in page


def test_the_last_thousand_answers_are_kept() -> None:
    answers = Answers()
    for seq in range(KEPT + 1):
        answers.put(seq, {"ok": True})
    assert answers.of(0) is None
    assert answers.of(1) == answers.of(KEPT) == {"ok": True}
