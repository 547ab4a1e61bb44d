"""The kit keeps apps apart, says what they raised, and runs what a Bolt app can be."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant
from slack_sdk import WebClient

from playground import Workspace
from playground.kit import NotSeenError
from playground.timing import Timing
from tests.playground.tiny_bot import quiet_logger

SHORT = 0.3
"""Seconds that stories wait for what never comes."""
IMPATIENT = Timing(ack=0.2, retry_delays=())

Teach = Callable[[AsyncApp], None]


def new_app(ws: Workspace, **options: Any) -> AsyncApp:
    return AsyncApp(
        client=ws.web_client(),
        signing_secret=ws.signing_secret,
        logger=quiet_logger(),
        **options,
    )


def greeter(ws: Workspace) -> AsyncApp:
    app = new_app(ws)

    @app.command("/hello")
    async def hello(ack: Any, say: Any) -> None:
        await ack()
        await say("Hello!")

    return app


async def test_an_app_that_stops_leaves_the_app_of_another_workspace_alone() -> None:
    async with AsyncExitStack() as longer, Workspace() as first:
        async with first.running(greeter(first)):
            second = await longer.enter_async_context(Workspace())
            await longer.enter_async_context(second.running(greeter(second)))
            await first.person("ana").says("/hello")
            await first.message(containing="Hello!")
        await second.person("ana").says("/hello")
        await second.message(containing="Hello!")


async def test_settled_does_not_wait_for_the_app_of_another_workspace() -> None:
    async with Workspace(patience=SHORT) as busy, Workspace() as calm:
        app, begun = new_app(busy), asyncio.Event()

        @app.event("message")
        async def never_ends() -> None:
            begun.set()
            await asyncio.Event().wait()

        async with busy.running(app), calm.running(greeter(calm)):
            await busy.person("ana").says("hello")
            await begun.wait()
            await calm.person("ana").says("/hello")
            await calm.settled()
            with pytest.raises(NotSeenError, match="not done within"):
                await busy.settled()


async def test_a_sync_app_is_refused_at_once_with_a_way_out() -> None:
    async with Workspace() as ws:
        client = WebClient(token=ws.bot_token, base_url=f"{ws.url}/api/")
        app = App(client=client, signing_secret="s", token_verification_enabled=False)
        with pytest.raises(
            TypeError, match=r"takes slack_bolt's AsyncApp, not App: .* in a thread"
        ):
            async with ws.running(app):  # type: ignore[arg-type]  # that it does not fit is the test
                pass


def fails_after_its_ack(app: AsyncApp) -> None:
    @app.command("/boom")
    async def boom(ack: Any) -> None:
        await ack()
        raise RuntimeError("my bug")


def fails_in_a_lazy_function(app: AsyncApp) -> None:
    async def acknowledges(ack: Any) -> None:
        await ack()

    async def goes_on(say: Any) -> None:
        await say("So far, so good")
        raise RuntimeError("my bug")

    app.command("/boom")(ack=acknowledges, lazy=[goes_on])


def fails_in_a_middleware(app: AsyncApp) -> None:
    @app.middleware
    async def guard() -> None:
        raise RuntimeError("my bug")


def has_an_error_handler(app: AsyncApp) -> None:
    @app.error
    async def swallow(error: Exception) -> None:
        assert str(error) == "my bug"

    fails_after_its_ack(app)


@pytest.mark.parametrize(
    "teach",
    [
        fails_after_its_ack,
        fails_in_a_lazy_function,
        fails_in_a_middleware,
        has_an_error_handler,
    ],
)
@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_what_an_app_raised_is_told_where_it_is_missed(teach: Teach, delivery: Any) -> None:
    async with Workspace(delivery=delivery, timing=IMPATIENT, patience=SHORT) as ws:
        app = new_app(ws)
        teach(app)
        async with ws.running(app):
            await ws.person("ana").says("/boom")
            with pytest.raises(NotSeenError) as missing:
                await ws.message(containing="Done")
            assert "The app raised RuntimeError: my bug" in str(missing.value)
            assert missing.value.__cause__ is ws.raised[0]
            await ws.person("ana").says("and now?", channel="general")
            with pytest.raises(NotSeenError) as later:
                await ws.message(containing="Done", channel="general")
            if teach is not fails_in_a_middleware:  # that one fails at everything it hears
                assert later.value.__cause__ is None


async def test_the_apps_own_handlers_are_back_when_it_has_stopped() -> None:
    async with Workspace() as ws:
        app = greeter(ws)
        before = dict(vars(app.listener_runner))
        async with ws.running(app):
            assert vars(app.listener_runner) != before
        assert vars(app.listener_runner) == before


async def test_an_app_is_sent_only_the_events_it_is_subscribed_to() -> None:
    async with Workspace(events=["app_mention"]) as ws:
        app = new_app(ws)

        @app.event("app_mention")
        async def mentioned(say: Any) -> None:
            await say("Yes?")

        async with ws.running(app):
            await ws.person("ana").says("@Helper hello", channel="general")
            await ws.settled()
            assert [one.payload["event"]["type"] for one in ws.deliveries()] == ["app_mention"]
            await ws.message(containing="Yes?")


async def test_what_a_person_writes_is_theirs_to_go_on_with() -> None:
    async with Workspace(events=[]) as ws:
        ana, ben = ws.person("ana"), ws.person("ben")
        said = await ana.says("Lunch?", channel="general")
        assert said is not None
        assert (said.text, said.channel) == ("Lunch?", ws.channel("general"))
        answer = await ben.says("Yes", thread=said)
        assert answer is not None
        assert answer.thread_ts == said.ts
        shared = await ben.uploads("menu.txt", "Soup", thread=said)
        assert shared.payload["files"][0]["name"] == "menu.txt"
        assert [one.ts for one in said.replies] == [answer.ts, shared.ts]
        await ana.reacts(answer, "tada")
        assert [one["name"] for one in answer.payload["reactions"]] == ["tada"]
        await ana.unreacts(answer, ":tada:")
        assert "reactions" not in answer.payload


async def test_a_command_leaves_no_message() -> None:
    async with Workspace() as ws, ws.running(greeter(ws)):
        assert await ws.person("ana").says("/hello") is None


async def test_an_assistant_is_opened_and_answers_in_its_thread() -> None:
    async with Workspace() as ws:
        app, assistant = new_app(ws), AsyncAssistant()

        @assistant.thread_started
        async def opened(say: Any, get_thread_context: Any) -> None:
            context = await get_thread_context()
            await say(f"Ask me about <#{context['channel_id']}>.")

        @assistant.user_message
        async def asked(payload: dict[str, Any], say: Any) -> None:
            await say(f"You asked: {payload['text']}")

        app.use(assistant)
        async with ws.running(app):
            ana = ws.person("ana")
            thread = await ana.opens_assistant(viewing="general")
            assert await thread.reply(containing="Ask me about #general.")
            await ana.says("What is new?", thread=thread)
            answer = await thread.reply(containing="You asked: What is new?")
            assert answer.thread_ts == thread.ts
