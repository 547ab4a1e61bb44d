"""Files of the app: up and down with the real SDK, listed, deleted, kept over a restart."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import files
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CSV,
    GENERAL,
    INSTALLED,
    PROJECTS,
    RANDOM,
    WITH_TOKEN,
    seen,
    web_client,
)

BOT = INSTALLED.bot_user_id


async def test_the_sdk_uploads_a_file_and_everybody_in_the_room_sees_it(
    slack: PlaygroundClient, bot: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    uploaded = await bot.files_upload_v2(
        channel=GENERAL,
        filename="people.csv",
        content=CSV,
        title="People",
        initial_comment="Here they are",
    )
    assert uploaded["file"]["title"] == "People"
    assert uploaded["file"]["shares"] == {}

    message = (await slack.messages(GENERAL, ADA))[-1]
    assert (message["text"], message["subtype"], message["user"]) == (
        "Here they are",
        "file_share",
        BOT,
    )
    assert message["files"][0]["id"] == uploaded["file"]["id"]
    assert message["files"][0]["is_public"] is True

    info = (await bot.files_info(file=uploaded["file"]["id"]))["file"]
    assert (info["name"], info["mimetype"], info["filetype"]) == ("people.csv", "text/csv", "csv")
    assert info["size"] == len(CSV)
    assert info["channels"] == [GENERAL]
    assert info["shares"]["public"][GENERAL][0]["ts"] == message["ts"]
    async with web.get(info["url_private_download"], headers=WITH_TOKEN) as answer:
        assert await answer.read() == CSV


async def test_the_sdk_uploads_several_files_into_a_thread(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "Send me the lists", GENERAL)
    uploaded = await bot.files_upload_v2(
        channel=GENERAL,
        thread_ts=said["ts"],
        file_uploads=[
            {"filename": "a.txt", "content": "alpha"},
            {"filename": "b.png", "content": b"\x89PNG", "alt_txt": "A letter"},
        ],
    )
    assert [file["name"] for file in uploaded["files"]] == ["a.txt", "b.png"]
    reply = (await slack.messages(GENERAL, ADA))[-1]
    assert reply["thread_ts"] == said["ts"]
    assert [file["filetype"] for file in reply["files"]] == ["text", "png"]
    assert reply["files"][1]["alt_txt"] == "A letter"


async def test_a_download_needs_the_apps_token_and_the_app_in_the_room(
    slack: PlaygroundClient, bot: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    private = await slack.upload(ADA, "secret.txt", b"psst", channel=RANDOM)
    public = await slack.upload(ADA, "open.txt", b"hello", channel=GENERAL)
    statuses = []
    for file, headers in (
        (public["file"], {}),
        (public["file"], {"Authorization": "Bearer xoxb-wrong"}),
        (private["file"], WITH_TOKEN),
        (public["file"], WITH_TOKEN),
    ):
        async with web.get(file["url_private"], headers=headers) as answer:
            statuses.append(answer.status)
    assert statuses == [403, 403, 404, 200]
    assert await _refusal(bot.files_info(file=private["file"]["id"])) == "file_not_found"


async def test_what_the_app_uploads_is_announced_and_checked(
    server: PlaygroundServer, bot: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    async def announce(length: int, **more: Any) -> str:
        return await _refusal(
            bot.files_getUploadURLExternal(filename="a.txt", length=length, **more)
        )

    assert await announce(0) == "missing_argument"
    assert await announce(files.MOST_BYTES + 1) == "file_upload_size_restricted"
    assert await announce(2 * 1024 * 1024, snippet_type="text") == "snippet_too_large"
    assert await announce(5, alt_txt="x" * 1_001) == "alt_txt_too_large"

    ticket = await bot.files_getUploadURLExternal(filename="a.txt", length=5)
    upload_url = str(ticket["upload_url"])
    assert upload_url.startswith(f"{server.url}/upload/v1/")
    early = bot.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}])
    assert await _refusal(early) == "file_not_found"
    for wrong in (b"four", b"sixsix"):
        async with web.post(upload_url, data=wrong) as answer:
            assert (answer.status, "5 bytes were announced" in await answer.text()) == (400, True)
    form = aiohttp.FormData()
    form.add_field("filename", b"right", filename="a.txt")
    async with web.post(upload_url, data=form) as answer:
        assert (answer.status, await answer.text()) == (200, "OK - 5")
    done = await bot.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}])
    assert done["files"][0]["channels"] == []
    async with web.post(upload_url, data=b"right") as answer:
        assert answer.status == 400


async def test_an_upload_cannot_go_where_the_app_may_not_write(bot: AsyncWebClient) -> None:
    async def share(**place: Any) -> str:
        return await _refusal(bot.files_upload_v2(filename="a.txt", content="alpha", **place))

    assert await share(channel="C0NOWHERE") == "channel_not_found"
    assert await share(channel=RANDOM) == "not_in_channel"
    assert await share(channels=[GENERAL] * 101) == "channels_limit_exceeded"
    bad = [{"type": "section"}]
    ticket = await bot.files_getUploadURLExternal(filename="a.txt", length=5)
    complete = bot.api_call(
        "files.completeUploadExternal",
        json={"files": [{"id": ticket["file_id"]}], "channel_id": GENERAL, "blocks": bad},
    )
    assert await _refusal(complete) == "invalid_blocks"


async def test_files_are_listed_newest_first_and_by_kind(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    await slack.upload(ADA, "one.csv", CSV, channel=GENERAL)
    await slack.upload(BEN, "two.png", b"\x89PNG", channel=PROJECTS)
    await slack.upload(ADA, "three.pdf", b"%PDF", channel=RANDOM)

    async def names(**filters: Any) -> list[str]:
        return [file["name"] for file in (await bot.files_list(**filters))["files"]]

    assert await names() == ["two.png", "one.csv"]  # the bot is not in #random
    assert await names(channel=GENERAL) == ["one.csv"]
    assert await names(user=BEN) == ["two.png"]
    assert await names(types="images,pdfs") == ["two.png"]
    assert await names(ts_to="1") == []
    paging = (await bot.files_list(count=1, page=2))["paging"]
    assert paging == {"count": 1, "total": 2, "page": 2, "pages": 2}


async def test_a_deleted_file_leaves_a_mark_in_its_message(
    slack: PlaygroundClient, bot: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    sent = await bot.files_upload_v2(channel=GENERAL, filename="a.txt", content="alpha")
    others = await slack.upload(ADA, "hers.txt", b"x", channel=GENERAL)
    file = sent["file"]
    assert await _refusal(bot.files_delete(file=others["file"]["id"])) == "cant_delete_file"
    await bot.files_delete(file=file["id"])
    assert await _refusal(bot.files_info(file=file["id"])) == "file_deleted"
    shown = (await slack.messages(GENERAL, ADA))[0]["files"]
    assert shown == [{"id": file["id"], "mode": "tombstone"}]
    async with web.get(file["url_private"], headers=WITH_TOKEN) as answer:
        assert answer.status == 404
    change = await seen(slack, "message_edited", about="files")
    assert change["channel"] == GENERAL


async def test_a_bot_cannot_make_a_file_public(bot: AsyncWebClient) -> None:
    sent = await bot.files_upload_v2(filename="a.txt", content="alpha")
    share = bot.files_sharedPublicURL(file=sent["file"]["id"])
    assert await _refusal(share) == "not_allowed_token_type"


async def test_files_survive_a_restart_and_unfinished_uploads_do_not(
    tmp_path: Path, clock: Clock, web: aiohttp.ClientSession
) -> None:
    workspace = default_workspace(INSTALLED)
    async with (
        PlaygroundServer(workspace, tmp_path, now=clock) as server,
        PlaygroundClient(server.url) as slack,
    ):
        sent = await slack.upload(ADA, "people.csv", CSV, channel=GENERAL)
        ticket = await web_client(server.url).files_getUploadURLExternal(filename="b", length=1)
        async with web.post(str(ticket["upload_url"]), data=b"x") as answer:
            assert answer.status == 200
        assert len(list((tmp_path / "files").iterdir())) == 2
    async with PlaygroundServer(workspace, tmp_path, now=clock) as server:
        assert [path.name for path in (tmp_path / "files").iterdir()] == [sent["file"]["id"]]
        found = (await web_client(server.url).files_info(file=sent["file"]["id"]))["file"]
        async with web.get(found["url_private"], headers=WITH_TOKEN) as answer:
            assert await answer.read() == CSV
        (tmp_path / "files" / sent["file"]["id"]).unlink()
        async with web.get(found["url_private"], headers=WITH_TOKEN) as answer:
            assert answer.status == 410


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
