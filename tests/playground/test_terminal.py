"""People talk to the app in a terminal, or pipe lines into it."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from playground.client import PlaygroundClient
from playground.terminal import converse
from tests.playground.preview_bot import teach
from tests.playground.tiny_bot import ADA, GENERAL, on_socket

SETTLE = 0.4


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
    assert written.startswith(
        "Lighthouse Works · you are Ada Okafor, writing to Helper. :help for more\n\n"
        "Ada Okafor\n  thank them\n\n"
        "Helper\n  Preview: thank them\n"
        "  [1 Confirm All]  [2 Edit]  [3 Cancel]  [4 Page ▾]  Page 1 · Page 2\n\n"
        "Send 3 mails?\nThis cannot be undone.\n\n"
        "Helper · edited\n"
    )
    assert written.endswith("Helper · edited\n  Sent 3 of 3\n\n")


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
async def test_an_empty_line_leaves_a_menu_as_it_is(slack: PlaygroundClient) -> None:
    written = await piped(slack, "thank them", "4", "")
    assert "Nothing was pressed." in written
    assert "edited" not in written


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
    assert (await slack.messages(GENERAL))[0]["text"] == "hello all"


@pytest.mark.usefixtures("submitted")
async def test_a_mention_goes_to_a_channel_and_quit_ends_before_the_next_line(
    slack: PlaygroundClient,
) -> None:
    written = await piped(slack, "@Helper hello", ":quit", "not said")
    assert "Ada Okafor · #general\n  @Helper hello" in written
    assert "Helper · #general · only you see this" in written
    assert "not said" not in written


@pytest.mark.usefixtures("submitted")
async def test_the_home_tab_is_shown_when_asked_for_and_its_buttons_work(
    slack: PlaygroundClient,
) -> None:
    written = await piped(slack, ":home", "1")
    assert "Nothing is running\n[1 Start]\n" in written
    assert "Helper\n  Started\n" in written
