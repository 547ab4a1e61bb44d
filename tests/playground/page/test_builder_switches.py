"""The builders' panel: its switches befall the app, and its figures are true."""

import asyncio
import socket
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.page.builder_parts import AckTimes, ack_times
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.page.panel import Panel
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    PROJECTS,
    new_app,
    on_http,
    on_socket,
    seen,
)


class TestFaults:
    async def test_what_the_form_sets_befalls_the_next_calls_and_is_counted_down(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        form = {"kind": "rate_limited", "method": "users.list", "count": "2", "retry_after": "7"}
        told = await panel.do("fault", **form)
        assert told == "The next 2 calls of users.list: 429, Retry-After 7 s."
        assert "next 2 calls of users.list: 429, Retry-After 7 s." in await panel.part("force")
        for left in ("The next call of users.list", "A good day"):
            with pytest.raises(SlackApiError) as limited:
                await bot.users_list()
            assert limited.value.response.headers["Retry-After"] == "7"
            assert left in await panel.part("force")
        await bot.users_list()
        lines = await panel.lines(text="injected")
        assert len(lines) == 2
        assert "injected Retry-After 7 s 429" in lines[0]
        assert "injected: rate_limited" in await panel.detail("injected")

    async def test_a_lost_answer_took_effect(
        self, panel: Panel, bot: AsyncWebClient, slack: PlaygroundClient
    ) -> None:
        await panel.do("fault", kind="server_error", method="*", status="502", after_effect="on")
        assert "the call takes effect first" in await panel.part("force")
        with pytest.raises(SlackApiError):
            await bot.chat_postMessage(channel=GENERAL, text="it stands")
        assert [message["text"] for message in await slack.messages(GENERAL)] == ["it stands"]

    async def test_a_further_fault_or_switch_leaves_the_counts_of_others(
        self, panel: Panel, bot: AsyncWebClient
    ) -> None:
        await panel.do("fault", kind="server_error", method="auth.test", count=2)
        with pytest.raises(SlackApiError):
            await bot.auth_test()
        await panel.do("fault", kind="drop", method="users.list")
        await panel.do("switch", duplicate_deliveries=True)
        force = await panel.part("force")
        assert "The next call of auth.test: HTTP 503." in force
        assert "The next call of users.list: the connection is cut." in force
        assert "Everything is delivered twice." in force
        lifted = await panel.do("lift_fault", index=0)
        assert lifted == "No longer in force: The next call of auth.test: HTTP 503."
        assert (await bot.auth_test())["ok"]
        assert await panel.do("lift_fault", index=1) == "That fault is used up already."
        await panel.do("good_day")
        assert (await panel.part("force")).startswith("A good day")
        assert (await bot.users_list())["ok"]

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"kind": "drop", "method": "chat.sing"}, "There is no method chat.sing here."),
            ({"kind": "drop", "count": "0"}, "How many: it should be greater than or equal to 1."),
            ({"kind": "drop", "count": "many"}, "How many: it should be a valid integer"),
            ({"kind": "server_error", "status": "200"}, "Status: it should be greater"),
            ({"kind": "earthquake"}, "kind: it should be 'rate_limited'"),
        ],
    )
    async def test_a_wrong_entry_is_refused_in_a_sentence(
        self, panel: Panel, fields: dict[str, str], sentence: str
    ) -> None:
        assert (await panel.do("fault", **fields)).startswith(sentence)
        assert (await panel.part("force")).startswith("A good day")

    async def test_a_switch_says_what_is_so_now(self, panel: Panel) -> None:
        assert (
            await panel.do("switch", duplicate_deliveries=True) == "Everything is delivered twice."
        )
        assert (
            await panel.do("switch", duplicate_deliveries=False) == "Everything is delivered once."
        )
        assert await panel.do("switch", delay_deliveries=2.5) == "Deliveries come 2.5 s late."
        assert await panel.do("switch", delay_deliveries=0) == "Deliveries come at once."
        assert await panel.do("switch", limit_scale=0.5) == "Rate limits: Half of Slack's."
        assert await panel.do("switch", limit_scale=None) == "Rate limits: As started."

    async def test_a_credential_is_copied_and_never_shown(self, panel: Panel) -> None:
        assert await panel.do("secret", of="app_token") == INSTALLED.app_token
        assert await panel.do("secret", of="app_id") == "The app has no app_id."
        shown = await panel.get("/page/builder/app")
        assert 'data-copy-secret="app_token"' in shown
        assert INSTALLED.app_token not in shown

    async def test_a_wrong_switch_is_refused_in_a_sentence(self, panel: Panel) -> None:
        assert await panel.do("switch", wind=3) == "There is no switch wind."
        assert (await panel.do("switch", delay_deliveries=-1)).startswith("Seconds late: it should")

    async def test_deliveries_are_doubled_and_repeated_on_demand(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient
    ) -> None:
        heard: asyncio.Queue[str] = asyncio.Queue()

        @app.event("message")
        async def hear(event: dict[str, Any]) -> None:
            await heard.put(event["text"])

        async with on_socket(app):
            assert await panel.do("repeat", kind="events") == "No event was delivered yet."
            await panel.do("switch", duplicate_deliveries=True)
            await slack.say(ADA, "twice")
            await panel.do("switch", duplicate_deliveries=False)
            async with asyncio.timeout(20):
                assert [await heard.get() for _ in range(2)] == ["twice", "twice"]
                assert await panel.do("repeat") == "The last event was delivered again."
                assert await heard.get() == "twice"

    async def test_sockets_are_dropped_and_the_app_tab_tells(
        self, panel: Panel, app: AsyncApp, slack: PlaygroundClient
    ) -> None:
        assert await panel.do("drop_sockets") == "The app has no connection to drop."
        assert "not connected Start the app" in await panel.part("app")
        async with on_socket(app):
            assert "1 connection" in await panel.part("app")
            after = await slack.seq()
            assert await panel.do("refresh_sockets") == "Asked to reconnect: 1."
            await seen(slack, "api_call", after, method="apps.connections.open")

    async def test_without_a_request_url_there_is_nothing_to_verify(self, panel: Panel) -> None:
        assert (await panel.do("verify")).startswith("This app has no request_url")

    async def test_a_request_url_is_verified_on_demand(self) -> None:
        app = new_app("")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        url = f"http://127.0.0.1:{port}/slack/events"
        reached = INSTALLED.model_copy(update={"delivery": "http", "request_url": url})
        async with (
            PlaygroundServer(default_workspace(reached)) as server,
            aiohttp.ClientSession() as session,
        ):
            panel = Panel(session, server.url)
            assert "HTTP: " + url in await panel.part("app")
            assert (await panel.do("verify")).startswith("The request_url did not answer")
            async with on_http(app, port):
                assert (await panel.do("verify")).startswith("Verified")


class TestLimits:
    async def test_budgets_are_used_up_and_come_free_with_the_clock(
        self, panel: Panel, bot: AsyncWebClient, clock: Clock
    ) -> None:
        assert await panel.part("limits") == "No method that has a limit was called yet."
        for _ in range(12):
            await bot.users_info(user=ADA)
        clock.move(52)
        assert (
            "users.info 88 left 12 of 100 12 of 100 in the last minute, the oldest drops out in 8 s"
            in await panel.part("limits")
        )
        clock.move(8)
        assert "users.info 100 left" in await panel.part("limits")

    async def test_posting_has_a_budget_a_channel(
        self, panel: Panel, bot: AsyncWebClient, clock: Clock
    ) -> None:
        for number in range(5):
            await bot.chat_postMessage(channel=GENERAL, text=str(number))
        await bot.chat_postMessage(channel=PROJECTS, text="0")
        clock.move(3)
        limits = await panel.part("limits")
        assert "chat.postMessage #general 0 left" in limits
        assert "5 of 5 in the last 5 s, free again in 2 s" in limits
        assert "chat.postMessage #projects 4 left" in limits

    async def test_lifted_limits_say_so(self, panel: Panel) -> None:
        await panel.do("switch", limit_scale=0)
        assert (await panel.part("limits")).startswith("Rate limits are off.")
        assert "Rate limits: Off." in await panel.part("force")
        await panel.do("switch", limit_scale=None)
        assert (await panel.part("limits")).startswith("No method")


def test_the_figures_are_those_of_the_last_hundred() -> None:
    assert ack_times([]) is None
    assert ack_times([9_000.0, *(float(number) for number in range(1, 101))]) == AckTimes(
        100, 50.0, 95.0
    )
