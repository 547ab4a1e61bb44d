"""A local Slack workspace: Web API, Socket Mode, signed requests, limits and faults.

It knows no particular app. The real slack_bolt and slack_sdk run against it unmodified.
Start one with `python -m playground`, test a Bolt app with `from playground import Workspace`, or
run one inside a process with `playground.server.PlaygroundServer`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.kit import Workspace

__all__ = ["Workspace"]


def __getattr__(name: str) -> Any:
    """Load the test kit when it is asked for: whoever only serves starts without it."""
    if name != "Workspace":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from playground.kit import Workspace  # noqa: PLC0415 - see above

    return Workspace
