"""The builders' panel: what the app and Slack say to each other, and bad days made to order."""

import re

import pytest
from playwright.async_api import Locator, expect
from slack_sdk.errors import SlackApiError

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.scenario.world import SALES, World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


def line(desk: Desk, *texts: str) -> Locator:
    """The newest line of the activity with all of the texts."""
    lines = desk.builder.get_by_role("list", name="Activity, newest first").locator("> li")
    for text in texts:
        lines = lines.filter(has_text=text)
    return lines.first


async def test_a_delivery_and_the_calls_it_brings_are_shown(world: World, sam: Desk) -> None:
    await sam.page.get_by_role("link", name="Builder").click()
    await sam.is_ready()
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message("Email 12 people"), "Confirm All")

    heard = line(sam, "To the app", "message")
    await expect(heard.locator(".trace-end")).to_have_text(re.compile(r"ms"))
    await heard.locator("summary").click()
    await sam.sees(heard, FOLLOW_UP, '"event"')

    posted = line(sam, "From the app", "chat.postMessage")
    await posted.locator("summary").click()
    await sam.sees(posted, "Email 12 people", '"ok": true')
    await expect(posted).not_to_contain_text("xoxb-")
    await sam.presses("Confirm All")
    await sam.sees(line(sam, "To the app", "block_actions"), "ms")
    still_open = line(sam, "From the app", "chat.postMessage", "Email 12 people")
    await expect(still_open.locator("details[open]")).to_have_count(1)
    await world.settled()


async def test_a_refused_payload_is_shown_with_its_reason(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=f"{SALES}?builder=1")
    block = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await world.bot().chat_postMessage(channel=SALES, text="Too long", blocks=[block])
    refused = line(sam, "Refused", "chat.postMessage")
    await refused.locator("summary").click()
    await sam.sees(refused, "invalid_blocks", "3001")
    await sam.builder.get_by_label("Only lines of this kind").select_option("Refused")
    await expect(line(sam, "From the app")).to_be_hidden()
    await expect(refused).to_be_visible()


async def test_a_fault_set_there_befalls_the_next_call(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path=f"{SALES}?builder=1")
    await sam.builder.get_by_role("tab", name="Faults").click()
    await sam.builder.get_by_label("To which method").fill("chat.postMessage")
    await sam.builder.get_by_label("What happens").select_option("429, too many calls")
    await sam.presses("Add", sam.builder)
    await sam.sees(sam.builder.get_by_role("tabpanel"), "chat.postMessage")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await world.bot().chat_postMessage(channel=SALES, text="Too fast")
    await world.bot().chat_postMessage(channel=SALES, text="Fine again")
    await sam.sees(sam.message(), "Fine again")
    await expect(sam.messages("Too fast")).to_have_count(0)
    await sam.builder.get_by_role("tab", name="Activity").click()
    await sam.sees(line(sam, "chat.postMessage", "429"), "chat.postMessage")


async def test_a_delivery_is_repeated_and_has_one_effect(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await sam.builder.get_by_role("tab", name="Faults").click()
    await sam.presses("Repeat the last event", sam.builder)
    await expect(sam.toast).to_be_visible()
    await world.settled()
    await expect(sam.messages("Email 12 people")).to_have_count(1)


async def test_the_app_comes_back_when_its_sockets_are_dropped(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.builder.get_by_role("tab", name="Faults").click()
    await sam.presses("Drop the sockets", sam.builder)
    await expect(sam.toast).to_be_visible()
    await sam.builder.get_by_role("tab", name="App").click()
    await sam.sees(sam.builder.get_by_role("tabpanel"), "1 connection")
    await world._server.hub.sockets.ready()
    await sam.writes(FOLLOW_UP)
    await sam.sees(sam.message("Email 12 people"), "Confirm All")
    await world.settled()


async def test_a_filter_without_a_match_says_so_and_is_cleared(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.writes(FOLLOW_UP)
    await expect(line(sam, "chat.postMessage")).to_be_visible()
    await sam.builder.get_by_label("Only lines with this text").fill("zzzz")
    await sam.sees(sam.builder, "No line has “zzzz”.")
    await expect(line(sam, "chat.postMessage")).to_be_hidden()
    await sam.presses("Clear the filter", sam.builder)
    await expect(line(sam, "chat.postMessage")).to_be_visible()
    await expect(sam.builder.get_by_label("Only lines with this text")).to_be_focused()
    await world.settled()


async def test_a_switch_says_what_it_did_and_a_token_is_copied(
    world: World, desk: OpenDesk
) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.builder.get_by_role("tab", name="Faults").click()
    await sam.builder.get_by_label("Deliver everything twice").check()
    await sam.sees(sam.toast.last, "Everything is delivered twice.")
    await sam.builder.get_by_label("Deliver everything twice").uncheck()
    await sam.sees(sam.toast.last, "Everything is delivered once.")
    await sam.builder.get_by_role("tab", name="App").click()
    button = sam.builder.get_by_role("button", name="Copy the bot token")
    await button.click()
    await expect(button).to_have_text("Copied")
    copied = await sam.measures("() => navigator.clipboard.readText()")
    assert copied == world._server.hub.app.bot_token
    await expect(sam.builder).not_to_contain_text(copied)


async def test_the_tabs_are_walked_with_the_arrow_keys(world: World, desk: OpenDesk) -> None:
    sam = await desk(world, path="app?builder=1")
    await sam.builder.get_by_role("tab", name="Activity").focus()
    for name in ("Limits", "Faults", "App", "Activity"):
        await sam.page.keyboard.press("ArrowRight")
        tab = sam.builder.get_by_role("tab", name=name)
        await expect(tab).to_be_focused()
        await expect(tab).to_have_attribute("aria-selected", "true")
        await expect(sam.builder.get_by_role("tabpanel", name=name)).to_be_visible()
