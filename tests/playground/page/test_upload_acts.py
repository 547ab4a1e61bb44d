"""Files that people add on the page: to a modal, and to the composer."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from tests.playground.page.acting import Browser, Json, Refused, field, filled, opened
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    GENERAL,
    INSTALLED,
    PROJECTS,
)


@pytest.mark.usefixtures("heard")
async def test_files_are_added_to_a_modal_by_their_own_uploader(
    browser: Browser,
    bot: AsyncWebClient,
    slack: PlaygroundClient,
    app: AsyncApp,
) -> None:
    submitted: list[Json] = []

    @app.view("form")
    async def take(ack: Any, view: Json) -> None:
        submitted.extend(view["state"]["values"]["list"]["a"]["files"])
        await ack()

    view_id = await opened(bot, slack, app, [field("list", "file_input", filetypes=["csv"])])
    (other,) = (await browser.upload(BEN, "other.csv", b"x"))["ids"]
    foreign = await browser.act("submit", user=ADA, view_id=view_id, fields=[filled("list", other)])
    assert foreign["errors"] == {"list": "A file is not there any more. Add it again."}
    empty = await browser.act("submit", user=ADA, view_id=view_id, fields=[filled("list")])
    assert "complete this" in empty["errors"]["list"]
    (mine,) = (await browser.upload(ADA, "mine.csv", b"name\nZoe\n"))["ids"]
    fields = [filled("list", mine)]
    assert await browser.act("submit", user=ADA, view_id=view_id, fields=fields) == {"errors": {}}
    assert [(file["name"], file["size"]) for file in submitted] == [("mine.csv", 9)]
    async with browser.session.get(
        submitted[0]["url_private_download"],
        headers={"Authorization": f"Bearer {INSTALLED.bot_token}"},
    ) as download:
        assert await download.read() == b"name\nZoe\n"


async def test_a_file_dropped_on_the_composer_becomes_a_message(
    browser: Browser, slack: PlaygroundClient
) -> None:
    await browser.upload(ADA, "list.csv", b"a,b", channel=GENERAL, text="Here", thread_ts="")
    (message,) = await slack.messages(GENERAL)
    assert message["text"] == "Here"
    assert message["files"][0]["name"] == "list.csv"
    with pytest.raises(Refused, match="is not in"):
        await browser.upload(CHLOE, "list.csv", b"a,b", channel=PROJECTS)
    with pytest.raises(Refused, match="is empty"):
        await browser.upload(ADA, "list.csv", b"")
    async with browser.session.post(f"{browser.url}/page/upload", json={}) as response:
        assert (await response.json())["error"] == "Choose a file to upload."
