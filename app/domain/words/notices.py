"""Short messages: what happened, what was not done, what to do now."""

from app.domain.words.reader import Reader

EXAMPLES = (
    "Send follow-up emails to everyone from yesterday's meeting",
    "Push my meetings tomorrow by 30 minutes",
    "Tag every contact at Acme as vip",
)


def button_gone() -> str:
    """A button or a field whose value does not belong to anything."""
    return "This button no longer works. Please ask again."


def in_direct_messages() -> str:
    """Said in a channel, to the requester only."""
    return "I answer in your direct messages, where only you can see it."


def empty_request() -> str:
    """Nothing was asked."""
    return "Tell me what to do, in one sentence. For example:"


def empty_request_text() -> str:
    """The same where no list can stand."""
    return f"{empty_request()} {EXAMPLES[0]}"


def too_long(reader: Reader, limit: int) -> str:
    """The request is too long."""
    return f"This is too long for one request, and nothing was done. Use at most {reader.number(limit)} characters."


def went_wrong(text: str, not_done: str, what_next: str) -> str:
    """An error in three short parts; empty ones are left out."""
    return " ".join(part for part in (text, not_done, what_next) if part)
