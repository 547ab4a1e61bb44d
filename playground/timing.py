"""Slack's deadlines, in seconds, from its public documentation; tests inject shorter ones."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """How long things live.

    - `ack`: the window for acknowledging any delivery.
    - `retry_delays`: pauses before the second, third and fourth attempt of an event.
    - `trigger`: life of a trigger_id, which works once.
    - `response_url` and `response_url_uses`: life of a response_url and how often it works.
    - `refresh_warning`: how long before a connection of Socket Mode is refreshed it is warned.
    - `debug_connection`: life of a connection that was opened with debug_reconnects=true.
    """

    ack: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger: float = 3.0
    response_url: float = 1800.0
    response_url_uses: int = 5
    refresh_warning: float = 10.0
    debug_connection: float = 360.0
