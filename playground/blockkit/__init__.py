"""The checks that Slack makes on the blocks of messages and views, as data and one walker."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.engine import refusals
from playground.blockkit.layout import BLOCKS, MOST_BLOCKS, Surface
from playground.blockkit.objects import BLOCK_ID
from playground.blockkit.places import at, items
from playground.blockkit.rules import Anything, Flag, Many, Rule, Shape, String, Text, Typed
from playground.blockkit.whole import across, across_message

__all__ = ["check_attachments", "check_message", "check_view"]

_VIEW_POINTER = "/view"
_VIEW: dict[str, Rule] = {
    "callback_id": BLOCK_ID,
    "external_id": String(255, shortest=0),
    "private_metadata": String(3000, shortest=0),
}
_SHORT = Text(24)
_MODAL = Shape(
    {"title": _SHORT, "blocks": Anything()},
    {
        **_VIEW,
        "submit": _SHORT,
        "close": _SHORT,
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
    },
)
_HOME = Shape({"blocks": Anything()}, _VIEW)
_VIEWS = Typed({"modal": _MODAL, "home": _HOME})


def check_message(payload: Mapping[str, Any]) -> list[str]:
    """Return why Slack would refuse the message, one sentence each; empty when it would not.

    `payload` has the already decoded `text`, `blocks` and `attachments` of chat.postMessage.
    """
    found: list[str] = []
    if payload.get("text") is not None:
        found += refusals(String(shortest=0), payload["text"], "/text")
    if payload.get("blocks") is not None:
        found += _message_blocks(payload["blocks"], "/blocks")
    return found + check_attachments(payload.get("attachments") or [])


def check_attachments(attachments: Any) -> list[str]:
    """Return why Slack would refuse the attachments or the blocks in them; empty otherwise."""
    found = list(refusals(Many(Anything(), most=100, fewest=0), attachments, "/attachments"))
    for index, attachment in enumerate(items(attachments)):
        if not isinstance(attachment, Mapping):
            found.append(at(f"/attachments/{index}", "must provide an object"))
        elif attachment.get("blocks") is not None:
            found += _message_blocks(attachment["blocks"], f"/attachments/{index}/blocks")
    return found


def check_view(view: Mapping[str, Any]) -> list[str]:
    """Return why Slack would refuse the modal or home tab; empty when it would not."""
    found = list(refusals(_VIEWS, view, _VIEW_POINTER))
    surface: Surface = "home" if view.get("type") == "home" else "modal"
    blocks = view.get("blocks")
    if blocks is None:
        return found
    found += _blocks(blocks, f"{_VIEW_POINTER}/blocks", surface)
    if surface == "modal" and view.get("submit") is None:
        found += _unsubmittable(blocks)
    return found


def _message_blocks(blocks: Any, pointer: str) -> Iterator[str]:
    yield from _blocks(blocks, pointer, "message")
    yield from across_message(_objects(blocks), pointer)


def _blocks(blocks: Any, pointer: str, surface: Surface) -> Iterator[str]:
    fewest = 0 if surface == "message" else 1  # a message without blocks shows its text
    rule = Many(BLOCKS[surface], MOST_BLOCKS[surface], fewest)
    yield from refusals(rule, blocks, pointer)
    yield from across(_objects(blocks), pointer)


def _objects(blocks: Any) -> list[Mapping[str, Any]]:
    """Return the blocks with their indices kept; what is no object counts as an empty one."""
    items = blocks if isinstance(blocks, list) else []
    return [block if isinstance(block, Mapping) else {} for block in items]


def _unsubmittable(blocks: Any) -> Iterator[str]:
    for index, block in enumerate(_objects(blocks)):
        if block.get("type") == "input":
            where = f"{_VIEW_POINTER}/blocks/{index}/input"
            yield at(where, "must define `submit` to use an `input` block in modals")
