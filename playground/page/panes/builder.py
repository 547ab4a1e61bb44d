"""The builders' panel: what happens between the app and Slack, as it happens."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from markupsafe import Markup

from playground.api.endpoint import known_methods
from playground.feed import FeedEvent
from playground.hub import Hub
from playground.page import builder_parts
from playground.page.painter import Painter
from playground.page.trace_rows import Mark, Row, clock, endings, rows
from playground.page.window import Frame, Window

SHOWN = 500
"""Lines that the list holds; what is older is in the export."""
AT_FIRST = 200
AT_ONCE = 100
"""Lines that one batch brings: more cannot be read, and would only make the page slow."""

_LIST = "builder-rows"
_ENDS = frozenset({"ack", "not_acked"})


def builder_html(window: Window) -> Markup:
    """The whole panel, for the first load."""
    hub = window.hub
    template = window.painter.environment.get_template("builder/panel.html")
    parts = {name: part(hub) for name, part in builder_parts.PARTS.items()}
    html = template.render(
        window=window,
        rows=newest(hub, AT_FIRST),
        clock=clock,
        zone=window.person.tz,
        methods=known_methods(),
        **parts,
    )
    return Markup(html)  # noqa: S704 - rendered with autoescape


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """New lines, and how the deliveries of earlier lines ended; nothing while the panel is shut."""
    if not window.builder:
        return
    new = list(rows(events, builder_parts.places(window.hub), endings(events)))
    if len(new) > AT_ONCE:
        yield _more(window, len(new) - AT_ONCE, new[-AT_ONCE])
    for row in new[-AT_ONCE:]:
        html = draw(window.painter, [row], window.person.tz)
        yield _put(f"row-{row.seq}", html)
    yield from _ended(window, events, {row.envelope for row in new})


def newest(hub: Hub, most: int, kind: str = "", text: str = "") -> list[Row]:
    """The newest lines of everything held, newest first: all, of one kind, "failed", with a text."""
    events = hub.feed.since(0)
    every = rows(reversed(events), builder_parts.places(hub), endings(events))
    return list(islice((row for row in every if _wanted(row, kind, text)), most))


def draw(painter: Painter, lines: Iterable[Row], zone: str) -> Markup:
    """Lines as HTML."""
    template = painter.environment.get_template("builder/rows.html")
    return Markup(template.render(rows=lines, clock=clock, zone=zone))  # noqa: S704 - autoescaped


def draw_part(painter: Painter, name: str, values: Mapping[str, Any]) -> Markup:
    """One of builder_parts.PARTS as HTML."""
    template = painter.environment.get_template(f"builder/{name}.html")
    return Markup(template.render({name: values}))  # noqa: S704 - rendered with autoescape


def _wanted(row: Row, kind: str, text: str) -> bool:
    right_kind = row.failed if kind == "failed" else kind in ("", row.kind)
    return right_kind and row.mentions(text)


def _ended(window: Window, events: Sequence[FeedEvent], new: set[str]) -> Iterator[Frame]:
    ended = [event for event in events if event["event"] in _ENDS and event["id"] not in new]
    if not ended:
        return
    # Whether a late acknowledgement is the first one is not told by this batch alone.
    any_late = any(event.get("late") for event in ended)
    ends = endings(window.hub.feed.since(0) if any_late else events)
    for envelope in dict.fromkeys(event["id"] for event in ended):
        html = _outcome(window.painter, ends[envelope])
        yield {"op": "fill", "id": f"end-{envelope}", "html": html}


def _outcome(painter: Painter, mark: Mark) -> Markup:
    template = painter.environment.get_template("builder/mark.html")
    return Markup(template.render(mark=mark))  # noqa: S704 - rendered with autoescape


def _more(window: Window, count: int, next_row: Row) -> Frame:
    template = window.painter.environment.get_template("builder/more.html")
    number = f"more-{next_row.seq}"
    return _put(number, Markup(template.render(id=number, count=count)))  # noqa: S704 - autoescaped


def _put(number: str, html: Markup) -> Frame:
    return {
        "op": "put",
        "list": _LIST,
        "place": "start",
        "limit": SHOWN,
        "id": number,
        "html": html,
    }
