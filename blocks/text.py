"""Text of people and records made safe to show: cleaned, cut, isolated, escaped.

`line` and `prose` clean; `cut` shortens; `escape` is for the few places that are mrkdwn.
"""

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

_ELLIPSIS = "…"
_WRITTEN_AS_TWO = frozenset('"\\\n')
_JOINER = "\u200d"
_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_SKIN_TONES = range(0x1F3FB, 0x1F400)
# Controls, lone surrogates (no UTF-8 form) and the marks that reorder what stands around them.
_UNSHOWN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")


def line(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters; never reorders its surroundings."""
    return _fitted(" ".join(_UNSHOWN.sub("", _BREAKS.sub("\n", text)).split()), limit)


def prose(text: str, limit: int) -> str:
    """`text` with its line breaks, at most one empty line in a row, cut to `limit` characters."""
    shown = _UNSHOWN.sub("", _BREAKS.sub("\n", text)).strip()
    return _fitted(re.sub(r"\n{3,}", "\n\n", shown), limit)


def excerpt(text: str, limit: int) -> str:
    """The beginning of `text` on one line; it ends after a word, where one ends near."""
    whole, begins = line(text, 2 * limit), line(text, limit)
    if whole == begins or not begins.endswith(_ELLIPSIS):
        return begins
    before, _, rest = begins.rpartition(" ")
    return f"{before.rstrip(',;:')}{_ELLIPSIS}" if len(rest) < len(before) else begins


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something is missing.

    Counted as JSON writes them (a quotation mark takes two), for so is a message's size. Never
    cuts between a letter and its accents, or within a joined emoji.
    """
    written = list(accumulate(2 if character in _WRITTEN_AS_TWO else 1 for character in text))
    if not written or written[-1] <= limit:
        return text
    end = bisect_right(written, limit - len(_ELLIPSIS))
    while end > 0 and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def letters(text: str) -> list[str]:
    """The text as people count it: a letter with its accents, an emoji with what is joined."""
    found: list[str] = []
    for character in text:
        if found and (_continues(character) or found[-1].endswith(_JOINER)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _fitted(text: str, limit: int) -> str:
    """Cut; right-to-left text is isolated, so that what stands beside it keeps its place."""
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return f"{_ISOLATE}{cut(text, limit - 2)}{_END_OF_ISOLATE}"
    return cut(text, limit)


def escape(text: str) -> str:
    """For mrkdwn: what Slack reads as control characters (docs.slack.dev, formatting text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(user_id: str) -> str:
    """A person's name in mrkdwn; "someone" for what is no Slack user id."""
    return f"<@{user_id}>" if _USER.fullmatch(user_id) else "someone"


def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it."""
    return (
        unicodedata.combining(character) > 0
        or unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character == _JOINER
        or ord(character) in _SKIN_TONES
    )
