"""The messages of a room and of a thread."""

import logging
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from markupsafe import Markup

from playground.authorship import author_id
from playground.conversations import Message, Post, Room
from playground.feed import FeedEvent
from playground.page.faces import Face, author
from playground.page.grouping import is_compact
from playground.page.scene import Scene
from playground.page.when import Moment, day_name, moment, today
from playground.page.window import Frame, Window

PAGE = 60
"""Messages that the page shows at first; AT_ONCE more each time one scrolls up."""
AT_ONCE = 50
AROUND = 200
"""Messages around an old one that a permalink leads to, when it is further up than that."""

_CHANGES = frozenset({"message_posted", "message_edited", "message_deleted", "ephemeral"})
_NEW = frozenset({"message_posted", "ephemeral"})
_SPOKEN = MappingProxyType(
    {
        "message_posted": "wrote",
        "ephemeral": "wrote, only visible to you",
        "message_edited": "changed a message",
    }
)
_FACES_OF_A_THREAD = 4
_log = logging.getLogger(__name__)
# No part of the message below it, which may be drawn anew.
_UNREAD = Markup('<li class="unread-line">New</li>')


@dataclass(frozen=True)
class Replies:
    """What stands under a message that has a thread."""

    count: int
    faces: tuple[Face, ...]
    last: Moment


@dataclass(frozen=True)
class Shown:
    """A message as the template draws it; `day` names the day where a new one begins."""

    id: str
    post: Post
    author: Face
    at: Moment
    day: str
    compact: bool
    content: Markup
    replies: Replies | None
    in_thread: bool

    @property
    def is_edited(self) -> bool:
        """Whether a person's words were changed; an app's messages change all the time."""
        return "edited" in self.post.message and not self.author.is_app


@dataclass(frozen=True)
class Page:
    """Some consecutive messages: those of `posts` from `start` to `end`."""

    posts: Sequence[Post]
    start: int
    end: int

    @property
    def earlier(self) -> bool:
        """Whether there are more above."""
        return self.start > 0

    @property
    def later(self) -> bool:
        """Whether there are more below."""
        return self.end < len(self.posts)


def top_level(window: Window, room: Room) -> Sequence[Post]:
    """The room's own messages, oldest first: replies stand in their threads."""
    return window.hub.conversations.top_level(room.id, window.person.id)


def thread_posts(window: Window, room: Room, thread: str) -> Sequence[Post]:
    """The message that a thread hangs on, and its replies."""
    rooms, viewer = window.hub.conversations, window.person.id
    parent = rooms.find(room.id, thread)
    seen = parent is not None and parent.visible_to in (None, viewer)
    return [*([parent] if parent and seen else []), *rooms.replies(room.id, thread, viewer)]


def newest(posts: Sequence[Post], most: int = PAGE) -> Page:
    """The end of the list."""
    return Page(posts, max(0, len(posts) - most), len(posts))


def before(posts: Sequence[Post], ts: str, first: str = "") -> Page:
    """What stands just above the message `ts`; from the message `first` on, if that is given."""
    end = _place(posts, ts)
    start = max(_place(posts, first) if first else 0, end - AT_ONCE)
    return Page(posts, start, end)


def around(posts: Sequence[Post], ts: str) -> Page:
    """The message `ts` with what stands around it, to the end if that is near."""
    index = _place(posts, ts)
    near = len(posts) - index <= AROUND
    return Page(posts, max(0, index - PAGE // 2), len(posts) if near else index + AROUND)


def draw(window: Window, page: Page, unread_from: str = "") -> Markup:
    """Consecutive messages as HTML, with a line above the message `unread_from`."""
    return Markup("").join(
        _UNREAD + _item(window, page.posts, index, apart=True)
        if page.posts[index].ts == unread_from
        else _item(window, page.posts, index)
        for index in range(page.start, page.end)
    )


def draw_thread(window: Window, room: Room) -> Markup:
    """The messages of the window's thread as HTML."""
    posts = thread_posts(window, room, window.thread or "")
    items = (_item(window, posts, index, in_thread=True) for index in range(len(posts)))
    return Markup("").join(items)


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """New, edited and deleted messages of the room and of the open thread."""
    room = window.room
    if room is None or window.tab == "home":
        return
    touched, fresh = _touched(window, room, events)
    if not touched:
        return
    yield from _changes(window, room, touched, fresh, in_thread=False)
    if window.thread is not None:
        yield from _changes(window, room, touched, fresh, in_thread=True)
    yield from _spoken(window, room, events)


def _touched(
    window: Window, room: Room, events: Iterable[FeedEvent]
) -> tuple[list[str], frozenset[str]]:
    """The timestamps of what changed (and of parents that got a reply), and of what is new."""
    touched: dict[str, None] = {}
    fresh = set()
    for event in events:
        if event["event"] in _CHANGES and event["channel"] == room.id and _for(window, event):
            touched[event["ts"]] = None
            if event["event"] in _NEW:
                fresh.add(event["ts"])
            if isinstance(event["thread_ts"], str):
                touched[event["thread_ts"]] = None
    return list(touched), frozenset(fresh)


def _for(window: Window, event: FeedEvent) -> bool:
    return event["visible_to"] is None or window.person.id in event["visible_to"]


def _changes(
    window: Window, room: Room, touched: Sequence[str], fresh: frozenset[str], *, in_thread: bool
) -> Iterator[Frame]:
    listed = "thread-log" if in_thread else "log"
    thread = window.thread or ""
    posts = thread_posts(window, room, thread) if in_thread else top_level(window, room)
    for ts in touched:
        number, index = _id(room.id, ts, in_thread=in_thread), _place(posts, ts)
        if index == len(posts) or posts[index].ts != ts:
            yield {"op": "drop", "id": number}
            continue
        # An edit of a message that is not on the screen must not bring it there.
        place = {"op": "put", "list": listed} if ts in fresh else {"op": "swap"}
        yield {**place, "id": number, "html": _item(window, posts, index, in_thread=in_thread)}


def _spoken(window: Window, room: Room, events: Iterable[FeedEvent]) -> Iterator[Frame]:
    """What others wrote or changed, in words, for screen readers.

    Said here rather than by the log region itself, which would read a whole message out at every
    edit of it.
    """
    for event in events:
        if event["event"] not in _SPOKEN or event["channel"] != room.id or not _for(window, event):
            continue
        message = event["message"]
        if message.get("user") == window.person.id:
            continue
        who = author(window.hub, message).name
        said = window.painter.text(str(message.get("text", "")), window.scene()).striptags()
        yield {"op": "say", "text": f"{who} {_SPOKEN[event['event']]}: {said}"}


def _item(
    window: Window,
    posts: Sequence[Post],
    index: int,
    *,
    in_thread: bool = False,
    apart: bool = False,
) -> Markup:
    """A message as HTML; its JSON when it cannot be drawn, so that the others still can.

    `apart` shows the author's name where the message would otherwise stand under the one above it.
    """
    post = posts[index]
    template = window.painter.environment.get_template("message.html")
    try:
        shown = _shown(window, posts, index, in_thread=in_thread)
        shown = replace(shown, compact=shown.compact and not apart)
        drawn = template.render(window=window, shown=shown, message=post.message)
    except Exception as problem:  # noqa: BLE001 - whatever an app sends, the rest is shown
        _log.warning("The message %s could not be drawn (%r); its JSON is shown.", post.ts, problem)
        return _as_json(window, post, in_thread=in_thread)
    return Markup(drawn)  # noqa: S704 - rendered with autoescape


def _as_json(window: Window, post: Post, *, in_thread: bool) -> Markup:
    number = _id(post.channel, post.ts, in_thread=in_thread)
    box = window.painter.json_box("Message", post.message)
    return Markup(
        '<li id="{}" class="item"><article class="message" tabindex="-1">{}</article></li>'
    ).format(number, box)


def _shown(window: Window, posts: Sequence[Post], index: int, *, in_thread: bool) -> Shown:
    post, previous = posts[index], posts[index - 1] if index else None
    zone = window.person.tz
    at = moment(post.ts, zone)
    new_day = not in_thread and (previous is None or moment(previous.ts, zone).day != at.day)
    return Shown(
        id=_id(post.channel, post.ts, in_thread=in_thread),
        post=post,
        author=author(window.hub, post.message),
        at=at,
        day=day_name(at.day, today(window.hub.now(), zone)) if new_day else "",
        compact=not new_day and is_compact(posts, index),
        content=window.painter.content(post.message, _scene(window, post, in_thread=in_thread)),
        replies=None if in_thread else _replies(window, post),
        in_thread=in_thread,
    )


def _place(posts: Sequence[Post], ts: str) -> int:
    """The index of the first message at or after `ts`."""
    return bisect_left(posts, ts, key=lambda post: post.ts)


def _replies(window: Window, post: Post) -> Replies | None:
    replies = window.hub.conversations.replies(post.channel, post.ts, window.person.id)
    if not replies:
        return None
    writers: dict[tuple[str, str], Message] = {}
    for message in (reply.message for reply in replies):
        writers.setdefault((author_id(message), str(message.get("username"))), message)
    first = islice(writers.values(), _FACES_OF_A_THREAD)
    faces = tuple(author(window.hub, message) for message in first)
    return Replies(len(replies), faces, moment(replies[-1].ts, window.person.tz))


def _scene(window: Window, post: Post, *, in_thread: bool) -> Scene:
    key = (window.person.id, post.channel, post.ts)
    # A thread's first message stands twice on the page; its ids are told apart by the pane.
    pane = {"pane": "thread"} if in_thread else {}
    return window.scene(
        "message",
        {"channel": post.channel, "ts": post.ts, **pane},
        window.hub.selections.get(key, {}),
    )


def _id(channel: str, ts: str, *, in_thread: bool) -> str:
    return f"{'t' if in_thread else 'm'}-{channel}-{ts}"
