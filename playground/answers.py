"""What Web API calls were answered with, kept for whoever looks into them."""

from collections import deque
from collections.abc import Mapping
from typing import Any

KEPT = 1_000


class Answers:
    """The bodies of the last 1,000 answers, by the sequence number of their api_call event.

    They stay out of the feed, which is sent to every follower. Messages in them are shared with
    the conversations rather than copied: those never change in place.
    """

    def __init__(self) -> None:
        self._bodies: dict[int, Mapping[str, Any]] = {}
        self._order: deque[int] = deque()

    def put(self, seq: int, body: Mapping[str, Any]) -> None:
        """Keep an answer, and forget the oldest beyond the last 1,000."""
        self._bodies[seq] = body
        self._order.append(seq)
        if len(self._order) > KEPT:
            del self._bodies[self._order.popleft()]

    def of(self, seq: int) -> Mapping[str, Any] | None:
        """The answer to that call; None when it got none or it is forgotten."""
        return self._bodies.get(seq)
