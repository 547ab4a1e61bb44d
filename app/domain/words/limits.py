"""What people read when they have too much under way."""

from datetime import datetime, timedelta

from app.domain.words.reader import Reader, plural

_A_MINUTE = timedelta(minutes=1)

WORKSPACE_HAS = "People in this workspace have"
WORKSPACE_CONFIRMED = "People in this workspace confirmed"
OF_PERSON = "one person"
OF_WORKSPACE = "one workspace"
WAIT = "Try again when one has ended."
WAIT_OR_CANCEL = "Wait for one to end, or cancel one."


def person_has(name: str) -> str:
    """`name` is empty for the reader."""
    return f"{name} has" if name else "You have"


def person_confirmed(name: str) -> str:
    """`name` is empty for the reader."""
    return f"{name or 'You'} confirmed"


def running(has: str, count: int, most: int, advice: str) -> str:
    """Too many operations at a time; without `advice`, of one that has no draft any more."""
    runs = plural(count, "operation")
    return _said(f"{has} {runs} running or paused; {most:,} at a time is the most.", advice)


def an_hour(
    confirmed: str, count: int, most: int, reader: Reader, again_at: datetime, *, drafted: bool
) -> str:
    """Too many items an hour; `again_at` is when these fit."""
    when = f"{reader.time(again_at + _A_MINUTE)} ({reader.zone})"  # not before that minute began
    items = plural(count, "item")
    said = f"{confirmed} {items} in the last hour; {most:,} is the most."
    return _said(said, f"This fits from {when} on." if drafted else "")


def too_large(whose: str, count: int, most: int, *, drafted: bool) -> str:
    """More items than an hour can ever hold."""
    said = f"{most:,} items an hour is the most for {whose}, and this has {count:,}."
    advice = "Take some out under See all, or ask for a part of it."
    return _said(said, advice if drafted else "")


def _said(what: str, advice: str) -> str:
    """What is told of a draft says what to do with it."""
    return f"{what} {advice} The draft stays." if advice else what
