"""People share several files in one message, and take back what they shared."""

import aiohttp
import pytest

from playground.client import PlaygroundClient, PlaygroundError
from tests.playground.tiny_bot import ADA, BEN, CSV, GENERAL, WITH_TOKEN


async def test_several_files_are_one_message(slack: PlaygroundClient) -> None:
    shared = await slack.share(ADA, [("a.csv", CSV), ("b.csv", CSV)], text="Both of these")
    message = (await slack.messages(shared["channel"], ADA))[-1]
    assert message["ts"] == shared["ts"]
    assert (message["text"], message["subtype"]) == ("Both of these", "file_share")
    assert [file["name"] for file in message["files"]] == ["a.csv", "b.csv"]


async def test_a_share_needs_files_that_can_be_read(slack: PlaygroundClient) -> None:
    with pytest.raises(PlaygroundError, match="Choose a file"):
        await slack.share(ADA, [])
    with pytest.raises(PlaygroundError, match="is empty"):
        await slack.share(ADA, [("a.csv", b"")])


async def test_who_shared_a_file_can_delete_it_and_nobody_else(
    slack: PlaygroundClient, web: aiohttp.ClientSession
) -> None:
    shared = await slack.upload(ADA, "a.csv", CSV, channel=GENERAL)
    file = shared["file"]
    with pytest.raises(PlaygroundError, match="Only who shared"):
        await slack.delete_file(BEN, file["id"])
    await slack.delete_file(ADA, file["id"])
    shown = (await slack.messages(GENERAL, ADA))[-1]["files"]
    assert shown == [{"id": file["id"], "mode": "tombstone"}]
    async with web.get(file["url_private"], headers=WITH_TOKEN) as answer:
        assert answer.status == 404
    with pytest.raises(PlaygroundError, match="There is no file"):
        await slack.delete_file(ADA, file["id"])
