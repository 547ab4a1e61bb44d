"""The test kit tests a Bolt app as its users would."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from playground import Workspace
from playground.kit import ChoiceError, NotSeenError, PlaygroundError
from playground.workspace import Shortcut
from tests.playground.kit.office import SHORT, Office, new_app, office
from tests.playground.preview_bot import button, plain
from tests.playground.tiny_bot import modal


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
