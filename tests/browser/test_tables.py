"""Tables that are wider than a line of text, and lists in Markdown."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Locator, expect

from playground import Workspace
from tests.browser.conftest import OpenDesk
from tests.browser.desk import NARROW

_SHADE = re.compile("-18px 0px")  # inside, at the right
_LINE = 720  # px: the longest line of text
_COLUMNS = ("Account", "Owner", "Amount", "Stage", "Close date", "Next step", "Region", "Seen")
_WORDS = "What happens next with each of the deals, so that nobody has to ask again. " * 4


def cells(*texts: str) -> list[dict[str, str]]:
    return [{"type": "raw_text", "text": text} for text in texts]


@pytest_asyncio.fixture(loop_scope="session")
async def ws() -> AsyncIterator[Workspace]:
    async with Workspace(people=["ana"]) as ws:
        rows = [cells(*_COLUMNS), cells(*(f"{column}, and some more" for column in _COLUMNS))]
        section = {"type": "section", "text": {"type": "plain_text", "text": _WORDS}}
        markdown = "- one\n  - two\n\n| Fruit | Number |\n|---|---|\n| Apple | 3 |"
        await ws.web_client().chat_postMessage(
            channel=ws.person("ana").dm,
            text="Deals",
            blocks=[
                section,
                {"type": "table", "rows": rows},
                {"type": "markdown", "text": markdown},
            ],
        )
        yield ws


async def test_a_table_is_as_wide_as_the_message_allows_and_text_is_not(
    ws: Workspace, desk: OpenDesk
) -> None:
    ana = await desk(ws.url, "U0ANA")
    wide = ana.message().get_by_role("group", name=f"Table: {', '.join(_COLUMNS)}")
    assert await width(wide) > _LINE
    assert await width(ana.message().locator(".section")) <= _LINE
    small = ana.message().get_by_role("group", name="Table: Fruit, Number")
    assert await width(small) < _LINE


async def test_a_table_shows_that_it_goes_on_until_one_is_at_its_end(
    ws: Workspace, desk: OpenDesk
) -> None:
    ana = await desk(ws.url, "U0ANA", size=NARROW)
    wide = ana.message().get_by_role("group", name="Table: Account")
    await expect(wide).to_have_css("box-shadow", _SHADE)
    await wide.evaluate("(table) => { table.scrollLeft = table.scrollWidth; }")
    await expect(wide).not_to_have_css("box-shadow", _SHADE)
    small = ana.message().get_by_role("group", name="Table: Fruit")
    await expect(small).not_to_have_css("box-shadow", _SHADE)


async def test_lists_in_markdown_have_the_dots_of_other_lists(
    ws: Workspace, desk: OpenDesk
) -> None:
    ana = await desk(ws.url, "U0ANA")
    lists = ana.message().locator(".markdown ul")
    await expect(lists.first).to_have_css("list-style-type", "disc")
    await expect(lists.last).to_have_css("list-style-type", "circle")


async def width(what: Locator) -> float:
    """How wide it is, in pixels."""
    box = await what.bounding_box()
    assert box is not None
    return box["width"]
