"""What is sent: a message's blocks, and the text for notifications and screen readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from blocks.limits import FALLBACK
from blocks.text import escape, line

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` is mrkdwn, already escaped; it is sent along with the blocks, always."""

    text: str
    blocks: list[Block]


def message(text: str, blocks: Iterable[Block | None]) -> Message:
    """A message from its plain text and the blocks that there are (None is left out).

    The text is never empty: Slack would then make one of the blocks, names and all.
    """
    return Message(escape(line(text, FALLBACK)) or "-", [block for block in blocks if block])
