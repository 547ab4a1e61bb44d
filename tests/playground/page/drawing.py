"""A painter, somebody who looks, and blocks to draw for them."""

from collections.abc import Mapping
from typing import Any

from playground.choices import Directory
from playground.page.painter import Painter
from playground.page.scene import Scene
from tests.playground.page.html_reader import Html, read

NOON = 1_700_000_000  # 14 November 2023, 22:13:20 UTC
PAINTER = Painter(now=lambda: NOON)
PEOPLE = {"U0ADA": "Ada Okafor", "U0BO": "Bo"}
SCENE = Scene(
    names={**PEOPLE, "C0GEN": "general"},
    directory=Directory(PEOPLE, {"C0GEN": "general"}, "Europe/Berlin"),
    place={"channel": "C0GEN", "ts": "1700000000.000100"},
    me="U0ADA",
    domain="acme",
)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def drawn(*blocks: Any, scene: Scene = SCENE) -> Html:
    return read(PAINTER.blocks(blocks, scene))


def action(**element: Any) -> Html:
    return drawn({"type": "actions", "block_id": "b", "elements": [{"action_id": "a", **element}]})


def asked(element: Mapping[str, Any], scene: Scene = SCENE, **block: Any) -> Html:
    asking = {"type": "input", "block_id": "b", "label": plain("Reason"), **block}
    return drawn({**asking, "element": {"action_id": "a", **element}}, scene=scene)


def boxes(html: Html) -> list[str]:
    return [tag.text for tag in html.of_class("json-title")]
