"""A script acts like a person: it waits for what it needs and clicks what now stands there."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.render import Look
from playground.server import PlaygroundServer
from playground.steps import Step, StepError, run_steps
from playground.transcript import JsonPrinter, TextPrinter
from tests.playground.conftest import HASTY
from tests.playground.preview_bot import button, option, preview, teach
from tests.playground.tiny_bot import ADA, BEN, GENERAL, on_socket

SETTLE = 0.3


@pytest.fixture
async def submitted(app: AsyncApp) -> AsyncIterator[list[dict[str, Any]]]:
    """A running preview bot, and what its modal was submitted with."""
    values: list[dict[str, Any]] = []
    teach(app, values)
    async with on_socket(app):
        yield values


class Script:
    """Runs lines such as "click Save" as Ada and keeps the events."""

    def __init__(self, slack: PlaygroundClient) -> None:
        self._slack = slack
        self.events: list[Mapping[str, Any]] = []

    async def run(self, *lines: str, user: str = ADA, patience: float = 5.0) -> None:
        steps = []
        for line in lines:
            kind, _, text = line.partition(" ")
            assert kind in {"say", "type", "click", "wait"}
            steps.append(Step(kind, text))  # type: ignore[arg-type]
        await run_steps(self._slack, user, steps, self.events.append, patience, SETTLE)

    async def texts(self) -> list[str]:
        room = await self._slack.dm(ADA)
        return [message["text"] for message in await self._slack.messages(room, ADA)]

    def named(self, event: str) -> list[Mapping[str, Any]]:
        return [one for one in self.events if one["event"] == event]


@pytest.fixture
def script(slack: PlaygroundClient, submitted: list[dict[str, Any]]) -> Script:
    assert submitted == []
    return Script(slack)


async def test_a_request_is_previewed_confirmed_and_seen_to_its_end(script: Script) -> None:
    await script.run("say thank them", "click Confirm All", "wait Sent 3 of 3")
    assert await script.texts() == ["thank them", "Sent 3 of 3"]
    assert script.named("confirm")[0]["title"] == "Send 3 mails?"
    assert script.named("message_edited")[-1]["message"]["text"] == "Sent 3 of 3"
    said = [one["text"] for one in script.named("step")]
    assert said[:2] == ["thank them", "Confirm All"]


async def test_a_modal_is_filled_in_by_its_labels(
    script: Script, submitted: list[dict[str, Any]]
) -> None:
    await script.run(
        "say thank them",
        "click Edit",
        "type Subject=Thank you",
        "type Day=2026-03-09",
        "click Letter",
        "type Guests=@Ben Silva, @dev",
        "type Room=red room",
        "click Save",
        "click Confirm All",
        "wait Sent 3 of 3",
    )
    values = submitted[0]
    assert values["subject"]["value"]["value"] == "Thank you"
    assert values["day"]["value"]["selected_date"] == "2026-03-09"
    assert values["kind"]["value"]["selected_option"]["value"] == "letter"
    assert values["guests"]["value"]["selected_users"] == ["U0BEN", "U0DEV"]
    assert values["room"]["value"]["selected_option"]["value"] == "red room"
    assert await script.texts() == ["thank them", "Sent 3 of 3"]


async def test_a_refused_field_is_told_by_its_label_and_can_be_typed_again(
    script: Script, submitted: list[dict[str, Any]]
) -> None:
    await script.run(
        "say thank them",
        "click Edit",
        "type Subject=bad",
        "click Save",
        "type Subject=Kind words",
        "click Save",
    )
    assert script.named("field_errors")[0]["errors"] == {"Subject": "Write something kinder."}
    assert submitted[0]["subject"]["value"]["value"] == "Kind words"


async def test_an_open_modal_wins_over_the_same_label_in_a_message(script: Script) -> None:
    await script.run("say thank them", "click Edit", "click Cancel")
    assert script.named("view_closed")
    assert await script.texts() == ["thank them", "Preview"]
    await script.run("click Cancel")
    assert (await script.texts())[-1] == "Cancelled; nothing was sent"


async def test_the_second_request_is_confirmed_and_not_the_first_one_again(
    script: Script,
) -> None:
    await script.run("say first", "say slow second", "click Cancel")
    assert await script.texts() == [
        "first",
        "Preview",
        "slow second",
        "Cancelled; nothing was sent",
    ]


async def test_an_option_of_a_select_is_clicked_and_the_edited_message_is_used(
    script: Script,
) -> None:
    await script.run("say thank them", "click Page 2", "click Page 1", "wait Preview: Page 1")
    assert (await script.texts())[-1] == "Page 1"


async def test_checkboxes_are_ticked_one_after_another_and_unticked_again(
    script: Script, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    room = await slack.dm(ADA)
    options = [option("One"), option("Two")]
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": options}
    await bot.chat_postMessage(
        channel=room, text="tick", blocks=[{"type": "actions", "elements": [boxes]}]
    )
    await script.run("click One", "click Two", "click One")
    assert (await script.texts())[1:] == [
        "Ticked ['one']",
        "Ticked ['one', 'two']",
        "Ticked ['two']",
    ]


class Racing(PlaygroundClient):
    """A person whose first click comes just after the app edited the message."""

    def __init__(self, url: str, edit: Callable[[], Awaitable[object]]) -> None:
        super().__init__(url)
        self._edits = [edit]

    async def press(self, user: str, **at: Any) -> None:
        while self._edits:
            await self._edits.pop()()
        await super().press(user, **at)


@pytest.mark.usefixtures("submitted")
async def test_a_button_of_a_message_that_was_edited_meanwhile_is_clicked_as_it_stands(
    server: PlaygroundServer, bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    room = await slack.dm(ADA)
    old = {"type": "actions", "elements": [button("Cancel", "an_old_cancel")]}
    posted = await bot.chat_postMessage(channel=room, text="old", blocks=[old])

    async def edit() -> None:
        await bot.chat_update(channel=room, ts=posted["ts"], text="new", blocks=preview("new"))

    async with Racing(server.url, edit) as racing:
        script = Script(racing)
        await script.run("click Cancel")
        assert await script.texts() == ["Cancelled; nothing was sent"]


async def test_a_slash_command_and_a_mention_go_where_a_person_would_write_them(
    script: Script, slack: PlaygroundClient
) -> None:
    await script.run("say /tiny tidy up", "wait Preview: tidy up")
    await script.run("say @Helper hello", "wait direct messages")
    assert script.named("ephemeral")[0]["channel"] == GENERAL
    said = (await slack.messages(GENERAL, ADA))[0]
    assert said["text"] == "<@U0PLAYBOT0> hello"


async def test_a_missing_label_names_the_step_and_what_was_there(script: Script) -> None:
    with pytest.raises(StepError) as caught:
        await script.run("say thank them", "click Approve", patience=1.0)
    assert str(caught.value) == (
        "Step 2, click Approve: Nothing is labelled 'Approve'. "
        "There is: Confirm All, Edit, Cancel, Page 1, Page 2."
    )


async def test_nothing_on_screen_is_said_as_such(script: Script) -> None:
    with pytest.raises(StepError, match="There is: no labels at all"):
        await script.run("click Approve", patience=0.5)


async def test_a_value_that_does_not_fit_says_what_would(script: Script) -> None:
    with pytest.raises(StepError, match="Write the date as YYYY-MM-DD"):
        await script.run("say thank them", "click Edit", "type Day=Monday")
    with pytest.raises(StepError, match="Write it as LABEL=VALUE"):
        await script.run("type Subject")


@pytest.mark.parametrize("timing", [HASTY])
async def test_an_app_that_does_not_answer_is_told_with_the_missing_label(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    async with on_socket(app):
        script = Script(slack)
        with pytest.raises(StepError, match="Slack said: /tiny"):
            await script.run("say /tiny x", "click Confirm", patience=1.0)


async def test_other_peoples_direct_messages_are_never_seen(
    script: Script, slack: PlaygroundClient
) -> None:
    await script.run("say a secret", user=BEN)
    seen_by_ben = len(script.named("message_posted"))
    script.events.clear()
    await script.run("say mine")
    assert seen_by_ben == 2
    assert {one["channel"] for one in script.named("message_posted")} == {await slack.dm(ADA)}


async def test_json_lines_carry_the_fields_that_scripts_read(script: Script) -> None:
    await script.run("say thank them", "click Confirm All")
    lines: list[str] = []
    for event in script.events:
        JsonPrinter(lines.append)(event)
    parsed = [json.loads(line) for line in lines]
    named = {"event", "channel", "ts", "thread_ts", "user", "text", "blocks"}
    assert all(named <= line.keys() for line in parsed)
    assert parsed[0]["text"] == "thank them"
    assert parsed[-1]["text"] == "Sent 3 of 3"
    assert all(line.endswith("\n") and "\n" not in line[:-1] for line in lines)


async def test_the_text_transcript_reads_like_a_conversation(script: Script) -> None:
    await script.run("say thank them", "click Page 2", "click Cancel")
    written: list[str] = []
    printer = TextPrinter(written.append, Look(60, names={ADA: "Ada", "U0PLAYBOT0": "Helper"}))
    for event in script.events:
        printer(event)
    assert "".join(written) == (
        "> say thank them\n\n"
        "Ada\n  thank them\n\n"
        "Helper\n  Preview: thank them\n"
        "  [1 Confirm All]  [2 Edit]  [3 Cancel]\n"
        "  [4 Page ▾]  Page 1 · Page 2\n\n"
        "> click Page 2\n\n"
        "Helper · edited\n  Preview: Page 2\n\n"
        "> click Cancel\n\n"
        "Helper · edited\n  Cancelled; nothing was sent\n\n"
    )
