"""How typed text reaches an app: mentions, addresses and links in Slack's own notation."""

import re
from collections.abc import Mapping

from playground.bot_posts import MAX_POST_TEXT
from playground.errors import CannotActError
from playground.hub import Hub

# Notation that stands for a person, a group or a channel is kept, as when it is pasted from a message.
_NOTATION = r"(?P<notation><(?:[@#]|!subteam\^)[A-Z0-9]+(?:\|[^<>]*)?>)"
_LINK = r"(?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])"
# An address begins where no other character of one stands before it: without saying so, a long word
# would be searched again from each of its characters.
_ADDRESS = r"(?P<address>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"


def check_length(text: str) -> None:
    """Raise CannotActError when somebody typed more than a message can hold."""
    if len(text) > MAX_POST_TEXT:
        raise CannotActError(
            f"This message has {len(text):,} characters and Slack takes up to {MAX_POST_TEXT:,}. "
            "Shorten it, or send it as a file."
        )


def as_message(hub: Hub, text: str) -> str:
    """Typed text as a message carries it, with & < > escaped.

    "@Name" becomes <@ID> for a person and <!subteam^ID|@handle> for a group.
    """
    people = {name: f"<@{user_id}>" for name, (user_id, _) in _people_by_name(hub).items()}
    return _rewrite(text, _groups(hub) | people, _channels(hub))


def as_command(hub: Hub, text: str) -> str:
    """Typed text as a slash command carries it when it asks for escaping: <@ID|name>."""
    people = {
        name: f"<@{user_id}|{handle}>" for name, (user_id, handle) in _people_by_name(hub).items()
    }
    return _rewrite(text, _groups(hub) | people, _channels(hub))


def mentions_bot(hub: Hub, text: str) -> bool:
    """Whether message text mentions the app's bot."""
    return f"<@{hub.app.bot_user_id}>" in text


def _rewrite(text: str, names: Mapping[str, str], channels: Mapping[str, str]) -> str:
    called = rf"(?<![\w.])@(?P<name>{_any_of(names)})(?!\w)"
    rooms = rf"(?<![\w.])#(?P<room>{_any_of(channels)})(?![\w-])"
    pattern = re.compile(f"{_NOTATION}|{_LINK}|{_ADDRESS}|{called}|{rooms}", re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [_escape(text[end : match.start()]), _noted(match, names, channels)]
        end = match.end()
    return "".join([*parts, _escape(text[end:])])


def _noted(match: re.Match[str], names: Mapping[str, str], channels: Mapping[str, str]) -> str:
    kind, found = match.lastgroup, match.group(str(match.lastgroup))
    if kind == "name":
        return names[found.lower()]
    if kind == "room":
        return channels[found.lower()]
    if kind == "address":
        return f"<mailto:{found}|{found}>"
    return f"<{_escape(found)}>" if kind == "link" else found


def _people_by_name(hub: Hub) -> dict[str, tuple[str, str]]:
    app = hub.app
    named = {app.bot_name.lower(): (app.bot_user_id, app.bot_name.lower())}
    for person in hub.workspace.users:
        for name in (person.name, person.real_name):
            named[name.lower()] = (person.id, person.name)
    return named


def _groups(hub: Hub) -> dict[str, str]:
    groups = hub.workspace.user_groups
    return {group.handle.lower(): f"<!subteam^{group.id}|@{group.handle}>" for group in groups}


def _channels(hub: Hub) -> dict[str, str]:
    rooms = [room for room in hub.conversations.rooms() if not (room.is_im or room.is_mpim)]
    return {room.name.lower(): f"<#{room.id}|{room.name}>" for room in rooms}


def _any_of(names: Mapping[str, str]) -> str:
    # Longest first, so that "@Ada Okafor" is not read as "@Ada" and a rest.
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
