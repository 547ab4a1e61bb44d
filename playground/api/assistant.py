"""assistant.threads.*: the status line, suggested prompts and title of an assistant thread.

Answers, errors and limits are those of Slack's reference of the three methods.
"""

from typing import Any

from playground.api.method import Answer, Arguments, DetailedError, Method
from playground.conversations import Room
from playground.errors import ApiError
from playground.hub import Hub

_MAX_LOADING_MESSAGES = 10
# At most four prompts are shown, by Slack's guide to developing agents.
_MAX_PROMPTS = 4
# The subtype of the message that begins an assistant thread; its title is shown in it.
THREAD_ROOT = "assistant_app_thread"


def _set_status(hub: Hub, arguments: Arguments) -> Answer:
    room = _room(hub, arguments)
    thread_ts = _thread(hub, room, arguments.text("thread_ts"))
    messages = arguments.parsed("loading_messages").get("loading_messages") or []
    if not _are_texts(messages) or len(messages) > _MAX_LOADING_MESSAGES:
        raise ApiError("invalid_arguments", ["[ERROR] loading_messages must be at most 10 texts"])
    hub.assistants.set_status(room.id, thread_ts, arguments.text("status"), messages)
    return {}


def _set_prompts(hub: Hub, arguments: Arguments) -> Answer:
    room = _room(hub, arguments)
    # Without thread_ts the prompts stand above the composer of the direct messages: the SDK has it
    # optional for agents, whose conversations begin without a thread.
    thread_ts = _thread(hub, room, arguments.text("thread_ts")) if "thread_ts" in arguments else ""
    prompts = arguments.parsed("prompts")["prompts"]
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= _MAX_PROMPTS:
        raise ApiError("invalid_arguments", ["[ERROR] prompts must be a list of one to four"])
    if not all(_is_prompt(prompt) for prompt in prompts):
        raise ApiError("invalid_arguments", ["[ERROR] a prompt needs a title and a message"])
    kept = [{"title": prompt["title"], "message": prompt["message"]} for prompt in prompts]
    hub.assistants.suggest(room.id, thread_ts, kept, arguments.text("title"))
    return {}


def _set_title(hub: Hub, arguments: Arguments) -> Answer:
    room = _room(hub, arguments)
    thread_ts = _thread(hub, room, arguments.text("thread_ts"))
    title = arguments.text("title")
    root = hub.conversations.find(room.id, thread_ts)
    if root is not None and root.message.get("subtype") == THREAD_ROOT:
        titled = {**root.message[THREAD_ROOT], "title": title}
        hub.conversations.edit(root, {**root.message, "text": title, THREAD_ROOT: titled})
    hub.assistants.set_title(room.id, thread_ts, title)
    return {}


def _room(hub: Hub, arguments: Arguments) -> Room:
    room = hub.conversations.room(arguments.text("channel_id"))
    if room is None or hub.app.bot_user_id not in room.members:
        raise DetailedError("channel_not_found", detail="Invalid channel_id")
    return room


def _thread(hub: Hub, room: Room, thread_ts: str) -> str:
    post = hub.conversations.find(room.id, thread_ts)
    if post is None or post.visible_to is not None:
        raise DetailedError("invalid_thread_ts", detail="Thread not found")
    return thread_ts


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _is_prompt(prompt: Any) -> bool:
    return isinstance(prompt, dict) and all(
        isinstance(prompt.get(name), str) and prompt[name] for name in ("title", "message")
    )


METHODS = (
    Method(
        "assistant.threads.setStatus",
        _set_status,
        required=("channel_id", "thread_ts"),
        scopes=("chat:write", "assistant:write"),
    ),
    Method(
        "assistant.threads.setSuggestedPrompts",
        _set_prompts,
        required=("channel_id", "prompts"),
        scopes=("assistant:write",),
    ),
    Method(
        "assistant.threads.setTitle",
        _set_title,
        required=("channel_id", "thread_ts", "title"),
        scopes=("assistant:write",),
    ),
)
