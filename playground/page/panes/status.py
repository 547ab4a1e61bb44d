"""What the app says that it is doing, with Slack's own Stop button, and what it suggests to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from playground.agents import AgentSession
from playground.conversations import Room
from playground.feed import FeedEvent
from playground.page.window import Frame, Window

_STATUS = frozenset({"assistant_status", "agent_session"})
_PROMPTS = "assistant_prompts"
_NEW = frozenset({"message_posted", "ephemeral"})


@dataclass(frozen=True)
class Doing:
    """What the app does in a thread, in its own words; `thread_ts` is "" for the whole room."""

    thread_ts: str
    words: str
    can_be_stopped: bool


def draw(window: Window) -> Markup:
    """The line above the composer, and what the messages say whose threads are closed.

    Empty when the app is doing nothing outside of the open thread.
    """
    if window.room is None:
        return Markup()
    every = _doings(window, window.room)
    return _render(
        window, "status.html", doings=[one for one in every if not _is_open(window, one)]
    )


def draw_thread(window: Window) -> Markup:
    """The line above the reply box; empty when the app is doing nothing in the open thread."""
    if window.room is None or window.thread is None:
        return Markup()
    here = [one for one in _doings(window, window.room) if _is_open(window, one)]
    return _render(window, "status.html", doings=here)


def prompts(window: Window) -> Markup:
    """What one could ask: what the app suggests, else the workspace's examples.

    The examples are for beginners: they are folded once something was said.
    """
    room, hub = window.room, window.hub
    if room is None or not room.is_im:
        return Markup()
    suggested = hub.assistants.thread(room.id)
    examples = [{"title": one, "message": one} for one in hub.workspace.examples]
    return _render(
        window,
        "prompts.html",
        title=suggested.prompts_title or "Try, for example",
        prompts=suggested.prompts or examples,
        folded=not suggested.prompts and _has_more_than(window, room, 0),
    )


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """What of them changed, anew."""
    room = window.room
    if room is None:
        return
    here = [event["event"] for event in events if event.get("channel") == room.id]
    if not _STATUS.isdisjoint(here):
        yield {"op": "fill", "id": "status", "html": draw(window)}
        yield {"op": "fill", "id": "thread-status", "html": draw_thread(window)}
    new = sum(event in _NEW for event in here)
    if _PROMPTS in here or (new and not _has_more_than(window, room, new)):
        yield {"op": "fill", "id": "prompts", "html": prompts(window)}


def _doings(window: Window, room: Room) -> list[Doing]:
    hub = window.hub
    sessions = {one.thread_ts: one for one in hub.agents.in_channel(room.id) if one.can_be_stopped}
    said = {one.thread_ts: one.status for one in hub.assistants.with_status(room.id)}
    return [
        Doing(
            thread,
            f"{hub.app.bot_name} {said.get(thread) or _at_work(sessions[thread])}",
            thread in sessions,
        )
        for thread in dict.fromkeys((*said, *sessions))
    ]


def _at_work(session: AgentSession) -> str:
    return f"is working: {session.title}" if session.title else "is working"


def _is_open(window: Window, doing: Doing) -> bool:
    return doing.thread_ts == (window.thread or None)


def _has_more_than(window: Window, room: Room, few: int) -> bool:
    posts = window.hub.conversations.newest_first(room.id, window.person.id)
    return sum(1 for _ in islice(posts, few + 1)) > few


def _render(window: Window, template: str, **values: object) -> Markup:
    drawn = window.painter.environment.get_template(template).render(window=window, **values)
    return Markup(drawn)  # noqa: S704 - rendered with autoescape
