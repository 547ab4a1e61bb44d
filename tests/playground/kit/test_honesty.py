"""The test kit says what was there when a story goes wrong, and leaves nothing behind."""

import asyncio
import subprocess
import sys

import pytest
from pydantic import ValidationError
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

import playground
from playground import Workspace
from playground.kit import ApiFault, ChoiceError, NotSeenError, PlaygroundError
from playground.timing import Timing
from playground.workspace import Channel, Person, default_workspace
from tests.playground.kit.office import SHORT, new_app, office
from tests.playground.preview_bot import plain, preview
from tests.playground.tiny_bot import quiet_logger


async def test_an_old_message_does_not_pass_for_the_answer() -> None:
    async with office(patience=SHORT) as opened:
        ana = opened.ws.person("ana")
        await ana.says("first")
        first = await opened.ws.message(containing="Preview: first")
        opened.ws.misbehave(api=[ApiFault(kind="server_error", method="chat.postMessage")])
        await ana.says("second")
        with pytest.raises(NotSeenError) as missing:
            await opened.ws.message(containing="Preview")
        told = str(missing.value)
        assert told.startswith("A message containing 'Preview' did not come within 0.3 s.")
        assert "Messages since the last act:\n  Ana in the direct messages of Ana:" in told
        assert "[1 Confirm All]" in told
        assert "chat.postMessage was answered with internal_error." in told
        assert (await opened.ws.message("Preview", earlier=True)).ts == first.ts


async def test_a_missing_label_is_answered_with_those_that_are_there() -> None:
    async with office(patience=SHORT) as opened:
        await opened.ws.person("ana").says("thank them")
        message = await opened.ws.message()
        with pytest.raises(NotSeenError, match=r"'Undo' in the message .*\n[^$]*Confirm All"):
            await message.click("Undo")
        await message.click("Edit")
        form = await opened.ws.modal()
        with pytest.raises(NotSeenError, match=r"'Topic' to fill in[^$]*Subject"):
            await form.fill("Topic", "x")
        with pytest.raises(NotSeenError, match="Open for Ana:"):
            await opened.ws.modal(of="ben")


async def test_an_app_that_does_not_answer_is_told_as_slack_tells_it() -> None:
    async with Workspace(people=["ana"], timing=Timing(ack=0.2), patience=SHORT) as ws:
        app = new_app(ws)

        @app.command("/slow")
        async def slow() -> None:
            """Never acknowledges."""

        async with ws.running(app):
            ana = ws.person("ana")
            await ana.says("/slow down")
            assert ana.failure == '/slow failed with the error "operation_timeout"'
            with pytest.raises(NotSeenError) as missing:
                await ws.message()
            assert "Slack told Ana: /slow failed" in str(missing.value)
            assert "The app has not acknowledged: /slow (slash_commands)." in str(missing.value)


async def test_what_slack_refuses_is_on_record(ws: Workspace) -> None:
    blocks = [{"type": "section"}]
    with pytest.raises(SlackApiError):
        await ws.web_client().chat_postMessage(channel="C0GENERAL", text="x", blocks=blocks)
    assert [(one.method, one.error) for one in ws.refused] == [
        ("chat.postMessage", "invalid_blocks")
    ]
    assert ws.refused[0].messages
    assert [one.error for one in ws.calls("chat.postMessage")] == ["invalid_blocks"]


async def test_faults_befall_the_app_until_it_is_a_good_day_again(ws: Workspace) -> None:
    ws.misbehave(
        api=[{"kind": "rate_limited", "method": "chat.postMessage", "retry_after": 7, "count": 9}],
        duplicate_deliveries=True,
    )
    await ws.person("ana").says("thank them")
    await ws.settled()
    tries = ws.calls("chat.postMessage")
    assert [(one.ok, one.error, one.status, one.fault) for one in tries] == [
        (False, "ratelimited", 429, "rate_limited")
    ] * 2
    ws.behave()
    await ws.person("ana").says("thank them")
    await ws.message(containing="Preview")
    with pytest.raises(ValidationError, match="weather"):
        ws.misbehave(weather="rain")


async def test_an_app_finds_its_way_back_after_its_socket_was_cut(ws: Workspace) -> None:
    ws.misbehave(drop_sockets=True)
    await ws.connected()
    await ws.person("ana").says("/tiny thank them")
    await ws.message(containing="Preview")


async def test_an_app_that_never_connects_is_told_so() -> None:
    async with Workspace(patience=SHORT) as ws:
        with pytest.raises(NotSeenError, match="No app has connected within"):
            await ws.connected()
    async with Workspace(delivery="http", patience=SHORT) as ws:
        await ws.connected()


async def test_settled_waits_for_listeners_that_go_on_after_their_ack(ws: Workspace) -> None:
    await ws.person("ana").says("slow thoughts")
    await ws.settled()
    assert [one.shown.splitlines()[0] for one in [await ws.message()]] == ["Preview: slow thoughts"]


async def test_nothing_is_left_when_the_app_has_stopped() -> None:
    before = asyncio.all_tasks()
    async with Workspace(patience=SHORT) as ws:
        app = new_app(ws)
        given_up = asyncio.Event()

        @app.event("message")
        async def never_ends() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                given_up.set()

        async with ws.running(app):
            await ws.person("ana").says("hello")
            with pytest.raises(NotSeenError, match="not done within"):
                await ws.settled()
        assert given_up.is_set()
        assert [task for task in asyncio.all_tasks() if "slack_" in repr(task.get_coro())] == []
        async with ws.running(new_app(ws)):
            assert ws.calls("apps.connections.open")[-1].ok
    assert asyncio.all_tasks() == before


async def test_an_app_of_the_real_slack_is_not_let_in() -> None:
    async with Workspace() as ws:
        stray = AsyncApp(token="xoxb-real", signing_secret="s", logger=quiet_logger())
        with pytest.raises(RuntimeError, match=r"would call https://.*ws\.web_client"):
            async with ws.running(stray):
                pass


async def test_deliveries_go_to_a_request_url_with_a_signature() -> None:
    async with office(delivery="http") as opened:
        ws = opened.ws
        assert ws.request_url is not None
        assert await ws.client.verify_url()
        await ws.person("ana").says("/tiny thank them", channel="general")
        message = await ws.message(containing="Preview: thank them")
        await message.click("Cancel")
        await message.becomes("Cancelled")
        assert ws.calls("apps.connections.open") == []
    async with Workspace(request_url="http://127.0.0.1:1/events") as ws:
        assert ws.model.app.delivery == "http"


async def test_a_secret_that_does_not_match_is_noticed() -> None:
    async with Workspace(delivery="http", patience=SHORT) as ws:
        app = AsyncApp(client=ws.web_client(), signing_secret="other", logger=quiet_logger())
        async with ws.running(app):
            await ws.person("ana").says("/tiny thanks")
        assert ws.person("ana").failure == '/tiny failed with the error "dispatch_failed"'


async def test_a_ready_model_and_its_people() -> None:
    async with Workspace(of=default_workspace(), now=lambda: 1_750_000_000.0) as ws:
        assert ws.person("chloe").name == "Chloe Martin"
        assert ws.person("Ben Silva").id == "U0BEN"
        assert ws.person("sana").dm == ""
        with pytest.raises(ChoiceError, match="Ada Okafor"):
            ws.person("zoe")
        with pytest.raises(LookupError, match="#general, #projects, #random"):
            ws.channel("nowhere")
        with pytest.raises(ChoiceError, match="#general"):
            await ws.person("chloe").says("hi", channel="random")
        with pytest.raises(PlaygroundError, match="not a command"):
            await ws.person("ada").says("/anything")
        posted = await ws.web_client().chat_postMessage(channel="C0GENERAL", text="hi")
        assert str(posted["ts"]).startswith("1750000000.")


async def test_people_and_channels_can_be_models_too() -> None:
    zoe = Person(id="U0ZOE", name="zoe", real_name="Zoë Ray", is_admin=True, tz="Asia/Tokyo")
    private = Channel(id="G0SECRET", name="secret", members=("U0ZOE",), is_private=True)
    async with Workspace(people=["Ana María", zoe], channels=["plans", private]) as ws:
        assert ws.person("zoe").name == "Zoë Ray"
        assert ws.person("ana").name == "Ana María"
        assert ws.model.channels[0].members == ("U0ANAMARA", "U0ZOE", ws.model.app.bot_user_id)
        await ws.person("zoe").says("hush", channel="secret")
        assert (await ws.message(by="zoe")).channel == "G0SECRET"
        assert ws.deliveries("events") == []


async def test_a_workspace_is_used_inside_its_block() -> None:
    ws = Workspace()
    with pytest.raises(RuntimeError, match="async with Workspace"):
        ws.person("ana")
    with pytest.raises(RuntimeError, match="async with Workspace"):
        ws.web_client()
    assert "Workspace" in playground.__all__
    with pytest.raises(AttributeError, match="Nobody"):
        playground.Nobody  # noqa: B018 - asking for it is the test


def test_who_only_serves_does_not_wait_for_the_kit() -> None:
    program = (
        "import sys, playground.__main__; "
        "print([one for one in sys.modules if one.startswith(('playground.kit', 'slack_'))])"
    )
    ran = subprocess.run(  # noqa: S603 - a program written here
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


async def test_a_message_with_inputs_and_ticks(ws: Workspace) -> None:
    ticks = {
        "type": "checkboxes",
        "action_id": "boxes",
        "options": [{"text": plain(one), "value": one} for one in ("a", "b")],
    }
    row = {"type": "actions", "elements": [ticks]}
    await ws.web_client().chat_postMessage(
        channel=ws.channel("general"), text="Tick", blocks=preview("x", row)
    )
    message = await ws.message(channel="general")
    await message.choose("boxes", ["a", "b"], by="ben")
    assert (await ws.message()).text == "Ticked ['a', 'b']"
    await message.click("a", by="ben")
    assert (await ws.message()).text == "Ticked ['b']"
