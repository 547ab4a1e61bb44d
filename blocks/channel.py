"""What a channel sees of a person's operation: counts, never recipients, texts or values."""

from app.domain.progress import Counts
from app.domain.words import drafts as words
from app.domain.words import pausing
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording
from blocks import limits
from blocks.elements import section
from blocks.message import Message, message
from blocks.text import line


def channel_preparing(said: Wording, name: str, included: int) -> Message:
    """While the preview waits in the direct messages of the person called `name`."""
    return _note(words.channel_preparing(said, line(name, limits.LABEL), included))


def channel_running(said: Wording, name: str, counts: Counts, reader: Reader) -> Message:
    """While it runs."""
    return _note(words.channel_running(reader, said, line(name, limits.LABEL), counts))


def channel_paused(said: Wording, name: str, counts: Counts, reader: Reader) -> Message:
    """While it stands still."""
    return _note(pausing.channel_paused(reader, said, line(name, limits.LABEL), counts))


def channel_finished(name: str, result: str) -> Message:
    """When it ended; `result` is the title of the summary."""
    return _note(words.channel_finished(line(name, limits.LABEL), result))


def channel_closed(said: Wording, name: str, how: str) -> Message:
    """When the draft was "cancelled" or "expired"."""
    return _note(words.channel_closed(said, line(name, limits.LABEL), how))


def _note(text: str) -> Message:
    return message(text, [section("note", text)])
