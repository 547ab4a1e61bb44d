"""The playground's verdict on every payload of the table, over HTTP, as an app would get it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import PATIENT, Clock
from tests.playground.tiny_bot import ADA, BEN, GENERAL, INSTALLED
from tests.playground.verdicts import ROWS
from tests.playground.verdicts.parts import section
from tests.playground.verdicts.row import (
    MODAL_VIEW,
    OK,
    OLD_TRIGGER,
    OPEN_VIEW,
    OTHERS_TS,
    OWN_TS,
    TAKEN_ID,
    TRIGGER,
    USED_TRIGGER,
    Json,
    Row,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class _App:
    """An app with the bot's token, and a socket on which it hears of shortcuts."""

    session: aiohttp.ClientSession
    socket: aiohttp.ClientWebSocketResponse
    people: PlaygroundClient
    clock: Clock
    url: str

    async def call(self, method: str, arguments: Json, token: str = INSTALLED.bot_token) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{self.url}/api/{method}"
        async with self.session.post(url, json=arguments, headers=headers) as response:
            answer: Json = await response.json()
            return answer

    async def trigger(self, user: str = ADA) -> str:
        """A trigger_id of this moment, from a shortcut that is used and acknowledged."""
        async with asyncio.TaskGroup() as using:
            using.create_task(self.people.shortcut(user, "from_anywhere"), name="shortcut")
            while True:
                envelope = await self.socket.receive_json()
                if "envelope_id" in envelope:
                    await self.socket.send_json({"envelope_id": envelope["envelope_id"]})
                if envelope["type"] == "interactive":
                    return str(envelope["payload"]["trigger_id"])

    async def used_trigger(self) -> str:
        trigger = await self.trigger()
        await self._open(trigger)
        return trigger

    async def old_trigger(self) -> str:
        trigger = await self.trigger()
        self.clock.move(4)
        return trigger

    async def open_view(self) -> str:
        return await self._open(await self.trigger())

    async def taken_id(self) -> str:
        await self._open(await self.trigger(BEN), external_id="taken")
        return "taken"

    async def own_ts(self) -> str:
        posted = await self.call("chat.postMessage", {"channel": GENERAL, "text": "Mine"})
        return str(posted["ts"])

    async def others_ts(self) -> str:
        return str((await self.people.say(ADA, "Hers", GENERAL))["ts"])

    async def _open(self, trigger: str, **more: str) -> str:
        view = {**MODAL_VIEW, "blocks": [section()], **more}
        opened = await self.call("views.open", {"trigger_id": trigger, "view": view})
        return str(opened["view"]["id"])


_STAND_INS: Mapping[str, Callable[[_App], Awaitable[str]]] = {
    TRIGGER: _App.trigger,
    USED_TRIGGER: _App.used_trigger,
    OLD_TRIGGER: _App.old_trigger,
    OPEN_VIEW: _App.open_view,
    TAKEN_ID: _App.taken_id,
    OWN_TS: _App.own_ts,
    OTHERS_TS: _App.others_ts,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verdict_app() -> AsyncIterator[_App]:
    clock = Clock()
    workspace = default_workspace(INSTALLED)
    async with (
        PlaygroundServer(workspace, now=clock, timing=PATIENT, limit_scale=None) as server,
        PlaygroundClient(server.url) as people,
        aiohttp.ClientSession() as session,
    ):
        headers = {"Authorization": f"Bearer {INSTALLED.app_token}"}
        url = f"{server.url}/api/apps.connections.open"
        async with session.post(url, headers=headers) as response:
            link = (await response.json())["url"]
        async with session.ws_connect(link) as socket:
            yield _App(session, socket, people, clock, server.url)


async def _stood_in(app: _App, fields: Json) -> Json:
    return {
        name: await _STAND_INS[value](app)
        if isinstance(value, str) and value in _STAND_INS
        else value
        for name, value in fields.items()
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_the_playground_judges_as_slack_does(verdict_app: _App, row: Row) -> None:
    arguments = await _stood_in(verdict_app, row.arguments)
    if isinstance(arguments.get("view"), dict):
        arguments["view"] = await _stood_in(verdict_app, arguments["view"])
    token = INSTALLED.bot_token if row.token == "bot" else row.token
    answer = await verdict_app.call(row.method, arguments, token)
    said = answer.get("response_metadata", {}).get("messages", [])
    verdict = OK if answer["ok"] else answer["error"]
    assert verdict in row.verdict.split("|"), f"{verdict} {said}, but {row.source}"
    missing = [part for part in row.says if not any(part in message for message in said)]
    assert not missing, f"{said}, but {row.source}"
    if verdict == "invalid_blocks":  # only there Slack repeats the reasons, without their mark
        assert answer["errors"] == [message.removeprefix("[ERROR] ") for message in said]


async def test_the_table_is_balanced_and_every_row_has_its_own_name_and_source() -> None:
    repeated = [name for name, times in Counter(row.name for row in ROWS).items() if times > 1]
    assert not repeated
    taken = sum(row.verdict == OK for row in ROWS)
    assert len(ROWS) >= 150
    assert 0.35 < taken / len(ROWS) < 0.65
    assert all(row.source.startswith("https://") for row in ROWS)
