"""Rooms in which much was written: what a call or a window costs must not grow with them."""

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from playground.room_log import Post, RoomLog
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, BEN, GENERAL
from tests.playground.work import counted

FEW, MANY = 100, 3_000


@pytest.fixture
def bot(bot: AsyncWebClient, server: PlaygroundServer) -> AsyncWebClient:
    server.hub.limits.rescale(0)
    return bot


def fill(server: PlaygroundServer, messages: int) -> str:
    """Write so many messages, every tenth a thread with a reply; returns the last such thread."""
    rooms, thread = server.hub.conversations, ""
    for number in range(messages):
        post = rooms.post(GENERAL, {"user": ADA, "text": f"message {number}"})
        if number % 10 == 0:
            thread = post.ts
            rooms.post(GENERAL, {"user": BEN, "text": "I see", "thread_ts": thread})
    return thread


async def test_a_page_of_a_long_history_costs_no_more_than_one_of_a_short(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    costs = []
    for messages in (FEW, MANY):
        fill(server, messages)
        await bot.conversations_history(channel=GENERAL, limit=10)
        with counted() as work:
            await bot.conversations_history(channel=GENERAL, limit=10)
        costs.append(work.calls)
    assert costs[1] < costs[0] * 1.5


async def test_a_thread_costs_the_same_in_a_room_of_any_size(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    costs = []
    for messages in (FEW, MANY):
        thread = fill(server, messages)
        await bot.conversations_replies(channel=GENERAL, ts=thread)
        with counted() as work:
            found = await bot.conversations_replies(channel=GENERAL, ts=thread)
        assert [message["text"] for message in found["messages"]][1:] == ["I see"]
        costs.append(work.calls)
    assert costs[1] < costs[0] * 1.5


async def test_an_edit_costs_an_open_window_the_same_in_a_room_of_any_size(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    costs = []
    for messages in (FEW, MANY):
        fill(server, messages)
        ts = str((await bot.chat_postMessage(channel=GENERAL, text="0 %"))["ts"])
        hub = server.hub
        hub.reads.mark(ADA, hub.room_of(hub.actor(ADA), GENERAL))
        address = f"{server.url}/as/{ADA}/live?room={GENERAL}&after={hub.feed.seq}"
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as window:
            for done in ("20 %", "50 %"):  # templates are read for the first one
                with counted() as work:
                    await bot.chat_update(channel=GENERAL, ts=ts, text=done)
                    assert done in (await window.receive(timeout=5)).data
        costs.append(work.calls)
    assert costs[1] < costs[0] * 1.5


async def test_history_leads_from_page_to_page_and_keeps_within_the_moments_asked_for(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    fill(server, 25)
    pages: list[list[str]] = []
    cursor = ""
    while not pages or cursor:
        answer = await bot.conversations_history(channel=GENERAL, limit=10, cursor=cursor)
        pages.append([message["text"] for message in answer["messages"]])
        cursor = answer["response_metadata"]["next_cursor"]
    newest_first = [f"message {number}" for number in reversed(range(25))]
    assert sum(pages, []) == newest_first  # noqa: RUF017 - three short lists
    newest = (await bot.conversations_history(channel=GENERAL))["messages"]
    moments = {"latest": newest[2]["ts"], "oldest": newest[5]["ts"]}
    between = await bot.conversations_history(channel=GENERAL, **moments)
    around = await bot.conversations_history(channel=GENERAL, inclusive=True, **moments)
    assert [message["text"] for message in between["messages"]] == newest_first[3:5]
    assert [message["text"] for message in around["messages"]] == newest_first[2:6]


posts = st.builds(
    lambda number, parent, broadcast, addressee: Post(
        GENERAL,
        {
            "ts": f"1.{number:02}",
            **({"thread_ts": parent} if parent else {}),
            **({"subtype": "thread_broadcast"} if broadcast else {}),
        },
        addressee,
    ),
    st.integers(0, 9),
    st.sampled_from(["", "1.00", "1.01", "1.02", 7, ["1.00"]]),
    st.booleans(),
    st.sampled_from([None, None, ADA, BEN]),
)


@given(st.lists(st.tuples(posts, st.booleans()), max_size=30), st.sampled_from([None, ADA, BEN]))
def test_everybody_finds_what_they_may_see_whatever_was_changed_and_deleted(
    steps: list[tuple[Post, bool]], viewer: str | None
) -> None:
    log, held = RoomLog(), dict[str, Post]()
    for post, deletes in steps:
        if deletes and post.ts in held:
            log.remove(held.pop(post.ts))
        elif post.ts in held or post.ts > max(held, default=""):  # time only goes on
            log.put(post)
            held[post.ts] = post
    seen = [held[ts] for ts in sorted(held) if held[ts].visible_to in (None, viewer)]
    assert list(log.newest_first(viewer)) == seen[::-1]
    assert list(log.top(viewer)) == [post for post in seen if post.is_top]
    assert list(log.top(viewer, after="1.04")) == [
        post for post in seen if post.is_top and post.ts > "1.04"
    ]
    for parent in ("1.00", "1.01", "1.02"):
        assert list(log.replies(parent, viewer)) == [post for post in seen if post.parent == parent]
