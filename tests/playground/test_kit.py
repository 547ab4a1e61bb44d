"""The test kit tests a Bolt app as its users would, and says what was there when it is wrong."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import ValidationError
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

import playground
from playground import Workspace
from playground.kit import ApiFault, ChoiceError, NotSeenError, PlaygroundError
from playground.timing import Timing
from playground.workspace import Channel, Person, Shortcut, default_workspace
from tests.playground.preview_bot import button, plain, preview, teach
from tests.playground.tiny_bot import modal, quiet_logger

SHORT = 0.3
"""Seconds that stories wait for what never comes."""


def new_app(ws: Workspace) -> AsyncApp:
    return AsyncApp(client=ws.web_client(), signing_secret=ws.signing_secret, logger=quiet_logger())


class Office:
    """A running preview bot in a workspace, and what its modal was submitted with."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.app = new_app(ws)
        self.submitted: list[dict[str, Any]] = []
        teach(self.app, self.submitted)


@asynccontextmanager
async def office(**options: Any) -> AsyncIterator[Office]:
    async with Workspace(**options) as ws:
        opened = Office(ws)
        async with ws.running(opened.app):
            yield opened


@pytest.fixture
async def opened() -> AsyncIterator[Office]:
    async with office() as one:
        yield one


@pytest.fixture
def ws(opened: Office) -> Workspace:
    """A workspace in which the preview bot runs."""
    return opened.ws


@pytest.fixture
async def bare() -> AsyncIterator[Workspace]:
    """A workspace in which no app runs yet."""
    async with Workspace() as one:
        yield one


async def test_a_command_is_previewed_confirmed_and_seen_to_its_end(ws: Workspace) -> None:
    await ws.person("ana").says("/tiny thank them", channel="general")
    message = await ws.message(containing="Preview: thank them")
    assert message.channel == ws.channel("#general")
    assert message.buttons == ["Confirm All", "Edit", "Cancel"]
    assert message.text == "Preview"
    await message.click("Confirm All")
    await message.becomes("Sent 3 of 3")
    assert message.buttons == []
    assert [one.arguments["text"] for one in ws.calls("chat.update")] == [
        "Sent 1 of 3",
        "Sent 2 of 3",
        "Sent 3 of 3",
    ]
    assert ws.deliveries("slash_commands")[0].payload["text"] == "thank them"
    assert all(one.acknowledged for one in ws.deliveries())


async def test_the_question_before_a_click_can_be_read(ws: Workspace) -> None:
    await ws.person("ana").says("thank them")
    message = await ws.message()
    asked = await message.asks("Confirm All")
    assert asked is not None
    assert (asked.title, asked.yes) == ("Send 3 mails?", "Send")
    assert await message.asks("Edit") is None


async def test_a_modal_is_filled_in_by_label_and_by_block_id(opened: Office) -> None:
    ana = opened.ws.person("ana")
    await ana.says("thank them")
    message = await ana.message(containing="Preview")
    await message.click("Edit")
    form = await opened.ws.modal(of="ana")
    assert form.title == "Edit the mails"
    assert form.labels == ["Subject", "Day", "Kind", "Guests", "Room"]
    assert form.buttons == ["Save", "Cancel"]
    assert form.view["private_metadata"] == f"{message.channel} {message.ts}"
    values = {"Subject": "Thank you", "day": "2026-03-09", "Guests": ["@ana", "Ben"]}
    assert await form.submit({**values, "Kind": "Letter", "Room": "Red Room"}) == {}
    assert not form.is_open
    await message.becomes("Preview: Thank you")
    entered = opened.submitted[0]
    assert entered["day"]["value"]["selected_date"] == "2026-03-09"
    assert entered["guests"]["value"]["selected_users"] == ["U0ANA", "U0BEN"]
    assert entered["kind"]["value"]["selected_option"]["value"] == "letter"
    assert entered["room"]["value"]["selected_option"]["value"] == "red room"


async def test_refused_fields_are_told_by_label_and_can_be_mended(opened: Office) -> None:
    ana = opened.ws.person("ana")
    await ana.says("thank them")
    await (await ana.message()).click("Edit")
    form = await ana.modal()
    assert await form.submit({"Subject": "bad"}) == {"Subject": "Write something kinder."}
    assert form.is_open
    assert form.errors == {"Subject": "Write something kinder."}
    assert "Write something kinder." in form.shown
    assert await form.submit({"subject": ""}) == {"Subject": "Please complete this required field."}
    assert await form.click("Save") == {"Subject": "Please complete this required field."}
    await form.fill("Subject", "Kind words")
    assert await form.submit() == {}
    assert form.errors == {}
    assert [one["subject"]["value"]["value"] for one in opened.submitted] == ["Kind words"]


async def test_what_does_not_fit_a_field_is_said_before_the_app_hears_of_it(ws: Workspace) -> None:
    ana = ws.person("ana")
    await ana.says("thank them")
    await (await ana.message()).click("Edit")
    form = await ana.modal()
    with pytest.raises(ChoiceError, match="Mail, Letter"):
        await form.fill("Kind", "Pigeon")
    with pytest.raises(ChoiceError, match="YYYY-MM-DD"):
        await form.submit({"Day": "tomorrow"})
    await form.close()
    assert ana.modals == []
    with pytest.raises(PlaygroundError, match="no open modal"):
        await form.close()


def teach_a_stack(app: AsyncApp) -> None:
    @app.command("/open")
    async def opens(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        view = modal("first")
        view["blocks"].append({"type": "actions", "elements": [button("More", "more")]})
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action("more")
    async def pushes(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        view = modal("second", title=plain("Details"))
        await client.views_push(trigger_id=body["trigger_id"], view=view)


async def test_modals_stack_and_tell_what_lies_under_them(bare: Workspace) -> None:
    ws, app = bare, new_app(bare)
    teach_a_stack(app)
    async with ws.running(app):
        ben = ws.person("ben")
        await ben.says("/open")
        first = await ws.modal()
        await first.click("More")
        second = await ws.modal(containing="Details")
        assert [one.title for one in ben.modals] == ["A form", "Details"]
        assert [one.title for one in second.under] == ["A form"]
        with pytest.raises(PlaygroundError, match="on top"):
            await first.submit({"Name": "Ben"})
        await second.click("Cancel")
        assert (first.is_open, second.is_open) == (True, False)


async def test_a_menu_is_chosen_from_by_its_placeholder(ws: Workspace) -> None:
    await ws.person("ana").says("thank them")
    message = await ws.message()
    await message.choose("Page", "Page 2")
    await message.becomes("Preview: Page 2")
    await message.click("Page 1")
    await message.becomes("Preview: Page 1")
    with pytest.raises(ChoiceError, match="Page 1, Page 2"):
        await message.choose("page", "Page 3")


async def test_what_only_one_person_sees(ws: Workspace) -> None:
    await ws.person("ana").says("@Helper hello", channel="general")
    whisper = await ws.message(containing="Look into our direct messages")
    assert whisper.is_ephemeral
    with pytest.raises(PlaygroundError, match="sees no element"):
        await ws.client.press("U0BEN", action_id="x", channel=whisper.channel, ts=whisper.ts)
    assert (await ws.person("ana").message(containing="Look into")).ts == whisper.ts


async def test_nobody_sees_what_was_whispered_to_another() -> None:
    async with office(patience=SHORT) as opened:
        await opened.ws.person("ana").says("@Helper hello", channel="general")
        await opened.ws.message(containing="Look into")
        with pytest.raises(NotSeenError, match="Helper in #general, only for one person:"):
            await opened.ws.person("ben").message(containing="Look into")


def teach_threads(app: AsyncApp) -> None:
    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], say: Any) -> None:
        await say(text=f"On it, <@{event['user']}>", thread_ts=event["ts"])

    @app.event("reaction_added")
    async def reacted(event: dict[str, Any], client: Any) -> None:
        place = {"channel": event["item"]["channel"], "ts": event["item"]["ts"]}
        await client.chat_delete(**place)


async def test_threads_reactions_and_a_deleted_message(bare: Workspace) -> None:
    ws, app = bare, new_app(bare)
    teach_threads(app)
    async with ws.running(app):
        ana, ben = ws.person("ana"), ws.person("ben")
        await ana.says("@Helper deploy", channel="general")
        asked = await ws.message(containing="deploy", by="ana")
        answer = await asked.reply(containing="On it, @Ana")
        assert answer.thread_ts == asked.ts
        await ben.says("me too", thread=answer)
        assert (await asked.reply(by="ben")).text == "me too"
        assert [one.text for one in asked.replies] == ["On it, <@U0ANA>", "me too"]
        await ben.reacts(answer, ":wastebasket:")
        await answer.gone()
        assert answer.is_gone
        assert answer.text == "On it, <@U0ANA>"
        with pytest.raises(NotSeenError, match="no longer there"):
            await answer.click("Anything")


async def test_a_file_reaches_the_app(bare: Workspace) -> None:
    app = new_app(bare)

    @app.event("message")
    async def received(event: dict[str, Any], say: Any) -> None:
        await say(f"Got {event['files'][0]['name']}, {event['text']}")

    async with bare.running(app):
        ana = bare.person("ana")
        await ana.uploads("list.csv", "name\nZoë", text="as agreed")
        answer = await ana.message()
        assert answer.text == "Got list.csv, as agreed"
        sent = bare.calls("chat.postMessage")[0].answer
        assert sent is not None
        assert sent["ts"] == answer.ts


async def test_the_home_tab_is_read_and_pressed(ws: Workspace) -> None:
    home = await ws.person("ana").opens_home()
    assert "Nothing is running" in home.shown
    assert home.buttons == ["Start"]
    await home.click("Start")
    assert (await ws.message(containing="Started")).channel == ws.person("ana").dm
    await ws.web_client().views_publish(
        user_id="U0ANA", view={"type": "home", "blocks": [{"type": "section", "text": plain("Hi")}]}
    )
    await home.becomes("Hi")


async def test_shortcuts_are_used_by_name() -> None:
    here = Shortcut(callback_id="here", name="Take it", kind="message")
    shortcuts = (Shortcut(callback_id="anywhere", name="Start something"), here)
    async with Workspace(people=["ana"], shortcuts=shortcuts) as ws:
        app = new_app(ws)

        @app.shortcut("anywhere")
        async def starts(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=modal())

        @app.shortcut("here")
        async def takes(ack: Any, shortcut: dict[str, Any], say: Any) -> None:
            await ack()
            await say(f"Taken: {shortcut['message']['text']}")

        async with ws.running(app):
            ana = ws.person("ana")
            await ana.uses_shortcut("Start something")
            assert (await ws.modal()).labels == ["Name"]
            await ana.says("a task", channel="general")
            await ana.uses_shortcut("here", message=await ws.message(by="ana"))
            assert (await ws.message()).text == "Taken: a task"
            with pytest.raises(ChoiceError, match="Start something, Take it"):
                await ana.uses_shortcut("Stop")


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
