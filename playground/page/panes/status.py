"""What the app says that it is doing, with Slack's own Stop button, and what it suggests to ask."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from playground.feed import FeedEvent
from playground.page.window import Frame, Window

_STATUS = frozenset({"assistant_status", "agent_session"})
_PROMPTS = "assistant_prompts"


def draw(window: Window) -> Markup:
    """The line above the composer; empty when the app is doing nothing."""
    room, hub = window.room, window.hub
    if room is None:
        return Markup()
    sessions = [one for one in hub.agents.in_channel(room.id) if one.can_be_stopped]
    threads = dict.fromkeys(("", window.thread or "", *(one.thread_ts for one in sessions)))
    statuses = [hub.assistants.thread(room.id, thread).status for thread in threads]
    return _render(
        window, "status.html", sessions=sessions, statuses=[one for one in statuses if one]
    )


def prompts(window: Window) -> Markup:
    """What one could ask: what the app suggests, else the workspace's examples."""
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
    )


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """Both anew when they changed."""
    room = window.room
    if room is None:
        return
    here = {event["event"] for event in events if event.get("channel") == room.id}
    if here & _STATUS:
        yield {"op": "fill", "id": "status", "html": draw(window)}
    if _PROMPTS in here:
        yield {"op": "fill", "id": "prompts", "html": prompts(window)}


def _render(window: Window, template: str, **values: object) -> Markup:
    drawn = window.painter.environment.get_template(template).render(window=window, **values)
    return Markup(drawn)  # noqa: S704 - rendered with autoescape
