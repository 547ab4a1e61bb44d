"""Under whose name and picture a message stands: the author's, or those an app chose for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.workspace import InstalledApp

_SCOPE = "chat:write.customize"
_ICON_SIZES = (36, 48, 72)


def chosen(
    app: InstalledApp, arguments: Mapping[str, Any], scopes: Sequence[str]
) -> dict[str, Any]:
    """The `username` and `icons` that `username`, `icon_emoji` and `icon_url` ask for.

    A message that has them is a bot_message, as in Slack's reference of chat.postMessage. Without
    the scope chat:write.customize Slack passes over them, which is reported rather than documented.
    """
    name, emoji, url = (
        str(arguments.get(key) or "").strip() for key in ("username", "icon_emoji", "icon_url")
    )
    if _SCOPE not in scopes or not (name or emoji or url):
        return {}
    look: dict[str, Any] = {"subtype": "bot_message", "username": name or app.bot_name}
    if emoji:  # overrides the address, by the reference
        look["icons"] = {"emoji": f":{emoji.strip(':')}:"}
    elif url:
        look["icons"] = {f"image_{size}": url for size in _ICON_SIZES}
    return look


def author_id(message: Mapping[str, Any]) -> str:
    """The id of the person or bot who wrote it; that of the app where its name was chosen."""
    return str(message.get("user") or message.get("bot_id") or "")


def author_name(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The name that people read above the message; "" when nobody is known to have written it."""
    user = str(message.get("user") or "")
    return str(message.get("username") or names.get(user, user))


def icon_name(message: Mapping[str, Any]) -> str:
    """The name of the emoji that stands for the author's picture; "" without one."""
    icons = message.get("icons")
    emoji = icons.get("emoji") if isinstance(icons, Mapping) else None
    return str(emoji or "").strip(":")
