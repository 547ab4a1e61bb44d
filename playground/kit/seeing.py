"""Waiting for something to be seen; when it is not, saying what there was instead."""

from collections.abc import Callable, Iterable, Iterator
from textwrap import indent
from typing import TypeVar

from playground.kit import record
from playground.kit.errors import NotSeenError
from playground.kit.screens import Screens
from playground.viewer import Shown

T = TypeVar("T")

_MOST_MESSAGES = 5
_MOST_LINES = 12
_MODAL_WIDTH = 90


async def see(screens: Screens, find: Callable[[], T | None], wanted: str, since: int) -> T:
    """Return what `find` finds, looking again whenever a screen changes.

    Raises NotSeenError, whose text begins with `wanted` and shows what came after `since`.
    """
    found = await screens.look_for(find)
    if found is None:
        raise not_seen(screens, f"{wanted} did not come within {screens.patience:g} s.", since)
    return found


def not_seen(screens: Screens, problem: str, since: int) -> NotSeenError:
    """Return the error with everything that helps to find out why.

    What the app raised since and did not catch is its cause.
    """
    error = NotSeenError("\n".join([problem, *_glance(screens, since)]))
    error.__cause__ = next(iter(_raised(screens, since)), None)
    return error


def _raised(screens: Screens, since: int) -> list[Exception]:
    return [error for seq, error in screens.raised if seq > since]


def _glance(screens: Screens, since: int) -> Iterator[str]:
    shown = list(screens.messages())
    newer = [one for one in shown if one.seq > since]
    older = [one for one in shown if one.seq <= since]
    yield "Messages since the last act:" if newer else "No message came since the last act."
    yield from _told(screens, newer)
    if older:
        yield "Messages from before it (earlier=True finds them too):"
        yield from _told(screens, older)
    yield from _modals(screens)
    yield from _troubles(screens, since)


def _told(screens: Screens, shown: list[Shown]) -> Iterator[str]:
    for one in shown[:_MOST_MESSAGES]:
        lines = screens.text_of(one.message).splitlines() or [""]
        more = [f"… {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else []
        yield f"  {_heading(screens, one)}"
        yield from _indented([*lines[:_MOST_LINES], *more])
    if len(shown) > _MOST_MESSAGES:
        yield f"  … and {len(shown) - _MOST_MESSAGES} more"


def _heading(screens: Screens, shown: Shown) -> str:
    author = screens.author_of(shown.message)
    place = screens.place_of(shown.channel)
    thread = shown.message.get("thread_ts") not in (None, shown.ts)
    notes = [", in a thread"] if thread else []
    notes += [", only for one person"] if shown.is_ephemeral else []
    return f"{author} in {place}{''.join(notes)}:"


def _modals(screens: Screens) -> Iterator[str]:
    for viewer in screens.viewers.values():
        for view in viewer.modals[-1:]:
            yield f"Open for {screens.name_of(viewer.user)}:"
            yield from _indented(screens.view_text(viewer, view, _MODAL_WIDTH).splitlines())


def _troubles(screens: Screens, since: int) -> Iterator[str]:
    """Yield what went wrong, which is most often the reason."""
    for entry in screens.feed.since(since):
        if entry["event"] == "failure":
            yield f"Slack told {screens.name_of(entry['user'])}: {entry['text']}"
    for call in record.calls(screens.feed, after=since):
        if not call.ok:
            yield f"{call.method} was answered with {call.error or call.status}."
    for refusal in record.refusals(screens.feed, since):
        yield f"{refusal.method} was refused: {' '.join(refusal.messages) or refusal.error}"
    for one in record.deliveries(screens.feed, after=since):
        if not one.acknowledged:
            yield f"The app has not acknowledged: {_subject(one)}."
    for error in _raised(screens, since):
        yield f"The app raised {type(error).__name__}: {' '.join(str(error).split())}"


def _subject(delivery: record.Delivery) -> str:
    payload = delivery.payload
    event = payload.get("event") or {}
    named = payload.get("command") or event.get("type") or payload.get("type")
    return f"{named} ({delivery.kind})"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield indent("\n".join(lines), "    ")
