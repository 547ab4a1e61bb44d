"""What stands inside a line on the page: links, mentions, emoji, dates. Everything is escaped."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

import emoji
from markupsafe import Markup, escape

from playground.page.dates import DateText
from playground.page.scene import Scene
from playground.workspace import LOOPBACK_HOSTS

_FOLLOWED = frozenset({"http", "https", "mailto", "tel"})
_OWN = re.compile(r"/(?:files|static|archives)/")
_MESSAGE = re.compile(r"/archives/[A-Z0-9]+/p\d+$")
_SKIN = "skin-tone-"
_FLAG = "flag-"
# Names that Slack has and the Unicode tables of short names have not.
_SLACK_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "simple_smile": "\U0001f642",
        "thumbsup_all": "\U0001f44d",
        "man-shrugging": "\U0001f937\u200d\u2642\ufe0f",
        "woman-shrugging": "\U0001f937\u200d\u2640\ufe0f",
        "male-technologist": "\U0001f468\u200d\U0001f4bb",
        "female-technologist": "\U0001f469\u200d\U0001f4bb",
    }
)
_EMOJI = re.compile(r":([a-z0-9_+'-]+):")


@dataclass(frozen=True)
class Reader:
    """Who reads: what ids are called for them, what clock they live by, what stands out.

    `now` is in seconds since 1970.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    me: str = ""
    domain: str = ""
    dates: DateText = field(default_factory=DateText)

    @classmethod
    def of(cls, scene: Scene, now: float) -> "Reader":
        """The viewer of a scene at a moment."""
        dates = DateText(scene.directory.zone, now)
        return cls(scene.names, scene.me, scene.domain, dates)


def link(url: str, label: Markup | str, reader: Reader) -> Markup:
    """A link in a new tab; one to a message of this workspace stays on the page.

    An address that a browser should not follow (javascript: and the like) is shown as text.
    """
    target = href(url, reader)
    if target is None:
        return escape(label)
    if target.startswith("/"):
        return Markup('<a class="link" href="{}">{}</a>').format(target, label)
    return Markup(
        '<a class="link" href="{}" target="_blank" rel="noopener noreferrer">{}</a>'
    ).format(target, label)


def href(url: str, reader: Reader) -> str | None:
    """The address to follow for `url`; None when it must not be followed."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme in {"http", "https"} and _is_here(parts, reader):
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.path}{query}"
    if not parts.scheme and not parts.netloc and _OWN.match(parts.path):
        return url
    return url.strip() if parts.scheme in _FOLLOWED else None


def _is_here(parts: SplitResult, reader: Reader) -> bool:
    """Whether it is a link to a message: as Slack has it, or as copied from this page."""
    ours = parts.netloc == f"{reader.domain}.slack.com" or parts.hostname in LOOPBACK_HOSTS
    return ours and _MESSAGE.match(parts.path) is not None


def person(user_id: str, reader: Reader, label: str = "") -> Markup:
    """A mention of a person; the viewer's own stands out."""
    name = reader.names.get(user_id) or label.removeprefix("@") or user_id
    return pill(f"@{name}", own=user_id == reader.me)


def channel(channel_id: str, reader: Reader, label: str = "") -> Markup:
    """A mention of a channel."""
    return pill(f"#{reader.names.get(channel_id) or label.removeprefix('#') or channel_id}")


def group(group_id: str, reader: Reader, label: str = "") -> Markup:
    """A mention of a user group or of a whole workspace."""
    return pill(f"@{reader.names.get(group_id) or label.removeprefix('@') or group_id}")


def everyone(which: str) -> Markup:
    """A mention of here, channel or everyone; it concerns the viewer as well."""
    return pill(f"@{which}", own=True)


def pill(text: str, *, own: bool = False) -> Markup:
    """A mention."""
    return Markup('<span class="mention{}">{}</span>').format(" me" if own else "", text)


def date(timestamp: int, form: str, fallback: str, url: str, reader: Reader) -> Markup:
    """A moment in the viewer's zone, in one of Slack's forms; `fallback` when it is none."""
    said = reader.dates.show(timestamp, form)
    if said is None:
        return escape(fallback)
    exact = reader.dates.exact(timestamp)
    shown = Markup('<time datetime="{}" title="{}">{}</time>').format(
        exact, reader.dates.show(timestamp, "{date_long} {time}") or exact, said
    )
    return link(url, shown, reader) if url else shown


def emojis(text: str) -> str:
    """The text with its emoji names as characters; names that stand for none stay."""
    return _EMOJI.sub(lambda found: emoji_character(found[1]) or found[0], text)


@cache
def emoji_character(name: str) -> str | None:
    """The character behind an emoji's name; None when no emoji has that name."""
    if name.startswith(_SKIN) and name.removeprefix(_SKIN) in {"2", "3", "4", "5", "6"}:
        return chr(0x1F3FB + int(name.removeprefix(_SKIN)) - 2)
    if re.fullmatch(_FLAG + "[a-z]{2}", name):
        return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in name[-2:])
    if name in _SLACK_NAMES:
        return _SLACK_NAMES[name]
    shown = emoji.emojize(f":{name}:", language="alias")
    return None if shown == f":{name}:" else shown
