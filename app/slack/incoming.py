"""What people type, as they meant it: Slack's markup taken out of a message's text."""

import html
import re
from collections.abc import Mapping

from app.domain.mentions import channel, group, person

_USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!(?!subteam\^)([^>|]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(mailto:|tel:)?(?![@#!])([^>|]+)\|([^>]*)>")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_BARE = re.compile(r"<(?:mailto:)?(?![@#!])([^>|]+)>")
_PLACE = re.compile(r"\b(?:this|current)\s+(?:\w+\s+)?(?:channel|thread)\b", re.IGNORECASE)
# The word itself, as somebody types it on purpose: not <!here>, and not how a sentence begins.
_HERE = re.compile(r"^here(?:[\s,:]+(?!(?:is|are|was|were|comes?|goes)\b)|$)")


def mentioned(text: str) -> list[str]:
    """The ids of the people mentioned, in order."""
    return [match[1] for match in _USER.finditer(text)]


def unnamed_groups(text: str) -> list[str]:
    """The ids of the user groups that are mentioned without their handles."""
    return [match[1] for match in _GROUP.finditer(text) if not match[2]][:1]


def speaks_of_place(text: str) -> bool:
    """Whether the words are about the channel or the thread that they stand in."""
    return bool(_PLACE.search(text))


def plain(text: str, names: Mapping[str, str], bot: str) -> str:
    """The words: mentions as requests hold them (the bot's own left out), links as what they say.

    `names` are the mentions of people, and the handles of groups, by their ids.
    """
    text = _own(bot).sub(" ", text) if bot else text
    text = _USER.sub(lambda one: names.get(one[1]) or person(one[1], one[2] or one[1]), text)
    text = _CHANNEL.sub(lambda one: channel(one[1], one[2] or ""), text)
    text = _GROUP.sub(lambda one: group(one[1], one[2] or names.get(one[1], "")), text)
    text = _SPECIAL.sub(lambda match: match[1], text)
    text = _LINK.sub(_linked, text)
    text = _BARE.sub(lambda match: match[1], text)
    return html.unescape(text).strip()


def split_here(text: str, bot: str = "") -> tuple[str, bool]:
    """The request without a leading "here", and whether it was there.

    `text` is as Slack delivers it: in plain words, a mention of everybody here would look the same.
    """
    said = _own(bot).sub(" ", text, count=1).lstrip() if bot else text.lstrip()
    rest = _HERE.sub("", said, count=1)
    return (rest, True) if rest != said else (text, False)


def _own(bot: str) -> re.Pattern[str]:
    return re.compile(rf"<@{re.escape(bot)}(?:\|[^>]*)?>")


def _linked(match: re.Match[str]) -> str:
    """What a link says, and where it leads where that is something else."""
    scheme, address, label = match.groups()
    if scheme == "tel:" or _bare(label) in {"", _bare(address)}:
        return label or address
    return f"{label} ({address})"


def _bare(address: str) -> str:
    """An address as people type it: Slack adds the scheme."""
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()
