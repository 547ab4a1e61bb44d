"""People share files, and their screens show them."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import files
from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    CSV,
    GENERAL,
    PROJECTS,
    WITH_TOKEN,
    on_socket,
    seen,
)


async def test_a_person_shares_a_csv_and_the_app_reads_it(
    slack: PlaygroundClient, app: AsyncApp, web: aiohttp.ClientSession
) -> None:
    heard: list[dict[str, Any]] = []
    read: list[bytes] = []

    @app.event({"type": "message", "subtype": "file_share"})
    async def shared(event: dict[str, Any], client: AsyncWebClient) -> None:
        heard.append(event)
        token = {"Authorization": f"Bearer {client.token}"}
        async with web.get(event["files"][0]["url_private"], headers=token) as answer:
            read.append(await answer.read())

    @app.event("file_shared")
    async def noticed(event: dict[str, Any]) -> None:
        heard.append(event)

    async with on_socket(app):
        sent = await slack.upload(ADA, "people.csv", CSV, text="Add these")
        first = await seen(slack, "ack")
        await seen(slack, "ack", after=first["seq"])

    by_type = {event["type"]: event for event in heard}
    assert read == [CSV]
    assert by_type["message"]["text"] == "Add these"
    assert by_type["message"]["channel_type"] == "im"
    assert by_type["message"]["user"] == ADA
    assert by_type["message"]["ts"] == sent["ts"]
    assert by_type["file_shared"]["file"] == {"id": sent["file"]["id"]}
    assert by_type["file_shared"]["channel_id"] == sent["channel"]
    assert by_type["file_shared"]["user_id"] == ADA


async def test_a_large_file_goes_up_and_comes_down_whole(
    slack: PlaygroundClient, web: aiohttp.ClientSession
) -> None:
    content = bytes(range(256)) * 20_000  # some 5 MB
    shared = await slack.upload(ADA, "big.bin", content)
    async with web.get(shared["file"]["url_private"], headers=WITH_TOKEN) as answer:
        assert await answer.read() == content


async def test_a_persons_screen_gets_files_of_their_rooms_and_no_page_can_run(
    slack: PlaygroundClient, server: PlaygroundServer, web: aiohttp.ClientSession
) -> None:
    evil = await slack.upload(ADA, "evil.html", b"<script>1</script>", channel=PROJECTS)
    drawing = await slack.upload(ADA, "drawing.svg", b"<svg/>", channel=PROJECTS)
    photo = await slack.upload(ADA, "ünser büro.png", b"\x89PNG", channel=PROJECTS)

    async def fetch(sent: dict[str, Any], user: str) -> aiohttp.ClientResponse:
        address = f"{server.url}/files/{sent['file']['id']}/{sent['file']['name']}"
        async with web.get(address, params={"as": user}) as answer:
            await answer.read()
            return answer

    page = await fetch(evil, BEN)
    assert page.status == 200
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert page.headers["Content-Security-Policy"].startswith("sandbox;")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert (await fetch(drawing, BEN)).headers["Content-Disposition"].startswith("attachment;")
    picture = await fetch(photo, BEN)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.headers["Content-Disposition"] == (
        "inline; filename*=UTF-8''%C3%BCnser%20b%C3%BCro.png"
    )
    assert (await fetch(photo, CHLOE)).status == 404
    assert (await fetch(photo, "U0NOBODY")).status == 403


async def test_people_are_told_why_a_file_cannot_be_shared(slack: PlaygroundClient) -> None:
    too_much = bytes(files.MOST_BYTES + 1)
    with pytest.raises(PlaygroundError, match=r"big.bin is too large: .* up to 20 MB"):
        await slack.upload(ADA, "big.bin", too_much)
    with pytest.raises(PlaygroundError, match="empty"):
        await slack.upload(ADA, "nothing.txt", b"")
    with pytest.raises(PlaygroundError, match="cannot see it"):
        await slack.upload(CHLOE, "a.txt", b"a", channel=PROJECTS)
    with pytest.raises(PlaygroundError, match="to reply to"):
        await slack.upload(ADA, "a.txt", b"a", channel=GENERAL, thread_ts="1.000001")


async def test_one_file_that_never_came_does_not_use_up_the_others(
    bot: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    good = await bot.files_getUploadURLExternal(filename="a.txt", length=1)
    async with web.post(good["upload_url"], data=b"a") as answer:
        assert answer.status == 200
    both = [{"id": good["file_id"], "title": "A"}, {"id": "F0NOWHERE"}]
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bot.files_completeUploadExternal(files=both, channel_id=GENERAL)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bot.files_info(file=good["file_id"])
    done = await bot.files_completeUploadExternal(files=both[:1], channel_id=GENERAL)
    assert [file["title"] for file in done["files"]] == ["A"]
