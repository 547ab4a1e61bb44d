"""The demo on a page: says where it is, opens it, and stays until told to stop."""

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Mapping

_WITH_SCREENS = frozenset({"darwin", "win32"})
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


async def open_page(url: str) -> None:
    """Open the page in the person's browser, where there is one to open."""
    if has_screen(sys.platform, os.environ):
        # It may start a program and wait for it, so it has a thread of its own.
        await asyncio.to_thread(webbrowser.open, url)


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a browser could be seen; without a screen a text browser would take the terminal."""
    return platform in _WITH_SCREENS or any(environ.get(name) for name in _DISPLAYS)


async def until_told_to_stop() -> None:
    """Return on Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        await stop.wait()
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
