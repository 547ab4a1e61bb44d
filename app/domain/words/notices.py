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


def not_yours(name: str) -> str:
    """Someone else pressed a button."""
    return f"Only {name or 'the person who asked'} can press this. Nothing was changed."


def draft_expired() -> str:
    """The draft is too old."""
    return "This preview expired, and nothing was done. Ask again for a fresh one."


def preview_out_of_date() -> str:
    """The draft changed after the preview that was pressed."""
    return "This preview is out of date, and nothing was done. The current one is shown below: please check it and confirm there."


def already_confirmed() -> str:
    """Confirm was pressed twice."""
    return "This was confirmed already, and runs once only. Its progress is in the message above."


def reading() -> str:
    """Shown while a request is being read."""
    return "Reading your request…"


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


def guests_refused() -> str:
    """A guest or a person of another organisation asked."""
    return "Only full members of this workspace can use Bulkhead. Nothing was done. Ask a colleague who is one."


def went_wrong(text: str, not_done: str, what_next: str) -> str:
    """An error in three short parts; empty ones are left out."""
    return " ".join(part for part in (text, not_done, what_next) if part)


HELP_TITLE = "Bulk work in plain words"
HELP_INTRO = "Write what should happen, in one sentence. You see a preview of every item, and nothing happens before you confirm."
HELP_WAYS_TITLE = "Where you can ask"
HELP_WAYS = (
    "Here, in our direct messages",
    "Anywhere with /bulk and your sentence",
    "In a channel by mentioning me: others see counts only",
)
HELP_EXAMPLES_TITLE = "For example"
HELP_AFTER = "While it runs you can cancel. Afterwards you can retry what failed and see each item."
