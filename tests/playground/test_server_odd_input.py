"""What no app should send and some will: wrong types, broken characters, wild numbers, huge texts."""

import json
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from playground.store import FILE_NAME
from playground.workspace import default_workspace
from tests.playground.tiny_bot import ADA, GENERAL, INSTALLED, on_socket, seen, web_client

HALF = "\ud83d"  # what is left of an emoji that was cut in two
TEAM = "T0PLAYGRND"
PLAIN: dict[str, Any] = {"type": "plain_text", "text": f"{HALF} cut"}
SECTION = {"type": "section", "text": PLAIN}


class Raw:
    """Sends what no SDK would."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url

    async def send(self, method: str, body: str) -> dict[str, Any]:
        """Call with this body; the answer, which always is JSON with status 200."""
        headers = {
            "Authorization": f"Bearer {INSTALLED.bot_token}",
            "Content-Type": "application/json",
        }
        address = f"{self.url}/api/{method}"
        async with self._session.post(address, data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        return await self.send(method, json.dumps(arguments))

    async def looked_at(self, path: str) -> str:
        async with self._session.get(self.url + path) as page:
            assert page.status == 200, path
            return await page.text()


@pytest.fixture
async def raw(server: PlaygroundServer) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(session, server.url)


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.history", {"channel": GENERAL, "oldest": "abc"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": GENERAL, "latest": [1]}, "invalid_ts_latest"),
        ("conversations.history", {"channel": GENERAL, "latest": "nan"}, "invalid_ts_latest"),
        ("conversations.history", {"channel": GENERAL, "limit": [1]}, "invalid_arguments"),
        ("users.list", {"limit": {"a": 1}}, "invalid_arguments"),
        ("files.list", {"count": [1]}, "invalid_arguments"),
        ("files.list", {"page": {"a": 1}}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a", "length": [1]}, "invalid_arguments"),
        ("chat.postMessage", {"channel": GENERAL, "attachments": [1]}, "invalid_attachments"),
        ("chat.postMessage", {"channel": GENERAL, "attachments": [None]}, "invalid_attachments"),
        ("chat.postMessage", {"channel": GENERAL, "markdown_text": 7}, "invalid_arguments"),
    ],
)
async def test_an_argument_of_a_wrong_type_is_named_and_not_a_crash(
    bot: AsyncWebClient, raw: Raw, method: str, arguments: dict[str, Any], error: str
) -> None:
    await bot.chat_postMessage(channel=GENERAL, text="there is something to list")
    assert (await raw.call(method, **arguments))["error"] == error


@pytest.mark.parametrize(
    "wrong",
    [
        {"markdown_text": 7},
        {"chunks": [{"type": []}]},
        {"chunks": [{"type": "markdown_text", "text": [1]}]},
        {"chunks": [{"type": "task_update", "id": "1", "title": 7, "status": "pending"}]},
        {"chunks": [{"type": "task_update", "id": "1", "title": "a", "status": [1]}]},
    ],
)
async def test_a_stream_of_wrong_types_is_refused(
    bot: AsyncWebClient, raw: Raw, wrong: dict[str, Any]
) -> None:
    parent = await bot.chat_postMessage(channel=GENERAL, text="begin")
    to = {"recipient_user_id": ADA, "recipient_team_id": TEAM}
    arguments = {"channel": GENERAL, "thread_ts": parent["ts"], **to, **wrong}
    assert (await raw.call("chat.startStream", **arguments))["error"] == "invalid_arguments"


async def test_a_flag_of_a_wrong_type_counts_as_not_set(bot: AsyncWebClient, raw: Raw) -> None:
    ts = (await bot.chat_postMessage(channel=GENERAL, text="one"))["ts"]
    answer = await raw.call("conversations.history", channel=GENERAL, oldest=ts, inclusive=[1])
    assert answer["messages"] == []


@pytest.mark.parametrize(
    "body",
    [
        "{",
        '{"channel": NaN}',
        '{"channel": 1e999}',
        '{"channel": ' + "[" * 1_000 + "]" * 1_000 + "}",
        '{"channel": ' + "[" * 50_000 + "]" * 50_000 + "}",
    ],
)
async def test_json_that_cannot_be_read_is_told_and_recorded(
    slack: PlaygroundClient, raw: Raw, body: str
) -> None:
    assert await raw.send("chat.postMessage", body) == {"ok": False, "error": "invalid_json"}
    assert (await seen(slack, "api_call"))["error"] == "invalid_json"


async def test_deep_json_in_a_field_of_a_form_is_refused_and_the_record_can_be_read(
    bot: AsyncWebClient, raw: Raw
) -> None:
    deep = "[" * 50_000 + "]" * 50_000
    with pytest.raises(SlackApiError, match="invalid_blocks_format"):
        await bot.api_call("chat.postMessage", data={"channel": GENERAL, "blocks": deep})
    assert "chat.postMessage" in await raw.looked_at("/page/trace")
    assert "[[[" in await raw.looked_at("/page/trace.jsonl")


async def test_metadata_may_be_nested_as_deeply_as_anybody_needs(
    bot: AsyncWebClient, raw: Raw
) -> None:
    payload: dict[str, Any] = {}
    for _ in range(50):
        payload = {"inner": payload}
    metadata = {"event_type": "nested", "event_payload": payload}
    await bot.chat_postMessage(channel=GENERAL, text="deep", metadata=metadata)
    assert "deep" in await raw.looked_at(f"/as/{ADA}/{GENERAL}?builder=1")
    found = await bot.conversations_history(channel=GENERAL, include_all_metadata=True)
    assert found["messages"][0]["metadata"]["event_payload"] == payload


async def test_a_failure_of_the_playground_itself_is_answered_recorded_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        PlaygroundServer(default_workspace(INSTALLED), tmp_path) as server,
        PlaygroundClient(server.url) as slack,
    ):
        damage = sqlite3.connect(tmp_path / FILE_NAME)
        damage.execute("DROP TABLE messages")
        damage.close()
        with pytest.raises(SlackApiError, match="internal_error"):
            await web_client(server.url).chat_postMessage(channel=GENERAL, text="lost")
        assert (await seen(slack, "api_call"))["error"] == "internal_error"
    assert "chat.postMessage could not be answered" in caplog.text
    assert "no such table: messages" in caplog.text


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.postMessage", {"channel": GENERAL, "text": f"{HALF} cut"}),
        ("chat.postMessage", {"channel": GENERAL, "text": "x", "blocks": [SECTION]}),
        ("chat.postEphemeral", {"channel": GENERAL, "user": ADA, "text": f"{HALF} cut"}),
        ("chat.meMessage", {"channel": GENERAL, "text": f"{HALF} cut"}),
        ("views.publish", {"user_id": ADA, "view": {"type": "home", "blocks": [SECTION]}}),
    ],
)
async def test_half_an_emoji_is_shown_as_a_character_that_is_not_known(
    raw: Raw, method: str, arguments: dict[str, Any]
) -> None:
    assert (await raw.call(method, **arguments))["ok"]
    shown = await raw.looked_at(f"/as/{ADA}/{GENERAL}")
    shown += await raw.looked_at(f"/as/{ADA}/app?tab=home")
    assert "\ufffd cut" in shown
    assert method in await raw.looked_at("/page/trace")
    assert (await raw.call("chat.postMessage", channel=GENERAL, text="next"))["ok"]


async def test_half_an_emoji_in_a_refused_call_does_not_break_the_record(raw: Raw) -> None:
    for method, arguments in (
        ("users.info", {"user": HALF}),
        ("reactions.add", {"channel": GENERAL, "timestamp": "1.1", "name": HALF}),
        ("chat.postMessage", {"channel": GENERAL, "text": '{"token": "\\ud83d"}'}),
    ):
        await raw.call(method, **arguments)
    assert "users.info" in await raw.looked_at("/page/trace")
    assert "reactions.add" in await raw.looked_at("/page/trace.jsonl")


async def test_half_an_emoji_from_a_person_or_in_an_acknowledgement_is_harmless(
    slack: PlaygroundClient, app: AsyncApp, raw: Raw
) -> None:
    @app.command("/tiny")
    async def answered(ack: Any) -> None:
        await ack(f"acknowledged {HALF}")

    await slack.say(ADA, f"typed {HALF}", GENERAL)
    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
    shown = await raw.looked_at(f"/as/{ADA}/{GENERAL}?builder=1")
    assert "typed \ufffd" in shown
    assert "acknowledged \ufffd" in shown


@pytest.mark.parametrize("body", ["[1]", '"x"', "null", "7", "{"])
async def test_a_response_url_takes_objects_only(
    server: PlaygroundServer, slack: PlaygroundClient, body: str
) -> None:
    url = server.hub.response_urls.mint(GENERAL, ADA)
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_payload")
    assert await slack.messages(GENERAL, ADA) == []


@pytest.mark.parametrize("thread_ts", ["9.9", "nothing", [1], {"a": 1}, 7])
async def test_a_thread_that_is_none_is_refused_wherever_it_is_named(
    server: PlaygroundServer, slack: PlaygroundClient, raw: Raw, thread_ts: Any
) -> None:
    said = {"channel": GENERAL, "text": "lost", "thread_ts": thread_ts}
    assert (await raw.call("chat.postMessage", **said))["error"] == "thread_not_found"
    refused = await raw.call("chat.postEphemeral", user=ADA, **said)
    assert refused["error"] == "thread_not_found"
    url = server.hub.response_urls.mint(GENERAL, ADA)
    async with aiohttp.ClientSession() as session, session.post(url, json=said) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "thread_not_found")
    assert await slack.messages(GENERAL, ADA) == []
    await raw.looked_at(f"/as/{ADA}/{GENERAL}")


async def test_an_edit_never_moves_a_message_into_a_thread(
    server: PlaygroundServer, bot: AsyncWebClient, slack: PlaygroundClient, raw: Raw
) -> None:
    ts = (await bot.chat_postMessage(channel=GENERAL, text="stays"))["ts"]
    edit = {"channel": GENERAL, "ts": ts, "text": "here", "thread_ts": [1]}
    assert (await raw.call("chat.update", **edit))["ok"]
    url = server.hub.response_urls.mint(GENERAL, ADA, ts)
    replacement = {"text": "still here", "replace_original": True, "thread_ts": "9.9"}
    async with aiohttp.ClientSession() as session, session.post(url, json=replacement) as answer:
        assert answer.status == 200
    (message,) = await slack.messages(GENERAL, ADA)
    assert message["text"] == "still here"
    assert "thread_ts" not in message
    assert "still here" in await raw.looked_at(f"/as/{ADA}/{GENERAL}")


async def test_a_very_long_word_is_sent_at_once_and_a_longer_text_refused(
    slack: PlaygroundClient,
) -> None:
    begun = time.process_time()  # whatever else this machine is at
    await slack.say(ADA, "y" * 40_000, GENERAL)
    await slack.say(ADA, "a.b@" * 10_000, GENERAL)
    assert time.process_time() - begun < 1.0  # it took more than three seconds
    with pytest.raises(PlaygroundError, match=r"40,001 characters and Slack takes up to 40,000"):
        await slack.say(ADA, "y" * 40_001, GENERAL)
    with pytest.raises(PlaygroundError, match="send it as a file"):
        await slack.say(ADA, f"/tiny {'y' * 40_000}", GENERAL)
    with pytest.raises(PlaygroundError, match="Shorten it"):
        await slack.upload(ADA, "a.txt", b"a", channel=GENERAL, text="y" * 40_001)


async def test_addresses_are_still_found_wherever_they_stand(slack: PlaygroundClient) -> None:
    await slack.say(ADA, "(ada@x.example),ben.b+c@y.example; mail:c@z.example", GENERAL)
    (message,) = await slack.messages(GENERAL, ADA)
    assert message["text"] == (
        "(<mailto:ada@x.example|ada@x.example>),<mailto:ben.b+c@y.example|ben.b+c@y.example>; "
        "mail:<mailto:c@z.example|c@z.example>"
    )
