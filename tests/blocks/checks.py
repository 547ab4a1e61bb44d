"""What must hold for everything that is shown, whatever it was made from."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from blocks import limits
from blocks.message import Message, View
from playground.blockkit import check_message, check_view

_LINES_OF_TEXT = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
PINGS = ("<!channel>", "<!here>", "<@U1>", "<https://evil.example|click>")


def assert_fits(message: Message) -> None:
    """Slack takes the message, it is short, all of it has names, and it pings nobody."""
    payload = {"text": message.text, "blocks": message.blocks}
    assert check_message(payload) == []
    assert message.text
    assert len(message.blocks) <= limits.MESSAGE_BLOCKS
    assert len(json.dumps(message.blocks, ensure_ascii=False)) < limits.MESSAGE_CHARACTERS
    assert_named(message.blocks)
    assert not links(message.blocks)
    for text in (message.text, *mrkdwn(message.blocks)):
        assert not any(ping in text for ping in PINGS), text


def assert_view_fits(view: View) -> None:
    """The same for a modal."""
    assert check_view(view) == []
    assert len(view["blocks"]) <= limits.VIEW_BLOCKS
    assert len(view["private_metadata"]) <= limits.PRIVATE_METADATA
    assert_named(view["blocks"])
    assert not links(view["blocks"])
    for text in mrkdwn(view["blocks"]):
        assert not any(ping in text for ping in PINGS), text


def assert_named(blocks: list[dict[str, Any]]) -> None:
    """Every block and every element has a name, unique in the message."""
    names = [block["block_id"] for block in blocks]
    assert len(names) == len(set(names))
    elements = list(interactive(blocks))
    actions = [element["action_id"] for element in elements]
    assert len(actions) == len(set(actions))


def interactive(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every button, menu and input, at any depth."""
    if isinstance(part, Mapping):
        if str(part.get("type")).endswith(("button", "select", "input", "picker")) and (
            part.get("type") != "input"
        ):
            yield part
        for value in part.values():
            yield from interactive(value)
    elif isinstance(part, list):
        for value in part:
            yield from interactive(value)


def links(part: Any) -> list[str]:
    """Every address that a press would open: none is ever made, least of all from a record."""
    if isinstance(part, Mapping):
        own = [str(part["url"])] if "url" in part else []
        return own + [link for value in part.values() for link in links(value)]
    return [link for value in part for link in links(value)] if isinstance(part, list) else []


def mrkdwn(part: Any) -> Iterator[str]:
    """The text of every mrkdwn element; none may be parsed for links and names."""
    if isinstance(part, Mapping):
        if part.get("type") == "mrkdwn":
            assert part["verbatim"] is True
            yield part["text"]
        for value in part.values():
            yield from mrkdwn(value)
    elif isinstance(part, list):
        for value in part:
            yield from mrkdwn(value)


def shown(part: Any) -> str:
    """All text of the blocks, a line for each block's paragraph or list entry."""
    return "\n".join(_texts(part))


def buttons(message: Message | View) -> list[str]:
    """The labels of all buttons, in order."""
    blocks = message.blocks if isinstance(message, Message) else message["blocks"]
    return [each["text"]["text"] for each in interactive(blocks) if each["type"] == "button"]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, Mapping) and part.get("type") in _LINES_OF_TEXT:
        yield "".join(run["text"] for run in part["elements"])
    elif isinstance(part, Mapping) and isinstance(part.get("text"), str):
        yield part["text"]
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _texts(value)
