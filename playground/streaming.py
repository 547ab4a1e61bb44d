"""Messages that are being streamed: how text, tasks and plans grow into blocks.

The blocks of the message are the whole state of a stream, so one goes on after a restart. The mark
is Slack's own: `streaming_state` is "in_progress", "completed" or "errored".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from playground.bot_posts import MAX_MARKDOWN
from playground.conversations import Message
from playground.errors import ApiError
from playground.ids import new_id

STATE = "streaming_state"
# Undocumented. Developers measured about five minutes from the start, however busy the stream was:
# slackapi/python-slack-sdk#1859 and vercel/chat#607.
LIFETIME = 300.0
DisplayMode = Literal["timeline", "plan"]
_MODE = "task_display_mode"
_LONGEST_TITLE = 256  # from the reference of task_update and plan_update chunks
_STATUSES = frozenset({"pending", "in_progress", "complete", "error"})

Block = dict[str, Any]
Chunk = Mapping[str, Any]


def is_streaming(message: Mapping[str, Any]) -> bool:
    """Whether the message is still growing."""
    return message.get(STATE) == "in_progress"


def opened(mode: str) -> Message:
    """What an empty stream's message has beside the bot's signature."""
    return {"text": "", "blocks": [], STATE: "in_progress", _MODE: mode}


def ended(message: Message, state: Literal["completed", "errored"]) -> Message:
    """The message, growing no more."""
    return {**{key: value for key, value in message.items() if key != _MODE}, STATE: state}


def given_chunks(arguments: Mapping[str, Any]) -> list[Chunk]:
    """The chunks of a call, its markdown_text the first of them.

    Raises ApiError msg_too_long or invalid_arguments.
    """
    markdown, chunks = arguments.get("markdown_text"), arguments.get("chunks") or []
    first = [{"type": "markdown_text", "text": markdown}] if markdown else []
    if not isinstance(chunks, list):
        raise ApiError("invalid_arguments", ["chunks must be an array"])
    found: list[Chunk] = [*first, *chunks]
    for index, chunk in enumerate(found):
        _check(chunk, f"[json-pointer:/chunks/{index - len(first)}]")
    return found


def grown(message: Message, chunks: Iterable[Chunk]) -> Message:
    """The message with these checked chunks added."""
    for chunk in chunks:
        message = _GROWTH[chunk["type"]](message, chunk)
    return message


def _check(chunk: Any, place: str) -> None:
    kind = chunk.get("type") if isinstance(chunk, Mapping) else None
    if not isinstance(kind, str) or kind not in _REQUIRED:
        raise ApiError("invalid_arguments", [f"[ERROR] unknown type of chunk {place}"])
    missing = [name for name in _REQUIRED[kind] if not chunk.get(name)]
    if missing:
        raise ApiError("invalid_arguments", [f"[ERROR] missing {', '.join(missing)} {place}"])
    for name, expected in _TYPES.items():
        if not isinstance(chunk.get(name) or expected(), expected):
            raise ApiError("invalid_arguments", [f"[ERROR] {name} of a wrong type {place}"])
    if len(chunk.get("text", "")) > MAX_MARKDOWN or len(chunk.get("title", "")) > _LONGEST_TITLE:
        raise ApiError("msg_too_long")
    if "status" in chunk and chunk["status"] not in _STATUSES:
        raise ApiError("invalid_arguments", [f"[ERROR] unknown status {place}"])


_REQUIRED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "markdown_text": ("text",),
        "task_update": ("id", "title", "status"),
        "plan_update": ("title",),
        "blocks": ("blocks",),
    }
)
_TYPES: Mapping[str, type[str] | type[list[Any]]] = MappingProxyType(
    {"text": str, "id": str, "title": str, "status": str, "blocks": list, "sources": list}
)


def _with_text(message: Message, chunk: Chunk) -> Message:
    blocks = list(message["blocks"])
    if blocks and blocks[-1]["type"] == "markdown":
        blocks[-1] = {**blocks[-1], "text": blocks[-1]["text"] + chunk["text"]}
    else:
        blocks.append({"type": "markdown", "block_id": new_id("b"), "text": chunk["text"]})
    return {**message, "text": message["text"] + chunk["text"], "blocks": blocks}


def _with_blocks(message: Message, chunk: Chunk) -> Message:
    return {**message, "blocks": [*message["blocks"], *chunk["blocks"]]}


def _with_plan_title(message: Message, chunk: Chunk) -> Message:
    if message[_MODE] != "plan":
        return message  # a timeline has no place for a title
    return _with_plan(message, lambda plan: {**plan, "title": chunk["title"]})


def _with_task(message: Message, chunk: Chunk) -> Message:
    if message[_MODE] == "plan":
        return _with_plan(message, lambda plan: {**plan, "tasks": _updated(plan["tasks"], chunk)})
    return {**message, "blocks": _updated(message["blocks"], chunk)}


def _with_plan(message: Message, change: Callable[[Block], Block]) -> Message:
    """The message with its one plan changed; the plan stands where its first chunk put it."""
    blocks = list(message["blocks"])
    at = next((index for index, one in enumerate(blocks) if one["type"] == "plan"), None)
    if at is None:
        at = len(blocks)
        blocks.append({"type": "plan", "block_id": new_id("b"), "title": "", "tasks": []})
    blocks[at] = change(blocks[at])
    return {**message, "blocks": blocks}


def _updated(blocks: Sequence[Block], chunk: Chunk) -> list[Block]:
    """The blocks with the chunk's task card changed in its place, or added at the end."""
    known = [block.get("task_id") == chunk["id"] for block in blocks]
    if not any(known):
        card = {"type": "task_card", "block_id": new_id("b"), "task_id": chunk["id"]}
        return [*blocks, _card(card, chunk)]
    return [
        _card(block, chunk) if same else block for block, same in zip(blocks, known, strict=True)
    ]


def _card(card: Block, chunk: Chunk) -> Block:
    """The card after the chunk: title and status are replaced, details and output grow."""
    changed = {**card, "title": chunk["title"], "status": chunk["status"]}
    for name in ("details", "output"):
        if chunk.get(name):
            changed[name] = _rich_text(_plain(card.get(name)) + str(chunk[name]))
    if chunk.get("sources"):
        changed["sources"] = [*card.get("sources", ()), *chunk["sources"]]
    return changed


def _rich_text(text: str) -> Block:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def _plain(rich_text: Block | None) -> str:
    return str(rich_text["elements"][0]["elements"][0]["text"]) if rich_text else ""


_GROWTH: Mapping[str, Callable[[Message, Chunk], Message]] = MappingProxyType(
    {
        "markdown_text": _with_text,
        "task_update": _with_task,
        "plan_update": _with_plan_title,
        "blocks": _with_blocks,
    }
)
