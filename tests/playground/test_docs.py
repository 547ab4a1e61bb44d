"""What docs/playground.md says of the playground is what there is."""

import re
from pathlib import Path

import aiohttp

from playground.api.endpoint import known_methods
from playground.server import PlaygroundServer

GUIDE = (Path(__file__).parents[2] / "docs" / "playground.md").read_text(encoding="utf-8")


def test_the_guide_lists_every_method_and_no_other() -> None:
    listed = re.search(r"```text\n(.*?)```", GUIDE, re.DOTALL)
    assert listed is not None
    assert set(re.split(r",\s+|\n", listed[1].strip())) == set(known_methods())


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
