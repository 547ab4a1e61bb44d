"""What Slack tells a person when the app failed them: a passing notice."""

from collections.abc import Iterator, Sequence

from playground.feed import FeedEvent
from playground.page.window import Frame, Window


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """A notice a failure."""
    for event in events:
        if event["event"] == "failure" and event["user"] == window.person.id:
            text, hint = str(event["text"]), event.get("hint")
            said = f"{text.removesuffix('.')}. {hint}" if hint else text
            yield {"op": "toast", "tone": "bad", "text": said}
