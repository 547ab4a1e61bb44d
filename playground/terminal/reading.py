"""Lines from standard input, without blocking the event loop."""

import asyncio
import contextlib
import threading
from typing import TextIO


class Lines:
    """Reads lines in a daemon thread and hands them over to the loop.

    A thread and not `connect_read_pipe`: that one takes no regular file (`< script.txt`) and
    makes the terminal non-blocking, which standard output shares and then fails on long writes.
    The thread may stay in its read at shutdown; being a daemon it keeps no process alive.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._ended = False
        threading.Thread(target=self._read, name="playground-stdin", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line without its line break, None at the end and ever after."""
        if self._ended:
            return None
        line = await self._lines.get()
        self._ended = line is None
        return line

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError, ValueError, OSError):  # loop or stream is closed
            for line in iter(self._stream.readline, ""):
                self._hand_over(line.rstrip("\r\n"))
        with contextlib.suppress(RuntimeError):
            self._hand_over(None)

    def _hand_over(self, line: str | None) -> None:
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
