"""Identifiers and timestamps in the forms that Slack uses."""

import base64
import secrets
from collections.abc import Callable

_MICROSECONDS = 1_000_000


def new_id(prefix: str) -> str:
    """A fresh id such as Ev4XK2…: random, so that none repeats after a restart."""
    return prefix + base64.b32encode(secrets.token_bytes(7)).decode().rstrip("=")[:10]


class Timestamps:
    """Message timestamps ("1700000000.000100"): strictly rising, also when the clock stands still."""

    def __init__(self, now: Callable[[], float], last: str | None) -> None:
        self._now = now
        self._last = _to_microseconds(last) if last else 0

    def mint(self) -> str:
        """The next timestamp: now, or one microsecond after the last one."""
        self._last = max(int(self._now() * _MICROSECONDS), self._last + 1)
        seconds, fraction = divmod(self._last, _MICROSECONDS)
        return f"{seconds}.{fraction:06d}"


def _to_microseconds(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * _MICROSECONDS + int(fraction or 0)
