"""Reactions: the emoji that people and the app put on messages."""

import re
from collections.abc import Mapping
from typing import Any

import emoji

from playground.conversations import Message, Post, Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.room_events import reaction_event, tell_app

# As people report them; Slack's reference names no figure: how many different emoji a message takes, and how many of one person.
MOST_ON_A_MESSAGE = 50
MOST_OF_A_PERSON = 23
_NAME = re.compile(r"(?P<base>[a-z0-9_+'-]+)(?:::skin-tone-[2-6])?")
# Slack names flags and compound people otherwise than the emoji package does.
_SLACKS_OWN = re.compile(r"(?:flag|man|woman|male|female|person)-[a-z0-9_-]+|simple_smile")


def is_emoji(name: str) -> bool:
    """Whether Slack knows an emoji of that name ("thumbsup", "wave::skin-tone-3")."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    written = f":{found['base']}:"
    known = emoji.emojize(written, language="alias") != written
    return known or _SLACKS_OWN.fullmatch(found["base"]) is not None


def react(hub: Hub, room: Room, post: Post, user: str, name: str, *, remove: bool = False) -> Post:
    """Put a reaction on a message, or take it away, and tell the app.

    Raises ApiError: invalid_name, already_reacted, too_many_emoji, too_many_reactions, no_reaction.
    """
    if not is_emoji(name):
        raise ApiError("invalid_name")
    change = _without if remove else _with
    reacted = hub.conversations.edit(post, change(post.message, user, name), about="reactions")
    event = reaction_event(hub, post, user, name, removed=remove)
    tell_app(hub, room, event, scope="reactions:read")
    return reacted


def has_reacted(message: Mapping[str, Any], user: str) -> bool:
    """Whether one of the message's reactions is that person's."""
    return any(user in reaction["users"] for reaction in message.get("reactions", ()))


def _with(message: Message, user: str, name: str) -> Message:
    by_name = _users_by_name(message)
    if user in by_name.get(name, ()):
        raise ApiError("already_reacted")
    if name not in by_name and len(by_name) >= MOST_ON_A_MESSAGE:
        raise ApiError("too_many_emoji")
    if sum(user in users for users in by_name.values()) >= MOST_OF_A_PERSON:
        raise ApiError("too_many_reactions")
    return _carrying(message, {**by_name, name: [*by_name.get(name, ()), user]})


def _without(message: Message, user: str, name: str) -> Message:
    by_name = _users_by_name(message)
    if user not in by_name.get(name, ()):
        raise ApiError("no_reaction")
    return _carrying(message, {**by_name, name: [one for one in by_name[name] if one != user]})


def _users_by_name(message: Message) -> dict[str, list[str]]:
    return {one["name"]: one["users"] for one in message.get("reactions", ())}


def _carrying(message: Message, by_name: Mapping[str, list[str]]) -> Message:
    bare = {key: value for key, value in message.items() if key != "reactions"}
    reactions = [
        {"name": name, "users": users, "count": len(users)}
        for name, users in by_name.items()
        if users
    ]
    return {**bare, "reactions": reactions} if reactions else bare
