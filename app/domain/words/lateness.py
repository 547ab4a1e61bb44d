"""Why a start was late, or never came: only what is known to be so."""

from datetime import datetime, timedelta

from app.domain.words.reader import plural

NOT_RUNNING = "Bulkhead was not running then"
NOT_IN_TIME = "Bulkhead did not get to it in time"
NOT_ASKED = "What it is about could not be looked at in time"
NOT_ASKED_NOW = (
    "What it is about could not be looked at in time. Nothing was done; it still waits for its "
    "start."
)
KEEPS_ITS_START = "It still waits for its start."
WAS_FULL = "Too much else was running then"


def why_late(since: datetime | None, starts_at: datetime | None) -> str:
    """Why a start is late, told by who looks at starts `since` then."""
    there = since is not None and starts_at is not None and since <= starts_at
    return NOT_IN_TIME if there else NOT_RUNNING


def missed(limit: timedelta, why: str = NOT_RUNNING) -> str:
    """A start whose last moment is over, and why it was not begun until then."""
    minutes = plural(round(limit / timedelta(minutes=1)), "minute")
    return f"{why}, and nothing starts more than {minutes} late."
