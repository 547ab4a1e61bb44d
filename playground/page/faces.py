"""How people look on the page: a name, initials on one of eight colours, a mark for the app."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.authorship import author_id, icon_name
from playground.hub import Hub
from playground.page.inline import emoji_character
from playground.workspace import Person

_COLOURS = 8  # the classes face-0 to face-7 of shell.css
_MOST_INITIALS = 2


@dataclass(frozen=True)
class Face:
    """Somebody, drawn. An emoji may stand in the place of the initials."""

    id: str
    name: str
    initials: str
    colour: int
    is_app: bool = False
    title: str = ""


def face(hub: Hub, user: str) -> Face:
    """The face of that person or of the app; an unknown id shows as itself."""
    if user == hub.app.bot_user_id:
        return _face(user, hub.app.bot_name, is_app=True)
    person = hub.person(user)
    if person is None:
        return _face(user, user or "Unknown")
    return _face(user, person.real_name, title=title(hub, person))


def author(hub: Hub, message: Mapping[str, Any]) -> Face:
    """The face of who wrote a message; an app may choose another name and an emoji for it."""
    if "username" not in message:
        return face(hub, str(message.get("user") or ""))
    name = str(message["username"])
    drawn = _face(f"{author_id(message)} {name}", name, is_app=True)
    emoji = emoji_character(icon_name(message))
    return replace(drawn, initials=emoji) if emoji else drawn


def title(hub: Hub, person: Person) -> str:
    """What the person is in this workspace, in a word or two; "" for a member like any other."""
    if hub.is_stranger(person):
        return "Other organisation"
    if person.deleted:
        return "Deactivated"
    if person.is_restricted:
        return "Guest"
    return person.title or ("Administrator" if person.is_admin else "")


def _face(user: str, name: str, *, is_app: bool = False, title: str = "") -> Face:
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    initials = "".join(word[0] for word in words[:_MOST_INITIALS]).upper()
    # A checksum rather than hash(): the colours stay the same from one start to the next.
    return Face(user, name, initials, zlib.crc32(user.encode()) % _COLOURS, is_app, title)
