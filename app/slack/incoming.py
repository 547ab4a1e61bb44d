"""What people type, as they meant it: Slack's markup taken out of a message's text."""

import html
import re
from collections.abc import Mapping

_USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|?([^>]*)>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+\|)?([^>|]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:mailto:|tel:)?([^>|]+)\|([^>]*)>")
_BARE = re.compile(r"<(?:mailto:)?([^>|]+)>")
_HERE = re.compile(r"^here(?:[\s,:]+|$)", re.IGNORECASE)


def mentioned(text: str) -> list[str]:
    """The ids of the people mentioned, in order."""
    return [match[1] for match in _USER.finditer(text)]


def plain(text: str, names: Mapping[str, str], bot: str) -> str:
    """The words: mentions as names (the bot's own left out), links as what was typed."""
    text = re.sub(rf"<@{re.escape(bot)}(?:\|[^>]*)?>", " ", text) if bot else text
    text = _USER.sub(lambda match: names.get(match[1], match[2] or match[1]), text)
    text = _CHANNEL.sub(lambda match: f"#{match[1]}", text)
    text = _SPECIAL.sub(lambda match: match[1], text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    text = _BARE.sub(lambda match: match[1], text)
    return html.unescape(text).strip()


def split_here(text: str) -> tuple[str, bool]:
    """The request without a leading "here", and whether it was there."""
    rest = _HERE.sub("", text, count=1)
    return rest, rest != text
