"""The playground as a process of its own: start, kill, restart, and who may talk to it."""

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from pydantic import ValidationError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import (
    Channel,
    InstalledApp,
    Person,
    Team,
    Workspace,
    default_workspace,
)
from tests.playground.tiny_bot import ADA, GENERAL, INSTALLED, seen, web_client

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A playground process and its address."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "playground", *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    try:
        async with asyncio.timeout(15):
            ready = json.loads(await child.stdout.readline())
        assert ready["event"] == "ready"
        yield child, ready["url"]
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.communicate()


async def test_a_killed_playground_comes_back_with_its_messages(tmp_path: Path) -> None:
    options = ("--state", str(tmp_path / "state"))
    async with process(*options) as (child, url), PlaygroundClient(url) as slack:
        direct = await slack.dm(ADA)
        posted = await web_client(url).chat_postMessage(channel=direct, text="before")
        seq = await slack.seq()
        child.kill()
        await child.wait()
    async with process(*options) as (_, url), PlaygroundClient(url) as slack:
        assert await slack.dm(ADA) == direct
        assert (await seen(slack, "message_posted"))["ts"] == posted["ts"]
        assert await slack.seq() >= seq
        await web_client(url).chat_update(channel=direct, ts=posted["ts"], text="after")
        edited = await seen(slack, "message_edited", after=seq)
        said = await slack.say(ADA, "next")
    assert edited["message"]["text"] == "after"
    assert edited["seq"] > seq
    assert said["ts"] > posted["ts"]


async def test_timestamps_rise_over_a_restart_with_a_clock_set_back(tmp_path: Path) -> None:
    found = []
    for seconds in (1_750_000_000.0, 1_740_000_000.0):
        async with (
            PlaygroundServer(default_workspace(), tmp_path, now=lambda: seconds) as server,  # noqa: B023 - used at once
            PlaygroundClient(server.url) as slack,
        ):
            found.append((await slack.say(ADA, "now", GENERAL))["ts"])
    assert found == ["1750000000.000000", "1750000000.000001"]


async def test_it_ends_with_the_process_that_holds_its_pipe() -> None:
    async with process("--parent-pipe") as (child, _):
        assert child.stdin is not None
        child.stdin.close()
        async with asyncio.timeout(20):
            assert await child.wait() == 0


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_cleanly(name: signal.Signals) -> None:
    async with process() as (child, url):
        async with aiohttp.ClientSession() as session, session.get(f"{url}/api/auth.test"):
            pass
        child.send_signal(name)
        async with asyncio.timeout(20):
            assert await child.wait() == 0


async def test_a_workspace_file_and_a_clock_offset(tmp_path: Path) -> None:
    workspace = Workspace(
        team=Team(id="T1", name="One", domain="one", enterprise_id="E1"),
        users=(Person(id="U1", name="una", real_name="Una"),),
        channels=(Channel(id="C1", name="one", members=("U1", "U0PLAYBOT0"), is_private=True),),
    )
    file = tmp_path / "workspace.json"
    file.write_text(workspace.model_dump_json())
    options = ("--workspace", str(file), "--offset", str(-86_400))
    async with process(*options) as (_, url), PlaygroundClient(url) as slack:
        assert (await slack.workspace())["users"][0]["name"] == "una"
        await slack.say("U1", "yesterday", "C1")
        posted = await seen(slack, "message_posted")
        assert (await web_client(url).auth_test())["enterprise_id"] == "E1"
    assert posted["at"] == pytest.approx(time.time() - 86_400, abs=60)


async def test_an_unreadable_workspace_is_explained(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "playground", "--workspace", str(tmp_path / "missing.json")),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await child.communicate()
    assert child.returncode == 1
    assert b"cannot start" in errors
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Host": "rebound.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
async def test_pages_of_other_origins_are_refused(
    server: PlaygroundServer, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/playground/call/seq", headers=headers) as answer,
    ):
        assert answer.status == status


@pytest.mark.parametrize("ticket", ["", "made-up", "made-üp"])
async def test_a_socket_without_a_ticket_is_refused(server: PlaygroundServer, ticket: str) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{server.url}/link/", params={"ticket": ticket})
    assert refused.value.status == 403


async def test_nonsense_is_answered_and_does_no_harm(server: PlaygroundServer) -> None:
    client = AsyncWebClient(base_url=f"{server.url}/api/")
    opened = await client.apps_connections_open(app_token=INSTALLED.app_token)
    json_type = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(opened["url"], autoping=False)
        await socket.receive_json()
        for frame in ("not json", "[]", "{}"):
            await socket.send_str(frame)
        await socket.ping(b"still there?")
        assert (await socket.receive()).data == b"still there?"
        address = f"{server.url}/api/chat.postMessage"
        async with session.post(address, data="{", headers=json_type) as answer:
            assert await answer.json() == {"ok": False, "error": "invalid_json"}
        address = f"{server.url}/playground/call/say"
        async with session.post(address, data="{", headers=json_type) as answer:
            assert answer.status == 400
        await socket.close()


async def test_a_taken_port_is_reported(server: PlaygroundServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await PlaygroundServer(default_workspace(), port=port).start()


async def test_the_eleventh_socket_is_turned_away(server: PlaygroundServer) -> None:
    client = AsyncWebClient(base_url=f"{server.url}/api/")
    opened = await client.apps_connections_open(app_token=INSTALLED.app_token)
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(opened["url"]) for _ in range(11)]
        greetings = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()
    assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
    assert greetings[9]["num_connections"] == 10


@pytest.mark.parametrize(
    ("problem", "change"),
    [
        ("unknown members", {"channels": (Channel(id="C1", name="x", members=("U1",)),)}),
        ("must be unique", {"channels": (Channel(id=ADA, name="x"),)}),
    ],
)
def test_an_inconsistent_workspace_is_refused(problem: str, change: dict[str, object]) -> None:
    whole = {**dict(default_workspace()), **change}
    with pytest.raises(ValidationError, match=problem):
        Workspace.model_validate(whole)


def test_deliveries_stay_on_this_machine() -> None:
    with pytest.raises(ValidationError, match="on this machine"):
        InstalledApp(delivery="http", request_url="https://slack-app.example/events")
    with pytest.raises(ValidationError, match="needs a request_url"):
        InstalledApp(delivery="http")
