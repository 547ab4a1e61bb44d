"""A conversation with the app in a terminal, or with lines from a file or a pipe."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from playground.client import PlaygroundClient
from playground.render import Look
from playground.terminal.display import Display
from playground.terminal.reading import Lines
from playground.terminal.talk import Talk
from playground.viewer import Event, Viewer

__all__ = ["converse"]

_WIDEST = 100  # longer lines are hard to read
_SETTLE = 3.0


async def converse(
    client: PlaygroundClient,
    user: str,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    environ: Mapping[str, str] | None = None,
    settle: float = _SETTLE,
) -> None:
    """Talk to the app as `user` until :quit or the end of the input.

    On a terminal messages are shown as they come and edits are drawn in place, in colour unless
    NO_COLOR is set. Otherwise lines are read until the end of the input, each after `settle`
    seconds in which nothing new was shown.
    """
    source, sink = stdin or sys.stdin, stdout or sys.stdout
    environ = os.environ if environ is None else environ
    interactive = source.isatty() and sink.isatty() and environ.get("TERM") != "dumb"

    def write(text: str) -> None:
        sink.write(text)
        sink.flush()

    look = Look(
        width=min(_size(sink).columns, _WIDEST),
        styled=interactive and not environ.get("NO_COLOR"),
    )
    lines = Lines(source)
    display = Display(write, lambda: _size(sink).lines, interactive=interactive)
    person: str | None = user
    while person:
        person = await _talk_as(
            client, person, lines, display, look, None if interactive else settle
        )


def _size(sink: TextIO) -> os.terminal_size:
    """Return the size of the terminal behind `sink`, 80 x 24 where there is none or it is not told."""
    with contextlib.suppress(OSError, ValueError):
        size = os.get_terminal_size(sink.fileno())
        if size.columns and size.lines:
            return size
    return os.terminal_size((80, 24))


async def _talk_as(
    client: PlaygroundClient,
    user: str,
    lines: Lines,
    display: Display,
    look: Look,
    settle: float | None,
) -> str | None:
    events: asyncio.Queue[Event] = asyncio.Queue()
    async with Viewer(client, user, events.put_nowait) as viewer:
        named = Look(look.width, look.styled, viewer.book.names)
        talk = Talk(viewer, lines, display, named, settle)
        await talk.run(events)
        return talk.leaves_for
