"""Slack's mrkdwn, cut into tokens that a terminal and a page both draw.

Source of the syntax: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A bare address ends before punctuation that belongs to the sentence, and before an escaped < or >.
ADDRESS = r"https?://(?:(?!&[lg]t;)[^\s<>|])*(?!&[lg]t;)[^\s<>|.,;:!?'\")\]}*_~`]"
_TOKEN = re.compile(
    r"```\n?(?P<block>.*?)\n?```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    rf"|(?P<url>{ADDRESS})"
    r"|(?<![\w*])\*(?=\S)(?P<bold>[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<italic>[^_\n]*[^_\s])_(?![\w_])"
    r"|(?<![\w~])~(?=\S)(?P<strike>[^~\n]*[^~\s])~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+'-]+):",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of mrkdwn.

    - `kind`: text, block (of code), code, angle (what stands between < and >), url, bold, italic,
      strike or emoji;
    - `inner`: what the marks enclose, still with Slack's entities and with marks of its own;
    - `source`: the piece as it was written.
    """

    kind: str
    inner: str
    source: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the outermost tokens of `text` in order; their sources together are `text`."""
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            yield _plain(text[end : found.start()])
        kind = str(found.lastgroup)
        yield Token(kind, found[kind], found[0])
        end = found.end()
    if end < len(text):
        yield _plain(text[end:])


def _plain(text: str) -> Token:
    return Token("text", text, text)
