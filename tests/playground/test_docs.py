"""What docs/playground.md says of the playground is what there is."""

import asyncio
import re
import sys
from pathlib import Path

import aiohttp

from playground.api.endpoint import known_methods
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import Workspace
from tests.playground.tiny_bot import ADA, seen

GUIDE = (Path(__file__).parents[2] / "docs" / "playground.md").read_text(encoding="utf-8")


def test_the_guide_lists_every_method_and_no_other() -> None:
    listed = re.search(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    assert listed is not None
    assert set(re.split(r",\s+|\n", listed[1].strip())) == set(known_methods())


def test_the_workspace_of_the_guide_is_one() -> None:
    workspace = Workspace.model_validate_json(_example("json"))
    assert workspace.app.bot_user_id in workspace.channels[0].members


async def test_the_program_of_the_guide_answers(
    server: PlaygroundServer, slack: PlaygroundClient
) -> None:
    program = _example("python").replace("http://127.0.0.1:4680", server.url)
    assert server.url in program
    app = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    try:
        async with asyncio.timeout(60):  # a process of its own has much to import
            await server.hub.sockets.ready()
        said = await slack.say(ADA, "hello there")
        reply = await seen(slack, "message_posted", user=server.hub.app.bot_user_id)
    finally:
        app.terminate()
        await app.wait()
    assert (reply["channel"], reply["message"]["text"]) == (said["channel"], f"Hello, <@{ADA}>!")


def _example(language: str) -> str:
    """The guide's only example in that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(found)


async def test_the_addresses_of_the_guide_answer(server: PlaygroundServer) -> None:
    addresses = re.findall(r"^\| (/\S*) \|", GUIDE, re.MULTILINE)
    assert "/gallery" in addresses
    async with aiohttp.ClientSession() as session:
        for address in addresses:
            path = address.replace("USER", "U0ADA").replace("ROOM", "app")
            async with session.get(server.url + path) as answer:
                # The install page refuses a call without parameters, with a sentence.
                assert answer.status == (400 if "oauth" in path else 200), address
                assert answer.content_type == "text/html"
