"""People talk to the app in a terminal, or pipe lines into it."""

import asyncio
import io
import os
import pty
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, Self

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.terminal import converse
from playground.terminal.display import Display
from playground.terminal.talk import newest_of_each
from tests.playground.preview_bot import preview, teach
from tests.playground.tiny_bot import ADA, GENERAL, on_socket

SETTLE = 0.3


@pytest.fixture
async def submitted(app: AsyncApp) -> AsyncIterator[list[dict[str, Any]]]:
    """A running preview bot, and what its modal was submitted with."""
    values: list[dict[str, Any]] = []
    teach(app, values)
    async with on_socket(app):
        yield values


async def piped(slack: PlaygroundClient, *lines: str) -> str:
    """Pipe lines into the conversation as Ada; what it wrote until the input ended."""
    source, sink = io.StringIO("".join(f"{line}\n" for line in lines)), io.StringIO()
    await converse(slack, ADA, source, sink, {}, SETTLE)
    return sink.getvalue()


@pytest.mark.usefixtures("submitted")
async def test_piped_lines_are_said_and_numbers_press_buttons(slack: PlaygroundClient) -> None:
    written = await piped(slack, "thank them", "1", "y")
    assert written == (
        "Lighthouse Works · you are Ada Okafor, writing to Helper. :help for more\n\n"
        "Ada Okafor\n  thank them\n\n"
        "Helper\n  Preview: thank them\n"
        "  [1 Confirm All]  [2 Edit]  [3 Cancel]\n"
        "  [4 Page ▾]  Page 1 · Page 2\n\n"
        "Send 3 mails?\nThis cannot be undone.\n\n"
        "Helper · edited\n  Sent 3 of 3\n\n"
    ) or written.endswith("Helper · edited\n  Sent 3 of 3\n\n")
    assert "Send 3 mails?" in written


@pytest.mark.usefixtures("submitted")
async def test_a_question_that_is_denied_presses_nothing(slack: PlaygroundClient) -> None:
    written = await piped(slack, "thank them", "1", "no")
    assert "Nothing was pressed." in written
    assert "Sent" not in written


@pytest.mark.usefixtures("submitted")
async def test_a_menu_offers_its_options_by_number(slack: PlaygroundClient) -> None:
    written = await piped(slack, "thank them", "4", "2")
    assert "  1  Page 1\n  2  Page 2\n" in written
    assert "Helper · edited\n  Preview: Page 2\n" in written


@pytest.mark.usefixtures("submitted")
async def test_a_number_whose_button_is_gone_presses_nothing_and_says_so(
    slack: PlaygroundClient,
) -> None:
    written = await piped(slack, "thank them", "3", "3")
    assert "Cancelled; nothing was sent" in written
    assert "Button 3 is no longer there." in written
    texts = [one["text"] for one in await slack.messages(await slack.dm(ADA), ADA)]
    assert texts == ["thank them", "Cancelled; nothing was sent"]


@pytest.mark.usefixtures("submitted")
async def test_two_messages_never_share_a_number(slack: PlaygroundClient) -> None:
    written = await piped(slack, "first", "second", "7")
    assert "[5 Confirm All]  [6 Edit]  [7 Cancel]" in written
    texts = [one["text"] for one in await slack.messages(await slack.dm(ADA), ADA)]
    assert texts == ["first", "Preview", "second", "Cancelled; nothing was sent"]


async def test_a_modal_asks_its_inputs_one_after_another(
    slack: PlaygroundClient, submitted: list[dict[str, Any]]
) -> None:
    answers = ("", "2026-03-09", "2", "@Ben Silva", "Red Room")
    written = await piped(slack, "thank them", "2", *answers, "6")
    values = submitted[0]
    assert values["subject"]["value"]["value"] == "Hello"
    assert values["day"]["value"]["selected_date"] == "2026-03-09"
    assert values["kind"]["value"]["selected_option"]["text"]["text"] == "Letter"
    assert values["guests"]["value"]["selected_users"] == ["U0BEN"]
    assert values["room"]["value"]["selected_option"]["text"]["text"] == "Red Room"
    assert "╭─ Edit the mails ─" in written
    assert "  1  Mail\n  2  Letter\n" in written
    assert "[6 Save]  [7 Cancel]" in written


async def test_a_refused_field_is_marked_and_asked_again(
    slack: PlaygroundClient, submitted: list[dict[str, Any]]
) -> None:
    written = await piped(slack, "thank them", "2", "bad", "", "", "", "", "6", "good", "6")
    assert "! Write something kinder." in written
    assert submitted[0]["subject"]["value"]["value"] == "good"


async def test_a_wrong_answer_is_explained_and_asked_again(
    slack: PlaygroundClient, submitted: list[dict[str, Any]]
) -> None:
    written = await piped(
        slack, "thank them", "2", "Hi", "Monday", "2026-03-09", "", "", "pink", "red room", "6"
    )
    assert "Write the date as YYYY-MM-DD, for example 2026-03-09." in written
    assert "Found: nothing. Write one of them in full." in written
    assert submitted[0]["day"]["value"]["selected_date"] == "2026-03-09"


async def test_a_modal_can_be_left_by_its_close_button(
    slack: PlaygroundClient, submitted: list[dict[str, Any]]
) -> None:
    written = await piped(slack, "thank them", "2", "", "", "", "", "", "9", "7", "bye")
    assert "Write a number from 1 to 7." in written
    assert "Closed: Edit the mails" in written
    assert submitted == []
    assert await slack.views(ADA) == []
    assert "Preview: bye" in written


@pytest.mark.usefixtures("submitted")
async def test_commands_change_person_and_place(slack: PlaygroundClient) -> None:
    written = await piped(
        slack, ":help", ":as nobody", ":as Ben Silva", ":channel general", "hello all", ":dance"
    )
    assert ":quit" in written
    assert "There is no @nobody." in written
    assert "you are Ben Silva" in written
    assert "There is no :dance." in written
    assert [one["text"] for one in await slack.messages(GENERAL)] == ["hello all"]


@pytest.mark.usefixtures("submitted")
async def test_a_mention_goes_to_a_channel_and_quit_ends_before_the_next_line(
    slack: PlaygroundClient,
) -> None:
    written = await piped(slack, "@Helper hello", ":quit", "not said")
    assert "Ada Okafor · #general\n  @Helper hello" in written
    assert "Helper · #general · only you see this" in written
    assert "not said" not in written


async def test_a_home_tab_that_is_not_there_is_said(
    slack: PlaygroundClient, submitted: list[dict[str, Any]]
) -> None:
    assert submitted == []
    assert "The app has not published a home tab." in await piped(slack, ":home")


async def test_a_cancelled_conversation_ends_at_once(slack: PlaygroundClient) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as source, os.fdopen(writing, "w"):
        talking = asyncio.create_task(converse(slack, ADA, source, io.StringIO(), {}, SETTLE))
        await asyncio.sleep(0)
        talking.cancel()
        async with asyncio.timeout(2):
            assert isinstance(
                (await asyncio.gather(talking, return_exceptions=True))[0], BaseException
            )
        assert [one for one in asyncio.all_tasks() if one.get_name() == "playground-terminal"] == []


class Terminal:
    """A real pseudo-terminal with somebody at it."""

    def __init__(self) -> None:
        self._person, program = pty.openpty()
        self.stdin = os.fdopen(program)
        self.stdout = os.fdopen(os.dup(program), "w")
        self.shown = ""
        self._new = asyncio.Event()

    def __enter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._person, self._read)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._person)
        self.stdout.close()
        os.close(self._person)

    def type(self, line: str) -> None:
        os.write(self._person, f"{line}\n".encode())

    async def until(self, text: str) -> None:
        """Wait until `text` was shown; fails after five seconds."""
        async with asyncio.timeout(5):
            while text not in self.shown:
                self._new.clear()
                await self._new.wait()

    def _read(self) -> None:
        self.shown += os.read(self._person, 65_536).decode(errors="replace")
        self._new.set()


async def _at_terminal(
    slack: PlaygroundClient, bot: AsyncWebClient, environ: Mapping[str, str]
) -> str:
    """Ada watches a progress message being edited, then quits."""
    room = await slack.dm(ADA)
    with Terminal() as terminal:
        talking = asyncio.create_task(
            converse(slack, ADA, terminal.stdin, terminal.stdout, environ)
        )
        await terminal.until("Ada Okafor > ")
        posted = await bot.chat_postMessage(channel=room, text="*Sent* 0 of 3")
        await terminal.until("0 of 3")
        for done in (1, 2, 3):
            await bot.chat_update(channel=room, ts=posted["ts"], text=f"*Sent* {done} of 3")
        await terminal.until("3 of 3")
        terminal.type(":quit")
        async with asyncio.timeout(5):
            await talking
        return terminal.shown


async def test_progress_is_drawn_in_place_and_not_twenty_times(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    shown = await _at_terminal(slack, bot, {})
    assert "\x1b[3A\x1b[J" in shown  # back over heading, text and the empty line
    assert "edited" not in shown
    assert len(re.findall(r"\x1b\[\d+A", shown)) < 3
    assert "\x1b[1mSent\x1b[0m" in shown


async def test_no_color_is_honoured(slack: PlaygroundClient, bot: AsyncWebClient) -> None:
    shown = await _at_terminal(slack, bot, {"NO_COLOR": "1"})
    assert re.findall(r"\x1b\[[\d;]*m", shown) == []
    assert "Sent 3 of 3" in shown


async def test_an_edit_is_told_anew_once_the_person_wrote_below_it(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    room = await slack.dm(ADA)
    with Terminal() as terminal:
        talking = asyncio.create_task(converse(slack, ADA, terminal.stdin, terminal.stdout, {}))
        await terminal.until("Ada Okafor > ")
        posted = await bot.chat_postMessage(channel=room, text="p", blocks=preview("old"))
        await terminal.until("Page 2")
        terminal.type("and more")
        await terminal.until("and more")
        async with asyncio.timeout(5):
            while len(await slack.messages(room, ADA)) < 2:
                await asyncio.sleep(0.01)
        await bot.chat_update(channel=room, ts=posted["ts"], text="done", blocks=[])
        await terminal.until("edited")
        await terminal.until("done")
        assert "\x1b[J" not in terminal.shown
        terminal.type(":quit")
        await talking


def test_of_several_edits_only_the_last_is_shown_and_nothing_else_is_lost() -> None:
    def edit(ts: str, text: str) -> dict[str, Any]:
        return {"event": "message_edited", "channel": "D1", "ts": ts, "text": text}

    posted = {"event": "message_posted", "channel": "D1", "ts": "3"}
    batch = [edit("1", "a"), posted, edit("2", "b"), edit("1", "c"), posted]
    assert newest_of_each(batch) == [posted, edit("2", "b"), edit("1", "c"), posted]


def test_a_block_higher_than_the_screen_is_not_drawn_over() -> None:
    written: list[str] = []
    display = Display(written.append, lambda: 5, interactive=True)
    display.show(["one"], "key")
    assert display.can_redraw("key")
    assert not display.can_redraw("other")
    display.show(["line"] * 9, "key")
    assert not display.can_redraw("key")
    display.show(["line"], "key")
    display.entered()
    assert not display.can_redraw("key")
