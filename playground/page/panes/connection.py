"""Whether an app is there to be written to: said in the direct messages with it while none is."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from markupsafe import Markup

from playground.feed import FeedEvent
from playground.page.window import Frame, Window

# What tells that it may have changed, by how the app is reached.
_SIGNS = MappingProxyType(
    {"socket": frozenset({"connections"}), "http": frozenset({"ack", "not_acked"})}
)


def draw(window: Window) -> Markup:
    """The line above the composer; empty while the app is there, and outside of its messages."""
    hub, room = window.hub, window.room
    if room is None or not room.is_im or hub.is_connected:
        return Markup()
    template = window.painter.environment.get_template("connection.html")
    drawn = template.render(app=hub.app, address=f"{hub.response_urls.base}/api/")
    return Markup(drawn)  # noqa: S704 - rendered with autoescape


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """The line anew, when an app may have come or gone."""
    if window.room is None or not window.room.is_im:
        return
    signs = _SIGNS[window.hub.app.delivery]
    if any(event["event"] in signs for event in events):
        yield {"op": "fill", "id": "connection", "html": draw(window)}
