"""The page as it is asked for: who sees what, in what order, and what may never be seen."""

import json
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.page.assets import CONTENT_SECURITY_POLICY
from playground.server import PlaygroundServer
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import ADA, BEN, GENERAL, LEE, PROJECTS, SANA, button


class Browser:
    """Fetches pages, and follows a window as live.js does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def page(self, path: str, status: int = 200) -> str:
        async with self._session.get(self._url + path) as answer:
            assert answer.status == status, await answer.text()
            self.headers = answer.headers
            self.at = str(answer.url.relative())
            return await answer.text()

    async def frames(
        self, user: str, room: str, after: int, more: str = ""
    ) -> list[dict[str, str]]:
        """The first batch of changes after that place of the feed."""
        address = f"{self._url}/as/{user}/live?room={room}&after={after}{more}"
        async with self._session.ws_connect(address) as socket:
            frames: list[dict[str, str]] = json.loads((await socket.receive(timeout=5)).data)
        return frames


@pytest.fixture
async def browser(server: PlaygroundServer) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession() as session:
        yield Browser(session, server.url)


def html_of(frames: list[dict[str, str]]) -> str:
    return " ".join(frame.get("html", "") for frame in frames)


async def test_the_address_alone_leads_to_the_first_person_and_the_app(browser: Browser) -> None:
    text = await browser.page("/")
    assert browser.at == f"/as/{ADA}/app"
    assert "Messages in Helper" in text
    assert browser.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


async def test_what_was_written_is_there_with_its_author_and_day(
    browser: Browser, slack: PlaygroundClient
) -> None:
    await slack.say(BEN, "Good morning", GENERAL)
    text = await browser.page(f"/as/{ADA}/{GENERAL}")
    assert "Good morning" in text
    assert "Ben Silva" in text
    assert "Today" in text


async def test_what_people_and_apps_write_never_becomes_markup(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    await slack.say(BEN, hostile, GENERAL)
    await bot.chat_postMessage(
        channel=GENERAL,
        text=hostile,
        blocks=[{"type": "header", "text": {"type": "plain_text", "text": hostile}}],
    )
    text = await browser.page(f"/as/{ADA}/{GENERAL}")
    assert "alert(1)" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (f"/as/{ADA}/C0NOWHERE", "cannot see it"),
        (f"/as/{BEN}/C0RANDOM2", "cannot see it"),
        ("/as/U0NOBODY/app", "nobody with the id"),
        (f"/as/{LEE}/app", "deactivated"),
    ],
)
async def test_an_address_that_leads_nowhere_says_so(browser: Browser, path: str, why: str) -> None:
    assert why in await browser.page(path, status=404)


async def test_nobody_reads_the_direct_messages_of_somebody_else(
    browser: Browser, slack: PlaygroundClient
) -> None:
    await slack.say(BEN, "for the app alone")
    room = await slack.dm(BEN)
    assert "for the app alone" in await browser.page(f"/as/{BEN}/app")
    await browser.page(f"/as/{ADA}/{room}", status=404)
    assert "for the app alone" not in await browser.page(f"/as/{ADA}/app")


async def test_a_stranger_sees_the_shared_channel_and_no_app(browser: Browser) -> None:
    text = await browser.page(f"/as/{SANA}/app")
    assert "Messages in #projects" in text
    assert "Other organisation" in text


async def test_an_ephemeral_is_only_on_its_addressees_screen(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    before = await slack.seq()
    await bot.chat_postEphemeral(channel=GENERAL, user=ADA, text="psst")
    assert "Only visible to you" in html_of(await browser.frames(ADA, GENERAL, before))
    assert "psst" in await browser.page(f"/as/{ADA}/{GENERAL}")
    assert "psst" not in await browser.page(f"/as/{BEN}/{GENERAL}")
    await bot.chat_postMessage(channel=GENERAL, text="for all")
    seen = html_of(await browser.frames(BEN, GENERAL, before))
    assert "for all" in seen
    assert "psst" not in seen


async def test_new_edited_and_deleted_messages_come_by_themselves(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    start = await slack.seq()
    ts = (await bot.chat_postMessage(channel=GENERAL, text="one of two"))["ts"]
    put = (await browser.frames(ADA, GENERAL, start))[0]
    assert (put["op"], put["list"]) == ("put", "log")
    assert "one of two" in put["html"]

    posted = await slack.seq()
    await bot.chat_update(channel=GENERAL, ts=ts, text="two of two")
    swap, said, *_ = await browser.frames(ADA, GENERAL, posted)
    assert (swap["op"], swap["id"]) == ("swap", put["id"])
    assert said == {"op": "say", "text": "Helper changed a message: two of two"}

    edited = await slack.seq()
    await bot.chat_delete(channel=GENERAL, ts=ts)
    drop = (await browser.frames(ADA, GENERAL, edited))[0]
    assert drop == {"op": "drop", "id": put["id"]}


async def test_many_edits_at_once_are_drawn_once(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    ts = (await bot.chat_postMessage(channel=GENERAL, text="0 done"))["ts"]
    start = await slack.seq()
    for done in range(20):
        await bot.chat_update(channel=GENERAL, ts=ts, text=f"{done} done")
    frames = await browser.frames(ADA, GENERAL, start)
    swaps = [frame for frame in frames if frame["op"] == "swap"]
    assert len(swaps) == 1
    assert "19 done" in swaps[0]["html"]


async def test_a_reply_stands_in_its_thread_and_is_counted_in_the_channel(
    browser: Browser, slack: PlaygroundClient
) -> None:
    ts = (await slack.say(ADA, "Shall we?", GENERAL))["ts"]
    start = await slack.seq()
    await slack.say(BEN, "Gladly", GENERAL, thread_ts=ts)
    frames = await browser.frames(ADA, GENERAL, start, f"&thread={ts}")
    in_channel = [frame for frame in frames if frame.get("id", "").startswith("m-")]
    in_thread = [frame for frame in frames if frame.get("list") == "thread-log"]
    assert "1 reply" in html_of(in_channel)
    assert "Gladly" in html_of(in_thread)
    text = await browser.page(f"/as/{ADA}/{GENERAL}")
    assert "Gladly" not in text.split('id="thread"')[0]


async def test_what_is_unread_is_marked_until_it_was_looked_at(
    browser: Browser, slack: PlaygroundClient
) -> None:
    await slack.say(BEN, "@Ada Okafor a word?", GENERAL)
    await slack.say(BEN, "Anybody?", PROJECTS)
    elsewhere = await browser.page(f"/as/{ADA}/app")
    assert ", 1 unread" in elsewhere  # the mention in #general
    assert elsewhere.count('class="unread"') == 2
    await browser.page(f"/as/{ADA}/{GENERAL}")
    assert (await browser.page(f"/as/{ADA}/app")).count('class="unread"') == 1
    assert 'class="unread"' not in await browser.page(f"/as/{BEN}/app")


async def test_earlier_messages_come_a_page_at_a_time_and_none_twice(
    browser: Browser, slack: PlaygroundClient
) -> None:
    for number in range(130):
        await slack.say(BEN, f"number {number} of many", GENERAL)
    text = await browser.page(f"/as/{ADA}/{GENERAL}")
    pages = [text]
    while 'data-earlier="1"' in pages[-1] or browser.headers.get("X-Earlier") == "1":
        first = pages[-1].split('data-ts="')[1].split('"')[0]
        pages.append(await browser.page(f"/as/{ADA}/{GENERAL}/earlier?before={first}"))
    everything = " ".join(pages)
    assert len(pages) == 3
    assert all(everything.count(f"number {one} of many") == 1 for one in range(130))


async def test_a_permalink_opens_the_message_where_it_stands(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    old = (await slack.say(BEN, "the old one", GENERAL))["ts"]
    for number in range(300):
        await slack.say(BEN, f"later {number}", GENERAL)
    clock.move(5)
    link = (await bot.chat_getPermalink(channel=GENERAL, message_ts=old))["permalink"]
    text = await browser.page("/archives/" + str(link).partition("/archives/")[2])
    assert "the old one" in text
    assert "Go to the newest messages" in text
    assert "later 299" not in text


async def test_a_window_from_before_a_restart_is_told_to_load_again(browser: Browser) -> None:
    assert await browser.frames(ADA, GENERAL, 10_000) == [{"op": "reload"}]


async def test_a_choice_in_a_message_is_still_there_after_a_reload(
    browser: Browser, slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    choice = button("unused")
    choice["elements"] = [
        {
            "type": "static_select",
            "action_id": "colour",
            "options": [
                {"text": {"type": "plain_text", "text": name}, "value": name}
                for name in ("Amber", "Blue")
            ],
        }
    ]
    await bot.chat_postMessage(channel=GENERAL, text="Which?", blocks=[choice])
    option = {"selected_option": {"value": "Blue"}}
    await slack.press(ADA, action_id="colour", channel=GENERAL, selection=option)
    chosen = re.compile(r'<option value="Blue"[^>]*selected')
    assert chosen.search(await browser.page(f"/as/{ADA}/{GENERAL}"))
    assert not chosen.search(await browser.page(f"/as/{BEN}/{GENERAL}"))
