"""Which messages stand together under one name."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.conversations import Post
from playground.elements import placed_elements

_AUTHOR = ("user", "bot_id", "username", "icons")
_TOGETHER_SECONDS = 300
_MOST_TOGETHER = 5
_LOOK_BACK = 50
"""Messages that are looked through for where a run began. The groups of a longer run are counted
from the beginning of the room, so that a message never costs more than that."""


def is_compact(posts: Sequence[Post], index: int) -> bool:
    """Whether the message goes on under the name above it.

    The name comes again after five messages, so that who wrote, and when, stays in sight.
    """
    run = 0
    while run < min(index, _LOOK_BACK) and _goes_on(posts[index - run - 1], posts[index - run]):
        run += 1
    place = index if run == _LOOK_BACK else run
    return place % _MOST_TOGETHER != 0


def _goes_on(previous: Post, post: Post) -> bool:
    """Whether the same person writes the same people, at once, and neither message stands alone."""
    if previous.visible_to != post.visible_to:
        return False
    if any(previous.message.get(key) != post.message.get(key) for key in _AUTHOR):
        return False
    if previous.ts == post.message.get("thread_ts"):
        return False  # the first reply stands apart from what it replies to
    at_once = float(post.ts) - float(previous.ts) < _TOGETHER_SECONDS
    return at_once and not (_stands_alone(previous.message) or _stands_alone(post.message))


def _stands_alone(message: Mapping[str, Any]) -> bool:
    """Whether it has a heading or something to press.

    Two such messages must not run into each other, or one presses the button of the wrong one.
    """
    blocks = message.get("blocks") or ()
    if any(block.get("type") == "header" for block in blocks):
        return True
    return next(iter(placed_elements(blocks)), None) is not None
