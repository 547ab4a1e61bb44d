"""A room as one comes to it: who wrote what, what is new, and an address that leads nowhere."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, BEN, GENERAL, button

HEADER = {"type": "header", "text": {"type": "plain_text", "text": "A preview"}}


class Visitor:
    """Opens pages as a browser does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def opens(self, path: str, status: int = 200, accept: str = "text/html") -> str:
        async with self._session.get(self._url + path, headers={"Accept": accept}) as answer:
            assert answer.status == status
            return await answer.text()

    async def names(self) -> list[bool]:
        """Of the messages in #general, whether each stands under a name of its own."""
        articles = (await self.opens(f"/as/{ADA}/{GENERAL}")).split("<article ")[1:]
        return ['class="author"' in one for one in articles]


@pytest.fixture
async def visitor(server: PlaygroundServer) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession() as session:
        yield Visitor(session, server.url)


async def test_the_name_comes_again_after_five_messages(
    visitor: Visitor, slack: PlaygroundClient
) -> None:
    for number in range(7):
        await slack.say(BEN, f"Ben's {number}", GENERAL)
    await slack.say(ADA, "Ada's", GENERAL)
    assert await visitor.names() == [True, *[False] * 4, True, False, True]


async def test_in_a_long_run_the_name_still_comes_again(
    visitor: Visitor, slack: PlaygroundClient
) -> None:
    for number in range(120):
        await slack.say(BEN, f"Ben's {number}", GENERAL)
    names = await visitor.names()
    assert len(names) == 60
    assert [place % 5 for place, named in enumerate(names) if named] == [0] * 12


@pytest.mark.parametrize("blocks", [[HEADER], [button("go")]], ids=["header", "button"])
async def test_previews_stand_apart_from_each_other(
    visitor: Visitor, bot: AsyncWebClient, blocks: list[dict[str, object]]
) -> None:
    await bot.chat_postMessage(channel=GENERAL, text="plain")
    await bot.chat_postMessage(channel=GENERAL, text="plain")
    for _ in range(2):
        await bot.chat_postMessage(channel=GENERAL, text="preview", blocks=blocks)
    await bot.chat_postMessage(channel=GENERAL, text="plain")
    assert await visitor.names() == [True, False, True, True, True]


async def test_a_line_stands_where_the_unread_begins_until_it_was_read(
    visitor: Visitor, slack: PlaygroundClient
) -> None:
    room = f"/as/{ADA}/{GENERAL}"
    await slack.say(BEN, "Before anybody looked", GENERAL)
    assert "unread-line" not in await visitor.opens(room)
    await slack.say(ADA, "One's own is nothing new", GENERAL)
    await slack.say(BEN, "The first", GENERAL)
    await slack.say(BEN, "The second", GENERAL)
    above, below = (await visitor.opens(room)).split('class="unread-line"')
    assert "nothing new" in above
    assert 'class="author"' in below.split("The first")[0]
    assert "unread-line" not in await visitor.opens(room)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/as/U0NOBODY/app", "nobody with the id"),
        (f"/as/{ADA}/C0NOWHERE", "cannot see it"),
        ("/archives/C0GENERAL/nonsense", "no link to a message"),
        ("/nothing/here", "no such page"),
    ],
)
async def test_an_address_that_leads_nowhere_leads_home(
    visitor: Visitor, path: str, why: str
) -> None:
    page = await visitor.opens(path, status=404)
    assert why in page
    assert '<a href="/">' in page
    plain = await visitor.opens(path, status=404, accept="*/*")
    assert why in plain
    assert "<" not in plain


async def test_what_is_no_page_is_still_answered_plainly(visitor: Visitor) -> None:
    assert "<" not in await visitor.opens("/static/page/none.css", status=404)
