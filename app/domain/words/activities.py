"""What was done for leads, deals and contacts, and is kept in the CRM: calls, emails, notes."""

from collections.abc import Mapping

_THINGS: Mapping[str, str] = {
    "call": "a call",
    "email": "an email",
    "meeting": "a meeting",
    "note": "a note",
}


def log(kind: str, target: str, day: str, text: str) -> str:
    """Activities, as the reading says them: the day is printed whether or not it was said."""
    said = f": “{text}”" if text else ""
    return f"Log {_THINGS[kind]} on {day} for {target}{said}"


def line(kind: str, day: str, text: str) -> str:
    """One activity in a list, like "Call, Mon 23 Nov: They want a demo"."""
    head = f"{kind.capitalize()}, {day}"
    return f"{head}: {text}" if text else head


def which_text(target: str) -> str:
    """A note without a text."""
    return f"What should the note on {target} say?"


def about_whom() -> str:
    """An activity that is about nobody."""
    return "Whom or which deal is it about?"


def one_or_all(target: str) -> str:
    """One record spoken of, where several may fit."""
    return f"You spoke of one. Should it be logged for all {target}?"


def not_over_yet() -> str:
    """Something that is still to happen."""
    return "I log what has happened. Leave out when to do it, or say a day that is over. Nothing was done."


def about(topic: str) -> str:
    """The text of a call of which only the topic is known."""
    return f"About {topic}"
